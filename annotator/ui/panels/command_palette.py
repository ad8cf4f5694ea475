"""The command palette (Ctrl+K): every action by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from annotator.ui.panels.choices import Choice
from annotator.ui.panels.filter_popup import FilterPopup


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """An action: its id, what it is called, its key or keys, its group, whether it can run.

    ``mouse`` says how the mouse does it, for the list of keys; empty if it needs no words.
    """

    id: str
    title: str
    key: str = ""
    group: str = ""
    enabled: bool = True
    mouse: str = ""


class CommandPalette(FilterPopup):
    """Finds an action by any letters of its title in order; Enter runs it (``chosen``)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Commands", "Command: type part of its name", parent)

    def show_entries(self, entries: Sequence[PaletteEntry]) -> None:
        """Offer actions; those that cannot run now are shown last and greyed."""
        ordered = sorted(entries, key=lambda entry: not entry.enabled)
        self.show_choices([_choice(entry) for entry in ordered])


def _choice(entry: PaletteEntry) -> Choice:
    return Choice(
        id=entry.id,
        title=entry.title,
        words=(entry.title, f"{entry.group} {entry.title}", entry.key),
        key=entry.key,
        aside=entry.group,
        enabled=entry.enabled,
    )
