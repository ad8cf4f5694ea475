"""Matching: how well what was typed fits an entry; plain strings, no Qt."""

import unicodedata
from collections.abc import Iterable


def fit(typed: str, text: str) -> int | None:
    """Return how well a text fits what was typed, the lower the better; None if not at all.

    The letters typed must occur in order. A text that begins with them fits best, then one
    with a word that does, then one that holds them together, then one with them scattered.
    Case and accents do not count.
    """
    wanted, offered = _plain(typed), _plain(text)
    if not wanted:
        return 0
    if offered.startswith(wanted):
        return 0 if offered == wanted else 1
    at = offered.find(wanted)
    if at >= 0:
        inside = any(offered.startswith(wanted, start) for start in _word_starts(offered))
        return 10 + at if inside else 200 + at
    spread = _spread(wanted.replace(" ", ""), offered)
    return None if spread is None else 1000 + spread


def best_fit(typed: str, texts: Iterable[str]) -> int | None:
    """Return the best fit among several texts of one entry, or None.

    The first text, its title, counts a little more than the others.
    """
    fits = [
        found + (5 if place else 0)
        for place, text in enumerate(texts)
        if (found := fit(typed, text)) is not None
    ]
    return min(fits, default=None)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def _word_starts(text: str) -> list[int]:
    return [
        at
        for at, letter in enumerate(text)
        if letter.isalnum() and (at == 0 or not text[at - 1].isalnum())
    ]


def _spread(wanted: str, offered: str) -> int | None:
    """Return how far apart the wanted letters lie, or None where they do not occur in order."""
    first = at = -1
    for letter in wanted:
        at = offered.find(letter, at + 1)
        if at < 0:
            return None
        first = at if first < 0 else first
    return first + at - first + 1 - len(wanted)
