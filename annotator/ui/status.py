"""The status line: saved, counts, time, model, place, work in the background, messages."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

_MESSAGE_SECONDS = 8


class StatusLine(QFrame):
    """Facts on the left and right; in the middle what was said last, and for how long."""

    stop_requested = Signal()
    work_requested = Signal()
    """What waits is to be begun, or what was stopped resumed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setFixedHeight(30)
        self.saved = QLabel(self)
        self.counts = QLabel(self)
        self.time = QLabel(self)
        self.message = QLabel(self)
        self.work = QLabel(self)
        self.bar = QProgressBar(self)
        self.stop = QPushButton("Stop", self)
        self.resume = QPushButton(self)
        self.model = QLabel(self)
        self.place = QLabel(self)
        self._lay_out()
        self._clearing = QTimer(self)
        self._clearing.setSingleShot(True)
        self._clearing.setInterval(_MESSAGE_SECONDS * 1000)
        self._clearing.timeout.connect(lambda: self.say(""))
        self.stop.clicked.connect(self.stop_requested)
        self.resume.clicked.connect(self.work_requested)
        self.show_work("")

    def say(self, text: str, error: bool = False) -> None:
        """Show a line; an error keeps a red mark and stays a little longer."""
        self._clearing.stop()
        self.message.setText(f"●  {text}" if error and text else text)
        self.message.setToolTip(text)
        self.message.setProperty("tone", "error" if error else "")
        self.message.style().polish(self.message)
        if text:
            self._clearing.start(_MESSAGE_SECONDS * 1000 * (2 if error else 1))

    def clear(self) -> None:
        """Show nothing: no project is open."""
        for label in (self.saved, self.counts, self.time, self.model, self.place):
            label.clear()
        self.show_work("")
        self.say("")

    def show_saved(self, when: datetime | None, *, read_only: bool = False) -> None:
        """Show that all is stored, with the time of the last change on hover."""
        self.saved.setText("Read-only" if read_only else "Saved")
        self.saved.setToolTip(
            f"Last change stored at {when:%H:%M:%S}" if when else "Every change is stored at once"
        )

    def show_counts(self, text: str) -> None:
        """Show what the article has on it."""
        self.counts.setText(text)

    def show_time(self, seconds: float | None) -> None:
        """Show the time on this article; None for no article."""
        self.time.setText("" if seconds is None else f"{spoken_time(seconds)} on this article")

    def show_model(self, text: str) -> None:
        """Show which model suggests."""
        self.model.setText(text)

    def show_place(self, row: int | None, total: int) -> None:
        """Show the place of the open article in the list, from 0."""
        self.place.setText("" if row is None else f"{row + 1:,} of {total:,}")

    def show_work(self, title: str, done: int = 0, total: int = 0, detail: str = "") -> None:
        """Show work in the background with a way to stop it; an empty title ends it.

        ``detail`` says how quick it is and how long it will take.
        """
        for widget in (self.work, self.bar, self.stop):
            widget.setVisible(bool(title))
        self.resume.hide()
        of = f" of {total:,}" if total else ""
        counted = f"{title} {done:,}{of}" if done or total else title
        self.work.setText(" · ".join(part for part in (counted, detail) if part))
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.stop.setAccessibleName(f"Stop: {title}")

    def offer_work(self, text: str, offer: str) -> None:
        """Show work that waits, with a button to begin it; an empty text ends it."""
        self.show_work("")
        self.work.setText(text)
        self.work.setVisible(bool(text))
        self.resume.setText(offer)
        self.resume.setVisible(bool(text))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.setSpacing(22)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.bar.setFixedWidth(90)
        self.bar.setTextVisible(False)
        for button in (self.stop, self.resume):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for label in (self.saved, self.counts, self.time):
            layout.addWidget(label)
        layout.addWidget(self.message, 1)
        work = QHBoxLayout()
        work.setSpacing(8)
        for widget in (self.work, self.bar, self.stop, self.resume):
            work.addWidget(widget)
        layout.addLayout(work)
        for label in (self.model, self.place):
            layout.addWidget(label)


def spoken_time(seconds: float) -> str:
    """Return a time as people say it: "12 s", "3 min 12 s", "2 h 5 min"."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
