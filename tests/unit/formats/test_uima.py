"""UIMA CAS as XMI and JSON: archives, types, zones, facts; and files that mean harm."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import Document, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats import uima_sources
from annotator.formats.format import ExportOptions
from annotator.formats.registry import FORMATS

XMI, JSON = FORMATS["uima-xmi"], FORMATS["uima-json"]
BOTH = pytest.mark.parametrize(("one", "ending"), [(XMI, ".xmi"), (JSON, ".json")])


def annotated(make, text="Ada 😀 met Bo."):
    spans = [make.on(text, "Ada", make.person), make.on(text, "Bo", make.org)]
    spans[0] = replace(spans[0], attributes={"class": "real"}, note="sure?")
    return make.annotated(text, spans, [make.relation("r", make.works, "Ada", "Bo")])


def export(one, item, schema, folder):
    result = one.write([item], schema, folder, ExportOptions())
    return result, next(
        p for p in folder.iterdir() if p.suffix in (".xmi", ".json") and " " in p.name
    )


def read(one, path):
    reading = one.read(path, Schema("project"))
    return reading, list(reading)


def labels(reading, item):
    names = {label.id: label.name for label in reading.schema.labels}
    return [(s.start, s.end, names[s.label]) for s in item.sets[0].spans]


def repairs(reading):
    return {row.code: row.count for row in reading.repairs if not row.code.endswith("-added")}


@BOTH
def test_offsets_attributes_notes_and_relations(one, ending, make, tmp_path):
    _, path = export(one, annotated(make), make.schema, tmp_path / "out")
    assert path.suffix == ending
    reading, (item,) = read(one, path)
    assert labels(reading, item) == [(0, 3, "PERSON"), (10, 12, "ORG")]
    first, second = item.sets[0].spans
    assert (dict(first.attributes), first.note) == ({"class": "real"}, "sure?")
    (relation,) = item.sets[0].relations
    assert (relation.source, relation.target) == (first.id, second.id)
    raw = path.read_text(encoding="utf-8")
    assert ('begin="11" end="13"' in raw) if ending == ".xmi" else ('"begin": 11' in raw)


@BOTH
def test_zones_and_facts_travel(one, ending, make, tmp_path):
    item = make.annotated(
        "Head\nBody 1", zones=[(0, 5, ZoneKind.HEADLINE), (5, 11, ZoneKind.BODY)], language="de"
    )
    facts = {"title": "Head", "url": "https://a.example/x", "source": "AFP", "language": "de"}
    document = Document(item.document.id, item.document.text, facts, item.document.zones)
    out = tmp_path / "out"
    one.write([replace(item, document=document)], make.schema, out, ExportOptions())
    _, (back,) = read(one, out / f"Head{ending}")
    assert dict(back.document.facts) == facts
    assert tuple(back.document.zones) == tuple(document.zones)


@BOTH
def test_tokens_and_sentences_are_there_for_inception(one, ending, make, tmp_path):
    cassis = pytest.importorskip("cassis")
    _, path = export(one, annotated(make), make.schema, tmp_path / "out")
    with path.open("rb") as file:
        if ending == ".json":
            cas = cassis.load_cas_from_json(file)
        else:
            types = cassis.load_typesystem(path.parent / "TypeSystem.xml")
            cas = cassis.load_cas_from_xmi(file, typesystem=types)
    segmentation = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type."
    tokens = [one.get_covered_text() for one in cas.select(segmentation + "Token")]
    assert tokens == ["Ada", "😀", "met", "Bo", "."]
    assert len(cas.select(segmentation + "Sentence")) == 1
    entity = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")[0]
    assert (entity.value, entity.get_covered_text()) == ("PERSON", "Ada")
    (relation,) = cas.select("webanno.custom.Relation")
    assert relation["Governor"].value == "PERSON"
    assert (relation.begin, relation.end) == (10, 12)
    assert list(cas.typecheck()) == []


def test_layers_that_are_no_labels_are_counted(make, tmp_path):
    _, path = export(XMI, annotated(make), make.schema, tmp_path / "out")
    reading, _ = read(XMI, path)
    assert repairs(reading) == {"layer-not-read": 6}


def test_pitfall_control_characters_have_no_place_in_xml(make, tmp_path):
    text = "Ada\x0b met \x1bBo."
    result, path = export(XMI, annotated(make, text), make.schema, tmp_path / "x")
    assert result.losses.count("control-character") == 2
    _, (item,) = read(XMI, path)
    assert item.document.text == "Ada\ufffd met \ufffdBo."
    result, path = export(JSON, annotated(make, text), make.schema, tmp_path / "j")
    assert list(result.losses) == []
    _, (item,) = read(JSON, path)
    assert item.document.text == text


def test_an_archive_of_inception_is_read(make, tmp_path):
    _, path = export(XMI, annotated(make), make.schema, tmp_path / "out")
    types = (path.parent / "TypeSystem.xml").read_bytes()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("doc.xmi", path.read_bytes())
        archive.writestr("TypeSystem.xml", types)
    outer = tmp_path / "project.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("annotation/doc.txt/anna.zip", inner.getvalue())
        archive.writestr("annotation/doc2.txt/anna.xmi", path.read_bytes())
        archive.writestr("annotation/doc2.txt/TypeSystem.xml", types)
    reading, items = read(XMI, outer)
    assert [item.provenance[0].name for item in items] == [
        "project.zip/annotation/doc.txt/anna.zip/doc.xmi",
        "project.zip/annotation/doc2.txt/anna.xmi",
    ]
    assert labels(reading, items[0]) == [(0, 3, "PERSON"), (10, 12, "ORG")]


def test_a_missing_type_system_is_told(make, tmp_path):
    item = annotated(make)
    spans = tuple(replace(one, attributes={}, note="") for one in item.sets[0].spans)
    bare = replace(item, sets=(replace(item.sets[0], spans=spans),))
    _, path = export(XMI, bare, make.schema, tmp_path / "a")
    (path.parent / "TypeSystem.xml").unlink()
    reading, (back,) = read(XMI, path)
    assert labels(reading, back) == [(0, 3, "PERSON"), (10, 12, "ORG")]
    assert back.sets[0].relations == ()
    assert repairs(reading)["type-system-missing"] == 1
    _, path = export(XMI, item, make.schema, tmp_path / "b")
    (path.parent / "TypeSystem.xml").unlink()
    _, (skipped,) = read(XMI, path)
    assert skipped.reason.endswith("put its TypeSystem.xml beside it")


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_names_that_point_out_of_an_archive_are_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"../../x.xmi": "x", "/etc/y.xmi": "y", "c:/z.xmi": "z"})
    _, items = read(XMI, path)
    assert [item.reason for item in items] == ["its name points out of the archive"] * 3


def test_archives_that_unpack_to_too_much_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(uima_sources, "MAX_FILE", 1000)
    path = zipped(tmp_path / "a.zip", {"big.xmi": b"0" * 100_000, "small.xmi": b"<a/>"})
    _, items = read(XMI, path)
    assert "larger than" in items[0].reason
    monkeypatch.setattr(uima_sources, "MAX_FILE", 10_000)
    monkeypatch.setattr(uima_sources, "MAX_ARCHIVE", 15_000)
    path = zipped(tmp_path / "b.zip", {f"{n}.xmi": b"0" * 9_000 for n in range(3)})
    _, items = read(XMI, path)
    assert "unpacks to more" in items[1].reason


def test_broken_and_empty_archives(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(tmp_path / "b.zip", {"x.xmi": "x" * 50}).read_bytes()[:-30])
    with pytest.raises(UserError, match="archive is broken"):
        read(XMI, path)
    with pytest.raises(UserError, match=r"no file \.xmi"):
        read(XMI, zipped(tmp_path / "c.zip", {"x.txt": "x"}))
    with pytest.raises(UserError, match=r"no file \.json"):
        read(JSON, empty)


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmi:version="2.0">
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" sofaString="&b;"/></xmi:XMI>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "text", [BOMB, BOMB.replace('"aaaaaaaaaa"', 'SYSTEM "file:///etc/passwd"')]
)
def test_entities_never_reach_the_parser(text, encoding, tmp_path):
    path = tmp_path / "bad.xmi"
    path.write_bytes(text.encode(encoding))
    _, (item,) = read(XMI, path)
    assert isinstance(item, Skipped)
    assert "DOCTYPE" in item.reason


def test_a_type_system_with_entities_is_refused(make, tmp_path):
    _, path = export(XMI, annotated(make), make.schema, tmp_path / "out")
    types = path.parent / "TypeSystem.xml"
    types.write_text('<!DOCTYPE x [<!ENTITY a "b">]>' + types.read_text(encoding="utf-8"))
    _, (item,) = read(XMI, path)
    assert "DOCTYPE" in item.reason


CODE = 'x=__import__("os").system("touch pwned")'


def test_names_of_a_file_never_become_code_in_json(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, path = export(JSON, annotated(make), make.schema, tmp_path / "out")
    for bad in (CODE, "class", "a b", "é"):
        data = json.loads(path.read_text(encoding="utf-8"))
        entity = data["%TYPES"]["de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"]
        entity[bad] = {"%NAME": bad, "%RANGE": "uima.cas.String"}
        path.write_text(json.dumps(data), encoding="utf-8")
        _, (item,) = read(JSON, path)
        assert "cannot be one" in item.reason
        del entity[bad]
        data["%TYPES"][bad] = {"%NAME": bad, "%SUPER_TYPE": "uima.tcas.Annotation"}
        path.write_text(json.dumps(data), encoding="utf-8")
        _, (item,) = read(JSON, path)
        assert "cannot be one" in item.reason
    assert not (tmp_path / "pwned").exists()


def test_names_of_a_file_never_become_code_in_xml(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, path = export(XMI, annotated(make), make.schema, tmp_path / "out")
    types = path.parent / "TypeSystem.xml"
    text = types.read_text(encoding="utf-8")
    for bad in (CODE.replace('"', "&quot;"), "class", "sofa.x", "import"):
        types.write_text(text.replace("<name>identifier", f"<name>{bad}"), encoding="utf-8")
        _, (item,) = read(XMI, path)
        assert "cannot be one" in item.reason
    assert not (tmp_path / "pwned").exists()


@BOTH
def test_offsets_inside_a_character_are_not_guessed(one, ending, make, tmp_path):
    _, path = export(one, annotated(make), make.schema, tmp_path / "out")
    text = path.read_text(encoding="utf-8")
    if ending == ".xmi":
        text = text.replace('begin="0" end="3" value', 'begin="0" end="5" value')
    else:
        data = json.loads(text)
        for row in data["%FEATURE_STRUCTURES"]:
            if row.get("value") == "PERSON":
                row["end"] = 5
        text = json.dumps(data)
    path.write_text(text, encoding="utf-8")
    reading, (item,) = read(one, path)
    assert labels(reading, item) == [(10, 12, "ORG")]
    assert repairs(reading)["span-outside-text"] == 1
    assert repairs(reading)["relation-without-span"] == 1


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"%TYPES": {}}', '{"%TYPES": 1, "%FEATURE_STRUCTURES": []}']
    + [json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": one, "%VIEWS": {}})
       for one in ([], [1], [{}], {"x": {}}, [{"%TYPE": "uima.cas.Sofa"}])],
)  # fmt: skip
def test_json_that_is_no_cas(text, tmp_path):
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    try:
        _, (item,) = read(JSON, path)
    except UserError as error:
        assert "not a UIMA CAS" in str(error)
    else:
        assert isinstance(item, Skipped)


def test_types_that_json_files_share_are_made_once_and_no_others_taken_for_them(
    make, tmp_path, monkeypatch
):
    cassis_json = pytest.importorskip("cassis.json")
    plain = make.annotated("Bo met Eve", [make.on("Bo met Eve", "Bo", make.person)])
    for number, item in enumerate([annotated(make), annotated(make, "Ada saw Bo"), plain]):
        _, path = export(JSON, item, make.schema, tmp_path / str(number))
        path.rename(tmp_path / f"{number}.json")
    content = json.loads((tmp_path / "2.json").read_text(encoding="utf-8"))
    types = content.pop("%TYPES")
    (tmp_path / "3.json").write_text(json.dumps(content), encoding="utf-8")
    renamed = {name.replace("NamedEntity", "Thing"): one for name, one in types.items()}
    text = json.dumps({"%TYPES": renamed, **content}).replace("NamedEntity", "Thing")
    (tmp_path / "4.json").write_text(text, encoding="utf-8")
    paths = [tmp_path / f"{number}.json" for number in range(5)]
    alone = [read(JSON, path)[1][0] for path in paths]
    made = []
    merge = cassis_json.merge_typesystems
    monkeypatch.setattr(
        cassis_json, "merge_typesystems", lambda *one: made.append(1) or merge(*one)
    )
    (tmp_path / "in").mkdir()
    for path in paths:
        path.rename(tmp_path / "in" / path.name)
    _, together = read(JSON, tmp_path / "in")
    assert together == alone
    assert [isinstance(item, Skipped) for item in together] == [False, False, False, True, False]
    assert together[4].sets[0].spans[0].attributes["uima-layer"].endswith(".Thing")
    assert len(made) == 3  # for the first two, for the third, and for the last


def test_deep_nesting(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"%FEATURE_STRUCTURES":' + "[" * 100_000, encoding="utf-8")
    _, (item,) = read(JSON, path)
    assert isinstance(item, Skipped)
    path = tmp_path / "x.xmi"
    body = "<a>" * 5000
    path.write_text(f'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI">{body}', encoding="utf-8")
    _, (item,) = read(XMI, path)
    assert isinstance(item, Skipped)


@BOTH
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_mutation_raises_anything_but_a_message(one, ending, make, tmp_path, data):
    out = tmp_path / "out"
    if not out.exists():
        item = annotated(make)
        one.write([item], make.schema, out, ExportOptions())
    path = next(p for p in out.iterdir() if " " in p.name and p.suffix == ending)
    content = bytearray(path.read_bytes())
    pieces = [b"", b'"', b"<", b">", b"1", b"99999", b"-1", b"null", b"{}", b"[]", b"\x00", b"\xff",
              b"true", b"uima.cas.FSArray", b"@", b"%ID", b"&a;", b"xmi:id"]  # fmt: skip
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        width = data.draw(st.integers(0, 5))
        content[place : place + width] = data.draw(st.sampled_from(pieces))
    changed = tmp_path / "out" / f"m{ending}"
    changed.write_bytes(content)
    try:
        items = list(one.read(changed, Schema("x")))
    except UserError:
        return
    assert all(isinstance(each, Skipped | AnnotatedDocument) for each in items)
