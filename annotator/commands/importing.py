"""Taking in annotated files: documents attached by their text, sets given to an annotator."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from annotator.domain.annotation_sets import DEFAULT_PASS, AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import (
    ChainId,
    DocumentId,
    LabelId,
    RelationId,
    SetId,
    SpanId,
    derived_id,
)
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Label, LabelKind
from annotator.domain.spans import Origin, Relation, Span
from annotator.formats.format import Reading
from annotator.store import annotators, backups, documents, schemas, sets
from annotator.store.project import Project
from annotator.store.writing import Transaction


@dataclass(slots=True)
class ImportReport:
    """What was taken in; ``spans`` and ``relations`` count those new to the project."""

    documents: int = 0
    spans: int = 0
    relations: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    repairs: Report = field(default_factory=Report)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Whose the sets become (None: those named in the file) and in which state.

    Without ``state`` a set keeps the states the file tells, or is finished.
    """

    annotator: str | None = None
    state: State | None = None


def import_readings(
    project: Project,
    readings: Iterable[Reading],
    options: ImportOptions,
    *,
    progress: Callable[[int], None] = lambda documents: None,
) -> ImportReport:
    """Import files in one transaction: all of them, or nothing where it is stopped.

    ``progress`` is told the documents so far and may raise Stopped. A text that the
    project has is attached to, never doubled. A backup is taken first.
    """
    backup = backups.take(project.path, "before-import")
    report = ImportReport()
    with project.transaction("Import", detail=backup.name) as t:
        for reading in readings:
            intake = _Intake(t, options, report, reading)
            for item in reading:
                if isinstance(item, Skipped):
                    report.skipped.append(item)
                    continue
                intake.take(item)
                report.documents += 1
                progress(report.documents)
            report.repairs.extend(reading.repairs)
    return report


class _Intake:
    """Take in the documents of one file."""

    def __init__(
        self, t: Transaction, options: ImportOptions, report: ImportReport, reading: Reading
    ) -> None:
        self._t = t
        self._options = options
        self._report = report
        self._reading = reading
        if options.annotator is None and reading.schema is not None:
            # Everything is restored, labels that nothing wears yet included.
            schemas.write(t, reading.schema)
        self._schema = schemas.read(t.connection)
        self._labels: dict[LabelId, LabelId] = {}

    def take(self, item: AnnotatedDocument) -> None:
        """Store one document and its sets."""
        document = item.document
        documents.add(self._t, document)
        for provenance in item.provenance:
            documents.add_provenance(self._t, document.id, provenance)
        for annotation in self._chosen(item):
            self._take_set(document.id, annotation, self._owner(item, annotation))

    def _chosen(self, item: AnnotatedDocument) -> list[AnnotationSet]:
        """Return the sets to take: with a name given, that person's or the only one."""
        chosen = list(item.sets)
        if self._options.annotator is None or len(chosen) < 2:
            return chosen
        named = [
            one for one in chosen if item.annotators[one.annotator].name == self._options.annotator
        ]
        if named:
            return named
        names = ", ".join(sorted(item.annotators[one.annotator].name for one in chosen))
        raise UserError(
            f"The file holds the work of several annotators ({names}).",
            mend="Leave out --annotator to restore each under their own name, or name one.",
        )

    def _owner(self, item: AnnotatedDocument, annotation: AnnotationSet) -> Annotator:
        if self._options.annotator is not None:
            return annotators.ensure(self._t, self._options.annotator)
        owner = item.annotators.get(annotation.annotator)
        if owner is None or not owner.id:
            raise UserError("The file does not say who annotated it.", mend="Name the annotator.")
        known = annotators.named(self._t.connection, owner.name)
        if known is not None:
            return known
        annotators.add(self._t, owner)
        return owner

    def _take_set(self, document: DocumentId, annotation: AnnotationSet, owner: Annotator) -> None:
        own = owner.id == annotation.annotator
        set_ = sets.ensure(self._t, document, owner.id)
        live = sets.live_set(self._t.connection, document, owner.id)
        ids: dict[SpanId, SpanId] = {}
        for span in annotation.spans:
            renamed = replace(span, label=self._label(span.label, relation=False))
            known = live.with_content(renamed.fragments, renamed.label)
            if known is not None:
                ids[span.id] = known
                continue
            ids[span.id] = self._put_span(set_, renamed, own)
        known_relations = {(r.label, r.source, r.target) for r in live.relations()}
        for relation in annotation.relations:
            self._put_relation(set_, relation, ids, known_relations, own)
        for chain in annotation.chains:
            chain_id = chain.id if own else ChainId(derived_id(set_, chain.id))
            for member in chain.spans:
                if member in ids:
                    sets.put_member(self._t, set_, chain_id, ids[member])
        self._put_states(set_, annotation)
        if annotation.flag or annotation.note:
            sets.set_flag(self._t, document, owner.id, annotation.flag, annotation.note)

    def _put_span(self, set_: SetId, span: Span, own: bool) -> SpanId:
        """Store a span; under its own id only where it stays with its own annotator.

        Otherwise the id follows from the content, so that two laptops that import the
        same file make the same row.
        """
        origin = span.origin if own else Origin.IMPORTED
        new_id = span.id
        if not own:
            pieces = ",".join(f"{start}-{end}" for start, end in span.fragments)
            new_id = SpanId(derived_id("span", set_, pieces, span.label))
        sets.put_span(self._t, set_, replace(span, id=new_id, origin=origin))
        self._report.spans += 1
        return new_id

    def _put_relation(
        self,
        set_: SetId,
        relation: Relation,
        ids: dict[SpanId, SpanId],
        known: set[tuple[LabelId, SpanId, SpanId]],
        own: bool,
    ) -> None:
        label = self._label(relation.label, relation=True)
        source, target = ids[relation.source], ids[relation.target]
        if (label, source, target) in known:
            return
        known.add((label, source, target))
        new_id = relation.id
        if not own:
            new_id = RelationId(derived_id("relation", set_, label, source, target))
        sets.put_relation(
            self._t,
            set_,
            replace(
                relation,
                id=new_id,
                label=label,
                source=source,
                target=target,
                origin=relation.origin if own else Origin.IMPORTED,
            ),
        )
        self._report.relations += 1

    def _put_states(self, set_: SetId, annotation: AnnotationSet) -> None:
        states = dict(annotation.states)
        if self._options.state is not None or not states:
            wanted = self._options.state or State.FINISHED
            states = {one: wanted for one in self._schema.passes or (DEFAULT_PASS,)}
        for schema_pass, state in states.items():
            sets.set_state(self._t, set_, schema_pass, state)

    def _label(self, label: LabelId, *, relation: bool) -> LabelId:
        """Return the project's label for one of the file, added where the project lacks it.

        Labels are the same where their ids are, or else their names.
        """
        if label in self._labels:
            return self._labels[label]
        known = self._schema.label(label)
        if known is None:
            foreign = self._reading.schema.label(label) if self._reading.schema else None
            if foreign is None:
                raise UserError(f'The file uses a label "{label}" that it does not define.')
            known = self._schema.named(foreign.name, relation=relation)
            if known is None:
                known = self._add_label(foreign)
        self._labels[label] = known.id
        return known.id

    def _add_label(self, label: Label) -> Label:
        known_ids = {one.id for one in self._schema.labels}
        safe = replace(
            label,
            key="",
            sources=tuple(one for one in label.sources if one in known_ids),
            targets=tuple(one for one in label.targets if one in known_ids),
        )
        kind = "relation" if label.kind is LabelKind.RELATION else "span"
        self._report.repairs.add("label-added", Example("", None, f"{label.name} ({kind})"))
        schemas.add_label(self._t, safe)
        self._schema = schemas.read(self._t.connection)
        return safe
