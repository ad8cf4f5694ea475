"""Sentences by plain rules, good enough for moving by sentence and showing one around a span.

Training formats do not use these: their sentences come with their tokens.
"""

import regex

from annotator.domain.spans import Extent
from annotator.text.paragraphs import paragraph_extents

_CLOSING = r"[\p{Pe}\p{Pf}\"'”’»」』]*"
_STOP = regex.compile(
    rf"(?:[.!?…‽؟۔।॥]+{_CLOSING}(?:[ \u00a0\u202f]»)?(?=\s)|[。！？｡]+{_CLOSING})\s*",
)
_BEGINS = regex.compile(r"[\p{Ps}\p{Pi}\"'“‘«„「『¿¡–—•-]*\s?[\p{Lu}\p{Lt}\p{Lo}\p{Nd}]")
_LAST_WORD = regex.compile(r"[\p{L}\p{M}.]+\Z")
_FIRST_WORD = regex.compile(r"[\p{L}’']+")
_LONGEST_ABBREVIATION = 24
_TITLES_AND_SHORT_FORMS = """
    mr mrs ms mx dr prof st gen lt col maj capt cpl sgt cmdr adm gov sen rep reps sens
    hon rev fr sr sra vs no nos vol fig figs pp ed eds cf al e.g i.e jan feb mar apr aug
    sept sep oct nov dec mme mlle herr frau bzw usw nr art approx est ave blvd mt ft
"""
_NEVER_LAST = frozenset(_TITLES_AND_SHORT_FORMS.split())
_NAME_ENDINGS = "inc corp co ltd llc plc bros jr etc a.m p.m"
_SELDOM_LAST = frozenset(_NAME_ENDINGS.split())
_SENTENCE_STARTERS = """
    the a an in on at by for from with it its he she they we i you this that these those
    there but and or so as if when while after before since although however meanwhile his
    her their our my your what who why how where some many most both one another yet
"""
_STARTERS = frozenset(_SENTENCE_STARTERS.split())


def sentence_extents(text: str, start: int = 0, end: int | None = None) -> list[Extent]:
    """Return the sentences of text[start:end] without the white space around them.

    A paragraph always ends one. Offsets are those of the whole text. Give a paragraph's
    extent to work lazily.
    """
    end = len(text) if end is None else end
    found: list[Extent] = []
    for left, right in paragraph_extents(text[start:end]):
        _split(text, start + left, start + right, found)
    return found


def _split(text: str, start: int, end: int, found: list[Extent]) -> None:
    for stop in _STOP.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, stop.start(), stop.end(), end):
            _keep(text, start, stop.end(), found)
            start = stop.end()
    _keep(text, start, end, found)


def _keep(text: str, start: int, end: int, found: list[Extent]) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        found.append(Extent(left, right))


def _ends_sentence(text: str, stop: int, following: int, end: int) -> bool:
    """Tell whether punctuation at ``stop`` ends a sentence, given what comes behind it."""
    if text[stop] in "。！？｡":
        return True
    if not _BEGINS.match(text, following, end):
        return False
    if text[stop] != "." or text[stop + 1 : stop + 2] == ".":
        return True
    last = _LAST_WORD.search(text[max(0, stop - _LONGEST_ABBREVIATION) : stop])
    if last is None:
        return True
    word = last.group().lower()
    if word in _NEVER_LAST:
        return False
    if "." in word or word in _SELDOM_LAST:
        return _starter_follows(text, following, end)
    if len(word) == 1 and last.group().isupper():
        return _starter_follows(text, following, end) and word != "i"
    return True


def _starter_follows(text: str, following: int, end: int) -> bool:
    """Tell whether the next word is one that begins sentences rather than names."""
    first = _FIRST_WORD.search(text, following, min(end, following + _LONGEST_ABBREVIATION))
    return first is not None and first.group().lower() in _STARTERS
