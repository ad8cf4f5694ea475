"""The menus, made from the registry; asked anew each time one opens."""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from annotator.ui.actions import Action, Registry


class Menus:
    """Fill a menu bar from the registry and keep its entries as the situation is."""

    def __init__(
        self,
        bar: QMenuBar,
        names: tuple[str, ...],
        registry: Registry,
        run: Callable[[Action], bool],
        can: Callable[[Action], bool],
        title: Callable[[Action], str],
    ) -> None:
        self._can, self._title = can, title
        self._entries: dict[str, tuple[Action, QAction]] = {}
        for name in names:
            menu = bar.addMenu(name)
            self._fill(menu, registry.menu(name), run)
            menu.aboutToShow.connect(lambda shown=name: self.refresh(shown))

    def entry(self, action_id: str) -> QAction:
        """Return the menu entry of an action."""
        return self._entries[action_id][1]

    def refresh(self, menu: str) -> None:
        """Enable what can be done now, and name what undo and redo would do."""
        for action, entry in self._entries.values():
            if action.menu == menu:
                entry.setEnabled(self._can(action))
                entry.setText(_text(self._title(action), action.shown_key))

    def _fill(self, menu: QMenu, actions: list[Action], run: Callable[[Action], bool]) -> None:
        group = 0
        for action in actions:
            if action.group != group and not menu.isEmpty():
                menu.addSeparator()
            group = action.group
            entry = menu.addAction(_text(action.title, action.shown_key))
            # The key stands in the text alone: Qt's own shortcuts know no places of keys.
            entry.triggered.connect(lambda _=False, chosen=action: run(chosen))
            self._entries[action.id] = (action, entry)


def _text(title: str, key: str) -> str:
    escaped = title.replace("&", "&&")
    return f"{escaped}\t{key}" if key else escaped
