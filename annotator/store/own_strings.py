"""The strings an annotator labelled and rejected: what suggestions of their own rest on."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, SpanId
from annotator.domain.suggestions import Verdict
from annotator.store import annotators

# The order of the tables is fixed (CROSS JOIN): left to itself SQLite, which has no counts
# of this file's rows, begins with the annotator's sets and goes through all their spans.
_SPANS_OF_SETS = (
    "SELECT spans.id, label, fragments, number FROM sets"
    " CROSS JOIN documents ON documents.id = sets.document"
    " CROSS JOIN spans ON spans.set_id = sets.id"
)
_GIVEN_SPANS = (
    "SELECT spans.id, label, fragments, number FROM json_each(?) AS wanted"
    " CROSS JOIN spans ON spans.id = wanted.value CROSS JOIN sets ON sets.id = spans.set_id"
    " CROSS JOIN documents ON documents.id = sets.document"
)
_DECISIONS = (
    "SELECT decisions.document, label, fragments, number FROM decisions"
    " CROSS JOIN documents ON documents.id = decisions.document"
)
_DECISIONS_OF_DOCUMENTS = (
    "SELECT decisions.document, label, fragments, number FROM json_each(?) AS wanted"
    " CROSS JOIN decisions ON decisions.document = wanted.value"
    " CROSS JOIN documents ON documents.id = decisions.document"
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
    rows = connection.execute(f"{_SPANS_OF_SETS} WHERE {_live_spans(people)}", people)
    yield from _labelled(connection, rows)


def more_than(connection: sqlite3.Connection, annotator: AnnotatorId, number: int) -> bool:
    """Tell whether an annotator has more than a number of live spans."""
    people = annotators.joined_with(connection, annotator)
    row = connection.execute(
        "SELECT 1 FROM sets CROSS JOIN spans ON spans.set_id = sets.id"
        f" WHERE {_live_spans(people)} LIMIT 1 OFFSET ?",
        (*people, number),
    ).fetchone()
    return row is not None


def labelled_by_spans(
    connection: sqlite3.Connection, annotator: AnnotatorId, spans: Iterable[SpanId]
) -> Iterator[LabelledString]:
    """Yield the strings of those spans, of the ones given, that are the annotator's and live."""
    people = annotators.joined_with(connection, annotator)
    rows = connection.execute(
        f"{_GIVEN_SPANS} WHERE {_live_spans(people)} {_IN_ORDER}",
        (json.dumps(list(spans)), *people),
    )
    yield from _labelled(connection, rows)


def rejected(
    connection: sqlite3.Connection,
    annotator: AnnotatorId,
    documents: Iterable[DocumentId] | None = None,
) -> Iterator[RejectedString]:
    """Yield what an annotator rejected, in all documents or in those given."""
    people = annotators.joined_with(connection, annotator)
    marks = ",".join("?" * len(people))
    where = f"WHERE NOT decisions.deleted AND verdict = ? AND annotator IN ({marks}) {_IN_ORDER}"
    values: tuple[str, ...] = (Verdict.REJECTED, *people)
    if documents is None:
        rows = connection.execute(f"{_DECISIONS} {where}", values)
    else:
        wanted = json.dumps(list(documents))
        rows = connection.execute(f"{_DECISIONS_OF_DOCUMENTS} {where}", (wanted, *values))
    for row, string in _strings(connection, rows):
        yield RejectedString(row[0], string, row[1])


def _live_spans(people: Sequence[str]) -> str:
    return f"NOT spans.deleted AND sets.annotator IN ({','.join('?' * len(people))})"


def _labelled(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]
) -> Iterator[LabelledString]:
    for row, string in _strings(connection, rows):
        yield LabelledString(row[0], string, row[1])


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
        fragments = row[2]
        if fragments.count(",") > 1:
            # The string of a span with gaps stands nowhere in a text.
            continue
        if row[3] != number:
            number = row[3]
            found = connection.execute("SELECT text FROM texts WHERE number = ?", (number,))
            text = found.fetchone()[0]
        # "[[start,end]]": one fragment has one comma, and is read much quicker than by json.
        start, _, end = fragments[2:-2].partition(",")
        yield row, text[int(start) : int(end)]
