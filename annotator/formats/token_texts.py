"""The text behind tokens being read: the one our export kept, or one put together from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import add, le

from annotator.formats.json_values import BadValue


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text and where its tokens stand in it: [start, end) code points each."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    invented: bool = False

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Return the place of a range of tokens [first, last); raise BadValue for none."""
        if not 0 <= first < last <= len(self.starts):
            raise BadValue(f"tokens {first} to {last} are no tokens of the text")
        return self.starts[first], self.ends[last - 1]


def rebuilt(sentences: Sequence[Sequence[str]]) -> TokenText:
    """Return a text with one space between tokens and a line for each sentence."""
    lines = [" ".join(sentence) for sentence in sentences]
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    for sentence, line in zip(sentences, lines, strict=True):
        lengths = list(map(len, sentence))
        edges = list(accumulate([length + 1 for length in lengths], initial=place))
        starts += edges[:-1]
        ends += [start + length for start, length in zip(edges, lengths, strict=False)]
        place += len(line) + 1
    return TokenText("\n".join(lines), starts, ends, invented=True)


def restored(text: object, starts: object, words: Sequence[str]) -> TokenText | None:
    """Return the text that an export of ours kept, or None where the tokens are not in it."""
    if not isinstance(text, str) or not isinstance(starts, list) or len(starts) != len(words):
        return None
    if not starts:
        return TokenText(text, [], [])
    if set(map(type, starts)) != {int}:
        return None
    ends = list(map(add, starts, map(len, words)))
    # Each behind the one before; then what stands there is compared.
    if starts[0] < 0 or not all(map(le, ends, starts[1:])):
        return None
    if [text[start:end] for start, end in zip(starts, ends, strict=True)] != list(words):
        return None
    return TokenText(text, starts, ends)
