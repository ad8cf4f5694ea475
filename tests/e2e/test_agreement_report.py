"""The agreement report as a page and as tables, read back by an HTML parser and a CSV reader."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree, html

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.schema import Attribute, Schema
from annotator.domain.spans import Extent
from annotator.store import documents
from tests.e2e.command_line import SEEDS
from tests.projects import make_document, make_label

HOSTILE = "<script>alert('x')</script>&\"<b>"
PEOPLE = ("Ada", HOSTILE, "=Cleo|C")
TEXT = "😀 Ada Lovelace met Bob 👩‍🔬 in Åre & Oslo. Nobody < saw > them {}."
PAIR = "annotator-a|annotator-b"
SHEETS = {
    "pairs", "labels", "documents", "sources", "rounds", "weeks", "confusion", "differences",
    "relation_differences", "gold", "drift",
}  # fmt: skip


@pytest.fixture
def hostile(tmp_path):
    """A project of six articles and three people, every name of which tries to break out."""
    label, other = make_label(f"PER{HOSTILE}"), make_label("PLACE")
    attribute = Attribute("test:a", HOSTILE, ("yes", "no"), (), "no")
    path = tmp_path / "hostile.annotations"
    with Session.create(path, Schema(HOSTILE, (label, other), (attribute,))) as session:
        with session.project.transaction() as t:
            made = [
                make_document(TEXT.format(at), f"</title>{HOSTILE} {at}", source=HOSTILE)
                for at in range(6)
            ]
            for document in made:
                documents.add(t, document)
        session.refresh("Ingest")
        for number, person in enumerate(PEOPLE):
            session.use_annotator(person)
            for at, document in enumerate(made):
                for words, one in (
                    ("Ada Lovelace" if (at + number) % 3 else "Ada", label),
                    ("Åre", other if (at * number) % 2 else label),
                    ("Oslo", other),
                ):
                    if words == "Oslo" and at == number:
                        continue
                    start = document.text.index(words)
                    extent = Extent(start, start + len(words))
                    session.run(AddSpan(document.id, (extent,), one.id))
                session.run(SetState(document.id, State.FINISHED))
    return path.name


def page_of(name):
    written = Path(name).read_text(encoding="utf-8")
    return written, html.document_fromstring(written)


def numbers(tree):
    """Yield every number of a report."""
    if isinstance(tree, bool):
        return
    if isinstance(tree, int | float):
        yield float(tree)
    elif isinstance(tree, dict):
        for inner in tree.values():
            yield from numbers(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from numbers(inner)


def strictly(written):
    """Parse the page as XML, which forgives no wrong nesting and nothing unescaped."""
    closed = re.sub(r"<(meta|br)([^>]*)>", r"<\1\2/>", written.removeprefix("<!DOCTYPE html>"))
    closed = re.sub(r"<script>.*?</script>", "", closed, flags=re.DOTALL)
    return etree.fromstring(closed.encode("utf-8"))


@pytest.mark.parametrize("project", ["sample", "hostile"])
def test_every_number_of_the_json_is_on_the_page(run, request, project):
    name = request.getfixturevalue(project)
    if project == "sample":
        run("adjudicate", name, "--rule", "unanimous")
    found = run("agreement", name, "--report", "r.html", "--gamma", "--json").json
    written, page = page_of("r.html")
    there = {float(one.get("value")) for one in page.iter("data")}
    missing = set(numbers(found)) - there
    assert not missing
    assert len(there) > 100
    text = page.text_content()
    for row in found["undefined"]:
        assert row["why"] in text
    for value in page.iter("data"):
        shown = value.text_content().replace("\u202f", "").replace("\u2212", "-")
        if shown:
            assert float(shown) == pytest.approx(float(value.get("value")), abs=0.00051)
    strictly(written)


def test_the_page_needs_nothing_from_anywhere(run, sample):
    run("agreement", sample, "--report", "r.html")
    written, page = page_of("r.html")
    for element in page.iter():
        for name in ("src", "srcset", "href", "action", "data", "poster", "background"):
            assert element.get(name, "#").startswith("#"), (element.tag, name)
    assert not list(page.iter("link", "iframe", "img", "object", "embed", "base"))
    assert "http" not in written.replace("http-equiv", "")
    assert "@import" not in written
    assert "url(" not in written
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {link.get("href")[1:] for link in page.iter("a")}
    assert targets <= set(ids)
    assert page.get("lang") == "en"


def test_the_page_is_whole_without_its_script(run, sample):
    run("agreement", sample, "--report", "r.html")
    written, _ = page_of("r.html")
    scripts = re.findall(r"<script>(.*?)</script>", written, re.DOTALL)
    assert len(scripts) == 1
    assert len(scripts[0]) < 500
    assert 'style="display' not in written
    assert "hidden" not in re.sub(r"<style>.*?</style>", "", written, flags=re.DOTALL)


def test_names_never_become_elements(run, hostile):
    run("agreement", hostile, "--report", "r.html")
    written, page = page_of("r.html")
    assert len(list(page.iter("script"))) == 1
    assert HOSTILE not in written
    text = page.text_content()
    for one in (HOSTILE, f"PER{HOSTILE}", f"</title>{HOSTILE} 0", "=Cleo|C"):
        assert one in text
    assert page.findtext(".//title") == "Agreement: hostile.annotations"
    strictly(written)


def test_places_lie_on_the_right_words(run, hostile):
    found = run("agreement", hostile, "--report", "r.html", "--json").json
    _, page = page_of("r.html")
    section = page.get_element_by_id("confusion")
    cells = section.xpath(".//details[@class='cell']")
    rows = [row for one in found["spans"]["confusion"].values() for row in one["rows"]]
    assert sum(map(sum, rows)) == sum(int(cell.xpath("./summary/data/@value")[0]) for cell in cells)
    seen = set()
    for cell in cells:
        shown = cell.xpath("./ol/li")
        assert len(shown) == min(int(cell.xpath("./summary/data/@value")[0]), 20)
        for place in shown:
            quote = place.find("q")
            assert quote.text_content().startswith("😀 Ada Lovelace met Bob 👩‍🔬")
            marks = [
                "".join(m.text for m in quote.iter("mark") if m.get("class") in classes)
                for classes in (("a", "ab"), ("b", "ab"))
            ]
            seen.update(marks)
            said = place.find("small").text_content()
            assert "</title>" in said
            for mark in filter(None, marks):
                start = (TEXT + " ").index(mark)
                assert f"{start}–{start + len(mark)}" in said
    assert seen == {"Ada", "Ada Lovelace", "Åre", "Oslo", ""}


def test_a_report_is_written_over_and_nothing_else_is(run, sample):
    assert run("agreement", sample, "--report", "r.html").code == 0
    assert run("agreement", sample, "--report", "r.html").code == 0
    Path("mine.html").write_text("<p>My own page</p>", encoding="utf-8")
    refused = run("agreement", sample, "--report", "mine.html")
    assert (refused.code, refused.out) == (2, "")
    assert "not an earlier agreement report" in refused.err
    assert Path("mine.html").read_text(encoding="utf-8") == "<p>My own page</p>"
    missing = run("agreement", sample, "--report", "no/where/r.html")
    assert missing.code == 2
    assert "folder does not exist" in missing.err
    assert not Path("no").exists()
    folder = run("agreement", sample, "--report", ".")
    assert folder.code == 2
    assert "folder" in folder.err
    assert sorted(one.name for one in Path().iterdir() if one.suffix in (".html", ".part")) == [
        "mine.html",
        "r.html",
    ]


@pytest.mark.skipif(os.name == "nt", reason="limits of processes")
def test_a_full_disk_is_told(sample, tmp_path):
    # No file may grow beyond what the database needs: what a full disk looks like.
    code = (
        "import resource, sys\n"
        "from annotator.cli.main import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, 32_768))\n"
        "sys.exit(main(['agreement', *sys.argv[1:]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sample, "--report", "r.html"],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(SEEDS.parent)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "disk is full" in done.stderr
    assert not (tmp_path / "r.html").exists()
    assert not list(tmp_path.glob(".*.part"))


def test_the_page_says_with_which_settings(run, sample):
    found = run("agreement", sample, "--documents", "ferry", "--report", "r.html", "--json").json
    _, page = page_of("r.html")
    about = page.get_element_by_id("about").text_content()
    digest = run("info", sample, "--json").json["digest"]
    for said in ("ferry", digest, found["tokens_from"], "headline", "byline", "numpy"):
        assert said in about
    assert str(found["settings"]["seed"]) in about
    headline = page.get_element_by_id("headline").text_content()
    assert f"{found['spans']['exact_f1']['mean']['value']:.3f}" in headline


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
    file = SEEDS / "annotations" / "annotator-a.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    texts = {line["id"]: line["text"] for line in lines if "text" in line}
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
    file = SEEDS / "annotations" / "annotator-a.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    texts = {line["id"]: line["text"] for line in lines if "text" in line}
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


def test_a_page_on_nothing_marked_says_so_and_counts_in_words(run, tmp_path):
    (tmp_path / "one.txt").write_text("nothing to mark here")
    run("new", "p.annotations")
    run("ingest", "p.annotations", "one.txt")
    with Session.open(tmp_path / "p.annotations") as session:
        (entry,) = session.listing().page(0, 2)
        for name in ("Ada", "Ben"):
            session.use_annotator(name)
            session.run(SetState(entry.id, State.FINISHED))
    assert run("agreement", "p.annotations", "--report", "r.html").code == 0
    page = html.parse(str(tmp_path / "r.html")).getroot().text_content()
    assert "1 document shared by two or more" in page
    assert "Nobody marked a span." in page
    assert "1 document: too few for intervals" in page


def test_gamma_is_published_with_its_settings(run, sample):
    found = run("agreement", sample, "--gamma", "--report", "r.html", "--json").json
    gamma = found["gamma"]
    assert 0 < gamma["pairs"][PAIR]["value"] < 1
    assert (gamma["mean_is"], gamma["alpha"], gamma["beta"]) == ("mean pairwise gamma", 1.0, 1.0)
    assert gamma["samples"] == 30
    assert gamma["seed"] == found["settings"]["seed"]
    assert "gamma" not in {row["what"] for row in found["undefined"]}
    said = page_of("r.html")[1].get_element_by_id("gamma").text_content()
    assert "mean pairwise gamma" in said
    assert str(gamma["seed"]) in said


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


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_gamma_can_be_stopped_and_writes_nothing(sample, tmp_path):
    code = (
        "import os, signal, sys\n"
        "from annotator.agreement import gamma_figures\n"
        "from annotator.cli.main import main\n"
        "work = gamma_figures.gamma\n"
        "def working(*some, **more):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return work(*some, **more)\n"
        "gamma_figures.gamma = working\n"
        "sys.exit(main(['agreement', sys.argv[1], '--gamma', '--report', 'r.html']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, sample],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(SEEDS.parent)},
    )  # fmt: skip
    assert signal.SIGINT == 2
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "r.html").exists()
