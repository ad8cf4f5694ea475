"""Label colours: contrast on the page in both themes, and colours for labels without one.

Contrast is that of WCAG 2: relative luminance of sRGB, 1 (none) to 21 (black on white).
"""

import re

LIGHT_PAGE = "#ffffff"
DARK_PAGE = "#212327"
READABLE = 4.5
"""The least contrast at which small text counts as readable (WCAG 2, level AA)."""

PALETTE = (
    ("#c2410c", "#e8824a"),
    ("#1f5fa8", "#5b8ff9"),
    ("#15803d", "#72f8a1"),
    ("#7c3aed", "#c4b5fd"),
    ("#5c4a00", "#facc15"),
    ("#134e4a", "#ccfbf1"),
    ("#c026d3", "#f54790"),
)
"""Pairs of a colour for the light and for the dark theme, given out in this order.

Chosen so that the seven stay apart for people who do not see red, green or blue.
"""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Return whether a text is a colour as schema files write it: ``#rrggbb``."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two ``#rrggbb`` colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def for_dark_page(colour: str) -> str:
    """Return the colour, mixed with as much white as it needs to be readable on the dark page."""
    for step in range(20):
        mixed = _mixed_with_white(colour, step / 20)
        if contrast(mixed, DARK_PAGE) >= READABLE:
            return mixed
    return "#ffffff"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed_with_white(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(c + (255 - c) * share):02x}" for c in _channels(colour))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
