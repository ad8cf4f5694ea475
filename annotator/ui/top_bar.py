"""The bar at the top: what is open, the menus, the way to everything, who is working."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenuBar, QPushButton, QWidget


class TopBar(QFrame):
    """One line with the project's name, the menu bar, the palette's box and the annotator."""

    palette_requested = Signal()
    annotator_requested = Signal()

    def __init__(self, menus: QMenuBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setFixedHeight(46)
        self._name = QLabel(self)
        self._name.setObjectName("projectName")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self.palette_box = QPushButton(self)
        self.palette_box.setObjectName("paletteBox")
        self.palette_box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.palette_box.clicked.connect(self.palette_requested)
        self.badge = QPushButton(self)
        self.badge.setObjectName("annotatorBadge")
        self.badge.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.badge.clicked.connect(self.annotator_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.setSpacing(10)
        layout.addWidget(self._name)
        layout.addWidget(menus, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(1)
        layout.addWidget(self.palette_box)
        layout.addWidget(self.badge)

    def show_project(self, name: str, annotator: str) -> None:
        """Show which project is open and who is working; empty for none."""
        self._name.setText(name)
        self._name.setVisible(bool(name))
        self.badge.setVisible(bool(annotator))
        self.badge.setText(annotator[:1].upper())
        self.badge.setToolTip(f"{annotator} is labelling. Click to change.")
        self.badge.setAccessibleName(f"Annotator: {annotator}")

    def show_palette_key(self, title: str, key: str) -> None:
        """Show what the box does, and the key that does the same."""
        self.palette_box.setText(f"{title}      {key}")
        self.palette_box.setAccessibleName(title)
