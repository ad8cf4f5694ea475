"""The agreement report as a page, read back by an HTML parser."""

import os
import re
import signal
from pathlib import Path

import pytest
from lxml import etree, html

from annotator.app.session import Session
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from tests.e2e.command_line import run_apart, run_interrupted
from tests.e2e.hostile_names import HOSTILE, TEXT
from tests.e2e.sample_corpus import PAIR


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
    done = run_apart(code, sample, "--report", "r.html")
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


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_gamma_can_be_stopped_and_writes_nothing(sample, tmp_path):
    words = ("agreement", sample, "--gamma", "--report", "r.html")
    done = run_interrupted("annotator.agreement.gamma_figures", "gamma", *words)
    assert (done.returncode, done.stdout) == (128 + signal.SIGINT, "")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "r.html").exists()
