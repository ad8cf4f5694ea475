"""The verb that settles by rule, on the sample corpus, its counts worked out a second time."""

import json

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.documents import LABELABLE_ZONES
from annotator.domain.spans import Extent
from tests.e2e.command_line import SEEDS


def read(name):
    """Return the spans of one annotator by document, and the labelable extents of each."""
    file = SEEDS / "annotations" / f"annotator-{name}.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    found = {}
    for row in rows:
        if "sets" in row:
            zones = [(a, b) for a, b, kind in row["zones"] if kind in LABELABLE_ZONES]
            found[row["id"]] = [
                (tuple(map(tuple, span["fragments"])), span["label"], str(span.get("attributes")))
                for span in row["sets"][0]["spans"]
                if all(_inside(piece, zones) for piece in span["fragments"])
            ]
    return found


def _inside(piece, zones):
    joined = []
    for start, end in zones:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return any(a <= piece[0] and piece[1] <= b for a, b in joined)


def clusters(spans):
    """Return groups of spans that share characters, by growing them one by one."""
    groups = []
    for span in spans:
        covered = {at for start, end in span[0] for at in range(start, end)}
        near = [group for group in groups if group[0] & covered]
        members = [span]
        for group in near:
            covered |= group[0]
            members += group[1]
            groups.remove(group)
        groups.append((covered, members))
    return [members for _, members in groups]


def unanimous_counts():
    """Return settled places, settled spans and open places by the definition of the rule."""
    first, second = read("a"), read("b")
    settled = spans = left = 0
    for document in first.keys() & second.keys():
        mine, theirs = set(first[document]), set(second[document])
        for members in clusters([*mine, *theirs]):
            alike = set(members) <= mine & theirs
            settled += alike
            left += not alike
            spans += len(set(members)) if alike else 0
    return settled, spans, left


def test_unanimous_settles_what_both_marked_alike(run, sample):
    settled, spans, left = unanimous_counts()
    foreseen = run("adjudicate", sample, "--rule", "unanimous", "--dry-run", "--json").json
    found = run("adjudicate", sample, "--rule", "unanimous", "--json").json
    assert {**foreseen} == {**found}
    assert "not finished in gold" in run("adjudicate", sample, "--rule", "unanimous").out
    assert found["settled_by_kind"]["spans"] == settled > 100
    assert found["open_by_kind"]["spans"] == left > 10
    assert found["settled"] == sum(found["settled_by_kind"].values())
    assert found["open"] == sum(found["open_by_kind"].values())
    assert sum(row["count"] for row in found["reasons"]) == found["open"]
    exported = run("export", sample, "gold.jsonl", "--format", "jsonl", "--gold", "--all", "--json")
    assert exported.json["spans"] == spans
    assert exported.json["relations"] == found["settled_by_kind"]["relations"]


def test_gold_shows_in_agreement_and_undo_takes_it_back(run, sample, tmp_path):
    before = run("info", sample, "--json").json["digest"]
    run("adjudicate", sample, "--rule", "single", "--json")
    assert run("adjudicate", sample, "--rule", "majority", "--min-votes", "2").code == 0
    assert run("info", sample, "--json").json["digest"] != before
    with Session.open(tmp_path / sample) as session:
        session.use_annotator("annotator-a")
        while session.undo_title().startswith("Settle"):
            session.undo()
    assert run("info", sample, "--json").json["digest"] == before


@pytest.mark.parametrize(
    "words",
    [
        ("--rule", "most"),
        ("--rule", "majority", "--min-votes", "0"),
        ("--rule", "single", "--min-votes", "2"),
        (),
    ],
)
def test_calls_that_cannot_be_change_nothing(run, sample, words):
    before = run("info", sample, "--json").json
    ran = run("adjudicate", sample, *words)
    assert ran.code == 2
    assert ran.err.strip()
    assert not ran.out
    assert run("info", sample, "--json").json == before


def test_the_text_says_where_nobody_has_finished_and_counts_in_words(run, tmp_path):
    (tmp_path / "one.txt").write_text("Ada met Bob.")
    run("new", "p.annotations")
    run("ingest", "p.annotations", "one.txt")
    assert "Nobody has finished" in run("adjudicate", "p.annotations", "--rule", "majority").out
    with Session.open(tmp_path / "p.annotations") as session:
        session.use_annotator("Eve")
        (entry,) = session.listing().page(0, 2)
        session.run(AddSpan(entry.id, (Extent(0, 3),), session.schema().span_labels[0].id))
        session.run(SetState(entry.id, State.FINISHED))
    said = run("adjudicate", "p.annotations", "--rule", "single").out
    assert "Looked at 1 article with" in said
    assert "Settled: 1 place (1 span, 0 relations, 0 chains)" in said
    assert "not finished in gold" not in said
