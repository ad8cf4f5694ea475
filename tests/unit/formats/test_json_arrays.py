"""Large JSON files read value by value give what the whole file would."""

import json
import tracemalloc
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.formats import json_arrays
from annotator.formats.json_arrays import BrokenJson, json_values, refuse_unless_json
from annotator.formats.json_documents import json_documents
from annotator.formats.json_values import BadValue

STRINGS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | STRINGS | st.sampled_from(["[", "]", '"', "\\", "😀", "\u2028", ",", "\\u0000"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@pytest.fixture
def read(tmp_path):
    """Read bytes as a file, in small pieces."""

    def reading(content: bytes):
        path = tmp_path / "a.json"
        path.write_bytes(content)
        return json_values(path)

    return reading


@settings(max_examples=150)
@given(
    values=st.lists(VALUES, max_size=6),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 0, 2]),
    chunk=st.sampled_from([1, 2, 3, 7, 1000]),
)
def test_an_array_gives_its_values(tmp_path_factory, values, ascii_only, indent, chunk):
    path = tmp_path_factory.mktemp("json") / "a.json"
    text = json.dumps(values, ensure_ascii=ascii_only, indent=indent)
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_arrays, "CHUNK", chunk)
        assert [value for _, value in json_values(path)] == json.loads(text)


@settings(max_examples=60)
@given(values=st.lists(st.dictionaries(STRINGS, VALUES, max_size=2), max_size=5))
def test_objects_one_after_another_give_theirs(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("json") / "a.jsonl"
    text = "\n".join(json.dumps(value) for value in values)
    path.write_text(text, encoding="utf-8", newline="")
    found = list(json_values(path))
    assert [value for _, value in found] == values
    assert [line for line, _ in found] == list(range(1, len(values) + 1))


def test_each_value_comes_with_its_line(read):
    assert list(read(b'\xef\xbb\xbf\n[\n 1,\n\n {"a":\n 2}, "x\\n" ,3\n]\n')) == [
        (3, 1),
        (5, {"a": 2}),
        (6, "x\n"),
        (6, 3),
    ]


@pytest.mark.parametrize("content", [b"", b" \n ", b"[]", b"[ \n ]", b"\xef\xbb\xbf[]"])
def test_nothing_is_in_an_empty_array(read, content):
    assert list(read(content)) == []


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"[1,\n2", 2, "no end"),
        (b"[1,\n", 2, "not JSON"),
        (b"[1,\n]", 2, "not JSON"),
        (b"[1\n 2]", 2, "comma"),
        (b"[1]\n{}", 2, "behind the end"),
        (b'[1,\n{"a": \n"x', 3, "not JSON"),
        (b'[1,\n{"a" 2}]', 2, "not JSON"),
        (b"[1,\n'x']", 2, "not JSON"),
        (b'[1,\n"\x01"]', 2, "not JSON"),
        (b"[1,\nNaN]", 2, "NaN"),
        (b"[1,\n" + b"[" * 100_000, 2, "deeply"),
        (b"[1,\n" + b"9" * 100_000 + b"]", 2, "not JSON"),
        (b'[1,\n"\xff"]', 2, "UTF-8"),
        ("[1,\n2]".encode("utf-16"), 1, "UTF-8"),
    ],
)
def test_a_broken_file_gives_what_came_before_and_the_line(tmp_path, content, line, reason):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    found = []
    with pytest.MonkeyPatch.context() as patch, pytest.raises(BrokenJson, match=reason) as caught:
        patch.setattr(json_arrays, "CHUNK", 4)
        for _, value in json_values(path):
            found.append(value)
    assert found == {"no end": [1, 2], "UTF-8": [1] * (content[0] != 0xFF)}.get(reason, [1])
    assert caught.value.line == line


@pytest.mark.parametrize("text", ['"\\u0000"', '"\\ud83d"', '{"\\uD83D": 1}', '[["\\u0000"]]'])
def test_strings_no_text_can_hold_come_as_what_is_wrong(read, text):
    (_, first), (_, second) = read(f"[{text}, 1]".encode())
    assert isinstance(first, BadValue)
    assert second == 1


def test_escaped_pairs_are_characters(read):
    assert list(read(b'["\\ud83d\\ude00"]')) == [(1, "\N{GRINNING FACE}")]


def test_values_nested_as_deeply_as_python_can_are_checked(read):
    ((_, value),) = read(b"[" + b"[" * 700 + b'"\\u0000"' + b"]" * 700 + b"]")
    assert isinstance(value, BadValue)


@pytest.fixture
def traced():
    """Return what calls a function and tells the most memory it took, in MiB."""

    def most(call):
        tracemalloc.start()
        try:
            call()
            return tracemalloc.get_traced_memory()[1] >> 20
        finally:
            tracemalloc.stop()

    return most


def refused(path, reason):
    with pytest.raises(BrokenJson, match=reason):
        list(json_values(path))


@pytest.mark.parametrize(
    ("head", "piece"),
    [(b'["x", "', b"y"), (b'[{"a": "', "\N{GRINNING FACE}".encode()), (b'[[1, "', b"\\n")],
)
def test_a_value_that_is_too_long_is_refused_and_never_held(
    tmp_path, monkeypatch, traced, head, piece
):
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.write(head + piece * ((64 << 20) // len(piece)))
    monkeypatch.setattr(json_arrays, "MAX_VALUE", 4 << 20)
    # A piece is made text, of four bytes a character at worst, before more is read.
    assert traced(lambda: refused(path, "longer than 4 MiB")) < 20


def test_a_value_of_too_many_values_is_refused_and_never_made(tmp_path, monkeypatch, traced):
    path = tmp_path / "a.json"
    path.write_bytes(b'[1, {"a": [' + b"[]," * (8 << 20) + b"1]}]")
    monkeypatch.setattr(json_arrays, "MOST_PARTS", 1_000_000)
    assert traced(lambda: refused(path, "values in one document")) < 60


@pytest.mark.parametrize("bad", ["NaN", '"\\ud83d"', "1e5", "-0.5e-3", '"]}"', "x", '"\\x"'])
def test_a_value_longer_than_a_piece_reads_as_a_short_one(tmp_path, monkeypatch, bad):
    path = tmp_path / "a.json"
    value = '{"a": ["' + "\u00e4\N{GRINNING FACE}x" * 400 + '", ' + bad + ',\n "b"]}'
    path.write_text(f"[\n{value}, 7, {value},\n{value}]", encoding="utf-8")

    def outcome(chunk):
        monkeypatch.setattr(json_arrays, "CHUNK", chunk)
        found = []
        try:
            for line, each in json_values(path):
                found.append((line, str(each) if isinstance(each, BadValue) else each))
        except BrokenJson as error:
            found.append((error.line, str(error)))
        return found

    whole = outcome(1 << 20)
    for chunk in (5, 64, 1000, 5000):
        assert outcome(chunk) == whole


def test_memory_does_not_grow_with_the_file(tmp_path, traced):
    path = tmp_path / "a.json"
    row = json.dumps({"text": "x" * 10_000}).encode()
    with path.open("wb") as file:
        file.write(b"[" + b",\n".join([row] * 2_000) + b"]")
    assert traced(lambda: deque(json_values(path), maxlen=0)) < 10


def test_a_file_that_cannot_be_json_is_refused(tmp_path):
    path = tmp_path / "a.json"
    for content in (b"", b"x", b"\xff\xfe[\0", b"<a/>", b'"x"'):
        path.write_bytes(content)
        with pytest.raises(UserError, match="does not begin"):
            refuse_unless_json(path)
    for content in (b"[", b" {", b"\xef\xbb\xbf\n["):
        path.write_bytes(content)
        refuse_unless_json(path)
    for missing in (tmp_path, tmp_path / "none"):
        with pytest.raises(UserError, match="cannot be used"):
            refuse_unless_json(missing)
        with pytest.raises(UserError, match="cannot be used"):
            list(json_values(missing))


def test_documents_of_a_broken_file_are_those_before_the_break(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"n": 1}, 5,\n{"n": "bad"}, {"n": 3}\n oops')

    def rows(values, where):
        if values["n"] == "bad":
            raise BadValue("n is bad")
        yield values["n"], where

    found = list(json_documents(path, rows))
    assert found[0] == (1, "a.json:1")
    assert (found[1].path, found[1].reason) == ("a.json:1", "not a JSON object")
    assert (found[2].path, found[2].reason) == ("a.json:2", "n is bad")
    assert found[3] == (3, "a.json:2")
    assert found[4].path == "a.json:3"
    assert "nothing behind it was read" in found[4].reason
