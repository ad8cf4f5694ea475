"""Whatever text, facts and notes hold: our own format gives back equal values."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document, Provenance, Zone, ZoneKind
from annotator.domain.ids import (
    AnnotatorId,
    ChainId,
    LabelId,
    RelationId,
    SpanId,
    document_id,
    set_id,
)
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.domain.spans import Chain, Origin, Relation, Span, fragments_of
from annotator.formats.registry import FORMATS

STRINGS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12
) | st.sampled_from(["\u2028", '"\\', "\\u0000", "\\ud800", "\r\n", "\x85", "👩🏽‍💻", "שלום"])
NAMES = STRINGS.filter(str.strip)
FACTS = st.dictionaries(STRINGS, STRINGS, max_size=3)
TEXTS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), min_size=1, max_size=40
).filter(lambda text: not text.startswith("\ufeff"))


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Draw a schema whose span and relation labels may share names."""
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    relations = draw(st.lists(NAMES, min_size=1, max_size=2, unique=True))
    labels = [
        Label(LabelId(f"s{i}"), name, draw(STRINGS), draw(st.sampled_from(list(LabelKind)[:3])),
              "#00aaFF", "#123456", draw(STRINGS), draw(STRINGS), tuple(draw(st.lists(STRINGS))))
        for i, name in enumerate(names)
    ]  # fmt: skip
    ids = tuple(label.id for label in labels)
    labels += [
        Label(LabelId(f"r{i}"), name, name, LabelKind.RELATION, "#00aaFF", "#123456",
              sources=ids[:1], targets=ids, symmetric=draw(st.booleans()), schema_pass="two")
        for i, name in enumerate(relations)
    ]  # fmt: skip
    attributes = (Attribute("a", "level", ("x", ""), ids, draw(STRINGS)),)
    aliases = {draw(STRINGS): ids[0]}
    return Schema(draw(STRINGS), tuple(labels), attributes, ("main", "two"), aliases)


@st.composite
def documents(draw: st.DrawFn, schema: Schema, number: int) -> AnnotatedDocument:
    """Draw a document with up to two sets under the schema."""
    text = f"{number} {draw(TEXTS)}"
    identity = document_id(text)
    sets, people = [], {}
    for person in range(draw(st.integers(0, 2))):
        owner = Annotator(AnnotatorId(f"u{person}"), draw(STRINGS))
        people[owner.id] = owner
        key = f"{number}-{person}-"
        spans = []
        for i in range(draw(st.integers(0, 4))):
            starts = draw(st.lists(st.integers(0, len(text) - 1), min_size=1, max_size=3))
            extents = [(at, draw(st.integers(at + 1, len(text)))) for at in starts]
            label = draw(st.sampled_from(schema.span_labels))
            spans.append(
                Span(SpanId(f"{key}s{i}"), fragments_of(extents, len(text)), label.id,
                     draw(FACTS), draw(STRINGS), draw(st.sampled_from(Origin)), draw(STRINGS))
            )  # fmt: skip
        relations = [
            Relation(RelationId(f"{key}r{i}"), draw(st.sampled_from(schema.relation_labels)).id,
                     draw(st.sampled_from(spans)).id, draw(st.sampled_from(spans)).id,
                     draw(FACTS), draw(STRINGS), draw(st.sampled_from(Origin)))
            for i in range(draw(st.integers(0, 2)) if spans else 0)
        ]  # fmt: skip
        chains = [Chain(ChainId(f"{key}c"), tuple(span.id for span in spans))]
        states = draw(st.dictionaries(st.sampled_from(["main", "two"]), st.sampled_from(State)))
        sets.append(
            AnnotationSet(set_id(identity, owner.id), identity, owner.id, tuple(spans),
                          tuple(relations), tuple(chains), states, draw(STRINGS), draw(STRINGS))
        )  # fmt: skip
    cut = draw(st.integers(1, len(text) - 1))
    zones = (Zone(0, cut, ZoneKind.HEADLINE), Zone(cut, len(text), ZoneKind.RELATED))
    document = Document(identity, text, draw(FACTS), draw(st.sampled_from([(), zones])))
    provenance = (Provenance(draw(STRINGS), draw(STRINGS), draw(STRINGS), "", draw(FACTS)),)
    return AnnotatedDocument(document, tuple(sets), people, provenance)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_equal_values_come_back(data: st.DataObject) -> None:
    schema = data.draw(schemas())
    written = [
        data.draw(documents(schema, number)) for number in range(data.draw(st.integers(0, 3)))
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        result = FORMATS["jsonl"].write(written, schema, path)
        reading = FORMATS["jsonl"].read(path, Schema("other"))
        assert list(reading) == written
    assert reading.schema == schema
    assert not reading.repairs
    assert not result.losses
