"""Sections on documents, sources, rounds, weeks, and each annotator's drift."""

from collections.abc import Mapping, Sequence

from annotator.agreement.bootstrap import FEW
from annotator.agreement.contents import DocumentRow
from annotator.agreement.groups import MEASURES
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
    DASH,
    Figures,
    cells,
    heads,
    interval_of,
    left_head,
    number,
    number_cell,
    value_of,
)
from annotator.agreement.html.plots import weeks
from annotator.agreement.html.words import term
from annotator.compare.alignment import Kind

MOST = 200
"""How many documents the page lists."""

_SHOWN = 25
_TITLES = {"source": "By source", "round": "By round", "week": "By week"}
_NONE = {
    "source": "Of no document that two annotators finished the source is known.",
    "round": "No document that two annotators finished was handed out in a round.",
    "week": "Of no document the days are known on which two annotators finished it: imported"
    " work has none.",
}
_ALONE = "No two annotators finished the same document."


def documents(rows: Sequence[DocumentRow]) -> Html:
    """Return the documents with most differences, and those of least F1."""
    if not rows:
        return section("documents", "By document", tag("p", _ALONE, class_="soft"))
    listed = rows[:MOST]
    least = sorted((row for row in rows if row.f1 is not None), key=_by_f1)[:MOST]
    agreed = sum(not row.differences for row in rows)
    return section(
        "documents",
        "By document",
        tag("p", joined([count(agreed), " of ", count(len(rows)), " documents without a"
                         " difference. F1 jumps where a document has few spans: n tells."])),
        *_most(listed),
        tag("details", tag("summary", "The same, lowest F1 first"), _listed(least),
            class_="again"),
        tag("p", joined(["The first ", count(MOST), " of each order; the CSV tables have all."]),
            class_="soft") if len(rows) > MOST else None,
    )  # fmt: skip


def _by_f1(row: DocumentRow) -> tuple[float, int]:
    return (row.f1 if row.f1 is not None else 2.0, -row.differences)


def _most(rows: Sequence[DocumentRow]) -> list[Html]:
    rest = rows[_SHOWN:]
    more = joined([count(len(rest)), " more"])
    return [
        tag("h3", "Most differences first"),
        _listed(rows[:_SHOWN]),
        *([folded(more, _listed(rest))] if rest else []),
    ]


def _listed(rows: Sequence[DocumentRow]) -> Html:
    head = ["document", "differences", "label", "boundary", "both", "one side only",
            joined([term("exact_f1")]), "n"]  # fmt: skip
    doubt = any(row.doubt is not None for row in rows)
    if doubt:
        head.append(joined([term("dawid_skene", "doubt")]))
    body = [
        [
            named(row.title),
            number_cell(row.differences),
            number_cell(row.kinds.get(Kind.LABEL, 0)),
            number_cell(row.kinds.get(Kind.BOUNDARY, 0)),
            number_cell(row.kinds.get(Kind.LABEL_AND_BOUNDARY, 0)),
            number_cell(row.kinds.get(Kind.ONLY_FIRST, 0) + row.kinds.get(Kind.ONLY_SECOND, 0)),
            tag("td", DASH if row.f1 is None else number(row.f1), class_="v"),
            number_cell(row.n),
            *([tag("td", f"{row.doubt:.2f}", class_="n")] if row.doubt is not None else []),
        ]
        for row in rows
    ]
    return table(head, body, caption="Documents with their differences")


def _none(figures: Figures, kind: str) -> Html:
    shared = any(figures.part("documents", pair) for pair in figures.names("documents"))
    return tag("p", _NONE[kind] if shared else _ALONE, class_="soft")


def groups(figures: Figures, kind: str) -> Html:
    """Return the figures of documents by source, round or week."""
    names = figures.names("by", kind)
    title = _TITLES.get(kind, f"By {kind}")
    if not names:
        return section(f"by-{kind}", title, _none(figures, kind))
    head: list[Child] = [kind, "documents"]
    for name in MEASURES:
        head += [joined([term(name)]), "95% interval"]
    head.append("n")
    rows: list[list[Child]] = []
    few = False
    for name in names:
        shared = figures.part("by", kind, name, "documents")
        assert isinstance(shared, int)
        few |= shared < FEW
        mark = "†" if shared < FEW else ""
        row: list[Child] = [joined([named(name), mark]), number_cell(shared)]
        for measure in MEASURES:
            figure = figures.at("by", kind, name, measure)
            row.append(tag("td", value_of(figure), class_="v"))
            row.append(tag("td", interval_of(figure), class_="ci"))
        ns = sorted({figures.at("by", kind, name, one).n for one in MEASURES}, reverse=True)
        row.append(tag("td", joined([count(n) for n in ns], " / "), class_="n"))
        rows.append(row)
    return section(
        f"by-{kind}",
        title,
        weeks([(name, figures.at("by", kind, name, "exact_f1"), False) for name in names],
              "Exact F1 by week") if kind == "week" else None,
        table(head, rows, caption=title),
        tag("p", f"† fewer than {FEW} documents: an interval is rough, under 5 there is none.",
            class_="soft") if few else None,
    )  # fmt: skip


def drift(figures: Figures) -> Html:
    """Return each annotator's figures by week, flagged weeks told."""
    names = figures.names("drift")
    if not names:
        return section("drift", "Drift", _none(figures, "week"))
    parts = []
    for name in names:
        rows = figures.part("drift", name)
        assert isinstance(rows, list)
        found = [(at, row, figures.at("drift", name, at, "f1")) for at, row in enumerate(rows)]
        parts.append(tag("h3", named(name)))
        plotted = [(str(row["week"]), figure, bool(row["flag"])) for _, row, figure in found]
        parts.append(weeks(plotted, f"Exact F1 of {name} with all others by week"))
        body = [[str(row["week"]), *cells(figure), _flag(row)] for _, row, figure in found]
        parts.append(table([*heads("week"), left_head("flag")], body,
                           caption=f"Exact F1 of {name} by week"))  # fmt: skip
    return section(
        "drift",
        "Drift",
        tag("p", joined([term("drift"), ": exact F1 with all others by the week of finishing. An"
                         " open circle is a week whose interval does not hold the figure of all"
                         " earlier weeks."])),
        *parts,
    )  # fmt: skip


def _flag(row: Mapping[str, object]) -> Html:
    return tag("td", "leaves the earlier figure" if row["flag"] else "", class_="left flag")
