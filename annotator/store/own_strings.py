"""The strings an annotator labelled and rejected: what suggestions of their own rest on."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, SpanId
from annotator.domain.suggestions import Verdict
from annotator.store import annotators

_PORTION = 500
_LABELLED = (
    "SELECT spans.id, label, fragments, number FROM spans JOIN sets ON sets.id = set_id"
    " JOIN documents ON documents.id = sets.document"
    " WHERE NOT spans.deleted AND "
)
_REJECTED = (
    "SELECT document, label, fragments, number FROM decisions"
    " JOIN documents ON documents.id = document"
    " WHERE NOT decisions.deleted AND verdict = ? AND "
)
_IN_ORDER = " ORDER BY number"


class LabelledString(NamedTuple):
    """The string of one live span and its label."""

    span: SpanId
    string: str
    label: LabelId


class RejectedString(NamedTuple):
    """A string that was rejected under a label in a document."""

    document: DocumentId
    string: str
    label: LabelId


def labelled(connection: sqlite3.Connection, annotator: AnnotatorId) -> Iterator[LabelledString]:
    """Yield the strings of all live spans of an annotator, and of nobody else."""
    people = annotators.joined_with(connection, annotator)
    marks = ",".join("?" * len(people))
    statement = f"{_LABELLED} sets.annotator IN ({marks}) {_IN_ORDER}"
    for row, string in _strings(connection, connection.execute(statement, people)):
        yield LabelledString(row[0], string, row[1])


def labelled_by_spans(
    connection: sqlite3.Connection, annotator: AnnotatorId, spans: Iterable[SpanId]
) -> Iterator[LabelledString]:
    """Yield the strings of those spans, of the ones given, that are the annotator's and live."""
    people = annotators.joined_with(connection, annotator)
    marks = ",".join("?" * len(people))
    wanted = list(spans)
    for at in range(0, len(wanted), _PORTION):
        portion = wanted[at : at + _PORTION]
        inner = ",".join("?" * len(portion))
        rows = connection.execute(
            f"{_LABELLED} spans.id IN ({inner}) AND sets.annotator IN ({marks}) {_IN_ORDER}",
            (*portion, *people),
        )
        for row, string in _strings(connection, rows):
            yield LabelledString(row[0], string, row[1])


def rejected(
    connection: sqlite3.Connection,
    annotator: AnnotatorId,
    documents: Iterable[DocumentId] | None = None,
) -> Iterator[RejectedString]:
    """Yield what an annotator rejected, in all documents or in those given."""
    people = annotators.joined_with(connection, annotator)
    marks = ",".join("?" * len(people))
    statement = f"{_REJECTED} annotator IN ({marks})"
    values: tuple[str, ...] = (Verdict.REJECTED, *people)
    if documents is None:
        rows = connection.execute(statement + _IN_ORDER, values)
        for row, string in _strings(connection, rows):
            yield RejectedString(row[0], string, row[1])
        return
    for document in documents:
        rows = connection.execute(f"{statement} AND document = ?", (*values, document))
        for row, string in _strings(connection, rows):
            yield RejectedString(row[0], string, row[1])


def _strings(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]
) -> Iterator[tuple[sqlite3.Row, str]]:
    """Yield each row with the string it stands on; rows come by document.

    The text is read once for each document and cut here: SQLite's ``substr`` counts a
    text's characters from its beginning at every call, three seconds for 10,000 spans of
    one long article.
    """
    number, text = -1, ""
    for row in rows:
        if row["fragments"].count(",") > 1:
            # The string of a span with gaps stands nowhere in a text.
            continue
        if row["number"] != number:
            number = row["number"]
            found = connection.execute("SELECT text FROM texts WHERE number = ?", (number,))
            text = found.fetchone()[0]
        # "[[start,end]]": one fragment has one comma, and is read much quicker than by json.
        start, _, end = row["fragments"][2:-2].partition(",")
        yield row, text[int(start) : int(end)]
