"""GATE's documents: bdocjs in both units, and XML with its nodes."""

import json
from pathlib import Path

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.format import ReadOptions
from annotator.formats.gate import GATE

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "gate"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
TEXT = "😀 Anna met Bert"


def row(start, end, kind="Person", number=0, **features):
    """Return an annotation."""
    return {"type": kind, "start": start, "end": end, "id": number, "features": features}


def bdoc(*rows, name="", text=TEXT, kind="p", **more):
    """Return a document with one annotation set."""
    sets = {name: {"name": name, "annotations": list(rows), "next_annid": 9}}
    return {"annotation_sets": sets, "text": text, "features": {}, "offset_type": kind, **more}


@pytest.fixture
def read(tmp_path):
    """Read one document; return what comes of it and the reading."""

    def reading(value, offsets=""):
        path = tmp_path / "a.bdocjs"
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        found = GATE.read(path, Schema("s"), ReadOptions(offsets=offsets))
        return list(found), found

    return reading


def content(document, reading):
    """Return surfaces, labels and attributes by annotator."""
    names = {label.id: label.name for label in reading.schema.labels}
    text = document.document.text
    return {
        document.annotators[work.annotator].name: [
            (span.surface(text), names[span.label], dict(span.attributes)) for span in work.spans
        ]
        for work in document.sets
    }


def codes(reading):
    """Return the counts of all codes but those of new labels and attributes."""
    return {r.code: r.count for r in reading.repairs if not r.code.endswith("-added")}


@pytest.mark.parametrize(("kind", "shift"), [("p", 0), ("j", 1)])
def test_both_units(read, kind, shift):
    rows = [row(2 + shift, 6 + shift, number=1, sure=True), row(11 + shift, 15 + shift, number=2)]
    (document,), reading = read(bdoc(*rows, kind=kind))
    assert content(document, reading) == {
        "GATE default set": [("Anna", "Person", {"sure": "true"}), ("Bert", "Person", {})]
    }
    assert codes(reading) == {}


def test_a_person_can_overrule_the_unit(read):
    (document,), _ = read(bdoc(row(3, 7), kind="p"), offsets="utf-16")
    assert document.sets[0].spans[0].fragments == ((2, 6),)


def test_annotation_sets_are_sets_and_the_layer_of_the_text_is_none(read):
    sets = {
        "Key": {"annotations": [row(2, 6), row(2, 6, "Token", 1), row(0, 15, "Sentence", 2)]},
        "Response": {"annotations": [row(11, 15)]},
        "Tokens": {"annotations": [row(2, 6, "Token"), row(6, 7, "SpaceToken")]},
        "Empty": {"annotations": []},
    }
    (document,), reading = read({**bdoc(), "annotation_sets": sets, "features": {"lang": "en"}})
    assert list(content(document, reading)) == ["Key", "Response"]
    assert codes(reading) == {"token-layer-not-read": 4}
    assert document.document.facts == {"lang": "en"}


def test_a_text_without_labels_has_no_set(read):
    (document,), _ = read(bdoc())
    assert document.sets == ()


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (5, "span-not-read"),
        (row("a", 4), "span-not-read"),
        (row(0, 4, ""), "span-not-read"),
        (row(0, 99), "span-outside-text"),
        (row(3, 3), "span-empty"),
        (row(2, 6, "X", features=[1]), "attribute-not-read"),
        (row(0, 1, " "), "label-not-usable"),
    ],
)
def test_each_bad_row_is_counted_and_the_others_come_in(read, bad, code):
    (document,), reading = read(bdoc(bad, row(11, 15, number=7)))
    assert ("Bert", "Person", {}) in content(document, reading)["GATE default set"]
    assert codes(reading) == {code: 1}


@pytest.mark.parametrize(
    "change",
    [{"text": 5}, {"text": ""}, {"offset_type": "x"}, {"annotation_sets": []}, {"offset_type": []}],
)
def test_what_is_no_document_is_skipped(read, change):
    (skipped,), _ = read({**bdoc(row(2, 6)), **change})
    assert isinstance(skipped, Skipped)


XML = """<?xml version='1.0' encoding='UTF-8'?>
<GateDocument version="3"><GateDocumentFeatures>
<Feature><Name className="java.lang.String">lang</Name>
<Value className="java.lang.String">en</Value></Feature></GateDocumentFeatures>
<TextWithNodes>😀 <Node id="3"/>Anna<Node id="7"/> &amp; <Node id="10"/>Bert<Node
id="14"/></TextWithNodes>
<AnnotationSet><Annotation Id="1" Type="Token" StartNode="3" EndNode="7"/></AnnotationSet>
<AnnotationSet Name="Key">
<Annotation Id="2" Type="Person" StartNode="3" EndNode="7">
<Feature><Name>sure</Name><Value>no</Value></Feature></Annotation>
<Annotation Id="3" Type="Pair" StartNode="3" EndNode="14"/>
<Annotation Id="4" Type="Lost" StartNode="3" EndNode="99"/></AnnotationSet></GateDocument>"""


def test_xml_places_spans_by_its_nodes(read):
    (document,), reading = read(XML)
    assert document.document.text == "😀 Anna & Bert"
    assert content(document, reading) == {
        "Key": [("Anna & Bert", "Pair", {}), ("Anna", "Person", {"sure": "no"})]
    }
    assert document.document.facts == {"lang": "en"}
    assert codes(reading) == {"token-layer-not-read": 1, "span-not-read": 1}


@pytest.mark.parametrize(
    "content",
    [
        "<GateDocument>", "<GateDocument/>", "<other><TextWithNodes>a</TextWithNodes></other>",
        '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">]>' + "<GateDocument>" * 300,
        "", "plain", "\x00",
    ],
)  # fmt: skip
def test_what_is_not_gate_s_is_refused(read, content):
    with pytest.raises(UserError):
        read(content)


def test_no_file_is_read_through_an_entity(read, tmp_path):
    (tmp_path / "secret").write_text("secret words")
    hostile = XML.replace(
        "<GateDocument ",
        f'<!DOCTYPE g [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><GateDocument ',
        1,
    ).replace("Anna", "&e;")
    try:
        found, _ = read(hostile)
    except UserError:
        return
    assert all("secret words" not in one.document.text for one in found)


@needs_samples
def test_the_samples():
    reading = GATE.read(SAMPLES / "debugdoc01.bdocjs", Schema(""))
    (document,) = list(reading)
    assert [(s, label) for s, label, _ in content(document, reading)["GATE default set"]] == [
        ("Barack Obama", "PERSON"), ("44th", "ORDINAL"), ("US", "GPE"),
        ("George W. Bush", "PERSON"), ("Donald Trump", "PERSON"), ("Bush", "PERSON"),
        ("Bill Clinton", "PERSON"),
    ]  # fmt: skip
    assert codes(reading) == {"token-layer-not-read": 32}
    reading = GATE.read(SAMPLES / "debugdoc02.bdocjs", Schema(""))
    (document,) = list(reading)
    assert len(content(document, reading)["Original markups"]) == 6
    assert codes(reading) == {"token-layer-not-read": 37}
