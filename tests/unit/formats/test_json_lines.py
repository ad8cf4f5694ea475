"""JSON lines are cut at LF alone, and a broken line is one line."""

import pytest

from annotator.domain.errors import UserError
from annotator.formats import json_lines
from annotator.formats.json_lines import json_rows
from annotator.formats.json_values import BadValue


def rows(path, content: bytes):
    """Return what each line of a file gives: an object, or the reason it is none."""
    path.write_bytes(content)
    return [(n, str(row) if isinstance(row, BadValue) else row) for n, row in json_rows(path)]


def test_lines_are_cut_at_lf_alone(tmp_path):
    content = '{"a": "x\u2028y\u0085z\x7f"}\r\n\n  \n{"a": 2}'.encode()
    assert rows(tmp_path / "a", content) == [(1, {"a": "x\u2028y\u0085z\x7f"}), (4, {"a": 2})]


def test_a_byte_order_mark_is_left_out(tmp_path):
    assert rows(tmp_path / "a", b'\xef\xbb\xbf{"a": 1}\n') == [(1, {"a": 1})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": ', "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 8"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": "\\u0000"}', "NUL"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"a":' * 100_000, "deeply"),
    ],
)
def test_a_bad_line_says_why_and_the_next_is_read(tmp_path, line, reason):
    (bad, good) = rows(tmp_path / "a", line + b'\n{"b": 1}\n')
    assert bad[0] == 1
    assert reason in bad[1]
    assert good == (2, {"b": 1})


def test_a_line_above_the_limit_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(json_lines, "MAX_LINE", 100)
    content = b'{"a": "' + b"x" * 1000 + b'"}\n{"b": 1}\n' + b'{"c": "' + b"y" * 500
    first, second, third = rows(tmp_path / "a", content)
    assert "longer than" in first[1]
    assert second == (2, {"b": 1})
    assert third[0] == 3
    assert "longer than" in third[1]


def test_a_file_that_cannot_be_opened_is_said(tmp_path):
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(UserError, match="cannot be used"):
            list(json_rows(place))
