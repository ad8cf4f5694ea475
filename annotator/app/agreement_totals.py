"""The tables of totals of every measure, of kinds of difference, and of units by label."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.agreement.html.figures import Figures
    from annotator.agreement.sheets import Row, Sheet

_TOKENS = ("alpha", "observed", "share_of_o", "fleiss", "ac1")
_UNITS = (("labels", "u_alpha"), ("ku_alpha", "ku_alpha"))
_FIGURE = ("value", "n", "ci95_low", "ci95_high", "undefined_because")
_OVER = (
    ("mean", "mean over pairs"),
    ("pooled", "pooled over pairs"),
    ("macro", "mean over documents"),
)


def total_sheets(report: Mapping[str, object]) -> Sequence["Sheet"]:
    """Return the sheets of totals, kinds of difference, units by label, and the undefined."""
    from annotator.agreement.html.figures import Figures
    from annotator.agreement.sheets import Sheet

    figures = Figures(report)
    return (
        Sheet("totals", ("part", "measure", "of", *_FIGURE), _totals(figures)),
        Sheet("units", ("first", "second", "label", "measure", *_FIGURE), _units(figures)),
        Sheet("kinds", ("part", "first", "second", "kind", "number"), _kinds(figures)),
        Sheet("undefined", ("what", "undefined_because"), _undefined(report)),
    )


def _totals(figures: "Figures") -> Iterator["Row"]:
    """Yield the figures over all annotators: means over pairs, pooled, means over documents."""
    for part in ("spans", "relations", "chains"):
        for measure in figures.names(part):
            over = figures.names(part, measure)
            for name, of in _OVER:
                # Attributes, confusion, kinds and kappa have no figure over all pairs.
                if name in over:
                    yield part, measure, of, *_figure(figures, part, measure, name)
    for measure in _TOKENS:
        yield "tokens", measure, "all annotators", *_figure(figures, "tokens", measure)
    for name in figures.names("spans", "attributes"):
        figure = _figure(figures, "spans", "attributes", name, "alpha")
        yield "attributes", "alpha", name, *figure
    if "mean" in figures.names("gamma"):
        of = str(figures.part("gamma", "mean_is"))
        yield "gamma", "gamma", of, *_figure(figures, "gamma", "mean")
    if "together" in figures.names("gamma"):
        yield "gamma", "gamma", "all together", *_figure(figures, "gamma", "together")


def _figure(figures: "Figures", *path: str) -> "Row":
    one = figures.at(*path)
    low, high = one.interval or (None, None)
    why = figures.reasons[one.why - 1] if one.why else ""
    return (one.value, one.n, low, high, why)


def _units(figures: "Figures") -> Iterator["Row"]:
    """Yield the unitizing alphas of each label in each pair; those of pairs are in theirs."""
    for pair in figures.names("units", "pairs"):
        for name, measure in _UNITS:
            for label in figures.names("units", "pairs", pair, name):
                figure = _figure(figures, "units", "pairs", pair, name, label)
                yield *figures.sides(pair), label, measure, *figure


def _kinds(figures: "Figures") -> Iterator["Row"]:
    """Yield kinds of difference by pair; why relations are lost is over all pairs."""
    for pair in figures.names("spans", "kinds"):
        first, second = figures.sides(pair)
        for kind in figures.names("spans", "kinds", pair):
            yield "spans", first, second, kind, figures.part("spans", "kinds", pair, kind)
    for why in figures.names("relations", "lost"):
        yield "relations", "", "", why, figures.part("relations", "lost", why)


def _undefined(report: Mapping[str, object]) -> Iterator["Row"]:
    rows = report["undefined"]
    assert isinstance(rows, list)
    for row in rows:
        yield row["what"], row["why"]
