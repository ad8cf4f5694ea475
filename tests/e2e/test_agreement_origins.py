"""Agreement by how work came about: its round, who settled gold, the week it was done."""

from tests.e2e.hostile_names import PEOPLE
from tests.e2e.sample_corpus import PAIR


def test_a_round_leaves_what_was_handed_out_in_it(run, tmp_path):
    run("demo", "base.annotations", "--no-window")
    packed = run(
        "pack", "base.annotations", "packs", "--annotators", "annotator-a,annotator-b",
        "--documents", "ferry", "--overlap", "2", "--round", "pilot", "--json",
    )  # fmt: skip
    assert packed.code == 0, packed.err
    number = packed.json["packs"][0]["documents"]
    whole = run("agreement", "base.annotations", "--json").json
    some = run("agreement", "base.annotations", "--round", "pilot", "--json").json
    assert 0 < some["documents"][PAIR] <= number
    assert some["documents"][PAIR] < whole["documents"][PAIR]
    pilot = some["spans"]["exact_f1"]["pooled"]
    assert whole["by"]["round"]["pilot"]["exact_f1"]["value"] == pilot["value"]
    unknown = run("agreement", "base.annotations", "--round", "Pilot")
    assert (unknown.code, unknown.out) == (2, "")
    assert "It knows: pilot" in unknown.err


def test_gold_that_a_rule_settled_is_told_apart(run, hostile):
    assert run("adjudicate", hostile, "--rule", "majority").code == 0
    found = run("agreement", hostile, "--report", "r.html", "--json").json["gold"]
    assert found["Ada"]["by_rule"]["f1"]["n"] > 0
    assert found["Ada"]["by_rule"]["f1"] == found["Ada"]["f1"]
    assert found["Ada"]["by_people"]["f1"]["value"] is None


def test_the_days_of_merged_work_are_known(run, hostile):
    run("new", "other.annotations")
    assert run("merge", "other.annotations", hostile).code == 0
    mine, theirs = (
        run("agreement", name, "--json").json for name in (hostile, "other.annotations")
    )
    assert set(theirs["drift"]) == set(PEOPLE)
    assert theirs["drift"] == mine["drift"]
    assert theirs["by"]["week"] == mine["by"]["week"]
