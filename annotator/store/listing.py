"""The list of articles: which match a query, counted at once and read page by page."""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, set_id
from annotator.domain.queries import LATER, Query, Term
from annotator.store import annotators, near_duplicates
from annotator.store.search import match_expression
from annotator.store.suggestions import undecided


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of articles, for one annotator."""

    number: int
    id: DocumentId
    title: str
    source: str
    published: str
    state: State
    flag: str
    spans: int
    suggestions: int
    cluster_size: int = 1
    """How many articles tell the same story, this one included."""
    story: int = 0
    """A number that those of one story have in common; 0 where it is told once."""


def numbers(
    connection: sqlite3.Connection,
    query: Query,
    annotator: AnnotatorId | None = None,
    *,
    grouped: bool = False,
) -> list[int]:
    """Return the local numbers of the documents a query finds, in list order.

    ``grouped`` puts those that tell the same story next to each other, each story at the
    place of its first.
    """
    conditions, values = _conditions(connection, query, annotator)
    # A cluster has the number of its first document.
    order = "coalesce((SELECT cluster FROM clusters WHERE clusters.number = documents.number),"
    rows = connection.execute(
        f"SELECT number FROM documents WHERE {conditions}"
        f" ORDER BY {order if grouped else '('}number), number",
        values,
    )
    return [row[0] for row in rows]


def count(connection: sqlite3.Connection) -> int:
    """Return how many documents the project has."""
    found: int = connection.execute("SELECT count(*) FROM documents WHERE NOT deleted").fetchone()[
        0
    ]
    return found


def page_numbers(connection: sqlite3.Connection, offset: int, size: int) -> list[int]:
    """Return a page of the local numbers of all documents, from the small index alone."""
    rows = connection.execute(
        "SELECT number FROM documents INDEXED BY documents_deleted WHERE deleted = 0"
        " ORDER BY number LIMIT ? OFFSET ?",
        (size, offset),
    )
    return [row[0] for row in rows]


def position(connection: sqlite3.Connection, number: int) -> int:
    """Return how many documents stand before this one in the list of all."""
    found: int = connection.execute(
        "SELECT count(*) FROM documents INDEXED BY documents_deleted"
        " WHERE deleted = 0 AND number < ?",
        (number,),
    ).fetchone()[0]
    return found


def number_of(connection: sqlite3.Connection, document: DocumentId) -> int | None:
    """Return the local number of a document, or None."""
    row = connection.execute(
        "SELECT number FROM documents WHERE id = ? AND NOT deleted", (document,)
    ).fetchone()
    return row[0] if row else None


def entries(
    connection: sqlite3.Connection,
    wanted: Sequence[int],
    annotator: AnnotatorId,
    quiet: Collection[tuple[str, LabelId]] = (),
) -> list[Entry]:
    """Return the lines for some local numbers, in that order.

    Suggestions of sources that are ``quiet`` for a label do not count.
    """
    if not wanted:
        return []
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(
        f"SELECT number, id, coalesce(title, ''), coalesce(source, ''),"
        f" coalesce(published, '') FROM documents WHERE number IN ({marks})",
        list(wanted),
    ).fetchall()
    found = {row[0]: _entry(connection, row, annotator, quiet) for row in rows}
    return [found[number] for number in wanted if number in found]


def count_phrase(connection: sqlite3.Connection, text: str) -> int:
    """Return how many documents hold a string as a phrase of words."""
    expression = match_expression(Term(text))
    if expression is None:
        return 0
    found: int = connection.execute(
        "SELECT count(*) FROM search JOIN documents ON number = search.rowid"
        " WHERE search MATCH ? AND NOT deleted",
        (expression,),
    ).fetchone()[0]
    return found


def count_without_run(connection: sqlite3.Connection, source: str, most: int = -1) -> int:
    """Return how many documents a source has not looked at, counted up to ``most``."""
    found: int = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM documents WHERE NOT deleted AND NOT EXISTS"
        " (SELECT 1 FROM suggestion_runs AS run WHERE run.document = documents.id"
        " AND run.source = ? AND NOT run.deleted) LIMIT ?)",
        (source, most),
    ).fetchone()[0]
    return found


def state_counts(
    connection: sqlite3.Connection, annotator: AnnotatorId
) -> tuple[dict[State, int], int]:
    """Return how many documents are in each state for an annotator, and how many flagged."""
    people = annotators.joined_with(connection, annotator)
    marks = ",".join("?" * len(people))
    # One person's documents differ by themselves; those of joined people may be the same.
    counted = "*" if len(people) == 1 else "DISTINCT document"
    rows = connection.execute(
        f"SELECT state, count({counted}) FROM set_states WHERE NOT deleted"
        f" AND annotator IN ({marks}) GROUP BY state",
        people,
    )
    counts = {State(row[0]): row[1] for row in rows}
    counts[State.NEW] = count(connection) - sum(
        number for state, number in counts.items() if state is not State.NEW
    )
    flagged = connection.execute(
        # "Greater than nothing" rather than "not nothing": only that can use the index.
        f"SELECT count(*) FROM sets WHERE flag > '' AND NOT deleted AND annotator IN ({marks})",
        people,
    ).fetchone()[0]
    return counts, flagged


def _entry(
    connection: sqlite3.Connection,
    row: sqlite3.Row,
    annotator: AnnotatorId,
    quiet: Collection[tuple[str, LabelId]],
) -> Entry:
    number, document, title, source, published = row
    people = annotators.joined_with(connection, annotator)
    marks = ",".join("?" * len(people))
    sets = connection.execute(
        f"SELECT id, flag FROM sets WHERE id IN ({marks})"
        " AND NOT deleted ORDER BY clock DESC, writer DESC",
        [set_id(document, person) for person in people],
    ).fetchall()
    state, flag, spans = State.NEW, "", 0
    if sets:
        ids = [set_[0] for set_ in sets]
        flag = sets[0][1]
        inner = ",".join("?" * len(ids))
        states = connection.execute(
            f"SELECT state FROM set_states WHERE set_id IN ({inner}) AND NOT deleted"
            " ORDER BY clock DESC, writer DESC LIMIT 1",
            ids,
        ).fetchone()
        state = State(states[0]) if states else State.NEW
        spans = connection.execute(
            "SELECT count(*) FROM (SELECT DISTINCT fragments, label FROM spans"
            f" WHERE set_id IN ({inner}) AND NOT deleted)",
            ids,
        ).fetchone()[0]
    size, story = near_duplicates.cluster_size(connection, number), _story(connection, number)
    return Entry(
        number,
        document,
        title,
        source,
        published,
        state,
        flag,
        spans,
        undecided(connection, document, people, quiet),
        size,
        story if size > 1 else 0,
    )


def _story(connection: sqlite3.Connection, number: int) -> int:
    row = connection.execute("SELECT cluster FROM clusters WHERE number = ?", (number,)).fetchone()
    return row[0] if row else 0


def _conditions(
    connection: sqlite3.Connection, query: Query, annotator: AnnotatorId | None
) -> tuple[str, list[object]]:
    parts, values = ["NOT deleted"], []
    for term in query.terms:
        condition, more = _condition(connection, term, annotator)
        parts.append(f"NOT ({condition})" if term.negated else f"({condition})")
        values += more
    return " AND ".join(parts), values


def _condition(
    connection: sqlite3.Connection, term: Term, annotator: AnnotatorId | None
) -> tuple[str, list[object]]:
    if not term.field:
        expression = match_expression(term)
        if expression is None:
            return "1", []
        return "number IN (SELECT rowid FROM search WHERE search MATCH ?)", [expression]
    if term.field == "source":
        return "coalesce(source, '') LIKE ? ESCAPE '\\'", [f"%{_escaped(term.value)}%"]
    if term.field == "date":
        return _date_condition(term.value)
    if term.field == "zone":
        return _ZONE, [f'%"{_escaped(term.value.lower())}"%', term.value.lower()]
    if term.field == "story":
        return _story_condition(term.value)
    if term.field == "label":
        return _LABEL, [_label_id(connection, term.value)]
    if term.field == "annotator":
        return _ANNOTATOR, [term.value]
    if term.field == "round":
        return _ROUND, [term.value, term.value]
    if term.field == "handed":
        return _HANDED, [term.value]
    return _own_condition(connection, term, annotator)


_TOLD_AGAIN = (
    "number IN (SELECT number FROM (SELECT number, count(*) OVER (PARTITION BY cluster) AS told,"
    f" row_number() OVER (PARTITION BY cluster ORDER BY {near_duplicates.BY_ARRIVAL}) AS place"
    " FROM clusters JOIN documents USING (number) WHERE NOT deleted) WHERE "
)
_STORY_OF = (
    "id LIKE ? OR number IN (SELECT number FROM clusters WHERE cluster IN"
    " (SELECT cluster FROM clusters JOIN documents USING (number) WHERE id LIKE ?))"
)
_ZONE = (
    "zones LIKE ? ESCAPE '\\' OR id IN"
    " (SELECT document FROM zone_changes WHERE kind = ? AND NOT deleted)"
)
_LABEL = (
    "id IN (SELECT sets.document FROM spans JOIN sets ON sets.id = spans.set_id"
    " WHERE spans.label = ? AND NOT spans.deleted)"
)
_ANNOTATOR = (
    "id IN (SELECT document FROM set_states JOIN annotators"
    " ON annotators.id = set_states.annotator"
    " WHERE annotators.name = ? AND set_states.state != 'new' AND NOT set_states.deleted)"
)

_ROUND = "id IN (SELECT document FROM hand_outs WHERE (? = '' OR round = ?) AND NOT deleted)"
_HANDED = (
    "id IN (SELECT document FROM hand_outs JOIN annotators ON annotators.id = hand_outs.annotator"
    " WHERE annotators.name = ? AND NOT hand_outs.deleted)"
)


def _own_condition(
    connection: sqlite3.Connection, term: Term, annotator: AnnotatorId | None
) -> tuple[str, list[object]]:
    """Conditions on state and flag: of one annotator, or of anybody where none is named."""
    people: list[object] = []
    owned = ""
    if annotator is not None:
        people = list(annotators.joined_with(connection, annotator))
        owned = f" AND annotator IN ({','.join('?' * len(people))})"
    if term.field == "flag":
        like = f"%{_escaped(term.value)}%"
        return (
            "id IN (SELECT document FROM sets WHERE flag != '' AND flag LIKE ? ESCAPE '\\'"
            f" AND NOT deleted{owned})",
            [like, *people],
        )
    found = (
        f"id {{word}} (SELECT document FROM set_states WHERE state {{test}} AND NOT deleted{owned})"
    )
    if term.value == State.NEW:
        return found.format(word="NOT IN", test="!= ?"), [State.NEW, *people]
    return found.format(word="IN", test="= ?"), [term.value, *people]


def _story_condition(value: str) -> tuple[str, list[object]]:
    if value in ("", LATER):
        return f"{_TOLD_AGAIN}{'place > 1' if value else 'told > 1'})", []
    return _STORY_OF, [f"{value}%"] * 2


def _date_condition(value: str) -> tuple[str, list[object]]:
    first, _, last = value.partition("..")
    if ".." not in value:
        last = first
    condition, values = "coalesce(published, '') != ''", []
    if first:
        condition += " AND published >= ?"
        values.append(first)
    if last:
        # "~" sorts after every digit and letter of a date, so a month holds all its days.
        condition += " AND published <= ?"
        values.append(f"{last}~")
    return condition, list(values)


def _label_id(connection: sqlite3.Connection, name: str) -> str:
    rows = connection.execute(
        "SELECT id, json_extract(definition, '$.name'), json_extract(definition, '$.title')"
        " FROM schema_items WHERE kind = 'label' AND NOT deleted"
    ).fetchall()
    for row in rows:
        if name.lower() in (str(row[1]).lower(), str(row[2]).lower()):
            return str(row[0])
    names = ", ".join(sorted(str(row[1]) for row in rows))
    raise UserError(f'The schema has no label "{name}".', mend=f"Labels are {names}.")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
