"""How long the list of files in a zip archive is, before anything takes it into memory."""

from typing import BinaryIO

from annotator.domain.errors import UserError

MAX_DIRECTORY = 8 * 1024 * 1024
"""Bytes of the list; each file in it takes 46 bytes and its name."""
_TAIL = 22 + 65_535
"""The end record and the longest comment behind it."""


def refuse_long_directory(file: BinaryIO, name: str) -> None:
    """Raise UserError where an archive lists more files than a corpus has."""
    if _directory_size(file) > MAX_DIRECTORY:
        raise UserError(
            f"The list of files in the archive is longer than {MAX_DIRECTORY // 2**20} MiB.",
            where=name,
            mend="Divide it.",
        )


def _directory_size(file: BinaryIO) -> int:
    """Return the size in bytes that the end record tells; 0 where there is none."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - _TAIL - 76))
    tail = file.read()
    at = len(tail) - 22
    if not (tail[-22:-18] == b"PK\5\6" and tail[-2:] == b"\0\0"):
        at = tail.rfind(b"PK\5\6")
    if at < 0:
        return 0
    told = int.from_bytes(tail[at + 12 : at + 16], "little")
    large = tail[at - 76 : at - 20] if at >= 76 else b""
    # Of an archive in the large form the record before tells, if its locator is there.
    if tail[at - 20 : at - 16] == b"PK\6\7" and large[:4] == b"PK\6\6":
        told = max(told if told != 0xFFFFFFFF else 0, int.from_bytes(large[40:48], "little"))
    return told
