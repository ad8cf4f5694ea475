"""Colours and sizes of the reading pane."""

from dataclasses import dataclass

SERIF_FAMILIES = (
    "Noto Serif",
    "Source Serif 4",
    "Charter",
    "Georgia",
    "Cambria",
    "serif",
)
"""Families for the text, the first installed one is used."""

DEFAULT_POINTS = 13.0
DEFAULT_PITCH = 190


@dataclass(frozen=True, slots=True)
class TextTheme:
    """The colours of the page as ``#rrggbb``; opacities in per cent.

    ``fill`` is how strongly a label's colour shows behind a span, ``caret`` the colour
    behind the current word, ``match`` behind what was found.
    """

    background: str
    text: str
    muted: str
    faint: str
    accent: str
    selection: str
    caret: str
    match: str
    bar: str
    fill: int
    unknown: str
    """The colour of a label no style was given for."""


LIGHT = TextTheme(
    background="#ffffff",
    text="#1b1d22",
    muted="#6b6f78",
    faint="#a3a6ad",
    accent="#2f5fd0",
    selection="#cfdcf8",
    caret="#eceef2",
    match="#fff0b8",
    bar="#dcdde0",
    fill=18,
    unknown="#6b7280",
)

DARK = TextTheme(
    background="#212327",
    text="#e6e7ea",
    muted="#9b9fa8",
    faint="#6c7079",
    accent="#7aa2f7",
    selection="#364a77",
    caret="#30333a",
    match="#57491c",
    bar="#43464d",
    fill=25,
    unknown="#9ca3af",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """All lengths of the page in pixels, from the text size and the line pitch.

    ``em`` is the size of body text. ``gap`` is added beneath each line of a zone for
    labelling: the two bands of tags and arcs.
    """

    em: float
    line: float
    pitch: int

    @property
    def scale(self) -> float:
        """How large everything is, compared with body text of 17 pixels."""
        return self.em / 17.0

    @property
    def gap(self) -> float:
        """The room added beneath each line."""
        return self.line * (self.pitch - 100) / 100

    @property
    def tag_font(self) -> float:
        """The size of tags in pixels."""
        return max(9.0, 9.0 * self.scale)

    @property
    def tag_lane(self) -> float:
        """The height of a lane of tags."""
        return self.tag_font - 0.5

    @property
    def arc_pitch(self) -> float:
        """The distance between two levels of arcs."""
        return 6.0 * self.scale

    @property
    def arc_first(self) -> float:
        """How far above the letters the lowest arc runs."""
        return 4.0 * self.scale

    @property
    def underline(self) -> float:
        """The height of a lane of underlines, two pixels of line among it."""
        return 3.0
