"""Spans of a document by columns, where nothing at all is to be mended."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter, lt, ne

from annotator.domain.ids import LabelId, SpanId
from annotator.domain.spans import Span, imported_spans

_start = itemgetter(1)


def spans_of_columns(
    text: str,
    known: Mapping[str, LabelId],
    keys: Sequence[SpanId],
    starts: Sequence[int],
    ends: Sequence[int],
    labels: Sequence[str],
    surfaces: Sequence[str] | None,
) -> tuple[Sequence[SpanId], tuple[Span, ...]] | None:
    """Return keys and spans in reading order; None where anything is to be mended or told.

    ``known`` are the labels met before. Each test looks at all spans at once, which takes
    far less time than one by one.
    """
    number = len(keys)
    try:
        wanted = [known[label] for label in labels]
    except KeyError:
        return None
    if min(starts) < 0 or max(ends) > len(text) or not all(map(lt, starts, ends)):
        return None
    if len(set(keys)) < number:
        return None
    if surfaces is not None and any(
        map(ne, map(text.__getitem__, map(slice, starts, ends)), surfaces)
    ):
        return None
    edges = "".join(itemgetter(*starts)(text)) + "".join(itemgetter(*ends)(f" {text}"))
    if edges.split() != [edges]:  # white space at an edge
        return None
    rows: Iterable[tuple[SpanId, int, int, LabelId]] = zip(keys, starts, ends, wanted, strict=True)
    if len(set(starts)) < number:
        if len(set(zip(starts, ends, wanted, strict=True))) < number:
            return None
        rows = sorted(rows, key=_reading_order)
    elif sorted(starts) != starts:
        rows = sorted(rows, key=_start)
    ordered = [row[0] for row in rows] if isinstance(rows, list) else keys
    return ordered, imported_spans(rows)


def _reading_order(row: tuple[SpanId, int, int, LabelId]) -> tuple[int, int]:
    return row[1], -row[2]
