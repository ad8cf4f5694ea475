"""What is chosen for an export: remembered for each project, and what each format knows of it."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from annotator.app.settings import SettingsFile

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
KNOWS = {
    "scheme": ("conll", "huggingface"),
    "flatten": ("conll", "huggingface", "spacy"),
    "expand": (
        "spacy", "conll", "conllu", "huggingface", "docred", "scierc", "spert", "gliner",
        "prodigy",
    ),
    "window": ("huggingface", "gliner", "llm-chat"),
    "split": GROUPS["Trainers"],
}  # fmt: skip
"""Options that only some formats know; a split is offered to all but our own."""
_KEPT = 50


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
    stored = settings.values.export_choices.get(str(project))
    try:
        found = json.loads(stored) if stored else None
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    usual = ExportChoices()
    kept: dict[str, Any] = {}
    for one in fields(ExportChoices):
        value, like = found.get(one.name), getattr(usual, one.name)
        value = tuple(value) if isinstance(value, list) else value
        if type(value) is type(like):
            kept[one.name] = value
    if len(kept.get("shares", usual.shares)) != 3:
        del kept["shares"]
    return replace(usual, **kept)


def remember(settings: SettingsFile, project: Path, choices: ExportChoices) -> None:
    """Keep what was chosen for a project."""
    kept = dict(settings.values.export_choices)
    kept.pop(str(project), None)
    kept[str(project)] = json.dumps(asdict(choices), ensure_ascii=False)
    settings.change(export_choices=dict(list(kept.items())[-_KEPT:]))
