"""What a reader finds in one file: the drafts of its articles, and what is no article."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.ingest.decoding import Decoded
from annotator.ingest.drafts import Draft


@dataclass(frozen=True, slots=True)
class Part:
    """One article's draft, or the reason why there is none, and its place in the file.

    ``place`` is the number of the item from 1, or empty where the file is one item.
    ``decoded`` is given by readers that decode the part themselves.
    """

    reader: str
    draft: Draft | None = None
    place: str = ""
    reason: str = ""
    decoded: Decoded | None = None


def numbered(parts: Sequence[Part]) -> list[Part]:
    """Return parts with their numbers as places, if there is more than one."""
    if len(parts) < 2:
        return list(parts)
    return [replace(part, place=str(number)) for number, part in enumerate(parts, start=1)]
