"""Sections on spans: measures, pairs, labels, kinds of difference."""

from collections.abc import Sequence

from annotator.agreement.contents import LabelLook
from annotator.agreement.html.elements import (
    Child,
    Html,
    count,
    folded,
    joined,
    named,
    section,
    table,
    tag,
)
from annotator.agreement.html.figures import (
    Figure,
    Figures,
    cells,
    heads,
    interval_of,
    left_head,
    number_cell,
    value_of,
)
from annotator.agreement.html.plots import Bar, bars, counts
from annotator.agreement.html.words import term
from annotator.agreement.tables import pair_name

SPAN_MEASURES = (
    "exact_f1", "boundary_f1", "overlap_f1", "overlap_f1_untyped", "partial_f1", "token_f1",
    "char_f1", "char_f1_untyped", "independent_f1",
)  # fmt: skip
LABELLED = ("exact_f1", "overlap_f1", "token_f1", "char_f1", "independent_f1")

_KINDS = {
    "agree": "Equal",
    "label": "Other label",
    "boundary": "Other boundaries",
    "label+boundary": "Other label and boundaries",
    "only A": "Only the first named",
    "only B": "Only the second named",
    "split": "Of these: one against several",
}
# Who is named first differs from pair to pair, so over all pairs the two sides are one.
_PLOTTED = {
    "Other label": ("label",),
    "Other boundaries": ("boundary",),
    "Other label and boundaries": ("label+boundary",),
    "Only one of the two": ("only A", "only B"),
}


class Looks:
    """How labels look on the page."""

    def __init__(self, looks: Sequence[LabelLook]) -> None:
        self._place = {one.name: number for number, one in enumerate(looks)}
        self._chips: dict[str, Html] = {}

    def class_of(self, label: str) -> str:
        """Return the class that carries a label's colour; empty where it has none."""
        return f"l{self._place[label]}" if label in self._place else ""

    def chip(self, label: str) -> Html:
        """Return a label's name in its colour."""
        if label not in self._chips:
            class_ = f"chip {self.class_of(label)}".strip()
            self._chips[label] = tag("bdi", label, class_=class_)
        return self._chips[label]


def measures(figures: Figures) -> Html:
    """Return every F1 of spans as mean over pairs, pooled, and as mean over documents."""
    rows: list[list[Child]] = []
    macro: list[list[Child]] = []
    for name in SPAN_MEASURES:
        mean = figures.at("spans", name, "mean")
        rows.append([term(name), *cells(mean), *cells(figures.at("spans", name, "pooled"))])
        macro.append([term(name), *cells(figures.at("spans", name, "macro"))])
    return section(
        "spans",
        "Spans",
        table(mean_and_pooled("measure"), rows, caption="F1 of spans"),
        tag(
            "p",
            "Mean: plain mean over pairs, n the number of pairs. Pooled: counts of all pairs"
            " added up, n the spans (tokens, characters) of both sides.",
            class_="soft",
        ),
        folded(
            "Macro: means over documents",
            tag(
                "p",
                "Plain mean over the documents of each pair in which either marked"
                " something; n counts them. Short documents weigh as much as long ones.",
                class_="soft",
            ),
            table(heads("measure"), macro, caption="F1 of spans, mean over documents"),
        ),
    )


def mean_and_pooled(first: str) -> list[Child]:
    """Return the heads of a table of means over pairs and pooled figures."""
    names = ("mean over pairs", "95% interval", "n", "pooled", "95% interval", "n")
    return [first, *(tag("th", name, scope="col") for name in names)]


_ON_PAPER = 6
"""Annotators whose names and intervals go side by side on a page of A4."""


def pairs(figures: Figures) -> Html:
    """Return exact F1 as a matrix of annotators, and every measure for every pair."""
    names = figures.part("annotators")
    assert isinstance(names, list)
    return section(
        "pairs",
        "By pair",
        tag("p", joined([term("exact_f1"), " of each pair, with the interval beneath."])),
        table(["", *(named(one) for one in names)],
              [[named(one), *_matrix_row(figures, one, names)] for one in names],
              caption="Exact F1 of each annotator with each other",
              class_="wide" if len(names) > _ON_PAPER else ""),
        folded("Every measure by pair",
               table(heads("pair", left_head("measure")), _pair_rows(figures),
                     caption="Every measure of spans by pair")),
    )  # fmt: skip


def _matrix_row(figures: Figures, one: str, names: Sequence[str]) -> list[Html]:
    found = []
    for other in names:
        if other == one:
            found.append(tag("td", "·", class_="v"))
            continue
        figure = figures.at("spans", "exact_f1", "pairs", pair_name(one, other))
        near = tag("small", interval_of(figure)) if figure.interval is not None else None
        inside = joined([value_of(figure), tag("br") if near else None, near])
        found.append(tag("td", inside, class_="v"))
    return found


def _pair_rows(figures: Figures) -> list[list[Child]]:
    rows: list[list[Child]] = []
    for pair in figures.names("documents"):
        shared = figures.part("documents", pair)
        assert isinstance(shared, int)
        rows.append(
            [figures.people(pair), tag("td", "documents", class_="left"), tag("td"), tag("td"),
             number_cell(shared)]
        )  # fmt: skip
        for name in SPAN_MEASURES:
            figure = figures.at("spans", name, "pairs", pair)
            rows.append(["", tag("td", term(name), class_="left"), *cells(figure)])
        kappa = figures.at("tokens", "kappa", "pairs", pair)
        rows.append(["", tag("td", term("kappa"), class_="left"), *cells(kappa)])
    return rows


def labels(figures: Figures, looks: Looks) -> Html:
    """Return the figures by label, with exact F1 as a plot."""
    names = figures.names("spans", "exact_f1", "labels")
    ordered = sorted(names, key=lambda one: -figures.at("spans", "exact_f1", "labels", one).n)
    plotted = [
        Bar(one, figures.at("spans", "exact_f1", "labels", one), looks.class_of(one))
        for one in ordered
    ]
    rows: list[list[Child]] = []
    for one in ordered:
        for place, name in enumerate(LABELLED):
            head = looks.chip(one) if not place else ""
            figure = figures.at("spans", name, "labels", one)
            rows.append([head, tag("td", term(name), class_="left"), *cells(figure)])
        alpha = figures.at("tokens", "alpha", "labels", one)
        rows.append(["", tag("td", term("alpha", "Alpha, on tokens"), class_="left"),
                     *cells(alpha)])  # fmt: skip
    if not ordered:
        return section("labels", "By label", tag("p", "Nobody marked a span.", class_="soft"))
    return section(
        "labels",
        "By label",
        tag("p", joined([term("exact_f1"), " pooled over pairs; ticks end its 95% interval;"
                         " behind it n, the spans of both sides."])),
        bars(plotted, "Exact F1 by label"),
        folded("Every measure by label",
               table(heads("label", left_head("measure")), rows,
                     caption="Every measure by label")),
    )  # fmt: skip


def kinds(figures: Figures) -> Html:
    """Return how spans differ: a bar for each kind, and the numbers by pair."""
    pairs_ = figures.names("spans", "kinds")
    of_pairs = [figures.part("spans", "kinds", pair) for pair in pairs_]
    total = {
        name: sum(int(one[name]) for one in of_pairs if isinstance(one, dict)) for name in _KINDS
    }
    shown = [(said, sum(total[kind] for kind in of)) for said, of in _PLOTTED.items()]
    rows = [
        [figures.people(pair), *(number_cell(int(one[name])) for name in _KINDS)]
        for pair, one in zip(pairs_, of_pairs, strict=True)
        if isinstance(one, dict)
    ]
    return section(
        "kinds",
        "How spans differ",
        tag("p", joined(["Spans of all pairs after alignment: ", count(total["agree"]),
                         " equal; the rest by kind."])),
        counts(shown, "Kinds of difference, all pairs"),
        table(["pair", *_KINDS.values()], rows, caption="Kinds of difference by pair"),
    )  # fmt: skip


def figure_or_none(figures: Figures, *path: str | int) -> Figure | None:
    """Return the value at a path, or None where the report has none there."""
    try:
        return figures.at(*path)
    except (KeyError, TypeError):
        return None
