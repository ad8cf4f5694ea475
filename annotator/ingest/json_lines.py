"""Lines of a JSON Lines file: cut at LF alone, decoded one by one, of bounded length."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from annotator.domain.corpora import Skipped
from annotator.ingest.folders import Found

LARGEST = 20 << 20
"""The most bytes one article may have; 20 MB are some three million words."""

_CHUNK = 1 << 20
_MARKED = ("utf-16", "utf-32")  # the byte order is told by the mark of the first line alone


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One line: ``file:number``, its text and raw bytes, and the file position behind it."""

    name: str
    text: str
    raw: bytes
    encoding: str
    position: int


class RawLine(NamedTuple):
    """One line as it stands in the file: its number from 1, and the file position behind it.

    ``raw`` is None for a line above the limit; ``encoding`` is that of the file.
    """

    number: int
    raw: bytes | None
    encoding: str
    position: int


def json_lines(file: Found, encoding: str | None) -> Iterator[RawLine | Skipped]:
    """Yield the lines that are not blank; a file that cannot be read is yielded as skipped.

    JSON is UTF-8 unless an encoding is named or a byte order mark says otherwise. Lines
    end at LF only: U+2028 and its like are legal inside JSON strings.
    """
    try:
        with file.path.open("rb") as stream:
            mark = stream.read(4)
            stream.seek(0)
            name = encoding if encoding and encoding not in _MARKED else _marked(mark)
            end = "\n".encode(name.removesuffix("-sig")) if _wide(name) else b"\n"
            number = 0
            for raw in _raw_lines(stream, end):
                number += 1
                if raw is None or raw.strip():
                    yield RawLine(number, raw, name, stream.tell())
            if number == 0:
                yield Skipped(file.name, "The file is empty.")
    except OSError as error:
        yield Skipped(file.name, f"The file cannot be read: {error.strerror}.")


def decoded_line(file_name: str, line: RawLine) -> JsonLine | Skipped:
    """Return a line as text, or why it cannot be read."""
    place = f"{file_name}:{line.number}"
    if line.raw is None:
        return Skipped(place, f"The line is longer than {LARGEST >> 20} MB.")
    return _decoded(line.raw, line.encoding, place, line.position)


def _marked(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32-le" if start.startswith(codecs.BOM_UTF32_LE) else "utf-32-be"
    if start.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    return "utf-16-be" if start.startswith(codecs.BOM_UTF16_BE) else "utf-8-sig"


def _wide(name: str) -> bool:
    return name.startswith(("utf-16-", "utf-32-"))


def _decoded(raw: bytes, name: str, place: str, position: int) -> JsonLine | Skipped:
    try:
        text = raw.decode(name).removeprefix("\ufeff")
    except UnicodeError as error:
        at = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        shown = name.removesuffix("-sig")
        return Skipped(place, f"The line is not {shown}{at}; name the file's encoding.")
    return JsonLine(place, text, raw, name.removesuffix("-sig"), position)


def _raw_lines(stream: BinaryIO, end: bytes) -> Iterator[bytes | None]:
    """Yield lines without their ends; None for one above the limit, which is passed over."""
    rest = b""
    too_long = False
    width = len(end)
    while chunk := stream.read(_CHUNK):
        rest += chunk
        start = 0
        while (stop := _find(rest, end, start, width)) >= 0:
            yield None if too_long else rest[start:stop]
            start, too_long = stop + width, False
        rest = rest[start:]
        if len(rest) > LARGEST:
            rest, too_long = rest[len(rest) - len(rest) % width :], True
    if too_long:
        yield None
    elif rest:
        yield rest


def _find(rest: bytes, end: bytes, start: int, width: int) -> int:
    """Return where the line end stands, at a whole character's place; -1 for nowhere."""
    stop = rest.find(end, start)
    while width > 1 and stop >= 0 and (stop - start) % width:
        stop = rest.find(end, stop + 1)
    return stop
