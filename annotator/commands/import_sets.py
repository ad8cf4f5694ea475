"""One annotator's work on one document on its way in: what the project lacks is stored."""

from collections.abc import Mapping
from dataclasses import replace

from annotator.commands.import_steps import ImportReport
from annotator.commands.label_matching import LabelMatcher
from annotator.domain.annotation_sets import DEFAULT_PASS, AnnotationSet, Annotator, State
from annotator.domain.documents import Document
from annotator.domain.ids import ChainId, LabelId, RelationId, SpanId, derived_id
from annotator.domain.live_sets import LiveSet
from annotator.domain.reports import Example
from annotator.domain.spans import Fragments, Origin, Relation, Span
from annotator.store import sets
from annotator.store.writing import Transaction


class SetIntake:
    """Take in one annotator's work on one document."""

    def __init__(
        self,
        t: Transaction,
        document: Document,
        annotation: AnnotationSet,
        owner: Annotator,
        labels: LabelMatcher,
        report: ImportReport,
    ) -> None:
        self._t = t
        self._document = document
        self._annotation = annotation
        self._owner = owner.id
        self._own = owner.id == annotation.annotator
        """Whether it stays with the annotator whom the file names, under its own ids."""
        self._labels = labels
        self._report = report
        self._first = not sets.any_on(t.connection, document.id)
        """Whether nobody had a set on the document, so that nothing has to be looked up."""
        self._set = sets.ensure(t, document.id, owner.id)
        self._live = (
            LiveSet() if self._first else sets.live_set(t.connection, document.id, owner.id)
        )
        self._ids: dict[SpanId, SpanId] = {}
        """The project's span for each of the file."""

    def take(self, state: State | None) -> None:
        """Store what the project does not have yet; ``state`` goes before that of the file."""
        self._take_spans()
        self._take_relations()
        self._take_chains()
        self._put_states(state)
        said = (self._annotation.flag, self._annotation.note)
        document, link = self._document.id, self._t.connection
        if any(said) and said != sets.flag_and_note(link, document, self._owner):
            sets.set_flag(self._t, document, self._owner, *said)

    def _take_spans(self) -> None:
        taken: dict[tuple[Fragments, LabelId], SpanId] = {}
        fresh: list[Span] = []
        for span in self._annotation.spans:
            label = self._labels.label(span.label, relation=False)
            if label is None:
                self._count("label-left-out", span)
                continue
            content = (span.fragments, label)
            known = self._live.with_content(*content)
            if known is None and content in taken and (label != span.label or not self._own):
                # Two labels of the file became one.
                self._count("span-doubled", span)
                known = taken[content]
            if known is None:
                fresh.append(self._renamed(span, label))
                known = fresh[-1].id
            self._ids[span.id] = taken[content] = known
        sets.put_spans(self._t, self._set, fresh)
        self._report.spans += len(fresh)

    def _renamed(self, span: Span, label: LabelId) -> Span:
        """Return a span with our label, under its own id only with its own annotator.

        Otherwise the id follows from the content, so that two laptops that import the
        same file make the same row.
        """
        if self._own:
            return replace(span, label=label)
        pieces = ",".join(f"{start}-{end}" for start, end in span.fragments)
        new_id = SpanId(derived_id("span", self._set, pieces, label))
        return replace(span, id=new_id, label=label, origin=Origin.IMPORTED)

    def _take_relations(self) -> None:
        known = {(one.label, one.source, one.target) for one in self._live.relations()}
        taken: set[tuple[LabelId, SpanId, SpanId]] = set()
        for relation in self._annotation.relations:
            label = self._labels.label(relation.label, relation=True)
            source, target = self._ids.get(relation.source), self._ids.get(relation.target)
            if label is None or source is None or target is None:
                self._count(
                    "label-left-out" if label is None else "relation-without-span", relation
                )
                continue
            both = {(label, source, target)}
            if label != relation.label and self._labels.symmetric(label):
                both.add((label, target, source))
            if not both.isdisjoint(taken):
                self._count("relation-doubled", relation)
            elif both.isdisjoint(known):
                self._put_relation(replace(relation, label=label, source=source, target=target))
            taken.add((label, source, target))

    def _put_relation(self, relation: Relation) -> None:
        if not self._own:
            content = (relation.label, relation.source, relation.target)
            new_id = RelationId(derived_id("relation", self._set, *content))
            relation = replace(relation, id=new_id, origin=Origin.IMPORTED)
        sets.put_relation(self._t, self._set, relation)
        self._report.relations += 1

    def _take_chains(self) -> None:
        known = {(chain.id, span) for chain in self._live.chains() for span in chain.spans}
        for chain in self._annotation.chains:
            chain_id = chain.id if self._own else ChainId(derived_id(self._set, chain.id))
            for member in chain.spans:
                span = self._ids.get(member)
                if span is None:
                    self._report.repairs.add("chain-member-without-span", self._at(None))
                elif (chain_id, span) not in known:
                    sets.put_member(self._t, self._set, chain_id, span)

    def _put_states(self, wanted: State | None) -> None:
        states = dict(self._annotation.states)
        if wanted is not None or not states:
            passes = self._labels.schema.passes or (DEFAULT_PASS,)
            states = dict.fromkeys(passes, wanted or State.FINISHED)
        present: Mapping[str, State] = {} if self._first else self._present_states()
        for schema_pass, state in states.items():
            if present.get(schema_pass) is not state:
                sets.set_state(self._t, self._set, schema_pass, state)

    def _present_states(self) -> Mapping[str, State]:
        link = self._t.connection
        return sets.states(link, sets.set_ids(link, self._document.id, self._owner))

    def _count(self, code: str, what: Span | Relation) -> None:
        span = what
        if isinstance(what, Relation):
            span = next((one for one in self._annotation.spans if one.id == what.source), what)
        self._report.repairs.add(code, self._at(span if isinstance(span, Span) else None))

    def _at(self, span: Span | None) -> Example:
        if span is None:
            return Example(self._document.id)
        return Example(self._document.id, span.start, span.surface(self._document.text))
