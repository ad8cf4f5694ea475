"""What the program remembers between starts: one typed list, one small JSON file."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_type_hints

from platformdirs import user_config_dir

CONFIG_DIR_VARIABLE = "ANNOTATOR_CONFIG_DIR"
FILE_NAME = "settings.json"
THEMES = ("system", "light", "dark")
MOST_RECENT = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default.

    ``window`` is Qt's window geometry in base64, sizes of panes are pixels, ``text_points``
    points, ``line_pitch`` per cent. ``model`` names a spaCy pipeline ("" for the one preferred),
    ``suggest`` says whether it is run on its own. ``last_documents`` maps a project's path to
    the article last open in it, ``keys`` an action's id to the key that replaces its own,
    ``export_choices`` a project's path to what was chosen for its last export, as JSON,
    ``import_choices`` to what was chosen for its imports, by format.
    """

    annotator: str = ""
    window: str = ""
    panes: tuple[int, ...] = ()
    text_points: float = 13.0
    line_pitch: int = 190
    show_all_arcs: bool = False
    theme: str = "system"
    model: str = ""
    suggest: bool = True
    recent_projects: tuple[str, ...] = ()
    last_documents: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    export_choices: dict[str, str] = field(default_factory=dict)
    import_choices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a value of the file must be, and how it becomes the setting's own type."""

    types: tuple[type, ...]
    items: type | None = None

    def fits(self, value: object) -> bool:
        if isinstance(value, bool) and bool not in self.types:
            return False
        if not isinstance(value, self.types):
            return False
        if self.items is None:
            return True
        inner = value.values() if isinstance(value, dict) else value
        return all(isinstance(one, self.items) for one in inner)  # type: ignore[attr-defined]


_KINDS = {
    str: _Kind((str,)),
    bool: _Kind((bool,)),
    int: _Kind((int,)),
    float: _Kind((int, float)),
    tuple[int, ...]: _Kind((list,), int),
    tuple[str, ...]: _Kind((list,), str),
    dict[str, str]: _Kind((dict,), str),
}


class SettingsFile:
    """Hold the settings and write them whenever one changes.

    ``notice`` is empty, or says in a sentence that a damaged file was set aside.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or config_folder()) / FILE_NAME
        self.notice = ""
        self.values = self._read()

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def change(self, **changes: Any) -> None:
        """Change settings by name and write the file, if any is different."""
        changed = replace(self.values, **changes)
        if changed != self.values:
            self.values = changed
            self._write()

    def opened(self, project: Path) -> None:
        """Put a project first among the recent ones."""
        name = str(project)
        others = [one for one in self.values.recent_projects if one != name]
        self.change(recent_projects=(name, *others)[:MOST_RECENT])

    def forget(self, project: Path) -> None:
        """Take a project that is gone out of the recent ones."""
        kept = tuple(one for one in self.values.recent_projects if one != str(project))
        self.change(recent_projects=kept)

    def remember_place(self, project: Path, document: str) -> None:
        """Remember which article was open in a project."""
        places = dict(self.values.last_documents)
        places.pop(str(project), None)
        places[str(project)] = document
        kept = list(places.items())[-50:]
        self.change(last_documents=dict(kept))

    def _read(self) -> Settings:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self.notice = f"The settings cannot be read ({error.strerror}); defaults are used."
            return Settings()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self._set_aside()
            return Settings()
        return settings_from(found)

    def _set_aside(self) -> None:
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        aside = self._path.with_name(f"settings-damaged-{stamp}.json")
        try:
            self._path.replace(aside)
        except OSError:
            self.notice = "The settings were damaged; defaults are used."
        else:
            self.notice = f"The settings were damaged and set aside as {aside.name}."

    def _write(self) -> None:
        """Write a fresh file and put it in the place of the old one, whole or not at all."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(self.values), file, indent=2, ensure_ascii=False)
                file.write("\n")
            Path(name).replace(self._path)
        except OSError as error:
            self.notice = f"The settings cannot be kept ({error.strerror})."


def config_folder() -> Path:
    """Return the folder of the settings; an environment variable overrides it."""
    return Path(os.environ.get(CONFIG_DIR_VARIABLE) or user_config_dir("annotator", False))


def settings_from(found: dict[str, Any]) -> Settings:
    """Return settings from what a file holds; a value of the wrong kind is left at default.

    Names this version does not know are ignored: a newer version may have written them.
    """
    hints = get_type_hints(Settings)
    values: dict[str, Any] = {}
    for one in fields(Settings):
        if one.name not in found or not _KINDS[hints[one.name]].fits(found[one.name]):
            continue
        value = found[one.name]
        if isinstance(value, list):
            value = tuple(value)
        values[one.name] = float(value) if hints[one.name] is float else value
    if values.get("theme", "system") not in THEMES:
        del values["theme"]
    return Settings(**values)
