"""Tokens and sentences for programs that want them, by our own rules for words and sentences."""

from bisect import bisect_left

from annotator.text.sentences import sentence_extents
from annotator.text.words import RULE, word_edges

SEGMENTATION = {"tokens": RULE, "sentences": "annotator rules 1"}
"""The rules, as a manifest names them."""

Extents = list[tuple[int, int]]


def segmented(text: str) -> tuple[Extents, Extents]:
    """Return tokens and sentences of a text in code points.

    Every character that is not white space lies in a token, every token in one sentence;
    a sentence begins where its first token begins.
    """
    tokens = _complete(text, word_edges(text))
    starts = [start for start, _ in tokens]
    sentences: Extents = []
    for start, _ in sentence_extents(text):
        first = bisect_left(starts, start)
        if first < len(tokens) and (not sentences or starts[first] > sentences[-1][0]):
            sentences.append((starts[first], starts[first]))
    if tokens and (not sentences or sentences[0][0] > starts[0]):
        sentences.insert(0, (starts[0], starts[0]))
    ends = [start for start, _ in sentences[1:]]
    lasts = [tokens[bisect_left(starts, end) - 1][1] for end in ends]
    if tokens:
        lasts.append(tokens[-1][1])
    return tokens, [(start, last) for (start, _), last in zip(sentences, lasts, strict=True)]


def _complete(text: str, words: Extents) -> Extents:
    """Return words with what no word covers, cut at white space."""
    if "".join([text[start:end] for start, end in words]) == "".join(text.split()):
        return words
    found: Extents = []
    position = 0
    for start, end in [*words, (len(text), len(text))]:
        if start > position:
            _add_pieces(text, position, start, found)
        if end > start:
            _add_pieces(text, start, end, found)
        position = max(position, end)
    return found


def _add_pieces(text: str, start: int, end: int, found: Extents) -> None:
    piece = text[start:end]
    if not any(map(str.isspace, piece)):
        found.append((start, end))
        return
    for word in piece.split():
        left = text.index(word, start)
        start = left + len(word)
        found.append((left, start))
