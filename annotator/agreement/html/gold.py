"""Sections on annotators against gold, and on what Dawid and Skene's estimate says of them."""

from annotator.agreement.contents import Contents
from annotator.agreement.estimated import Estimated
from annotator.agreement.html.confusion import quoted
from annotator.agreement.html.elements import (
    Child,
    Html,
    count,
    folded,
    joined,
    matrix_class,
    section,
    table,
    tag,
)
from annotator.agreement.html.figures import Figures, cells, heads, left_head, number
from annotator.agreement.html.spans import Looks
from annotator.agreement.html.words import term

_PARTS = ("precision", "recall", "f1")
_APART = (("by_people", "gold that people decided"), ("by_rule", "gold that a rule settled"))


def gold(figures: Figures, looks: Looks) -> Html:
    """Return each annotator against gold."""
    names = figures.names("gold") if figures.part("gold") is not None else []
    if not names:
        why = tag("p", "There is no gold yet.", class_="soft")
        return section("gold", "Against gold", why)
    rows: list[list[Child]] = []
    by_label: list[list[Child]] = []
    for name in names:
        head: Child = name
        for path, what in (((), "all gold"), *(((one,), said) for one, said in _APART)):
            for part in _PARTS:
                figure = figures.at("gold", name, *path, part)
                said = joined([what, ": ", part]) if path else part
                rows.append([head, tag("td", said, class_="left"), *cells(figure)])
                head = ""
        for label in figures.names("gold", name, "labels"):
            for part in _PARTS:
                figure = figures.at("gold", name, "labels", label, part)
                what = joined([looks.chip(label), f" {part}"])
                by_label.append([name, tag("td", what, class_="left"), *cells(figure)])
    of = left_head("of")
    return section(
        "gold",
        "Against gold",
        tag("p", joined([term("gold"), ". Gold that a rule settled by majority flatters the"
                         " majority, so what people decided is apart."])),
        table(heads("annotator", of), rows),
        folded("By label", table(heads("annotator", of), by_label)),
    )  # fmt: skip


def estimate(contents: Contents, figures: Figures, looks: Looks) -> Html:
    """Return the estimated errors of each annotator, and the places in most doubt."""
    found = contents.estimated
    said = tag(
        "p",
        joined([term("dawid_skene"), " (Dawid and Skene). To look at, never to decide by."]),
    )
    if found.why:
        refused = tag("p", f"Not estimated: {found.why}.", class_="soft")
        return section("estimate", "Estimated errors", said, refused)
    names = figures.part("annotators")
    assert isinstance(names, list)
    parts = []
    for place, name in enumerate(names):
        parts.append(tag("h3", f"{name}: estimated truth (rows) and answers (columns)"))
        parts.append(_errors(found, place))
    places = [
        tag(
            "li",
            quoted(quote),
            tag("small", joined([
                joined([joined([f"{who}: ", looks.chip(label)]) for who, label in one.answers],
                       " · "),
                " · likely ",
                joined([f"{label} {share:.0%}" for label, share in one.likely], ", "),
                f" · {one.bits:.2f} bits · {title}",
            ])),
        )
        for one, title, quote in contents.doubtful
    ]  # fmt: skip
    return section(
        "estimate",
        "Estimated errors",
        said,
        tag("p", joined([count(found.units), " places."]), class_="soft"),
        folded("Estimated errors of each annotator", *parts),
        folded("The places in most doubt", tag("ol", *places, class_="places")),
    )  # fmt: skip


def _errors(found: Estimated, place: int) -> Html:
    assert found.errors is not None and found.shares is not None
    rows = []
    for true, name in enumerate(found.classes):
        answers = found.errors[place, true]
        cells_ = [
            tag("td", number(float(share)), class_="cell", style=f"--w: {0.4 * share:.2f}")
            for share in answers
        ]
        rows.append([joined([name, tag("small", f" {found.shares[true]:.0%}")]), *cells_])
    return table(["", *found.classes], rows, class_=matrix_class(found.classes))
