"""File names of documents in formats that have a file for each."""

from pathlib import Path, PurePosixPath

from annotator.domain.corpora import AnnotatedDocument
from annotator.formats.file_names import safe_name
from annotator.formats.project_places import document_at
from annotator.formats.splits import Split


class DocumentNames:
    """File names of documents in one folder: where they came from, else the title; unique."""

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix
        self._taken: set[str] = set()
        self._folders: set[str] = set()

    def path(
        self, root: Path, annotated: AnnotatedDocument, split: Split | None, name: str = ""
    ) -> Path:
        """Return a path whose folder is there; ``name`` is one the document had before."""
        before = name or next((one.name for one in annotated.provenance), "")
        before = document_at(before)
        parts = [safe_name(one) for one in PurePosixPath(before).parts if one not in ("/", "..")]
        stem = parts.pop() if parts else ""
        for ending in (self._suffix, PurePosixPath(stem).suffix):
            stem = stem.removesuffix(ending)
        if not stem.strip("_"):
            stem = safe_name(annotated.document.title) or annotated.document.id
        folder = "/".join([*([split] if split else []), *(parts if name else [])])
        wanted = found = f"{folder}/{stem}" if folder else stem
        number = 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{wanted}-{number}"
        self._taken.add(found.casefold())
        if folder not in self._folders:
            (root / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        return root / f"{found}{self._suffix}"
