"""The documents of DocRED files as rows, from the parser or put together value by value."""

from itertools import chain
from typing import Any

import msgspec

from annotator.formats.json_values import BadValue, Fields, whole_numbers
from annotator.formats.token_rows import same_name, token_words
from annotator.formats.token_texts import TokenText, restored

OURS = "_annotator"
"""The key of what leads back to the text; loaders of DocRED take the keys they know."""


class Member(msgspec.Struct, gc=False):
    """A mention of an entity: its tokens [first, last) in a sentence."""

    sent_id: int
    pos: tuple[int, int]
    type: str


class Fact(msgspec.Struct, gc=False):
    """A relation between two entities by number, and the sentences that tell of it."""

    h: int
    t: int
    r: str
    evidence: list[int] = []


class Kept(msgspec.Struct, gc=False):
    """What our export kept in a document; relations by entity and mention of both ends."""

    text: str = ""
    starts: list[Any] = []
    facts: dict[str, str] = {}
    chains: list[int] = []
    relations: list[tuple[int, int, int, int, str]] = []


class Row(msgspec.Struct):
    """One document: the tokens of its sentences, and entities, each a list of mentions."""

    sents: list[list[str]] = []
    title: str = ""
    vertices: list[list[Member]] = msgspec.field(name="vertexSet", default_factory=list)
    labels: list[Fact] = []
    kept: Kept = msgspec.field(name=OURS, default_factory=Kept)

    def text(self) -> TokenText | None:
        """Return the text that our export kept, if it did and the tokens stand in it."""
        words = [*chain.from_iterable(self.sents)]
        return restored(self.kept.text, self.kept.starts, words)


def row_of(values: dict[str, object]) -> Row:
    """Return a document whose values are not all of their types, or say which is not.

    Only what is used is looked at.
    """
    fields = Fields(values)
    sentences = [
        token_words(each, f"sents[{number}]") if each != [] else []
        for number, each in enumerate(fields.items("sents"))
    ]
    ours = fields.inner(OURS)
    kept = Kept(ours.text("text", ""), ours.items("starts"))
    row = Row(sentences, fields.text("title", ""), kept=kept)
    relations = ours.items("relations")
    own = row.text() is not None
    if own:
        kept.facts = ours.named_texts("facts")
        kept.chains = [each for each in ours.items("chains") if type(each) is int]
        kept.relations = [_own_relation(each, n) for n, each in enumerate(relations)]
    for number, vertex in enumerate(fields.items("vertexSet")):
        if not isinstance(vertex, list):
            raise BadValue(f"vertexSet[{number}] is not an array of mentions")
        row.vertices.append([_member(each, number, n) for n, each in enumerate(vertex)])
    if not (own and relations):
        row.labels = [_fact(each) for each in fields.objects("labels")]
    return row


def _own_relation(value: object, number: int) -> tuple[int, int, int, int, str]:
    if not isinstance(value, list) or len(value) != 5:
        raise BadValue(f"{OURS}.relations[{number}] is not an array of 5 values")
    source, member, target, other = whole_numbers(value[:4], 4, f"{OURS}.relations[{number}]")
    return source, member, target, other, same_name(value[4])


def _fact(fields: Fields) -> Fact:
    source, target = fields.whole_number("h"), fields.whole_number("t")
    evidence = [each for each in fields.items("evidence") if type(each) is int]
    return Fact(source, target, same_name(fields.text("r")), evidence)


def _member(value: object, vertex: int, number: int) -> Member:
    fields = Fields(value, f"vertexSet[{vertex}][{number}]")
    sentence = fields.whole_number("sent_id")
    first, last = whole_numbers(fields.items("pos"), 2, fields.place("pos"))
    return Member(sentence, (first, last), same_name(fields.text("type")))
