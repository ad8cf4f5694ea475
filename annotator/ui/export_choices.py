"""What is chosen for an export: remembered for each project, and under what the formats stand."""

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from annotator.app.settings import SettingsFile
from annotator.ui.kept_choices import filled, read_back, with_kept

EVERYBODY = "everybody"
"""Stands for the work of all annotators together, which only our own format holds."""
SCHEMES = ("iob2", "iob1", "bioes")
RULES = ("longest", "outer", "inner")
GROUPS = {
    "Annotator": ("jsonl",),
    "Trainers": (
        "spacy", "conll", "conllu", "huggingface", "docred", "scierc", "spert", "gliner",
        "llm-chat",
    ),
    "Editors": (
        "brat", "prodigy", "webanno-tsv", "uima-xmi", "uima-json", "doccano", "label-studio",
    ),
}  # fmt: skip
"""Names of formats under what they are for; those that are in none follow at the end."""


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """The state of the export dialog; ``people`` are ids of annotators, or "gold".

    ``shares`` are per cent of train, dev and test; ``places`` maps a format to where it was
    written last.
    """

    format: str = "jsonl"
    people: tuple[str, ...] = ()
    listed: bool = False
    all_states: bool = False
    split: bool = False
    shares: tuple[int, ...] = (80, 10, 10)
    seed: int = 0
    scheme: str = SCHEMES[0]
    flatten: str = RULES[0]
    expand: bool = False
    window: int = 0
    places: dict[str, str] = field(default_factory=dict)


def remembered(settings: SettingsFile, project: Path) -> ExportChoices | None:
    """Return what was chosen for a project last; None where nothing was, or it is damaged."""
    found = read_back(settings.values.export_choices.get(str(project)))
    if not found:
        return None
    usual = ExportChoices()
    kept = filled(usual, found)
    return kept if len(kept.shares) == 3 else replace(kept, shares=usual.shares)


def remember(settings: SettingsFile, project: Path, choices: ExportChoices) -> None:
    """Keep what was chosen for a project."""
    kept = with_kept(settings.values.export_choices, str(project), asdict(choices))
    settings.change(export_choices=kept)
