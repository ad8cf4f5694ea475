"""Settling by rule: what the rule allows becomes gold, as one step to undo."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.adjudication.rules import Rule
from annotator.adjudication.settling import settle
from annotator.adjudication.values import Decision, Linked, Marked, PassLabels, Settlement, Work
from annotator.commands.command import Context
from annotator.commands.gold import Gold, GoldWriter
from annotator.domain.annotation_sets import GOLD, AnnotationSet, State
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.ids import DocumentId
from annotator.domain.queries import Query
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.domain.spans import Fragments
from annotator.store import adjudications, documents, listing, schemas, sets
from annotator.store.project import Project

Counted = Callable[[int, int], None]
_KINDS = ("spans", "relations", "chains")


@dataclass(slots=True)
class RuleReport:
    """What a rule did, or would do.

    ``settled`` and ``open`` count places (clusters of spans, relations, chains);
    ``kept`` those that the same inputs had settled before, ``manual`` those a person
    decided, which stay. ``stale`` counts earlier decisions of a rule whose inputs have
    changed: they are taken again. ``reasons`` says why places stay open.
    """

    settled: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_KINDS, 0))
    open: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_KINDS, 0))
    kept: int = 0
    manual: int = 0
    stale: int = 0
    documents: int = 0
    reasons: Report = field(default_factory=Report)


@dataclass(frozen=True, slots=True)
class AdjudicateByRule:
    """Settle all that a rule allows in the documents a query finds.

    Decisions of people, and gold that a person has changed, are never touched. ``report``
    is filled; ``progress`` is told documents done of all and may raise Stopped: nothing
    is settled then.
    """

    rule: Rule
    query: Query
    report: RuleReport
    progress: Counted = lambda done, total: None

    @property
    def title(self) -> str:
        """The name of the step."""
        return f"Settle by rule ({self.rule.name})"

    @property
    def document(self) -> DocumentId | None:
        """No document in particular."""
        return None

    def apply(self, context: Context) -> None:
        """Write gold, its states and the decisions."""
        connection = context.t.connection
        schema = schemas.read(connection)
        for plan in _plans(connection, self.rule, self.query, schema, self.progress):
            plan.count(self.report)
            if plan.changes:
                GoldWriter(context, plan.document.id, self.rule).write(
                    plan.stale, plan.settled, plan.states
                )


def foresee(
    project: Project, rule: Rule, query: Query, progress: Counted = lambda done, total: None
) -> RuleReport:
    """Return what a rule would settle; nothing is written."""
    report = RuleReport()
    with project.snapshot() as link:
        schema = schemas.read(link)
        for plan in _plans(link, rule, query, schema, progress):
            plan.count(report)
    return report


@dataclass(slots=True)
class _Plan:
    """What is to be done in one document."""

    document: Document
    settled: list[Decision]
    open: list[Decision]
    stale: list[adjudications.Adjudication]
    kept: int
    manual: int
    states: Mapping[str, State]

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.settled or self.stale or self.states)

    def count(self, report: RuleReport) -> None:
        """Add this document to a report."""
        report.documents += 1
        report.kept += self.kept
        report.manual += self.manual
        report.stale += len(self.stale)
        for decision in self.settled:
            report.settled[_kind(decision)] += 1
        for decision in self.open:
            report.open[_kind(decision)] += 1
            report.reasons.add(decision.why, self._example(decision))

    def _example(self, decision: Decision) -> Example:
        words = decision.key.split(" ")
        place = words[2] if words[0] == "relation" else words[1]
        start, end = place.split(",")[0].split("-")
        text = self.document.text[int(start) : int(end)]
        return Example(self.document.id, int(start), text[:200])


def _kind(decision: Decision) -> str:
    return {"spans": "spans", "relation": "relations", "chain": "chains"}[
        decision.key.split(" ", 1)[0]
    ]


def _plans(
    link: sqlite3.Connection, rule: Rule, query: Query, schema: Schema, progress: Counted
) -> Iterator[_Plan]:
    labels = PassLabels(
        {label.id: label.schema_pass for label in schema.labels},
        frozenset(label.id for label in schema.relation_labels if label.symmetric),
    )
    numbers = listing.numbers(link, query)
    ruled = adjudications.documents_with_rules(link)
    for done, document in enumerate(documents.read_many(link, numbers), start=1):
        work = _work(link, document, schema, labels)
        if work or document.id in ruled:
            gold = Gold(link, document.id)
            settlement = settle(work, rule, labels, gold.standing())
            yield _plan(gold, document, work, settlement, rule, schema)
        progress(done, len(numbers))


def _work(
    link: sqlite3.Connection, document: Document, schema: Schema, labels: PassLabels
) -> list[Work]:
    """Return what everybody did in the passes they finished, masked zones left out."""
    open_zones = labelable_extents(document.zones) if document.zones else None
    found = []
    for owner in sets.owners(link, document.id):
        if owner == GOLD:
            continue
        one = sets.annotation_set(link, document.id, owner)
        finished = frozenset(p for p in schema.passes if one.state(p) is State.FINISHED)
        if finished:
            found.append(_votes(one, finished, labels, open_zones))
    return found


def _votes(
    one: AnnotationSet,
    finished: frozenset[str],
    labels: PassLabels,
    open_zones: Sequence[tuple[int, int]] | None,
) -> Work:
    spans: list[Marked] = []
    places: dict[str, int] = {}
    for span in one.spans:
        if labels.passes.get(span.label) in finished and _within(span.fragments, open_zones):
            places[span.id] = len(spans)
            attributes = tuple(sorted(span.attributes.items()))
            spans.append(Marked(span.fragments, span.label, attributes))
    relations = [
        Linked(
            relation.label,
            places[relation.source],
            places[relation.target],
            tuple(sorted(relation.attributes.items())),
        )
        for relation in one.relations
        if labels.passes.get(relation.label) in finished
        and relation.source in places
        and relation.target in places
    ]
    chains = [[places[span] for span in chain.spans if span in places] for chain in one.chains]
    kept = [chain for chain in chains if len(chain) > 1]
    return Work(one.annotator, spans, relations, kept, finished)


def _within(fragments: Fragments, zones: Sequence[tuple[int, int]] | None) -> bool:
    return zones is None or all(
        any(start <= a and b <= end for start, end in zones) for a, b in fragments
    )


def _plan(
    gold: Gold,
    document: Document,
    work: Sequence[Work],
    settlement: Settlement,
    rule: Rule,
    schema: Schema,
) -> _Plan:
    plan = _Plan(document, [], [], [], 0, 0, {})
    wanted = {(decision.key, decision.inputs) for decision in settlement.decisions}
    plan.stale = [one for one in gold.by_rule if (one.cluster, one.inputs) not in wanted]
    standing = {(one.cluster, one.inputs) for one in gold.by_rule}
    for decision in settlement.decisions:
        if (decision.key, decision.inputs) in standing:
            plan.kept += 1
        elif gold.is_manual(decision):
            plan.manual += 1
        elif decision.outcome is None:
            plan.open.append(decision)
        else:
            plan.settled.append(decision)
    gone = {one.cluster for one in plan.stale}
    plan.settled, blocked = gold.with_ends(plan.settled, gone)
    plan.open += blocked
    plan.states = gold.states_after(plan.open, plan.settled, work, rule, schema, gone)
    return plan
