"""What doccano and Label Studio can hold comes back the same; what they cannot is counted."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation_sets import AnnotationSet, Annotator
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import AnnotatorId, ChainId, LabelId, RelationId, SpanId
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.domain.spans import Chain, Relation, Span, fragments_of
from annotator.formats.format import ExportOptions
from annotator.formats.registry import FORMATS
from annotator.formats.tokens import trimmed
from tests.labelled import ANNA, labelled

PIECES = st.sampled_from(
    [
        "Anna ",
        "New York",
        " ",
        "😀",
        "👩🏽‍💻",
        "e\u0301",
        "🇩🇪",
        "東京",
        "שלום ",
        "עולם",
        "\n",
        "\u2028",
        "x",
        ".",
        "\u00a0",
    ]
)
STRINGS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)


def _label(name: str, kind: LabelKind, *, symmetric: bool = False) -> Label:
    return Label(
        LabelId(f"{kind}-{name}"), name, name, kind, "#123456", "#abcdef", symmetric=symmetric
    )


SPANS = [_label(name, LabelKind.ENTITY) for name in ("PERSON", "Org Aff", "語")]
RELATIONS = [
    _label("PERSON", LabelKind.RELATION),
    _label("meets", LabelKind.RELATION, symmetric=True),
]
ATTRIBUTES = (
    Attribute("a", "sure", ("yes", "no")),
    Attribute("b", "label", ("x",)),
    Attribute("c", "text", ("y",)),
)
SCHEMA = Schema("s", (*SPANS, *RELATIONS), ATTRIBUTES)
GONE = LabelId("gone")


@st.composite
def extents(draw: st.DrawFn, text: str) -> list[tuple[int, int]]:
    """Draw one to three pieces of the text that do not begin or end in white space."""
    found = []
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(
            st.sampled_from([len(text), min(start + 1, len(text))])
            | st.integers(start + 1, len(text))
        )
        start, end = trimmed(text, start, end)
        if start < end:
            found.append((start, end))
    return found


@st.composite
def documents(draw: st.DrawFn, number: int) -> AnnotatedDocument:
    """Draw a document with every kind of span there is."""
    text = "".join(draw(st.lists(PIECES, max_size=15))) + f"{number}"
    spans: list[Span] = []
    for index in range(draw(st.integers(0, 6))):
        places = draw(extents(text))
        if not places:
            continue
        label = draw(st.sampled_from([*[one.id for one in SPANS] * 4, GONE]))
        attributes = draw(
            st.dictionaries(
                st.sampled_from(["sure", "label", "text"]), st.sampled_from("xyz"), max_size=2
            )
        )
        note = draw(st.sampled_from(["", "", "a note", "two\nlines"]))
        spans.append(
            Span(
                SpanId(f"{number}-{index}"),
                fragments_of(places, len(text)),
                label,
                attributes,
                note,
            )
        )
    relations = [
        Relation(
            RelationId(f"{number}-r{index}"),
            draw(st.sampled_from([*[one.id for one in RELATIONS] * 3, GONE])),
            draw(st.sampled_from(spans)).id,
            draw(st.sampled_from(spans)).id,
            draw(st.sampled_from([{}, {"sure": "x"}])),
            draw(st.sampled_from(["", "n"])),
        )
        for index in range(draw(st.integers(0, 4)) if spans else 0)
    ]
    chains = [Chain(ChainId("c"), tuple(span.id for span in spans[:2]))] if len(spans) > 3 else []
    flag, note = draw(st.sampled_from(["", "odd"])), draw(st.sampled_from(["", "why?"]))
    facts = draw(
        st.dictionaries(
            st.sampled_from(["title", "source", "text", "id", "data", "meta"]) | STRINGS,
            STRINGS,
            max_size=3,
        )
    )
    return labelled(text, spans, relations, chains, facts=facts, flag=flag, note=note)


def corpora() -> st.SearchStrategy[list[AnnotatedDocument]]:
    """Draw two documents."""
    return st.tuples(*(documents(number) for number in range(2))).map(list)


def held(work: AnnotationSet) -> tuple[list[Span], list[Relation]]:
    """Return what these formats can hold of a set."""
    spans = [s for s in work.spans if len(s.fragments) == 1 and s.label != GONE]
    kept = {span.id for span in spans}
    relations = [r for r in work.relations if {r.source, r.target} <= kept and r.label != GONE]
    return spans, relations


def content(work: AnnotationSet, spans, relations, names):
    """Return spans and relations by place and name of label, without ids."""
    places = {span.id: (*span.fragments[0], names[span.label]) for span in spans}
    return (
        sorted(set(places.values())),
        sorted({(names[r.label], places[r.source], places[r.target]) for r in relations}),
    )


NAMES = {label.id: label.name for label in SCHEMA.labels}


def losses_of(name: str, works: list[AnnotationSet]) -> dict[str, int]:
    """Return the losses there must be, by code."""
    expected = dict.fromkeys(
        (
            "discontinuous-span",
            "label-not-in-schema",
            "relation-without-span",
            "span-attribute",
            "span-note",
            "relation-attribute",
            "relation-note",
            "chain",
            "flag",
            "document-note",
        ),
        0,
    )
    for work in works:
        spans, relations = held(work)
        expected["label-not-in-schema"] += sum(s.label == GONE for s in work.spans)
        expected["label-not-in-schema"] += sum(r.label == GONE for r in work.relations)
        expected["discontinuous-span"] += sum(
            len(s.fragments) > 1 and s.label != GONE for s in work.spans
        )
        expected["relation-without-span"] += sum(r.label != GONE for r in work.relations) - len(
            relations
        )
        if name == "doccano":
            expected["span-attribute"] += sum(len(s.attributes) for s in spans)
            expected["span-note"] += sum(bool(s.note) for s in spans)
        else:
            expected["document-note"] += bool(work.note)
        expected["relation-attribute"] += sum(len(r.attributes) for r in relations)
        expected["relation-note"] += sum(bool(r.note) for r in relations)
        expected["chain"] += len(work.chains)
        expected["flag"] += bool(work.flag)
    return {code: count for code, count in expected.items() if count}


@pytest.mark.parametrize(("name", "suffix"), [("doccano", ".jsonl"), ("label-studio", ".json")])
@settings(max_examples=40, deadline=None)
@given(corpus=corpora())
def test_in_is_out_plus_losses_and_what_is_held_comes_back(name, suffix, corpus):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{suffix}"
        result = FORMATS[name].write(corpus, SCHEMA, path)
        reading = FORMATS[name].read(path, SCHEMA)
        back = list(reading)
    works = [one.sets[0] for one in corpus]
    found = {row.code: row.count for row in result.losses}
    facts_lost = sum("text" in one.document.facts for one in corpus) * (name == "label-studio")
    assert found.pop("fact-not-written", 0) == facts_lost
    assert found == losses_of(name, works)
    assert result.spans == sum(len(held(work)[0]) for work in works)
    assert result.relations == sum(len(held(work)[1]) for work in works)
    assert {row.code for row in reading.repairs} <= {
        "span-doubled",
        "relation-doubled",
        "attribute-added",
    }
    for wanted, read in zip(corpus, back, strict=True):
        assert read.document.text == wanted.document.text
        facts = {k: v for k, v in wanted.document.facts.items() if k != "text" or name == "doccano"}
        assert read.document.facts == facts
        work, again = wanted.sets[0], read.sets[0]
        assert content(again, again.spans, again.relations, NAMES) == content(
            work, *held(work), NAMES
        )
        if name == "doccano":
            assert again.note == work.note
        else:
            assert_extras(work, again)


def assert_extras(work: AnnotationSet, again: AnnotationSet) -> None:
    """Check attributes and notes of the spans that have no twin."""
    spans, _ = held(work)
    places = [(span.fragments, span.label) for span in spans]
    read = {(span.fragments, span.label): span for span in again.spans}
    for span in spans:
        if places.count((span.fragments, span.label)) == 1:
            found = read[span.fragments, span.label]
            assert (found.attributes, found.note) == (span.attributes, span.note)


@pytest.mark.parametrize(("name", "suffix"), [("doccano", ".jsonl"), ("label-studio", ".json")])
def test_labels_that_are_alike_but_for_case_are_written_as_they_are(name, suffix, tmp_path):
    labels = [_label(n, LabelKind.ENTITY) for n in ("Org-Aff", "ORG-AFF", "OrgAff", "org-aff")]
    schema = Schema("s", tuple(labels))
    text = "a b c d"
    spans = tuple(
        Span(SpanId(f"{n}"), fragments_of([(2 * n, 2 * n + 1)], 7), label.id)
        for n, label in enumerate(labels)
    )
    corpus = [labelled(text, spans)]
    result = FORMATS[name].write(corpus, schema, tmp_path / f"o{suffix}")
    assert not result.losses
    assert not (tmp_path / "o.labels.json").exists()
    (back,) = FORMATS[name].read(tmp_path / f"o{suffix}", schema)
    assert [span.label for span in back.sets[0].spans] == [label.id for label in labels]
    FORMATS[name].write(corpus, schema, tmp_path / "folder")
    (back,) = FORMATS[name].read(tmp_path / "folder" / f"corpus{suffix}", schema)
    assert [span.label for span in back.sets[0].spans] == [label.id for label in labels]


@pytest.mark.parametrize(("name", "suffix"), [("doccano", ".jsonl"), ("label-studio", ".json")])
def test_the_mapping_and_the_unit_are_found_from_an_annotator_s_folder(name, suffix, tmp_path):
    label = _label("Org\x01Aff", LabelKind.ENTITY)
    other = _label("org_aff", LabelKind.ENTITY)
    third = _label("ORG_AFF", LabelKind.ENTITY)
    schema = Schema("s", (other, third, label))
    text = "東京😀東京東京"
    corpus = []
    for owner in (ANNA, Annotator(AnnotatorId("u2"), "Bert")):
        spans = (Span(SpanId(f"s{owner.id}"), fragments_of([(4, 5)], 7), third.id),)
        corpus.append(labelled(text, spans, owner=owner))
    options = ExportOptions(annotators=(ANNA.id, AnnotatorId("u2")))
    FORMATS[name].write(corpus, schema, tmp_path / "o", options)
    reading = FORMATS[name].read(tmp_path / "o" / "Bert" / f"corpus{suffix}", schema)
    (back,) = list(reading)
    assert [(s.label, s.fragments) for s in back.sets[0].spans] == [(third.id, ((4, 5),))]
    assert not reading.repairs
