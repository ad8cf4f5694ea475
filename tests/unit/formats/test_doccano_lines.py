"""A line taken apart by the parser holds what the row taken apart by hand holds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.doccano_lines import line_row
from annotator.formats.doccano_rows import DoccanoRow, doccano_row
from annotator.formats.json_values import BadValue, parse_flat

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
whole = st.integers(-3, 2**70)
entities = st.lists(
    st.fixed_dictionaries({"id": whole, "start_offset": whole, "end_offset": whole, "label": texts})
)
relations = st.lists(
    st.fixed_dictionaries({"id": whole, "from_id": whole, "to_id": whole, "type": texts})
)
usual = st.fixed_dictionaries(
    {"text": texts},
    optional={
        "entities": entities,
        "relations": relations,
        "meta": st.dictionaries(texts, texts, max_size=3),
        "Comments": st.lists(texts, max_size=3),
    },
)
triples = st.fixed_dictionaries(
    {"text": texts, "label": st.lists(st.tuples(whole, whole, texts), max_size=4)},
    optional={"meta": st.dictionaries(texts, texts, max_size=2)},
)


def parts(row: DoccanoRow) -> tuple[object, ...]:
    """Return all that a row holds, so that two can be compared."""
    spans = {
        name: (one.keys, one.starts, one.ends, one.labels)
        for name, one in row.spans.items()
        if one.keys
    }
    return (
        row.text, spans, row.relations, row.facts, row.comments, row.wrong, row.unread,
        row.categories, row.labelled,
    )  # fmt: skip


@given(st.one_of(usual, triples), st.booleans())
def test_a_usual_line_holds_what_its_row_holds(values, ascii_only):
    line = json.dumps(values, ensure_ascii=ascii_only).encode()
    found = line_row(line)
    row = found if isinstance(found, DoccanoRow) else doccano_row(found)
    assert parts(row) == parts(doccano_row(json.loads(line)))


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "a b", "entities": [], "relations": []}',
        '{"text": "a", "entities": [{"id": 1, "start_offset": 0, "end_offset": 1, "label": "P"}]}',
        '{"text": "a \\"b\\":", "label": [[0, 1, "P"], [2, 3, "\\"Q\\":"]], "meta": {"k\\"": "v"}}',
    ],
)
def test_lines_as_doccano_writes_them_are_taken_at_once(line):
    assert isinstance(line_row(line.encode()), DoccanoRow)


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "a", "text": "b"}',
        '{"text": "a", "label": [[0, 1, "P"]], "label": []}',
        '{"text": "a", "meta": {"a": "1", "a": "2"}}',
        '{"text": "a", "entities": [{"id": 1, "id": 2, "start_offset": 0, "end_offset": 1,'
        ' "label": "P"}]}',
        '{"text": "a", "text": "b", "meta": {"k\\\\":"v"}}',
        '{"text": "\\u0000", "entities": []}',
        '{"text": "\\ud800", "entities": []}',
        '{"text": "a", "entities": [',
        '["text"]',
    ],
)
def test_what_the_strict_parser_refuses_is_refused(line):
    assert isinstance(line_row(line.encode()), BadValue)
    with pytest.raises(BadValue):
        parse_flat(line.encode())


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "a", "id": 3, "label": []}',
        '{"text": "a", "label": ["category"]}',
        '{"text": "a", "label": [[0, 1.0, "P"]]}',
        '{"text": "a", "label": [[true, 1, "P"]]}',
        '{"text": "a", "meta": {"n": 1}}',
        '{"data": "a", "label": [[0, 1, "P"]]}',
        '{"text": "a", "entities": [], "label": [[0, 1, "P"]]}',
    ],
)
def test_unusual_lines_come_as_their_values(line):
    found = line_row(line.encode())
    row = found if isinstance(found, DoccanoRow) else doccano_row(found)
    assert parts(row) == parts(doccano_row(json.loads(line)))
