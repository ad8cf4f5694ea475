"""Telling the format of a file from what is in it, or of a folder from its files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.formats.corpus_files import is_companion
from annotator.formats.format import Format
from annotator.formats.samples import Sample, Sureness, sample_of

_LOOKED_AT = 100
"""Files of a folder that are looked at one by one where it could be of several formats."""
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ\x00", b"Rar!")
"""How packed files begin."""


@dataclass(frozen=True, slots=True)
class FilesOfFormat:
    """How many files of a folder are of one format, and the first of them."""

    format: Format
    count: int
    first: str

    def __str__(self) -> str:
        """Say it as in a list: ``conll (3 files, such as a.conll)``."""
        files = f"{self.count} files, such as " if self.count > 1 else ""
        return f"{self.format.name} ({files}{self.first})"


@dataclass(frozen=True, slots=True)
class Detection:
    """The formats a file may be of, the most likely first; ``sure`` if there is no doubt.

    ``files`` tells what is in a folder of several formats, ``looked_at`` how many of its
    files were asked.
    """

    candidates: tuple[Format, ...]
    sure: bool
    files: tuple[FilesOfFormat, ...] = ()
    looked_at: int = 0

    @property
    def found(self) -> str:
        """A sentence on what a folder holds; empty where that says no more than the names."""
        if not self.files:
            return ""
        of = f"The first {self.looked_at} files" if self.looked_at >= _LOOKED_AT else "The files"
        return f"{of} are of several formats: {', '.join(map(str, self.files))}."


def detect(path: Path, formats: Iterable[Format]) -> Detection:
    """Ask the readable formats whose file this is; raise UserError if it cannot be read.

    Where several claim a folder, its files are asked one by one: if all that are known are
    of one format, that is it.
    """
    formats = [one for one in formats if one.reads]
    sample = sample_of(path)
    detection = _of_sample(sample, formats)
    if detection.sure or len(detection.candidates) < 2 or not sample.names:
        return detection
    names = [name for name in sample.names if not is_companion(Path(name).name)][:_LOOKED_AT]
    files = _files_of(sample, names, formats)
    if len(files) == 1:
        return Detection((files[0].format,), True)
    told = [one.format for one in files]
    rest = [one for one in detection.candidates if one not in told]
    return Detection((*told, *rest), False, files, len(names))


def _of_sample(sample: Sample, formats: Sequence[Format]) -> Detection:
    rated = [(_sureness(one, sample), one) for one in formats]
    found = sorted((each for each in rated if each[0]), key=lambda each: -each[0])
    if not found:
        return Detection((), False)
    best = found[0][0]
    alone = len(found) == 1 or found[1][0] < best
    return Detection(tuple(one for _, one in found), alone and best >= Sureness.MAYBE)


def _sureness(one: Format, sample: Sample) -> Sureness:
    if one.recognise is not None:
        return one.recognise(sample)
    return Sureness.MAYBE if sample.suffix in one.suffixes else Sureness.NO


def _files_of(
    folder: Sample, names: Sequence[str], formats: Sequence[Format]
) -> tuple[FilesOfFormat, ...]:
    """Return what the files of a folder are, the format with the most of them first."""
    found: dict[str, FilesOfFormat] = {}
    for name in names:
        try:
            one = _of_sample(folder.inner(name), formats)
        except UserError:  # it may not be read, or has just gone: the others tell
            continue
        if one.sure:
            best = one.candidates[0]
            known = found.get(best.name, FilesOfFormat(best, 0, name))
            found[best.name] = FilesOfFormat(best, known.count + 1, known.first)
    return tuple(sorted(found.values(), key=lambda each: -each.count))


def refuse_packed(path: Path, detection: Detection) -> None:
    """Raise UserError for an archive that no format reads as it is."""
    if detection.candidates or not path.is_file():
        return
    if sample_of(path).head.startswith(_ARCHIVES):
        raise UserError(
            "This file is packed.", where=str(path), mend="Unpack it and import what is in it."
        )


def the_format(path: Path, formats: Iterable[Format]) -> Format:
    """Return the one format a file is of; raise UserError in doubt, with the choices."""
    formats = [one for one in formats if one.reads]
    detection = detect(path, formats)
    if detection.sure:
        return detection.candidates[0]
    refuse_packed(path, detection)
    names = ", ".join(one.name for one in detection.candidates or formats)
    if detection.files:
        raise UserError(
            detection.found,
            where=str(path),
            mend=f"Name the one to read with --format ({names}), or import the files one by one.",
        )
    kind = "folder" if path.is_dir() else "file"
    what = "could be of several formats" if detection.candidates else "is of no format that is read"
    raise UserError(
        f"The {kind} {what}.", where=str(path), mend=f"Name it with --format ({names})."
    )
