"""The top of the page: what it is about, the headline figures, how to read them."""

from annotator.agreement.contents import Contents
from annotator.agreement.html.elements import Html, counted, joined, named, section, tag
from annotator.agreement.html.figures import Figure, Figures, interval_of, value_of
from annotator.agreement.html.words import term

_CARDS = (
    ("exact_f1", "mean over pairs", ("spans", "exact_f1", "mean")),
    ("boundary_f1", "mean over pairs", ("spans", "boundary_f1", "mean")),
    ("overlap_f1", "mean over pairs", ("spans", "overlap_f1", "mean")),
    ("alpha", "all annotators", ("tokens", "alpha")),
    ("observed", "all annotators", ("tokens", "observed")),
    ("share_of_o", "of all values", ("tokens", "share_of_o")),
    ("independent_f1", "mean over pairs", ("spans", "independent_f1", "mean")),
    ("strict_f1", "mean over pairs", ("relations", "strict_f1", "mean")),
)
_NO_INTERVAL = term("interval", "no interval")
_UNITS = {
    "exact_f1": "span",
    "boundary_f1": "span",
    "overlap_f1": "span",
    "independent_f1": "span",
    "strict_f1": "relation",
}


def heading(contents: Contents, figures: Figures) -> Html:
    """Return the title with the names of those who are compared."""
    people = figures.part("annotators")
    assert isinstance(people, list)
    about = contents.about
    compared = len(contents.documents)
    return tag(
        "header",
        tag("h1", "Agreement: ", named(about.project)),
        tag(
            "p",
            joined([joined(map(named, people), ", "), " · ", counted(compared, "document"),
                    " shared by two or more · ", about.made]),
            class_="soft",
        ),
    )  # fmt: skip


def headline(figures: Figures) -> Html:
    """Return the headline figures as cards, and what their distances say."""
    cards: list[Html] = []
    for key, over, path in _CARDS:
        pooled = figures.at(*path[:-1], "pooled") if path[-1] == "mean" else None
        if key != "strict_f1" or (pooled is not None and pooled.n):
            cards.append(_card(key, over, figures.at(*path), pooled, main=not cards))
    few = [
        tag("li", figures.people(note["what"].removeprefix("documents.")), f": {note['why']}.")
        for note in _notes(figures)
    ]
    return section(
        "headline",
        "In short",
        tag("div", *cards, class_="cards"),
        tag(
            "p",
            "Exact far below overlap: the guideline on boundaries is unclear. Boundary well above"
            " exact: labels are confused. Overlap low: people disagree on what is to be marked at"
            " all. Exact well above the figure without shared suggestions: annotators agree with"
            " the model more than with each other. n of a mean counts pairs, then the spans or"
            " relations of both sides of all pairs.",
            class_="soft",
        ),
        joined([tag("p", tag("b", "Few documents.")), tag("ul", *few)]) if few else None,
    )


def _notes(figures: Figures) -> list[dict[str, str]]:
    notes = figures.part("notes")
    assert isinstance(notes, list)
    return notes


def _card(key: str, over: str, figure: Figure, of: Figure | None, *, main: bool) -> Html:
    """Return a card; ``of`` is the pooled figure beside a mean over pairs, which tells its n."""
    if of is None:
        n = joined([over, ", n = ", counted(figure.n, "token")])
    else:
        n = joined([over, ", n = ", counted(figure.n, "pair"), ", ", counted(of.n, _UNITS[key])])
    near = joined(["95% interval ", interval_of(figure)]) if figure.interval else _NO_INTERVAL
    return tag(
        "div",
        tag("b", value_of(figure)),
        tag("span", term(key), class_="name"),
        tag("span", near),
        tag("span", n),
        class_="card main" if main else "card",
    )
