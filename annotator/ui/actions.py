"""Actions as data: one registry feeds menus, keys, the command palette and the key list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.ui.keys import normal_chord, spoken_chord


class Scope(StrEnum):
    """Where the keys of an action hold.

    ``WINDOW``: everywhere in the window, with a project or without. ``ARTICLE``: while the
    article is worked on, that is unless the focus is in a field or list that needs the key.
    """

    WINDOW = "window"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can ask for.

    ``keys`` are chords as in ``keys``, the first is the one shown. ``when`` names a property
    of ``Situation``. ``handler`` is ``target.method``; ``argument`` is handed to it unless
    it is None. Without ``menu`` the action is reached by key, palette or button.
    """

    id: str
    title: str
    handler: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    scope: Scope = Scope.ARTICLE
    when: str = "always"
    argument: int | str | None = None
    group: int = 0
    """A line is drawn in the menu where the number changes."""
    in_palette: bool = True

    @property
    def shown_key(self) -> str:
        """The key as people read it, or ""."""
        return spoken_chord(self.keys[0]) if self.keys else ""


@dataclass(frozen=True, slots=True)
class PaneKey:
    """A key that the reading pane answers itself; listed with the others, never dispatched."""

    title: str
    keys: tuple[str, ...]
    menu: str = "Move and select"


class Registry:
    """All actions with the user's own keys put in; found by id or by chord."""

    def __init__(
        self, actions: Sequence[Action], overrides: Mapping[str, str] | None = None
    ) -> None:
        wanted = dict(overrides or {})
        self.actions = tuple(_with_key(action, wanted.get(action.id)) for action in actions)
        self._by_id = {action.id: action for action in self.actions}
        self._by_chord: dict[str, Action] = {}
        for action in self.actions:
            for chord in action.keys:
                # An override that takes another action's key wins; clashes() tells of it.
                if chord not in self._by_chord or action.id in wanted:
                    self._by_chord[chord] = action

    def get(self, action_id: str) -> Action:
        """Return the action with this id; KeyError where there is none."""
        return self._by_id[action_id]

    def with_chord(self, chords: Iterable[str]) -> Action | None:
        """Return the action of the first of these chords that has one."""
        for chord in chords:
            if chord in self._by_chord:
                return self._by_chord[chord]
        return None

    def menu(self, name: str) -> list[Action]:
        """Return the actions of one menu, in order."""
        return [action for action in self.actions if action.menu == name]

    def clashes(self) -> list[tuple[str, str, str]]:
        """Return each chord that two actions have, with their ids."""
        owners: dict[str, str] = {}
        found = []
        for action in self.actions:
            for chord in action.keys:
                if chord in owners:
                    found.append((chord, owners[chord], action.id))
                owners.setdefault(chord, action.id)
        return found


def _with_key(action: Action, wanted: str | None) -> Action:
    if wanted is None:
        return action
    return replace(action, keys=(normal_chord(wanted),) if wanted else ())
