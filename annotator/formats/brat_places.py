"""The labels of a set as brat can hold them: by place, without white space at the edges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.documents import Document
from annotator.domain.ids import SpanId
from annotator.domain.spans import Extent, Fragments, Relation, Span
from annotator.formats.brat_labels import Place, RelationKey
from annotator.formats.export_job import ExportJob
from annotator.formats.tokens import trimmed

Target = Place | RelationKey
"""What attributes and notes belong to: a span or a relation."""


@dataclass(slots=True)
class PlacedSet:
    """What of a set goes out: spans and relations by their places, chains as groups of places."""

    spans: dict[Place, Span] = field(default_factory=dict)
    relations: dict[RelationKey, Relation] = field(default_factory=dict)
    chains: list[list[Place]] = field(default_factory=list)

    def row(self, target: Target) -> Span | Relation | None:
        """Return the span or relation of a place, or None."""
        if len(target) == 2:
            return self.spans.get(target)
        return self.relations.get(target)


def placed_set(document: Document, work: AnnotationSet, job: ExportJob) -> PlacedSet:
    """Return what of a set brat can hold; the rest is counted as lost.

    Loss codes: ``label-not-in-schema``, ``span-without-text``, ``span-white-space-trimmed``,
    ``fragments-joined``, ``span-doubled``, ``relation-without-span``, ``relation-doubled``,
    ``chain-member-without-span``, ``flag``, ``document-note``.
    """
    placed = PlacedSet()
    places: dict[SpanId, Place] = {}
    for span in work.spans:
        fragments = _held(document, span, job)
        if fragments is None:
            continue
        place = places[span.id] = (fragments, span.label)
        if place in placed.spans:
            job.lose("span-doubled", document.id, span.start, span.surface(document.text))
        else:
            placed.spans[place] = span
    for relation in work.relations:
        source, target = places.get(relation.source), places.get(relation.target)
        if job.names.relation(relation.label) is None:
            job.lose("label-not-in-schema", document.id, None, relation.id)
        elif source is None or target is None:
            job.lose("relation-without-span", document.id, None, relation.id)
        elif (relation.label, source, target) in placed.relations:
            job.lose("relation-doubled", document.id, source[0][0].start)
        else:
            placed.relations[relation.label, source, target] = relation
    for chain in work.chains:
        for member in chain.spans:
            if member not in places:
                job.lose("chain-member-without-span", document.id, None, member)
    placed.chains = joined_groups(
        [places[member] for member in chain.spans if member in places] for chain in work.chains
    )
    for text, code in ((work.flag, "flag"), (work.note, "document-note")):
        if text:
            job.lose(code, document.id, None, text)
    job.result.spans += len(placed.spans)
    job.result.relations += len(placed.relations)
    return placed


def _held(document: Document, span: Span, job: ExportJob) -> Fragments | None:
    """Return the fragments as they come back from a file, or None if there is nothing to hold."""
    text = document.text
    if job.names.span(span.label) is None:
        job.lose("label-not-in-schema", document.id, span.start, span.surface(text))
        return None
    if len(span.fragments) == 1:
        start, end = span.fragments[0]
        if not text[start].isspace() and not text[end - 1].isspace():
            return span.fragments  # as nearly all are
    surface = span.surface(text)
    bare = [trimmed(text, start, end) for start, end in span.fragments]
    kept = [Extent(start, end) for start, end in bare if start < end]
    if not kept:
        job.lose("span-without-text", document.id, span.start, surface)
        return None
    joined = [kept[0]]
    for each in kept[1:]:
        gap = text[joined[-1].end : each.start]
        if gap.isspace() and "\n" in gap:
            joined[-1] = Extent(joined[-1].start, each.end)
        else:
            joined.append(each)
    if tuple(kept) != span.fragments:
        job.lose("span-white-space-trimmed", document.id, span.start, surface)
    elif len(joined) < len(kept):
        job.lose("fragments-joined", document.id, span.start, surface)
    return tuple(joined)


def pieces(text: str, fragments: Fragments) -> list[tuple[int, int]]:
    """Return fragments cut at line breaks, as brat wants them, no piece of white space alone."""
    found: list[tuple[int, int]] = []
    for start, end in fragments:
        if "\n" not in text[start:end]:
            found.append((start, end))
            continue
        at = start
        for line in text[start:end].split("\n"):
            left, right = trimmed(text, at, at + len(line))
            if left < right:
                found.append((left, right))
            at += len(line) + 1
    return found


def joined_groups(groups: Iterable[Sequence[Place]]) -> list[list[Place]]:
    """Return groups with those joined that share a place; groups of one place are left out."""
    owner: dict[Place, dict[Place, None]] = {}
    for group in groups:
        joined: dict[Place, None] = {}
        for place in group:
            for member in owner.get(place, {place: None}):
                joined.setdefault(member)
        for place in joined:
            owner[place] = joined
    found = {id(joined): joined for joined in owner.values()}
    return [list(joined) for joined in found.values() if len(joined) > 1]
