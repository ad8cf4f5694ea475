"""Suggestions in the project file, and what each annotator decided about them."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence

from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, SpanId, derived_id
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Precision, Suggestion, SuggestionRun, Verdict
from annotator.store import annotators
from annotator.store.writing import Transaction, canonical_json


def store_run(t: Transaction, run: SuggestionRun) -> None:
    """Store all that one source proposes for one document, in place of what it did before."""
    t.put(
        "suggestion_runs",
        {
            "id": derived_id("run", run.document, run.source),
            "document": run.document,
            "source": run.source,
            "suggestions": canonical_json([_packed(s) for s in run.suggestions]),
        },
    )


def of_document(connection: sqlite3.Connection, document: DocumentId) -> list[Suggestion]:
    """Return all suggestions for a document, decided or not, in reading order."""
    rows = connection.execute(
        "SELECT source, suggestions FROM suggestion_runs WHERE document = ? AND NOT deleted",
        (document,),
    )
    found = [_unpacked(packed, row[0]) for row in rows for packed in json.loads(row[1])]
    return sorted(found, key=lambda s: (s.start, -s.end, s.label, s.source))


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
    suggestion: Suggestion,
    sources: Sequence[str],
    verdict: Verdict,
    span: SpanId | None,
) -> None:
    """Record what an annotator decided about a suggestion, and who had proposed it."""
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
            "span": span,
        },
    )


def decision_about(connection: sqlite3.Connection, annotator: AnnotatorId, key: str) -> str | None:
    """Return the id of the row of what an annotator decided under a key, or None."""
    row = connection.execute(
        "SELECT id FROM decisions WHERE id = ? AND NOT deleted",
        (derived_id("decision", annotator, key),),
    ).fetchone()
    return row[0] if row else None


def decisions_of_span(
    connection: sqlite3.Connection, document: DocumentId, span: SpanId
) -> list[str]:
    """Return the decision rows that led to a span."""
    rows = connection.execute(
        "SELECT id FROM decisions WHERE document = ? AND span = ? AND NOT deleted",
        (document, span),
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


def tally(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many suggestions are pending, accepted and rejected, over all annotators.

    A suggestion that nobody decided is pending; a corrected one counts as rejected as it
    stood. One decided by two people counts for each.
    """
    verdicts = Counter(
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
        for one in json.loads(packed):
            key = _unpacked(one, source).key(document)
            if key not in decided:
                pending.add(key)
    return {
        "pending": len(pending),
        "accepted": verdicts[Verdict.ACCEPTED],
        "rejected": verdicts[Verdict.REJECTED] + verdicts[Verdict.CORRECTED],
    }


def _packed(suggestion: Suggestion) -> list[object]:
    return [
        [list(extent) for extent in suggestion.fragments],
        suggestion.label,
        suggestion.score,
    ]


def _unpacked(packed: list[object], source: str) -> Suggestion:
    fragments, label, score = packed
    return Suggestion(
        tuple(Extent(*extent) for extent in fragments),  # type: ignore[attr-defined]
        LabelId(str(label)),
        source,
        score,  # type: ignore[arg-type]
    )
