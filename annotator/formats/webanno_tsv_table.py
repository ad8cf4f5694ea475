"""A WebAnno TSV file in which every row is as it should be, read by columns, not row by row.

Nearly all files are such, and so they are read several times as fast. Any other, be it
one with a single sub-token, is left to ``webanno_tsv_lines``, which knows what to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from annotator.domain.errors import UserError
from annotator.formats.json_values import BadValue
from annotator.formats.offset_units import Utf16Units
from annotator.formats.webanno_tsv_cells import EMPTY, unescaped_text
from annotator.formats.webanno_tsv_lines import (
    GAP,
    LAYER_LINES,
    TOO_FAR,
    LayerColumns,
    Row,
    Sentence,
    TsvLines,
    layer_of,
    version_of,
)

_TEXT, _ID = "#Text=", "#Sentence.id="
_whole_numbers = msgspec.json.Decoder(list[int]).decode
_LARGEST = 8 * 2**20
"""Bytes; a longer file is read line by line, which takes less memory."""
_KNOWN_HEADER = 10_000
"""The longest header, in characters, that is worth keeping for the files after it."""


@dataclass(slots=True)
class TsvTable:
    """The text of a file, and its rows as columns; offsets are code points of the text.

    ``cells`` are the columns behind the token, those of a layer from its ``start`` on;
    ``firsts`` the first rows of the sentences; ``numbers`` the lines that rows stand on.
    Tokens follow each other in the text and say what stands there. ``escaped`` tells
    whether there is a backslash anywhere in the rows.
    """

    layers: Sequence[LayerColumns]
    text: str
    units: Sequence[str]
    begins: Sequence[int]
    ends: Sequence[int]
    cells: Sequence[Sequence[str]]
    firsts: Sequence[int]
    numbers: Sequence[int]
    escaped: bool

    def lines(self) -> TsvLines:
        """Return the same as lines, with the rows that have annotations marked."""
        units = [unit.removeprefix("\n") for unit in self.units]
        begins, ends, numbers = self.begins, self.ends, self.numbers
        blank = (EMPTY,) * len(self.cells)
        marked = [
            Row(units[at], begins[at], ends[at], cells, numbers[at])
            for at, cells in enumerate(zip(*self.cells, strict=True))
            if cells != blank
        ]
        sentences = [Sentence(numbers[first], first) for first in self.firsts]
        return TsvLines(
            [*self.layers], sentences, units, [*begins], [*ends], marked=marked, width=len(blank)
        )


def parse_table(content: bytes, offsets: str) -> TsvTable | None:
    """Return the table of a file, or None for one that must be read row by row.

    ``offsets`` names the unit that a person says offsets count in; empty for none.
    """
    try:
        whole = content.decode() if len(content) <= _LARGEST else ""
    except UnicodeDecodeError:
        return None
    head, _, body = whole.partition("\n\n")
    layers = _known_layers(head) if len(head) < _KNOWN_HEADER else None
    if layers is None or "\r" in whole:
        return None
    found = _sentences(body, whole.count("\n", 0, len(whole) - len(body)) + 1)
    if found is None:
        return None
    texts, firsts, numbers, units, rows = found
    width = sum(len(layer.columns) for layer in layers)
    flat = rows.split("\t")
    wide = width + 3
    if len(flat) != len(units) * wide + 1 or flat.pop() or flat[::wide] != units:
        return None
    places = _places(flat[1::wide])
    if places is None:
        return None
    assembled = _assembled(texts, [places[2 * first] for first in firsts], offsets)
    if assembled is None:
        return None
    text, unit = assembled
    if unit is not None:
        places = [*map(unit.to_code_points, places)]
    begins, ends, surfaces = places[::2], places[1::2], flat[2::wide]
    # As long as their places together, and each beginning there: they stand where they say.
    if len("".join(surfaces)) != sum(ends) - sum(begins):
        return None
    if not all(map(text.startswith, surfaces, begins, ends)):
        return None
    cells = [flat[place::wide] for place in range(3, wide)]
    return TsvTable(layers, text, units, begins, ends, cells, firsts, numbers, "\\" in rows)


@lru_cache(maxsize=16)
def _known_layers(head: str) -> tuple[LayerColumns, ...] | None:
    """Return the layers that the lines above the first empty one declare; None for odd ones."""
    first, *lines = head.split("\n")
    layers: list[LayerColumns] = []
    width = 0
    try:
        if version_of(first, "") < 2 or not all(line[:6] in LAYER_LINES for line in lines):
            return None
        for number, line in enumerate(lines, start=2):
            layers.append(layer_of(line, width, number))
            width += len(layers[-1].columns)
    except (BadValue, UserError):
        return None
    return tuple(layers)


def _sentences(
    body: str, line: int
) -> tuple[list[str], list[int], list[int], list[str], str] | None:
    """Return texts, first rows, the lines and expected ids of all rows, and the rows.

    ``line`` is the number of the first line. An id has the line break before it with it:
    where the ids stand as expected, no line ends anywhere else.
    """
    texts: list[str] = []
    firsts: list[int] = []
    numbers: list[int] = []
    units: list[str] = []
    pieces: list[str] = []
    opened = body.lstrip("\n")
    line += len(body) - len(opened)
    for number, block in enumerate(opened.rstrip("\n").split("\n\n"), start=1):
        head, mark, tail = block.partition(f"\n{number}-1\t")
        text = _text(head)
        if text is None or not tail:
            return None
        texts.append(text)
        firsts.append(len(units))
        count = tail.count("\n") + 1
        line += head.count("\n") + 1
        numbers += range(line, line + count)
        line += count + 1
        units += _expected(number, count)
        pieces += mark, tail
    return texts, firsts, numbers, units, "".join(pieces)


def _text(head: str) -> str | None:
    """Return the text that the lines above a sentence's rows tell; None for odd ones."""
    if head.startswith(_TEXT) and "\n" not in head and "\\" not in head:
        return head[len(_TEXT) :]
    lines = head.split("\n")
    told = [unescaped_text(one[len(_TEXT) :]) for one in lines if one.startswith(_TEXT)]
    if not told or len(told) + sum(one.startswith(_ID) for one in lines) != len(lines):
        return None
    return "\n".join(told)


def _expected(sentence: int, count: int) -> list[str]:
    """Return the ids of the rows of a sentence, each with the line break before it."""
    if count <= 100 and sentence <= 100:
        return _usual_ids(sentence)[:count]
    return [f"\n{sentence}-{number}" for number in range(1, count + 1)]


@lru_cache(maxsize=100)
def _usual_ids(sentence: int) -> list[str]:
    return [f"\n{sentence}-{number}" for number in range(1, 101)]


def _places(cells: list[str]) -> list[int] | None:
    """Return the begin and end of every token in one list; None where they go back."""
    joined = ",".join(cells).encode()
    if joined.translate(None, b"0123456789") != (b"-," * len(cells))[:-1]:
        return None
    # The digits are parsed as the numbers of JSON, which takes a third of the time.
    try:
        places = _whole_numbers(b"[%b]" % joined.replace(b"-", b","))
    except (msgspec.DecodeError, ValueError):  # no digits, too many, or leading zeros
        return None
    return places if places == sorted(places) and places[-1] < TOO_FAR else None


def _assembled(
    texts: list[str], begins: list[int], offsets: str
) -> tuple[str, Utf16Units | None] | None:
    """Return the text, and what converts its offsets where they are not code points already.

    Sentences begin at ``begins``; between them stand a line break and blanks.
    """
    pieces: list[str] = []
    position = 0
    for text, begin in zip(texts, begins, strict=True):
        gap = begin - position
        if not 0 <= gap <= GAP:
            return None
        if gap:
            pieces.append("\n" + " " * (gap - 1) if pieces else " " * gap)
        pieces.append(text)
        position = begin + (len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2)
    whole = "".join(pieces)
    if position == len(whole) and offsets in ("", "utf-16", "code-points"):
        return whole, None
    return (whole, Utf16Units(whole)) if offsets in ("", "utf-16") else None
