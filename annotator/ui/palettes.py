"""The command palette and the list of keys, both made from the registry."""

from typing import Protocol

from PySide6.QtWidgets import QWidget

from annotator.domain.ids import LabelId
from annotator.domain.schema import Schema
from annotator.ui.action_table import PANE_KEYS
from annotator.ui.actions import Action, Registry
from annotator.ui.keys import spoken_chord
from annotator.ui.panels.command_palette import CommandPalette, PaletteEntry
from annotator.ui.panels.keys_list import KeysList
from annotator.ui.work import Work

_LABEL = "put:"
_ARTICLE = "article:"
_SHOWN_ARTICLES = 500


class PaletteHost(Protocol):
    """The window as the palette sees it."""

    registry: Registry
    work: Work | None

    @property
    def widget(self) -> QWidget:
        """The parent for dialogs."""

    def can(self, action: Action) -> bool:
        """Return whether an action can be done now."""

    def run(self, action: Action) -> bool:
        """Do an action."""

    def title_of(self, action: Action) -> str:
        """Return an action's title."""


class Palettes:
    """Offer every action, label and article by name; list every key."""

    def __init__(self, window: PaletteHost) -> None:
        self._window = window
        self._palette: CommandPalette | None = None
        self._keys: KeysList | None = None
        self._chosen = False

    def show_palette(self) -> None:
        """Open the palette over the window."""
        if self._palette is None:
            self._palette = CommandPalette(self._window.widget)
            self._palette.chosen.connect(self._choose)
            self._palette.closed.connect(self._closed)
        self._chosen = False
        self._palette.show_entries([*self._commands(), *self._labels(), *self._articles()])
        self._palette.open_over(self._window.widget)

    def show_keys(self) -> None:
        """Open the list of all keys."""
        if self._keys is None:
            self._keys = KeysList(self._window.widget)
            self._keys.finished.connect(self._to_text)
        self._keys.show_entries(self.key_entries())
        self._keys.open()

    def key_entries(self) -> list[PaletteEntry]:
        """Return everything that has a key, by group."""
        schema = self._schema()
        pane = [
            PaletteEntry(one.title, one.title, ", ".join(one.keys), one.menu) for one in PANE_KEYS
        ]
        labels = [
            PaletteEntry(_LABEL + label.id, label.title, label.key, "Labels")
            for label in (schema.span_labels if schema else ())
        ]
        actions = [
            PaletteEntry(
                one.id, one.title, ", ".join(spoken_chord(key) for key in one.keys), one.menu
            )
            for one in self._window.registry.actions
            if one.menu
        ]
        return [*pane, *labels, *actions]

    def _commands(self) -> list[PaletteEntry]:
        window = self._window
        return [
            PaletteEntry(one.id, window.title_of(one), one.shown_key, one.menu, window.can(one))
            for one in sorted(window.registry.actions, key=_likeliness)
            if one.in_palette
        ]

    def _labels(self) -> list[PaletteEntry]:
        schema = self._schema()
        possible = self._window.can(self._window.registry.get("label.pick"))
        return [
            PaletteEntry(_LABEL + label.id, f"Label {label.title}", label.key, "Label", possible)
            for label in (schema.span_labels if schema else ())
        ]

    def _articles(self) -> list[PaletteEntry]:
        work = self._window.work
        if work is None:
            return []
        found = work.desk.session.listing().page(0, _SHOWN_ARTICLES)
        return [PaletteEntry(_ARTICLE + one.id, one.title, "", "Article") for one in found]

    def _schema(self) -> Schema | None:
        return self._window.work.desk.schema if self._window.work else None

    def _to_text(self) -> None:
        if self._window.work is not None:
            self._window.work.page.focus_text()

    def _closed(self) -> None:
        # What was chosen may have put the keys elsewhere, and is told first.
        if not self._chosen:
            self._to_text()

    def _choose(self, chosen: str) -> None:
        work = self._window.work
        self._chosen = True
        self._to_text()
        if work is not None and chosen.startswith(_LABEL):
            work.annotating.put_label(LabelId(chosen.removeprefix(_LABEL)))
        elif work is not None and chosen.startswith(_ARTICLE):
            work.page.open_article(chosen.removeprefix(_ARTICLE))
        else:
            self._window.run(self._window.registry.get(chosen))


def _likeliness(action: Action) -> int:
    """Return the place of an action's menu in the palette: the daily work first."""
    order = ("Label", "Article", "Edit", "View", "Project", "Help", "")
    return order.index(action.menu)
