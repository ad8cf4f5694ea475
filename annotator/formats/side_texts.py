"""The file beside an export of tokens that keeps what leads back to the text.

``documents.jsonl`` (``STEM.documents.jsonl`` for a split) has a line for each document of the
main file, in the same order, with its text, its facts and what else the format needs.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from annotator.formats.export_job import WHOLE, ExportJob, split_stems
from annotator.formats.json_lines import json_rows
from annotator.formats.json_values import BadValue
from annotator.formats.split_files import json_bytes
from annotator.formats.splits import Split

SIDE = "documents.jsonl"


class SideTexts:
    """The side files of one annotator, open to write."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._files: dict[str, BinaryIO] = {
            stem: (folder / (SIDE if stem == WHOLE else f"{stem}.{SIDE}")).open("xb")
            for stem in split_stems(job.options)
        }

    def write(self, row: Mapping[str, object], split: Split | None) -> None:
        """Write the line of one document."""
        self._files[split or WHOLE].write(json_bytes(row) + b"\n")

    def release(self) -> None:
        """Close the files, complete or not."""
        for file in self._files.values():
            file.close()


def side_file(path: Path) -> Path | None:
    """Return the side file of a file, or None if it has none."""
    places = [path.with_name(f"{path.stem}.{SIDE}")]
    if path.stem == WHOLE:
        places.append(path.with_name(SIDE))
    return next((each for each in places if each.is_file()), None)


@contextmanager
def side_rows(path: Path) -> Iterator[Iterator[dict[str, object]]]:
    """Open the side file of a file, if there is one: its lines in order, broken ones empty."""
    place = side_file(path)
    if place is None:
        yield iter(())
        return
    rows = json_rows(place)
    try:
        yield ({} if isinstance(row, BadValue) else row for _, row in rows)
    finally:
        rows.close()


def named_facts(value: object) -> dict[str, str]:
    """Return the facts a file tells, those that are strings."""
    if not isinstance(value, dict):
        return {}
    return {name: each for name, each in value.items() if name and isinstance(each, str)}
