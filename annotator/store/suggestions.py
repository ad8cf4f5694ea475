"""Suggestions in the project file, and what each annotator decided about them."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence

from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, RelationId, SpanId, derived_id
from annotator.domain.suggestions import (
    Precision,
    RelationSuggestion,
    Suggestion,
    SuggestionRun,
    Verdict,
)
from annotator.store import annotators
from annotator.store.suggestion_json import packed_run, unpacked_relations, unpacked_spans
from annotator.store.writing import Transaction, canonical_json


def store_run(t: Transaction, run: SuggestionRun) -> None:
    """Store all that one source proposes for one document, in place of what it did before."""
    t.put(
        "suggestion_runs",
        {
            "id": derived_id("run", run.document, run.source),
            "document": run.document,
            "source": run.source,
            "suggestions": packed_run(run),
        },
    )


def of_document(connection: sqlite3.Connection, document: DocumentId) -> list[Suggestion]:
    """Return all spans that are suggested for a document, decided or not, in reading order."""
    rows = connection.execute(
        "SELECT source, suggestions FROM suggestion_runs WHERE document = ? AND NOT deleted",
        (document,),
    )
    found = [one for source, packed in rows for one in unpacked_spans(packed, source)]
    return sorted(found, key=lambda s: (s.start, -s.end, s.label, s.source))


def relations_of_document(
    connection: sqlite3.Connection, document: DocumentId
) -> list[RelationSuggestion]:
    """Return all relations that are suggested for a document, decided or not."""
    rows = connection.execute(
        "SELECT source, suggestions FROM suggestion_runs"
        " WHERE document = ? AND NOT deleted AND suggestions LIKE '{%' ORDER BY source",
        (document,),
    )
    return [one for source, packed in rows for one in unpacked_relations(packed, source)]


def sources_of(connection: sqlite3.Connection, document: DocumentId) -> set[str]:
    """Return the sources that have looked at a document, found something or not."""
    rows = connection.execute(
        "SELECT source FROM suggestion_runs WHERE document = ? AND NOT deleted", (document,)
    )
    return {row[0] for row in rows}


def forget_source(t: Transaction, source: str) -> None:
    """Turn all runs of a source into tombstones, so that it looks at everything again."""
    rows = t.connection.execute(
        "SELECT id FROM suggestion_runs WHERE source = ? AND NOT deleted", (source,)
    ).fetchall()
    t.delete("suggestion_runs", [row[0] for row in rows])


def forget_empty(t: Transaction, document: DocumentId) -> None:
    """Turn the runs that found nothing in a document into tombstones: it is looked at again."""
    rows = t.connection.execute(
        "SELECT id, suggestions FROM suggestion_runs WHERE document = ? AND NOT deleted",
        (document,),
    ).fetchall()
    t.delete("suggestion_runs", [row[0] for row in rows if not json.loads(row[1])])


def without_run(connection: sqlite3.Connection, source: str) -> list[int]:
    """Return the local numbers of the documents that a source has not looked at yet."""
    rows = connection.execute(
        "SELECT number FROM documents WHERE NOT deleted AND id NOT IN"
        " (SELECT document FROM suggestion_runs WHERE source = ? AND NOT deleted)"
        " ORDER BY number",
        (source,),
    )
    return [row[0] for row in rows]


def decide(
    t: Transaction,
    annotator: AnnotatorId,
    document: DocumentId,
    suggestion: Suggestion | RelationSuggestion,
    sources: Sequence[str],
    verdict: Verdict,
    made: SpanId | RelationId | None,
) -> None:
    """Record what an annotator decided about a suggestion, and who had proposed it.

    ``made`` is the span or relation that came of it; the column is called ``span`` for both.
    """
    key = suggestion.key(document)
    t.put(
        "decisions",
        {
            "id": derived_id("decision", annotator, key),
            "annotator": annotator,
            "document": document,
            "suggestion": key,
            "fragments": canonical_json(suggestion.fragments),
            "label": suggestion.label,
            "verdict": verdict,
            "sources": canonical_json(sorted(sources)),
            "span": made,
        },
    )


def decision_about(connection: sqlite3.Connection, annotator: AnnotatorId, key: str) -> str | None:
    """Return the id of the row of what an annotator decided under a key, or None."""
    row = connection.execute(
        "SELECT id FROM decisions WHERE id = ? AND NOT deleted",
        (derived_id("decision", annotator, key),),
    ).fetchone()
    return row[0] if row else None


def decisions_that_made(
    connection: sqlite3.Connection, document: DocumentId, made: SpanId | RelationId
) -> list[str]:
    """Return the decision rows that led to a span or relation."""
    rows = connection.execute(
        "SELECT id FROM decisions WHERE document = ? AND span = ? AND NOT deleted",
        (document, made),
    )
    return [row[0] for row in rows]


def decided_keys(
    connection: sqlite3.Connection, annotator: AnnotatorId, document: DocumentId
) -> dict[str, Verdict]:
    """Return the keys of the suggestions an annotator decided in a document."""
    people = annotators.joined_with(connection, annotator)
    marks = ",".join("?" * len(people))
    rows = connection.execute(
        f"SELECT suggestion, verdict FROM decisions WHERE document = ?"
        f" AND annotator IN ({marks}) AND NOT deleted",
        (document, *people),
    )
    return {row[0]: Verdict(row[1]) for row in rows}


def precisions(
    connection: sqlite3.Connection, document: DocumentId | None = None
) -> dict[tuple[str, LabelId], Precision]:
    """Return, by source and label, how many suggestions were decided and how many fitted.

    Fitting means accepted as they stood; corrected and rejected ones did not. With a
    document, only the decisions about it count.
    """
    where = "NOT deleted" if document is None else "NOT deleted AND document = ?2"
    rows = connection.execute(
        "SELECT source.value, label, sum(verdict = ?1), count(*)"
        " FROM decisions, json_each(decisions.sources) AS source"
        f" WHERE {where} GROUP BY source.value, label",
        (Verdict.ACCEPTED, document) if document else (Verdict.ACCEPTED,),
    )
    return {(row[0], LabelId(row[1])): Precision(row[2], row[3]) for row in rows}


def verdicts(
    connection: sqlite3.Connection,
) -> dict[tuple[str, LabelId], Counter[Verdict]]:
    """Return, by source and label, how often each verdict was given, over all annotators."""
    rows = connection.execute(
        "SELECT source.value, label, verdict, count(*)"
        " FROM decisions, json_each(decisions.sources) AS source"
        " WHERE NOT deleted GROUP BY source.value, label, verdict"
    )
    found: dict[tuple[str, LabelId], Counter[Verdict]] = {}
    for source, label, verdict, number in rows:
        found.setdefault((source, LabelId(label)), Counter())[Verdict(verdict)] = number
    return found


def undecided(
    connection: sqlite3.Connection,
    document: DocumentId,
    people: Sequence[AnnotatorId],
    quiet: Collection[tuple[str, LabelId]] = (),
) -> int:
    """Return how many stored suggestions of a document some annotators have not decided.

    Spans and relations; ``quiet`` names sources that are not heard for a label. What lies
    over a label, or proposes the same stretch twice, is counted all the same: whether it is
    shown only the open article tells.
    """
    both: list[Suggestion | RelationSuggestion] = [
        *of_document(connection, document),
        *relations_of_document(connection, document),
    ]
    proposed = {one.key(document) for one in both if (one.source, one.label) not in quiet}
    if not proposed:
        return 0
    marks = ",".join("?" * len(people))
    decided = connection.execute(
        f"SELECT suggestion FROM decisions WHERE document = ? AND annotator IN ({marks})"
        " AND NOT deleted",
        (document, *people),
    )
    return len(proposed - {row[0] for row in decided})


def tally(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many suggestions are pending, accepted and rejected, over all annotators.

    Spans and relations. One that nobody decided is pending; a corrected one counts as
    rejected as it stood. One decided by two people counts for each.
    """
    given = Counter(
        {
            row[0]: row[1]
            for row in connection.execute(
                "SELECT verdict, count(*) FROM decisions WHERE NOT deleted GROUP BY verdict"
            )
        }
    )
    decided = {
        row[0] for row in connection.execute("SELECT suggestion FROM decisions WHERE NOT deleted")
    }
    pending: set[str] = set()
    for document, source, packed in connection.execute(
        "SELECT document, source, suggestions FROM suggestion_runs WHERE NOT deleted"
    ):
        pending.update(one.key(document) for one in unpacked_spans(packed, source))
        pending.update(one.key(document) for one in unpacked_relations(packed, source))
    return {
        "pending": len(pending - decided),
        "accepted": given[Verdict.ACCEPTED],
        "rejected": given[Verdict.REJECTED] + given[Verdict.CORRECTED],
    }
