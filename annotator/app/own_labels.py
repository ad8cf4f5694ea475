"""Suggestions from the annotator's own labels: the same string, labelled before.

Never from colleagues' labels, which would make agreement a sham. They are worked out for
the article that is open and are stored nowhere; what was decided about them is stored.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, SpanId
from annotator.domain.spans import Extent
from annotator.domain.suggestions import OWN_LABELS, Suggestion
from annotator.store import own_strings
from annotator.store.project import Project
from annotator.suggest.equal_strings import EqualStrings

_PORTION = 500


class OwnLabels:
    """Know one annotator's labelled and rejected strings, kept up to date from changes.

    All of them are read once, when this is made; afterwards ``take`` reads what a change
    names. ``report`` is told strings read, now and then, and may raise Stopped.
    """

    def __init__(
        self,
        project: Project,
        annotator: AnnotatorId,
        link: sqlite3.Connection,
        report: Callable[[int], None] = lambda read: None,
    ) -> None:
        self._project = project
        self._annotator = annotator
        self._strings = EqualStrings()
        self._spans: dict[SpanId, tuple[str, LabelId]] = {}
        self._rejected: dict[DocumentId, Counter[tuple[str, LabelId]]] = {}
        self._last: tuple[Document, Sequence[Suggestion]] | None = None
        self._stale = False
        for read, one in enumerate(own_strings.labelled(link, annotator)):
            self._spans[one.span] = (one.string, one.label)
            if not read % _PORTION:
                report(read)
        for two in own_strings.rejected(link, annotator):
            of_document = self._rejected.setdefault(two.document, Counter())
            of_document[(two.string, two.label)] += 1
        self._strings.learn_all(
            self._spans.values(),
            (pair for counts in self._rejected.values() for pair in counts.elements()),
        )

    def suggestions(self, document: Document) -> Sequence[Suggestion]:
        """Return what the annotator's labels propose for a document, in reading order.

        The score is the share of the label among all labels the string was given.
        """
        if self._last is not None and self._last[0] is document and not self._stale:
            return self._last[1]
        found: list[Suggestion] = []
        for start, end in labelable_extents(document.zones):
            found += (
                Suggestion(
                    (Extent(start + left, start + right),),
                    choice.label,
                    OWN_LABELS,
                    choice.labelled / choice.times,
                )
                for left, right, choice in self._strings.find(document.text[start:end])
            )
        self._last, self._stale = (document, found), False
        return found

    def last_suggestions(self, document: Document) -> Sequence[Suggestion]:
        """Return what was proposed for a document when it was last asked for.

        It is what the annotator saw when acting, and costs a key press nothing.
        """
        if self._last is not None and self._last[0] is document:
            return self._last[1]
        return self.suggestions(document)

    def counts(self, string: str) -> Mapping[LabelId, int]:
        """Return how often the annotator labelled a string, by label."""
        return self._strings.counts(string)

    def take(self, change: ChangeSet) -> None:
        """Learn what a command, undo or redo of this annotator changed."""
        with self._project.reading() as link:
            if change.spans:
                for span in change.spans:
                    self._unlearn(span)
                for one in own_strings.labelled_by_spans(link, self._annotator, change.spans):
                    self._learn(one)
                self._stale = True
            if Facet.SUGGESTIONS in change.facets:
                for document in change.documents:
                    for (string, label), times in self._rejected.pop(document, {}).items():
                        self._strings.reject(string, label, -times)
                for two in own_strings.rejected(link, self._annotator, change.documents):
                    self._reject(two)
                self._stale = True

    def _learn(self, one: own_strings.LabelledString) -> None:
        self._spans[one.span] = (one.string, one.label)
        self._strings.learn(one.string, one.label)

    def _unlearn(self, span: SpanId) -> None:
        known = self._spans.pop(span, None)
        if known is not None:
            self._strings.learn(*known, -1)

    def _reject(self, one: own_strings.RejectedString) -> None:
        self._rejected.setdefault(one.document, Counter())[(one.string, one.label)] += 1
        self._strings.reject(one.string, one.label)
