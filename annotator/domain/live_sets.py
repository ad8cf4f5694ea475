"""The rules of reading: from stored rows to the annotation set that every view shows.

Merged files may hold two rows of one set with equal fragments and label, made on two
copies. Nothing is written because of a merge, so these are one span by a rule of reading:
the lower id stands and the relations of the others count as its own. A relation is live
only while both its ends are; equal relations are one, the lower id stands. Chains that
share a span are one chain, since coreference is an equivalence.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from annotator.domain.ids import ChainId, LabelId, RelationId, SpanId
from annotator.domain.spans import Chain, Fragments, Relation, Span

SpanKey = tuple[Fragments, LabelId]
Position = tuple[int, int, SpanId]


class LiveSet:
    """Keep one set's live spans, relations and chains up to date, row by row.

    Rows go in with ``put_span`` and the like and out with ``drop_span``; each costs
    O(log n) comparisons, so an edit in a text of 10,000 spans need not read them all.
    """

    def __init__(self) -> None:
        self._spans: dict[SpanId, Span] = {}
        self._twins: dict[SpanKey, list[SpanId]] = {}
        # Two lists in step: the positions to search, and the spans to hand out at once.
        self._order: list[Position] = []
        self._ordered: list[Span] = []
        self._relations: dict[RelationId, Relation] = {}
        self._of_span: dict[SpanId, set[RelationId]] = defaultdict(set)
        self._members: dict[str, tuple[ChainId, SpanId]] = {}
        self._live_relations: tuple[Relation, ...] | None = None

    def put_span(self, span: Span) -> None:
        """Add a span row, or take its new content."""
        self.drop_span(span.id)
        self._spans[span.id] = span
        twins = self._twins.setdefault((span.fragments, span.label), [])
        if twins:
            self._leave(twins[0])
            self._live_relations = None
        insort(twins, span.id)
        self._forget_relations_of(span.id)
        self._enter(twins[0])

    def drop_span(self, span_id: SpanId) -> None:
        """Forget a span row that was deleted; harmless for one that is not here."""
        span = self._spans.pop(span_id, None)
        if span is None:
            return
        key = (span.fragments, span.label)
        twins = self._twins[key]
        self._leave_position((span.start, -span.end, twins[0]))
        self._forget_relations_of(span_id)
        twins.remove(span_id)
        if twins:
            self._enter(twins[0])
            self._live_relations = None
        else:
            del self._twins[key]

    def put_relation(self, relation: Relation) -> None:
        """Add a relation row, or take its new content."""
        self.drop_relation(relation.id)
        self._relations[relation.id] = relation
        self._live_relations = None
        self._of_span[relation.source].add(relation.id)
        self._of_span[relation.target].add(relation.id)

    def drop_relation(self, relation_id: RelationId) -> None:
        """Forget a relation row that was deleted."""
        relation = self._relations.pop(relation_id, None)
        if relation is not None:
            self._of_span[relation.source].discard(relation_id)
            self._of_span[relation.target].discard(relation_id)
            self._live_relations = None

    def put_member(self, row_id: str, chain: ChainId, span: SpanId) -> None:
        """Add a span to a chain."""
        self._members[row_id] = (chain, span)

    def drop_member(self, row_id: str) -> None:
        """Take a span out of a chain."""
        self._members.pop(row_id, None)

    def twins(self, span_id: SpanId) -> list[SpanId]:
        """Return the ids of all rows that are this one span, the standing one first."""
        span = self._spans.get(span_id)
        return list(self._twins[(span.fragments, span.label)]) if span else []

    def standing(self, span_id: SpanId) -> SpanId | None:
        """Return the id that stands for a span row, or None where it is not live."""
        span = self._spans.get(span_id)
        return self._twins[(span.fragments, span.label)][0] if span else None

    def span(self, span_id: SpanId) -> Span | None:
        """Return a live span row by its own id."""
        return self._spans.get(span_id)

    def with_content(self, fragments: Fragments, label: LabelId) -> SpanId | None:
        """Return the live span with these fragments and this label, or None."""
        twins = self._twins.get((fragments, label))
        return twins[0] if twins else None

    def spans(self) -> tuple[Span, ...]:
        """Return the live spans in reading order: by start, the longer first."""
        return tuple(self._ordered)

    def relations(self) -> tuple[Relation, ...]:
        """Return the live relations, ends resolved to standing spans, by id."""
        # Kept between edits that touch no relation: 5,000 of them cost several milliseconds.
        if self._live_relations is None:
            self._live_relations = self._resolve_relations()
        return self._live_relations

    def _resolve_relations(self) -> tuple[Relation, ...]:
        seen: set[tuple[LabelId, SpanId, SpanId]] = set()
        live = []
        for relation_id in sorted(self._relations):
            relation = self._relations[relation_id]
            source, target = self.standing(relation.source), self.standing(relation.target)
            if source is None or target is None:
                continue
            key = (relation.label, source, target)
            if key in seen:
                continue
            seen.add(key)
            if (source, target) != (relation.source, relation.target):
                relation = replace(relation, source=source, target=target)
            live.append(relation)
        return tuple(live)

    def relation_twins(self, relation_id: RelationId) -> list[RelationId]:
        """Return the ids of all relation rows that are this one relation."""
        wanted = self._relations.get(relation_id)
        if wanted is None:
            return []
        key = self._relation_key(wanted)
        around = {r for span in self.twins(wanted.source) for r in self._of_span[span]}
        return sorted(r for r in around if self._relation_key(self._relations[r]) == key)

    def relations_of(self, span_ids: Iterable[SpanId]) -> list[RelationId]:
        """Return the relation rows that end at any of these span rows."""
        return sorted({r for span in span_ids for r in self._of_span.get(span, ())})

    def members_of(self, span_ids: Iterable[SpanId]) -> list[str]:
        """Return the chain member rows of these span rows."""
        wanted = set(span_ids)
        return sorted(row for row, (_, span) in self._members.items() if span in wanted)

    def chains(self) -> tuple[Chain, ...]:
        """Return the chains of at least two live spans; the lowest chain id stands."""
        if not self._members:
            return ()
        group: dict[SpanId | ChainId, SpanId | ChainId] = {}

        def root(node: SpanId | ChainId) -> SpanId | ChainId:
            while group.setdefault(node, node) != node:
                node = group[node]
            return node

        for chain, span in self._members.values():
            standing = self.standing(span)
            if standing is not None:
                group[root(standing)] = root(chain)
        spans: dict[str, set[SpanId]] = defaultdict(set)
        names: dict[str, ChainId] = {}
        for chain, span in self._members.values():
            standing = self.standing(span)
            if standing is None:
                continue
            top = root(chain)
            spans[top].add(standing)
            names[top] = min(names.get(top, chain), chain)
        found = [
            Chain(names[top], tuple(sorted(members, key=self._reading_position)))
            for top, members in spans.items()
            if len(members) > 1
        ]
        return tuple(sorted(found, key=lambda chain: chain.id))

    def _forget_relations_of(self, span_id: SpanId) -> None:
        if self._of_span.get(span_id):
            self._live_relations = None

    def _relation_key(self, relation: Relation) -> tuple[LabelId, SpanId | None, SpanId | None]:
        return relation.label, self.standing(relation.source), self.standing(relation.target)

    def _reading_position(self, span_id: SpanId) -> Position:
        span = self._spans[span_id]
        return span.start, -span.end, span_id

    def _enter(self, span_id: SpanId) -> None:
        position = self._reading_position(span_id)
        at = bisect_left(self._order, position)
        self._order.insert(at, position)
        self._ordered.insert(at, self._spans[span_id])

    def _leave(self, span_id: SpanId) -> None:
        self._leave_position(self._reading_position(span_id))

    def _leave_position(self, position: Position) -> None:
        at = bisect_left(self._order, position)
        if at < len(self._order) and self._order[at] == position:
            del self._order[at]
            del self._ordered[at]
