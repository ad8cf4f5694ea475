"""Annotation sets in the project file: rows in, live sets out."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from annotator.domain.annotation_sets import AnnotationSet, State
from annotator.domain.ids import (
    AnnotatorId,
    ChainId,
    DocumentId,
    LabelId,
    RelationId,
    SetId,
    SpanId,
    derived_id,
    set_id,
)
from annotator.domain.live_sets import LiveSet
from annotator.domain.spans import Extent, Fragments, Origin, Relation, Span
from annotator.store import annotators
from annotator.store.writing import Transaction, canonical_json

_SPAN = "id, fragments, label, attributes, note, origin, source"
_RELATION = "id, label, source, target, attributes, note, origin"


def ensure(t: Transaction, document: DocumentId, annotator: AnnotatorId) -> SetId:
    """Return the id of an annotator's set on a document; make its row at the first write."""
    wanted = set_id(document, annotator)
    known = t.connection.execute("SELECT deleted FROM sets WHERE id = ?", (wanted,)).fetchone()
    if known is None or known[0]:
        t.put("sets", _set_row(document, annotator, "", ""))
    return wanted


def set_flag(
    t: Transaction, document: DocumentId, annotator: AnnotatorId, flag: str, note: str
) -> None:
    """Write the flag and note of a set."""
    t.put("sets", _set_row(document, annotator, flag, note))


def set_state(t: Transaction, set_: SetId, schema_pass: str, state: State) -> None:
    """Write the state of one pass of a set."""
    document, annotator = t.connection.execute(
        "SELECT document, annotator FROM sets WHERE id = ?", (set_,)
    ).fetchone()
    t.put(
        "set_states",
        {
            "id": derived_id("state", set_, schema_pass),
            "set_id": set_,
            "document": document,
            "annotator": annotator,
            "schema_pass": schema_pass,
            "state": state,
        },
    )


def flag_and_note(
    connection: sqlite3.Connection, document: DocumentId, annotator: AnnotatorId
) -> tuple[str, str]:
    """Return the flag and the note of an annotator's set; empty where there is none."""
    return _flag_and_note(connection, set_ids(connection, document, annotator))


def add_time(t: Transaction, row_id: str, set_: SetId, seconds: float) -> None:
    """Add seconds to one session's count for a set."""
    row = t.connection.execute("SELECT seconds FROM time_spent WHERE id = ?", (row_id,)).fetchone()
    total = seconds + (row[0] if row else 0.0)
    t.put("time_spent", {"id": row_id, "set_id": set_, "seconds": total})


def time_spent(
    connection: sqlite3.Connection, document: DocumentId, annotator: AnnotatorId
) -> float:
    """Return the seconds an annotator has spent on a document, over all sessions."""
    ids = set_ids(connection, document, annotator)
    marks = ",".join("?" * len(ids))
    total: float = connection.execute(
        f"SELECT coalesce(sum(seconds), 0.0) FROM time_spent WHERE set_id IN ({marks})", ids
    ).fetchone()[0]
    return total


def put_span(t: Transaction, set_: SetId, span: Span) -> None:
    """Write a span row."""
    t.put("spans", span_row(set_, span))


def put_spans(t: Transaction, set_: SetId, spans: Iterable[Span]) -> None:
    """Write the rows of many spans."""
    t.put_many("spans", (span_row(set_, span) for span in spans))


def add_spans(t: Transaction, set_: SetId, spans: Iterable[Span]) -> None:
    """Write the rows of spans whose ids are new."""
    t.insert("spans", (span_row(set_, span) for span in spans))


def change_span(t: Transaction, span: Span) -> None:
    """Write the content of a span over its row; the row stays in its set."""
    row = span_row(SetId(""), span)
    t.update("spans", span.id, {name: row[name] for name in row if name not in ("id", "set_id")})


def put_relation(t: Transaction, set_: SetId, relation: Relation) -> None:
    """Write a relation row."""
    t.put("relations", relation_row(set_, relation))


def put_member(t: Transaction, set_: SetId, chain: ChainId, span: SpanId) -> None:
    """Write a span's membership in a chain."""
    row_id = derived_id("member", chain, span)
    t.put("chain_members", {"id": row_id, "set_id": set_, "chain": chain, "span": span})


def span_row(set_: SetId, span: Span) -> dict[str, str]:
    """Return the stored row of a span."""
    return {
        "id": span.id,
        "set_id": set_,
        "fragments": canonical_json(span.fragments),
        "label": span.label,
        "attributes": canonical_json(dict(span.attributes)) if span.attributes else "{}",
        "note": span.note,
        "origin": span.origin,
        "source": span.source,
    }


def relation_row(set_: SetId, relation: Relation) -> dict[str, str]:
    """Return the stored row of a relation."""
    return {
        "id": relation.id,
        "set_id": set_,
        "label": relation.label,
        "source": relation.source,
        "target": relation.target,
        "attributes": canonical_json(dict(relation.attributes)),
        "note": relation.note,
        "origin": relation.origin,
    }


def live_set(
    connection: sqlite3.Connection, document: DocumentId, annotator: AnnotatorId
) -> LiveSet:
    """Read an annotator's live spans, relations and chains on a document."""
    live = LiveSet()
    for set_ in set_ids(connection, document, annotator):
        _read_rows(connection, live, "set_id = ?", (set_,))
    return live


def reread(
    connection: sqlite3.Connection,
    live: LiveSet,
    ids: Sequence[SetId],
    spans: Iterable[SpanId],
    relations: Iterable[RelationId],
    members: Iterable[str],
) -> None:
    """Bring a live set up to date with the rows that a command changed.

    ``ids`` are the set's own; a command over many documents changes rows of others too.
    """
    where = f"id = ? AND set_id IN ({','.join('?' * len(ids))}) AND NOT deleted"
    for span_id in spans:
        row = connection.execute(
            f"SELECT {_SPAN} FROM spans WHERE {where}", (span_id, *ids)
        ).fetchone()
        live.put_span(_span(row)) if row else live.drop_span(span_id)
    for relation_id in relations:
        row = connection.execute(
            f"SELECT {_RELATION} FROM relations WHERE {where}", (relation_id, *ids)
        ).fetchone()
        live.put_relation(_relation(row)) if row else live.drop_relation(relation_id)
    for member in members:
        row = connection.execute(
            f"SELECT chain, span FROM chain_members WHERE {where}", (member, *ids)
        ).fetchone()
        live.put_member(member, row[0], row[1]) if row else live.drop_member(member)


def set_ids(
    connection: sqlite3.Connection, document: DocumentId, annotator: AnnotatorId
) -> list[SetId]:
    """Return the ids of the sets that are one annotator's on a document.

    More than one where annotators were joined.
    """
    return [set_id(document, member) for member in annotators.joined_with(connection, annotator)]


def annotation_set(
    connection: sqlite3.Connection,
    document: DocumentId,
    annotator: AnnotatorId,
    live: LiveSet | None = None,
) -> AnnotationSet:
    """Return one annotator's frozen set on one document; an untouched one is empty."""
    live = live or live_set(connection, document, annotator)
    ids = set_ids(connection, document, annotator)
    flag, note = _flag_and_note(connection, ids)
    return AnnotationSet(
        ids[0],
        document,
        annotators.standing(connection, annotator),
        live.spans(),
        live.relations(),
        live.chains(),
        states(connection, ids),
        flag,
        note,
    )


def states(connection: sqlite3.Connection, ids: Sequence[SetId]) -> Mapping[str, State]:
    """Return the state of each pass; of joined sets the one written last counts."""
    marks = ",".join("?" * len(ids))
    rows = connection.execute(
        f"SELECT schema_pass, state FROM set_states WHERE set_id IN ({marks})"
        " AND NOT deleted ORDER BY clock, writer",
        list(ids),
    )
    return {schema_pass: State(state) for schema_pass, state in rows}


def any_on(connection: sqlite3.Connection, document: DocumentId) -> bool:
    """Tell whether anybody has, or had, a set on a document."""
    row = connection.execute(
        "SELECT 1 FROM sets WHERE document = ? LIMIT 1", (document,)
    ).fetchone()
    return row is not None


def any_of(connection: sqlite3.Connection, annotator: AnnotatorId) -> bool:
    """Tell whether an annotator has any set."""
    row = connection.execute(
        "SELECT 1 FROM sets WHERE annotator = ? AND NOT deleted LIMIT 1", (annotator,)
    ).fetchone()
    return row is not None


def owners(connection: sqlite3.Connection, document: DocumentId) -> list[AnnotatorId]:
    """Return the annotators who have a set on a document, joined ones once."""
    rows = connection.execute(
        "SELECT DISTINCT annotator FROM sets WHERE document = ? AND NOT deleted", (document,)
    ).fetchall()
    return sorted({annotators.standing(connection, row[0]) for row in rows})


def _flag_and_note(connection: sqlite3.Connection, ids: Sequence[SetId]) -> tuple[str, str]:
    marks = ",".join("?" * len(ids))
    row = connection.execute(
        f"SELECT flag, note FROM sets WHERE id IN ({marks}) AND NOT deleted"
        " ORDER BY clock DESC, writer DESC LIMIT 1",
        list(ids),
    ).fetchone()
    return (row[0], row[1]) if row else ("", "")


def _set_row(document: DocumentId, annotator: AnnotatorId, flag: str, note: str) -> dict[str, str]:
    return {
        "id": set_id(document, annotator),
        "document": document,
        "annotator": annotator,
        "flag": flag,
        "note": note,
    }


def _read_rows(
    connection: sqlite3.Connection, live: LiveSet, where: str, values: Sequence[str]
) -> None:
    for row in connection.execute(
        f"SELECT {_SPAN} FROM spans WHERE {where} AND NOT deleted", values
    ):
        live.put_span(_span(row))
    for row in connection.execute(
        f"SELECT {_RELATION} FROM relations WHERE {where} AND NOT deleted", values
    ):
        live.put_relation(_relation(row))
    for row in connection.execute(
        f"SELECT id, chain, span FROM chain_members WHERE {where} AND NOT deleted", values
    ):
        live.put_member(row[0], row[1], row[2])


def _fragments(stored: str) -> Fragments:
    return tuple(Extent(start, end) for start, end in json.loads(stored))


def _attributes(stored: str) -> dict[str, str]:
    attributes: dict[str, str] = json.loads(stored) if stored != "{}" else {}
    return attributes


def _span(row: sqlite3.Row) -> Span:
    return Span(
        SpanId(row[0]),
        _fragments(row[1]),
        LabelId(row[2]),
        _attributes(row[3]),
        row[4],
        Origin(row[5]),
        row[6],
    )


def _relation(row: sqlite3.Row) -> Relation:
    return Relation(
        RelationId(row[0]),
        LabelId(row[1]),
        SpanId(row[2]),
        SpanId(row[3]),
        _attributes(row[4]),
        row[5],
        Origin(row[6]),
    )
