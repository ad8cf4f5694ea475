"""Write docs/manual/keys.md from the program's own table of actions.

Run it from anywhere: python docs/build_keys.py. A test fails while the page lags.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from annotator.ui.action_table import ACTIONS, MENUS, PANE_KEYS  # noqa: E402
from annotator.ui.keys import spoken_chord  # noqa: E402

PAGE = ROOT / "docs" / "manual" / "keys.md"

_HEAD = """\
# Keys

The window shows the same list with `?` or F1. Letters and digits are found by their place
on the keyboard as well, so they work on Cyrillic, Greek or Arabic layouts too.

This page is made by `python docs/build_keys.py` from the program's table of actions.
"""


def keys_page() -> str:
    """Return the page: a table for each menu, then what the reading pane answers itself."""
    parts = [_HEAD]
    for menu in MENUS:
        rows = [
            (_plain(action.title), _shown(action.keys)) for action in ACTIONS if action.menu == menu
        ]
        parts.append(_section(menu, rows))
    rest = [(_plain(a.title), _shown(a.keys)) for a in ACTIONS if not a.menu and a.keys]
    if rest:
        parts.append(_section("Labels by their place", rest))
    for menu in dict.fromkeys(key.menu for key in PANE_KEYS):
        rows = [(key.title, _shown(key.keys)) for key in PANE_KEYS if key.menu == menu]
        parts.append(_section(menu, rows))
    return "\n".join(parts)


def _section(title: str, rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join([f"## {title}", "", *_table(rows), ""])


def _table(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield "| to | key |"
    yield "|---|---|"
    for what, keys in rows:
        yield f"| {what} | {keys} |"


def _plain(title: str) -> str:
    return title.removesuffix("…").strip()


def _shown(keys: Iterable[str]) -> str:
    return ", ".join(f"`{spoken_chord(key)}`" for key in keys) or "menu"


if __name__ == "__main__":
    PAGE.write_text(keys_page(), encoding="utf-8", newline="\n")
