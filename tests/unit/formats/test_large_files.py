"""Reading takes bounded memory, however large the file, and says what is too large."""

import json

import pytest

from annotator.formats.registry import FORMATS
from tests.hostile import READING, imported, put, refused, suffix
from tests.memory import told

READ = """
import json, sys
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.detection import detect
from annotator.formats.registry import FORMATS
from pathlib import Path
path = Path(sys.argv[1])
detect(path, FORMATS.values())
before = most()
for name in sys.argv[2:]:
    count, said = 0, ""
    try:
        for item in FORMATS[name].read(path, Schema("s")):
            count += 1
            said = said or getattr(item, "reason", "")
    except UserError as error:
        said = str(error)
    print(json.dumps([name, count, most() - before, said]))
"""
LARGE = 200 << 20
HEADS = {
    "nothing": b"",
    "an object": b'{"text": "',
    "an array": b'[{"text": "',
    "a table": b"-DOCSTART- -X- O O\n\nAnna\t",
    "gate": b"<?xml version='1.0'?><GateDocument><TextWithNodes>",
    "bioc": b"<collection><document><id>1</id><passage><offset>0</offset><text>",
    "uima": b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore">',
    "webanno": b"#FORMAT=WebAnno TSV 3.3\n\n\n#Text=",
}


@pytest.mark.parametrize("head", HEADS)
def test_a_file_that_is_one_line_without_end_is_never_held(tmp_path, head):
    """Of 200 MB here, all NUL; of a gigabyte the same was seen by hand, of letters too."""
    path = tmp_path / "line.x"
    with path.open("wb") as file:
        file.write(HEADS[head])
        file.truncate(LARGE)
    lines = list(map(json.loads, told(READ, path, *READING)))
    assert [name for name, *_ in lines] == READING
    for name, count, grown, said in lines:
        assert grown < 110, (name, grown)
        assert count <= 5, name
        assert said, name


PIECES = {
    "prodigy": '{"text": "Anna met Bert number %d.", "spans": []}\n',
    "conll": "-DOCSTART- -X- O O\n\nAnna B-PER\nmet%d O\nBert B-PER\n\n",
    "conllu": "# newdoc\n1\tAnna%d\t_\t_\t_\t_\t0\t_\t_\t_\n\n",
    "doccano": '{"id": %d, "text": "Anna met Bert.", "label": [[0, 4, "PER"]]}\n',
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["jsonl", *PIECES])
def test_long_files_are_read_in_constant_memory(tmp_path, make, name):
    grown = []
    for documents in (10_000, 40_000):
        path = tmp_path / f"{documents}{suffix(name)}"
        if name == "jsonl":
            texts = (f"Anna met Bert number {number}." for number in range(documents))
            rows = (make.annotated(text, [make.on(text, "Bert", make.org, text)]) for text in texts)
            FORMATS[name].write(rows, make.schema, path)
        else:
            put(path, "".join(PIECES[name] % number for number in range(documents)))
        ((_, count, most, said),) = map(json.loads, told(READ, path, name))
        assert (count, said) == (documents, "")
        grown.append(most)
    # Of our own format the ids are kept, as hashes, so that none stands twice in a file.
    assert grown[1] - grown[0] < (14 if name == "jsonl" else 6), grown


CROWDED = {
    "prodigy": b'{"text": "Anna", "spans": [' + b"{}," * 3000 + b"{}]}\n",
    "gliner": b'[{"tokenized_text": [' + b"[]," * 3000 + b"[]]}]",
    "jsonl": b'{"text": "Anna", "sets": [' + b"{}," * 3000 + b"{}]}\n",
    "uima-json": b'{"%TYPES": {}, "%VIEWS": {}, "%FEATURE_STRUCTURES": [' + b"{}," * 3000 + b"{}]}",
    "gate": b"<GateDocument><TextWithNodes>" + b"<Node id='1'/>" * 3000 + b"</TextWithNodes>"
    b"</GateDocument>",
    "bioc": b"<collection>" + b"<x/>" * 3000 + b"</collection>",
    "uima-xmi": b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"'
    b' xmlns:cas="http:///uima/cas.ecore">' + b'<cas:X a="1"/>' * 3000 + b"</xmi:XMI>",
}
"""Documents of thousands of values, where few are allowed."""


@pytest.mark.parametrize("name", CROWDED)
def test_a_document_of_very_many_values_is_refused(project, make, tmp_path, monkeypatch, name):
    """A few bytes of a file become tens to hundreds in memory for each."""
    content = CROWDED[name]
    if name == "jsonl":
        FORMATS[name].write([], make.schema, tmp_path / "empty.jsonl")
        content = (tmp_path / "empty.jsonl").read_bytes() + content
    for module in ("bounds", "json_arrays", "bioc_xml"):
        monkeypatch.setattr(f"annotator.formats.{module}.MOST_PARTS", 2_000)
    monkeypatch.setattr("annotator.formats.json_arrays.CHUNK", 1_000)
    path = put(tmp_path / f"many{suffix(name) if name != 'gate' else '.xml'}", content)
    said = refused(project, path, name)
    assert "more than 5 million" in said or "more elements and attributes" in said


def test_a_document_within_another_s_bounds_is_read(project, tmp_path, monkeypatch):
    """The bounds are those of one document, not of a file."""
    monkeypatch.setattr("annotator.formats.bounds.MOST_PARTS", 5_000)
    monkeypatch.setattr("annotator.formats.bioc_xml.MOST_PARTS", 5_000)
    monkeypatch.setattr("annotator.formats.bioc_xml.MAX_BYTES", 100_000)
    one = (
        "<document><id>{0}</id><passage><offset>0</offset><text>Anna {0}</text></passage>"
        "</document>"
    )
    content = "<collection>" + "".join(map(one.format, range(3000))) + "</collection>"
    assert imported(project, put(tmp_path / "a.xml", content), "bioc").documents == 3000
    rows = "".join(json.dumps({"text": f"Anna {n}", "spans": []}) + "\n" for n in range(300))
    assert imported(project, put(tmp_path / "a.jsonl", rows), "prodigy").documents == 300


@pytest.mark.parametrize("name", ["conll", "conllu"])
def test_a_document_of_columns_beyond_measure_is_refused(project, tmp_path, monkeypatch, name):
    monkeypatch.setattr("annotator.formats.conll_rows.MAX_BYTES", 5_000)
    monkeypatch.setattr("annotator.formats.conllu_reading._MAX_DOCUMENT", 5_000)
    row = {"conll": "Anna B-PER\n\n", "conllu": "1\tAnna\t_\t_\t_\t_\t0\t_\t_\t_\n\n"}[name]
    head = {"conll": "-DOCSTART- -X- O O\n\n", "conllu": "# newdoc\n"}[name]
    said = refused(project, put(tmp_path / f"x{suffix(name)}", head + row * 1000), name)
    assert "A document" in said


def test_of_a_file_of_nonsense_a_hundred_thousand_reasons_are_enough(
    project, tmp_path, monkeypatch
):
    monkeypatch.setattr("annotator.formats.guarded_reading.MOST_SKIPPED", 50)
    good = '{"text": "Anna", "spans": []}\n'
    path = put(tmp_path / "x.jsonl", "x\n" * 60)
    said = refused(project, path, "prodigy")
    assert "More than 50 documents cannot be read. The first is x.jsonl:1: not JSON" in said
    put(path, good + "x\n" * 60)
    assert len(imported(project, path, "prodigy").skipped) == 60


@pytest.mark.parametrize("name", ["labels.json", "manifest.json", "types.json", "features.json"])
def test_companions_beyond_measure_are_not_read(tmp_path, name, monkeypatch):
    from annotator.formats.bounds import companion

    path = put(tmp_path / name, json.dumps({"labels": {}, "n": [1] * 3000}))
    assert companion(path) == {"labels": {}, "n": [1] * 3000}
    monkeypatch.setattr("annotator.formats.bounds.MOST_PARTS", 2_000)
    assert companion(path) is None
    monkeypatch.undo()
    with path.open("ab") as file:
        file.truncate(LARGE)
    assert companion(path) is None
    assert companion(tmp_path / "none") is None
    assert companion(put(path, b"[" * 100_000)) is None
