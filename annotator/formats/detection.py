"""Telling the format of a file from what is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.formats.format import Format
from annotator.formats.samples import Sample, Sureness, sample_of


@dataclass(frozen=True, slots=True)
class Detection:
    """The formats a file may be of, the most likely first; ``sure`` if there is no doubt."""

    candidates: tuple[Format, ...]
    sure: bool


def detect(path: Path, formats: Iterable[Format]) -> Detection:
    """Ask the readable formats whose file this is; raise UserError if it cannot be read."""
    sample = sample_of(path)
    rated = [(_sureness(one, sample), one) for one in formats if one.reads]
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


def the_format(path: Path, formats: Iterable[Format]) -> Format:
    """Return the one format a file is of; raise UserError in doubt, with the choices."""
    formats = list(formats)
    found = detect(path, formats)
    if found.sure:
        return found.candidates[0]
    names = [one.name for one in found.candidates or formats if one.reads]
    what = "could be of several formats" if found.candidates else "is of no format that is read"
    raise UserError(
        f"The file {what}.", where=str(path), mend=f"Name it with --format ({', '.join(names)})."
    )
