"""Read CoNLL columns, ours or anybody's: scheme and columns found by what is in them."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.formats.conll_columns import Columns, columns_of
from annotator.formats.conll_rows import ConllFile, ConllRows
from annotator.formats.conll_tags import (
    SCHEMES,
    Tag,
    check_scheme,
    decoded,
    detected,
    parsed,
)
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.own_exports import own_export
from annotator.formats.side_texts import named_facts, side_file, side_rows
from annotator.formats.staging import file_problem
from annotator.formats.token_texts import rebuilt, restored

NAME = "conll"
SUFFIXES = (".conll", ".iob", ".iob2", ".bio", ".bioes", ".conll03")
DOCSTART = "-DOCSTART-"
BORDER = f"{DOCSTART} -X- O O"
"""The line before each document that spaCy's converter looks for."""
_HEAD = 1 << 18


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
    return _Shape(columns, scheme or _written_scheme(path) or detected(_tags(lines, columns)))


def _written_scheme(path: Path) -> str:
    """Return the scheme our own manifest names for the file; empty for none."""
    export = own_export(path)
    scheme = export[1].get("scheme") if export and export[1].get("format") == NAME else None
    return scheme if isinstance(scheme, str) and scheme in SCHEMES else ""


def _tags(lines: Sequence[str], columns: Columns) -> Iterator[list[Tag]]:
    for block in "\n".join(lines).split("\n\n"):
        whole = None if DOCSTART in block else columns.table(block)
        if whole is None:
            yield from _tags_in(block.split("\n"), columns)
        else:
            yield [tag for tag in map(parsed, whole[1]) if tag is not None]


def _tags_in(lines: Sequence[str], columns: Columns) -> Iterator[list[Tag]]:
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
    file = ConllFile(path, name, shape.columns, border, repairs)
    with side_rows(path) as texts, closing(file.documents()) as found:
        for rows in found:
            try:
                yield _annotated(rows, name, shape, labels, repairs, next(texts, {}))
            except BadValue as error:
                yield Skipped(f"{name}:{rows.line}", str(error))


def _annotated(
    rows: ConllRows,
    name: str,
    shape: _Shape,
    labels: LabelIntake,
    repairs: Report,
    side: dict[str, object],
) -> AnnotatedDocument:
    words = [*chain.from_iterable([words for words, _ in rows.sentences])]
    kept = restored(side.get("text"), side.get("starts"), words)
    text = kept or rebuilt([words for words, _ in rows.sentences])
    facts = named_facts(side.get("facts")) if kept else {}
    draft = DocumentDraft(text.text, labels, repairs, facts=facts)
    if text.invented:
        repairs.add("spacing-invented", Example(draft.id, 0, draft.text[:60]))
    firsts: list[int] = []
    lasts: list[int] = []
    named: list[str] = []
    before = 0
    for inside, tags in rows.sentences:
        for first, last, label, odd in decoded(tags, shape.scheme):
            firsts.append(before + first)
            lasts.append(before + last - 1)
            named.append(label)
            if odd:
                start, end = text.extent(before + first, before + last)
                repairs.add("tag-out-of-place", Example(draft.id, start, text.text[start:end]))
        before += len(inside)
    starts, ends = text.edges(firsts, lasts)
    keys = [f"{start}-{end}-{each}" for start, end, each in zip(starts, ends, named, strict=True)]
    if labels.known_spans.keys() >= set(named):
        draft.add_spans(keys, starts, ends, named)
    else:
        for key, start, end, label in zip(keys, starts, ends, named, strict=True):
            draft.add_span(key, [(start, end)], label)
    return draft.annotated(name=name, reader=f"conll ({shape.scheme})")
