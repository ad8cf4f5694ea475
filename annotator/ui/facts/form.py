"""The form of facts: those of one article, or what several have in common, each corrected alone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.app.facts import ArticleFacts
from annotator.domain.ids import DocumentId
from annotator.ui.facts import wording
from annotator.ui.facts.wording import FIELDS, Remarks
from annotator.ui.panels.card import heading, lesser

_DIFFERENT = "several values"


class FactsForm(QScrollArea):
    """Show facts as lines to correct; Enter or leaving a line tells of it."""

    corrected = Signal(str, str)
    """A fact's name and what was typed."""
    encoding_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._kept: dict[str, str] = {}
        self._shown: list[DocumentId] = []
        self.head = heading()
        self.head.setWordWrap(True)
        self.lines = {name: self._line(name, title) for name, title in FIELDS.items()}
        self.trouble = _wrapped("factTrouble")
        self.frozen = _wrapped("factFrozen")
        self.remarks = _wrapped("factRemarks")
        self.encoding = QLabel(self)
        self.change_encoding = QPushButton("Change…", self)
        self.change_encoding.setAutoDefault(False)
        self.change_encoding.setAccessibleName("Change the encoding")
        self.change_encoding.clicked.connect(self.encoding_requested)
        self.zones, self.places, self.others = lesser(), lesser(), lesser()
        self._lay_out()

    def show_articles(
        self, articles: Sequence[ArticleFacts], remarks: Remarks, *, number: int, can_read: bool
    ) -> None:
        """Show one article, or what several have in common.

        ``number`` says how many are meant, of which ``articles`` may be the first few.
        """
        one = articles[0] if number == 1 and articles else None
        same = [article.document for article in articles] == self._shown
        self._shown = [article.document for article in articles]
        self.head.setText(one.facts.get("title", "") if one else f"{number:,} articles")
        free = any(not article.begun_by for article in articles)
        for name, line in self.lines.items():
            values = {article.facts.get(name, "") for article in articles}
            value = values.pop() if len(values) == 1 else ""
            # What is being typed is left alone when something else changes meanwhile.
            typing = same and line.hasFocus() and line.text() != self._kept.get(name, "")
            self._kept[name] = value
            if not typing and line.text() != value:
                line.setText(value)
                line.setCursorPosition(0)
            line.setPlaceholderText(_DIFFERENT if values else "")
            line.setEnabled(free and (name != "title" or one is not None))
        names = [article.begun_by for article in articles if article.begun_by]
        self._show(self.frozen, wording.frozen_line(names, number))
        self._show(self.remarks, wording.remark_lines(remarks) if one else "")
        self._show(self.trouble, "")
        encodings = {article.encoding for article in articles}
        told = wording.encoding_name(encodings.pop()) if len(encodings) == 1 else _DIFFERENT
        self.encoding.setText(told or "not known")
        self.change_encoding.setEnabled(free and can_read)
        self._show(self.zones, f"Zones: {wording.zones_line(one)}" if one else "")
        self._show(self.places, f"Read from {wording.places_line(one)}" if one else "")
        self._show(self.others, wording.other_facts(one) if one else "")

    def show_trouble(self, text: str) -> None:
        """Show why a fact was not taken; nothing for an empty text."""
        self._show(self.trouble, text)

    def commit(self) -> None:
        """Tell of whatever is typed in a line and not told yet."""
        for name in self.lines:
            self._commit(name)

    def _line(self, name: str, title: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(title)
        line.editingFinished.connect(lambda: self._commit(name))
        return line

    def _commit(self, name: str) -> None:
        line = self.lines[name]
        typed = line.text()
        if line.isEnabled() and typed != self._kept.get(name, ""):
            self._kept[name] = typed
            self.corrected.emit(name, typed)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for name, title in FIELDS.items():
            form.addRow(title, self.lines[name])
        self.lines["published"].setToolTip("As 2022-07-30, 2022-07 or 2022; empty if not known")
        self.lines["language"].setToolTip("As en, de, ar; empty if not known")
        encoding = QHBoxLayout()
        self.encoding.setWordWrap(True)
        encoding.addWidget(self.encoding, 1)
        encoding.addWidget(self.change_encoding)
        form.addRow("Encoding", encoding)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 4, 14, 8)
        column.setSpacing(8)
        wrapped = (self.head, self.frozen, self.remarks, self.trouble)
        for label in (*wrapped, self.zones, self.places, self.others):
            label.setMinimumWidth(1)  # else one long word pushes the whole form out of its place
        column.addWidget(self.head)
        column.addWidget(self.frozen)
        column.addWidget(self.remarks)
        column.addLayout(form)
        column.addWidget(self.trouble)
        for label in (self.zones, self.places, self.others):
            column.addWidget(label)
        column.addStretch(1)
        self.setWidget(inside)

    def _show(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))


def _wrapped(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
