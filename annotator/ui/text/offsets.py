"""The one place where code points meet the UTF-16 positions of Qt's text document."""

from annotator.domain.spans import Extent
from annotator.text.offsets import Utf16Map

_NOT_SHOWN_AS_IS = {
    0x00: 0xFFFD,
    0x0D: 0x20,
    0x2028: 0x20,
    0x2029: 0x20,
    0xFDD0: 0xFFFD,
    0xFDD1: 0xFFFD,
    0xFFFC: 0xFFFD,
}
"""Characters Qt would take for structure, and what stands for them on the screen."""


def shown_text(text: str) -> str:
    """Return the text to hand to Qt: as long in UTF-16, one block for each line."""
    return text.translate(_NOT_SHOWN_AS_IS)


class Positions:
    """Convert between code points of the canonical text and positions in the widget."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._map = Utf16Map(text)

    def to_qt(self, offset: int) -> int:
        """Return the widget's position of a code point; what lies outside is clamped."""
        return self._map.to_utf16(min(max(offset, 0), self._length))

    def from_qt(self, position: int) -> int:
        """Return the code point at a widget's position, inside a surrogate pair its start."""
        return min(self._map.to_code_points(max(position, 0)), self._length)

    def extent(self, start: int, end: int) -> Extent:
        """Return an extent of widget positions in code points."""
        return Extent(self.from_qt(start), self.from_qt(end))
