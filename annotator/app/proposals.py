"""What is proposed for an article and still to decide, from all sources together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotator.app.own_labels import OwnLabels
from annotator.app.track_record import Threshold, TrackRecord, set_threshold, threshold
from annotator.commands.command import Opened
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import labelable_extents
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId
from annotator.domain.suggestions import Precision, Suggestion, pending
from annotator.store import suggestions
from annotator.store.project import Project


@dataclass(frozen=True, slots=True)
class PendingSuggestion:
    """A suggestion still to decide, with all its sources and how often each was right."""

    suggestion: Suggestion
    sources: Sequence[str]
    precisions: Sequence[Precision]


class Proposals:
    """Bring together stored suggestions and the annotator's own labels for one annotator.

    Sources that were seldom right for a label are left out for that label; what another
    source proposes under the same label is still shown.
    """

    def __init__(self, project: Project, annotator: AnnotatorId) -> None:
        self._project = project
        self._annotator = annotator
        self._own: OwnLabels | None = None
        self._record: TrackRecord | None = None
        self._threshold: Threshold | None = None

    @property
    def own_labels(self) -> OwnLabels:
        """The annotator's own strings; read from the project at the first use."""
        if self._own is None:
            self._own = OwnLabels(self._project, self._annotator)
        return self._own

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
        if not self._annotator:
            return ()
        quiet = self.quiet()
        found = self.own_labels.suggestions(opened.document)
        return [s for s in found if (s.source, s.label) not in quiet] if quiet else found

    def seen(self, opened: Opened) -> Sequence[Suggestion]:
        """Return what the own labels proposed when the annotator was last shown it."""
        return self.own_labels.last_suggestions(opened.document) if self._annotator else ()

    def pending(self, opened: Opened) -> list[PendingSuggestion]:
        """Return the suggestions the annotator has still to decide, in reading order."""
        document = opened.document.id
        with self._project.reading() as link:
            stored = suggestions.of_document(link, document)
            quiet, record = self.quiet(), self.track_record
            heard = [s for s in stored if (s.source, s.label) not in quiet]
            proposed = [*self.own(opened), *heard]
            if not proposed:
                return []
            decided = suggestions.decided_keys(link, self._annotator, document)
        labelled = (extent for span in opened.live.spans() for extent in span.fragments)
        zones = labelable_extents(opened.document.zones)
        proposed = [s for s in proposed if _within(s, zones)]
        sources: dict[tuple[object, LabelId], list[str]] = {}
        for one in proposed:
            sources.setdefault((one.fragments, one.label), []).append(one.source)
        shown = []
        for one in pending(proposed, decided, labelled, document):
            names = list(dict.fromkeys(sources[(one.fragments, one.label)]))
            records = [record.of(name, one.label) for name in names]
            shown.append(PendingSuggestion(one, names, records))
        return shown

    def before(self, document: DocumentId) -> None:
        """Take note of a document that a command is about to change."""
        self.track_record.watch(document)

    def take(self, change: ChangeSet) -> None:
        """Bring what is held in memory up to date with a change of this annotator."""
        if self._own is not None:
            self._own.take(change)
        if self._record is not None:
            self._record.take(change)


def _within(suggestion: Suggestion, zones: Sequence[tuple[int, int]]) -> bool:
    return any(start <= suggestion.start and suggestion.end <= end for start, end in zones)
