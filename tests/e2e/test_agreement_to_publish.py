"""What a paper needs of the agreement report: text to cite, readable tables, names kept whole."""

import csv
import json
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.schema import Schema
from annotator.domain.spans import Extent
from annotator.store import documents
from tests.e2e.hostile_names import PEOPLE as HOSTILE_PEOPLE
from tests.projects import make_document, make_label

RIGHT_TO_LEFT = ("רות לוי", "محمد علي")
TEXT = "נשיא ישראל יצחק הרצוג ביקר ב-London אתמול. 刘德音 met Ada in Oslo, {}."


def make_scripts(path, done):
    """Make a project of eight articles with people, labels, titles and sources in other scripts.

    ``done`` tells for each of two people which articles they finished.
    """
    person, place = make_label("אדם"), make_label("地名")
    with Session.create(path, Schema("סכמה", (person, place))) as session:
        made = [
            make_document(TEXT.format(at), f"כותרת {at} 3-4", source="מעריב") for at in range(8)
        ]
        with session.project.transaction() as t:
            for document in made:
                documents.add(t, document)
        session.refresh("Ingest")
        for number, (name, finished) in enumerate(zip(RIGHT_TO_LEFT, done, strict=True)):
            session.use_annotator(name)
            for at in finished:
                document = made[at]
                for words, label in (
                    ("יצחק הרצוג", (person, place)[(at + number) % 2]),
                    ("刘德音", person),
                    ("Oslo"[number:], place),
                ):
                    start = document.text.index(words)
                    extent = Extent(start, start + len(words))
                    session.run(AddSpan(document.id, (extent,), label.id))
                session.run(SetState(document.id, State.FINISHED))
    return path.name


@pytest.fixture
def scripts(run, tmp_path):
    """A project of eight articles: both finished five, one finished two, nobody the last."""
    return make_scripts(tmp_path / "scripts.annotations", (range(7), range(5)))


def page_of(name):
    return html.document_fromstring(Path(name).read_text(encoding="utf-8"))


def sheet(folder, name):
    with (Path(folder) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def at(tree, *path):
    for name in path:
        tree = tree[name]
    return tree


def right_to_left(words):
    return any(unicodedata.bidirectional(one) in ("R", "AL") for one in words)


def test_no_name_moves_a_number_beside_it(run, scripts):
    run("agreement", scripts, "--report", "r.html", "--gamma")
    seen = 0
    for element in page_of("r.html").iter():
        if element.tag in ("title", "desc", "caption", "style", "script"):
            continue  # each holds one text of its own
        inside = [element.text] + [child.tail for child in element]
        if not any(right_to_left(words or "") for words in inside):
            continue
        seen += 1
        kept = [one.tag for one in (element, *element.iterancestors())]
        # A quotation finds its direction itself; a text in a plot stands alone; a reason and
        # what is read out only have no number behind them.
        assert {"bdi", "q", "svg"} & set(kept) or element.get("class") == "unseen", html.tostring(
            element, encoding="unicode"
        )[:200]
    assert seen > 50


def test_a_name_with_the_sign_between_pairs_stays_whole(run, hostile):
    run("agreement", hostile, "--report", "r.html", "--csv", "out")
    page = page_of("r.html")
    names = {one.text_content() for one in page.iter("bdi")}
    assert set(HOSTILE_PEOPLE) <= names
    heads = {one.text_content() for one in page.xpath("//section[@id='kinds']//tbody//th")}
    assert heads == {
        ", ".join(pair)
        for pair in (("<script>alert('x')</script>&\"<b>", "=Cleo|C"),
                     ("<script>alert('x')</script>&\"<b>", "Ada"),
                     ("=Cleo|C", "Ada"))
    }  # fmt: skip
    sides = {(one["first"], one["second"]) for one in sheet("out", "kinds") if one["first"]}
    assert ("'=Cleo|C", "Ada") in sides


@pytest.mark.parametrize("name", ["sample", "hostile", "scripts"])
def test_tables_and_plots_can_be_read_out(run, request, name):
    run("agreement", request.getfixturevalue(name), "--report", "r.html", "--gamma")
    page = page_of("r.html")
    for table in page.iter("table"):
        caption = table.find("caption")
        assert caption is not None
        assert caption.text_content()
        for head in table.iter("th"):
            assert head.get("scope") in ("row", "col"), caption.text_content()
            assert head.text_content().strip(), caption.text_content()
        width = len(table.find("thead/tr"))
        assert {len(row) for row in table.iter("tr")} == {width}, caption.text_content()
    for drawing in page.iter("svg"):
        assert drawing.get("role") == "img"
        assert drawing.find("title").text
        assert drawing.find("desc").text
    levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    (nav,) = page.iter("nav")
    assert nav.get("aria-label")
    led = {one.get("href")[1:] for one in nav}
    assert led == {one.get("id") for one in page.iter("section")}
    for section in page.iter("section"):
        assert section[0].tag == "h2"


def test_rows_of_a_group_say_whose_they_are_and_stay_together(run, sample):
    run("agreement", sample, "--report", "r.html")
    page = page_of("r.html")
    (table,) = page.xpath("//section[@id='labels']//table")
    for group in table.iter("tbody"):
        heads = [row[0] for row in group]
        assert len({one.text_content() for one in heads}) == 1
        assert [bool(one.xpath("span[@class='unseen']")) for one in heads] == [
            False,
            *[True] * (len(heads) - 1),
        ]
        assert group.get("class") == "group"
    paper = Path("r.html").read_text(encoding="utf-8").split("@media print")[1]
    assert re.search(r"tbody\.group,[^}]*break-inside: avoid", paper)


def test_folded_tables_are_unfolded_before_they_are_printed(run, sample):
    run("agreement", sample, "--report", "r.html")
    (script,) = page_of("r.html").iter("script")
    printing = script.text.split('addEventListener("beforeprint"')[1]
    assert '"details.more"' in printing
    assert "one.open = true" in printing
    assert list(page_of("r.html").xpath("//details[@class='more']"))


def test_the_text_to_cite_says_all_that_a_paper_needs(run, scripts):
    found = run("agreement", scripts, "--report", "r.html", "--documents", "met", "--json").json
    (cited,) = page_of("r.html").xpath("//section[@id='cite']//blockquote")
    said = cited.text_content().replace("\u202f", "")
    figures = [
        at(found, "spans", name, "mean") for name in ("exact_f1", "boundary_f1", "overlap_f1")
    ]
    figures += [at(found, "tokens", name) for name in ("alpha", "observed", "share_of_o")]
    for one in figures:
        low, high = (f"{edge:.3f}" for edge in one["ci95"])
        assert f"{one['value']:.3f} (95% interval {low} to {high})" in said
    settings = found["settings"]
    pooled = found["spans"]["exact_f1"]["pooled"]["n"]
    for words in (
        "2 annotators were compared in pairs on 5 documents that two or more",
        f"n = 1 pair with {pooled} spans of both sides",
        f"Tokens ({found['tokens_from']})",
        f"n = {found['tokens']['alpha']['n']} tokens",
        f"{settings['resamples']} resamples, seed {settings['seed']}",
        f"{found['masked_characters']} characters outside zones for labelling were masked",
        "of spans 0 wholly outside them were left out",
        "Only finished passes were compared; spans are equal when all their fragments and their",
        "Documents asked for: met",
        "Round: all",
        "Documents that nobody finished, left out: 1",
        "Documents that one finished, left out: 2",
        "Project: scripts.annotations",
    ):
        assert words in said, words
    assert run("info", scripts, "--json").json["digest"] in said
    assert re.search(r"Program: Annotator \d+\.\d+\.\d+, Python 3\.\d+\.\d+, numpy \d", said)
    assert re.search(r"Made on: \d{4}-\d\d-\d\d", said)
    assert "Relations:" not in said


def test_relations_are_cited_where_there_are_any(run, sample):
    found = run("agreement", sample, "--report", "r.html", "--json").json
    (cited,) = page_of("r.html").xpath("//section[@id='cite']//blockquote")
    pooled = found["relations"]["strict_f1"]["pooled"]["n"]
    assert "Relations: Strict relation F1 0.6" in cited.text_content()
    assert f"with {pooled} relations of both sides" in cited.text_content()
    fewer = found["relations"]["conditional_f1"]["pooled"]["n"]
    assert fewer < pooled
    assert f") of {fewer} relations; means over" in cited.text_content()


def test_gold_in_progress_is_not_taken_for_none(run, scripts):
    assert run("adjudicate", scripts, "--rule", "unanimous", "--json").json["settled"]
    run("agreement", scripts, "--report", "r.html")
    # The rule left places open: gold is there, and no article of it is finished.
    (gold,) = page_of("r.html").xpath("//section[@id='gold']")
    assert "No document has finished gold; gold in progress is not compared" in gold.text_content()


def test_numbers_of_documents_add_up_to_those_chosen(run, scripts):
    run("agreement", scripts, "--report", "r.html", "--documents", "1", "--csv", "out")
    about = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))["about"]
    parts = [
        int(about[f"Documents that {who}"])
        for who in ("nobody finished, left out", "one finished, left out", "two or more finished")
    ]
    assert sum(parts) == int(about["Documents that the choice leaves"])
    # A query may be written in digits: it is no number of documents.
    (page,) = page_of("r.html").xpath("//dl[@class='about']")
    said = {one.text: one.getnext() for one in page.iter("dt")}
    assert said["Documents asked for"].find("data") is None
    assert said["Documents in the project"].find("data").get("value") == "8"


def test_cards_tell_pairs_and_spans(run, sample):
    found = run("agreement", sample, "--report", "r.html", "--json").json
    cards = page_of("r.html").xpath("//div[contains(@class, 'card ') or @class='card']")
    exact = cards[0].text_content().replace("\u202f", "")
    assert "95% interval" in exact
    assert f"n = 1 pair, {found['spans']['exact_f1']['pooled']['n']} spans" in exact
    relations = cards[-1].text_content()
    assert f"1 pair, {found['relations']['strict_f1']['pooled']['n']} relations" in relations


def test_who_is_named_first_is_nothing_over_all_pairs(run, hostile):
    found = run("agreement", hostile, "--report", "r.html", "--json").json
    (drawing,) = page_of("r.html").xpath("//section[@id='kinds']//svg")
    kinds = found["spans"]["kinds"].values()
    alone = sum(one["only A"] + one["only B"] for one in kinds)
    assert f"Only one of the two: {alone}" in drawing.find("desc").text
    assert "first" not in drawing.find("desc").text


def test_tables_of_totals_are_the_figures_of_the_json(run, sample):
    found = run("agreement", sample, "--csv", "out", "--gamma", "--json").json
    rows = sheet("out", "totals")
    spans = [name for name, one in found["spans"].items() if "pooled" in one]
    wanted = {
        (part, name, of): at(found, part, name, key)
        for part, names in (
            ("spans", spans),
            ("relations", [one for one in found["relations"] if one != "lost"]),
            ("chains", found["chains"]),
        )
        for name in names
        for key, of in (
            ("mean", "mean over pairs"),
            ("pooled", "pooled over pairs"),
            ("macro", "mean over documents"),
        )
        if key in found[part][name]
    }
    for name in ("alpha", "observed", "share_of_o", "fleiss", "ac1"):
        wanted["tokens", name, "all annotators"] = found["tokens"][name]
    for name, one in found["spans"]["attributes"].items():
        wanted["attributes", "alpha", name] = one["alpha"]
    wanted["gamma", "gamma", found["gamma"]["mean_is"]] = found["gamma"]["mean"]
    assert len(rows) == len(wanted) > 30
    for row in rows:
        one = wanted[row["part"], row["measure"], row["of"]]
        assert float(row["value"]) == one["value"]
        assert int(row["n"]) == one["n"]
        assert [float(row["ci95_low"]), float(row["ci95_high"])] == one["ci95"]
    kinds = sheet("out", "kinds")
    lost = {one["kind"]: int(one["number"]) for one in kinds if one["part"] == "relations"}
    assert lost == found["relations"]["lost"]
    of_pair = {one["kind"]: int(one["number"]) for one in kinds if one["part"] == "spans"}
    assert of_pair == found["spans"]["kinds"]["annotator-a|annotator-b"]
    undefined = [(one["what"], one["undefined_because"]) for one in sheet("out", "undefined")]
    assert undefined == [(one["what"], one["why"]) for one in found["undefined"]]


def test_undefined_totals_have_their_reason(run, scripts):
    run("agreement", scripts, "--csv", "out")
    reasons = {one["measure"]: one["undefined_because"] for one in sheet("out", "totals")}
    assert reasons["strict_f1"] == "no relation by either"
    assert reasons["exact_f1"] == ""


def test_the_tables_say_with_which_settings_they_were_made(run, sample):
    found = run("agreement", sample, "--csv", "out", "--json").json
    manifest = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"] == found["settings"]
    assert manifest["masked_characters"] == found["masked_characters"]
    assert manifest["tokens_from"] == found["tokens_from"]
    assert manifest["about"]["Project"] == "sample.annotations"


def test_no_extent_is_a_day_to_a_spreadsheet(run, scripts):
    run("agreement", scripts, "--csv", "out")
    rows = sheet("out", "differences")
    assert rows
    for row in rows:
        for side in ("first", "second"):
            if row[f"{side}_label"]:
                start, end = row[f"{side}_start"], row[f"{side}_end"]
                assert row[f"{side}_fragments"] == f"{start}..{end}"


def test_each_table_has_its_row_in_the_manual(run, sample):
    run("agreement", sample, "--csv", "out")
    manual = Path(__file__).resolve().parents[2] / "docs" / "manual" / "agreement.md"
    told = manual.read_text(encoding="utf-8")
    for file in Path("out").glob("*.csv"):
        assert f"`{file.name}`" in told, file.name


def test_where_nobody_shares_an_article_the_page_says_so(run, scripts, tmp_path):
    run("agreement", scripts, "--report", "before.html")
    assert "No two annotators finished" not in page_of("before.html").text_content()
    apart = make_scripts(tmp_path / "apart.annotations", (range(4), range(4, 8)))
    run("agreement", apart, "--report", "r.html")
    page = page_of("r.html")
    for anchor in ("documents", "by-source", "by-round", "by-week", "drift"):
        (section,) = page.xpath(f"//section[@id='{anchor}']")
        assert "No two annotators finished the same document." in section.text_content(), anchor
        assert not section.xpath(".//table")
    (cited,) = page.xpath("//section[@id='cite']//blockquote")
    assert "Exact F1 undefined (no shared documents)" in cited.text_content()
    assert "why" not in cited.text_content()


def test_figures_without_an_interval_say_so(run, tmp_path):
    few = make_scripts(tmp_path / "few.annotations", (range(3), range(3)))
    found = run("agreement", few, "--report", "r.html", "--json").json
    page = page_of("r.html")
    (cited,) = page.xpath("//section[@id='cite']//blockquote")
    value = found["tokens"]["alpha"]["value"]
    assert f"{value:.3f} (no interval)" in cited.text_content()
    cards = page.xpath("//div[contains(@class, 'cards')]/div")
    assert all(card.xpath(".//a[@href='#def-interval']") for card in cards)
    assert "fewer than 5 documents" in page.xpath("//dt[@id='def-interval']")[0].getnext().text
    (short,) = page.xpath("//section[@id='headline']")
    assert "3 documents: too few for intervals" in short.text_content()
