"""What is chosen for an import: remembered for each project and format."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from annotator.app.settings import SettingsFile
from annotator.ui.kept_choices import filled, read_back, with_kept


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """The state of the import dialog for a format.

    ``becomes`` is empty where nothing was chosen yet. ``spans`` and ``relations`` map names
    of labels in the files to ids of the project's, empty for those left out.
    """

    becomes: str = ""
    annotator: str = ""
    state: str = ""
    source: str = ""
    spans: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)


def remembered(settings: SettingsFile, project: Path, format_name: str) -> ImportChoices:
    """Return what was chosen for a project and a format last."""
    stored = read_back(settings.values.import_choices.get(str(project))).get(format_name)
    found = filled(ImportChoices(), stored if isinstance(stored, dict) else {})
    return ImportChoices(
        found.becomes,
        found.annotator,
        found.state,
        found.source,
        _texts(found.spans),
        _texts(found.relations),
    )


def remember(
    settings: SettingsFile, project: Path, format_name: str, choices: ImportChoices
) -> None:
    """Keep what was chosen for a project and a format."""
    values = settings.values.import_choices
    kept = {**read_back(values.get(str(project))), format_name: asdict(choices)}
    settings.change(import_choices=with_kept(values, str(project), kept))


def _texts(found: Mapping[str, object]) -> dict[str, str]:
    return {name: value for name, value in found.items() if isinstance(value, str)}
