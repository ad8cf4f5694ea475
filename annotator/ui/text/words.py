"""Words, sentences and paragraphs of the open article, worked out by paragraph when asked."""

from bisect import bisect_left, bisect_right

from annotator.domain.spans import Extent
from annotator.text.edges import snap_to_graphemes, trim
from annotator.text.paragraphs import paragraph_at
from annotator.text.sentences import sentence_extents
from annotator.text.words import snap, word_extents


class ArticleWords:
    """Find units of one text around an offset; a long article costs no more than a short one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words: dict[int, list[Extent]] = {}
        self._sentences: dict[int, list[Extent]] = {}

    def paragraph(self, offset: int) -> Extent:
        """Return the line of the text that holds an offset, without its line end."""
        return paragraph_at(self.text, offset)

    def words(self, paragraph: Extent) -> list[Extent]:
        """Return the words of a paragraph."""
        found = self._words.get(paragraph.start)
        if found is None:
            found = self._words[paragraph.start] = word_extents(self.text, *paragraph)
        return found

    def sentences(self, paragraph: Extent) -> list[Extent]:
        """Return the sentences of a paragraph."""
        found = self._sentences.get(paragraph.start)
        if found is None:
            found = self._sentences[paragraph.start] = sentence_extents(self.text, *paragraph)
        return found

    def word_at(self, offset: int) -> Extent:
        """Return the word that holds an offset, else the nearest in its line, else nothing."""
        words = self.words(self.paragraph(offset))
        if not words:
            return Extent(offset, offset)
        at = bisect_right(words, offset, key=_start) - 1
        if at >= 0 and offset <= words[at].end:
            return words[at]
        return words[min(at + 1, len(words) - 1)]

    def snapped(self, start: int, end: int, *, exact: bool = False) -> Extent | None:
        """Return a selection snapped to words (or only to characters) and trimmed."""
        start, end = max(min(start, end), 0), min(max(start, end), len(self.text))
        if start == end:
            return None
        if exact:
            start, end = snap_to_graphemes(self.text, start, end)
            return trim(self.text, start, end)
        first, last = self.paragraph(start), self.paragraph(end)
        words = list(self.words(first))
        if last != first:
            words += self.words(last)
        return snap(self.text, start, end, words)

    def next_start(self, offset: int, kind: str = "words") -> int:
        """Return the start of the next word (or sentence) after an offset, else the offset."""
        paragraph = self.paragraph(offset)
        while True:
            rows = self._rows(kind, paragraph)
            at = bisect_right(rows, offset, key=_start)
            if at < len(rows):
                return rows[at].start
            if paragraph.end >= len(self.text):
                return offset
            paragraph = self.paragraph(paragraph.end + 1)

    def next_end(self, offset: int, kind: str = "words") -> int:
        """Return the end of the next word (or sentence) after an offset, else the offset."""
        paragraph = self.paragraph(offset)
        while True:
            rows = self._rows(kind, paragraph)
            at = bisect_right(rows, offset, key=_end)
            if at < len(rows):
                return rows[at].end
            if paragraph.end >= len(self.text):
                return offset
            paragraph = self.paragraph(paragraph.end + 1)

    def previous_start(self, offset: int, kind: str = "words") -> int:
        """Return the start of the word (or sentence) before an offset, else the offset."""
        paragraph = self.paragraph(offset)
        while True:
            rows = self._rows(kind, paragraph)
            at = bisect_left(rows, offset, key=_start) - 1
            if at >= 0:
                return rows[at].start
            if paragraph.start == 0:
                return offset
            paragraph = self.paragraph(paragraph.start - 1)

    def previous_end(self, offset: int) -> int:
        """Return the nearest end of a word before an offset, else the offset."""
        paragraph = self.paragraph(offset)
        while True:
            rows = self.words(paragraph)
            at = bisect_left(rows, offset, key=_end) - 1
            if at >= 0:
                return rows[at].end
            if paragraph.start == 0:
                return offset
            paragraph = self.paragraph(paragraph.start - 1)

    def _rows(self, kind: str, paragraph: Extent) -> list[Extent]:
        if kind == "words":
            return self.words(paragraph)
        if kind == "sentences":
            return self.sentences(paragraph)
        words = self.words(paragraph)
        return [Extent(words[0].start, words[-1].end)] if words else []


def _start(extent: Extent) -> int:
    return extent.start


def _end(extent: Extent) -> int:
    return extent.end
