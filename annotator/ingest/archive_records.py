"""Records of a web archive one by one, none of which takes more memory or time than it may."""

from collections.abc import Iterator
from typing import Any, BinaryIO

MAX_HEADERS = 1 << 20
"""Bytes that the headers of one record may have, and the empty lines before them."""
FREE = 1 << 30
"""Bytes that a packed archive may unpack to in any case."""
RATIO = 200
"""Times its size that a packed archive may unpack to above that; pages reach 50."""


def archive_records(stream: BinaryIO, size: int) -> Iterator[Any]:
    """Yield the records of a WARC file of ``size`` bytes, packed or not.

    Raises ValueError where a header is beyond measure or the file is a bomb, besides what
    the library raises for a damaged one.
    """
    # Late: few ever need it.
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

    archive = ArchiveIterator(stream)
    lines = _BoundedLines(archive.reader)
    archive.reader.readline = lines.next
    unpacked = 0
    for record in archive:
        lines.begin()
        declared = record.rec_headers.get_header("Content-Length") or ""
        length = int(declared) if declared.isdecimal() else 0
        packed = archive.reader is not None and archive.reader.decompressor is not None
        # Each for itself at once, all together by what was really read of the file.
        if packed and (length > FREE + RATIO * size or unpacked > FREE + RATIO * stream.tell()):
            raise ValueError("it unpacks to far more than web pages do")
        unpacked += length
        yield record


class _BoundedLines:
    """Lines of a reader, which by itself takes in lines and headers of any length."""

    def __init__(self, reader: Any) -> None:
        self._readline = reader.readline
        self._read = 0

    def next(self, length: int | None = None) -> bytes:
        """Return the next line, of at most so many bytes."""
        most = MAX_HEADERS + 1
        line: bytes = self._readline(most if length is None else min(length, most))
        self._read += len(line)
        if self._read > MAX_HEADERS:
            raise ValueError("the headers of a record are longer than 1 MB")
        return line

    def begin(self) -> None:
        """Count anew, for the next record."""
        self._read = 0
