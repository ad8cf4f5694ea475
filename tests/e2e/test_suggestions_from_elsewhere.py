"""What another program found becomes suggestions, from the command line."""

from pathlib import Path

import pytest

from annotator.app.session import Session
from annotator.commands.triage import AcceptSuggestions, RejectSuggestions
from annotator.domain.suggestions import RelationSuggestion
from tests.e2e.command_line import SEEDS

FILE = SEEDS / "annotations" / "annotator-a.jsonl"
AS_SUGGESTIONS = ("--as-suggestions", "--source", "big model 2")


def test_spans_and_relations_come_in_and_are_nobodys_labels(run):
    run("new", "p.annotations")
    empty = run("info", "p.annotations", "--json").json
    took = run("import", "p.annotations", FILE, *AS_SUGGESTIONS, "--json")
    assert took.code == 0
    assert set(took.json) == {"documents", "spans", "relations", "repairs", "skipped"}
    assert took.json["documents"] >= 6
    assert took.json["spans"] > 150
    assert took.json["relations"] > 30
    info = run("info", "p.annotations", "--json").json
    assert info["annotators"] == {}
    assert info["documents"] == took.json["documents"]
    assert info["labels"] == empty["labels"]
    pending = took.json["spans"] + took.json["relations"]
    assert info["suggestions"] == {"pending": pending, "accepted": 0, "rejected": 0}
    # Again is no more; a second source adds its own but the same places are one.
    run("import", "p.annotations", FILE, *AS_SUGGESTIONS)
    run("import", "p.annotations", FILE, "--as-suggestions", "--source", "other")
    assert run("info", "p.annotations", "--json").json["suggestions"]["pending"] == pending


def test_the_digest_does_not_know_suggestions(run):
    run("new", "p.annotations")
    run("import", "p.annotations", FILE, "--annotator", "Ada")
    before = run("info", "p.annotations", "--json").json
    run("import", "p.annotations", FILE, *AS_SUGGESTIONS)
    after = run("info", "p.annotations", "--json").json
    assert after["digest"] == before["digest"]
    assert after["annotators"] == before["annotators"]
    assert after["state"] != before["state"]


def test_decisions_are_counted_with_those_on_relations(run):
    run("new", "p.annotations")
    run("import", "p.annotations", FILE, *AS_SUGGESTIONS)
    pending = run("info", "p.annotations", "--json").json["suggestions"]["pending"]
    with Session.open(Path("p.annotations")) as session:
        session.use_annotator("Ada")
        document = session.listing().page(0, 1)[0].id
        waiting = [one.suggestion for one in session.pending(document)]
        relations = [one for one in waiting if isinstance(one, RelationSuggestion)]
        assert relations
        spans = [one for one in waiting if one not in relations]
        session.run(AcceptSuggestions(document, [*spans, relations[0]]))
        session.run(RejectSuggestions(document, relations[1:2]))
    counted = run("info", "p.annotations", "--json").json
    assert counted["suggestions"] == {
        "pending": pending - len(spans) - 2,
        "accepted": len(spans) + 1,
        "rejected": 1,
    }
    assert counted["annotators"]["Ada"]["relations"] == 1


def test_any_format_that_can_be_read_will_do(run):
    run("new", "p.annotations")
    run("import", "p.annotations", FILE, "--annotator", "Ada")
    out = run("export", "p.annotations", "a.spacy", "--format", "spacy", "--annotator", "Ada")
    assert out.code == 0
    run("new", "q.annotations")
    took = run("import", "q.annotations", "a.spacy", *AS_SUGGESTIONS, "--json")
    assert took.code == 0
    assert took.json["spans"] > 100
    named = run("import", "q.annotations", FILE, "--format", "jsonl", *AS_SUGGESTIONS)
    assert "suggested spans" in named.out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--as-suggestions",), "--source NAME"),
        (("--as-suggestions", "--source", " "), "--source NAME"),
        (("--source", "x"), "--as-suggestions"),
        (("--source", "x", "--annotator", "Ada"), "--as-suggestions"),
        ((*AS_SUGGESTIONS, "--annotator", "Ada"), "--annotator"),
        ((*AS_SUGGESTIONS, "--state", "finished"), "--state"),
        (("--as-suggestions", "--source", "own labels"), "another name"),
    ],
)
def test_a_wrong_call_says_what_and_changes_nothing(run, options, says):
    run("new", "p.annotations")
    before = run("info", "p.annotations", "--json").json
    refused = run("import", "p.annotations", FILE, *options)
    assert refused.code == 2
    assert says in refused.err
    assert refused.out == ""
    assert run("info", "p.annotations", "--json").json == before


def test_one_file_that_cannot_be_read_and_nothing_is_kept(run, tmp_path):
    run("new", "p.annotations")
    before = run("info", "p.annotations", "--json").json
    (tmp_path / "bad.jsonl").write_text('{"format": "annotator-jsonl"}\n', encoding="utf-8")
    assert run("import", "p.annotations", FILE, "bad.jsonl", *AS_SUGGESTIONS).code == 2
    assert run("import", "p.annotations", FILE, "none.jsonl", *AS_SUGGESTIONS).code == 2
    assert run("info", "p.annotations", "--json").json == before
