"""From the statements of a brat file to the labels of a document, and which became what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.ids import LabelId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import LabelKind
from annotator.domain.spans import Fragments
from annotator.formats.brat_lines import (
    Binary,
    Comment,
    Equivalence,
    Event,
    Mark,
    Statement,
    TextBound,
    role_names,
    statement_of,
)
from annotator.formats.brat_text import Counting
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake

Place = tuple[Fragments, LabelId]
RelationKey = tuple[LabelId, Place, Place]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the file, its end included, and what it says, if understood."""

    text: str
    statement: Statement | None


def lines_of(content: bytes) -> list[Line]:
    """Return the lines of a file; raise BadValue where it is not UTF-8."""
    try:
        decoded = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadValue(f"not UTF-8 at byte {error.start + 1}") from error
    pieces = decoded.split("\n")
    texts = [f"{piece}\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
    return [Line(text, _statement(text, number == 0)) for number, text in enumerate(texts)]


def _statement(text: str, first: bool) -> Statement | None:
    bare = text.rstrip("\r\n")
    if "\0" in bare:
        return None
    return statement_of(bare.removeprefix("\ufeff") if first else bare)


class Role(NamedTuple):
    """One role of an event: its name without the number, the id it names, the relation.

    The relation is None where it did not come in.
    """

    name: str
    target: str
    relation: RelationKey | None


class Attached(NamedTuple):
    """The attributes and the note of a span or relation."""

    attributes: Mapping[str, str]
    note: str


@dataclass(slots=True)
class Links:
    """What the ids of a file became: spans (of ``T`` and ``E``), relations, roles.

    ``attached`` has the attributes and the note that spans and relations got; ``doubled``
    are the numbers of lines whose id an earlier one has.
    """

    spans: dict[str, Place] = field(default_factory=dict)
    relations: dict[str, RelationKey] = field(default_factory=dict)
    roles: dict[str, list[Role]] = field(default_factory=dict)
    attached: dict[Place | RelationKey, Attached] = field(default_factory=dict)
    doubled: set[int] = field(default_factory=set)


class FileLabels:
    """Put the statements of one file into a draft. Repair codes: ``line-not-read``,
    ``id-doubled``, ``event-without-trigger``, ``event-type-differs``, ``events-joined``,
    ``attribute-without-target``, ``note-without-target``, ``note-type-not-kept``,
    ``relation-arguments-renamed``, ``chain-type-not-kept``, ``label-not-usable``.
    """

    def __init__(
        self, draft: DocumentDraft, labels: LabelIntake, counting: Counting, repairs: Report
    ) -> None:
        self.links = Links()
        self._draft = draft
        self._labels = labels
        self._counting = counting
        self._repairs = repairs
        self._spans: dict[str, TextBound] = {}
        self._events: dict[str, Event] = {}
        self._binaries: dict[str, Binary] = {}
        self._marks: dict[str, dict[str, str]] = {}
        self._notes: dict[str, list[str]] = {}
        self._others: list[Mark | Comment | Equivalence] = []

    def put(self, lines: Sequence[Line], values: Mapping[str, str]) -> Links:
        """Put all lines into the draft; ``values`` gives back attribute values spelt otherwise."""
        self._sort(lines)
        types: dict[str, str] = {}
        for event in self._events.values():
            self._take_type(event, types)
        for each in self._others:
            if isinstance(each, Mark):
                value = values.get(each.value, each.value)
                self._attach(each.target, (each.name, value))
            elif isinstance(each, Comment):
                if not each.plain:
                    self._count("note-type-not-kept", each.id)
                self._attach(each.target, each.text)
        for span in self._spans.values():
            self._put_span(span, types.get(span.id))
        for event in self._events.values():
            self._put_event(event)
        for binary in self._binaries.values():
            self._put_binary(binary)
        for number, each in enumerate(self._others):
            if isinstance(each, Equivalence):
                if each.type != "Equiv":
                    self._count("chain-type-not-kept", each.type)
                members = (self._span_id(member) for member in each.members)
                self._draft.add_chain(f"*{number}", members)
        for key in self._spans:
            one = self._draft.span(key)
            if one is not None:
                self.links.attached[one.fragments, one.label] = Attached(one.attributes, one.note)
        return self.links

    def _sort(self, lines: Sequence[Line]) -> None:
        seen: set[str] = set()
        for number, line in enumerate(lines):
            each = line.statement
            if each is None:
                if line.text.strip("\ufeff \r\n"):
                    self._count("line-not-read", f"line {number + 1}: {line.text.rstrip()}")
                continue
            if not isinstance(each, Equivalence):
                if each.id in seen:
                    self._count("id-doubled", f"line {number + 1}: {line.text.rstrip()}")
                    self.links.doubled.add(number)
                    continue
                seen.add(each.id)
            match each:
                case TextBound():
                    self._spans[each.id] = each
                case Event():
                    self._events[each.id] = each
                case Binary():
                    self._binaries[each.id] = each
                case _:
                    self._others.append(each)

    def _span_id(self, identity: str) -> str:
        """Return the id of the text-bound line: an event's is that of its trigger."""
        event = self._events.get(identity)
        return event.trigger if event else identity

    def _take_type(self, event: Event, types: dict[str, str]) -> None:
        trigger = self._spans.get(event.trigger)
        if trigger is None:
            self._count("event-without-trigger", event.id)
            return
        known = types.get(event.trigger)
        if known is not None:
            self._count("events-joined", event.id)
        types.setdefault(event.trigger, event.type)
        if event.type != (known or trigger.type):
            self._count("event-type-differs", event.id)

    def _attach(self, target: str, what: tuple[str, str] | str) -> None:
        key = self._span_id(target)
        if key not in self._spans and key not in self._binaries:
            return self._count_lost(target, what)
        if isinstance(what, str):
            self._notes.setdefault(key, []).append(what)
        else:
            self._marks.setdefault(key, {})[what[0]] = what[1]

    def _put_span(self, span: TextBound, event_type: str | None) -> None:
        extents = self._counting.extents(span.extents)
        found = self._counting.found(extents, span.surface)
        surface = None if found is not None or span.surface is None else span.surface.rstrip()
        if surface is not None and len(extents) > 1:
            self._count("span-does-not-match", span.id)
            return self._lose_attached(span.id)
        attributes = self._marks.get(span.id, {})
        note = "\n".join(self._notes.get(span.id, ()))
        try:
            added = self._draft.add_span(
                span.id,
                _joined(extents, self._counting.raw),
                event_type or span.type,
                surface=surface,
                attributes=attributes,
                note=note,
                kind=LabelKind.TRIGGER if event_type else LabelKind.ENTITY,
            )
        except BadValue:
            self._count("label-not-usable", span.id)
            added = False
        one = self._draft.span(span.id)
        if not added or one is None:
            return self._lose_attached(span.id)
        self.links.spans[span.id] = (one.fragments, one.label)
        if one.id != span.id:  # the same span stands there twice
            for name, value in attributes.items():
                self._draft.annotate_span(span.id, name, value)
            if note:
                self._draft.note_span(span.id, note)
        return None

    def _put_event(self, event: Event) -> None:
        place = self.links.spans.get(event.trigger)
        if place is not None:
            self.links.spans[event.id] = place
        names = role_names([role for role, _ in event.roles])
        kept = []
        for number, (name, (_, target)) in enumerate(zip(names, event.roles, strict=True)):
            key = self._relation(f"{event.id}:{number}", name, event.trigger, target, {}, "")
            kept.append(Role(name, target, key))
        self.links.roles[event.id] = kept

    def _put_binary(self, each: Binary) -> None:
        if not each.named:
            self._count("relation-arguments-renamed", each.id)
        key = self._relation(
            each.id,
            each.type,
            each.source,
            each.target,
            self._marks.get(each.id, {}),
            "\n".join(self._notes.get(each.id, ())),
        )
        if key is None:
            return self._lose_attached(each.id)
        self.links.relations[each.id] = key
        return None

    def _relation(
        self,
        key: str,
        name: str,
        source: str,
        target: str,
        attributes: Mapping[str, str],
        note: str,
    ) -> RelationKey | None:
        ends = self._span_id(source), self._span_id(target)
        try:
            if not self._draft.add_relation(key, *ends, name, attributes=attributes, note=note):
                return None
            label = self._labels.relation(name)
            own = {self._labels.attribute(n, v): v for n, v in attributes.items()}
        except BadValue:
            self._count("label-not-usable", key)
            return None
        found = (label, self.links.spans[ends[0]], self.links.spans[ends[1]])
        self.links.attached.setdefault(found, Attached(own, note))
        return found

    def _lose_attached(self, key: str) -> None:
        for pair in self._marks.get(key, {}).items():
            self._count_lost(key, pair)
        for note in self._notes.get(key, ()):
            self._count_lost(key, note)

    def _count_lost(self, target: str, what: tuple[str, str] | str) -> None:
        if isinstance(what, str):
            self._count("note-without-target", f"{target}: {what}")
        else:
            self._count("attribute-without-target", f"{target}: {what[0]}")

    def _count(self, code: str, text: str) -> None:
        self._repairs.add(code, Example(self._draft.id, None, text[:200]))


def _joined(extents: Sequence[tuple[int, int]], raw: str) -> list[tuple[int, int]]:
    """Join neighbours that only a line break parts: brat cuts spans there, we do not."""
    joined: list[tuple[int, int]] = []
    for start, end in extents:
        gap = raw[joined[-1][1] : start] if joined else ""
        if gap.isspace() and ("\n" in gap or "\r" in gap):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
