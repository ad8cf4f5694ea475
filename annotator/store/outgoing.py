"""Which documents an export would take, counted without reading them."""

import sqlite3
from collections.abc import Sequence

from annotator.domain.annotation_sets import State
from annotator.domain.ids import AnnotatorId
from annotator.store import annotators


def numbers_with_work(
    connection: sqlite3.Connection,
    annotator: AnnotatorId,
    passes: Sequence[str],
    *,
    all_states: bool = False,
) -> set[int]:
    """Return the local numbers of documents that an annotator finished in every pass.

    With ``all_states`` those that were begun or set aside count too.
    """
    people = annotators.joined_with(connection, annotator)
    marks = ",".join("?" * len(people))
    named = ",".join("?" * len(passes))
    chosen = "state != ?" if all_states else f"state = ? AND schema_pass IN ({named})"
    needed = 1 if all_states else len(passes)
    values = [State.NEW] if all_states else [State.FINISHED, *passes]
    rows = connection.execute(
        "SELECT documents.number FROM set_states JOIN documents ON documents.id = document"
        f" WHERE NOT set_states.deleted AND annotator IN ({marks}) AND {chosen}"
        " GROUP BY documents.number HAVING count(DISTINCT schema_pass) >= ?",
        [*people, *values, needed],
    )
    return {row[0] for row in rows}
