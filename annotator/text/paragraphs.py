"""Paragraphs of a text: its lines that are not blank."""

from annotator.domain.spans import Extent


def paragraph_extents(text: str) -> list[Extent]:
    """Return the lines that hold more than white space, without their line ends."""
    found: list[Extent] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        if end > start and not text[start:end].isspace():
            found.append(Extent(start, end))
        start = end + 1
    return found


def paragraph_at(text: str, position: int) -> Extent:
    """Return the line a position lies in, blank or not, without its line end."""
    position = max(0, min(position, len(text)))
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return Extent(start, len(text) if end < 0 else end)
