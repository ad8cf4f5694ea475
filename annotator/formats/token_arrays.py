"""The files of trainers that are JSON arrays of rows of tokens, with small files beside them."""

import json
from collections.abc import Mapping
from pathlib import Path

from annotator.formats.export_job import ExportJob
from annotator.formats.split_files import JsonArrays
from annotator.formats.splits import Split
from annotator.formats.token_documents import TokenExport


class TokenArrays:
    """One annotator's arrays, open to write; ``tokens`` puts documents on tokens for them."""

    def __init__(self, folder: Path, job: ExportJob, *, chains: bool = False) -> None:
        self.job = job
        self.tokens = TokenExport(job, chains=chains)
        self._folder = folder
        self._arrays = JsonArrays(folder, ".json", job)

    def write(self, row: Mapping[str, object], split: Split | None) -> None:
        """Write one row."""
        self._arrays.write(row, split)

    def end(self, beside: Mapping[str, object], **facts: object) -> None:
        """End the arrays, write what stands beside by file name, note how tokens were made."""
        self._arrays.close()
        for name, content in beside.items():
            text = json.dumps(content, ensure_ascii=False, indent=2)
            (self._folder / name).write_text(text + "\n", encoding="utf-8", newline="\n")
        self.tokens.close(**facts)

    def release(self) -> None:
        """Close all files."""
        self._arrays.release()
