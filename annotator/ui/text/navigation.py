"""The word cursor: where the keyboard user is, and how moving and selecting change that."""

from collections.abc import Callable
from enum import StrEnum

from annotator.domain.spans import Extent
from annotator.ui.text.words import ArticleWords


class Unit(StrEnum):
    """What the word cursor moves by."""

    TOKEN = "token"
    LINE = "line"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    LINE_EDGE = "line edge"
    ARTICLE_EDGE = "article edge"


LineMove = Callable[[int, bool], int]
"""From an offset to the offset on the next or previous line of the screen, or its edges."""

_KINDS = {Unit.TOKEN: "words", Unit.SENTENCE: "sentences", Unit.PARAGRAPH: "paragraphs"}


class Caret:
    """A word, and while selecting the stretch from it to ``head``, in code points.

    ``anchor`` is the word (or, selecting by characters, the empty extent) where the
    selection began; it stays within the selection whichever way ``head`` goes.
    """

    def __init__(self, words: ArticleWords, line_move: LineMove, line_edge: LineMove) -> None:
        self._words = words
        self._line_move = line_move
        self._line_edge = line_edge
        self.anchor = words.word_at(0)
        self.head = self.anchor.end
        self.selecting = False
        self.exact = False

    def place(self, offset: int) -> None:
        """Put the cursor on the word at an offset; nothing is selected."""
        self.anchor = self._words.word_at(offset)
        self.head = self.anchor.end
        self.selecting = self.exact = False

    def select(self, extent: Extent, *, exact: bool = True) -> None:
        """Select an extent; further extending goes on from both of its ends."""
        self.anchor = extent
        self.head = extent.end
        self.selecting = True
        self.exact = exact

    def begin(self, offset: int, *, exact: bool) -> None:
        """Begin a selection with the mouse: at the word, or exactly at the offset."""
        self.anchor = Extent(offset, offset) if exact else self._words.word_at(offset)
        self.head = offset
        self.selecting, self.exact = True, exact

    def drag(self, offset: int) -> None:
        """Take the free end of the selection to an offset."""
        self.head = offset
        self.selecting = True

    @property
    def word(self) -> Extent:
        """The word the cursor is on: while selecting, the one at the free end."""
        if not self.selecting:
            return self.anchor
        return self._words.word_at(max(self.head - 1, 0) if self._rightwards else self.head)

    @property
    def selection(self) -> Extent | None:
        """The selection snapped and trimmed, or None where nothing is selected."""
        if not self.selecting:
            return None
        start, end = self.anchor
        if self._rightwards:
            end = self.head
        elif self.head <= self.anchor.start:
            start = self.head
        return self._words.snapped(start, end, exact=self.exact)

    @property
    def _rightwards(self) -> bool:
        return self.head >= self.anchor.end

    def move(self, unit: Unit, *, forward: bool, extend: bool) -> None:
        """Move by one unit, or take the free end of the selection there."""
        if not extend:
            at = self.word.start
            self.place(self._target(unit, at, forward=forward))
        elif unit is Unit.TOKEN:
            self._extend_by_word(forward=forward)
        else:
            self._extend(unit, forward=forward)
        self._after_extending(extend)

    def _after_extending(self, extend: bool) -> None:
        if extend:
            self.selecting = True

    def _target(self, unit: Unit, at: int, *, forward: bool) -> int:
        if unit is Unit.LINE:
            return self._line_move(at, forward)
        if unit is Unit.LINE_EDGE:
            edge = self._line_edge(at, forward)
            return max(self._words.previous_start(edge), at) if forward else edge
        if unit is Unit.ARTICLE_EDGE:
            length = len(self._words.text)
            return self._words.previous_start(length) if forward else self._words.next_start(-1)
        step = self._words.next_start if forward else self._words.previous_start
        return step(at, _KINDS[unit])

    def _extend_by_word(self, *, forward: bool) -> None:
        words, anchor = self._words, self.anchor
        if not self.selecting:
            self.head = anchor.end
        elif forward:
            if self._rightwards:
                self.head = words.next_end(self.head)
            else:
                head = words.next_start(self.head)
                self.head = head if head < anchor.start else anchor.end
        elif self.head > anchor.end:
            self.head = max(words.previous_end(self.head), anchor.end)
        elif self._rightwards:
            self.head = words.previous_start(anchor.start)
        else:
            self.head = words.previous_start(self.head)

    def _extend(self, unit: Unit, *, forward: bool) -> None:
        edge = self.anchor.end if forward else self.anchor.start
        at = self.head if self.selecting else edge
        if unit is Unit.ARTICLE_EDGE:
            self.head = len(self._words.text) if forward else 0
        elif unit is Unit.LINE_EDGE:
            inside = at - 1 if forward or at == self.anchor.end else at
            self.head = self._line_edge(max(inside, 0), forward)
        elif unit is Unit.LINE:
            word = self._words.word_at(self._line_move(self.word.start, forward))
            self.head = word.end if word.start >= self.anchor.start else word.start
        elif forward:
            self.head = self._words.next_end(at, _KINDS[unit])
        else:
            self.head = self._words.previous_start(at, _KINDS[unit])
