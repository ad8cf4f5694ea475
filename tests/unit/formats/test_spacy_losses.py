"""Whatever the sets look like: what came in is what went out plus what the report counts."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Zone, ZoneKind, labelable_extents
from annotator.domain.ids import LabelId, RelationId, SpanId
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.spans import Relation, Span, fragments_of
from annotator.formats.format import ExportResult
from annotator.formats.registry import FORMATS
from tests.labelled import labelled

PIECES = [
    "Anna", "U.S.-led", "Acme Corp.", "don't", "10%", "👩🏽‍💻", "🇯🇵", "東京都", "שלום", "مرحبا",
    "e\u0301", "\u00a0", "\u200b", "(", '"', "—", "$5bn", "PERSON", "\t",
]  # fmt: skip
GAPS = ["", " ", " ", " ", "  ", "\n", "\n\n"]
LOST = ("span-cuts-token", "span-without-token", "discontinuous-span", "span-in-masked-zone")
LABELS = [
    Label(LabelId(f"l{name}"), name, name, LabelKind.ENTITY, "#000000", "#ffffff")
    for name in ("PERSON", "ORG", "EVENT_X")
]
WORKS = Label(LabelId("lw"), "WORKS", "", LabelKind.RELATION, "#000000", "#ffffff")
MEETS = Label(LabelId("lm"), "ORG", "", LabelKind.RELATION, "#000000", "#ffffff", symmetric=True)
SCHEMA = Schema("s", (*LABELS, WORKS, MEETS))
NLP = spacy.blank("en")


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a text of words that are awkward to cut."""
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), min_size=1, max_size=25)
    )
    return "".join(word + gap for word, gap in pairs)


@st.composite
def zones(draw: st.DrawFn, length: int) -> tuple[Zone, ...]:
    """Draw zones that tile the text, or none."""
    cuts = sorted(draw(st.sets(st.integers(1, max(1, length - 1)), max_size=3)))
    edges = [0, *(cut for cut in cuts if cut < length), length]
    kinds = st.sampled_from([ZoneKind.BODY, ZoneKind.BODY, ZoneKind.BYLINE, ZoneKind.HEADLINE])
    tiled = tuple(Zone(start, end, draw(kinds)) for start, end in pairwise(edges))
    return draw(st.sampled_from([(), tiled]))


@st.composite
def spans(draw: st.DrawFn, text: str) -> tuple[Span, ...]:
    """Draw spans: nested, crossing, touching, equal, in pieces, inside tokens."""
    doc = NLP(text)
    starts = [token.idx for token in doc]
    ends = [token.idx + len(token) for token in doc]
    found = []
    for number in range(draw(st.integers(0, 8))):
        extents = []
        for _ in range(draw(st.sampled_from([1, 1, 1, 1, 2]))):
            if draw(st.booleans()):
                first = draw(st.integers(0, len(doc) - 1))
                last = draw(st.integers(first, min(first + 4, len(doc) - 1)))
                extents.append((starts[first], ends[last]))
            else:
                start = draw(st.integers(0, len(text) - 1))
                extents.append((start, draw(st.integers(start + 1, len(text)))))
        label = draw(st.sampled_from(LABELS))
        found.append(Span(SpanId(f"s{number}"), fragments_of(extents, len(text)), label.id))
    return tuple(found)


@st.composite
def documents(draw: st.DrawFn) -> AnnotatedDocument:
    """Draw a document with one finished set."""
    text = draw(texts())
    drawn = draw(spans(text))
    relations = []
    for number in range(draw(st.integers(0, 4)) if drawn else 0):
        source, target = draw(st.sampled_from(drawn)), draw(st.sampled_from(drawn))
        label = draw(st.sampled_from([WORKS, MEETS]))
        relations.append(Relation(RelationId(f"r{number}"), label.id, source.id, target.id))
    return labelled(text, drawn, relations, facts={"source": "x"}, zones=draw(zones(len(text))))


@settings(max_examples=60, deadline=None)
@given(st.lists(documents(), min_size=1, max_size=2))
def test_in_is_out_plus_losses(annotated: list[AnnotatedDocument]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        destination = Path(folder) / "out"
        result = FORMATS["spacy"].write(annotated, SCHEMA, destination)
        docs = list(DocBin().from_disk(destination / "train.spacy").get_docs(NLP.vocab))
        read = list(FORMATS["spacy"].read(destination, SCHEMA))
    assert [doc.text for doc in docs] == [each.document.text for each in annotated]
    _check_counts(annotated, docs, result)
    for each, doc in zip(annotated, docs, strict=True):
        _check_document(each, doc)
    for each, doc in zip(read, docs, strict=True):
        assert isinstance(each, AnnotatedDocument)
        names = {label.id: label.name for label in LABELS}
        back = [(span.start, span.end, names[span.label]) for span in each.sets[0].spans]
        assert sorted(back) == sorted(set(_group(doc)))
    relations = [
        len(each.sets[0].relations) for each in read if isinstance(each, AnnotatedDocument)
    ]
    assert sum(relations) == result.relations


def _check_counts(
    annotated: Sequence[AnnotatedDocument], docs: Sequence[Doc], result: ExportResult
) -> None:
    losses = Counter({row.code: row.count for row in result.losses})
    spans_in = sum(len(each.sets[0].spans) for each in annotated)
    spans_out = sum(len(doc.spans["sc"]) for doc in docs)
    assert spans_in == spans_out + sum(losses[code] for code in LOST)
    assert spans_out == result.spans
    entities = sum(len(doc.ents) for doc in docs)
    assert spans_out == entities + losses["ents-overlap"] + losses["ents-white-space"]
    relations_in = sum(len(each.sets[0].relations) for each in annotated)
    assert relations_in == result.relations + losses["relation-without-span"]


def _check_document(annotated: AnnotatedDocument, doc: Doc) -> None:
    document = annotated.document
    labelable = set(range(len(document.text)))
    if document.zones:
        labelable = {i for pair in labelable_extents(document.zones) for i in range(*pair)}
    went_out = Counter(_group(doc))
    outside: set[int] = set()
    for token in doc:
        covered = range(token.idx, token.idx + len(token))
        if not labelable.issuperset(covered):
            assert token.ent_iob_ == ""  # masked is missing, never O
        if token.ent_iob_ == "O":
            outside.update(i for i in covered if not document.text[i].isspace())
    for span in annotated.sets[0].spans:
        covered = {i for fragment in span.fragments for i in range(*fragment)}
        assert outside.isdisjoint(covered)  # what someone labelled is never O
        name = next(label.name for label in LABELS if label.id == span.label)
        if len(span.fragments) == 1 and doc.char_span(span.start, span.end) is not None:
            touched = (token for token in doc if token.idx < span.end)
            whole = {
                i
                for token in touched
                if token.idx + len(token) > span.start
                for i in range(token.idx, token.idx + len(token))
            }
            expected = labelable.issuperset(whole)
            assert not expected or went_out[span.start, span.end, name]
    trimmed = {
        (document.text[span.start : span.end].strip(), span.label)
        for span in annotated.sets[0].spans
        if len(span.fragments) == 1
    }
    for start, end, name in went_out:
        assert (document.text[start:end].strip(), LabelId(f"l{name}")) in trimmed


def _group(doc: Doc) -> list[tuple[int, int, str]]:
    return [(each.start_char, each.end_char, each.label_) for each in doc.spans["sc"]]
