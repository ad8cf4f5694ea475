"""Labelling all equal strings: where they stand, and the command that labels many at once."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from annotator.commands.command import Context
from annotator.commands.labelling import checked_fragments, count_as_accepted
from annotator.domain.annotation_sets import DEFAULT_PASS, State
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, SpanId, new_id
from annotator.domain.live_sets import LiveSet
from annotator.domain.queries import Query, Term
from annotator.domain.spans import Extent, Origin, Span
from annotator.domain.suggestions import Suggestion, Verdict
from annotator.store import documents, listing, sets, suggestions
from annotator.store.project import Project
from annotator.text.boundaries import occurrences
from annotator.text.paragraphs import paragraph_at
from annotator.text.sentences import sentence_extents

_LONGEST_CONTEXT = 400


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a string stands, for the list that is shown before labelling.

    ``context`` is its sentence and ``start`` where the string begins in it. ``labelled``
    is the label the annotator gave to just this extent, or None; ``rejected`` tells that
    a suggestion of the label was rejected here; ``state`` is that of the document.
    """

    document: DocumentId
    title: str
    extent: Extent
    context: str
    start: int
    labelled: LabelId | None
    rejected: bool
    state: State

    @property
    def ticked(self) -> bool:
        """Whether it is labelled unless the annotator says otherwise.

        Not so what is labelled already, was rejected, or lies in a document that the
        annotator finished or set aside.
        """
        begun = self.state in (State.NEW, State.IN_PROGRESS)
        return self.labelled is None and not self.rejected and begun


def find_equal(
    project: Project,
    annotator: AnnotatorId,
    string: str,
    label: LabelId,
    document: DocumentId | None = None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Place]:
    """Return where a string stands in zones for labelling, here or in all documents.

    Case and word boundaries are respected. Places that overlap a span of the annotator's
    without being one are left out. Without ``document`` the list goes over the project, in
    list order; ``progress`` is told documents looked at of all that hold the words, and
    may raise Stopped.
    """
    if not string.strip():
        raise UserError("There is no text to look for.", mend="Select a label or some words.")
    found: list[Place] = []
    with project.snapshot() as link:
        if document is not None:
            one = documents.read(link, document)
            return list(_places(link, one, annotator, string, label))
        numbers = listing.numbers(link, Query((Term(string),)))
        for done, each in enumerate(documents.read_many(link, numbers), start=1):
            found += _places(link, each, annotator, string, label)
            progress(done, len(numbers))
    return found


@dataclass(frozen=True, slots=True)
class LabelEverywhere:
    """Label places in any number of documents as one step.

    ``document`` is the article it was asked for in. Documents that are new become in
    progress; finished ones stay so. Places that meanwhile overlap a span are passed over.
    ``progress`` is told documents done of all, and may raise Stopped: nothing is labelled then.
    """

    places: Sequence[Place]
    label: LabelId
    document: DocumentId | None = None
    progress: Callable[[int, int], None] = lambda done, total: None

    @property
    def title(self) -> str:
        """The name of the step."""
        number = len(self.places)
        return "Label" if number == 1 else f"Label {number:,} equal strings"

    def apply(self, context: Context) -> None:
        """Write the spans; raise UserError where none of the places is free any more."""
        context.span_label(self.label)
        by_document: dict[DocumentId, list[Extent]] = {}
        if self.document is not None:
            # What is made in the article at hand comes first in the change set.
            by_document[self.document] = []
        for place in self.places:
            by_document.setdefault(place.document, []).append(place.extent)
        made = 0
        for done, (document, extents) in enumerate(by_document.items(), start=1):
            if extents:
                made += _label(context, document, extents, self.label)
            self.progress(done, len(by_document))
        if not made:
            raise UserError("There is nothing left to label: all of it is labelled already.")


def _label(
    context: Context, document: DocumentId, extents: Sequence[Extent], label: LabelId
) -> int:
    """Label the free extents of one document; return how many there were."""
    taken = _Taken(context.live(document))
    free = [extent for extent in extents if taken.take(extent)]
    if not free:
        return 0
    text = context.document(document)
    set_ = context.begin_work(document)
    spans = [
        Span(SpanId(new_id()), checked_fragments(text, (extent,)), label, {}, "", Origin.SPREAD)
        for extent in free
    ]
    sets.add_spans(context.t, set_, spans)
    proposed = context.proposed(document)
    for span in spans:
        count_as_accepted(context, document, span, proposed)
    return len(free)


class _Taken:
    """The stretches of a document that are labelled already."""

    def __init__(self, live: LiveSet) -> None:
        spans = live.spans()
        self.labels = {span.fragments[0]: span.label for span in spans if len(span.fragments) == 1}
        self._extents = sorted(extent for span in spans for extent in span.fragments)

    def overlaps(self, extent: Extent) -> bool:
        """Tell whether an extent shares a character with what is labelled."""
        return any(start < extent.end and extent.start < end for start, end in self._extents)

    def take(self, extent: Extent) -> bool:
        """Take an extent if it is free; tell whether it was."""
        if self.overlaps(extent):
            return False
        self._extents.append(extent)
        return True


def _places(
    link: sqlite3.Connection,
    document: Document,
    annotator: AnnotatorId,
    string: str,
    label: LabelId,
) -> Iterator[Place]:
    text = document.text
    found = [
        extent
        for extent in occurrences(text, string)
        if any(a <= extent.start and extent.end <= b for a, b in labelable_extents(document.zones))
    ]
    if not found:
        return
    taken = _Taken(sets.live_set(link, document.id, annotator))
    states = sets.states(link, sets.set_ids(link, document.id, annotator))
    decided = suggestions.decided_keys(link, annotator, document.id)
    for extent in found:
        labelled = taken.labels.get(extent)
        if labelled is None and taken.overlaps(extent):
            continue
        key = Suggestion((extent,), label, "").key(document.id)
        context = _context(text, extent)
        yield Place(
            document.id,
            document.title,
            extent,
            text[context.start : context.end],
            extent.start - context.start,
            labelled,
            decided.get(key) is Verdict.REJECTED,
            states.get(DEFAULT_PASS, State.NEW),
        )


def _context(text: str, extent: Extent) -> Extent:
    """Return the sentence around an extent, cut where it is very long."""
    first = paragraph_at(text, extent.start)
    last = paragraph_at(text, extent.end)
    start, end = first.start, last.end
    for sentence in sentence_extents(text, start, end):
        if sentence.end <= extent.start:
            start = sentence.end
        elif sentence.start >= extent.end:
            end = sentence.start
            break
    while start < extent.start and text[start].isspace():
        start += 1
    start = max(start, extent.start - _LONGEST_CONTEXT)
    end = min(end, extent.end + _LONGEST_CONTEXT)
    return Extent(start, start + len(text[start:end].rstrip()))
