"""Label Studio's tasks and configuration as we write them; its own converter reads them."""

import json

import pytest

from annotator.domain.annotation_sets import GOLD, Annotator, State
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.formats.label_studio import LABEL_STUDIO
from annotator.formats.label_studio_config import read_config

TEXT = "Anna met Bert in Rome."


# Writing.


def content(document, reading, number=0):
    """Return surfaces with labels, and relations with the surfaces of their ends."""
    names = {label.id: label.name for label in reading.schema.labels}
    work = document.sets[number]
    surfaces = {span.id: span.surface(document.document.text) for span in work.spans}
    return (
        [(surfaces[span.id], names[span.label]) for span in work.spans],
        [(names[r.label], surfaces[r.source], surfaces[r.target]) for r in work.relations],
    )


def exported(make, folder, *documents, schema=None):
    """Return the tasks of an export to a folder and its result."""
    result = LABEL_STUDIO.write(documents, schema or make.schema, folder)
    return json.loads((folder / "corpus.json").read_bytes()), result


def test_a_task_as_label_studio_has_it(make, tmp_path):
    document = make.annotated(
        "😀 " + TEXT,
        [make.on("😀 " + TEXT, word, make.person) for word in ("Anna", "Bert")],
        [make.relation("r", make.works, "Anna", "Bert"),
         make.relation("s", make.meets, "Anna", "Bert")],
    )  # fmt: skip
    (found,), result = exported(make, tmp_path / "o", document)
    assert found["data"] == {"text": "😀 " + TEXT, "language": "en"}
    assert found["predictions"] == []
    (annotation,) = found["annotations"]
    first, second, works, meets = annotation["result"]
    assert first["value"] == {"start": 2, "end": 6, "text": "Anna", "labels": ["PERSON"]}
    assert (works["from_id"], works["to_id"]) == (first["id"], second["id"])
    assert (works["direction"], meets["direction"]) == ("right", "bi")
    assert (works["labels"], meets["labels"]) == (["WORKS_FOR"], ["MEETS"])
    assert not annotation["was_cancelled"]
    assert not annotation["ground_truth"]
    assert (result.spans, result.relations) == (2, 2)
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_bytes())
    assert manifest["offsets"] == "code-points"
    assert "config.xml" in manifest["files"]


def test_the_configuration_names_every_control_the_tasks_use(make, tmp_path):
    schema = Schema("s", make.schema.labels, (Attribute("a", "label", ("x", "\x01y")),
                                              Attribute("b", "text", ("z",))))  # fmt: skip
    span = make.on(TEXT, "Anna", make.person)
    span = type(span)(span.id, span.fragments, span.label, {"label": "x"}, "why")
    (found,), _ = exported(make, tmp_path / "o", make.annotated(TEXT, [span]), schema=schema)
    config = (tmp_path / "o" / "config.xml").read_text("utf-8")
    for result in found["annotations"][0]["result"]:
        assert f'name="{result["from_name"]}"' in config
        assert f'name="{result["to_name"]}" value="$text"' in config
    tags = {result["type"]: result["from_name"] for result in found["annotations"][0]["result"]}
    assert tags["labels"] != tags["choices"] == "label"
    read_back = read_config(config.encode())
    assert [label.name for label in read_back.labels] == [
        "WORKS_FOR", "MEETS", "PERSON", "ORG", "MONEY",
    ]  # fmt: skip
    assert read_back.labels[2].colour == "#aa0000"


def test_set_aside_and_gold_are_told(make, tmp_path):
    from annotator.formats.format import ExportOptions

    documents = [
        make.annotated("one", state=State.SET_ASIDE),
        make.annotated("two", owner=Annotator(GOLD, "gold")),
    ]
    LABEL_STUDIO.write(documents, make.schema, tmp_path / "o", ExportOptions(all_states=True,
                       annotators=(make.anna.id, GOLD)))  # fmt: skip
    (aside,) = json.loads((tmp_path / "o" / "Anna" / "corpus.json").read_bytes())
    (gold,) = json.loads((tmp_path / "o" / "gold" / "corpus.json").read_bytes())
    assert aside["annotations"][0]["was_cancelled"]
    assert gold["annotations"][0]["ground_truth"]
    assert (tmp_path / "o" / "gold" / "config.xml").exists()


def test_names_that_xml_cannot_hold_are_spelled_reversibly(make, tmp_path):
    odd = Label("id-odd", "a\x01b", "a", LabelKind.ENTITY, "#000000", "#ffffff")
    schema = Schema("s", (odd,))
    document = make.annotated(TEXT, [make.on(TEXT, "Anna", odd)])
    _, result = exported(make, tmp_path / "o", document, schema=schema)
    assert result.losses.count("label-spelled") == 1
    reading = LABEL_STUDIO.read(tmp_path / "o" / "corpus.json", schema)
    (back,) = list(reading)
    assert back.sets[0].spans[0].label == "id-odd"
    assert [label.name for label in reading.schema.labels] == ["a\x01b"]


# The outside judge: label-studio-sdk's converter.


@pytest.fixture
def converter():
    """Return the converter of the SDK, or skip where it is not installed."""
    module = pytest.importorskip("label_studio_sdk.converter")
    return module.Converter


@pytest.mark.filterwarnings("default")
def test_label_studio_s_own_converter_reads_our_export(converter, make, tmp_path):
    text = "Anna Bell met Bert in Rome ."
    document = make.annotated(
        text, [make.on(text, "Anna Bell", make.person), make.on(text, "Rome", make.org)]
    )
    exported(make, tmp_path / "o", document)
    tool = converter(str(tmp_path / "o" / "config.xml"), str(tmp_path / "o"))
    source = str(tmp_path / "o" / "corpus.json")
    tool.convert(source, str(tmp_path / "conll"), "CONLL2003", is_dir=False)
    lines = (tmp_path / "conll" / "result.conll").read_text("utf-8").split("\n")
    tags = [(line.split()[0], line.split()[-1]) for line in lines[1:] if line.strip()]
    assert tags == [
        ("Anna", "B-PERSON"), ("Bell", "I-PERSON"), ("met", "O"), ("Bert", "O"), ("in", "O"),
        ("Rome", "B-ORG"), (".", "O"),
    ]  # fmt: skip
    tool.convert(source, str(tmp_path / "json"), "JSON", is_dir=False)
    reading = LABEL_STUDIO.read(tmp_path / "json" / "result.json", make.schema)
    (back,) = list(reading)
    assert content(back, reading)[0] == [("Anna Bell", "PERSON"), ("Rome", "ORG")]
    tool.convert(source, str(tmp_path / "min"), "JSON_MIN", is_dir=False)
    (row,) = json.loads((tmp_path / "min" / "result.json").read_bytes())
    assert [one["labels"] for one in row["label"]] == [["PERSON"], ["ORG"]]
