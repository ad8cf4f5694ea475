"""Parsing JSON sooner must refuse what the strict parser refuses, and read the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.json_values import BadValue, parse_flat, parse_object

TEXTS = st.text(max_size=4) | st.text(':",\\{}[] a\x00\ud83d\n', max_size=6)
NUMBERS = st.integers() | st.floats(allow_nan=False) | st.sampled_from([2**63, -(2**70), 1e400])
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS


@st.composite
def spelt(draw, value):
    """Return a value as JSON with white space and escapes as they come, some keys doubled."""

    def blank():
        return draw(st.sampled_from(["", "", "", " ", "\t", " \r "]))

    def string(text):
        written = json.dumps(text, ensure_ascii=draw(st.booleans()))
        for plain, escaped in ((":", "\\u003A"), ('\\"', "\\u0022"), ("/", "\\/")):
            if draw(st.integers(0, 9)) == 0:
                written = written[:1] + written[1:-1].replace(plain, escaped) + '"'
        return written

    def one(inner):
        if isinstance(inner, str):
            return string(inner)
        if isinstance(inner, list):
            return "[" + blank() + ",".join(blank() + one(each) for each in inner) + blank() + "]"
        if isinstance(inner, dict):
            pairs = list(inner.items())
            if pairs and draw(st.integers(0, 4)) == 0:
                pairs.insert(draw(st.integers(0, len(pairs))), draw(st.sampled_from(pairs)))
            written = [f"{blank()}{string(k)}{blank()}:{blank()}{one(v)}" for k, v in pairs]
            return "{" + ",".join(written) + blank() + "}"
        return json.dumps(inner)

    return blank() + one(value) + blank()


def values(depth=3):
    """Return values nested so deep, dicts at the top."""
    inner = LEAVES if depth == 0 else LEAVES | values(depth - 1) | st.lists(LEAVES, max_size=3)
    return st.dictionaries(TEXTS, inner | st.lists(inner, max_size=3), max_size=4)


def outcome(parse, line):
    """Return what comes of a line, or that it was refused."""
    try:
        return repr(parse(line))
    except BadValue:
        return "refused"


@given(values().flatmap(spelt))
def test_the_quick_parser_reads_and_refuses_what_the_strict_one_does(line):
    if any("\ud800" <= character <= "\udfff" for character in line):
        return  # no bytes of a file can be that
    assert outcome(parse_flat, line.encode()) == outcome(parse_object, line)


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":1,"a":2}',
        b'{"a":1,"a":2,"b" :3}',
        b'{"a\\\\":1,"b":2,"b":3}',
        b'{"a":1,"a":":"}',
        b'{"a":1,"a":"\\u003a\\u0022:"}',
        b'{"a":{"b":1,"b":[2]}}',
        b'{"x":[[{"b":1,"c":1,"b":2}]]}',
        b'{"x": [{"b": 1, "b": ":"}, ":"]}\r\n',
    ],
)
def test_doubled_keys_are_refused_wherever_they_stand(line):
    with pytest.raises(BadValue, match="twice"):
        parse_flat(line)


def test_a_nested_line_is_not_parsed_twice(monkeypatch):
    def never(line):
        raise AssertionError(line)

    monkeypatch.setattr("annotator.formats.json_values.parse_object", never)
    for line in (
        b'{"a":[[":","x"]],"b":{"c":{"d":[]}}}\n',
        b'{"a": [[":", "x"], [1, 2, "\\u00e9"]], "b" : {"c":\t{"d": []}}}',
    ):
        assert parse_flat(line)["b"] == {"c": {"d": []}}
