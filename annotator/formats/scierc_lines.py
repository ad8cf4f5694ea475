"""Lines of our own exports to SciERC as they were written, taken apart by the parser itself."""

from itertools import chain

import msgspec


class OwnKeys(msgspec.Struct, gc=False):
    """What of our own stands in a line: the text, and spans by number for what is on spans."""

    text: str
    facts: dict[str, str]
    starts: list[int]
    relations: list[tuple[int, int]]
    clusters: list[list[int]]


class OwnLine(msgspec.Struct, gc=False):
    """A line of an export of ours, its keys in their order and each value of its type."""

    doc_key: str
    dataset: str
    sentences: list[list[str]]
    ner: list[list[tuple[int, int, str]]]
    relations: list[list[tuple[int, int, int, int, str]]]
    clusters: list[list[tuple[int, int]]]
    ours: OwnKeys = msgspec.field(name="_annotator")

    @property
    def words(self) -> list[str]:
        """The tokens of all sentences."""
        return [*chain.from_iterable(self.sentences)]

    def spans(self) -> list[tuple[int, int, str]]:
        """Return the spans of all sentences: first and last token, and label."""
        return [*chain.from_iterable(self.ner)]

    def links(self) -> list[tuple[int, int, str]] | None:
        """Return the relations by the numbers of their spans; None where these do not fit."""
        labels = [row[4] for row in chain.from_iterable(self.relations)]
        ends, number = self.ours.relations, sum(map(len, self.ner))
        if len(ends) != len(labels) or not _among([*chain.from_iterable(ends)], number):
            return None
        return [(*pair, label) for pair, label in zip(ends, labels, strict=True)]

    def chains(self) -> list[list[int]] | None:
        """Return the chains by the numbers of their spans; None where these do not fit."""
        own, number = self.ours.clusters, sum(map(len, self.ner))
        if [*map(len, own)] != [*map(len, self.clusters)]:
            return None
        return own if _among([*chain.from_iterable(own)], number) else None


_DECODER = msgspec.json.Decoder(OwnLine)


def own_line(line: bytes) -> OwnLine | None:
    """Return a line just as our export writes it, or None where it is anything else.

    What was read is written again and compared, so that no key is there twice or passed over.
    """
    if b"\\u" in line:  # NUL and halves of surrogate pairs come so
        return None
    try:
        found = _DECODER.decode(line)
        return found if msgspec.json.encode(found) == line.rstrip() else None
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return None


def _among(numbers: list[int], count: int) -> bool:
    return not numbers or (min(numbers) >= 0 and max(numbers) < count)
