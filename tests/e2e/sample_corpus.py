"""What tests know of the sample corpus: its two annotators, and its texts."""

import json

from tests.e2e.command_line import SEEDS

PAIR = "annotator-a|annotator-b"


def sample_texts():
    """Return the texts of the sample corpus by the ids of their documents."""
    file = SEEDS / "annotations" / "annotator-a.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {line["id"]: line["text"] for line in lines if "text" in line}
