"""The export of ours that a file belongs to, told by the manifest that lists it."""

from pathlib import Path

from annotator.formats.bounds import companion
from annotator.formats.staging import MANIFEST


def own_export(path: Path) -> tuple[Path, dict[str, object]] | None:
    """Return the folder and the manifest of the export that wrote a file or folder, or None.

    The manifest stands beside a single file, in the folder of an export, or one above where
    each annotator has a folder.
    """
    for place, name in (
        (path.with_name(f"{path.stem}.{MANIFEST}"), path.name),
        (path.parent / MANIFEST, path.name),
        (path.parent.parent / MANIFEST, f"{path.parent.name}/{path.name}"),
    ):
        manifest = companion(place)
        if not isinstance(manifest, dict):
            continue
        files = manifest.get("files")
        if isinstance(files, list) and any(_lies_in(str(one), name) for one in files):
            return place.parent, manifest
    return None


def _lies_in(file: str, name: str) -> bool:
    return file == name or file.startswith(f"{name}/")
