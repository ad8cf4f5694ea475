"""Small spaCy pipelines saved to disk, of the kind anybody may have."""

import json
import warnings
from pathlib import Path
from typing import Any


def save_ruler(folder: Path, language: str = "en", **labels: str) -> Path:
    """Save a pipeline that finds fixed strings; each label is given its string."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # spaCy 3.8.7 and click 8.2
        import spacy

    nlp = spacy.blank(language)
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": text} for label, text in labels.items()])
    nlp.to_disk(folder)
    return folder


def change_meta(folder: Path, **changes: object) -> None:
    """Write other values into a saved pipeline's meta.json."""
    path = folder / "meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
