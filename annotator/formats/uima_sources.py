"""Where CAS files are: a file, a folder, or an archive as INCEpTION exports it."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.formats.export_job import LOSSES
from annotator.formats.label_names import LABELS
from annotator.formats.staging import MANIFEST, file_problem
from annotator.formats.uima_loading import MAX_FILE
from annotator.formats.zip_directories import refuse_long_directory

TYPE_SYSTEM = "TypeSystem.xml"
_TYPE_SYSTEMS = (TYPE_SYSTEM, "typesystem.xml", "debug-typesystem.xml")
_COMPANIONS = frozenset({MANIFEST, LABELS, LOSSES})
"""What our own exports put beside the files of a corpus."""
MAX_ARCHIVE = 1024 * 1024 * 1024
"""Bytes that the files of one archive may have unpacked, all together."""
MAX_MEMBERS = 100_000
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, IndexError, OverflowError),
)
"""What unpacking raises where an archive is damaged; encrypted members are a RuntimeError."""


@dataclass(frozen=True, slots=True)
class CasFile:
    """One CAS: its name, its bytes, and those of the type system beside it (or none)."""

    name: str
    content: bytes
    types: bytes = b""


def cas_files(path: Path, suffix: str) -> Iterator[CasFile | Skipped]:
    """Yield the CAS files with an ending at a path, in the order of their names.

    A folder is searched to the bottom, archives in it too. Nothing is unpacked to disk.
    Raises UserError where the path cannot be read or an archive is broken.
    """
    if path.is_dir():
        places = sorted(one for one in path.rglob("*") if one.suffix.lower() in (suffix, ".zip"))
        for place in places:
            if place.is_file() and place.name not in _COMPANIONS:
                name = place.relative_to(path).as_posix()
                try:
                    yield from _file(place, name, suffix)
                except UserError as error:
                    yield Skipped(name, error.what)
    else:
        yield from _file(path, path.name, suffix)


def _file(path: Path, name: str, suffix: str) -> Iterator[CasFile | Skipped]:
    try:
        if zipfile.is_zipfile(path):
            with path.open("rb") as file:
                refuse_long_directory(file, name)
            with zipfile.ZipFile(path) as archive:
                yield from _Archive(archive, name, suffix).files()
            return
        if path.suffix.lower() == ".zip":
            raise zipfile.BadZipFile("it ends too early, or is none")
        types = _beside(path) if suffix == ".xmi" else b""
        yield CasFile(name, _content(path), types)
    except OSError as error:
        raise file_problem(error, path) from error
    except BROKEN as error:
        raise UserError(
            f"The archive is broken: {error}.", where=name, mend="Export it again."
        ) from error


def _content(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise UserError(
            f"The file is larger than {MAX_FILE // 2**20} MiB.",
            where=path.name,
            mend="A CAS holds one document; divide it.",
        )
    return path.read_bytes()


def _beside(path: Path) -> bytes:
    """Return the type system in the same folder, or in the one above it."""
    for folder in (path.parent, path.parent.parent):
        for name in _TYPE_SYSTEMS:
            place = folder / name
            if place.is_file():
                return _content(place)
    return b""


class _Archive:
    """The CAS files of one archive; an archive inside it is opened, one inside that is not."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        name: str,
        suffix: str,
        *,
        left: int | None = None,
        inner: bool = False,
    ) -> None:
        self._archive = archive
        self._name = name
        self._suffix = suffix
        self._inner = inner
        self._left = MAX_ARCHIVE if left is None else left
        self._types: tuple[zipfile.ZipInfo | None, bytes] = (None, b"")

    def files(self) -> Iterator[CasFile | Skipped]:
        """Yield the CAS files and, for what is not read, why."""
        members = sorted(self._archive.infolist(), key=lambda one: one.filename)
        if len(members) > MAX_MEMBERS:
            raise UserError(
                f"The archive has more than {MAX_MEMBERS} files.",
                where=self._name,
                mend="Divide it.",
            )
        types = {
            PurePosixPath(one.filename).parent: one
            for one in members
            if PurePosixPath(one.filename).name in _TYPE_SYSTEMS
        }
        for member in members:
            place = PurePosixPath(member.filename)
            ending = place.suffix.lower()
            if ending not in (self._suffix, ".zip"):
                continue
            name = f"{self._name}/{member.filename}"
            problem = self._problem(member)
            if problem:
                yield Skipped(name, problem)
                continue
            try:
                yield from self._member(member, name, types)
            except BROKEN as e:
                yield Skipped(name, f"cannot be unpacked: {e}"[:200])

    def _member(
        self,
        member: zipfile.ZipInfo,
        name: str,
        types: dict[PurePosixPath, zipfile.ZipInfo],
    ) -> Iterator[CasFile | Skipped]:
        content = self._read(member)
        if name.lower().endswith(".zip"):
            if self._inner:
                yield Skipped(name, "an archive in an archive in an archive is not opened")
                return
            try:
                refuse_long_directory(io.BytesIO(content), name)
            except UserError as error:
                yield Skipped(name, error.what)
                return
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inner = _Archive(archive, name, self._suffix, left=self._left, inner=True)
                yield from inner.files()
                self._left = inner._left
            return
        folder = PurePosixPath(member.filename).parent
        beside = types.get(folder) or types.get(folder.parent)
        yield CasFile(name, content, self._types_of(beside) if beside else b"")

    def _types_of(self, beside: zipfile.ZipInfo) -> bytes:
        """Return the bytes of a type system, once read where the next file has the same."""
        if self._types[0] is not beside and not self._problem(beside):
            self._types = beside, self._read(beside)
        return self._types[1] if self._types[0] is beside else b""

    def _problem(self, member: zipfile.ZipInfo) -> str:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or parts[:1] == ("/",) or ":" in parts[0]:
            return "its name points out of the archive"
        if member.file_size > MAX_FILE:
            return f"unpacked it is larger than {MAX_FILE // 2**20} MiB"
        if member.file_size > self._left:
            return f"the archive unpacks to more than {MAX_ARCHIVE // 2**20} MiB"
        return ""

    def _read(self, member: zipfile.ZipInfo) -> bytes:
        """Return a member's bytes, never more than it says it has (a bomb says little)."""
        with self._archive.open(member) as file:
            content = file.read(member.file_size + 1)
        self._left -= len(content)
        return content
