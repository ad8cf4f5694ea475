"""INCEpTION's own pairs of WebAnno TSV and XMI, and CAS files of others, where they are at hand."""

import re
import tempfile
import warnings
from pathlib import Path

import pytest

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.schema import Schema
from annotator.formats.format import ExportOptions
from annotator.formats.registry import FORMATS

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
TSV = SAMPLES / "webanno-tsv"
UIMA = SAMPLES / "uima"
PAIRS = sorted(path.name for path in TSV.glob("test*")) if TSV.exists() else ["none"]
EMOJI = [(0, 1), (2, 6), (7, 12), (13, 15), (16, 17), (18, 19), (20, 25), (26, 30), (31, 32)]
SEGMENTATION = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type."
MAIN = {"de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS": "PosValue"}

pytestmark = pytest.mark.skipif(not TSV.exists(), reason="the samples are not here")


def read(name, path):
    reading = FORMATS[name].read(path, Schema("project"))
    (item,) = list(reading)
    assert isinstance(item, AnnotatedDocument), item
    return reading, item


def said(reading, item):
    """Return spans with label and attributes, relations between them, and chains."""
    names = {label.id: label.name for label in reading.schema.labels}
    (work,) = item.sets
    spans = {
        one.id: (one.start, one.end, names[one.label], tuple(sorted(one.attributes.items())))
        for one in work.spans
    }
    relations = sorted(
        (names[one.label], spans[one.source], spans[one.target], one.attributes.get("uima-layer"))
        for one in work.relations
    )
    return sorted(spans.values()), relations, [[spans[m] for m in c.spans] for c in work.chains]


def reference(pair):
    """Return the CAS of a pair as dkpro-cassis loads it."""
    cassis = pytest.importorskip("cassis")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        types = cassis.merge_typesystems(
            cassis.load_dkpro_core_typesystem(),
            cassis.load_typesystem(TSV / "desc" / "type" / "webannoTestTypes.xml"),
        )
        text = (TSV / pair / "reference.xmi").read_text(encoding="utf-8")
        if "#T_SP=webanno.custom.Span|" in (TSV / pair / "reference.tsv").read_text("utf-8"):
            # The layer of these tables was renamed, their XMI was not.
            text = re.sub(r"<\w+:NamedEntity", "<custom:Span", text)
        return cassis.load_cas_from_xmi(text, typesystem=types, lenient=True)


def kinds(cas):
    """Yield annotations with the role they have: span, relation or link of a chain."""
    for one in cas.select_all_annotations():
        features = {feature.name for feature in one.type.all_features}
        if one.type.name.startswith("uima.tcas.Document") or one.type.name.endswith("MetaData"):
            continue
        if {"Governor", "Dependent"} <= features:
            yield "relation", one
        elif "next" in features:
            yield "link", one
        elif one.type.name not in (SEGMENTATION + "Token", SEGMENTATION + "Sentence"):
            yield "span", one


def label_of(one, feature="value"):
    name = MAIN.get(one.type.name, feature)
    known = any(each.name == name for each in one.type.all_features)
    return (one[name] if known else None) or one.type.name.rpartition(".")[2]


def trimmed(text, begin, end):
    piece = text[begin:end]
    return begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip())


@pytest.mark.parametrize("pair", PAIRS)
def test_the_table_says_what_its_xmi_says(pair):
    reading, item = read("webanno-tsv", TSV / pair / "reference.tsv")
    cas = reference(pair)
    text = cas.sofa_string
    assert item.document.text == text.rstrip()
    spans, relations, chains = said(reading, item)
    wanted, wanted_relations, slots = set(), set(), set()
    for kind, one in kinds(cas):
        if kind == "relation":
            ends = one["Governor"], one["Dependent"]
            label = label_of(one)
            places = [(*trimmed(text, end.begin, end.end), label_of(end)) for end in ends]
            wanted_relations.add((label, *places))
            wanted |= set(places)
            continue
        place = trimmed(text, one.begin, one.end)
        label = label_of(one, "referenceType" if kind == "link" else "value")
        if place[0] < place[1]:
            wanted.add((*place, label))
        links = one["links"] if any(f.name == "links" for f in one.type.all_features) else None
        for link in links.elements if links is not None and place[0] < place[1] else ():
            target = trimmed(text, link["target"].begin, link["target"].end)
            slots.add(
                (link["role"] or "links", (*place, label), (*target, label_of(link["target"])))
            )
    assert {one[:3] for one in spans} == wanted
    found = {(name, source[:3], target[:3]) for name, source, target, _ in relations}
    assert found == wanted_relations | slots
    heads = [one for one in cas.select_all_fs() if "Chain" in one.type.name]
    assert len(chains) == len(heads)
    for chain, head in zip(chains, heads, strict=True):
        link, members = head["first"], []
        while link is not None:
            members.append((link.begin, link.end))
            link = link["next"]
        assert [one[:2] for one in chain] == members


@pytest.mark.parametrize("pair", PAIRS)
def test_features_of_the_table_are_those_of_its_xmi(pair):
    reading, item = read("webanno-tsv", TSV / pair / "reference.tsv")
    found = {
        (one[0], one[1], name, value)
        for one in said(reading, item)[0]
        for name, value in one[3]
        if name != "uima-layer"
    }
    wanted = set()
    for kind, one in kinds(reference(pair)):
        if kind == "span":
            own = [f for f in one.type.all_features if f.rangeType.name == "uima.cas.String"]
            for feature in own:
                value = one[feature.name]
                if value and feature.name != MAIN.get(one.type.name, "value"):
                    wanted.add((one.begin, one.end, feature.name, value))
    assert found == wanted


@pytest.mark.parametrize("pair", PAIRS)
def test_every_table_comes_back_byte_for_byte(pair, tmp_path):
    path = TSV / pair / "reference.tsv"
    reading, item = read("webanno-tsv", path)
    out = tmp_path / "out"
    options = ExportOptions(all_states=True)
    result = FORMATS["webanno-tsv"].write([item], reading.schema, out, options)
    assert (out / "reference.tsv").read_bytes() == path.read_bytes()
    assert result.spans == len(item.sets[0].spans)


@pytest.mark.parametrize("name", ["webanno-tsv", "uima-xmi", "uima-json"])
@pytest.mark.parametrize("pair", PAIRS)
def test_what_a_table_says_comes_back_from_a_new_file(pair, name, tmp_path):
    if pair == "testTokenAttachedAnnotationsWithValues" and name != "webanno-tsv":
        pytest.skip("parts of speech and lemmas are not read from a CAS")
    reading, item = read("webanno-tsv", TSV / pair / "reference.tsv")
    bare = AnnotatedDocument(item.document, item.sets, item.annotators)
    out = tmp_path / "out"
    options = ExportOptions(all_states=True)
    result = FORMATS[name].write([bare], reading.schema, out, options)
    assert list(result.losses) == []
    again, back = read(name, out)
    assert back.document.text == item.document.text
    assert said(again, back) == said(reading, item)


@pytest.mark.parametrize("name", ["debug.xmi", "data.json"])
def test_emoji_offsets_are_those_the_samples_name(name):
    which = "uima-xmi" if name.endswith("xmi") else "uima-json"
    reading, item = read(which, UIMA / "casWithEmojiUnicodeTextAndAnnotations" / name)
    assert [one[:2] for one in said(reading, item)[0]] == EMOJI


def test_a_cas_without_text_is_skipped():
    folder = UIMA / "casWithTextAndAnnotations"
    (item,) = list(FORMATS["uima-xmi"].read(folder / "debug.xmi", Schema("x")))
    assert isinstance(item, Skipped)
    assert item.reason == "the CAS has no text"
    _, item = read("uima-json", folder / "data.json")
    assert item.document.text == "This is a test"


@pytest.mark.parametrize("pair", PAIRS)
def test_the_xmi_is_read_as_its_table_is(pair):
    if pair == "testTokenAttachedAnnotationsWithValues":
        pytest.skip("parts of speech and lemmas are not read from a CAS")
    cas = reference(pair)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reference.xmi"
        cas.to_xmi(path)
        (Path(folder) / "TypeSystem.xml").write_text(cas.typesystem.to_xml(), encoding="utf-8")
        reading, item = read("uima-xmi", path)
    table, same = read("webanno-tsv", TSV / pair / "reference.tsv")
    assert said(reading, item) == said(table, same)
