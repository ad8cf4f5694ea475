"""Documents: one frozen text with its facts, its zones and where it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.ids import DocumentId


class ZoneKind(StrEnum):
    """What a stretch of an article is; the order is that of a page from top to bottom."""

    NAVIGATION = "navigation"
    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    BODY = "body"
    CROSSHEAD = "crosshead"
    QUOTE = "quote"
    CORRECTION = "correction"
    RELATED = "related"
    CREDIT = "credit"
    BIOGRAPHY = "biography"
    COMMENTS = "comments"


LABELABLE_ZONES = frozenset(
    {
        ZoneKind.HEADLINE,
        ZoneKind.STANDFIRST,
        ZoneKind.DATELINE,
        ZoneKind.CAPTION,
        ZoneKind.BODY,
        ZoneKind.CROSSHEAD,
        ZoneKind.QUOTE,
        ZoneKind.CORRECTION,
    }
)
"""Zones that are for labelling; the others are masked in agreement and export."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch [start, end) of code points of one kind; zones of a text tile it."""

    start: int
    end: int
    kind: ZoneKind

    @property
    def labelable(self) -> bool:
        """Whether the zone is for labelling."""
        return self.kind in LABELABLE_ZONES


@dataclass(frozen=True, slots=True)
class Provenance:
    """One place a document was read from: file name, reader, encoding, hash of the bytes.

    ``name`` is relative to what the user named, so that a project handed on tells nothing
    of the laptop it was made on. ``raw_hash`` is the SHA-256 of the file's bytes.
    """

    name: str
    reader: str
    encoding: str = ""
    raw_hash: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


FACT_NAMES = ("title", "source", "published", "language", "byline", "url")
"""The facts every document can have; readers may add others, exports carry them all."""


@dataclass(frozen=True, slots=True)
class Document:
    """One article: its canonical text, facts (title, source, published, ...) and zones.

    ``published`` is an ISO 8601 date or date-time. Zones are sorted and tile the text.
    """

    id: DocumentId
    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    zones: Sequence[Zone] = ()

    @property
    def title(self) -> str:
        """The headline, or the first line of the text where none is known."""
        return self.facts.get("title") or self.text.lstrip().split("\n", 1)[0][:120]


def labelable_extents(zones: Sequence[Zone]) -> list[tuple[int, int]]:
    """Return the [start, end) stretches that are for labelling, neighbours joined."""
    extents: list[tuple[int, int]] = []
    for zone in zones:
        if not zone.labelable:
            continue
        if extents and extents[-1][1] == zone.start:
            extents[-1] = (extents[-1][0], zone.end)
        else:
            extents.append((zone.start, zone.end))
    return extents
