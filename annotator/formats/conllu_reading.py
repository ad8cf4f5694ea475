"""Read CoNLL-U and CoNLL-U Plus: texts from words, entities from brackets or a column of tags."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from annotator.domain.corpora import AnnotatedDocument, Original, Skipped
from annotator.domain.errors import UserError
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.formats.conll_tags import Tag, decoded, parsed
from annotator.formats.conllu_sentences import Block, Sentence, Word, blocks, sentence_of
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.entity_brackets import FIELDS, Bracketed, Brackets
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.side_texts import named_facts
from annotator.formats.staging import file_problem

NAME = "conllu"
SUFFIXES = (".conllu", ".conllup")
OURS = "annotator"
"""The comment that keeps the whole text of a document, as JSON."""
START = "start_char"
"""The comment that keeps where a sentence of ours begins in that text."""
BLOCK = 100
"""Sentences of a document where a file does not say where documents begin."""
_MAX_DOCUMENT = 32 * 1024 * 1024
"""Bytes; half a million words, each of which takes a kilobyte while it is read."""
_COLUMNS = "# global.columns ="
_ENTITY = "global.Entity"
_NOTHING = ("_", "*", "O")


@dataclass(slots=True)
class _Document:
    """The sentences of one document, and its bytes in the file."""

    line: int
    content: list[bytes] = field(default_factory=list)
    size: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    broken: str = ""
    plus: bool = False


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all of a folder, document by document as they are asked for.

    A file without ``# newdoc`` comes as documents of 100 sentences. Texts of our own exports
    come back exactly; else a sentence's text is its comment or its words, paragraphs stand
    on a line each, or sentences where no paragraphs are told.
    """
    files = files_in(path, SUFFIXES)
    reading = Reading(iter(()), schema)

    def items(file: Path, name: str) -> Items:
        labels = LabelIntake(reading, foreign_names(file))
        try:
            with file.open("rb") as opened:
                yield from _items(opened, name, labels, reading.repairs)
        except OSError as error:
            raise file_problem(error, file) from error

    reading.items = items_of(files, path, items)
    return reading


def read_bytes(content: bytes, schema: Schema) -> list[AnnotatedDocument | Skipped]:
    """Return the documents of a file's content."""
    reading = Reading(iter(()), schema)
    return list(_items(BytesIO(content), "", LabelIntake(reading), reading.repairs))


def _items(file: BinaryIO, name: str, labels: LabelIntake, repairs: Report) -> Items:
    for document in _documents(file, name):
        try:
            if document.broken:
                raise BadValue(document.broken)
            yield _annotated(document, name, labels, repairs)
        except BadValue as error:
            yield Skipped(f"{name}:{document.line}", str(error))


def _documents(file: BinaryIO, name: str) -> Iterator[_Document]:
    columns: list[str] | None = None
    entity = ""
    document = _Document(1)
    marked = False
    for block in blocks(file, name):
        told = next((line for line in block.lines if line.startswith(_COLUMNS)), None)
        if told is not None:
            columns = told.partition("=")[2].split()
        begins = any(line.startswith("# newdoc") for line in block.lines)
        marked = marked or begins
        full = not marked and len(document.sentences) >= BLOCK
        if document.content and (begins or full):
            yield document
            document = _Document(block.line)
        document.plus = columns is not None
        document.content.append(block.content)
        document.size += len(block.content)
        if document.size > _MAX_DOCUMENT:
            raise UserError(
                f"A document is longer than {_MAX_DOCUMENT // 2**20} MiB.",
                where=f"{name}:{block.line}",
                mend="Documents begin with a comment # newdoc.",
            )
        try:
            sentence = sentence_of(_without_columns(block), columns)
        except BadValue as error:
            document.broken = document.broken or f"line {block.line}: {error}"
            continue
        # What the brackets tell is said once in a file, at its first document.
        entity = sentence.comments.setdefault(_ENTITY, entity)
        document.sentences.append(sentence)
    if document.content:
        yield document


def _without_columns(block: Block) -> Block:
    lines = [line for line in block.lines if not line.startswith(_COLUMNS)]
    return Block(block.line, block.content, lines)


def _annotated(
    document: _Document, name: str, labels: LabelIntake, repairs: Report
) -> AnnotatedDocument:
    sentences = document.sentences
    kept = _kept_text(sentences)
    text, starts = (kept[0], kept[1]) if kept else _joined(sentences)
    comments = sentences[0].comments if sentences else {}
    facts = kept[2] if kept else _facts(comments)
    draft = DocumentDraft(text, labels, repairs, facts=facts)
    if not kept and not any("newpar" in each.comments for each in sentences):
        repairs.add("spacing-invented", Example(draft.id, 0, draft.text[:60]))
    words: list[tuple[int, Word]] = []
    for sentence, start in zip(sentences, starts, strict=True):
        if not sentence.fits:
            repairs.add("text-does-not-fit-tokens", Example(draft.id, start, sentence.text))
        words += [(start, word) for word in sentence.words]
    _Entities(draft, words, repairs).add(sentences)
    # The columns of CoNLL-U Plus are told once in a file, so that no piece of it stands alone.
    original = Original(NAME, name, b"".join(document.content))
    return draft.annotated(
        name=name, reader=NAME, originals=[] if document.plus or kept else [original]
    )


class _Entities:
    """Put the entities of a document on its draft."""

    def __init__(
        self, draft: DocumentDraft, words: list[tuple[int, Word]], repairs: Report
    ) -> None:
        self._draft = draft
        self._words = words
        self._repairs = repairs

    def add(self, sentences: list[Sentence]) -> None:
        """Add what brackets tell; where there are none, what a column of tags tells."""
        first = sentences[0].comments if sentences else {}
        told = first.get(_ENTITY, "")
        brackets = Brackets(told.split("-") if told else FIELDS)
        for number, (_, word) in enumerate(self._words):
            value = word.misc.get("Entity")
            if value:
                brackets.word(number, value)
        found = brackets.all()
        chains: dict[str, list[str]] = {}
        for number, each in enumerate(found):
            if self._add(f"m{number}", each):
                chains.setdefault(each.entity, []).append(f"m{number}")
        for entity, members in chains.items():
            if len(members) > 1 or (OURS in first and entity.startswith("c")):
                self._draft.add_chain(entity, members)
        if not found:
            self._add_tagged(sentences)

    def _add(self, key: str, each: Bracketed) -> bool:
        extents: list[tuple[int, int]] = []
        for first, last in each.parts:
            inner = [(start, word) for start, word in self._words[first:last] if word.place]
            if not inner:
                continue
            if inner[0][1].whole or inner[-1][1].whole:
                self._count("multiword-token-not-cut", inner[0][0])
            start = inner[0][0] + (inner[0][1].place or (0, 0))[0]
            end = inner[-1][0] + (inner[-1][1].place or (0, 0))[1]
            extents.append((start, end))
        if not extents:
            self._count("entity-on-empty-node", None)
            return False
        return self._draft.add_span(key, extents, each.label or "entity")

    def _add_tagged(self, sentences: list[Sentence]) -> None:
        column = _column_of_tags(sentences)
        if column is None:
            return
        before = 0
        for sentence in sentences:
            tags = [_tag(str(word.columns.get(column, "O"))) for word in sentence.words]
            for first, last, label, odd in decoded(tags, "iob2"):
                found = Bracketed("", label, [(before + first, before + last)])
                if odd:
                    self._count("tag-out-of-place", None)
                self._add(f"t{before + first}", found)
            before += len(sentence.words)

    def _count(self, code: str, offset: int | None) -> None:
        self._repairs.add(code, Example(self._draft.id, offset))


def _tag(value: str) -> Tag:
    return parsed(value) or ("O", "")


def _column_of_tags(sentences: list[Sentence]) -> str | None:
    """Return the column, other than those of CoNLL-U, in which everything is a tag."""
    own = {"id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc"}
    words = [word for sentence in sentences for word in sentence.words if word.place]
    names = [name for name in (words[0].columns if words else ()) if name not in own]
    for name in names:
        values = {str(word.columns.get(name, "_")) for word in words}
        if all(value in _NOTHING or parsed(value) for value in values):
            return name
    return None


def _joined(sentences: list[Sentence]) -> tuple[str, list[int]]:
    paragraphs = any("newpar" in each.comments for each in sentences)
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    before: Sentence | None = None
    for each in sentences:
        if before is not None:
            between = "\n"
            if paragraphs and "newpar" not in each.comments:
                between = " " if before.space else ""
            pieces.append(between)
            length += len(between)
        starts.append(length)
        pieces.append(each.text)
        length += len(each.text)
        before = each
    return "".join(pieces), starts


def _kept_text(sentences: list[Sentence]) -> tuple[str, list[int], dict[str, str]] | None:
    """Return text, starts of sentences and facts as our export kept them, if they fit."""
    try:
        kept = json.loads(sentences[0].comments[OURS])
        starts = [int(each.comments[START]) for each in sentences]
    except (IndexError, KeyError, ValueError, RecursionError):
        return None
    text = kept.get("text") if isinstance(kept, dict) else None
    if not isinstance(text, str):
        return None
    for each, start in zip(sentences, starts, strict=True):
        if start < 0 or not text.startswith(each.text, start):
            return None
    return text, starts, named_facts(kept.get("facts"))


def _facts(comments: dict[str, str]) -> dict[str, str]:
    """Return the facts that comments tell, as GUM and others write them."""
    names = {
        "title": ("meta::title", "title"),
        "published": ("meta::dateCreated",),
        "url": ("meta::sourceURL",),
        "source": ("meta::author",),
    }
    found = {
        fact: next((comments[each] for each in wanted if comments.get(each)), "")
        for fact, wanted in names.items()
    }
    return {fact: value for fact, value in found.items() if value}
