"""Read CoNLL columns, ours or anybody's: scheme and columns found by what is in them."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.formats.conll_columns import Columns, columns_of
from annotator.formats.conll_tags import SCHEMES, Tag, check_scheme, decoded, detected, parsed
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.side_texts import named_facts, side_file, side_rows
from annotator.formats.staging import file_problem
from annotator.formats.token_texts import rebuilt, restored

SUFFIXES = (".conll", ".iob", ".iob2", ".bio", ".bioes", ".conll03")
DOCSTART = "-DOCSTART-"
BORDER = f"{DOCSTART} -X- O O"
"""The line before each document that spaCy's converter looks for."""
BLOCK = 100
"""Sentences of a document where a file does not say where documents begin."""
_HEAD = 1 << 18
_MAX_LINE = 1 << 20
_MAX_TOKENS = 1_000_000


@dataclass(slots=True)
class _Rows:
    """The sentences of one document, as they stand in the file from some line on."""

    line: int = 0
    sentences: list[list[tuple[str, Tag]]] = field(default_factory=list)
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a file is written, found in its head or told."""

    columns: Columns
    scheme: str


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all of a folder, as documents are asked for; constant memory.

    A file without ``-DOCSTART-`` comes as documents of 100 sentences. Where our export's
    side file is there, texts are exactly those that were exported; else tokens are joined
    with a space and sentences stand on a line each. Raises UserError where there is no
    column of tags, and, with its line, where a tag belongs to no scheme.
    """
    if options.scheme:
        check_scheme(options.scheme, SCHEMES)
    files = files_in(path, (*SUFFIXES, ".tsv", ".txt") if path.is_dir() else SUFFIXES)
    shapes = {each: _shape(each, options.scheme) for each in files}
    reading = Reading(iter(()), schema)

    def items(file: Path, name: str) -> Items:
        labels = LabelIntake(reading, foreign_names(file))
        return _documents(file, name, shapes[file], labels, reading.repairs)

    reading.items = items_of(files, path, items)
    return reading


def _shape(path: Path, scheme: str) -> _Shape:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise file_problem(error, path) from error
    whole = head.rpartition(b"\n")[0] if len(head) == _HEAD else head
    text = whole.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    columns = columns_of(lines)
    if columns is None and all(not each.strip() or each.startswith(DOCSTART) for each in lines):
        columns = Columns(0, -1, tabs=False)  # a split without documents
    if columns is None:
        raise UserError(
            "No column of this file holds tags such as O, B-PER and I-PER.",
            where=str(path),
            mend="CoNLL has a token and its tag on each line, with tabs or spaces between.",
        )
    return _Shape(columns, scheme or detected(_tags(lines, columns)))


def _tags(lines: Sequence[str], columns: Columns) -> Iterator[list[Tag]]:
    sentence: list[Tag] = []
    for line in lines:
        if not line.strip(" \t"):
            yield sentence
            sentence = []
            continue
        try:
            tag = parsed(columns.split(line)[1])
        except BadValue:
            continue
        if tag is not None and not line.startswith(DOCSTART):
            sentence.append(tag)
    yield sentence


def _documents(path: Path, name: str, shape: _Shape, labels: LabelIntake, repairs: Report) -> Items:
    # In our exports a token can read -DOCSTART- as well, but not the whole line.
    border = BORDER if side_file(path) else DOCSTART
    rows_of_file = _rows(path, name, shape.columns, border, repairs)
    with side_rows(path) as texts, closing(rows_of_file) as found:
        for rows in found:
            try:
                yield _annotated(rows, name, shape, labels, repairs, next(texts, {}))
            except BadValue as error:
                yield Skipped(f"{name}:{rows.line}", str(error))


def _annotated(
    rows: _Rows,
    name: str,
    shape: _Shape,
    labels: LabelIntake,
    repairs: Report,
    side: dict[str, object],
) -> AnnotatedDocument:
    words = [word for sentence in rows.sentences for word, _ in sentence]
    kept = restored(side.get("text"), side.get("starts"), words)
    text = kept or rebuilt([[word for word, _ in sentence] for sentence in rows.sentences])
    facts = named_facts(side.get("facts")) if kept else {}
    draft = DocumentDraft(text.text, labels, repairs, facts=facts)
    if text.invented:
        repairs.add("spacing-invented", Example(draft.id, 0, draft.text[:60]))
    before = 0
    for sentence in rows.sentences:
        for first, last, label, odd in decoded([tag for _, tag in sentence], shape.scheme):
            start, end = text.extent(before + first, before + last)
            if odd:
                repairs.add("tag-out-of-place", Example(draft.id, start, text.text[start:end]))
            draft.add_span(f"{start}-{end}-{label}", [(start, end)], label)
        before += len(sentence)
    return draft.annotated(name=name, reader=f"conll ({shape.scheme})")


def _rows(
    path: Path, name: str, columns: Columns, border: str, repairs: Report
) -> Generator[_Rows, None, None]:
    """Yield the documents of a file: between ``-DOCSTART-`` lines, or so many sentences."""
    rows, sentence, marked = _Rows(1), [], False
    for number, line in _lines(path, name):
        if line and not line.startswith(border):
            pair = _pair(line, columns, name, number, repairs)
            if pair:
                sentence.append(pair)
                rows.tokens += 1
            if rows.tokens > _MAX_TOKENS:
                raise UserError(
                    f"A document has more than {_MAX_TOKENS:,} tokens.",
                    where=f"{name}:{number}",
                    mend="Sentences end with an empty line; documents begin with -DOCSTART-.",
                )
            continue
        if sentence:
            rows.sentences.append(sentence)
            sentence = []
        marked = marked or bool(line)
        if line or (not marked and len(rows.sentences) >= BLOCK):
            if rows.sentences:
                yield rows
            rows = _Rows(number)
    if sentence:
        rows.sentences.append(sentence)
    if rows.sentences:
        yield rows


def _lines(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """Yield numbered lines without their ends; lines of blanks are empty."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(_MAX_LINE + 1):
                number += 1
                if len(line) > _MAX_LINE:
                    raise UserError(
                        "A line is longer than a token and its tags can be.",
                        where=f"{name}:{number}",
                        mend="Name its format with --format if this is no CoNLL file.",
                    )
                text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                yield number, _stripped(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UserError(
            "The file is not UTF-8.", where=f"{name}:{number}", mend="Save it as UTF-8."
        ) from error
    except OSError as error:
        raise file_problem(error, path) from error


def _stripped(line: str) -> str:
    line = line.rstrip("\r\n")
    return line if line.strip(" \t") else ""


def _pair(
    line: str, columns: Columns, name: str, number: int, repairs: Report
) -> tuple[str, Tag] | None:
    """Return token and tag of a line; None for a comment or a token of nothing, counted."""
    try:
        word, written = columns.split(line)
    except BadValue as error:
        if line.startswith("#"):
            return None
        raise UserError(
            f"{str(error).capitalize()}.",
            where=f"{name}:{number}",
            mend="Each line needs a token and a tag; the file may have been cut off.",
        ) from error
    tag = parsed(written)
    if tag is None:
        if line.startswith("# "):
            return None
        raise UserError(
            f'"{written[:60]}" is not one tag of IOB, BIOES or BILUO.',
            where=f"{name}:{number}",
            mend="Give the token one tag, such as O or B-PER.",
        )
    if not word.strip():
        repairs.add("token-without-text", Example(name, None, f"line {number}"))
        return None
    return word, tag
