"""One file and its companions, written beside the destination and renamed at the end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.formats.staging import MANIFEST, files_of, staged_space


@contextmanager
def staged_beside(destination: Path, format_name: str, main: str) -> Iterator[Path]:
    """Make a temporary folder whose file ``main`` becomes the destination.

    Every other file in it becomes ``STEM.NAME`` beside the destination. A file that is
    there already is replaced only if the manifest beside it says that an export of this
    format wrote it, or if it is empty.
    """
    with staged_space(destination) as stage:
        ours = files_of(_companion(destination, MANIFEST), format_name)
        yield stage
        targets = {
            path: destination if path.name == main else _companion(destination, path.name)
            for path in stage.iterdir()
        }
        for target in targets.values():
            if target.exists() and target.stat().st_size and target.name not in ours:
                raise UserError(
                    "The destination exists and is not an earlier export of this format.",
                    where=str(target),
                    mend="Choose another name, or move that file away.",
                )
        _rename_in_manifest(stage / MANIFEST, destination, main)
        for path, target in targets.items():
            path.replace(target)


def _companion(destination: Path, name: str) -> Path:
    return destination.with_name(f"{destination.stem}.{name}")


def _rename_in_manifest(manifest: Path, destination: Path, main: str) -> None:
    content = json.loads(manifest.read_bytes())
    content["files"] = [
        destination.name if name == main else f"{destination.stem}.{name}"
        for name in content["files"]
    ]
    text = json.dumps(content, ensure_ascii=False, indent=2)
    manifest.write_text(text + "\n", encoding="utf-8", newline="\n")
