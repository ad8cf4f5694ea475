"""The tables of the report as rows, for spreadsheets and scripts: one sheet each.

Undefined values are empty, with the reason in the last column; intervals that are not
there are empty too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.agreement.contents import Contents, Matrix
from annotator.agreement.groups import MEASURES
from annotator.agreement.places import Marked, Place
from annotator.agreement.quotes import Quoter
from annotator.agreement.relation_places import LostRelation
from annotator.compare.alignment import Kind

Row = Sequence[object]

_FIGURE = ("value", "n", "ci95_low", "ci95_high", "undefined_because")
_PARTS = ("precision", "recall", "f1", "label_accuracy")
_SIDE = ("label", "start", "end", "fragments", "text")


class Sheet(NamedTuple):
    """A table: its name, its columns, its rows."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Row]


class _Values:
    """Turns values of the report into the columns of a figure."""

    def __init__(self, report: Mapping[str, object]) -> None:
        self._report = report
        undefined = report["undefined"]
        assert isinstance(undefined, list)
        self._why = {row["what"]: row["why"] for row in undefined}

    def part(self, *path: str) -> Mapping[str, object]:
        """Return what is below a path; nothing where the report has none there."""
        found: object = self._report
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def figure(self, *path: str) -> Row:
        """Return value, n, interval and the reason of a value."""
        return self.written(self.part(*path), ".".join(path))

    def written(self, value: Mapping[str, object], path: str) -> Row:
        """Return the same of a value that is found already."""
        near = value["ci95"]
        low, high = near if isinstance(near, Sequence) else (None, None)
        why = self._why.get(path, "") if value["value"] is None else ""
        return (value["value"], value["n"], low, high, why)


def figure_sheets(contents: Contents) -> Iterator[Sheet]:
    """Yield all sheets but that of the differences."""
    values = _Values(contents.report)
    yield Sheet(
        "pairs",
        ("first", "second", "documents", "part", "measure", *_FIGURE),
        _pairs(values, contents.matrices),
    )
    yield Sheet("labels", ("part", "label", "measure", *_FIGURE), _labels(values))
    yield Sheet(
        "documents",
        ("document", "title", "pairs", "spans", "exact_f1", "differences",
         *(str(kind) for kind in Kind if kind is not Kind.AGREE), "doubt_bits"),
        _documents(contents),
    )  # fmt: skip
    for kind, name in (("source", "sources"), ("round", "rounds"), ("week", "weeks")):
        yield Sheet(name, (kind, "documents", "measure", *_FIGURE), _groups(values, kind))
    yield Sheet(
        "confusion", ("first", "second", "first_label", "second_label", "spans"),
        _confusion(contents.matrices),
    )  # fmt: skip
    yield Sheet("gold", ("annotator", "of", "label", "measure", *_FIGURE), _gold(values))
    yield Sheet("drift", ("annotator", "week", "measure", *_FIGURE, "flag"), _drift(values))


def _pairs(values: _Values, matrices: Sequence[Matrix]) -> Iterator[Row]:
    for matrix in matrices:
        pair, names = matrix.pair, (matrix.first, matrix.second)
        shared = values.part("documents")[pair]
        for part in ("spans", "relations", "chains"):
            for measure in values.part(part):
                if pair in values.part(part, measure, "pairs"):
                    figure = values.figure(part, measure, "pairs", pair)
                    yield *names, shared, part, measure, *figure
        yield *names, shared, "tokens", "kappa", *values.figure("tokens", "kappa", "pairs", pair)
        for measure, value in values.part("units", "pairs", pair).items():
            if isinstance(value, Mapping) and "value" in value:
                figure = values.figure("units", "pairs", pair, measure)
                yield *names, shared, "units", measure, *figure
        if values.part("gamma"):
            yield *names, shared, "gamma", "gamma", *values.figure("gamma", "pairs", pair)


def _labels(values: _Values) -> Iterator[Row]:
    for part in ("spans", "relations"):
        for measure in values.part(part):
            for label in values.part(part, measure, "labels"):
                yield part, label, measure, *values.figure(part, measure, "labels", label)
    for label in values.part("tokens", "alpha", "labels"):
        yield "tokens", label, "alpha", *values.figure("tokens", "alpha", "labels", label)


def _documents(contents: Contents) -> Iterator[Row]:
    for row in contents.documents:
        kinds = (row.kinds.get(kind, 0) for kind in Kind if kind is not Kind.AGREE)
        yield row.id, row.title, row.pairs, row.n, row.f1, row.differences, *kinds, row.doubt


def _groups(values: _Values, kind: str) -> Iterator[Row]:
    for name, found in values.part("by", kind).items():
        assert isinstance(found, Mapping)
        for measure in MEASURES:
            figure = values.figure("by", kind, name, measure)
            yield name, found["documents"], measure, *figure


def _confusion(matrices: Sequence[Matrix]) -> Iterator[Row]:
    for matrix in matrices:
        for label, row in zip(matrix.labels, matrix.rows, strict=True):
            for column, count in zip(matrix.labels, row, strict=True):
                yield matrix.first, matrix.second, label, column, count


def _gold(values: _Values) -> Iterator[Row]:
    for name in values.part("gold"):
        for measure in _PARTS:
            yield name, "all", "", measure, *values.figure("gold", name, measure)
            for apart in ("by_people", "by_rule"):
                yield name, apart, "", measure, *values.figure("gold", name, apart, measure)
        for label in values.part("gold", name, "labels"):
            for measure in _PARTS:
                figure = values.figure("gold", name, "labels", label, measure)
                yield name, "all", label, measure, *figure


def _drift(values: _Values) -> Iterator[Row]:
    for name, rows in values.part("drift").items():
        assert isinstance(rows, list)
        for at, row in enumerate(rows):
            figure = values.written(row["f1"], f"drift.{name}[{at}].f1")
            yield name, row["week"], "exact_f1", *figure, int(row["flag"])


DIFFERENCES = (
    "document", "title", "first", "second", "kind", "split",
    *(f"first_{one}" for one in _SIDE), *(f"second_{one}" for one in _SIDE),
    "sentence_start", "sentence",
)  # fmt: skip
"""The columns of the sheet of differences."""


def difference(
    place: Place, names: Sequence[str], document: str, title: str, quoter: Quoter
) -> Row:
    """Return the row of one difference between two annotators.

    Offsets are code points of the document's text.
    """
    first = place.first.fragments if place.first else ()
    second = place.second.fragments if place.second else ()
    marked = [*first, *second]
    start, end = min(s for s, _ in marked), max(e for _, e in marked)
    sentence = quoter.around(start, end)
    return (
        document, title, *names, str(place.kind), int(place.split),
        *_side(place.first, quoter), *_side(place.second, quoter),
        sentence.start, quoter.words((sentence,)),
    )  # fmt: skip


RELATION_DIFFERENCES = (
    "document", "title", "first", "second", "annotator", "label", "why",
    *(f"source_{one}" for one in _SIDE), *(f"target_{one}" for one in _SIDE),
    "sentence_start", "sentence",
)  # fmt: skip
"""The columns of the sheet of relations that one of a pair has and the other has not."""


def relation_difference(lost: LostRelation, document: str, title: str, quoter: Quoter) -> Row:
    """Return the row of one such relation; offsets are code points of the document's text."""
    ends = [*lost.source.fragments, *lost.target.fragments]
    sentence = quoter.around(min(s for s, _ in ends), max(e for _, e in ends))
    return (
        document, title, *lost.names, lost.annotator, lost.label, lost.why,
        *_side(lost.source, quoter), *_side(lost.target, quoter),
        sentence.start, quoter.words((sentence,)),
    )  # fmt: skip


def _side(marked: Marked | None, quoter: Quoter) -> Row:
    if marked is None:
        return ("", None, None, "", "")
    extents = marked.fragments
    written = " ".join(f"{start}-{end}" for start, end in extents)
    words = quoter.words(extents)
    return (marked.label, extents[0][0], extents[-1][1], written, words)
