"""The verbs import and export: choosing what labels become, and what is told of it."""

import json
import zipfile

import pytest

from annotator.app.session import Session
from annotator.cli import main
from annotator.store import digests
from tests.projects import make_schema

TEXT = "Ada works for ACME in Ulm."


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "p.annotations"
    Session.create(path, make_schema()).close()
    return path


@pytest.fixture
def doccano(tmp_path):
    def row(number, label, words):
        start = TEXT.index(words)
        end = start + len(words)
        return {"id": number, "label": label, "start_offset": start, "end_offset": end}

    entities = [row(1, "who", "Ada"), row(2, "ORG", "ACME"), row(3, "junk", "Ulm")]
    relations = [{"id": 1, "from_id": 1, "to_id": 2, "type": "job"}]
    path = tmp_path / "notes.jsonl"
    path.write_text(json.dumps({"text": TEXT, "entities": entities, "relations": relations}) + "\n")
    return path


def run(capsys, *words):
    """Return the exit code, what was printed, and what was told beside it."""
    code = main.main([str(word) for word in words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


MAPS = ("--map", "who=Person", "--map", "job=works_for", "--map", "junk=")


def test_labels_become_what_map_says(project, doccano, capsys):
    code, out, err = run(capsys, "import", project, doccano, "--annotator", "Ann", *MAPS, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["spans"], found["relations"]) == (2, 1)
    told = {row["code"]: [one["text"] for one in row["examples"]] for row in found["repairs"]}
    assert told == {
        "label-mapped": ["who → PERSON (span)", "job → works_for (relation)"],
        "label-left-out": ["Ulm"],
    }
    code, out, _ = run(capsys, "info", project, "--json")
    assert set(json.loads(out)["labels"]) >= {"PERSON", "ORG"}
    assert "who" not in json.loads(out)["labels"]


def test_the_same_for_suggestions(project, doccano, capsys):
    code, out, _ = run(
        capsys, "import", project, doccano, "--as-suggestions", "--source", "tool", *MAPS, "--json"
    )
    assert code == 0
    assert (json.loads(out)["spans"], json.loads(out)["relations"]) == (2, 1)


def test_a_name_that_no_file_has_is_told_and_is_no_error(project, doccano, capsys):
    code, _, err = run(
        capsys, "import", project, doccano, "--annotator", "Ann", "--map", "whom=PERSON"
    )
    assert code == 0
    assert 'No label "whom" stands in these files' in err


@pytest.mark.parametrize(
    ("maps", "why"),
    [
        (["who"], '"who" does not say what a label becomes'),
        (["=ORG"], '"=ORG" does not say what a label becomes'),
        (["who=Nobody"], 'The project has no label "Nobody"'),
        (["who=ORG", "who=PERSON"], '--map says twice what "who" becomes'),
    ],
)
def test_a_map_that_is_none_changes_nothing(project, doccano, capsys, maps, why):
    with Session.open(project) as session:
        before = digests.state(session.project.connection)
    words = [word for one in maps for word in ("--map", one)]
    code, out, err = run(capsys, "import", project, doccano, "--annotator", "Ann", *words)
    assert (code, out) == (2, "")
    assert why in err
    with Session.open(project) as session:
        assert digests.state(session.project.connection) == before


def test_repairs_are_told_in_sentences_with_titles(project, doccano, capsys):
    code, out, _ = run(capsys, "import", project, doccano, "--annotator", "Ann", "--map", "junk=")
    assert code == 0
    lines = out.splitlines()
    at = lines.index(
        "Repaired or left out: 1 x label-left-out:"
        " What wears a label that was to be left out was left out."
    )
    assert lines[at + 1] == f"    {TEXT} at 22: Ulm"


def test_losses_are_told_in_sentences_with_the_ends_of_relations(
    project, doccano, tmp_path, capsys
):
    run(capsys, "import", project, doccano, "--annotator", "Ann")
    code, out, err = run(
        capsys, "export", project, tmp_path / "o", "--format", "conll", "--annotator", "Ann"
    )
    assert (code, err) == (0, "")
    assert "relation-left-out: A relation was left out: the format has no place for it." in out
    assert f"    {TEXT} at 0: Ada → ACME" in out.splitlines()


def test_an_option_that_the_format_does_not_know_is_told(project, doccano, tmp_path, capsys):
    run(capsys, "import", project, doccano, "--annotator", "Ann")
    words = ("--annotator", "Ann", "--scheme", "bioes")
    code, _, err = run(capsys, "export", project, tmp_path / "a", "--format", "doccano", *words)
    assert code == 0
    assert err == "annotator: --scheme changes nothing: doccano has no use for it.\n"
    code, _, err = run(capsys, "export", project, tmp_path / "b", "--format", "conll", *words)
    assert (code, err) == (0, "")


def test_a_query_that_finds_nothing_is_told_apart_from_nothing_finished(
    project, doccano, tmp_path, capsys
):
    words = ("--annotator", "Ann")
    run(capsys, "import", project, doccano, *words, "--state", "in-progress")
    words = ("export", project, tmp_path / "o", "--format", "conll", *words)
    code, _, err = run(capsys, *words, "--documents", "zzzz")
    assert code == 2
    assert "the query finds no article" in err
    code, _, err = run(capsys, *words, "--documents", "Ada")
    assert code == 2
    assert "none of these articles is finished" in err
    assert not (tmp_path / "o").exists()


def test_a_packed_file_is_to_be_unpacked(project, tmp_path, capsys):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("ann.jsonl", '{"text": "Ada", "label": []}\n')
    code, _, err = run(capsys, "import", project, tmp_path / "all.zip", "--annotator", "Ann")
    assert code == 2
    assert "This file is packed.\nUnpack it" in err
