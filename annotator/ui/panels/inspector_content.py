"""What the inspector shows: frozen values, made by whoever knows the article."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.schema import Label


@dataclass(frozen=True, slots=True)
class AttributeChoice:
    """One attribute of the selected span or relation; ``value`` empty means not set."""

    id: str
    name: str
    values: Sequence[str]
    value: str = ""


@dataclass(frozen=True, slots=True)
class SpanContent:
    """The selected span. ``id`` tells one selection from the next.

    ``origin`` is where the label came from ("you, by hand"), ``extent`` where it stands
    ("812 to 827, 2 tokens"), ``also_in`` where else the string occurs ("7 articles"; empty
    hides the row), ``chain`` the surfaces of the other members of its chain.
    """

    id: str
    surface: str
    label: Label | None
    extent: str
    origin: str = ""
    also_in: str = ""
    note: str = ""
    attributes: Sequence[AttributeChoice] = ()
    chain: Sequence[str] = ()
    heading: str = "Selected span"


@dataclass(frozen=True, slots=True)
class SuggestionContent:
    """The selected suggestion; ``origin`` reads "en_core_web_sm 3.8.0: right 88 of 100".

    Of a relation ``surface`` names both ends and ``extent`` is empty; ``along`` are the ends
    that are suggestions themselves and accepted with it.
    """

    id: str
    surface: str
    label: Label | None
    extent: str
    origin: str = ""
    also_in: str = ""
    heading: str = "Suggestion"
    along: str = ""


@dataclass(frozen=True, slots=True)
class RelationContent:
    """The selected relation; ``allowed`` are the labels its ends permit, its own among them."""

    id: str
    source: str
    target: str
    label: Label | None
    allowed: Sequence[Label]
    origin: str = ""
    note: str = ""
    attributes: Sequence[AttributeChoice] = ()
    heading: str = "Selected relation"
