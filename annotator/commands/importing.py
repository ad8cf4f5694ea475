"""Taking in annotated files: documents attached by their text, sets given to an annotator."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from annotator.commands.import_owners import ImportOwners, named_owner
from annotator.commands.label_matching import COUNTED_HERE, LabelMatcher
from annotator.domain.annotation_sets import DEFAULT_PASS, AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import Provenance
from annotator.domain.ids import (
    ChainId,
    DocumentId,
    LabelId,
    RelationId,
    SetId,
    SpanId,
    derived_id,
)
from annotator.domain.reports import Report
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


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A file to import; ``open`` begins to read it, a second time where that is needed.

    ``restores`` says that it holds a whole project, schema included.
    """

    open: Callable[[], Reading]
    restores: bool = False


def import_sources(
    project: Project,
    sources: Iterable[ImportSource],
    options: ImportOptions,
    *,
    progress: Callable[[int], None] = lambda documents: None,
) -> ImportReport:
    """Import files in one transaction: all of them, or nothing where it is stopped.

    ``progress`` is told the documents so far and may raise Stopped. A text that the
    project has is attached to, never doubled. A backup is taken first. Raises UserError
    where it is not said whose work something is.
    """
    backup = backups.take(project.path, "before-import")
    report = ImportReport()
    with project.transaction("Import", detail=backup.name) as t:
        for source in sources:
            owners = ImportOwners(options.annotator)
            before = report.documents, len(report.skipped)
            reading = _take_all(t, options, report, source, owners, progress)
            if owners.must_read_again():
                report.documents = before[0]
                del report.skipped[before[1] :]
                reading = _take_all(t, options, report, source, owners, progress)
            report.repairs.extend(reading.repairs, without=COUNTED_HERE)
    return report


def _take_all(
    t: Transaction,
    options: ImportOptions,
    report: ImportReport,
    source: ImportSource,
    owners: ImportOwners,
    progress: Callable[[int], None],
) -> Reading:
    """Read one file to its end and store what is to be taken of it."""
    reading = source.open()
    intake = _Intake(t, options, report, reading, owners)
    if source.restores and options.annotator is None and reading.schema is not None:
        # Everything is restored, labels that nothing wears yet included.
        schemas.write(t, reading.schema)
    for item in reading:
        if isinstance(item, Skipped):
            report.skipped.append(item)
            continue
        intake.take(item)
        report.documents += 1
        progress(report.documents)
    intake.take_attributes()
    return reading


class _Intake:
    """Take in the documents of one file."""

    def __init__(
        self,
        t: Transaction,
        options: ImportOptions,
        report: ImportReport,
        reading: Reading,
        owners: ImportOwners,
    ) -> None:
        self._t = t
        self._options = options
        self._report = report
        self._reading = reading
        self._owners = owners
        self._matcher: LabelMatcher | None = None

    @property
    def _labels(self) -> LabelMatcher:
        # Made with the first label: a schema that is restored is written before.
        if self._matcher is None:
            self._matcher = LabelMatcher(self._t, self._reading, self._report.repairs)
        return self._matcher

    def take(self, item: AnnotatedDocument) -> None:
        """Store one document and its sets."""
        document = item.document
        documents.add(self._t, document)
        for provenance in item.provenance:
            documents.add_provenance(self._t, document.id, provenance)
        for original in item.originals:
            raw_hash = hashlib.sha256(original.content).hexdigest()
            documents.add_raw(self._t, raw_hash, original.content)
            kept = Provenance(original.name, original.format, raw_hash=raw_hash)
            documents.add_provenance(self._t, document.id, kept)
        for annotation in self._owners.chosen(item):
            self._take_set(document.id, annotation, self._owner(item, annotation))

    def take_attributes(self) -> None:
        """Add the attributes and values that the file uses and the schema lacks."""
        if self._reading.schema is not None:
            schemas.add_attributes(self._t, self._reading.schema.attributes)

    def _owner(self, item: AnnotatedDocument, annotation: AnnotationSet) -> Annotator:
        if self._options.annotator is not None:
            return annotators.ensure(self._t, self._options.annotator)
        owner = named_owner(item, annotation)
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
            renamed = replace(span, label=self._labels.label(span.label, relation=False))
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
        label = self._labels.label(relation.label, relation=True)
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
            states = {one: wanted for one in self._labels.schema.passes or (DEFAULT_PASS,)}
        for schema_pass, state in states.items():
            sets.set_state(self._t, set_, schema_pass, state)
