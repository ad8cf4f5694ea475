"""Finding the place of a string whose offsets do not fit the text; never guessing."""

NEARBY = 100
"""How many code points before and behind the named place a string is looked for."""


def nearby(text: str, start: int, surface: str, reach: int = NEARBY) -> int | None:
    """Return where the string begins, if it is found exactly once near ``start``; else None."""
    if not surface:
        return None
    left = max(0, start - reach)
    right = start + len(surface) + reach
    found = text.find(surface, left, right)
    if found < 0 or text.find(surface, found + 1, right) >= 0:
        return None
    return found
