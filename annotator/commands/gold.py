"""Gold as it stands in a document, and writing what a rule decided into it."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.adjudication.rules import Rule
from annotator.adjudication.values import (
    Decision,
    GoldRelation,
    Marked,
    Proposal,
    Standing,
    Work,
)
from annotator.commands.command import Context
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.ids import (
    ChainId,
    DocumentId,
    LabelId,
    RelationId,
    SetId,
    SpanId,
    derived_id,
)
from annotator.domain.schema import Schema
from annotator.domain.spans import Extent, Fragments, Origin, Relation, Span
from annotator.store import adjudications, sets
from annotator.store.adjudications import Adjudication
from annotator.store.project import now


class Gold:
    """The gold set of a document with the decisions behind it.

    A decision of a rule counts as one while all that it made stands as it made it; what a
    person has changed since, or made, is a manual decision.
    """

    def __init__(self, link: sqlite3.Connection, document: DocumentId) -> None:
        self._live = sets.live_set(link, document, GOLD)
        self._states = sets.states(link, sets.set_ids(link, document, GOLD))
        self._rows = self._contents()
        stored = adjudications.of_document(link, document)
        self.by_rule = [one for one in stored if one.by_rule and self._intact(one)]
        accounted = {row for one in self.by_rule for row in _rows_of(one)}
        self._manual = [span for span in self._live.spans() if f"spans {span.id}" not in accounted]
        intact = {one.id for one in self.by_rule}
        self._decided = {one.cluster for one in stored if one.id not in intact}

    def standing(self) -> Standing:
        """Return the spans that rules settled and those that a person made or changed."""
        settled = {
            (one.cluster, one.inputs): frozenset(
                map(_marked, one.outcome.get("spans", {}).values())
            )
            for one in self.by_rule
            if one.cluster.startswith("spans ")
        }
        by_hand = [
            Marked(span.fragments, str(span.label), tuple(sorted(span.attributes.items())))
            for span in self._manual
        ]
        return Standing(settled, by_hand)

    def is_manual(self, decision: Decision) -> bool:
        """Tell whether a person has decided this place, or something that overlaps it."""
        if decision.key in self._decided:
            return True
        if not decision.key.startswith("spans "):
            return False
        place = decision.key.split(" ")[1]
        start, end = (int(edge) for edge in place.split("-"))
        return any(
            left < end and start < right for span in self._manual for left, right in span.fragments
        )

    def with_ends(
        self, settled: Sequence[Decision], gone: Collection[str]
    ) -> tuple[list[Decision], list[Decision]]:
        """Part decisions from those on relations and chains whose spans are not in gold.

        ``gone`` are the places whose earlier outcome is taken back first.
        """
        there = {
            (span.fragments, str(span.label))
            for span in self._live.spans()
            if not self._from(span.id, gone)
        }
        there |= {
            (one.fragments, one.label)
            for decision in settled
            for one in decision.outcome or ()
            if isinstance(one, Marked)
        }
        kept, blocked = [], []
        for decision in settled:
            ends = [end for one in decision.outcome or () for end in _ends(one)]
            if all((end.fragments, end.label) in there for end in ends):
                kept.append(decision)
            else:
                blocked.append(replace(decision, outcome=None, sources=(), why="end-not-settled"))
        return kept, blocked

    def states_after(
        self,
        open_: Iterable[Decision],
        settled: Iterable[Decision],
        work: Sequence[Work],
        rule: Rule,
        schema: Schema,
        gone: Collection[str] = (),
    ) -> dict[str, State]:
        """Return the states of gold that change: finished where nothing is left to decide.

        ``gone`` are the places whose earlier outcome is taken back: where nobody's work is
        finished any more, what was gold is not finished either.
        """
        waiting = {decision.schema_pass for decision in open_}
        touched = {decision.schema_pass for decision in settled}
        found: dict[str, State] = {}
        for one in schema.passes:
            doers = sum(one in each.passes for each in work)
            now_is = self._states.get(one, State.NEW)
            if one not in waiting and rule.covers(doers):
                wanted = State.FINISHED
            elif (one in waiting and one in touched) or (
                now_is is State.FINISHED and (one in waiting or (gone and not doers))
            ):
                wanted = State.IN_PROGRESS
            else:
                continue
            if wanted is not now_is:
                found[one] = wanted
        return found

    def _from(self, span: SpanId, clusters: Collection[str]) -> bool:
        return any(
            f"spans {span}" in _rows_of(one) for one in self.by_rule if one.cluster in clusters
        )

    def _contents(self) -> dict[str, object]:
        rows: dict[str, object] = {}
        for span in self._live.spans():
            rows[f"spans {span.id}"] = _span_content(span)
        for relation in self._live.relations():
            rows[f"relations {relation.id}"] = _relation_content(relation)
        for chain in self._live.chains():
            for member in chain.spans:
                rows[f"members {_member_id(member, chain.id)}"] = [chain.id, member]
        return rows

    def _intact(self, one: Adjudication) -> bool:
        return all(
            self._rows.get(f"{kind} {row}") == content
            for kind, rows in one.outcome.items()
            if kind in ("spans", "relations", "members")
            for row, content in rows.items()
        )


def _marked(content: Sequence[Any]) -> Marked:
    """Return a span as a decision recorded it."""
    fragments, label, attributes = content
    extents = tuple(Extent(start, end) for start, end in fragments)
    return Marked(extents, label, tuple(sorted(attributes.items())))


def _rows_of(one: Adjudication) -> set[str]:
    return {
        f"{kind} {row}"
        for kind, rows in one.outcome.items()
        if kind in ("spans", "relations", "members")
        for row in rows
    }


@dataclass(slots=True)
class GoldWriter:
    """Write a rule's decisions on one document."""

    context: Context
    document: DocumentId
    rule: Rule

    def write(
        self,
        stale: Iterable[Adjudication],
        settled: Iterable[Decision],
        states: Mapping[str, State],
    ) -> None:
        """Take back what is stale, then make gold of what is settled, and record both."""
        t = self.context.t
        set_ = sets.ensure(t, self.document, GOLD)
        before: dict[str, str] = {}
        for one in stale:
            before[one.cluster] = one.id
            for table, kind in (
                ("chain_members", "members"),
                ("relations", "relations"),
                ("spans", "spans"),
            ):
                t.delete(table, one.outcome.get(kind, ()))
            t.delete("adjudications", [one.id])
        live = sets.live_set(t.connection, self.document, GOLD)
        ids = {(span.fragments, str(span.label)): span.id for span in live.spans()}
        for decision in settled:
            outcome: dict[str, dict[str, object]] = {}
            for proposal in decision.outcome or ():
                for kind, row, content in self._put(set_, proposal, ids):
                    outcome.setdefault(kind, {})[row] = content
            adjudications.put(t, self._record(decision, outcome, before.get(decision.key)))
        for schema_pass, state in states.items():
            sets.set_state(t, set_, schema_pass, state)

    def _put(
        self, set_: SetId, proposal: Proposal, ids: dict[tuple[Fragments, str], SpanId]
    ) -> Iterator[tuple[str, str, object]]:
        t = self.context.t
        if isinstance(proposal, Marked):
            span = _gold_span(self.document, proposal)
            ids[proposal.fragments, proposal.label] = span.id
            sets.put_span(t, set_, span)
            yield "spans", span.id, _span_content(span)
        elif isinstance(proposal, GoldRelation):
            ends = [ids[end.fragments, end.label] for end in _ends(proposal)]
            relation = Relation(
                RelationId(derived_id("gold", proposal.label, *ends)),
                LabelId(proposal.label),
                ends[0],
                ends[1],
                dict(proposal.attributes),
                "",
                Origin.ADJUDICATED,
            )
            sets.put_relation(t, set_, relation)
            yield "relations", relation.id, _relation_content(relation)
        else:
            members = sorted(ids[end.fragments, end.label] for end in proposal)
            chain = ChainId(derived_id("gold chain", *members))
            for member in members:
                sets.put_member(t, set_, chain, member)
                yield "members", _member_id(member, chain), [chain, member]

    def _record(
        self, decision: Decision, outcome: Mapping[str, object], supersedes: str | None
    ) -> Adjudication:
        whole = {**outcome, "supersedes": supersedes} if supersedes else outcome
        return Adjudication(
            self.document,
            decision.key,
            whole,
            decision.sources,
            [
                {"proposal": one.proposal, "annotators": list(one.annotators)}
                for one in decision.alternatives
            ],
            {
                "name": self.rule.name,
                "share": round(self.rule.share, 4),
                "min_votes": self.rule.min_votes,
            },
            inputs=decision.inputs,
            at=now(),
        )


def _gold_span(document: DocumentId, marked: Marked) -> Span:
    """Return the span of gold; its id follows from its content, as on every other laptop."""
    pieces = ",".join(f"{start}-{end}" for start, end in marked.fragments)
    return Span(
        SpanId(derived_id("gold", document, pieces, marked.label)),
        marked.fragments,
        LabelId(marked.label),
        dict(marked.attributes),
        "",
        Origin.ADJUDICATED,
    )


def _ends(proposal: Proposal) -> tuple[Marked, ...]:
    if isinstance(proposal, GoldRelation):
        return (proposal.source, proposal.target)
    return () if isinstance(proposal, Marked) else proposal


def _span_content(span: Span) -> list[object]:
    return [[list(one) for one in span.fragments], str(span.label), dict(span.attributes)]


def _relation_content(relation: Relation) -> list[object]:
    ends = [str(relation.source), str(relation.target)]
    return [str(relation.label), *ends, dict(relation.attributes)]


def _member_id(span: SpanId, chain: ChainId) -> str:
    return derived_id("member", chain, span)
