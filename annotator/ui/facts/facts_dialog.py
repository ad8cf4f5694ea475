"""The dialog on one article: its facts, where it is from, in which encoding it was read."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.ids import DocumentId
from annotator.ui.desk import Desk
from annotator.ui.facts.editor import FactsEditor
from annotator.ui.facts.form import FactsForm
from annotator.ui.facts.wording import Remarks
from annotator.ui.panels.card import lesser

_CONCERNED = frozenset({Facet.DOCUMENTS, Facet.ZONES, Facet.STATES, Facet.LABELS})
_ABOUT = "What you correct is saved at once, until somebody begins to work on the article."


class FactsDialog(QDialog):
    """Show what is known of one article, to correct it; Esc closes."""

    def __init__(
        self, desk: Desk, document: DocumentId, remarks: Remarks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Facts and encoding")
        self._desk = desk
        self._document = document
        self._remarks = remarks
        self.form = FactsForm(self)
        self.editor = FactsEditor(desk, self.form, self)
        self.about = lesser(_ABOUT)
        self.about.setContentsMargins(14, 0, 0, 0)
        self.undo = QPushButton("Undo", self)
        self.undo.setAutoDefault(False)
        self.undo.clicked.connect(self.editor.undo)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.undo, QDialogButtonBox.ButtonRole.ResetRole)
        # Enter keeps what is typed in a line; it must not close the dialog too.
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 16, 14, 14)
        layout.setSpacing(10)
        layout.addWidget(self.form, 1)
        layout.addWidget(self.about)
        layout.addWidget(buttons)
        self.resize(560, 500)
        self.editor.said.connect(self.about.setText)
        desk.project_changed.connect(self._take)
        self._show()
        first = self.form.lines["source"]
        (first if first.isEnabled() else buttons).setFocus(Qt.FocusReason.OtherFocusReason)

    def done(self, result: int) -> None:
        """Keep what is typed in a line, and close."""
        self.form.commit()
        self._desk.project_changed.disconnect(self._take)
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter keep what is typed in a line, and not close the dialog."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _take(self, change: ChangeSet) -> None:
        if change.facets & _CONCERNED:
            self._show()

    def _show(self) -> None:
        self.editor.show([self._document], self._remarks)
        self.undo.setVisible(self.editor.can_undo)
