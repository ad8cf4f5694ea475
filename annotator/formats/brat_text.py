"""The text file of a brat document and the ways its offsets may count."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from annotator.formats.brat_lines import TextBound
from annotator.formats.offset_units import Unit, unit_named
from annotator.text.canonical_map import CanonicalMap

UNITS = ("code-points", "utf-16", "bytes")


@dataclass(frozen=True, slots=True)
class Counting:
    """A text as offsets of a file see it, and the unit they count.

    ``raw`` may lack the byte order mark or the CR of the file, where offsets do not count
    them.
    """

    raw: str
    unit_name: str
    unit: Unit

    def extents(self, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return places of the file as code points of ``raw``."""
        convert = self.unit.to_code_points
        return [(convert(start), convert(end)) for start, end in places]

    def matches(self, each: TextBound) -> bool:
        """Tell whether the string of a line stands at its places."""
        return self.found(self.extents(each.extents), each.surface) is not None

    def found(self, extents: Sequence[tuple[int, int]], surface: str | None) -> str | None:
        """Return the string at the extents if it is the one the file says, else None.

        Fragments are joined by a space, by nothing in files older than brat 1.3. Behind the
        string there may be more, after white space.
        """
        length = len(self.raw)
        if any(not 0 <= start <= end <= length for start, end in extents):
            return None
        pieces = [self.raw[start:end] for start, end in extents]
        if surface is None:
            return " ".join(pieces)
        for expected in (" ".join(pieces), "".join(pieces)):
            rest = surface[len(expected) :]
            if surface.startswith(expected) and (not rest or rest[0].isspace()):
                return expected
        return None


@dataclass(slots=True)
class WayBack:
    """From the canonical text to the offsets of a file."""

    counting: Counting
    canonical: CanonicalMap

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """Return where an extent of the canonical text is, as code points of ``raw``."""
        raw = self.counting.raw
        if len(raw) == len(self.canonical.text):
            return start, end
        positions = range(len(raw) + 1)
        place = self.canonical.position
        # Of what goes to one place (CR and LF) a start stands behind, an end before.
        return (
            bisect_right(positions, start, key=place) - 1,
            bisect_left(positions, end, key=place),
        )

    def spelt(self, extents: Sequence[tuple[int, int]]) -> tuple[str, str]:
        """Return the places as a ``T`` line spells them, and the string there."""
        places = [self.extent(start, end) for start, end in extents]
        convert = self.counting.unit.from_code_points
        spelt = ";".join(f"{convert(start)} {convert(end)}" for start, end in places)
        return spelt, " ".join(self.counting.raw[start:end] for start, end in places)


def countings(decoded: str, offsets: str) -> Iterator[Counting]:
    """Yield the ways the offsets of a file may count, the usual one first.

    A byte order mark counts in brat, and CRLF is one or two, as its reader opened the file.
    Without ``offsets`` (the name of a unit) code points come first, but files whose offsets
    count something else are about.
    """
    one_line_end = decoded.replace("\r\n", "\n").replace("\r", "\n")
    texts = dict.fromkeys((one_line_end, decoded))
    if decoded.startswith("\ufeff"):
        texts |= dict.fromkeys((one_line_end[1:], decoded[1:]))
    names = (offsets,) if offsets else UNITS[:1] if decoded.isascii() else UNITS
    for name, text in product(names, texts):
        yield Counting(text, name, unit_named(name)(text))


def best_counting(decoded: str, spans: Sequence[TextBound], offsets: str = "") -> Counting:
    """Return the way of counting in which the most spans match, the usual one of equals."""
    best, most = None, -1
    for each in countings(decoded, offsets):
        matched = sum(map(each.matches, spans))
        if matched > most:
            best, most = each, matched
        if matched == len(spans):
            break
    assert best is not None
    return best
