"""The welcome page: begin with the sample, a new project, one of the last, or a file dropped."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_SHOWN_RECENT = 6


class Welcome(QWidget):
    """Offer the ways to begin; every one can be reached with Tab and taken with Enter."""

    sample_requested = Signal()
    new_requested = Signal()
    open_requested = Signal()
    project_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel("Annotator", self)
        title.setObjectName("welcomeTitle")
        about = QLabel("Label news articles, on this computer alone.", self)
        about.setObjectName("muted")
        self.sample = _button("Open the sample corpus", True, self)
        self.new = _button("New project…  Ctrl+N", False, self)
        self.open = _button("Open project…  Ctrl+O", False, self)
        self.sample.clicked.connect(self.sample_requested)
        self.new.clicked.connect(self.new_requested)
        self.open.clicked.connect(self.open_requested)
        self._heading = QLabel("Recent projects", self)
        self._heading.setObjectName("welcomeHeading")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self.recent_buttons: list[QPushButton] = []
        self._drop = QLabel(
            "Drop a project here to open it, or articles (text, HTML, agency formats, tables)\n"
            "to make a project of them.",
            self,
        )
        self._drop.setObjectName("dropPlace")
        self._drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in (self.sample, self.new, self.open):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(about)
        column.addSpacing(16)
        column.addLayout(buttons)
        column.addSpacing(22)
        column.addWidget(self._heading)
        column.addLayout(self._recent)
        column.addSpacing(22)
        column.addWidget(self._drop)
        column.addStretch(3)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        inside = QWidget(self)
        inside.setLayout(column)
        inside.setMinimumWidth(560)
        inside.setMaximumWidth(640)
        outer.addWidget(inside, 4)
        outer.addStretch(1)

    def show_recent(self, projects: tuple[str, ...]) -> None:
        """Show the projects opened last, the latest first."""
        for button in self.recent_buttons:
            self._recent.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.recent_buttons = []
        for name in projects[:_SHOWN_RECENT]:
            path = Path(name)
            button = _button(f"{path.stem}    {_short(path.parent)}", False, self)
            button.setObjectName("recent")
            button.setToolTip(name)
            button.setAccessibleName(f"{path.stem} in {path.parent}")
            button.clicked.connect(lambda _=False, one=name: self.project_requested.emit(one))
            self._recent.addWidget(button)
            # Shown at once, for a button that is not shown yet takes no focus.
            button.show()
            self.recent_buttons.append(button)
        self._heading.setVisible(bool(projects))

    def show_drop(self, over: bool) -> None:
        """Show that what is dragged may be dropped."""
        self._drop.setProperty("over", over)
        self._drop.style().polish(self._drop)

    def begin(self) -> None:
        """Give the keys to the likeliest way to go on."""
        first = self.recent_buttons[0] if self.recent_buttons else self.sample
        first.setFocus(Qt.FocusReason.OtherFocusReason)


def _button(text: str, primary: bool, parent: QWidget) -> QPushButton:
    button = QPushButton(text.replace("&", "&&"), parent)
    button.setProperty("primary", primary)
    # Outside of a dialog Qt gives Enter to a button only where it is asked to.
    button.setAutoDefault(True)
    button.setDefault(False)
    return button


def _short(folder: Path) -> str:
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
