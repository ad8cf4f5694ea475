"""From the sample corpus to a trained model, with every figure worked out by hand.

Three annotators get a file each, label without a network, and come back: merged in all six
orders the project is the same, agreement is what the labels below make it, a rule settles what
two thirds agree on, and spaCy trains on the gold that comes of it.
"""

import os
import shutil
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from annotator.app.session import Session
from annotator.commands import command
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.commands.relating import AddRelation
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.documents import ZoneKind
from annotator.domain.spans import Extent
from annotator.text.words import word_extents
from tests.e2e.command_line import SEEDS

ARTICLES = 16
ORG, PERSON, OWNS = "ORG", "PERSON", "owns_share_of"
# Which of the first words of the body each labels, and as what. By hand, for each article:
# Anna 8 spans, Ben 7, Cleo 4; alike are 6 of Anna and Ben, 4 of each of them with Cleo.
WORK = {
    "Anna": dict.fromkeys(range(8), ORG),
    "Ben": {**dict.fromkeys(range(6), ORG), 6: PERSON},
    "Cleo": dict.fromkeys(range(4), ORG),
}
RELATED = {"Anna", "Ben"}
F1 = {"Anna|Ben": 12 / 15, "Anna|Cleo": 8 / 12, "Ben|Cleo": 8 / 11}
POOLED = 2 * (6 + 4 + 4) / (15 + 12 + 11)
# Two thirds of three are two: six words are ORG; of word 6 one says ORG and one PERSON, and
# word 7 only Anna marked. Two of three drew the relation.
SETTLED_SPANS, OPEN_SPANS, SETTLED_RELATIONS = 6, 2, 1


def label(path: Path, name: str) -> None:
    """Do one annotator's work on a hand-off file, command by command."""
    with Session.open(path) as session:
        session.use_annotator(name)
        names = {one.name: one.id for one in session.schema().labels}
        for entry in session.listing().page(0, 100):
            document = session.document(entry.id)
            body = next(zone for zone in document.zones if zone.kind is ZoneKind.BODY)
            words = [
                word
                for word in word_extents(document.text, body.start, body.end)
                if document.text[word.start].isalpha()
            ]
            made = []
            for place, wanted in WORK[name].items():
                step = AddSpan(entry.id, (Extent(*words[place]),), names[wanted])
                made.append(session.run(step).spans[0])
            if name in RELATED:
                session.run(AddRelation(entry.id, made[0], made[1], names[OWNS]))
            session.run(SetState(entry.id, State.FINISHED))


@pytest.fixture
def campaign(run, tmp_path):
    """The project that packed, and the three files that came back, by annotator."""
    assert run("new", "main.annotations").code == 0
    taken = run("ingest", "main.annotations", SEEDS / "articles", "--json").json
    assert taken["documents"] == ARTICLES
    packed = run("pack", "main.annotations", "out", "--annotators", "Anna,Ben,Cleo", "--json").json
    files = {one["annotator"]: Path(one["file"]) for one in packed["packs"]}
    assert [one["documents"] for one in packed["packs"]] == [ARTICLES] * 3
    for name, file in files.items():
        label(tmp_path / file, name)
    return tmp_path / "main.annotations", files


def test_all_six_orders_of_merging_make_the_same_project(run, campaign, tmp_path):
    main, files = campaign
    found = set()
    for number, order in enumerate(permutations(files)):
        copy = tmp_path / f"order-{number}.annotations"
        shutil.copy(main, copy)
        for name in order:
            merged = run("merge", copy, files[name], "--json").json
            assert merged["conflicts"] == merged["unmatched"] == 0
            assert merged["new"] == ARTICLES * (len(WORK[name]) + (name in RELATED))
        facts = run("info", copy, "--json").json
        found.add((facts["digest"], facts["state"]))
        assert {
            name: one["finished"] for name, one in facts["annotators"].items()
        } == dict.fromkeys(files, ARTICLES)
    assert len(found) == 1


def test_agreement_is_what_the_labels_make_it(run, campaign):
    main, files = campaign
    run("merge", main, *files.values())
    report = run("agreement", main, "--json").json
    exact = report["spans"]["exact_f1"]
    assert {pair: one["value"] for pair, one in exact["pairs"].items()} == pytest.approx(F1)
    assert exact["mean"]["value"] == pytest.approx(sum(F1.values()) / 3)
    assert exact["pooled"]["value"] == pytest.approx(POOLED)
    relations = report["relations"]["strict_f1"]["pairs"]
    assert {pair: one["value"] for pair, one in relations.items()} == {
        "Anna|Ben": 1.0,
        "Anna|Cleo": 0.0,
        "Ben|Cleo": 0.0,
    }


@pytest.mark.slow
def test_gold_is_settled_exported_and_trained_on(run, campaign, tmp_path):
    main, files = campaign
    run("merge", main, *files.values())
    found = run("adjudicate", main, "--rule", "majority", "--json").json
    assert found["settled_by_kind"] == {
        "spans": ARTICLES * SETTLED_SPANS,
        "relations": ARTICLES * SETTLED_RELATIONS,
        "chains": 0,
    }
    assert found["open"] == ARTICLES * OPEN_SPANS
    assert run("agreement", main, "--json").json["gold"] is None, "nothing is decided to the end"
    with Session.open(main) as session:
        # A person looks at what the rule left open, and finds that nothing is there.
        for entry in session.listing().page(0, 100):
            command.run(session.project, SetState(entry.id, State.FINISHED), GOLD)
    gold = run("agreement", main, "--json").json["gold"]
    # Of six spans of gold Anna marked all, and two more; Cleo four and nothing else.
    assert gold["Anna"]["precision"]["value"] == pytest.approx(6 / 8)
    assert gold["Anna"]["recall"]["value"] == 1.0
    assert gold["Cleo"]["precision"]["value"] == 1.0
    assert gold["Cleo"]["recall"]["value"] == pytest.approx(4 / 6)
    call = ("export", main, "gold", "--format", "spacy", "--gold")
    written = run(*call, "--split", "80/20/0", "--json").json
    lost = {row["code"]: row["count"] for row in written["losses"]}
    cut = sum(lost.get(code, 0) for code in ("span-cuts-token", "span-without-token"))
    assert written["documents"] == ARTICLES
    assert written["spans"] + cut == ARTICLES * SETTLED_SPANS
    training = [sys.executable, "-m", "spacy", "train", "config.cfg", "--output", "model"]
    training += ["--training.max_steps", "10", "--training.eval_frequency", "5"]
    environment = {**os.environ, "PYTHONPATH": "", "CUDA_VISIBLE_DEVICES": ""}
    trained = subprocess.run(
        training,
        cwd=tmp_path / "gold",
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert trained.returncode == 0, trained.stdout + trained.stderr
    assert (tmp_path / "gold" / "model" / "model-last" / "meta.json").exists()
