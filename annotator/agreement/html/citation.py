"""A text to quote: the headline figures, what they were computed over, and how."""

from collections.abc import Mapping

from annotator.agreement.contents import Contents
from annotator.agreement.html.about import said_of
from annotator.agreement.html.elements import (
    Html,
    count,
    counted,
    joined,
    plain,
    section,
    tag,
)
from annotator.agreement.html.figures import Figure, Figures, interval_of, number
from annotator.agreement.html.words import WORDS

_SPANS = ("exact_f1", "boundary_f1", "overlap_f1", "independent_f1")
_RELATIONS = ("strict_f1", "conditional_f1")
_TOKENS = ("alpha", "observed", "share_of_o")
_MASKED = (
    ("masked_spans", "wholly outside them were left out"),
    ("cut_spans", "were cut to them"),
    ("duplicates", "marked twice by one annotator were counted once"),
)


def citation(contents: Contents, figures: Figures) -> Html:
    """Return the section with the text that a paper can quote."""
    report = contents.report
    relations = figures.at("relations", "strict_f1", "pooled").n
    people, tokens = figures.names("annotators"), figures.at("tokens", "alpha")
    sentences = [
        joined([
            count(len(people)), " annotators were compared in pairs on ",
            counted(len(contents.documents), "document"), " that two or more of them finished.",
        ]),
        _means(figures, "spans", _SPANS, "span"),
        joined([
            f"Tokens ({report['tokens_from']}): ",
            joined([_figure(figures, name, figures.at("tokens", name)) for name in _TOKENS], ", "),
            "; n = ", counted(tokens.n, "token"), ".",
        ]),
        _means(figures, "relations", _RELATIONS, "relation") if relations else None,
        _gamma(figures),
        _how(figures),
        joined([joined([f"{name}: ", said_of(name, said)])
                for name, said in _chosen(contents)], "; "),
    ]  # fmt: skip
    return section(
        "cite",
        "To cite",
        tag("p", "The headline figures, and what they were computed over and how, as one text"
            " to quote.", class_="soft"),
        tag("blockquote", tag("p", joined(sentences, " "), ".")),
    )  # fmt: skip


def _chosen(contents: Contents) -> list[tuple[str, str]]:
    """Return what was asked for and found, the project and the program, in one line each."""
    passes = "Passes and their labels"
    rows = [(name, said) for name, said in contents.about.rows if name != passes]
    return [("Project", contents.about.project), *rows]


def _means(figures: Figures, part: str, names: tuple[str, ...], noun: str) -> Html:
    mean, pooled = (figures.at(part, names[0], one) for one in ("mean", "pooled"))
    found = []
    for name in names:
        n = figures.at(part, name, "pooled").n
        of = joined([" of ", counted(n, noun)]) if n != pooled.n else None
        found.append(joined([_figure(figures, name, figures.at(part, name, "mean")), of]))
    return joined([
        f"{part.capitalize()}: ", joined(found, ", "), "; means over n = ", counted(mean.n, "pair"),
        " with ", counted(pooled.n, noun), " of both sides.",
    ])  # fmt: skip


def _figure(figures: Figures, name: str, figure: Figure) -> Html:
    if figure.value is None:
        why = f" ({figures.reasons[figure.why - 1]})" if figure.why else ""
        return joined([f"{WORDS[name].name} undefined{why}"])
    near = joined(["95% interval ", interval_of(figure)]) if figure.interval else "no interval"
    return joined([f"{WORDS[name].name} ", number(figure.value), " (", near, ")"])


def _gamma(figures: Figures) -> Html | None:
    """Return gamma with its settings; None where it was not asked for."""
    found = figures.part("gamma")
    if not isinstance(found, Mapping):
        return None
    mean = figures.at("gamma", "mean")
    weights = ", ".join(f"{name} {found[name]:g}" for name in ("alpha", "beta", "precision"))
    return joined([
        _figure(figures, "gamma", mean), f", {found['mean_is']}, n = ", counted(mean.n, "pair"),
        f"; {weights}, seed {found['seed']}, {found['samples']} samples or more for each document.",
    ])  # fmt: skip


def _how(figures: Figures) -> Html:
    """Return how intervals were made, and what was masked and counted once."""

    def setting(name: str) -> int:
        found = figures.part("settings", name)
        assert isinstance(found, int)
        return found

    masked = figures.part("masked_characters")
    assert isinstance(masked, int)
    left = [joined([count(setting(name)), f" {said}"]) for name, said in _MASKED]
    return joined([
        "Only finished passes were compared; spans are equal when all their fragments and their"
        " label are. Intervals: percentiles over documents drawn with replacement, widened for few"
        " documents, ",
        count(setting("resamples")), " resamples, seed ", plain(setting("seed")), ". ",
        count(masked), " characters outside zones for labelling were masked; of spans ",
        joined(left, ", "), ".",
    ])  # fmt: skip
