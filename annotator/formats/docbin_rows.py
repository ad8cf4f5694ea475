"""Tokens as the rows of numbers a DocBin keeps, made without a Doc."""

import struct
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import msgpack

from annotator.formats.stored_tokens import TextTokens

if TYPE_CHECKING:
    from spacy.vocab import Vocab

Labelled = tuple[int, int, str]
"""A range of tokens [first, last) and a label."""

_MISSING, _INSIDE, _OUTSIDE, _BEGIN = 0, 1, 2, 3  # values of ENT_IOB


_SPAN = struct.Struct(">QQQllll")


class RowMaker:
    """Make the rows of documents of one language; words met before cost a look in a table."""

    def __init__(self, vocabulary: "Vocab", attributes: Sequence[int]) -> None:
        from spacy.attrs import (  # type: ignore[import-not-found,unused-ignore]
            ENT_IOB,
            ENT_TYPE,
            NORM,
            ORTH,
            SENT_START,
        )

        place = {name: number for number, name in enumerate(attributes)}
        blank = [_OUTSIDE if name == ENT_IOB else 0 for name in attributes]
        self._words = _Words(vocabulary, blank, place[ORTH], place[NORM])
        self._labels = _Labels(vocabulary)
        self._width = len(place)
        self._columns = [place[one] for one in (NORM, SENT_START, ENT_IOB, ENT_TYPE)]

    @property
    def strings(self) -> set[str]:
        """All strings whose numbers are in what was made."""
        return {"", *self._labels, *self._words.strings}

    def rows(
        self,
        words: Sequence[str],
        tokens: TextTokens,
        entities: Sequence[Labelled],
        missing: Sequence[tuple[int, int]] | None,
    ) -> bytearray:
        """Return a row of numbers for each token, the bytes of ``Doc.to_array``.

        ``missing`` are the ranges whose entities are not known; None stands for all that
        is not under an entity.
        """
        if not words:
            return bytearray()
        content = self._words.rows(words)
        width = self._width
        norm, sentence, iob, kind = self._columns
        rows = memoryview(content).cast("Q")
        for place, spelled in tokens.norms.items():
            rows[place * width + norm] = self._labels[spelled]
        # As spaCy's tokenizer leaves it: a single space in front begins no sentence.
        rows[sentence] = words[0] != " "
        for first, last in ((0, len(words)),) if missing is None else missing:
            for start in range(first * width, last * width, width):
                rows[start + iob] = _MISSING
        for first, last, label in entities:
            number = self._labels[label]
            for start in range(first * width, last * width, width):
                rows[start + iob] = _INSIDE
                rows[start + kind] = number
            rows[first * width + iob] = _BEGIN
        return content

    def group(self, name: str, spans: Sequence[Labelled], tokens: TextTokens) -> bytes:
        """Return one span group as ``doc.spans.to_bytes`` would; spaCy's own layout."""
        starts, ends, numbers = tokens.table.starts, tokens.table.ends, self._labels
        rows = [
            _SPAN.pack(0, 0, numbers[label], first, last, starts[first], ends[last - 1])
            for first, last, label in spans
        ]
        group = msgpack.encode({"name": name, "attrs": {}, "spans": rows})
        return msgpack.encode({group: [name]})


class _Labels(dict[str, int]):
    """The number of each string that was asked for."""

    def __init__(self, vocabulary: "Vocab") -> None:
        super().__init__()
        self._strings = vocabulary.strings

    def __missing__(self, string: str) -> int:
        self[string] = number = self._strings.add(string)
        return number


class _Words(dict[str, bytes]):
    """The row of each word that was asked for: ``blank`` with two hashes in it.

    They are that of the word and that of its normal form, as a lexeme has it; to make the
    lexeme itself would take ten times as long.
    """

    def __init__(self, vocabulary: "Vocab", blank: Sequence[int], orth: int, norm: int) -> None:
        from spacy.attrs import NORM

        super().__init__()
        self.strings: set[str] = set()
        self._row = list(blank)
        self._pack = struct.Struct(f"={len(blank)}Q").pack
        self._orth, self._norm = orth, norm
        self._numbers = vocabulary.strings
        self._norm_of: Callable[[str], str] = vocabulary.lex_attr_getters[NORM]  # type: ignore[attr-defined]

    def __missing__(self, word: str) -> bytes:
        norm = self._norm_of(word)
        self.strings.update((word, norm))
        row = self._row
        row[self._orth], row[self._norm] = self._numbers.add(word), self._numbers.add(norm)
        self[word] = packed = self._pack(*row)
        return packed

    def rows(self, words: Sequence[str]) -> bytearray:
        """Return the rows of words, one after the other."""
        return bytearray().join(map(self.__getitem__, words))
