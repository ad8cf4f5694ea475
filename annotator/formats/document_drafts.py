"""One document being read from a foreign file: its text made canonical, its labels checked.

Whatever does not fit is mended only where that is certain, and counted; nothing is
dropped in silence. What a file holds is what comes in plus what the repairs say was left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from operator import itemgetter
from typing import cast

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument, Original
from annotator.domain.documents import Document, Provenance
from annotator.domain.ids import (
    AnnotatorId,
    ChainId,
    RelationId,
    SpanId,
    document_id,
    set_id,
)
from annotator.domain.reports import Example, Report
from annotator.domain.schema import LabelKind
from annotator.domain.spans import (
    Chain,
    Extent,
    Fragments,
    Origin,
    Relation,
    Span,
    fragments_of,
)
from annotator.formats.anchoring import nearby
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.span_columns import spans_of_columns
from annotator.formats.tokens import trimmed
from annotator.formats.unique_ids import with_unique_ids
from annotator.text.canonical_map import CanonicalMap

NOBODY = AnnotatorId("")
Place = tuple[int | str | Fragments, ...]

_edges = itemgetter(0, 1)


class DocumentDraft:
    """Collect the labels of one annotator on one text; offsets are code points of the raw text.

    Keys are the file's own ids, unique in the document. Repair codes: ``span-outside-text``,
    ``span-empty``, ``span-moved``, ``span-does-not-match``, ``span-white-space-trimmed``,
    ``span-doubled``, ``id-doubled``, ``relation-without-span``, ``relation-doubled``,
    ``chain-member-without-span``, and those of ``canonical_text``.
    """

    def __init__(
        self,
        raw: str,
        labels: LabelIntake,
        repairs: Report,
        *,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        self._map = CanonicalMap(raw)
        self.text = self._map.text
        if not self.text or self.text.isspace():
            raise BadValue("the document has no text")
        self._identical = self._map.identical
        self.id = document_id(self.text)
        self.facts = dict(facts or {})
        self._labels = labels
        self._repairs = repairs
        if self._map.repairs:
            self._map.report_to(repairs)
        self._begin()

    def _begin(self) -> None:
        """Begin without labels."""
        self.note = self.flag = ""
        self.states: dict[str, State] = {}
        # Spans in reading order, and their keys, as long as nobody asks for a single one.
        self._plain: tuple[Span, ...] | None = None
        self._plain_keys: Sequence[str] = ()
        self._spans: dict[str, Span] = {}
        self._doubles: dict[str, int] = {}
        self._doubled = False
        # Where the spans stand and what they are labelled, so that none is there twice: start
        # and end (negative, so that the longer comes first), label, and fragments if several.
        self._places: dict[Place, str] = {}
        self._relations: dict[tuple[str, str, str], Relation] = {}
        self._chains: list[Chain] = []

    def again(self) -> "DocumentDraft":
        """Return a draft of the same text without labels, for the work of another annotator."""
        other = object.__new__(DocumentDraft)
        other.__dict__.update(self.__dict__)
        other._begin()
        return other

    def position(self, raw: int) -> int:
        """Return the position in the canonical text of one in the raw text."""
        return self._map.position(raw)

    def add_span(
        self,
        key: str,
        extents: Sequence[tuple[int, int]],
        label: str,
        *,
        surface: str | None = None,
        attributes: Mapping[str, str] | None = None,
        note: str = "",
        kind: LabelKind = LabelKind.ENTITY,
    ) -> bool:
        """Add a span; return False, with a repair counted, where it cannot be.

        ``surface`` is the string the file says stands there (one extent only): where it
        does not, the span moves if the string is found once nearby, else it is left out.
        """
        fragments = self._as_it_stands(extents, surface) or self._fragments(extents, surface)
        if fragments is None:
            return False
        self._open()
        if key in self._spans:
            self._count("id-doubled", fragments[0].start, key)
            key = self._free_key(key)
        wanted = self._labels.span(label, kind)
        own = None
        if attributes:
            own = {self._labels.attribute(n, v): v for n, v in attributes.items()}
        span = Span(SpanId(key), fragments, wanted, own or {}, note, Origin.IMPORTED)
        place = (fragments[0][0], -fragments[-1][1], wanted)
        twin = self._places.setdefault(place if len(fragments) == 1 else (*place, fragments), key)
        if twin != key:
            self._count("span-doubled", fragments[0].start, span.surface(self.text))
            self._spans[key] = self._spans[twin]
            self._doubled = True
            return True
        self._spans[key] = span
        return True

    def add_spans(
        self,
        keys: Sequence[str],
        starts: Sequence[int],
        ends: Sequence[int],
        labels: Sequence[str],
        surfaces: Sequence[str] | None = None,
    ) -> None:
        """Add spans of one extent each, by columns, as ``add_span`` would add them.

        A label that cannot be one is counted (``label-not-usable``) rather than raised.
        """
        plain = None
        if keys and self._identical and self._plain is None and not self._spans:
            known = self._labels.known_spans
            ids = cast("Sequence[SpanId]", keys)
            plain = spans_of_columns(self.text, known, ids, starts, ends, labels, surfaces)
        if plain is not None:
            self._plain_keys, self._plain = plain
            return
        told = surfaces or repeat(None)
        for key, start, end, label, surface in zip(keys, starts, ends, labels, told, strict=False):
            try:
                self.add_span(key, ((start, end),), label, surface=surface)
            except BadValue:
                self._count("label-not-usable", start, label)

    def _known(self) -> dict[str, Span]:
        """Return the spans by their keys."""
        if self._plain_keys:
            self._spans = dict(zip(self._plain_keys, self._plain or (), strict=True))
            self._plain_keys = ()
        return self._spans

    def _open(self) -> None:
        """Go over from all spans at once to one by one."""
        if self._plain is None:
            return
        for key, span in self._known().items():
            start, end = span.fragments[0]
            self._places[start, -end, span.label] = key
        self._plain = None

    def has_span(self, key: str) -> bool:
        """Return whether a span with this key came in."""
        return key in self._known()

    def span(self, key: str) -> Span | None:
        """Return the span that a key came in as; equal spans are one."""
        return self._known().get(key)

    def annotate_span(self, key: str, name: str, value: str) -> bool:
        """Set an attribute on a span added before; False if it is not there."""
        span = self._known().get(key)
        if span is None:
            return False
        own = {**span.attributes, self._labels.attribute(name, value): value}
        self._replace(span, attributes=own)
        return True

    def note_span(self, key: str, note: str) -> bool:
        """Add a line to the note of a span added before; False if it is not there."""
        span = self._known().get(key)
        if span is None:
            return False
        self._replace(span, note=f"{span.note}\n{note}" if span.note else note)
        return True

    def add_relation(
        self,
        key: str,
        source: str,
        target: str,
        label: str,
        *,
        symmetric: bool = False,
        attributes: Mapping[str, str] | None = None,
        note: str = "",
    ) -> bool:
        """Add a relation between two spans by their keys; False, and counted, if it cannot be."""
        spans = self._known()
        ends = spans.get(source), spans.get(target)
        if ends[0] is None or ends[1] is None:
            self._count("relation-without-span", None, f"{label} {key}")
            return False
        wanted = self._labels.relation(label, symmetric=symmetric)
        place = (wanted, str(ends[0].id), str(ends[1].id))
        if place in self._relations:
            self._count("relation-doubled", ends[0].start, label)
            return True
        self._relations[place] = Relation(
            RelationId(key),
            wanted,
            ends[0].id,
            ends[1].id,
            {self._labels.attribute(n, v): v for n, v in (attributes or {}).items()},
            note,
            Origin.IMPORTED,
        )
        return True

    def add_chain(self, key: str, members: Iterable[str]) -> None:
        """Add a coreference chain of spans by their keys; members that are not there count."""
        kept: dict[SpanId, None] = {}
        spans = self._known()
        for member in members:
            if member in spans:
                kept[spans[member].id] = None
            else:
                self._count("chain-member-without-span", None, member)
        if kept:
            self._chains.append(Chain(ChainId(key), tuple(kept)))

    def annotated(
        self,
        *,
        name: str = "",
        reader: str = "",
        originals: Sequence[Original] = (),
        annotator: Annotator | None = None,
        labelled: bool = True,
    ) -> AnnotatedDocument:
        """Return the document with its set (none where it was not ``labelled`` at all).

        ``name`` and ``reader`` say where it came from; ``annotator`` whose work it is, if
        the file tells. Then the ids of rows are unique in any project; otherwise they are
        the keys.
        """
        owner = annotator or Annotator(NOBODY, "")
        document = Document(self.id, self.text, self.facts)
        provenance = (Provenance(name, reader),) if name else ()
        if not labelled:
            return AnnotatedDocument(document, provenance=provenance, originals=originals)
        annotations = AnnotationSet(
            set_id(self.id, owner.id),
            self.id,
            owner.id,
            self._in_order(),
            tuple(self._relations.values()),
            tuple(self._chains),
            self.states,
            self.flag,
            self.note,
        )
        if annotator is not None:
            annotations = with_unique_ids(annotations)
        return AnnotatedDocument(
            document, (annotations,), {owner.id: owner}, provenance, originals=originals
        )

    def _in_order(self) -> tuple[Span, ...]:
        """Return the spans in reading order; equal spans are one."""
        if self._plain is not None:
            return self._plain
        spans, places = self._spans, self._places
        return tuple([spans[places[place]] for place in sorted(places, key=_edges)])

    def _as_it_stands(
        self, extents: Sequence[tuple[int, int]], surface: str | None
    ) -> Fragments | None:
        """Return the one extent of a span that needs no mending, as by far the most do."""
        if len(extents) != 1 or not self._identical:
            return None
        start, end = extents[0]
        text = self.text
        if not 0 <= start < end <= len(text):
            return None
        if surface is not None and text[start:end] != surface:
            return None
        if text[start].isspace() or text[end - 1].isspace():
            return None
        return (Extent(start, end),)

    def _fragments(
        self, extents: Sequence[tuple[int, int]], surface: str | None
    ) -> Fragments | None:
        places = [(self.position(start), self.position(end)) for start, end in extents]
        if surface is not None and len(places) == 1:
            found = self._matched(places[0], surface)
            if found is None:
                return None
            places = [found]
        kept: list[tuple[int, int]] = []
        for start, end in places:
            if not 0 <= start <= end <= len(self.text):
                self._count("span-outside-text", min(max(start, 0), len(self.text)), surface or "")
                return None
            left, right = trimmed(self.text, start, end)
            if left == right:
                self._count("span-empty", start, self.text[start:end])
                return None
            if (left, right) != (start, end):
                self._count("span-white-space-trimmed", start, self.text[start:end])
            kept.append((left, right))
        return fragments_of(kept, len(self.text)) if kept else None

    def _matched(self, place: tuple[int, int], surface: str) -> tuple[int, int] | None:
        start, end = place
        if start >= 0 and self.text[start:end] == surface:
            return place
        wanted = CanonicalMap(surface).text
        if start >= 0 and self.text[start:end] == wanted:
            return place
        found = nearby(self.text, max(start, 0), wanted) if wanted.strip() else None
        if found is None:
            self._count("span-does-not-match", max(start, 0), surface)
            return None
        self._count("span-moved", found, surface)
        return found, found + len(wanted)

    def _free_key(self, key: str) -> str:
        # Counted on from the last time, so that thousands of one key take no thousands of looks.
        while (one := f"{key}#{self._doubles.setdefault(key, 2)}") in self._spans:
            self._doubles[key] += 1
        return one

    def _replace(self, span: Span, **changes: object) -> None:
        self._open()
        changed = replace(span, **changes)  # type: ignore[arg-type]
        if not self._doubled:
            self._spans[span.id] = changed
            return
        for key, one in self._spans.items():
            if one is span:
                self._spans[key] = changed

    def _count(self, code: str, offset: int | None, text: str) -> None:
        self._repairs.add(code, Example(self.id, offset, text[:200]))
