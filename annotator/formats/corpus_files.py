"""The files to read where a person names a folder, and reading them one after the other."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.formats.export_job import LOSSES
from annotator.formats.label_names import LABELS
from annotator.formats.side_texts import SIDE
from annotator.formats.staging import MANIFEST

Items = Iterator[AnnotatedDocument | Skipped]
_OURS = (LOSSES, LABELS, MANIFEST, SIDE)


def files_in(path: Path, suffixes: Sequence[str], others: Sequence[str] = ()) -> list[Path]:
    """Return the file itself, or a folder's files with these endings, sorted.

    What exports put beside their files is left out, ``others`` too. Raises UserError where
    nothing is left.
    """
    if not path.is_dir():
        return [path]
    found = sorted(
        each
        for each in path.rglob("*")
        if each.suffix.lower() in suffixes
        and each.is_file()
        and not is_companion(each.name, others)
        and not each.name.startswith(".")
    )
    if not found:
        raise UserError(
            f"There are no files of this format ({', '.join(suffixes)}) in this folder.",
            where=str(path),
            mend="Name a file, or a folder that holds some.",
        )
    return found


def is_companion(name: str, others: Sequence[str] = ()) -> bool:
    """Tell whether a file name is one of those that exports put beside their files."""
    return any(name == one or name.endswith(f".{one}") for one in (*_OURS, *others))


def items_of(files: Sequence[Path], root: Path, read: Callable[[Path, str], Items]) -> Items:
    """Yield what is in each file; ``read`` gets the file and its name to show."""
    for file in files:
        name = file.relative_to(root).as_posix() if root.is_dir() else file.name
        yield from read(file, name)
