"""Tokens as the rows of numbers a DocBin keeps, made without a Doc."""

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from annotator.formats.msgpack_packing import packer
from annotator.formats.stored_tokens import TextTokens

if TYPE_CHECKING:
    import numpy as np
    from spacy.vocab import Vocab

Labelled = tuple[int, int, str]
"""A range of tokens [first, last) and a label."""

_INSIDE, _OUTSIDE, _BEGIN = 1, 2, 3  # values of ENT_IOB; 0 is missing


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

        self._vocabulary = vocabulary
        self._words = _Words(vocabulary)
        self._column = {name: list(attributes).index(name) for name in attributes}
        self._pack = packer()
        self._names = (ORTH, NORM, SENT_START, ENT_IOB, ENT_TYPE)
        self._strings: set[str] = {""}

    @property
    def strings(self) -> set[str]:
        """All strings whose numbers are in what was made."""
        return self._strings | self._words.strings

    def rows(
        self,
        words: Sequence[str],
        tokens: TextTokens,
        entities: Sequence[Labelled],
        missing: Sequence[tuple[int, int]] | None,
    ) -> "np.ndarray[Any, Any]":
        """Return a row of numbers for each token, as ``Doc.to_array`` would.

        ``missing`` are the ranges whose entities are not known; None stands for all that
        is not under an entity.
        """
        import numpy as np

        rows = np.zeros((len(words), len(self._column)), dtype="uint64")
        if not words:
            return rows
        orth, norm, sentence, iob, kind = (self._column[name] for name in self._names)
        numbers = np.fromiter(map(self._words.__getitem__, words), dtype="int64")
        rows[:, [orth, norm]] = self._words.hashes()[numbers]
        for place, spelled in tokens.norms.items():
            rows[place, norm] = self.add(spelled)
        # As spaCy's tokenizer leaves it: a single space in front begins no sentence.
        rows[0, sentence] = words[0] != " "
        if missing is not None:
            rows[:, iob] = _OUTSIDE
            for first, last in missing:
                rows[first:last, iob] = 0
        for first, last, label in entities:
            rows[first:last, iob] = _INSIDE
            rows[first, iob] = _BEGIN
            rows[first:last, kind] = self.add(label)
        return rows

    def group(self, name: str, spans: Sequence[Labelled], tokens: TextTokens) -> bytes:
        """Return one span group as ``doc.spans.to_bytes`` would; spaCy's own layout."""
        starts, ends = tokens.table.starts, tokens.table.ends
        rows = [
            struct.pack(
                ">QQQllll", 0, 0, self.add(label), first, last, starts[first], ends[last - 1]
            )
            for first, last, label in spans
        ]
        group = self._pack({"name": name, "attrs": {}, "spans": rows})
        return self._pack({group: [name]})

    def add(self, string: str) -> int:
        """Return the number of a string, which the file then holds."""
        self._strings.add(string)
        number: int = self._vocabulary.strings.add(string)
        return number


class _Words(dict[str, int]):
    """Number the words as they come, and know the hashes of each and of its normal form."""

    def __init__(self, vocabulary: "Vocab") -> None:
        super().__init__()
        self.strings: set[str] = set()
        self._vocabulary = vocabulary
        self._fresh: list[tuple[int, int]] = []
        self._table: np.ndarray[Any, Any] | None = None

    def __missing__(self, word: str) -> int:
        lexeme = self._vocabulary[word]
        self.strings.update((word, lexeme.norm_))
        self._fresh.append((lexeme.orth, lexeme.norm))
        self[word] = number = len(self)
        return number

    def hashes(self) -> "np.ndarray[Any, Any]":
        """Return a row of two hashes for each word, by its number."""
        import numpy as np

        if self._fresh or self._table is None:
            fresh = np.asarray(self._fresh, dtype="uint64").reshape((-1, 2))
            old = self._table
            self._table = fresh if old is None else np.concatenate((old, fresh))
            self._fresh = []
        return self._table
