"""Labels under names a format can spell: never two alike, and all of them on the way back."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.ids import LabelId
from annotator.domain.reports import Report
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.formats.format import Reading
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import LabelNames, foreign_names


def schema_of(*names: str, relations: tuple[str, ...] = (), attributes: tuple[str, ...] = ()):
    """Return a schema with these labels."""
    labels = [
        Label(LabelId(f"{kind}-{name}"), name, name, kind, "#000000", "#ffffff")
        for kind, group in ((LabelKind.ENTITY, names), (LabelKind.RELATION, relations))
        for name in group
    ]
    return Schema("s", tuple(labels), tuple(Attribute(n, n, ("v",)) for n in attributes))


def slug(name: str) -> str:
    """Spell a name with letters and digits alone."""
    return re.sub(r"[^A-Za-z0-9]", "", name)


def test_names_that_fit_are_left_alone():
    report = Report()
    names = LabelNames(schema_of("PERSON", "ORG", relations=("heads",)), slug, report)
    assert names.span_names == ["PERSON", "ORG"]
    assert names.relation_names == ["heads"]
    assert not names.mapping()
    assert not report


def test_names_that_become_alike_stay_apart():
    report = Report()
    schema = schema_of("Org-Aff", "Org Aff", "OrgAff", "other")
    names = LabelNames(schema, slug, report)
    assert names.span_names == ["OrgAff", "OrgAff2", "OrgAff3", "other"]
    assert names.mapping() == {
        "spans": {"OrgAff": "Org-Aff", "OrgAff2": "Org Aff", "OrgAff3": "OrgAff"}
    }
    assert report.count("label-spelled") == 3
    (row,) = report
    assert row.examples[1].text == "Org Aff → OrgAff2"


def test_names_that_differ_in_case_alone_are_left_as_they_are():
    report = Report()
    names = LabelNames(schema_of("PERSON", "person", "Person"), slug, report)
    assert names.span_names == ["PERSON", "person", "Person"]
    assert not names.mapping()
    assert not report


def test_a_name_of_nothing_gets_one():
    names = LabelNames(schema_of("語", "??"), slug, Report())
    assert names.span_names == ["label", "label2"]


def test_spans_relations_and_attributes_are_counted_apart():
    schema = schema_of("A B", relations=("A B",), attributes=("A B",))
    names = LabelNames(schema, slug, Report())
    assert names.span(LabelId("entity-A B")) == names.relation(LabelId("relation-A B")) == "AB"
    assert names.attribute("A B") == "AB"
    assert names.attribute("A-B") == "AB2"
    assert names.attribute("A-B") == "AB2"
    assert set(names.mapping()) == {"spans", "relations", "attributes"}
    assert names.mapping()["attributes"] == {"AB": "A B", "AB2": "A-B"}


def test_a_label_the_schema_lacks_has_no_name():
    names = LabelNames(schema_of("A"), str, Report())
    assert names.span(LabelId("gone")) is None
    assert names.relation(LabelId("entity-A")) is None


@given(st.lists(st.text("aA-_ é", min_size=1, max_size=4), unique=True, max_size=8))
def test_every_name_can_be_told_from_the_others_and_read_back(wanted):
    names = LabelNames(schema_of(*wanted), slug, Report())
    written = names.span_names
    assert len(set(written)) == len(wanted)
    back = names.mapping().get("spans", {})
    assert [back.get(name, name) for name in written] == wanted


def mapping_text(names: LabelNames) -> str:
    """Return the content of a mapping file."""
    return json.dumps({"format": "x", "labels": names.mapping()})


def test_the_mapping_in_a_folder_and_beside_a_file_is_used_on_the_way_back(tmp_path):
    schema = schema_of("Org-Aff", "ORG AFF", relations=("based in",), attributes=("how sure",))
    names = LabelNames(schema, slug, Report())
    (tmp_path / "labels.json").write_text(mapping_text(names))
    reading = Reading(iter(()), schema)
    intake = LabelIntake(reading, foreign_names(tmp_path))
    assert intake.span("OrgAff") == "entity-Org-Aff"
    assert intake.span("ORGAFF") == "entity-ORG AFF"
    assert intake.relation("basedin") == "relation-based in"
    assert intake.attribute("howsure", "v") == "how sure"
    assert not reading.repairs
    assert foreign_names(tmp_path / "corpus.x").spans == {
        "OrgAff": "Org-Aff",
        "ORGAFF": "ORG AFF",
    }


def test_the_mapping_of_the_file_itself_goes_before_that_of_the_folder(tmp_path):
    for name, label in (("labels.json", "FOLDER"), ("a.labels.json", "FILE")):
        content = {"labels": {"spans": {"X": label}}}
        (tmp_path / name).write_text(json.dumps(content))
    assert foreign_names(tmp_path / "a.jsonl").spans == {"X": "FILE"}
    assert foreign_names(tmp_path / "b.jsonl").spans == {"X": "FOLDER"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[",
        "[]",
        '"x"',
        '{"labels": []}',
        '{"labels": {"spans": ["x"]}}',
        "[" * 5000,
        '{"labels": 1}',
        '{"labels": {"spans": {"x": 1, "y": null}}}',
    ],
)
def test_a_mapping_that_is_none_maps_nothing(tmp_path, content):
    (tmp_path / "labels.json").write_text(content)
    found = foreign_names(tmp_path)
    assert not (found.spans or found.relations or found.attributes)
    assert not foreign_names(tmp_path / "nowhere" / "x.jsonl").spans
