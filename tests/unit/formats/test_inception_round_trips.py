"""What WebAnno TSV and UIMA CAS hold comes back the same; the rest is counted as lost."""

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import ChainId, LabelId, RelationId, SpanId
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.spans import Chain, Relation, Span, fragments_of
from annotator.formats.registry import FORMATS
from tests.labelled import labelled

NAMES = ["PERSON", "works for", "_", "*", "a|b;[1]", "x->1-2", "Ünï\\", "NamedEntity", "Token"]
RELATIONS = ["HEADS", "a->b", "links", "Relation"]
LAYERS = [
    "",
    "",
    "webanno.custom.Thing",
    "webanno.custom.Thing|kind",
    "webanno.custom.Bare|",
    "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType",
    "no type at all",
]
ATTRIBUTES = [
    "role",
    "value",
    "label",
    "kind",
    "note",
    "class",
    "a b",
    "_x0020_",
    "9",
    "Größe",
    "self",
]
SCHEMA = Schema(
    "test",
    (
        *(Label(LabelId(f"s{n}"), n, n, LabelKind.ENTITY, "#aa0000", "#ff8888") for n in NAMES),
        *(
            Label(LabelId(f"r{n}"), n, n, LabelKind.RELATION, "#a00000", "#f08888")
            for n in RELATIONS
        ),
    ),
)
CHARACTERS = "ab.c E\n \u00a0é\u0301😀👩\u200d🔬中文שלום\u200b\u2028\\|[]_*;>-'"

texts = st.text(CHARACTERS, min_size=1, max_size=40).filter(lambda t: not t[0].isspace())
values = st.text(CHARACTERS + "\t", min_size=1, max_size=6)


@st.composite
def documents(draw):
    """Return an annotated document with spans of every kind, relations and chains."""
    text = draw(texts)
    places = st.integers(0, len(text) - 1)
    spans: dict[tuple, Span] = {}
    for number in range(draw(st.integers(0, 7))):
        extents = []
        for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
            start = draw(places)
            extents.append((start, draw(st.integers(start + 1, len(text)))))
        fragments = fragments_of(extents, len(text))
        label = LabelId(f"s{draw(st.sampled_from(NAMES))}")
        attributes = draw(st.dictionaries(st.sampled_from(ATTRIBUTES), values, max_size=2))
        layer = draw(st.sampled_from(LAYERS))
        if layer:
            attributes["uima-layer"] = layer
        note = draw(st.sampled_from(["", "", "a\nnote\\t\r\n"]))
        span = Span(SpanId(f"i{number}"), fragments, label, attributes, note)
        spans.setdefault((fragments, label), span)
    ids = [span.id for span in spans.values()]
    relations: dict[tuple, Relation] = {}
    chains = []
    if ids:
        for number in range(draw(st.integers(0, 4))):
            ends = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
            label = LabelId(f"r{draw(st.sampled_from(RELATIONS))}")
            attributes = draw(st.dictionaries(st.sampled_from(ATTRIBUTES), values, max_size=1))
            relation = Relation(RelationId(f"r{number}"), label, *ends, attributes)
            relations.setdefault((label, *ends), relation)
        for number in range(draw(st.integers(0, 2))):
            members = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
            chains.append(Chain(ChainId(f"c{number}"), tuple(members)))
    facts = {"title": "A title", "source": "Bläď"}
    return labelled(text, spans.values(), relations.values(), chains, facts=facts)


def trimmed(text, start, end):
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def said(annotated, schema):
    """Return what a set says in names and extents that formats with one extent can hold."""
    (work,) = annotated.sets
    names = {label.id: label.name for label in schema.labels}
    text = annotated.document.text
    places, spans = {}, {}
    for span in work.spans:
        extent = trimmed(text, span.start, span.end)
        if len(span.fragments) > 1 or extent[0] >= extent[1]:
            continue
        place = (*extent, names[span.label])
        places[span.id] = place
        attributes = {k: v for k, v in span.attributes.items() if k != "uima-layer"}
        spans.setdefault(place, (attributes, span.note))
    relations = {}
    for one in work.relations:
        if one.source in places and one.target in places:
            attributes = {k: v for k, v in one.attributes.items() if k != "uima-layer"}
            key = (names[one.label], places[one.source], places[one.target])
            relations.setdefault(key, attributes)
    chains = []
    for chain in work.chains:
        members = list(dict.fromkeys(places[one] for one in chain.spans if one in places))
        if members:
            chains.append(members)
    return text, spans, relations, sorted(chains)


DROPPED = ("discontinuous-span", "span-without-token", "span-doubled", "label-not-in-schema")


@pytest.mark.parametrize("name", ["webanno-tsv", "uima-xmi", "uima-json"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpus=st.lists(documents(), min_size=1, max_size=3, unique_by=lambda d: d.document.id))
def test_in_is_out_plus_losses_and_comes_back(name, corpus):
    one = FORMATS[name]
    works = [each.sets[0] for each in corpus]
    if name != "webanno-tsv":  # which of two that only differ by edge blanks stays, is open
        for each in corpus:
            text, spans = each.document.text, each.sets[0].spans
            edges = [(*trimmed(text, span.start, span.end), span.label) for span in spans]
            assume(len(set(edges)) == len(edges))
    with tempfile.TemporaryDirectory() as folder:
        result = one.write(corpus, SCHEMA, Path(folder) / "out")
        dropped = sum(result.losses.count(code) for code in DROPPED)
        assert sum(len(work.spans) for work in works) == result.spans + dropped
        lost_relations = result.losses.count("relation-without-span")
        assert sum(len(work.relations) for work in works) == result.relations + lost_relations
        reading = one.read(Path(folder) / "out", SCHEMA)
        back = {item.document.id: item for item in reading if isinstance(item, AnnotatedDocument)}
    assert len(back) == len(corpus)
    for each in corpus:
        found = back[each.document.id]
        if name != "webanno-tsv":
            assert found.document.facts == each.document.facts
        assert said(found, reading.schema) == said(each, SCHEMA)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(annotated=documents())
def test_dkpro_cassis_shows_the_same_spans(annotated):
    cassis = pytest.importorskip("cassis")
    (work,) = annotated.sets
    wanted = sorted((span.start, span.end) for span in work.spans if len(span.fragments) == 1)
    for name, suffix in (("uima-xmi", ".xmi"), ("uima-json", ".json")):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            FORMATS[name].write([annotated], SCHEMA, out)
            (path,) = [one for one in out.glob(f"*{suffix}") if one.stem == "A title"]
            if suffix == ".xmi":
                types = cassis.load_typesystem(out / "TypeSystem.xml")
                cas = cassis.load_cas_from_xmi(path, typesystem=types)
            else:
                with path.open("rb") as file:
                    cas = cassis.load_cas_from_json(file)
        assert cas.sofa_string == annotated.document.text
        layers = ("NamedEntity", "Thing", "Bare")
        found = [
            (one.begin, one.end)
            for one in cas.select_all_annotations()
            if one.type.name.rpartition(".")[2] in layers
        ]
        linked = {
            (one.begin, one.end)
            for one in cas.select_all_annotations()
            if one.type.name.endswith("CoreferenceLink")
        }
        missing = list(wanted)
        for extent in sorted(found):
            missing.remove(extent)
        assert set(missing) <= linked


def test_every_character_of_a_token_is_covered():
    from annotator.formats.inception_tokens import segmented

    for length in range(1, 4):
        for characters in itertools.product("a .\n'é\u0301😀中\u200b\u2028", repeat=length):
            text = "".join(characters)
            tokens, sentences = segmented(text)
            covered = {index for start, end in tokens for index in range(start, end)}
            assert covered == {i for i, one in enumerate(text) if not one.isspace()}
            for start, end in tokens:
                owners = [one for one in sentences if one[0] <= start and end <= one[1]]
                assert len(owners) == 1
