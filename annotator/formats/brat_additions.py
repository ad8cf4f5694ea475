"""New lines of a brat file: what the labels of now say and the lines that stay do not."""

from annotator.domain.documents import Document
from annotator.domain.ids import LabelId
from annotator.domain.schema import LabelKind
from annotator.domain.spans import Relation, Span
from annotator.formats.brat_labels import Place, RelationKey, Role
from annotator.formats.brat_lines import (
    TRUE,
    binary_line,
    comment_line,
    equivalence_line,
    mark_line,
    text_bound_line,
)
from annotator.formats.brat_patch import EventDraft, Patch
from annotator.formats.brat_places import PlacedSet, Target, pieces
from annotator.formats.brat_text import WayBack
from annotator.formats.export_job import ExportJob


class Additions:
    """Complete one file: text-bound lines first, then what refers to them."""

    def __init__(
        self,
        patch: Patch,
        now: PlacedSet,
        job: ExportJob,
        document: Document,
        way_back: WayBack | None,
    ) -> None:
        self._patch = patch
        self._now = now
        self._job = job
        self._document = document
        self._text = document.text
        self._way_back = way_back
        self._triggers = {
            label.id for label in job.schema.span_labels if label.kind is LabelKind.TRIGGER
        }

    def write(self) -> None:
        """Add all lines that are wanting."""
        new = [place for place in self._now.spans if place not in self._patch.spans]
        for place in new:
            self._add_span(place)
        wanting = [key for key in self._now.relations if key not in self._patch.held]
        for place in dict.fromkeys([*new, *(key[1] for key in wanting)]):
            if place[1] in self._triggers and place not in self._patch.events:
                self._add_event(place)
        for key in wanting:
            self._add_relation(key, self._now.relations[key])
        for key in self._patch.rewrite_events():
            self._add_binary(key)
        for place, span in self._now.spans.items():
            if span.attributes or span.note:
                self._attach(place, self._subject(place), span)
        for key, relation in self._now.relations.items():
            if relation.attributes or relation.note:
                self._attach(key, self._patch.relations[key], relation)
        for group in self._now.chains:
            if frozenset(group) not in self._patch.chains:
                self._patch.add_line(
                    equivalence_line([self._patch.spans[place] for place in group])
                )

    def _add_span(self, place: Place) -> None:
        identity = self._patch.spans[place] = self._patch.new_id("T")
        cut = pieces(self._text, place[0])
        if self._way_back:
            extents, surface = self._way_back.spelt(cut)
        else:
            extents = ";".join(f"{start} {end}" for start, end in cut)
            surface = " ".join(self._text[start:end] for start, end in cut)
        name = self._name(place[1])
        self._patch.add_line(text_bound_line(identity, name, extents, surface))

    def _name(self, label: LabelId) -> str:
        return self._job.names.span(label) or ""

    def _add_event(self, place: Place) -> None:
        identity = self._patch.new_id("E")
        line = self._patch.add_line("")
        self._patch.events[place] = EventDraft(
            line, identity, self._name(place[1]), self._patch.spans[place], [], changed=True
        )

    def _subject(self, place: Place) -> str:
        """Return the id by which others refer to a span: an event's where it is a trigger."""
        event = self._patch.events.get(place)
        return event.id if event else self._patch.spans[place]

    def _add_relation(self, key: RelationKey, relation: Relation) -> None:
        event = self._patch.events.get(key[1])
        if event is None or relation.attributes or relation.note:
            self._add_binary(key)
            return
        name = self._job.names.relation(key[0]) or ""
        event.roles.append(Role(name, self._subject(key[2]), key))
        event.changed = True

    def _add_binary(self, key: RelationKey) -> None:
        identity = self._patch.relations[key] = self._patch.new_id("R")
        name = self._job.names.relation(key[0]) or ""
        ends = self._patch.spans[key[1]], self._patch.spans[key[2]]
        self._patch.add_line(binary_line(identity, name, *ends))

    def _attach(self, target: Target, subject: str, row: Span | Relation) -> None:
        for name, value in row.attributes.items():
            if (target, name) in self._patch.attributes:
                continue
            if not value:
                self._job.lose("attribute-without-value", self._document.id, None, name)
                continue
            written = value if value == TRUE else self._job.names.attribute(value)
            line = mark_line(
                self._patch.new_id("A"), self._job.names.attribute(name), subject, written
            )
            self._patch.add_line(line)
        lines = row.note.split("\n") if row.note else []
        for text in lines[self._patch.notes.get(target, 0) :]:
            letter = "#" if comment_line("", "", text).startswith("\tAnnotatorNotes") else "N"
            self._patch.add_line(comment_line(self._patch.new_id(letter), subject, text))
