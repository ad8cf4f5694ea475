"""A zlib file put together from parts that were each compressed as they came.

A DocBin names the length of a part before its content, and its parts grow side by side. So
each is compressed into a temporary file of its own, a tenth of what it holds, and these are
joined at the end; whoever reads the file meets one plain stream (RFC 1950 and RFC 1951).
"""

import struct
import tempfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

LEVEL = 2
"""Columns of hashes and zeros: a third of the time of zlib's own level, some bytes more."""
_CHUNK = 1 << 20
_AT_ONCE = 1 << 16
_HEADER = b"\x78\x5e"  # deflate with a window of 32 KiB, by a fast level
_LAST_BLOCK = b"\x03\x00"  # an empty block that says it is the last
_BASE = 65521  # the modulus of Adler-32


class ZlibPart:
    """One part of a zlib file, compressed as it is written into a file without a name.

    ``length`` counts the plain bytes; ``check`` is their Adler-32 once they are copied.
    """

    def __init__(self, folder: Path) -> None:
        self.length = 0
        self.check = 1
        self._packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._waiting = bytearray()
        self._file: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115

    def write(self, content: bytes | bytearray) -> None:
        """Add bytes to the part; many small ones are compressed at once."""
        self.length += len(content)
        self._waiting += content
        if len(self._waiting) > _AT_ONCE:
            self._compress()

    def _compress(self) -> None:
        self.check = zlib.adler32(self._waiting, self.check)
        self._file.write(self._packer.compress(self._waiting))
        self._waiting.clear()

    def copy_to(self, file: BinaryIO) -> None:
        """End the part on a whole byte and write what it became to a file."""
        self._compress()
        self._file.write(self._packer.flush(zlib.Z_SYNC_FLUSH))
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            file.write(chunk)

    def close(self) -> None:
        """Give the temporary file up."""
        self._file.close()


class ZlibFile:
    """A zlib file being written to an open file, part after part; ``end`` completes it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._check = 1
        file.write(_HEADER)

    def write(self, pieces: Iterable[bytes]) -> None:
        """Compress and add plain bytes."""
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        for piece in pieces:
            self._check = zlib.adler32(piece, self._check)
            self._file.write(packer.compress(piece))
        self._file.write(packer.flush(zlib.Z_SYNC_FLUSH))

    def join(self, part: ZlibPart) -> None:
        """Add a part that is compressed already."""
        part.copy_to(self._file)
        self._check = joined_check(self._check, part.check, part.length)

    def end(self) -> None:
        """Write the last block and the checksum of everything."""
        self._file.write(_LAST_BLOCK + struct.pack(">I", self._check))


def joined_check(first: int, second: int, length: int) -> int:
    """Return the Adler-32 of two stretches from that of each and the second's length.

    The low half sums the bytes onto 1, the high half sums the low one after each byte.
    """
    low = ((first & 0xFFFF) + (second & 0xFFFF) - 1) % _BASE
    high = ((first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)) % _BASE
    return high << 16 | low
