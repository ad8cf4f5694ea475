"""A line across the window that stays: why the project can only be read, what was set aside."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class Banner(QFrame):
    """Show a notice until it is closed or another takes its place."""

    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self.retry = QPushButton("Try to open for writing", self)
        self.retry.clicked.connect(self.retry_requested)
        self.hide_button = QPushButton("Hide", self)
        self.hide_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 7, 14, 7)
        layout.setSpacing(10)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.retry)
        layout.addWidget(self.hide_button)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def show_notice(self, text: str, *, retry: bool = False) -> None:
        """Show a notice; an empty one hides the banner. A read-only one cannot be hidden."""
        self._text.setText(" ".join(text.split("\n")))
        self.retry.setVisible(retry)
        self.hide_button.setVisible(not retry)
        self.setVisible(bool(text))
