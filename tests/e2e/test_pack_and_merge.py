"""From one project to three laptops and back: pack, work, merge in any order."""

import os
import shutil
import signal
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan, SetSpanNote
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.store import checking, digests
from tests.projects import add_documents, make_schema

WORDS = ("University", "Minister", "percent", "police", "market", "Monday", "company", "government")


def label_words(path, name, share):
    """Label some words wherever they stand, and finish every article."""
    with Session.open(Path(path)) as session:
        session.use_annotator(name)
        label = session.schema().span_labels[1].id
        for entry in session.listing().page(0, 100):
            text = session.document(entry.id).text
            for number, word in enumerate(WORDS):
                at = text.find(word)
                if at < 0 or (number + len(name)) % share == 0:
                    continue
                try:
                    session.run(AddSpan(entry.id, ((at, at + len(word)),), label))
                except UserError:
                    continue  # In a zone that is not for labelling.
            session.run(SetState(entry.id, State.FINISHED))


def state_of(run, path):
    info = run("info", path, "--json").json
    return info["digest"], info["state"]


def test_three_packs_come_back_in_all_six_orders_to_one_state(run, sample):
    names = ("Ada", "Ben", "Cleo")
    made = run(
        "pack", sample, "out", "--annotators", "Ada,Ben,Cleo", "--overlap", "2",
        "--round", "pilot", "--json",
    ).json["packs"]  # fmt: skip
    assert [one["annotator"] for one in made] == list(names)
    assert sum(one["documents"] for one in made) == 32
    assert [Path(one["file"]).name for one in made] == [f"{name}.annotations" for name in names]
    for one, share in zip(made, (3, 4, 5), strict=True):
        label_words(one["file"], one["annotator"], share)
    files = [one["file"] for one in made]
    outcomes = set()
    for number, order in enumerate(permutations(files)):
        target = f"merged{number}.annotations"
        shutil.copy(sample, target)
        dry = run("merge", target, *order, "--dry-run", "--json").json
        done = run("merge", target, *order, "--json").json
        assert dry == done
        assert done["conflicts"] == done["changed"] == done["unmatched"] == 0
        assert done["new"] > 20
        assert run("check", target).code == 0
        outcomes.add(state_of(run, target))
    assert len(outcomes) == 1
    info = run("info", target, "--json").json
    assert {(one["round"], one["annotator"]) for one in info["rounds"]} == {
        ("pilot", name) for name in names
    }
    assert all(one["finished"] == one["documents"] for one in info["rounds"])
    assert [one["name"] for one in info["merges"]] == [Path(file).name for file in order]
    shared = run(
        "agreement", target, "--annotators", "Ada,Ben,Cleo",
        "--documents", "round:pilot", "--json",
    ).json["documents"]  # fmt: skip
    assert sum(shared.values()) == 16
    assert max(shared.values()) - min(shared.values()) <= 1


def test_an_update_follows_and_is_merged_by_the_annotator(run, sample, tmp_path):
    (first,) = run(
        "pack", sample, "one", "--annotators", "Ada", "--sample", "5", "--seed", "3", "--json"
    ).json["packs"]
    assert first["documents"] == 5
    label_words(first["file"], "Ada", 9)
    before = run("info", first["file"], "--json").json["annotators"]
    (tmp_path / "late.txt").write_text("A late article.\n\nIt came on Monday.", encoding="utf-8")
    assert run("ingest", sample, "late.txt").code == 0
    (update,) = run("pack", sample, "two", "--annotators", "Ada", "--update", "--json").json[
        "packs"
    ]
    assert update["documents"] == 1
    assert run("info", update["file"], "--json").json["annotators"]["Ada"]["spans"] == 0
    assert run("merge", first["file"], update["file"]).code == 0
    after = run("info", first["file"], "--json").json
    assert after["annotators"] == before
    assert after["documents"] == 6
    assert run("merge", sample, first["file"], "--json").json["conflicts"] == 0


def test_joining_and_wrong_calls(run, sample):
    for name in ("a", "b"):
        run("new", f"{name}.annotations")
        with Session.open(Path(f"{name}.annotations")) as session:
            session.use_annotator("Eve")
    dry = run("merge", "a.annotations", "b.annotations", "--join", "Eve", "--dry-run", "--json")
    assert [one["name"] for one in dry.json["same_names"]] == ["Eve"]
    assert dry.json["joined"] == []
    done = run("merge", "a.annotations", "b.annotations", "--join", "Eve", "--relabel", "--json")
    assert len(done.json["joined"][0]["ids"]) == 2
    assert done.json["relabelled"] == 0
    shown = run("merge", "a.annotations", "b.annotations", "--dry-run")
    assert "Nothing was changed" in shown.out
    assert run("merge", "a.annotations", "b.annotations", "--join", "Zoe").code == 2
    assert run("pack", sample, "out", "--annotators", "Ada", "--overlap", "2").code == 2
    assert run("pack", sample, "out", "--annotators", "Ada", "--sample", "99").code == 2
    assert not Path("out").exists() or not list(Path("out").iterdir())
    assert run("pack", sample, "out", "--annotators", "Ada").out.count("16 articles for Ada") == 1
    assert run("pack", sample, "out", "--annotators", "Ada").code == 2


def test_nothing_is_merged_where_the_call_or_one_of_the_files_is_wrong(run, sample):
    made = run("pack", sample, "out", "--annotators", "Ada,Ben", "--json").json["packs"]
    first, second = (Path(one["file"]) for one in made)
    label_words(first, "Ada", 3)
    label_words(second, "Ben", 4)
    before = state_of(run, sample)
    assert "Zoe" in run("merge", sample, first, "--join", "Zoe").err
    second.write_bytes(second.read_bytes()[:50_000])
    for wrong in (second, "nowhere.annotations", sample):
        ran = run("merge", sample, first, wrong)
        assert (ran.code, ran.out) == (2, "")
        assert Path(wrong).name in ran.err
    assert state_of(run, sample) == before
    assert run("info", sample, "--json").json["merges"] == []


def test_the_text_for_people_says_what_came_and_what_stands(run, sample):
    (made,) = run("pack", sample, "out", "--annotators", "Ada", "--json").json["packs"]
    shutil.copy(made["file"], "early.annotations")
    label_words(made["file"], "Ada", 3)
    ran = run("merge", sample, made["file"], "--dry-run")
    assert "Ada: 16 articles newly finished" in ran.out
    assert "Also taken: 16 states" in ran.out
    assert run("merge", sample, made["file"]).code == 0
    assert "0 in conflict, 16 articles newly finished" in run("info", sample).out
    late = run("merge", sample, "early.annotations")
    assert "nothing that is not here already" in late.out


WORKER = """
import sys
from pathlib import Path
from annotator.app.session import Session
from annotator.commands import merging, packing

def told(done, total):
    print("at", done, total, flush=True)
    if done:
        sys.stdin.readline()

verb, path, other = sys.argv[1:]
session = Session.open(Path(path))
if verb == "merge":
    merging.merge(session.project, Path(other), progress=told)
else:
    packing.pack(session.project, Path(other), packing.PackOptions(["Ada", "Ben"]), told)
print("done", flush=True)
"""


def kill_half_way(verb, path, other):
    """Kill a process that has written some of the articles and is waiting for a word."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, verb, str(path), str(other)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    try:
        while not (line := worker.stdout.readline()).startswith("at 1000 "):
            assert line, "the worker ended"
        os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.kill()
        worker.communicate()


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "large.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, [f"Ada met Bob on day {number}." for number in range(1500)])
        session.use_annotator("Ada")
        for entry in session.listing().page(0, 50):
            session.run(AddSpan(entry.id, ((0, 3),), "test:PERSON"))
    return path


def test_a_merge_that_is_killed_half_way_leaves_the_old_state(tmp_path, large):
    path = tmp_path / "small.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, ["Cy met Di in Fez."])
        before = digests.state(session.project.connection)
    kill_half_way("merge", path, large)
    with Session.open(path) as session:
        link = session.project.connection
        assert digests.state(link) == before
        assert checking.problems(link) == []
        assert link.execute("SELECT count(*) FROM merges").fetchone()[0] == 0
    with Session.open(large, read_only=True) as session:
        assert checking.problems(session.project.connection) == []


def test_packing_that_is_killed_half_way_leaves_no_pack_and_no_record(tmp_path, large):
    with Session.open(large) as session:
        before = digests.state(session.project.connection)
    kill_half_way("pack", large, tmp_path / "out")
    assert list((tmp_path / "out").glob("*.annotations")) == []
    with Session.open(large) as session:
        assert digests.state(session.project.connection) == before
        assert checking.problems(session.project.connection) == []


def test_the_places_of_conflicts_are_told_after_the_merge_as_before_it(run, tmp_path):
    base, copy = tmp_path / "p.annotations", tmp_path / "copy.annotations"
    with Session.create(base, make_schema()) as session:
        (document,) = add_documents(session, ["Ada met Bob at Elm Ltd in Fez."])
        session.use_annotator("Ada")
        label = session.schema().span_labels[0].id
        (span,) = session.run(AddSpan(document, ((8, 11),), label)).spans
    shutil.copy(base, copy)
    for path, note in ((base, "mine"), (copy, "theirs")):
        with Session.open(path) as session:
            session.use_annotator("Ada")
            session.run(SetSpanNote(document, span, note))
    before = run("merge", base, copy, "--dry-run").out
    after = run("merge", base, copy).out
    assert "Conflict: span in “Ada met Bob at Elm L”, Ada, at 8" in after
    assert before.removesuffix("Nothing was changed (dry run).\n") == after
