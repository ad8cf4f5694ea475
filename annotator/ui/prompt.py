"""A line beneath the text that asks for a word or a decision; nothing is covered by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.flow_layout import FlowLayout


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: its text and what it does."""

    text: str
    do: Callable[[], object]


class Prompt(QFrame):
    """Ask for a line of text, or for one of some answers; Esc leaves without any."""

    closed = Signal()
    """The prompt is gone; the focus may go back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("prompt")
        self._title = QLabel(self)
        self._title.setObjectName("promptTitle")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._hint = QLabel(self)
        self._hint.setObjectName("promptHint")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self.field = QLineEdit(self)
        self._buttons: list[QPushButton] = []
        self._typed: Callable[[str], object] | None = None
        self._given: Callable[[str], object] | None = None
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self.field, 1)
        self._space = QWidget(self)
        top.addWidget(self._space, 1)
        top.addWidget(self._hint)
        self._answers = QWidget(self)
        self._answer_row = FlowLayout(self._answers, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 9, 14, 9)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._answers)
        for part in (self._title, self._hint):
            part.setMinimumWidth(0)
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_given)
        self.field.installEventFilter(self)
        self.hide()

    @property
    def choices(self) -> Sequence[QPushButton]:
        """The buttons of the question that is asked now."""
        return self._buttons

    def ask_text(
        self,
        title: str,
        *,
        initial: str = "",
        hint: str = "",
        typed: Callable[[str], object] | None = None,
        given: Callable[[str], object] | None = None,
    ) -> None:
        """Ask for a line: ``typed`` is told each change, ``given`` the line at Enter."""
        self._clear()
        self._title.setText(title)
        self._hint.setText(hint)
        self.field.setAccessibleName(title)
        self.field.setText(initial)
        self._typed, self._given = typed, given
        self._show_parts(question=False)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, title: str, choices: Sequence[Choice], *, hint: str = "") -> None:
        """Ask a question; the first answer has the focus and is taken by Enter."""
        self._clear()
        self._title.setText(title)
        self._hint.setText(hint)
        for place, choice in enumerate(choices):
            button = QPushButton(choice.text, self)
            button.setProperty("primary", place == 0)
            button.clicked.connect(lambda _=False, chosen=choice: self._choose(chosen))
            button.installEventFilter(self)
            self._answer_row.addWidget(button)
            self._buttons.append(button)
        self._show_parts(question=True)
        self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close without an answer."""
        if not self.isVisible():
            return
        self._clear()
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Esc, and Enter on a button."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and isinstance(watched, QPushButton) and not event.modifiers():
                watched.click()
                return True
        return False

    def _choose(self, choice: Choice) -> None:
        self.leave()
        choice.do()

    def _on_typed(self, text: str) -> None:
        if self._typed is not None:
            self._typed(text)

    def _on_given(self) -> None:
        given, text = self._given, self.field.text().strip()
        self.leave()
        if given is not None:
            given(text)

    def _clear(self) -> None:
        self._typed = self._given = None
        for button in self._buttons:
            self._answer_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()

    def _show_parts(self, *, question: bool) -> None:
        self.field.setVisible(not question)
        self._space.setVisible(question)
        self._answers.setVisible(question)
        self.show()
