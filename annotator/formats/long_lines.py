"""Lines of a file one by one, of which none that is too long is ever held."""

from typing import BinaryIO

_PIECE = 1 << 20


def next_line(file: BinaryIO, limit: int) -> bytes | None:
    """Return the next line with its end, empty at the end of the file.

    None stands for a line of more than ``limit`` bytes: it is passed over in small pieces.
    The file must be one that can be read twice.
    """
    line = file.readline(_PIECE)
    if _ends(line):
        return line if len(line) <= limit else None
    start, length = file.tell() - len(line), len(line)
    while not _ends(piece := file.readline(_PIECE)):
        length += len(piece)
    length += len(piece)
    if length > limit:
        return None
    file.seek(start)
    return file.readline(length)


def _ends(piece: bytes) -> bool:
    return len(piece) < _PIECE or piece.endswith(b"\n")
