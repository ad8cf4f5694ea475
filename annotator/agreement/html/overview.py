"""The top of the page: what it is about, the headline figures, how to read them."""

from annotator.agreement.contents import Contents
from annotator.agreement.html.elements import Html, count, joined, section, tag
from annotator.agreement.html.figures import Figure, Figures, interval_of, value_of
from annotator.agreement.html.words import term

_CARDS = (
    ("exact_f1", "mean over pairs", ("spans", "exact_f1", "mean"), "pairs"),
    ("boundary_f1", "mean over pairs", ("spans", "boundary_f1", "mean"), "pairs"),
    ("overlap_f1", "mean over pairs", ("spans", "overlap_f1", "mean"), "pairs"),
    ("alpha", "all annotators", ("tokens", "alpha"), "tokens"),
    ("observed", "all annotators", ("tokens", "observed"), "tokens"),
    ("share_of_o", "of all values", ("tokens", "share_of_o"), "tokens"),
    ("independent_f1", "mean over pairs", ("spans", "independent_f1", "mean"), "pairs"),
    ("strict_f1", "mean over pairs", ("relations", "strict_f1", "mean"), "pairs"),
)


def heading(contents: Contents, figures: Figures) -> Html:
    """Return the title with the names of those who are compared."""
    people = figures.part("annotators")
    assert isinstance(people, list)
    about = contents.about
    compared = len(contents.documents)
    return tag(
        "header",
        tag("h1", f"Agreement: {about.project}"),
        tag(
            "p",
            joined([", ".join(people), " · ", count(compared),
                    " document" if compared == 1 else " documents",
                    " shared by two or more · ", about.made]),
            class_="soft",
        ),
    )  # fmt: skip


def headline(figures: Figures) -> Html:
    """Return the headline figures as cards, and what their distances say."""
    cards: list[Html] = []
    for key, over, path, unit in _CARDS:
        figure = figures.at(*path)
        if key != "strict_f1" or figures.at("relations", "strict_f1", "pooled").n:
            cards.append(_card(key, over, figure, unit, main=not cards))
    few = [tag("li", f"{_pair(note['what'])}: {note['why']}.") for note in _notes(figures)]
    return section(
        "headline",
        "In short",
        tag("div", *cards, class_="cards"),
        tag(
            "p",
            "Exact far below overlap: the guideline on boundaries is unclear. Boundary well above"
            " exact: labels are confused. Overlap low: people disagree on what is to be marked at"
            " all. Exact well above the figure without shared suggestions: annotators agree with"
            " the model more than with each other.",
            class_="soft",
        ),
        joined([tag("p", tag("b", "Few documents.")), tag("ul", *few)]) if few else None,
    )


def _notes(figures: Figures) -> list[dict[str, str]]:
    notes = figures.part("notes")
    assert isinstance(notes, list)
    return notes


def _pair(what: str) -> str:
    return what.removeprefix("documents.").replace("|", " and ")


def _card(key: str, over: str, figure: Figure, unit: str, *, main: bool) -> Html:
    what = unit.removesuffix("s") if figure.n == 1 else unit
    near = joined(["95% ", interval_of(figure)]) if figure.interval is not None else "no interval"
    return tag(
        "div",
        tag("b", value_of(figure)),
        tag("span", term(key), class_="name"),
        tag(
            "span",
            joined([over, ", n = ", count(figure.n), " ", what]),
        ),
        tag("span", near),
        class_="card main" if main else "card",
    )
