"""Places of files in an exported INCEpTION project: ``annotation/DOCUMENT/ANNOTATOR.xmi``."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from annotator.formats.zip_directories import refuse_long_directory

_FOLDERS = ("annotation", "curation")
"""Below these a project has a folder for each document, with a file for each annotator."""
_SETTINGS = "exportedproject"
"""How the file begins that holds the project's settings, and no annotations."""
_INNER = 64 * 1024 * 1024
"""Bytes that an archive in an archive may have to be looked into."""


def annotator_at(path: Path, name: str) -> str:
    """Return the name of the annotator from the place of a file; none where it is another place.

    ``name`` is the file's from the path on, through archives too. DOCUMENT is the name of a
    file, so that other folders are not taken for it.
    """
    start = path.absolute() if path.is_dir() else path.absolute().parent
    parts = (*start.parts, *PurePosixPath(name).parts)
    at = _place(parts)
    return PurePosixPath(parts[at + 2]).stem if at >= 0 else ""


def document_at(name: str) -> str:
    """Return the name of the document that a file of a project is about; else the file's own."""
    parts = PurePosixPath(name).parts
    at = _place(parts)
    return PurePosixPath(*parts[:at], parts[at + 1]).as_posix() if at >= 0 else name


def _place(parts: Sequence[str]) -> int:
    for at in range(len(parts) - 3, -1, -1):
        if parts[at] in _FOLDERS and PurePosixPath(parts[at + 1]).suffix:
            return at
    return -1


def names_in(archive: zipfile.ZipFile) -> list[str]:
    """Return the names in an archive in lower case, those of its first archive too.

    What is no annotations is left out. Raises what unpacking does for a broken one.
    """
    names = [name for name in archive.namelist() if not _is_settings(name)]
    inner = next((name for name in names if name.lower().endswith(".zip")), None)
    if inner is not None and archive.getinfo(inner).file_size <= _INNER:
        content = io.BytesIO(archive.read(inner))
        refuse_long_directory(content, inner)
        with zipfile.ZipFile(content) as opened:
            names.extend(opened.namelist())
    return [name.lower() for name in names]


def _is_settings(name: str) -> bool:
    return PurePosixPath(name).name.lower().startswith(_SETTINGS)
