"""How often each source was right for each label, and below what it stays quiet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, LabelId
from annotator.domain.suggestions import Precision, Verdict
from annotator.store import suggestions
from annotator.store.project import Project

SourceLabel = tuple[str, LabelId]
_META = "quiet_threshold"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A source is quiet for a label below ``precision``, once ``decisions`` were made on it.

    ``precision`` is in [0, 1]; with 0 no source ever is quiet.
    """

    decisions: int = 20
    precision: float = 0.3

    def silences(self, record: Precision) -> bool:
        """Tell whether a source with this record stays quiet."""
        return record.decided >= self.decisions and record.right < self.precision * record.decided


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What was decided, over all annotators, about one source's proposals under one label."""

    source: str
    label: LabelId
    right: int
    corrected: int
    rejected: int

    @property
    def decided(self) -> int:
        """How many were decided."""
        return self.right + self.corrected + self.rejected

    @property
    def share(self) -> float:
        """The part that was accepted as it stood, 0 to 1."""
        return self.right / self.decided if self.decided else 0.0

    def quiet(self, below: Threshold) -> bool:
        """Tell whether the source stays quiet for the label below a threshold."""
        return below.silences(Precision(self.right, self.decided))


def source_records(project: Project) -> list[SourceRecord]:
    """Return the record of every source and label that was decided about, by source."""
    with project.reading() as link:
        found = suggestions.verdicts(link)
    return sorted(
        (
            SourceRecord(
                source,
                label,
                given[Verdict.ACCEPTED],
                given[Verdict.CORRECTED],
                given[Verdict.REJECTED],
            )
            for (source, label), given in found.items()
        ),
        key=lambda record: (record.source, -record.decided, record.label),
    )


def threshold(project: Project) -> Threshold:
    """Return the threshold kept in the project, or the default."""
    stored = project.meta(_META)
    return Threshold(**json.loads(stored)) if stored else Threshold()


def set_threshold(project: Project, wanted: Threshold) -> None:
    """Keep a threshold in the project; raise UserError for one that cannot be."""
    if wanted.decisions < 1 or not 0 <= wanted.precision <= 1:
        raise UserError(
            "The threshold for suggestions cannot be this.",
            where=f"{wanted.decisions} decisions, {wanted.precision:g}",
            mend="Take at least 1 decision, and a precision from 0 to 1.",
        )
    values = {"decisions": wanted.decisions, "precision": wanted.precision}
    project.set_meta(_META, json.dumps(values))


class TrackRecord:
    """Count decisions by source and label over all annotators, kept up to date.

    Read once when it is made; afterwards only the documents that a change names are read.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._documents: dict[DocumentId, Mapping[SourceLabel, Precision]] = {}
        with project.reading() as link:
            self._total = dict(suggestions.precisions(link))

    def of(self, source: str, label: LabelId) -> Precision:
        """Return how often a source was right for a label."""
        return self._total.get((source, label), Precision(0, 0))

    def all(self) -> Mapping[SourceLabel, Precision]:
        """Return the record of every source and label that was decided about."""
        return {key: record for key, record in self._total.items() if record.decided}

    def quiet(self, below: Threshold) -> frozenset[SourceLabel]:
        """Return the sources that stay quiet, each with the label for which it does."""
        return frozenset(k for k, record in self._total.items() if below.silences(record))

    def watch(self, document: DocumentId) -> None:
        """Remember what was decided in a document before a command changes it."""
        if document not in self._documents:
            with self._project.reading() as link:
                self._documents = {document: suggestions.precisions(link, document)}

    def take(self, change: ChangeSet) -> None:
        """Count anew what a command, undo or redo may have decided."""
        if Facet.SUGGESTIONS not in change.facets:
            return
        with self._project.reading() as link:
            if len(change.documents) != 1 or not change.documents <= self._documents.keys():
                # What was decided before in these documents is not known any more.
                self._total = dict(suggestions.precisions(link))
                self._documents = {}
                return
            (document,) = change.documents
            before = self._documents[document]
            after = suggestions.precisions(link, document)
        for key in before.keys() | after.keys():
            total, gone, come = (
                counts.get(key, Precision(0, 0)) for counts in (self._total, before, after)
            )
            self._total[key] = Precision(
                total.right - gone.right + come.right,
                total.decided - gone.decided + come.decided,
            )
        self._documents = {document: after}
