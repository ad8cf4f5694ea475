"""An exported INCEpTION project: each file is the work of the annotator it is named after."""

import zipfile

import pytest

from annotator.domain.schema import Schema
from annotator.formats.detection import detect
from annotator.formats.format import ExportOptions
from annotator.formats.project_places import annotator_at, document_at
from annotator.formats.registry import FORMATS

TSV = FORMATS["webanno-tsv"]
FILE = """#FORMAT=WebAnno TSV 3.3
#T_SP=webanno.custom.Span|value


#Text=This is a test .
1-1\t0-4\tThis\t{}\t
1-2\t5-7\tis\t_\t
1-3\t8-9\ta\t_\t
1-4\t10-14\ttest\t_\t
1-5\t15-16\t.\t_\t
"""


@pytest.fixture
def project(tmp_path):
    """Return a folder as INCEpTION exports a project: two annotators, curated, and before."""
    for place, label in (
        ("annotation/a.txt/anna", "PER"),
        ("annotation/a.txt/ben", "LOC"),
        ("annotation/a.txt/INITIAL_CAS", "_"),
        ("curation/a.txt/CURATION_USER", "ORG"),
    ):
        file = tmp_path / "project" / f"{place}.tsv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FILE.format(label))
    return tmp_path / "project"


def owners(reading):
    """Return the labels of each annotator, and how many documents came without a set."""
    found, without = {}, 0
    for item in reading:
        without += not item.sets
        for one in item.sets:
            labels = [reading.schema.label(span.label).name for span in one.spans]
            found[item.annotators[one.annotator].name] = labels
    return found, without


def test_each_file_of_a_project_is_the_work_of_its_annotator(project):
    reading = TSV.read(project, Schema(""))
    expected = {"anna": ["PER"], "ben": ["LOC"], "CURATION_USER": ["ORG"]}
    assert owners(reading) == (expected, 1)
    assert "text-read-before" not in {row.code for row in reading.repairs}


@pytest.mark.parametrize("inner", ["annotation", "annotation/a.txt", "annotation/a.txt/anna.tsv"])
def test_so_it_is_for_a_part_of_the_project(project, inner):
    found, _ = owners(TSV.read(project / inner, Schema("")))
    assert found["anna"] == ["PER"]


def test_ids_of_two_annotators_are_never_the_same(project):
    items = [item for item in TSV.read(project, Schema("")) if item.sets]
    ids = [span.id for item in items for one in item.sets for span in one.spans]
    assert len(set(ids)) == len(ids) == 3


def test_other_folders_name_nobody(project, tmp_path):
    plain = tmp_path / "annotation" / "batch 1"
    plain.mkdir(parents=True)
    for name in ("one", "two"):
        (plain / f"{name}.tsv").write_text(FILE.format("PER"))
    reading = TSV.read(tmp_path / "annotation", Schema(""))
    sets = [one.annotator for item in reading for one in item.sets]
    assert sets == ["", ""]
    assert {row.code: row.count for row in reading.repairs}["text-read-before"] == 1


def test_the_place_in_an_archive_counts_too(tmp_path):
    archive = tmp_path / "p.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("x", "")
    for name, annotator in (
        ("p.zip/annotation/a.txt/anna.zip/anna.xmi", "anna"),
        ("p.zip/curation/a.txt/CURATION_USER.xmi", "CURATION_USER"),
        ("p.zip/annotation/anna.xmi", ""),
        ("p.zip/source/a.txt", ""),
    ):
        assert annotator_at(archive, name) == annotator


def test_what_is_written_again_is_named_after_the_document(project, tmp_path):
    assert document_at("p.zip/annotation/a.txt/anna.zip/anna.xmi") == "p.zip/a.txt"
    assert document_at("annotation/a.txt/anna.tsv") == "a.txt"
    assert document_at("annotation/anna.tsv") == "annotation/anna.tsv"
    reading = TSV.read(project, Schema(""))
    items = [item for item in reading if item.sets]
    TSV.write(items[:1], reading.schema, tmp_path / "out", ExportOptions(all_states=True))
    assert (tmp_path / "out" / "a.tsv").is_file()
    assert [one.name for one in (tmp_path / "out").rglob("*.tsv")] == ["a.tsv"]


@pytest.mark.parametrize(("ending", "expected"), [("xmi", "uima-xmi"), ("json", "uima-json")])
def test_an_archive_is_told_by_what_is_in_the_archives_in_it(tmp_path, ending, expected):
    inner = tmp_path / "anna.zip"
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr(f"anna.{ending}", "")
        made.writestr("TypeSystem.xml", "")
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as made:
        made.writestr("exportedproject123.json", "{}")
        made.write(inner, "annotation/a.txt/anna.zip")
    found = detect(tmp_path / "p.zip", FORMATS.values())
    assert (found.sure, found.candidates[0].name) == (True, expected)
