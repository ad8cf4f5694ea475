"""The tokens and tags of a CoNLL file, document by document and sentence by sentence."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.domain.reports import Example, Report
from annotator.formats.bounds import MAX_BYTES
from annotator.formats.conll_columns import Columns
from annotator.formats.conll_runs import runs
from annotator.formats.conll_tags import Tag, parsed
from annotator.formats.json_values import BadValue
from annotator.formats.token_texts import all_text

BLOCK = 100
"""Sentences of a document where a file does not say where documents begin."""
MAX_TOKENS = 1_000_000

Sentence = tuple[list[str], list[Tag]]
"""The tokens, and the tag of each."""


@dataclass(slots=True)
class ConllRows:
    """The sentences of one document, as they stand in the file from some line on."""

    line: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    tokens: int = 0
    size: int = 0

    def holds(self, sentence: Sentence, size: int) -> bool:
        """Count the tokens of some lines of that size, LF between, unless they are too much."""
        tokens = self.tokens + len(sentence[0])
        size += self.size - len(sentence[0]) + 1
        if tokens > MAX_TOKENS or size > MAX_BYTES:
            return False
        self.tokens, self.size = tokens, size
        return True


@dataclass(frozen=True, slots=True)
class ConllFile:
    """A file to be read: its name to show, its columns, and how a line between documents begins."""

    path: Path
    name: str
    columns: Columns
    border: str
    repairs: Report

    def documents(self) -> Generator[ConllRows, None, None]:
        """Yield what stands between lines that are borders, or so many sentences."""
        rows, sentence, marked = ConllRows(1), _begun(), False
        for number, lines, whole in self._pieces():
            if lines and not lines.startswith(self.border):
                if whole is None or not rows.holds(whole, len(lines)):
                    self._add(sentence, lines, number, rows)
                else:
                    sentence[0].extend(whole[0])
                    sentence[1].extend(whole[1])
                continue
            if sentence[0]:
                rows.sentences.append(sentence)
                sentence = _begun()
            marked = marked or bool(lines)
            if lines or (not marked and len(rows.sentences) >= BLOCK):
                if rows.sentences:
                    yield rows
                rows = ConllRows(number)
        if sentence[0]:
            rows.sentences.append(sentence)
        if rows.sentences:
            yield rows

    def _pieces(self) -> Iterator[tuple[int, str, Sentence | None]]:
        """Yield the runs of the file with their tokens and tags; others line by line.

        Those are runs that may hold a border or an empty line, or need a look for what they are.
        """
        for number, lines in runs(self.path, self.name):
            whole = None if self.border in lines else self._table(lines)
            if whole is not None or not lines:
                yield number, lines, whole
                continue
            for place, line in enumerate(lines.split("\n"), number):
                yield place, line if line.strip(" \t") else "", None

    def _add(self, sentence: Sentence, lines: str, number: int, rows: ConllRows) -> None:
        """Add the tokens and tags of lines one by one."""
        for place, line in enumerate(lines.split("\n"), number):
            pair = self._pair(line, place)
            if pair is None:
                continue
            sentence[0].append(pair[0])
            sentence[1].append(pair[1])
            rows.tokens += 1
            rows.size += len(line)
            if rows.tokens > MAX_TOKENS or rows.size > MAX_BYTES:
                raise UserError(
                    f"A document has more than {MAX_TOKENS:,} tokens, or very long ones.",
                    where=f"{self.name}:{place}",
                    mend="Sentences end with an empty line; documents begin with -DOCSTART-.",
                )

    def _table(self, lines: str) -> Sentence | None:
        """Return the tokens and tags of lines that are all as they should be, else None."""
        found = self.columns.table(lines)
        if found is None:
            return None
        words, written = found
        known: dict[str, Tag] = {}
        for each in set(written):
            tag = parsed(each)
            if tag is None:
                return None
            known[each] = tag
        return (words, [*map(known.__getitem__, written)]) if all_text(words) else None

    def _pair(self, line: str, number: int) -> tuple[str, Tag] | None:
        """Return token and tag of a line; None for a comment or a token of nothing, counted."""
        try:
            word, written = self.columns.split(line)
        except BadValue as error:
            if line.startswith("#"):
                return None
            raise UserError(
                f"{str(error).capitalize()}.",
                where=f"{self.name}:{number}",
                mend="Each line needs a token and a tag; the file may have been cut off.",
            ) from error
        tag = parsed(written)
        if tag is None:
            if line.startswith("# "):
                return None
            raise UserError(
                f'"{written[:60]}" is not one tag of IOB, BIOES or BILUO.',
                where=f"{self.name}:{number}",
                mend="Give the token one tag, such as O or B-PER.",
            )
        if not word.strip():
            self.repairs.add("token-without-text", Example(self.name, None, f"line {number}"))
            return None
        return word, tag


def _begun() -> Sentence:
    return [], []
