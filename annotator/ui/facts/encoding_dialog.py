"""The encoding dialog: how an article reads in another encoding, before it is taken."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.app.facts import Preview
from annotator.ui.facts.wording import ENCODINGS, encoding_name
from annotator.ui.panels.card import lesser

_ROLE = int(Qt.ItemDataRole.UserRole)


class EncodingDialog(QDialog):
    """Offer the usual encodings, each with the lines in which it shows; Enter takes one."""

    chosen = Signal(str)
    """Python's name of the encoding to read in again."""

    def __init__(
        self,
        title: str,
        current: str,
        number: int,
        preview: Callable[[str], Preview],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Encoding")
        self._preview = preview
        self._current = current
        self._number = number
        self.list = QListWidget(self)
        self.list.setAccessibleName("Encodings")
        self.lines = QPlainTextEdit(self)
        self.lines.setReadOnly(True)
        self.lines.setAccessibleName("How the article reads")
        self.trouble = QLabel(self)
        self.trouble.setObjectName("factTrouble")
        self.trouble.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.take = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.take.setProperty("primary", True)
        self.take.style().polish(self.take)
        for name in dict.fromkeys(filter(None, (current, *ENCODINGS))):
            item = QListWidgetItem(encoding_name(name) + ("  (now)" if name == current else ""))
            item.setData(_ROLE, name)
            self.list.addItem(item)
        self._lay_out(title)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.list.setCurrentRow(0)

    @property
    def encoding(self) -> str:
        """The encoding that is chosen in the list."""
        item = self.list.currentItem()
        return str(item.data(_ROLE)) if item else ""

    def accept(self) -> None:
        """Close and tell of the encoding, if the article can be read so."""
        if self.take.isEnabled():
            super().accept()
            self.chosen.emit(self.encoding)

    def _show(self) -> None:
        preview = self._preview(self.encoding)
        self.lines.setPlainText(preview.text)
        self.lines.setEnabled(not preview.trouble)
        self.trouble.setText(preview.trouble)
        self.trouble.setVisible(bool(preview.trouble))
        self.take.setEnabled(not preview.trouble and self.encoding != self._current)

    def _lay_out(self, title: str) -> None:
        many = f" It is read again for {self._number:,} articles." if self._number > 1 else ""
        about = lesser(
            f"{title}\nThe text is read again from the bytes of its file; facts you corrected"
            f" stay, zones are found anew.{many}"
        )
        self.take.setText("Read again")
        both = QHBoxLayout()
        self.list.setMinimumWidth(310)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        both.addWidget(self.list)
        both.addWidget(self.lines, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(about)
        layout.addLayout(both, 1)
        layout.addWidget(self.trouble)
        layout.addWidget(self._buttons)
        self.resize(860, 520)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
