"""What leads from a figure of the agreement page to the places and articles behind it."""

from pathlib import Path

from lxml import html

from tests.e2e.sample_corpus import PAIR

SHOWN = 20


def page_of(name):
    return html.document_fromstring(Path(name).read_text(encoding="utf-8"))


def numbers(cell):
    """Return the whole numbers of a cell."""
    return [int(one.get("value")) for one in cell.iter("data")]


def test_each_number_of_a_matrix_leads_to_so_many_places(run, sample):
    found = run("agreement", sample, "--report", "r.html", "--json").json
    matrix = found["spans"]["confusion"][PAIR]
    page = page_of("r.html")
    (table,) = page.xpath("//section[@id='confusion']//table")
    shown = []
    for row in table.find("tbody"):
        shown.append([])
        for cell in row.iter("td"):
            (value,) = numbers(cell)
            shown[-1].append(value)
            links = [one.get("href")[1:] for one in cell.iter("a")]
            assert bool(links) == bool(value)
            for link in links:
                (listed,) = page.xpath(f"//*[@id='{link}']")
                assert len(listed) == min(value, SHOWN)
                said = listed.getparent().find("summary").text_content()
                assert said.endswith(f"— {value} place{'s' * (value != 1)}")
                rest = listed.getparent().xpath("p//data/@value")
                assert rest == ([str(value - SHOWN)] if value > SHOWN else [])
                for place in listed:
                    assert place.find("q").xpath(".//mark")
    assert shown == matrix["rows"]


def test_articles_are_listed_by_differences_and_by_f1(run, sample):
    run("agreement", sample, "--report", "r.html")
    most, least = page_of("r.html").xpath("//section[@id='documents']//table")
    differences = [numbers(row[1])[0] for row in most.find("tbody")]
    assert len(differences) == 8
    assert differences == sorted(differences, reverse=True)
    f1 = [float(row.xpath("td[@class='v']/data/@value")[0]) for row in least.find("tbody")]
    assert len(f1) == 8
    assert f1 == sorted(f1)
    assert f1 != sorted(f1, reverse=True)


def test_how_many_relations_are_lost_by_their_ends_is_said_in_words(run, sample):
    found = run("agreement", sample, "--report", "r.html", "--json").json
    lost = found["relations"]["lost"]
    (section,) = page_of("r.html").xpath("//section[@id='relations']")
    assert (
        f"Of both sides of all pairs {sum(lost.values())} relations have no strict partner;"
        f" for {lost['argument']} of them because an end differs."
    ) in section.text_content()


def test_traps_of_figures_on_tokens_are_told_beside_them(run, sample):
    run("agreement", sample, "--report", "r.html")
    (section,) = page_of("r.html").xpath("//section[@id='tokens']")
    said = " ".join(section.text_content().split())
    assert "Adjacent spans of one label look like one span to tokens." in said
    assert "AC1 is always high" in said
    assert "beside the share of O, and not across corpora" in said
    names = [row[0].text_content() for row in section.find(".//tbody")]
    # The share of O and the observed agreement stand beside alpha.
    assert names[:3] == [
        "Krippendorff’s alpha, nominal, on tokens",
        "Observed agreement on tokens",
        "Share of O",
    ]


def test_gamma_is_cited_with_its_settings_where_it_was_asked_for(run, sample):
    run("agreement", sample, "--report", "r.html")
    (cited,) = page_of("r.html").xpath("//section[@id='cite']//blockquote")
    assert "Gamma" not in cited.text_content()
    found = run("agreement", sample, "--report", "r.html", "--gamma", "--json").json["gamma"]
    (cited,) = page_of("r.html").xpath("//section[@id='cite']//blockquote")
    said = cited.text_content()
    assert f"Gamma {found['mean']['value']:.3f} (95% interval " in said
    assert (
        f"mean pairwise gamma, n = 1 pair; alpha 1, beta 1, precision {found['precision']:g}"
        in (said)
    )
    assert f"seed {found['seed']}, {found['samples']} samples or more for each document." in said
