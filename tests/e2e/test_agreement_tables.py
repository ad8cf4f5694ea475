"""The agreement report as tables, read back by a CSV reader."""

import csv
from pathlib import Path

from tests.e2e.sample_corpus import PAIR, sample_texts

SHEETS = {
    "pairs", "labels", "documents", "sources", "rounds", "weeks", "confusion", "differences",
    "relation_differences", "gold", "drift", "totals", "kinds", "undefined", "units",
}  # fmt: skip


def sheet(folder, name):
    with (Path(folder) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_hold_the_figures(run, sample):
    found = run("agreement", sample, "--csv", "out", "--json").json
    assert {one.stem for one in Path("out").glob("*.csv")} == SHEETS
    exact = found["spans"]["exact_f1"]
    (row,) = [one for one in sheet("out", "pairs") if one["measure"] == "exact_f1"]
    assert (row["first"], row["second"], row["documents"]) == ("annotator-a", "annotator-b", "8")
    assert float(row["value"]) == exact["pairs"][PAIR]["value"]
    assert [float(row["ci95_low"]), float(row["ci95_high"])] == exact["pairs"][PAIR]["ci95"]
    labels = {
        one["label"]: one for one in sheet("out", "labels")
        if (one["part"], one["measure"]) == ("spans", "exact_f1")
    }  # fmt: skip
    assert {name: float(one["value"]) for name, one in labels.items()} == {
        name: one["value"] for name, one in exact["labels"].items()
    }
    cells = {
        (one["first_label"], one["second_label"]): int(one["spans"])
        for one in sheet("out", "confusion")
    }
    matrix = found["spans"]["confusion"][PAIR]
    assert [[cells[a, b] for b in matrix["labels"]] for a in matrix["labels"]] == matrix["rows"]
    sources = sheet("out", "sources")
    assert {one["source"] for one in sources} == set(found["by"]["source"])
    assert sum(int(one["differences"]) for one in sheet("out", "documents")) == len(
        sheet("out", "differences")
    )


def test_every_difference_is_in_its_sentence(run, sample):
    found = run("agreement", sample, "--csv", "out", "--json").json
    kinds = found["spans"]["kinds"][PAIR]
    rows = sheet("out", "differences")
    counted = {kind: sum(one["kind"] == kind for one in rows) for kind in kinds}
    assert {**counted, "agree": 0, "split": 0} == {**kinds, "agree": 0, "split": 0}
    texts = sample_texts()
    for row in rows:
        text = texts[row["document"]]
        start = int(row["sentence_start"])
        sentence = row["sentence"].removeprefix("'") if row["sentence"][:1] == "'" else None
        assert text[start:].startswith(row["sentence"] if sentence is None else sentence)
        for side in ("first", "second"):
            if row[f"{side}_label"] and "…" not in row[f"{side}_text"]:
                low, high = int(row[f"{side}_start"]), int(row[f"{side}_end"])
                assert text[low:high] == row[f"{side}_text"].removeprefix("'")


def test_every_lost_relation_is_told_with_both_ends(run, sample):
    found = run("agreement", sample, "--csv", "out", "--json").json
    rows = sheet("out", "relation_differences")
    lost = found["relations"]["lost"]
    assert rows and {why: sum(one["why"] == why for one in rows) for why in lost} == lost
    texts = sample_texts()
    for row in rows:
        assert (row["first"], row["second"]) == ("annotator-a", "annotator-b")
        assert row["annotator"] in (row["first"], row["second"])
        text, start = texts[row["document"]], int(row["sentence_start"])
        assert text[start:].startswith(row["sentence"].removeprefix("'"))
        for end in ("source", "target"):
            if "…" not in row[f"{end}_text"]:
                low, high = int(row[f"{end}_start"]), int(row[f"{end}_end"])
                assert text[low:high] == row[f"{end}_text"].removeprefix("'")


def test_no_cell_is_a_formula(run, hostile):
    run("agreement", hostile, "--csv", "out")
    for file in Path("out").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            for row in csv.reader(opened):
                for cell in row:
                    if cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
                        assert float(cell) < 0
    assert "'=Cleo|C" in {one["second"] for one in sheet("out", "pairs")} | {
        one["first"] for one in sheet("out", "pairs")
    }


def test_a_folder_of_other_things_is_left_alone(run, sample):
    assert run("agreement", sample, "--csv", "out").code == 0
    assert run("agreement", sample, "--csv", "out").code == 0
    Path("out/mine.csv").write_text("a,b\n", encoding="utf-8")
    refused = run("agreement", sample, "--csv", "out")
    assert (refused.code, refused.out) == (2, "")
    assert "mine.csv" in refused.err
    assert len(sheet("out", "pairs")) > 10
