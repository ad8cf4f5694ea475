"""On which day annotation sets were finished: by hand, in this file or in a merged one."""

import sqlite3
from datetime import date

from annotator.domain.annotation_sets import State
from annotator.domain.ids import SetId, derived_id
from annotator.store.project import now
from annotator.store.writing import Transaction


def record(t: Transaction, set_: SetId, schema_pass: str) -> None:
    """Write that a pass of a set is finished now.

    Each writer has a row of its own, which nobody else writes: it never conflicts.
    """
    t.put(
        "completions",
        {
            "id": derived_id("completion", set_, schema_pass, t.writer),
            "set_id": set_,
            "schema_pass": schema_pass,
            "at": now(),
        },
    )


def days(connection: sqlite3.Connection) -> dict[SetId, date]:
    """Return the day of each finished set that somebody finished by hand.

    Imported states have no day. In files from before these days were kept, the step that
    wrote the state has the state's stamp; merged states came without their steps.
    """
    rows = connection.execute(
        "SELECT set_id, max(at) FROM ("
        " SELECT set_states.set_id, completions.at FROM set_states"
        " JOIN completions ON completions.set_id = set_states.set_id"
        " AND completions.schema_pass = set_states.schema_pass AND NOT completions.deleted"
        " WHERE set_states.state = ?1 AND NOT set_states.deleted"
        " UNION ALL SELECT set_states.set_id, steps.at FROM set_states"
        " JOIN steps ON steps.clock = set_states.clock AND steps.writer = set_states.writer"
        " WHERE set_states.state = ?1 AND NOT set_states.deleted AND steps.kind = 'edit'"
        ") GROUP BY set_id",
        (State.FINISHED,),
    )
    return {SetId(row[0]): date.fromisoformat(row[1][:10]) for row in rows}
