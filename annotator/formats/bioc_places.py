"""Where the passages of a BioC document lie in one text, and how its offsets count."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.formats.offset_units import UNITS, Unit

UNIT_NAMES = ("code-points", "utf-16", "bytes")


@dataclass(slots=True)
class Piece:
    """A passage or sentence: its text, its offset in the file, its start in the whole text."""

    text: str
    offset: int
    start: int = 0
    units: dict[str, Unit] = field(default_factory=dict)

    def unit(self, name: str) -> Unit:
        """Return the unit for this text, made once."""
        if name not in self.units:
            self.units[name] = UNITS[name](self.text)
        return self.units[name]

    def length(self, name: str) -> int:
        """Return how many of a unit the text has."""
        return self.unit(name).from_code_points(len(self.text))


@dataclass(frozen=True, slots=True)
class Counting:
    """How locations count: in which unit, and from the document's start or the piece's."""

    unit: str
    relative: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The locations of one annotation in the file, its string, and the piece it stands in."""

    locations: tuple[tuple[int, int], ...]
    surface: str
    piece: Piece | None


def assembled(pieces: Sequence[tuple[Piece, str]]) -> str:
    """Return the whole text and set where each piece starts in it.

    Each piece comes with what separates it from the one before; gaps of the file that are
    wider than one character are one separator more, no wider.
    """
    text: list[str] = []
    length = 0
    behind = 0
    for piece, separator in pieces:
        if text:
            filling = separator * (2 if separator == "\n" and piece.offset - behind > 1 else 1)
            text.append(filling)
            length += len(filling)
        piece.start = length
        text.append(piece.text)
        length += len(piece.text)
        behind = piece.offset + len(piece.text)
    return "".join(text)


def extents_of(
    place: Place, pieces: Sequence[Piece], counting: Counting
) -> list[tuple[int, int]] | None:
    """Return the locations as extents of the whole text, or None where one lies in no piece."""
    found = []
    for offset, length in place.locations:
        if counting.relative:
            start = _inside(place.piece, offset, counting.unit)
            end = _inside(place.piece, offset + length, counting.unit)
        else:
            start = _anywhere(pieces, offset, counting.unit, end=False)
            end = _anywhere(pieces, offset + length, counting.unit, end=True)
        if start is None or end is None:
            return None
        found.append((start, end))
    return found


def _inside(piece: Piece | None, position: int, unit: str) -> int | None:
    if piece is None or not 0 <= position <= piece.length(unit):
        return None
    return piece.start + piece.unit(unit).to_code_points(position)


def _anywhere(pieces: Sequence[Piece], position: int, unit: str, *, end: bool) -> int | None:
    for piece in pieces:
        within = position - piece.offset
        if (within > 0 if end else within >= 0) and within <= piece.length(unit) - (not end):
            return piece.start + piece.unit(unit).to_code_points(within)
    return None


def counting_of(
    places: Sequence[Place], pieces: Sequence[Piece], text: str, units: Sequence[str]
) -> Counting:
    """Return the counting in which most strings stand where the file says; at first the usual."""
    told = [place for place in places if place.surface]
    best, most = Counting(units[0], False), -1
    for relative in (False, True):
        for unit in units:
            counting = Counting(unit, relative)
            score = sum(stands(place, pieces, text, counting) for place in told)
            if score > most:
                best, most = counting, score
            if score == len(told):
                return best
    return best


def stands(place: Place, pieces: Sequence[Piece], text: str, counting: Counting) -> bool:
    """Return whether the string of an annotation is what its locations cover."""
    extents = extents_of(place, pieces, counting)
    if extents is None:
        return False
    covered = "".join(text[start:end] for start, end in extents)
    return covered == place.surface or "".join(covered.split()) == "".join(place.surface.split())
