"""The lines of a brat file that still hold, and what of a set they leave to be written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from annotator.formats.brat_labels import Attached, Place, RelationKey, Role
from annotator.formats.brat_lines import (
    Binary,
    Comment,
    Equivalence,
    Event,
    Mark,
    Statement,
    TextBound,
    event_line,
    numbered_role,
    role_names,
)
from annotator.formats.brat_places import PlacedSet, Target, joined_groups
from annotator.formats.brat_reading import BratDocument

_MENTIONED = re.compile(r"(?<![^\s:])([A-Z#])(\d{1,9})(?!\S)")


@dataclass(slots=True)
class EventDraft:
    """An event of the file to be: where its line stands, and its roles so far."""

    line: int
    id: str
    type: str
    trigger: str
    roles: list[Role]
    changed: bool = False


@dataclass(slots=True)
class Patch:
    """A file on its way from what it was to the labels of now.

    ``lines`` are those of the file, None where one goes. The others tell what the lines
    that stay have already: ids by place, relations, attributes, how many lines of notes.
    """

    lines: list[str | None] = field(default_factory=list)
    spans: dict[Place, str] = field(default_factory=dict)
    events: dict[Place, EventDraft] = field(default_factory=dict)
    relations: dict[RelationKey, str] = field(default_factory=dict)
    held: set[RelationKey] = field(default_factory=set)
    attributes: set[tuple[Target, str]] = field(default_factory=set)
    notes: dict[Target, int] = field(default_factory=dict)
    chains: set[frozenset[Place]] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    line_end: str = "\n"
    _ended: bool = False

    def new_id(self, letter: str) -> str:
        """Return an id that nothing in the file has or names."""
        self.numbers[letter] = self.numbers.get(letter, 0) + 1
        return f"{letter}{self.numbers[letter]}"

    def add_line(self, line: str) -> int:
        """Add a line at the end; return its number."""
        if not self._ended:
            last = next((each for each in reversed(self.lines) if each is not None), "\n")
            if not last.endswith("\n"):
                self.lines.append(self.line_end)
            self._ended = True
        self.lines.append(line + self.line_end)
        return len(self.lines) - 1

    def rewrite_events(self) -> list[RelationKey]:
        """Spell the lines of events that changed; return the relations no role can spell."""
        left = []
        for event in self.events.values():
            if not event.changed:
                continue
            written: list[str] = []
            targets = []
            for role in event.roles:
                name = numbered_role(role.name, written)
                if role.relation and role_names([*written, name])[-1] != role.name:
                    left.append(role.relation)
                    continue
                written.append(name)
                targets.append(role.target)
            roles = zip(written, targets, strict=True)
            line = event_line(event.id, event.type, event.trigger, roles)
            self.lines[event.line] = line + self.line_end
        return left

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return "".join(line for line in self.lines if line is not None).encode("utf-8")


def patch_of(original: BratDocument, now: PlacedSet) -> Patch:
    """Return the file with all lines whose labels are those of now, and what it then holds."""
    return _Sifting(original, now).patch()


class _Sifting:
    """Go through the lines of a file and decide which stay."""

    def __init__(self, original: BratDocument, now: PlacedSet) -> None:
        self._original = original
        self._links = original.links
        self._now = now
        self._gone: set[str] = set()
        self._patch = Patch([line.text for line in original.lines])

    def patch(self) -> Patch:
        """Sift kind by kind: what others refer to comes first."""
        patch = self._patch
        if patch.lines and str(patch.lines[0]).endswith("\r\n"):
            patch.line_end = "\r\n"
        for letter, number in self._mentioned():
            patch.numbers[letter] = max(patch.numbers.get(letter, 0), number)
        for number, statement in self._statements():
            if isinstance(statement, TextBound):
                self._text_bound(number, statement)
        for number, statement in self._statements():
            match statement:
                case Binary():
                    self._binary(number, statement)
                case Event():
                    self._event(number, statement)
        for number, statement in self._statements():
            if isinstance(statement, Mark):
                self._mark(number, statement)
        self._comments()
        self._equivalences()
        for number in self._links.doubled:
            if getattr(self._original.lines[number].statement, "id", "") in self._gone:
                patch.lines[number] = None
        return patch

    def _statements(self) -> Iterator[tuple[int, Statement]]:
        for number, line in enumerate(self._original.lines):
            if line.statement is not None and number not in self._links.doubled:
                yield number, line.statement

    def _mentioned(self) -> Iterator[tuple[str, int]]:
        for line in self._original.lines:
            identity, _, rest = line.text.partition("\t")
            for match in _MENTIONED.finditer(f"{identity} {rest.partition(chr(9))[0]}"):
                yield match[1], int(match[2])

    def _drop(self, number: int, identity: str = "") -> None:
        self._patch.lines[number] = None
        self._gone.add(identity)

    def _text_bound(self, number: int, each: TextBound) -> None:
        place = self._links.spans.get(each.id)
        if place is None:
            return  # it was not understood, so that it stays as it is
        if place in self._now.spans:
            self._patch.spans.setdefault(place, each.id)
        else:
            self._drop(number, each.id)

    def _binary(self, number: int, each: Binary) -> None:
        key = self._links.relations.get(each.id)
        if key is None:
            if not self._gone.isdisjoint((each.source, each.target)):
                self._drop(number, each.id)
        elif key in self._now.relations:
            self._patch.relations.setdefault(key, each.id)
            self._patch.held.add(key)
        else:
            self._drop(number, each.id)

    def _event(self, number: int, each: Event) -> None:
        place = self._links.spans.get(each.id)
        if place is None:
            if each.trigger in self._gone:
                self._drop(number, each.id)
            return
        if place not in self._now.spans:
            self._drop(number, each.id)
            return
        kept = [role for role in self._links.roles[each.id] if self._holds(role)]
        changed = len(kept) < len(each.roles)
        event = EventDraft(number, each.id, each.type, each.trigger, kept, changed)
        known = self._patch.events.setdefault(place, event)
        if known is not event and changed:
            # A second event on the trigger: what is left of it is said by the first.
            known.roles += [role for role in kept if role not in known.roles]
            known.changed = True
            self._drop(number, each.id)
        self._patch.held |= {role.relation for role in kept if role.relation is not None}

    def _holds(self, role: Role) -> bool:
        """Tell whether a role stays; a relation with attributes or a note needs its own line."""
        if role.relation is None:
            return role.target not in self._gone
        relation = self._now.relations.get(role.relation)
        return relation is not None and not relation.attributes and not relation.note

    def _target(self, identity: str) -> Target | None:
        return self._links.spans.get(identity) or self._links.relations.get(identity)

    def _was(self, target: Target) -> Attached:
        return self._links.attached.get(target, Attached({}, ""))

    def _is(self, target: Target) -> Attached | None:
        row = self._now.row(target)
        return Attached(row.attributes, row.note) if row else None

    def _mark(self, number: int, each: Mark) -> None:
        target = self._target(each.target)
        if target is None:
            if each.target in self._gone:
                self._drop(number, each.id)
            return
        name = self._original.attribute_name(each.name)
        now = self._is(target)
        if now is None or now.attributes.get(name) != self._was(target).attributes.get(name):
            self._drop(number, each.id)
        else:
            self._patch.attributes.add((target, name))

    def _comments(self) -> None:
        by_target: dict[Target, list[tuple[int, Comment]]] = {}
        for number, each in self._statements():
            if not isinstance(each, Comment):
                continue
            target = self._target(each.target)
            if target is not None:
                by_target.setdefault(target, []).append((number, each))
            elif each.target in self._gone:
                self._drop(number, each.id)
        for target, comments in by_target.items():
            self._sift_note(target, comments)

    def _sift_note(self, target: Target, comments: list[tuple[int, Comment]]) -> None:
        """Keep the lines that the note still begins with, in their order."""
        now = self._is(target)
        wanted = now.note.split("\n") if now and now.note else []
        if now and now.note == self._was(target).note:
            self._patch.notes[target] = len(wanted)
            return
        at = 0
        for number, each in comments:
            if at < len(wanted) and wanted[at] == each.text:
                at += 1
            else:
                self._drop(number, each.id)
        self._patch.notes[target] = at

    def _equivalences(self) -> None:
        members = {
            number: [self._links.spans[one] for one in each.members if one in self._links.spans]
            for number, each in self._statements()
            if isinstance(each, Equivalence)
        }
        was = {
            place: frozenset(group) for group in joined_groups(members.values()) for place in group
        }
        now = {frozenset(group) for group in self._now.chains}
        for number, places in members.items():
            group = was.get(places[0]) if places else None
            if group is None:
                statement = self._original.lines[number].statement
                named = statement.members if isinstance(statement, Equivalence) else ()
                if not self._gone.isdisjoint(named):
                    self._drop(number)
            elif group in now:
                self._patch.chains.add(group)
            else:
                self._drop(number)
