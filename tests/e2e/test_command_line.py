"""The command line is a contract: verbs, JSON keys and exit codes."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import DeleteSpans, SetSpanNote
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.suggest.pipelines import find_pipeline
from tests.e2e.command_line import SEEDS


def has_model():
    try:
        return bool(find_pipeline())
    except UserError:
        return False


needs_model = pytest.mark.skipif(not has_model(), reason="no spaCy pipeline installed")


def test_from_raw_articles_to_two_exports_and_back(run):
    made = run("new", "p.annotations", "--json")
    assert made.json == {"project": "p.annotations", "schema": "news"}
    took = run("ingest", "p.annotations", SEEDS / "articles", "--json").json
    assert (took["documents"], took["duplicates"], took["skipped"]) == (16, 0, [])
    assert took["near_duplicates"] == 1
    again = run("ingest", "p.annotations", SEEDS / "articles", "--json").json
    assert (again["documents"], again["duplicates"]) == (0, 16)
    for name in "ab":
        file = SEEDS / "annotations" / f"annotator-{name}.jsonl"
        done = run("import", "p.annotations", file, "--json").json
        assert done["documents"] == 8
        assert done["spans"] > 200
        assert done["skipped"] == []
    info = run("info", "p.annotations", "--json").json
    assert info["documents"] == 16
    assert {n: c["finished"] for n, c in info["annotators"].items()} == {
        "annotator-a": 8,
        "annotator-b": 8,
    }
    assert info["suggestions"] == {"pending": 0, "accepted": 0, "rejected": 0}
    out = run("export", "p.annotations", "all.jsonl", "--format", "jsonl", "--json").json
    spans = sum(counts["spans"] for counts in info["annotators"].values())
    assert (out["documents"], out["spans"], out["losses"]) == (16, spans, [])
    run("new", "q.annotations")
    run("import", "q.annotations", "all.jsonl")
    copied = run("info", "q.annotations", "--json").json
    assert copied["digest"] == info["digest"]
    assert copied["state"] != info["state"]
    out = run(
        "export", "p.annotations", "spacy", "--format", "spacy",
        "--annotator", "annotator-a", "--split", "60/20/20", "--seed", "3", "--json",
    ).json  # fmt: skip
    assert "train.spacy" in out["files"]
    assert "config.cfg" in out["files"]
    for file in out["files"]:
        assert (Path("spacy") / file).is_file()
    assert run("check", "p.annotations", "--json").json == {"ok": True, "problems": []}


def test_a_restored_project_exports_the_same_again(run, sample):
    run("export", sample, "one.jsonl", "--format", "jsonl")
    run("new", "r.annotations")
    run("import", "r.annotations", "one.jsonl")
    run("export", "r.annotations", "two.jsonl", "--format", "jsonl")
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()


def test_one_annotators_export_holds_only_their_finished_work(run, sample):
    with Session.open(Path(sample)) as session:
        session.use_annotator("annotator-a")
        document = session.listing().page(0, 1)[0].id
        session.run(SetState(document, State.IN_PROGRESS))
    words = ("export", sample, "a.jsonl", "--format", "jsonl", "--annotator", "annotator-a")
    assert run(*words, "--json").json["documents"] == 7
    assert run(*words, "--all", "--json").json["documents"] == 8
    assert "annotator-b" not in Path("a.jsonl").read_text(encoding="utf-8")
    nobody = run("export", sample, "x.jsonl", "--format", "jsonl", "--annotator", "Zoe")
    assert nobody.code == 2
    assert "annotator-a" in nobody.err


def test_several_annotators_get_a_file_each(run, sample):
    words = ("export", sample, "both", "--format", "jsonl", "--annotator")
    both = run(*words, "annotator-a,annotator-b", "--json").json
    assert both["documents"] == 8
    assert both["files"][:2] == ["annotator-a.jsonl", "annotator-b.jsonl"]
    run("new", "r.annotations")
    # The articles that nobody has labelled yet are in neither file.
    run("ingest", "r.annotations", SEEDS / "articles")
    run("import", "r.annotations", "both/annotator-a.jsonl", "both/annotator-b.jsonl")
    infos = [run("info", name, "--json").json for name in (sample, "r.annotations")]
    assert infos[0]["digest"] == infos[1]["digest"]
    # Written again over itself, but never over something else.
    assert run(*words, "annotator-a,annotator-b").code == 0
    Path("both/note.txt").write_text("mine")
    assert run(*words, "annotator-a,annotator-b").code == 2


def test_gold_that_does_not_exist_is_not_exported_as_nothing(run, sample):
    refused = run("export", sample, "g.jsonl", "--format", "jsonl", "--gold")
    assert refused.code == 2
    assert "no gold" in refused.err
    assert not Path("g.jsonl").exists()


def test_an_import_for_another_annotator_is_theirs_and_finished(run, sample):
    file = SEEDS / "annotations" / "annotator-a.jsonl"
    words = ("import", sample, file, "--annotator", "Zoe", "--json")
    first = run(*words).json
    assert first["spans"] > 200
    assert run(*words).json["spans"] == 0
    info = run("info", sample, "--json").json
    assert info["annotators"]["Zoe"] == info["annotators"]["annotator-a"]
    assert info["documents"] == 16


def test_several_annotators_in_one_file_need_a_choice(run, sample):
    run("export", sample, "all.jsonl", "--format", "jsonl")
    run("new", "r.annotations")
    before = run("info", "r.annotations", "--json").json
    refused = run("import", "r.annotations", "all.jsonl", "--annotator", "Zoe")
    assert refused.code == 2
    assert "several annotators" in refused.err
    assert run("info", "r.annotations", "--json").json == before
    assert run("import", "r.annotations", "all.jsonl", "--annotator", "annotator-b").code == 0
    assert list(run("info", "r.annotations", "--json").json["annotators"]) == ["annotator-b"]


def test_merging_counts_by_annotator_and_a_dry_run_changes_nothing(run, sample):
    shutil.copy(sample, "b.annotations")
    with Session.open(Path("b.annotations")) as session:
        session.use_annotator("annotator-b")
        document = session.listing().page(0, 1)[0].id
        spans = session.annotation_set(document).spans
        session.run(SetSpanNote(document, spans[0].id, "check"))
        session.run(DeleteSpans(document, [spans[1].id]))
    before = run("info", sample, "--json").json
    dry = run("merge", sample, "b.annotations", "--dry-run", "--json").json
    assert run("info", sample, "--json").json == before
    done = run("merge", sample, "b.annotations", "--json").json
    assert dry == done
    assert done["changed"] >= 2
    assert done["conflicts"] == done["unmatched"] == 0
    assert done["annotators"]["annotator-a"]["changed"] == 0
    again = run("merge", sample, "b.annotations", "--json").json
    assert again["changed"] == again["new"] == 0
    mine, theirs = (run("info", p, "--json").json for p in (sample, "b.annotations"))
    assert (mine["digest"], mine["state"]) == (theirs["digest"], theirs["state"])


@needs_model
def test_suggestions_are_filled_once_and_only_where_asked(run, sample):
    first = run("suggest", sample, "--jobs", "1", "--documents", "chip", "--json").json
    assert first["documents"] == 1
    assert first["suggestions"] > 10
    assert first["words_per_second"] > 0
    rest = run("suggest", sample, "--jobs", "1", "--json").json
    assert rest["documents"] == 15
    assert run("suggest", sample, "--jobs", "1", "--json").json["documents"] == 0
    counts = run("info", sample, "--json").json["suggestions"]
    assert counts["pending"] > 400
    assert counts["accepted"] == counts["rejected"] == 0
    # A suggestion is no label until someone accepts it.
    labels = run("info", sample, "--json").json["annotators"]["annotator-a"]["spans"]
    out = run("export", sample, "a.jsonl", "--format", "jsonl", "--annotator", "annotator-a")
    assert f"{labels} spans" in out.out


def test_strict_tells_losses_and_skipped_files_by_the_exit_code(run, sample):
    Path("bad.txt").write_bytes(b"")
    assert run("ingest", sample, "bad.txt").code == 0
    strict = run("ingest", sample, "bad.txt", "--strict", "--json")
    assert strict.code == 1
    assert strict.json["skipped"][0]["path"] == "bad.txt"
    words = ("export", sample, "s", "--format", "spacy", "--annotator", "annotator-a")
    assert run(*words).code == 0
    assert run(*words, "--strict").code == 1


def test_formats_are_listed_with_what_they_cannot_hold(run):
    rows = run("formats", "--json").json["formats"]
    writes = (
        "jsonl spacy prodigy brat conll conllu webanno-tsv uima-xmi uima-json doccano"
        " label-studio huggingface docred scierc spert gliner llm-chat"
    )
    names = [row["name"] for row in rows]
    assert names == [*writes.split(), "pubannotation", "gate", "bioc"]
    assert [row["name"] for row in rows if row["writes"]] == writes.split()
    assert all(row["reads"] for row in rows)
    for row in rows:
        assert set(row) == {"name", "reads", "writes", "cannot_hold"}
        assert row["cannot_hold"]


def test_check_finds_what_is_wrong(run, sample):
    link = sqlite3.connect(sample)
    link.execute(
        "UPDATE spans SET fragments = '[[0,999999]]'"
        " WHERE id = (SELECT min(id) FROM spans WHERE NOT deleted)"
    )
    link.commit()
    link.close()
    found = run("check", sample, "--json")
    assert found.code == 1
    assert found.json["ok"] is False
    assert "does not fit" in found.json["problems"][0]


@pytest.mark.parametrize(
    "words",
    [
        ("info", "missing.annotations"),
        ("ingest", "missing.annotations", "x"),
        ("new", "nowhere/p.annotations"),
        ("new", "p.annotations", "--schema", "nonsense"),
        ("ingest", "sample.annotations", "missing.txt"),
        ("ingest", "sample.annotations", ".", "--encoding", "klingon"),
        ("ingest", "sample.annotations", ".", "--map", "text"),
        ("import", "sample.annotations", "missing.jsonl"),
        ("import", "sample.annotations", "sample.annotations", "--annotator", "x"),
        ("import", "sample.annotations", ".", "--format", "nonsense", "--annotator", "x"),
        ("import", "sample.annotations", "a.jsonl", "--state", "done"),
        ("export", "sample.annotations", "x", "--format", "nonsense"),
        ("export", "sample.annotations", "x", "--format", "spacy"),
        ("export", "sample.annotations", "x.jsonl"),
        ("export", "sample.annotations", "x.jsonl", "--format", "jsonl", "--documents", "state:x"),
        ("export", "sample.annotations", "x", "--format", "jsonl", "--split", "a/b"),
        ("export", "sample.annotations", "x", "--format", "jsonl", "--gold", "--annotator", "a"),
        ("suggest", "sample.annotations", "--model", "no_such_pipeline"),
        ("suggest", "sample.annotations", "--jobs", "many"),
        ("merge", "sample.annotations", "sample.annotations"),
        ("merge", "sample.annotations", "missing.annotations"),
        ("nonsense",),
        ("new",),
        ("new", "sample.annotations"),
    ],
)
def test_wrong_calls_exit_with_two_say_why_and_change_nothing(run, sample, words):
    before = Path(sample).read_bytes()
    refused = run(*words)
    assert refused.code == 2
    assert 0 < len(refused.err.strip().splitlines()) <= 8
    assert refused.out == ""
    assert Path(sample).read_bytes() == before


def test_a_held_project_is_named_with_its_holder_and_can_still_be_read(run, sample):
    with Session.open(Path(sample)):
        refused = run("ingest", sample, SEEDS / "articles")
        assert refused.code == 2
        assert f"process {os.getpid()}" in refused.err
        assert run("info", sample).code == 0
        assert run("export", sample, "x.jsonl", "--format", "jsonl").code == 0


def test_ctrl_c_stops_an_import_and_leaves_nothing_behind(run, sample):
    lines = Path("many.jsonl")
    run("export", sample, "one.jsonl", "--format", "jsonl", "--annotator", "annotator-a")
    head, _ = Path("one.jsonl").read_text(encoding="utf-8").split("\n", 1)
    with lines.open("w", encoding="utf-8") as file:
        file.write(head + "\n")
        for number in range(20000):
            file.write(f'{{"text": "Article {number} says nothing.", "sets": []}}\n')
    before = run("info", sample, "--json").json
    worker = subprocess.Popen(
        [sys.executable, "-m", "annotator", "import", sample, "many.jsonl", "--annotator", "Z"],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SEEDS.parent)},
    )
    backups = Path("sample.backups")
    known = set(backups.glob("*before-import*"))
    deadline = threading.Event()
    for _ in range(500):
        if worker.poll() is not None or set(backups.glob("*before-import*.annotations")) - known:
            break
        deadline.wait(0.01)
    deadline.wait(0.05)
    worker.send_signal(signal.SIGINT)
    _, err = worker.communicate(timeout=60)
    if worker.returncode == 0:
        pytest.skip("the import was done before it could be stopped")
    assert worker.returncode == 130
    assert b"Traceback" not in err
    assert run("info", sample, "--json").json["documents"] == before["documents"]
