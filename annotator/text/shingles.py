"""Word shingles of a text, and a MinHash signature that finds texts that share many.

A shingle is three words in a row, case and punctuation aside; a character of a script
without spaces is a word. Two texts are near-duplicates where at least half of their
shingles are common (Jaccard; Broder 1997, "On the resemblance and containment of
documents"). The signature is a one-permutation MinHash (Li, Owen and Zhang 2012) with
empty bins filled from the next ones (Shrivastava and Li 2014), cut into bands: texts that
agree in all of a band are compared. A text costs about a tenth of a millisecond.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from annotator.domain.documents import Zone, ZoneKind
from annotator.text.scripts import may_be_unspaced

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

SIMILAR = 0.5
"""The share of common shingles from which texts are near-duplicates."""
SHORTEST = 20
"""Texts of fewer shingles are not compared: short notices are alike by form."""
BANDS = 16
_ROWS = 3
_WORDS = 3
_BINS = BANDS * _ROWS
_STORY = frozenset({ZoneKind.BODY, ZoneKind.QUOTE, ZoneKind.STANDFIRST})
_ALONE = 2
_LAST = 0xFFFF
_CAPITALS_APART = "\u0130\u03a3"
"""Capitals whose small letters are two, or differ at the end of a word."""
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
)
"""Scripts without spaces: South-East Asian ones, kana, Han."""
# Odd 64-bit constants; they must stay as they are, since bands are kept in project files.
_BASE = 0x9E3779B97F4A7C15
_MIX = 0xBF58476D1CE4E5B9
_STEPS = (0x94D049BB133111EB, 0xD6E8FEB86659FD93)


def story(text: str, zones: Iterable[Zone]) -> str:
    """Return the text that near-duplicates are told by: body, quotes and standfirst."""
    return "\n".join(text[zone.start : zone.end] for zone in zones if zone.kind in _STORY)


def shingles(text: str) -> "Hashes":
    """Return the hashes of a text's shingles, sorted, each once."""
    import numpy as np

    words = _word_hashes(text)
    number = len(words) - _WORDS + 1
    if number < 1:
        return np.empty(0, dtype=np.uint64)
    joined = words[:number].copy()
    for step, factor in enumerate(_STEPS, start=1):
        joined *= np.uint64(factor)
        joined += words[step : number + step]
    joined ^= joined >> np.uint64(31)
    joined *= np.uint64(_MIX)
    joined ^= joined >> np.uint64(29)
    joined.sort()
    different = np.empty(number, dtype=np.bool_)
    different[0] = True
    np.not_equal(joined[1:], joined[:-1], out=different[1:])
    return joined[different]


def similarity(one: "Hashes", other: "Hashes") -> float:
    """Return the share of common shingles among all of two texts, in [0, 1]."""
    import numpy as np

    if not len(one) or not len(other):
        return 0.0
    places = np.minimum(np.searchsorted(one, other), len(one) - 1)
    common = int(np.count_nonzero(one[places] == other))
    return common / (len(one) + len(other) - common)


def bands(hashes: "Hashes") -> Sequence[int]:
    """Return the signature of sorted shingles: a number for each band, none if too short.

    The numbers fit a signed 64-bit integer.
    """
    import numpy as np

    if len(hashes) < SHORTEST:
        return ()
    # The highest bits choose the bin; sorted, the first hash of a bin is its minimum.
    edges = _edges()
    first = np.searchsorted(hashes, edges)
    # An empty bin begins where the next one does: it takes that one's minimum, and the
    # bins after the last hash take the first of all.
    minima = hashes[np.where(first < len(hashes), first, 0)]
    rows = minima.reshape(BANDS, _ROWS)
    joined = rows[:, 0].copy()
    for row in range(1, _ROWS):
        joined = joined * np.uint64(_STEPS[0]) + rows[:, row]
    joined ^= _band_numbers()
    joined *= np.uint64(_MIX)
    found: list[int] = joined.view(np.int64).tolist()
    return found


def _word_hashes(text: str) -> "Hashes":
    """Return a hash of each word in lower case: a polynomial in its code points, modulo 2**64."""
    import numpy as np

    if any(capital in text for capital in _CAPITALS_APART):
        text = text.lower()
    points = _points(text)
    values = _values()[points]
    begins = values != 0
    # A word begins where a part of one follows something else, or where either is a
    # character that is a word alone.
    inside = begins[:-1].copy()
    if may_be_unspaced(text):
        alone = _kinds()[points] == _ALONE
        inside &= ~(alone[1:] | alone[:-1])
    begins[1:] &= ~inside
    starts = begins.nonzero()[0]
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    # Powers count from the start of the text; taking them back to the start of the word
    # gives a word the same hash wherever it stands.
    powers, inverses = _powers(1 << len(text).bit_length())
    values *= powers[: len(points)]
    hashes: Hashes = np.add.reduceat(values, starts)
    hashes *= inverses[starts]
    return hashes


def _points(text: str) -> "NDArray[np.intp]":
    """Return the code points of a text, those beyond the first plane as its last one."""
    import numpy as np

    if text.isascii():
        return np.frombuffer(text.encode(), dtype=np.uint8).astype(np.intp)
    written = text.encode("utf-16-le")
    if len(written) == 2 * len(text):
        return np.frombuffer(written, dtype=np.uint16).astype(np.intp)
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    return np.minimum(points, _LAST).astype(np.intp)


@cache
def _small_letters() -> "NDArray[np.uint16]":
    """Return for each code point of the first plane that of the small letter."""
    import numpy as np

    # Lowered as one text, which is quick, without the two capitals that are more than a
    # letter for a letter, and without surrogates, which no text has.
    left_out = {*_CAPITALS_APART, *map(chr, range(0xD800, 0xE000))}
    plane = "".join("\0" if (one := chr(point)) in left_out else one for point in range(_LAST))
    small = np.frombuffer(plane.lower().encode("utf-16-le"), dtype=np.uint16)
    return np.append(small, np.uint16(_LAST))


@cache
def _kinds() -> "NDArray[np.int8]":
    """Return for each code point of the first plane: 0 no word, 1 part of one, 2 one alone."""
    import numpy as np

    kinds = np.zeros(_LAST + 1, dtype=np.int8)
    for point in range(_LAST):
        if unicodedata.category(chr(point))[0] in "LNM":
            kinds[point] = 1
    for first, last in _UNSPACED:
        kinds[first : last + 1] *= _ALONE
    kinds[_LAST] = _ALONE  # stands for all beyond: rare scripts, emoji
    return kinds[_small_letters()]


@cache
def _values() -> "Hashes":
    """Return the value of each code point of the first plane in a hash; 0 outside words."""
    import numpy as np

    values = np.arange(_LAST + 1, dtype=np.uint64) * np.uint64(_BASE)
    values ^= values >> np.uint64(32)
    return values[_small_letters()] * (_kinds() > 0)


@cache
def _powers(length: int) -> "tuple[Hashes, Hashes]":
    import numpy as np

    found = []
    for base in (_BASE, pow(_BASE, -1, 2**64)):
        powers = np.full(length, base, dtype=np.uint64)
        powers[0] = 1
        found.append(np.cumprod(powers, dtype=np.uint64))
    return found[0], found[1]


@cache
def _edges() -> "Hashes":
    import numpy as np

    width = 2**64 // _BINS
    return np.array([number * width for number in range(_BINS)], dtype=np.uint64)


@cache
def _band_numbers() -> "Hashes":
    import numpy as np

    return np.arange(BANDS, dtype=np.uint64)
