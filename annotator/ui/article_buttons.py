"""Buttons for the state of the article, beneath the right pane: finish, flag, set aside."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.actions import Action, Registry
from annotator.ui.flow_layout import FlowLayout
from annotator.ui.panels.keycap import KeyButton

_BUTTONS = (
    ("article.finish", "Finish"),
    ("article.flag", "Flag"),
    ("article.aside", "Set aside"),
    ("article.note", "Note"),
)


class ArticleButtons(QWidget):
    """Do by mouse what the keys on them do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("articleButtons")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._layout = FlowLayout(self)
        self._layout.setContentsMargins(12, 10, 10, 12)
        self.buttons: dict[str, KeyButton] = {}

    def offer(self, registry: Registry, run: Callable[[Action], bool]) -> None:
        """Make the buttons of the actions in a registry."""
        for name, title in _BUTTONS:
            action = registry.get(name)
            button = KeyButton(title, action.shown_key, self)
            button.setToolTip(f"{action.title} ({action.shown_key})")
            button.clicked.connect(lambda _=False, chosen=action: run(chosen))
            self._layout.addWidget(button)
            self.buttons[name] = button
