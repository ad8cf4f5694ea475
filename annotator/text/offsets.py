"""Conversion between code points, which the program counts, and UTF-16 units, which Qt does."""

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16Map:
    """Convert positions of one text between code points and UTF-16 units, both ways.

    A character above U+FFFF is one code point and two units. Building reads the text
    once; a conversion is a binary search over such characters, or nothing where there
    are none.
    """

    __slots__ = ("_astral", "_units")

    def __init__(self, text: str) -> None:
        self._astral: list[int] = []
        # Most texts have no such character; an encoder sees that far sooner than a search does.
        if not text.isascii() and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text):
            self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        self._units = [position + index for index, position in enumerate(self._astral)]

    @property
    def identical(self) -> bool:
        """Whether both counts agree everywhere."""
        return not self._astral

    def to_utf16(self, position: int) -> int:
        """Return the UTF-16 position of a code point position."""
        return position + bisect_left(self._astral, position) if self._astral else position

    def to_code_points(self, position: int) -> int:
        """Return the code point position of a UTF-16 position.

        A position inside a surrogate pair gives the start of its character.
        """
        return position - bisect_left(self._units, position) if self._units else position
