"""Taking in annotated files as suggestions: what they say is a proposal, not a label."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping

from annotator.commands.import_steps import ImportReport, import_step
from annotator.commands.label_matching import COUNTED_HERE, LabelChoices, LabelMatcher
from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import Document
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, SpanId
from annotator.domain.reports import Example
from annotator.domain.spans import Relation, Span
from annotator.domain.suggested_relations import forward
from annotator.domain.suggestions import (
    OWN_LABELS,
    RelationSuggestion,
    SuggestedEnd,
    Suggestion,
    SuggestionRun,
)
from annotator.formats.format import Reading
from annotator.store import documents, suggestions
from annotator.store.project import Project
from annotator.store.writing import Transaction


def import_suggestions(
    project: Project,
    readings: Iterable[Reading],
    source: str,
    labels: LabelChoices,
    *,
    progress: Callable[[int], None] = lambda documents: None,
) -> ImportReport:
    """Store what files say as suggestions of a source, in one transaction.

    The spans and relations of every set of a document become one run, in place of what the
    source had proposed for it before; nobody's labels and states are touched. ``progress``
    is told how many were read so far and may raise Stopped: nothing is kept then. The report
    counts the suggestions. A backup is taken first. ``source`` is a name that was checked;
    ``labels`` says what labels of the files become.
    """
    report = ImportReport()
    runs: dict[DocumentId, SuggestionRun] = {}
    steps = itertools.count(1)
    with import_step(project, "Import suggestions") as t:
        for reading in readings:
            matcher = LabelMatcher(t, reading, report.repairs, labels)
            intake = _Intake(t, matcher, report, source)
            for item in reading:
                if isinstance(item, Skipped):
                    report.skipped.append(item)
                    continue
                run = intake.take(item, runs.get(item.document.id))
                runs[run.document] = run
                progress(next(steps))
            report.repairs.extend(reading.repairs, without=COUNTED_HERE)
            report.met |= matcher.met
        for run in runs.values():
            suggestions.store_run(t, run)
    report.documents = len(runs)
    report.spans = sum(len(run.suggestions) for run in runs.values())
    report.relations = sum(len(run.relations) for run in runs.values())
    return report


def checked_source(name: str) -> str:
    """Return the name of a source on one line; raise UserError for one that cannot be."""
    source = " ".join(name.split())
    if not source:
        raise UserError(
            "Suggestions need the name of their source.",
            mend="Name who or what made them (--source NAME).",
        )
    if source == OWN_LABELS:
        raise UserError(
            f'The source "{OWN_LABELS}" stands for what the annotator labelled before.',
            mend="Give the source another name.",
        )
    return source


class _Intake:
    """Turn the documents of one file into runs."""

    def __init__(
        self, t: Transaction, labels: LabelMatcher, report: ImportReport, source: str
    ) -> None:
        self._t = t
        self._report = report
        self._source = source
        self._labels = labels

    def take(self, item: AnnotatedDocument, before: SuggestionRun | None) -> SuggestionRun:
        """Store one document; return its run, with what an earlier file said about it."""
        document = item.document
        documents.add(self._t, document)
        for provenance in item.provenance:
            documents.add_provenance(self._t, document.id, provenance)
        spans = dict.fromkeys(before.suggestions if before else ())
        relations = dict.fromkeys(before.relations if before else ())
        for annotation in item.sets:
            ends = self._spans(document, annotation)
            spans.update(dict.fromkeys(ends.values()))
            relations.update(dict.fromkeys(self._relations(document, annotation, ends)))
            self._count_left_out(document.title, annotation)
        return SuggestionRun(document.id, self._source, tuple(spans), tuple(relations))

    def _spans(self, document: Document, annotation: AnnotationSet) -> dict[SpanId, Suggestion]:
        """Return the suggestion for each span; none for those that are left out."""
        found = {}
        for span in annotation.spans:
            label = self._labels.label(span.label, relation=False)
            if label is None:
                place = Example(document.id, span.start, span.surface(document.text))
                self._report.repairs.add("label-left-out", place)
            else:
                found[span.id] = Suggestion(span.fragments, label, self._source)
        return found

    def _relations(
        self, document: Document, annotation: AnnotationSet, ends: Mapping[SpanId, Suggestion]
    ) -> Iterator[RelationSuggestion]:
        for relation in annotation.relations:
            label = self._labels.label(relation.label, relation=True)
            source, target = ends.get(relation.source), ends.get(relation.target)
            if label is None or source is None or target is None:
                code = "label-left-out" if label is None else "relation-without-span"
                self._report.repairs.add(code, Example(document.id))
                continue
            both = (
                SuggestedEnd(source.fragments, source.label),
                SuggestedEnd(target.fragments, target.label),
            )
            yield forward(
                RelationSuggestion(label, both, self._source),
                symmetric=self._labels.symmetric(label),
            )

    def _count_left_out(self, title: str, annotation: AnnotationSet) -> None:
        """Count what a suggestion cannot carry."""
        both: list[Span | Relation] = [*annotation.spans, *annotation.relations]
        example = Example(title)
        attributes = sum(len(one.attributes) for one in both)
        notes = sum(1 for one in both if one.note)
        left_out = (
            ("suggestion-attributes", attributes),
            ("suggestion-notes", notes),
            ("suggestion-chains", len(annotation.chains)),
        )
        for code, count in left_out:
            if count:
                self._report.repairs.add(code, example, count)
