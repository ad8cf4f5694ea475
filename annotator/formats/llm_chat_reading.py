"""Read conversations whose answers are labels: strings found by place or by occurrence."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.formats.chat_content import ChatContent, content_of, nth_place
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_line_documents import line_documents
from annotator.formats.json_values import BadValue, Fields, parse_flat
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.llm_chat_columns import plain_entities, plain_relations
from annotator.formats.side_texts import named_facts, side_rows
from annotator.formats.token_rows import same_name

SUFFIXES = (".jsonl",)


@dataclass(frozen=True, slots=True)
class _Talk:
    """One conversation: the text that was shown, the answer, and its place in the file."""

    where: str
    text: str
    answer: dict[str, object]
    side: Mapping[str, object]


def conversation(row: Mapping[str, object]) -> tuple[str, str] | None:
    """Return what was asked and answered, if a row is a conversation with an answer in JSON."""
    messages = row.get("messages")
    said: dict[str, str] = {}
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict):
            role, content = message.get("role"), message.get("content")
            if isinstance(role, str) and isinstance(content, str):
                said.setdefault(role, content)
    if "user" not in said or '"entities"' not in said.get("assistant", ""):
        return None
    return said["user"], said["assistant"]


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all of a folder, line by line as documents are asked for.

    Where our export's side file is there, texts are exactly those that were exported; else
    what was shown is the text. A string is put where its offsets say if it stands there,
    else at the occurrence named, else where it stands if that is one place; never guessed.
    """
    files = files_in(path, SUFFIXES)
    reading = Reading(iter(()), schema)

    def items(file: Path, name: str) -> Items:
        with ExitStack() as stack:
            sides = stack.enter_context(side_rows(file))
            labels = LabelIntake(reading, foreign_names(file))
            talks = _Talks(labels, reading.repairs, name, sides)
            yield from line_documents(file, name, talks.take)
            yield from talks.end()

    reading.items = items_of(files, path, items)
    return reading


class _Talks:
    """The conversations about one document, until the next one begins."""

    def __init__(
        self,
        labels: LabelIntake,
        repairs: Report,
        name: str,
        sides: Iterator[dict[str, object]],
    ) -> None:
        self._labels = labels
        self._repairs = repairs
        self._name = name
        self._sides = sides
        self._talks: list[_Talk] = []

    def take(self, row: dict[str, object], where: str) -> Iterator[AnnotatedDocument | Skipped]:
        """Add a conversation; yield the document that it ends."""
        side = next(self._sides, {})
        both = conversation(row)
        if both is None:
            raise BadValue("the line is no conversation with an answer that names entities")
        shown, answered = both
        start, end = answered.find("{"), answered.rfind("}")
        # Answers may stand in a fence of code.
        talk = _Talk(where, shown, parse_flat(answered[start : end + 1].encode()), side)
        if self._talks and (not side or side.get("id") != self._talks[0].side.get("id")):
            yield from self.end()
        self._talks.append(talk)

    def end(self) -> Iterator[AnnotatedDocument | Skipped]:
        """Yield the document at hand, if there is one."""
        talks, self._talks = self._talks, []
        if not talks:
            return
        try:
            yield self._document(talks)
        except BadValue as error:
            yield Skipped(talks[0].where, str(error))

    def _document(self, talks: Sequence[_Talk]) -> AnnotatedDocument:
        whole = talks[0].side.get("text")
        kept = [_content(whole, talk) for talk in talks]
        contents = [each for each in kept if each is not None]
        facts: dict[str, str] = {}
        if isinstance(whole, str) and len(contents) == len(talks):
            text, facts = whole, named_facts(talks[0].side.get("facts"))
        else:
            # Without the side file, or with another's: what was shown, one after the other.
            text = "\n\n".join(talk.text for talk in talks)
            contents, before = [], 0
            for talk in talks:
                contents.append(ChatContent(talk.text, [(before, before + len(talk.text))], [0]))
                before += len(talk.text) + 2
        draft = DocumentDraft(text, self._labels, self._repairs, facts=facts)
        if not self._add_all(draft, talks, contents):
            for number, (talk, content) in enumerate(zip(talks, contents, strict=True)):
                self._add(draft, Fields(talk.answer), content, f"{number}-")
        return draft.annotated(name=self._name, reader="llm-chat")

    def _add_all(
        self, draft: DocumentDraft, talks: Sequence[_Talk], contents: Sequence[ChatContent]
    ) -> bool:
        """Add the labels of all answers by columns; none where one of them needs a look."""
        keys: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        labels: list[str] = []
        relations: list[tuple[str, str, str, str]] = []
        for number, (talk, content) in enumerate(zip(talks, contents, strict=True)):
            known, prefix = self._labels.known_spans, f"{number}-"
            entities = plain_entities(talk.answer, content, known, prefix)
            rows = plain_relations(talk.answer)
            if entities is None or rows is None:
                return False
            keys += entities.keys
            starts += entities.starts
            ends += entities.ends
            labels += entities.labels
            for n, (head, tail, label) in enumerate(rows):
                relations.append((f"{prefix}r{n}", prefix + head, prefix + tail, label))
        if len(set(keys)) < len(keys):
            return False
        draft.add_spans(keys, starts, ends, labels)
        for row in relations:
            draft.add_relation(*row)
        return True

    def _add(self, draft: DocumentDraft, answer: Fields, content: ChatContent, prefix: str) -> None:
        for number, each in enumerate(answer.objects("entities")):
            key = prefix + (each.id("id") or f"entity {number + 1}")
            if draft.has_span(key):
                self._count("entity-id-doubled", draft, key)
                continue
            label, string = same_name(each.text("type")), each.text("text")
            parts = list(each.objects("fragments"))
            if parts:
                places = [self._place(content, part, part.text("text")) for part in parts]
            else:
                places = [self._place(content, each, string)]
            found = [content.outside(*place) for place in places if place]
            extents = [place for place in found if place]
            if len(extents) < len(places):
                self._count("span-string-not-found", draft, string)
                continue
            draft.add_span(key, extents, label)
        for number, each in enumerate(answer.objects("relations")):
            ends = prefix + each.text("head"), prefix + each.text("tail")
            draft.add_relation(f"{prefix}r{number}", *ends, same_name(each.text("type")))

    def _place(self, content: ChatContent, fields: Fields, string: str) -> tuple[int, int] | None:
        start, number = fields.any("start"), fields.any("occurrence")
        if not string:
            return None
        if type(start) is int and start >= 0 and content.text.startswith(string, start):
            return start, start + len(string)
        if type(number) is not int:
            # Not told which: only a string that stands in one place can be meant.
            number = 1 if nth_place(content.text, string, 2) is None else 0
        place = nth_place(content.text, string, number)
        return None if place is None else (place, place + len(string))

    def _count(self, code: str, draft: DocumentDraft, text: str) -> None:
        self._repairs.add(code, Example(draft.id, None, text[:200]))


def _content(whole: object, talk: _Talk) -> ChatContent | None:
    """Return what was shown as stretches of the whole text, if the side file fits."""
    pieces = talk.side.get("pieces")
    if not isinstance(whole, str) or not isinstance(pieces, list):
        return None
    places: list[tuple[int, int]] = []
    behind = 0
    for piece in pieces:
        if not isinstance(piece, list) or [type(each) for each in piece] != [int, int]:
            return None
        if not behind <= piece[0] < piece[1] <= len(whole):
            return None
        behind = piece[1]
        places.append((piece[0], piece[1]))
    content = content_of(whole, places)
    return content if places and content.text == talk.text else None
