"""The cells of WebAnno TSV: stacked values, ids in brackets, and what a backslash escapes."""

import re

EMPTY = "_"
"""A cell of a layer that has no annotation there."""
NULL = "*"
"""An annotation whose feature has no value."""

_RESERVED = re.compile(r"->|[\\\[\]|_;*\t\n\r]")
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_NUMBER = re.compile(r"\[(\d{1,9})\]\Z")
_CHAIN = re.compile(r"(.*)->(\d{1,9})-(\d{1,9})\Z", re.DOTALL)
_TEXT_RESERVED = re.compile(r"[\x00-\x1f\\]")
_JAVA = re.compile(r"\\u+([0-9A-Fa-f]{4})|\\([0-3]?[0-7]{1,2})|\\(.)", re.DOTALL)
_LETTERS = {"\t": "t", "\n": "n", "\r": "r", "\f": "f", "\b": "b"}
_CONTROLS = {letter: control for control, letter in _LETTERS.items()}
_VALUE_CONTROLS = {"t": "\t", "n": "\n", "r": "\r"}


def escaped_value(value: str) -> str:
    """Return a feature value as a cell holds it; ``->`` is escaped as one unit."""
    return _RESERVED.sub(_escape, value) if _RESERVED.search(value) else value


def unescaped_value(cell: str) -> str:
    """Return the value a cell holds."""
    return _ESCAPED.sub(_plain_value, cell) if "\\" in cell else cell


def escaped_text(text: str) -> str:
    """Return a line of text as ``#Text=`` holds it."""
    return _TEXT_RESERVED.sub(_escape_text, text)


def unescaped_text(line: str, *, java: bool = False) -> str:
    """Return the text of a line; ``java`` where the file is of version 3.1 or older."""
    if "\\" not in line:
        return line
    return _JAVA.sub(_plain_java, line) if java else _ESCAPED.sub(_plain_text, line)


def split_cell(cell: str, separator: str) -> list[str]:
    """Split a cell at a separator of one character that is not escaped."""
    if "\\" not in cell:
        return cell.split(separator)
    pieces, start, position = [], 0, 0
    while position < len(cell):
        if cell[position] == "\\":
            position += 1
        elif cell[position] == separator:
            pieces.append(cell[start:position])
            start = position + 1
        position += 1
    pieces.append(cell[start:])
    return pieces


def split_number(cell: str) -> tuple[str, int]:
    """Return a cell without its id in brackets, and the id; 0 for none."""
    if cell[-1:] != "]":
        return cell, 0
    if "\\" not in cell:
        value, bracket, digits = cell[:-1].rpartition("[")
        if bracket and digits.isascii() and digits.isdigit() and len(digits) < 10:
            return value, int(digits)
        return cell, 0
    found = _NUMBER.search(cell)
    if found is None or _is_escaped(cell, found.start()):
        return cell, 0
    return cell[: found.start()], int(found[1])


def split_link(cell: str) -> tuple[str, int, int] | None:
    """Return the relation, chain and place in it of a chain's cell, or None."""
    found = _CHAIN.fullmatch(cell)
    if found is None or _is_escaped(cell, found.end(1)):
        return None
    return found[1], int(found[2]), int(found[3])


def _is_escaped(cell: str, position: int) -> bool:
    before = cell[:position]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _escape(found: re.Match[str]) -> str:
    return "\\" + _LETTERS.get(found.group(), found.group())


def _plain_value(found: re.Match[str]) -> str:
    return _VALUE_CONTROLS.get(found[1], found[1])


def _escape_text(found: re.Match[str]) -> str:
    return "\\" + _LETTERS.get(found.group(), found.group())


def _plain_text(found: re.Match[str]) -> str:
    return _CONTROLS.get(found[1], found[1])


def _plain_java(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    if found[2]:
        return chr(int(found[2], 8))
    return _CONTROLS.get(found[3], found[3])
