"""The text behind tokens being read: the one our export kept, or one put together from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import add, le, sub

from annotator.formats.json_values import BadValue


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text, its tokens, and where each of them starts in it, in code points."""

    text: str
    starts: Sequence[int]
    words: Sequence[str]
    invented: bool = False

    @property
    def ends(self) -> list[int]:
        """Where the tokens end, made anew each time."""
        return [*map(add, self.starts, map(len, self.words))]

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Return the place of a range of tokens [first, last); raise BadValue for none."""
        if not 0 <= first < last <= len(self.starts):
            raise BadValue(f"tokens {first} to {last} are no tokens of the text")
        return self.starts[first], self.starts[last - 1] + len(self.words[last - 1])

    def edges(self, firsts: Iterable[int], lasts: Iterable[int]) -> tuple[list[int], list[int]]:
        """Return starts and ends of ranges of tokens, from the first to the last of each.

        They must be tokens of the text.
        """
        starts, words = self.starts, self.words
        ends = [starts[last] + len(words[last]) for last in lasts]
        return [starts[first] for first in firsts], ends


def rebuilt(sentences: Sequence[Sequence[str]]) -> TokenText:
    """Return a text with one space between tokens and a line for each sentence."""
    lines = [" ".join(sentence) for sentence in sentences]
    starts: list[int] = []
    place = 0
    for sentence, line in zip(sentences, lines, strict=True):
        lengths = [len(word) + 1 for word in sentence]
        starts += [*accumulate(lengths, initial=place)][:-1]
        place += len(line) + 1
    return TokenText("\n".join(lines), starts, [*chain.from_iterable(sentences)], invented=True)


def restored(text: object, starts: object, words: Sequence[str]) -> TokenText | None:
    """Return the text that an export of ours kept, or None where the tokens are not in it."""
    if not isinstance(text, str) or not isinstance(starts, list) or len(starts) != len(words):
        return None
    if not starts:
        return TokenText(text, [], [])
    if set(map(type, starts)) != {int} or starts != sorted(starts):
        return None
    if starts[0] < 0 or starts[-1] >= len(text):
        return None
    if not _spread_out(text, starts, words):
        # Each behind the one before; then what stands there is compared.
        ends = [*map(add, starts, map(len, words))]
        if not all(map(le, ends, starts[1:])) or not all(map(text.startswith, words, starts)):
            return None
    return TokenText(text, starts, words)


def _spread_out(text: str, starts: Sequence[int], words: Sequence[str]) -> bool:
    """Tell whether a text is its tokens with blanks and line ends between, as most texts are.

    Blanks are put behind each token up to where the next one starts, and all is compared at
    once; where tokens overlap, it is too long.
    """
    blank = "".join(map(str.ljust, words, map(sub, starts[1:], starts))) + words[-1]
    first, length = starts[0], len(blank)
    if length != starts[-1] + len(words[-1]) - first:
        return False
    there = text[first : first + length]
    if there == blank:
        return True
    # A line end is a blank here, but not where a token holds a blank itself.
    spaces = length - len("".join(words))
    return there.replace("\n", " ") == blank and blank.count(" ") == spaces


def all_text(words: Sequence[object]) -> bool:
    """Tell whether each of some values is a string that is not white space alone."""
    try:
        joined = "".join(words)  # type: ignore[arg-type]
    except TypeError:
        return False
    # Most often there is no white space in any of them, which is found by one look.
    return all(words) and (joined.split() == [joined] or all(map(str.strip, words)))  # type: ignore[arg-type]
