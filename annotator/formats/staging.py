"""Write beside the destination and rename at the end: a stopped export leaves nothing."""

import errno
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import UserError
from annotator.formats.bounds import companion

MANIFEST = "manifest.json"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def file_problem(error: OSError, path: Path) -> UserError:
    """Return what to tell a person about a file that cannot be read or written."""
    if error.errno in _FULL:
        return UserError(
            "The disk is full; nothing was written.",
            where=str(path),
            mend="Free some space, or choose a destination on another disk.",
        )
    return UserError(
        f"The file cannot be used: {error.strerror or error}.",
        where=str(error.filename or path),
        mend="Check that it exists and that you may read and write there.",
    )


def refuse_special(path: Path) -> None:
    """Raise UserError for a pipe, socket or device, from which reading might never end."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UserError(
            "This is neither a file nor a folder, but a pipe, socket or device.",
            where=str(path),
            mend="Copy what it holds to a file and name that.",
        )


@contextmanager
def staged_file(destination: Path, is_ours: Callable[[Path], bool]) -> Iterator[BinaryIO]:
    """Open a temporary file that takes the destination's place when all went well.

    An existing file is replaced only where ``is_ours`` says so or it is empty. Raises
    UserError for a full disk, a folder in the way, or a file that is not ours.
    """
    destination = _followed(destination)
    with _parents(destination), _user_errors(destination):
        if destination.is_dir():
            raise UserError(
                "The destination is a folder.",
                where=str(destination),
                mend=f"Name a file, such as {destination / 'export.jsonl'}.",
            )
        if destination.exists() and destination.stat().st_size and not is_ours(destination):
            raise UserError(
                "The destination exists and is not an earlier export of this format.",
                where=str(destination),
                mend="Choose another name, or move that file away.",
            )
        temporary = _temporary(destination)
        try:
            with temporary.open("xb") as file:
                yield file
                file.flush()
            temporary.replace(destination)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


@contextmanager
def staged_folder(destination: Path, format_name: str) -> Iterator[Path]:
    """Make a temporary folder that takes the destination's place when all went well.

    An existing folder is replaced only if it is empty, or if its manifest names this
    format and every file in it (so that a model trained there is never deleted).
    """
    destination = _followed(destination)
    with staged_space(destination) as temporary:
        _refuse_foreign_folder(destination, format_name)
        yield temporary
        _swap(temporary, destination)


@contextmanager
def staged_space(destination: Path) -> Iterator[Path]:
    """Make a temporary folder beside the destination; whatever is left in it goes at the end."""
    with _parents(destination), _user_errors(destination):
        temporary = _temporary(destination)
        temporary.mkdir()
        try:
            yield temporary
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _followed(destination: Path) -> Path:
    """Return what a symbolic link points to, so that the link itself stays."""
    return destination.resolve() if destination.is_symlink() else destination


def _temporary(destination: Path) -> Path:
    return destination.with_name(f".{destination.name}.{secrets.token_hex(4)}.part")


def _swap(temporary: Path, destination: Path) -> None:
    if not destination.exists():
        temporary.replace(destination)
        return
    old = _temporary(destination)
    destination.replace(old)
    try:
        temporary.replace(destination)
    except OSError:
        old.replace(destination)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign_folder(destination: Path, format_name: str) -> None:
    if not destination.exists():
        return
    if not destination.is_dir():
        raise UserError(
            "The destination is a file.",
            where=str(destination),
            mend=f"The format {format_name} writes a folder: name one that does not exist yet.",
        )
    ours = files_of(destination / MANIFEST, format_name)
    # Without a manifest of ours anything there is foreign; no need to walk through it all.
    present = {
        path.relative_to(destination).as_posix()
        for path in (destination.rglob("*") if ours else destination.iterdir())
        if not ours or path.is_symlink() or not path.is_dir()
    }
    foreign = sorted(present - ours)
    if foreign:
        raise UserError(
            f"The destination holds files that no {format_name} export wrote"
            f" ({', '.join(foreign[:3])}{' ...' if len(foreign) > 3 else ''}).",
            where=str(destination),
            mend="Choose another folder, or move these files away.",
        )


def files_of(manifest: Path, format_name: str) -> set[str]:
    """Return the files an earlier export says it wrote, or none."""
    content = companion(manifest)
    if not isinstance(content, dict) or content.get("format") != format_name:
        return set()
    files = content.get("files")
    return {str(name) for name in files} if isinstance(files, list) else set()


@contextmanager
def _parents(destination: Path) -> Iterator[None]:
    """Make the folders above the destination; take them away again after an error."""
    missing = []
    parent = destination.absolute().parent
    while not parent.exists():
        missing.append(parent)
        parent = parent.parent
    try:
        for folder in reversed(missing):
            folder.mkdir()
        yield
    except BaseException as error:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise file_problem(error, destination) from error
        raise


@contextmanager
def _user_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise file_problem(error, path) from error
    except UnicodeEncodeError as error:
        raise UserError(
            "The text holds half of a surrogate pair, which no file can hold.",
            where=str(path),
            mend="Run 'annotator check' on the project.",
        ) from error
