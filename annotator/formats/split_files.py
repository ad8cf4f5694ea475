"""JSON files of an export, one for each split, written value by value."""

import json
from pathlib import Path
from typing import BinaryIO

from annotator.formats.export_job import WHOLE, ExportJob, split_stems
from annotator.formats.splits import Split


class SplitFiles:
    """The files ``train``, ``dev`` and ``test``, or one for the whole corpus, open to write."""

    def __init__(self, folder: Path, suffix: str, job: ExportJob) -> None:
        self.files: dict[str, BinaryIO] = {
            stem: (folder / f"{stem}{suffix}").open("xb") for stem in split_stems(job.options)
        }

    def file(self, split: Split | None) -> BinaryIO:
        """Return the file of a split, or of the whole corpus."""
        return self.files[split or WHOLE]

    def release(self) -> None:
        """Close all files, complete or not."""
        for file in self.files.values():
            file.close()


class JsonLines:
    """JSON lines: UTF-8, one value a line, no line separator inside a string left bare."""

    def __init__(self, folder: Path, suffix: str, job: ExportJob) -> None:
        self._files = SplitFiles(folder, suffix, job)

    def write(self, value: object, split: Split | None) -> None:
        """Write one value as a line."""
        self._files.file(split).write(json_bytes(value) + b"\n")

    def release(self) -> None:
        """Close all files."""
        self._files.release()


class JsonArrays:
    """Each file one JSON array, its values written as they come."""

    def __init__(self, folder: Path, suffix: str, job: ExportJob) -> None:
        self._files = SplitFiles(folder, suffix, job)
        self._begun: set[str] = set()

    def write(self, value: object, split: Split | None) -> None:
        """Write one value of the array."""
        stem = split or WHOLE
        self._files.file(split).write(b",\n" if stem in self._begun else b"[\n")
        self._begun.add(stem)
        self._files.file(split).write(json_bytes(value))

    def close(self) -> None:
        """End the arrays."""
        for stem, file in self._files.files.items():
            file.write(b"\n]\n" if stem in self._begun else b"[]\n")

    def release(self) -> None:
        """Close all files."""
        self._files.release()


def json_bytes(value: object) -> bytes:
    """Return a value as compact JSON in UTF-8, U+2028, U+2029 and U+0085 escaped.

    Programs that cut lines at every Unicode line end would cut inside a string otherwise.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if not text.isascii():
        for character in ("\u2028", "\u2029", "\u0085"):
            text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8")
