"""What is proposed for an article and still to decide, from all sources together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from annotator.app.own_labels import OwnLabels
from annotator.app.own_labels_reading import OwnLabelsReading
from annotator.app.track_record import (
    SourceRecord,
    Threshold,
    TrackRecord,
    set_threshold,
    source_records,
    threshold,
)
from annotator.commands.command import Opened
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import labelable_extents
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.domain.suggested_relations import forward, pending_relations
from annotator.domain.suggestions import Precision, RelationSuggestion, Suggestion, pending
from annotator.store import suggestions
from annotator.store.project import Project

AnySuggestion = Suggestion | RelationSuggestion


@dataclass(frozen=True, slots=True)
class PendingSuggestion:
    """A suggestion still to decide, with all its sources and how often each was right.

    ``ends`` are those of a proposed relation: the labels, or suggestions, it goes from and
    to. Suggested ones are accepted with the relation.
    """

    suggestion: AnySuggestion
    sources: Sequence[str]
    precisions: Sequence[Precision]
    ends: tuple[Span | Suggestion, Span | Suggestion] | None = None


class Proposals:
    """Bring together stored suggestions and the annotator's own labels for one annotator.

    Sources that were seldom right for a label are left out for that label; what another
    source proposes under the same label is still shown.
    """

    def __init__(
        self,
        project: Project,
        annotator: AnnotatorId,
        more_known: Callable[[], None] = lambda: None,
    ) -> None:
        """Make one; ``more_known`` is called, in another thread, once many own labels are read."""
        self._project = project
        self._annotator = annotator
        self._more_known = more_known
        self._own: OwnLabelsReading | None = None
        self._record: TrackRecord | None = None
        self._threshold: Threshold | None = None

    @property
    def own_labels(self) -> OwnLabels | None:
        """The annotator's own strings, read at the first use; None while many are read."""
        if self._own is None:
            self._own = OwnLabelsReading(self._project, self._annotator, self._more_known)
        return self._own.own_labels

    def end(self) -> None:
        """Stop what reads the project in another thread: it is about to be closed."""
        if self._own is not None:
            self._own.end()

    @property
    def track_record(self) -> TrackRecord:
        """How often each source was right; read from the project at the first use."""
        if self._record is None:
            self._record = TrackRecord(self._project)
        return self._record

    @property
    def threshold(self) -> Threshold:
        """Below what a source stays quiet for a label."""
        if self._threshold is None:
            self._threshold = threshold(self._project)
        return self._threshold

    def set_threshold(self, wanted: Threshold) -> None:
        """Keep another threshold in the project."""
        set_threshold(self._project, wanted)
        self._threshold = None

    def quiet(self) -> Collection[tuple[str, LabelId]]:
        """Return the sources that stay quiet, each with the label for which it does."""
        return self.track_record.quiet(self.threshold)

    def own(self, opened: Opened) -> Sequence[Suggestion]:
        """Return what the annotator's own labels propose, quiet labels left out."""
        own = self.own_labels if self._annotator else None
        if own is None:
            return ()
        quiet = self.quiet()
        found = own.suggestions(opened.document)
        return [s for s in found if (s.source, s.label) not in quiet] if quiet else found

    def seen(self, opened: Opened) -> Sequence[Suggestion]:
        """Return what the own labels proposed when the annotator was last shown it."""
        own = self.own_labels if self._annotator else None
        return own.last_suggestions(opened.document) if own is not None else ()

    def records(self) -> list[SourceRecord]:
        """Return what was decided about each source and label, read anew."""
        return source_records(self._project)

    def pending(self, opened: Opened, schema: Schema) -> list[PendingSuggestion]:
        """Return what the annotator has still to decide: spans in reading order, then relations.

        Relations come last, because one can only be judged once its ends are.
        """
        document, quiet = opened.document.id, self.quiet()
        with self._project.reading() as link:
            stored = [s for s in suggestions.of_document(link, document) if _heard(s, quiet)]
            relations = [
                s for s in suggestions.relations_of_document(link, document) if _heard(s, quiet)
            ]
            proposed = [*self.own(opened), *stored]
            if not proposed and not relations:
                return []
            decided = suggestions.decided_keys(link, self._annotator, document)
        spans = opened.live.spans()
        zones = labelable_extents(opened.document.zones)
        known = {label.id for label in schema.span_labels}
        # A label that was deleted or merged away can be put on nothing any more.
        proposed = [s for s in proposed if s.label in known and _within(s, zones)]
        shown = pending(proposed, decided, spans, document)
        waiting = self._with_records(shown, proposed)
        if not relations:
            return waiting
        ways = {label.id: label.symmetric for label in schema.relation_labels}
        relations = [forward(s, symmetric=ways.get(s.label, False)) for s in relations]
        placed = pending_relations(
            relations, decided, (*spans, *shown), opened.live.relations(), schema, document
        )
        found = self._with_records([one.suggestion for one in placed], relations)
        for one, where in zip(found, placed, strict=True):
            waiting.append(replace(one, ends=(where.source_end, where.target_end)))
        return waiting

    def _with_records(
        self, shown: Sequence[AnySuggestion], proposed: Sequence[AnySuggestion]
    ) -> list[PendingSuggestion]:
        """Return suggestions with the names and records of all who proposed the same."""
        sources: dict[tuple[object, LabelId], list[str]] = {}
        for one in proposed:
            sources.setdefault((one.fragments, one.label), []).append(one.source)
        found = []
        for one in shown:
            names = list(dict.fromkeys(sources[(one.fragments, one.label)]))
            records = [self.track_record.of(name, one.label) for name in names]
            found.append(PendingSuggestion(one, names, records))
        return found

    def before(self, document: DocumentId) -> None:
        """Take note of a document that a command is about to change."""
        self.track_record.watch(document)

    def take(self, change: ChangeSet) -> None:
        """Bring what is held in memory up to date with a change of this annotator."""
        if self._own is not None:
            self._own.take(change)
        if self._record is not None:
            self._record.take(change)


def _heard(one: AnySuggestion, quiet: Collection[tuple[str, LabelId]]) -> bool:
    return (one.source, one.label) not in quiet


def _within(suggestion: Suggestion, zones: Sequence[tuple[int, int]]) -> bool:
    return any(start <= suggestion.start and suggestion.end <= end for start, end in zones)
