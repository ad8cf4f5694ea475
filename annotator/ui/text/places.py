"""Where a row of a report stands in its article."""

from annotator.domain.spans import Extent


def place_of(text: str, offset: int, words: str) -> Extent | None:
    """Return the extent of words at an offset; of the word around it where they differ.

    Offsets are code points. None where the offset is not in the text.
    """
    if not 0 <= offset < len(text):
        return None
    if words and text.startswith(words, offset):
        return Extent(offset, offset + len(words))
    start = end = offset
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return Extent(start, max(end, start + 1))
