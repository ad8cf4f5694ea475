"""Lines of doccano as it writes them today, taken apart by the parser itself.

By far the most lines hold nothing but these keys with values of these types; such a line
comes as columns at once. Any other goes the way of ``doccano_row``, which can say what is wrong.
"""

import msgspec

from annotator.formats.doccano_rows import DoccanoRow, RowRelation, RowSpans
from annotator.formats.json_values import BadValue, parse_flat


class _Entity(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: int
    start_offset: int
    end_offset: int
    label: str


class _Relation(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: int
    from_id: int
    to_id: int
    type: str


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    entities: list[_Entity] | msgspec.UnsetType = msgspec.UNSET
    relations: list[_Relation] | msgspec.UnsetType = msgspec.UNSET
    label: list[tuple[int, int, str]] | msgspec.UnsetType = msgspec.UNSET
    meta: dict[str, str] | msgspec.UnsetType = msgspec.UNSET
    Comments: list[str] | msgspec.UnsetType = msgspec.UNSET


_DECODER = msgspec.json.Decoder(_Line)


def line_row(line: bytes) -> DoccanoRow | dict[str, object] | BadValue:
    """Return the content of a line; its values where they are not the usual, or what is wrong."""
    row = _usual(line)
    if row is not None:
        return row
    try:
        return parse_flat(line)
    except BadValue as error:
        return error


def _usual(line: bytes) -> DoccanoRow | None:
    """Return the row of a line with the usual keys, each once; else None."""
    if b"\\" in line and b"\\u" in line:  # NUL and halves of surrogate pairs come so
        return None
    try:
        found = _DECODER.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    entities, triples, meta = found.entities, found.label, found.meta
    row = DoccanoRow(found.text)
    keys = 1
    if entities is not msgspec.UNSET:
        row.labelled = True
        keys += 1 + 4 * len(entities)
        if entities:
            row.spans[""] = spans = RowSpans()
            spans.keys = [str(one.id) for one in entities]
            spans.starts = [one.start_offset for one in entities]
            spans.ends = [one.end_offset for one in entities]
            spans.labels = [one.label for one in entities]
    if triples is not msgspec.UNSET:
        if entities:
            return None
        row.labelled = True
        keys += 1
        if triples:
            row.spans[""] = spans = RowSpans()
            spans.starts, spans.ends, spans.labels = map(list, zip(*triples, strict=True))
            spans.keys = [f"label[{number}]" for number in range(len(triples))]
    if found.relations is not msgspec.UNSET:
        keys += 1 + 4 * len(found.relations)
        row.relations = [
            RowRelation(str(one.id), str(one.from_id), str(one.to_id), one.type)
            for one in found.relations
        ]
    if meta is not msgspec.UNSET:
        keys += 1 + len(meta)
        row.facts = meta
    if found.Comments is not msgspec.UNSET:
        keys += 1
        row.comments = found.Comments
    return row if _keys_in(line, row) == keys else None


def _keys_in(line: bytes, row: DoccanoRow) -> int:
    """Return how many keys stand in a line; a key that stands twice is one more than in the row.

    Where nothing is escaped all quotes are those of keys and strings, and one character
    is counted far sooner than two. A string that may end with an escaped backslash is left
    to the other parser.
    """
    if b"\\" in line:
        if b"\\\\" in line:
            return -1
        return line.count(b'":') - line.count(b'\\":')
    labels = len(row.spans[""].labels) if row.spans else 0
    strings = 1 + labels + len(row.relations) + len(row.facts) + len(row.comments)
    return line.count(b'"') // 2 - strings
