"""Sources of suggestions: how often each was right, and the threshold."""

from PySide6.QtCore import Qt

from annotator.app.session import Session, label_title
from annotator.app.track_record import Threshold
from annotator.domain.schema import LabelKind
from annotator.ui.host import Host
from annotator.ui.panels.precision_dialog import PrecisionDialog
from annotator.ui.panels.precision_table import PrecisionRow


class Sources:
    """Answer the actions on who suggests."""

    def __init__(self, window: Host) -> None:
        self._window = window
        self.dialog: PrecisionDialog | None = None

    def show(self) -> None:
        """Show how often each source was right, with the threshold below which it is quiet."""
        session = self._window.session
        if session is None:
            return
        dialog = PrecisionDialog(
            _rows(session),
            session.proposals.threshold,
            self._window.widget,
            read_only=session.read_only,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._keep(session, dialog.threshold()))
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _keep(self, session: Session, wanted: Threshold) -> None:
        before = session.proposals.threshold
        if wanted == before or not self._window.attempt(lambda: session.set_threshold(wanted)):
            return
        self._window.say(
            f"Quiet below {wanted.precision:.0%} of {wanted.decisions:,} decisions or more;"
            f" before it was {before.precision:.0%} of {before.decisions:,}."
        )

    def _closed(self) -> None:
        self.dialog = None


def _rows(session: Session) -> list[PrecisionRow]:
    """Return what was decided about each source and label, as the dialog shows it."""
    schema = session.schema()
    relations = {label.id for label in schema.labels if label.kind is LabelKind.RELATION}
    return [
        PrecisionRow(one, label_title(schema, one.label), one.label in relations)
        for one in session.proposals.records()
    ]
