"""Files of other annotation tools are known by what is in them."""

import json
from pathlib import Path

import pytest

from annotator.formats.detection import detect
from annotator.formats.registry import FORMATS

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
PUBANNOTATION = (
    "3181839",
    "samplePubAnnotation",
    "samplePubAnnotationProjectScoped",
    "singleQueryResult",
)
OURS = ("doccano", "label-studio", "pubannotation", "gate", "bioc")
_RESULT = {"id": "a", "from_name": "l", "to_name": "text", "type": "labels", "value": {}}


def found(path: Path) -> str:
    """Return the name of the format of a file, with a question mark in doubt."""
    result = detect(path, FORMATS.values())
    names = ",".join(one.name for one in result.candidates)
    return result.candidates[0].name if result.sure else f"? {names}"


SHAPES = [
    ("doccano", '{"text": "a", "label": [[0, 1, "X"]]}\n{"text": "b", "label": []}'),
    ("doccano", '{"id": 1, "text": "a", "label": [], "Comments": []}'),
    ("doccano", '{"text": "unlabelled"}\n{"text": "b", "labels": [[0, 1, "X"]]}'),
    ("doccano", '[{"text": "a", "label": [[0, 1, "X"]]}]'),
    ("doccano", '{"text": "a", "entities": [], "relations": []}'),
    (
        "doccano",
        json.dumps(
            {"text": "a", "annotations": [{"label": 1, "start_offset": 0, "end_offset": 1}]}
        ),
    ),
    ("label-studio", json.dumps([{"id": 1, "data": {"text": "a"}, "annotations": []}])),
    (
        "label-studio",
        json.dumps([{"data": {"t": "x" * 70_000}, "annotations": [{"result": [_RESULT]}]}]),
    ),
    (
        "label-studio",
        json.dumps([{"annotations": [{"result": [_RESULT] * 900}], "data": {"t": "x"}}], indent=1),
    ),
    ("pubannotation", '{"text": "a", "denotations": []}'),
    ("pubannotation", '[{"text": "a", "sourcedb": "PMC", "sourceid": "1"}]'),
    ("pubannotation", '{"text": "a", "tracks": [{"denotations": []}]}'),
    ("gate", '{"annotation_sets": {}, "text": "a", "features": {}, "offset_type": "p"}'),
    ("gate", '<?xml version="1.0"?><GateDocument version="3"><TextWithNodes/></GateDocument>'),
    ("bioc", '<!DOCTYPE collection SYSTEM "BioC.dtd"><collection></collection>'),
    ("bioc", '{"source": "", "documents": [{"id": "1", "passages": []}]}'),
    ("bioc", '{"id": "1", "passages": [{"offset": 0, "text": "a"}]}'),
]


@pytest.mark.parametrize(("name", "content"), SHAPES)
@pytest.mark.parametrize("suffix", [".json", ".txt", ".jsonl", ""])
def test_the_content_tells_whatever_the_ending(tmp_path, name, content, suffix):
    path = tmp_path / f"file{suffix}"
    path.write_text(content, encoding="utf-8")
    assert found(path) == name


@pytest.mark.parametrize(
    "content",
    [
        '{"text": "a", "label": "positive"}',
        '{"text": "a", "label": ["positive"]}',
        '{"text": "a"}',
        '{"text": "a", "spans": [], "tokens": []}',
        '{"headline": "x", "body": "y"}',
        '{"data": {"text": "a"}}',
        '{"documents": [{"text": "a"}]}',
        "<collection><thing/></collection>",
        "<nitf/>",
        "Anna\tB-PER\n",
        "",
    ],
)
def test_what_is_none_of_these_is_not_claimed(tmp_path, content):
    path = tmp_path / "file.json"
    path.write_text(content)
    assert not {one.name for one in detect(path, FORMATS.values()).candidates} & set(OURS)


@pytest.mark.parametrize(("name", "suffix"), [("doccano", ".jsonl"), ("label-studio", ".json")])
def test_our_own_exports_are_known(make, tmp_path, name, suffix):
    text = "Anna met Bert"
    document = make.annotated(text, [make.on(text, "Anna", make.person)])
    FORMATS[name].write([document], make.schema, tmp_path / f"o{suffix}")
    assert found(tmp_path / f"o{suffix}") == name


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_the_samples_are_known_and_no_others_claimed():
    told = {}
    for path in SAMPLES.rglob("*"):
        if path.is_file():
            candidates = {one.name for one in detect(path, FORMATS.values()).candidates}
            for name in candidates & set(OURS):
                told.setdefault(name, set()).add(path.relative_to(SAMPLES).as_posix())
                assert found(path) == name, path
    assert told == {
        "doccano": {
            "doccano/relation_extraction/example.jsonl",
            "doccano/sequence_labeling/example.jsonl",
            "doccano/sequence_labeling/example_overlapping.jsonl",
        },
        "label-studio": {
            "label-studio/data.json",
            "label-studio/relation_template_from_label-studio.json",
        },
        "pubannotation": {f"pubannotation/{name}.json" for name in PUBANNOTATION},
        "gate": {"gate/debugdoc01.bdocjs", "gate/debugdoc02.bdocjs"},
        "bioc": {f"bioc/{path.name}" for path in (SAMPLES / "bioc").glob("*.xml")},
    }
