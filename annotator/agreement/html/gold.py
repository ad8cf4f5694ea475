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
    named,
    section,
    table,
    tag,
)
from annotator.agreement.html.figures import Figures, cells, heads, left_head, number
from annotator.agreement.html.spans import Looks
from annotator.agreement.html.words import term

_PARTS = {
    "precision": "precision",
    "recall": "recall",
    "f1": "f1",
    "label_accuracy": "right labels where the boundaries are right",
}
_ERRORS = "estimated truth (rows) and answers (columns)"
_APART = (("by_people", "gold that people decided"), ("by_rule", "gold that a rule settled"))


def gold(figures: Figures, looks: Looks) -> Html:
    """Return each annotator against gold."""
    names = figures.names("gold") if figures.part("gold") is not None else []
    if not names:
        why = tag("p", "No document has finished gold; gold in progress is not compared.",
                  class_="soft")  # fmt: skip
        return section("gold", "Against gold", why)
    rows: list[list[Child]] = []
    by_label: list[list[Child]] = []
    for name in names:
        head: Child = named(name)
        for path, what in (((), "all gold"), *(((one,), said) for one, said in _APART)):
            for part, said in _PARTS.items():
                figure = figures.at("gold", name, *path, part)
                said = f"{what}: {said}" if path else said
                rows.append([head, tag("td", said, class_="left"), *cells(figure)])
                head = ""
        for label in figures.names("gold", name, "labels"):
            for part, said in _PARTS.items():
                figure = figures.at("gold", name, "labels", label, part)
                what = joined([looks.chip(label), f" {said}"])
                by_label.append([named(name), tag("td", what, class_="left"), *cells(figure)])
    of = left_head("of")
    return section(
        "gold",
        "Against gold",
        tag("p", joined([term("gold"), ". Gold that a rule settled by majority flatters the"
                         " majority, so what people decided is apart."])),
        table(heads("annotator", of), rows, caption="Each annotator against gold"),
        folded("By label", table(heads("annotator", of), by_label,
                                 caption="Each annotator against gold, by label")),
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
        parts.append(tag("h3", named(name), f": {_ERRORS}"))
        parts.append(_errors(found, place, f"{name}: {_ERRORS}"))
    places = [
        tag(
            "li",
            quoted(quote),
            tag("small", joined([
                joined([joined([named(who), ": ", looks.chip(label)])
                        for who, label in one.answers], " · "),
                " · likely ",
                joined([joined([named(label), f" {share:.0%}"]) for label, share in one.likely],
                       ", "),
                f" · {one.bits:.2f} bits · ", named(title),
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


def _errors(found: Estimated, place: int, caption: str) -> Html:
    assert found.errors is not None and found.shares is not None
    rows = []
    for true, name in enumerate(found.classes):
        answers = found.errors[place, true]
        cells_ = [
            tag("td", number(float(share)), class_="cell", style=f"--w: {0.4 * share:.2f}")
            for share in answers
        ]
        share = tag("small", f" {found.shares[true]:.0%}")
        rows.append([joined([named(name), share]), *cells_])
    head = ["", *(named(one) for one in found.classes)]
    return table(head, rows, caption=caption, class_=matrix_class(found.classes))
