"""Where the relations and chains in a report stand: a place to go to in place of their ids."""

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.documents import Document
from annotator.domain.reports import Example, Report
from annotator.domain.spans import Span

_MOST = 60
"""Characters of the words of an end that are shown."""


class LossPlaces:
    """Give examples that name a relation or chain by its id the place and words of its ends."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._settled: dict[str, int] = {}
        """How many examples of each code were looked at."""

    def settle(self, document: Document, work: AnnotationSet) -> None:
        """Look at what was counted since the last time, while this set was written."""
        for row in self._report:
            done, count = self._settled.get(row.code, 0), len(row.examples)
            for number in range(done, count):
                row.examples[number] = _placed(row.examples[number], document, work)
            self._settled[row.code] = count


def _placed(example: Example, document: Document, work: AnnotationSet) -> Example:
    if example.document != document.id or not example.text:
        return example
    spans = {span.id: span for span in work.spans}
    ends: list[Span] = []
    for relation in work.relations:
        if relation.id == example.text:
            ends = [spans[relation.source], spans[relation.target]]
    for chain in work.chains:
        if chain.id == example.text:
            ends = [spans[one] for one in chain.spans]
    if not ends:
        return example
    words = [span.surface(document.text)[:_MOST] for span in ends[:3]]
    return Example(document.id, ends[0].start, " → ".join(words))
