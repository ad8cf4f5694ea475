"""How each zone of an article looks: a table from zone to size, face and room."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat

from annotator.domain.documents import LABELABLE_ZONES, ZoneKind
from annotator.ui.text.themes import SERIF_FAMILIES, Sizes, TextTheme


@dataclass(frozen=True, slots=True)
class ZoneStyle:
    """The look of one zone; sizes in parts of body text, ``colour`` a field of the theme."""

    size: float = 1.0
    serif: bool = True
    bold: bool = False
    italic: bool = False
    colour: str = "text"
    indent: float = 0.0
    bar: bool = False
    room: float = 1.0
    """Part of the gap between lines: less in headings and in zones not for labelling."""


_SMALL = ZoneStyle(size=0.82, serif=False, colour="faint", room=0.6)

ZONE_STYLES: dict[ZoneKind, ZoneStyle] = {
    ZoneKind.NAVIGATION: _SMALL,
    ZoneKind.HEADLINE: ZoneStyle(size=1.55, bold=True, room=0.62),
    ZoneKind.STANDFIRST: ZoneStyle(size=1.04, colour="muted", room=0.8),
    ZoneKind.BYLINE: _SMALL,
    ZoneKind.DATELINE: ZoneStyle(size=0.88, serif=False, colour="muted"),
    ZoneKind.CAPTION: ZoneStyle(
        size=0.82, serif=False, colour="muted", indent=0.75, bar=True, room=0.85
    ),
    ZoneKind.BODY: ZoneStyle(),
    ZoneKind.CROSSHEAD: ZoneStyle(size=1.1, bold=True, room=0.8),
    ZoneKind.QUOTE: ZoneStyle(italic=True, indent=1.4),
    ZoneKind.CORRECTION: ZoneStyle(size=0.92, italic=True, colour="muted"),
    ZoneKind.RELATED: _SMALL,
    ZoneKind.CREDIT: _SMALL,
    ZoneKind.BIOGRAPHY: _SMALL,
    ZoneKind.COMMENTS: _SMALL,
}


def zone_is_faint(kind: ZoneKind) -> bool:
    """Return whether the zone is not for labelling and stands back."""
    return kind not in LABELABLE_ZONES


def text_font(points: float) -> QFont:
    """Return the font of body text at a size in points."""
    font = QFont()
    font.setFamilies(list(SERIF_FAMILIES))
    font.setPointSizeF(points)
    return font


@lru_cache(maxsize=256)
def _families(serif: bool, application: str) -> tuple[str, ...]:
    return SERIF_FAMILIES if serif else (application,)


def char_format(
    kind: ZoneKind, theme: TextTheme, points: float, application: str
) -> QTextCharFormat:
    """Return the face of a zone; ``application`` is the family of the application's font."""
    style = ZONE_STYLES[kind]
    made = QTextCharFormat()
    made.setFontFamilies(list(_families(style.serif, application)))
    made.setFontPointSize(points * style.size)
    made.setFontWeight(QFont.Weight.Bold if style.bold else QFont.Weight.Normal)
    made.setFontItalic(style.italic)
    made.setForeground(QColor(getattr(theme, style.colour)))
    return made


def block_format(kind: ZoneKind, sizes: Sizes) -> QTextBlockFormat:
    """Return the line distance and indent of a zone's paragraphs."""
    style = ZONE_STYLES[kind]
    made = QTextBlockFormat()
    made.setLineHeight(
        sizes.gap * style.room,
        QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value,
    )
    made.setLeftMargin(style.indent * sizes.em)
    return made


def empty_block_format(sizes: Sizes, *, first: bool) -> QTextBlockFormat:
    """Return the height of an empty line: little, since the gap above is there already."""
    made = QTextBlockFormat()
    height = sizes.em * (0.35 if first else 0.1)
    made.setLineHeight(height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return made
