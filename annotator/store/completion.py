"""On which day annotation sets were finished, as far as this file's own history tells."""

import sqlite3
from datetime import date

from annotator.domain.annotation_sets import State
from annotator.domain.ids import SetId


def days(connection: sqlite3.Connection) -> dict[SetId, date]:
    """Return the day of each set that somebody finished by hand in this file.

    The step that wrote the state has the state's stamp. Imported and merged states came
    without their steps and have no day.
    """
    rows = connection.execute(
        "SELECT set_states.set_id, max(steps.at) FROM set_states"
        " JOIN steps ON steps.clock = set_states.clock AND steps.writer = set_states.writer"
        " WHERE set_states.state = ? AND NOT set_states.deleted AND steps.kind = 'edit'"
        " GROUP BY set_states.set_id",
        (State.FINISHED,),
    )
    return {SetId(row[0]): date.fromisoformat(row[1][:10]) for row in rows}
