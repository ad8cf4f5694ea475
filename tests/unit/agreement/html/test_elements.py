"""The pieces of the page: escaping, figures with their reasons, plots, label colours."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from annotator.agreement.contents import LabelLook
from annotator.agreement.html.elements import (
    Html,
    count,
    counted,
    joined,
    matrix_class,
    named,
    table,
    tag,
    text,
)
from annotator.agreement.html.figures import Figure, Figures, interval_of, value_of
from annotator.agreement.html.plots import Bar, bars, counts, weeks
from annotator.agreement.html.style import style


@given(st.text(), st.text())
def test_no_text_becomes_an_element_or_leaves_an_attribute(inside, attribute):
    made = tag("p", inside, title=attribute)
    found = etree.fromstring(made.encode("utf-8"))
    assert len(found) == 0
    assert set(found.attrib) == {"title"}
    assert "<" not in made[1:].removesuffix("</p>").split(">", 1)[1]


def test_what_no_page_can_hold_is_replaced():
    assert text("a\0b\ud800c\x1bd\ufffe") == "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert text("tab\tand\nline 😀") == "tab\tand\nline 😀"


def test_elements_are_not_escaped_again():
    assert tag("p", tag("b", "<")) == "<p><b>&lt;</b></p>"
    assert joined(["<", Html("<br>"), None, 3], ", ") == "&lt;, <br>, 3"
    assert tag("td", "x", class_="n", data_x=1, scope=None) == '<td class="n" data-x="1">x</td>'
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_tables_have_row_headings():
    rows = [["one", tag("td", "1")], ["two", 2]]
    made = html.fragment_fromstring(table(["a", "b"], rows, caption="c"))
    assert [cell.text for cell in made.iter("th")] == ["a", "b", "one", "two"]
    assert [cell.text for cell in made.iter("td")] == ["1", "2"]


def test_rows_without_a_head_belong_to_the_row_above():
    rows = [[tag("a", "one", href="#x"), 1], ["", 2], ["two", 3], *[["", at] for at in range(20)]]
    made = html.fragment_fromstring(table(["a", "b"], rows, caption="What & why"))
    assert made.find("table/caption").text == "What & why"
    groups = made.findall("table/tbody")
    assert [len(group) for group in groups] == [2, 21]
    # What is longer than a sheet of paper can hold is not kept on one.
    assert [group.get("class") for group in groups] == ["group", None]
    assert [row[0].text_content() for row in groups[0]] == ["one", "one"]
    assert len(list(groups[0].iter("a"))) == 1  # nothing unseen can be reached with Tab
    assert groups[0][1].find("th/span").get("class") == "unseen"


def test_names_are_kept_apart_and_things_counted():
    assert named("a<b") == "<bdi>a&lt;b</bdi>"
    assert counted(1, "pair") == '<data value="1">1</data> pair'
    assert counted(0, "pair") == '<data value="0">0</data> pairs'


def test_pairs_are_told_apart_whatever_is_in_a_name():
    figures = Figures({"annotators": ["a|b", "c"], "undefined": []})
    assert figures.sides(r"a\|b|c") == ("a|b", "c")
    assert figures.people(r"a\|b|c") == "<bdi>a|b</bdi>, <bdi>c</bdi>"


def test_whole_numbers_are_grouped_for_people_only():
    assert count(1234567) == '<data value="1234567">1\u202f234\u202f567</data>'


REPORT = {
    "spans": {
        "f": {"value": -0.1234, "n": 3, "ci95": [-0.5, 0.25]},
        "g": {"value": None, "n": 0, "ci95": None},
    },
    "drift": {"A": [{"f1": {"value": None, "n": 0, "ci95": None}}]},
    "undefined": [
        {"what": "spans.g", "why": "nothing"},
        {"what": "drift.A[0].f1", "why": "few"},
    ],
}


def test_figures_come_with_interval_or_reason():
    figures = Figures(REPORT)
    there = figures.at("spans", "f")
    assert there == Figure(-0.1234, 3, (-0.5, 0.25))
    assert value_of(there) == '<data value="-0.1234">\u22120.123</data>'
    assert " to " in interval_of(there)
    assert figures.reasons == ["few", "nothing"]
    assert figures.at("spans", "g").why == 2
    assert 'href="#why-2"' in value_of(figures.at("spans", "g"))
    assert figures.at("drift", "A", 0, "f1").why == 1
    assert interval_of(figures.at("spans", "g")) == ""
    with pytest.raises(KeyError):
        figures.at("spans", "h")


def drawn(svg):
    found = etree.fromstring(svg.encode("utf-8"))
    _, _, width, height = map(float, found.get("viewBox").split())
    for element in found.iter():
        for name, most in (("x", width), ("y", height), ("x1", width), ("y2", height)):
            assert 0 <= float(element.get(name, 0)) <= most
        for name in ("width", "height"):
            assert float(element.get(name, 0)) >= 0
    return found


def test_bars_stay_in_their_track():
    rows = [
        Bar("<b>", Figure(0.5, 10, (0.4, 0.6))),
        Bar("below", Figure(-0.4, 10, (-0.7, 0.1))),
        Bar("none", Figure(None, 0, None, 1)),
        Bar("a very long name of a label, longer than its place", Figure(1.0, 1, None)),
    ]
    found = drawn(bars(rows, "Title"))
    assert len(found.findall("line[@class='tick']")) == 4
    said = [one.text for one in found.iter("text")]
    assert "undefined" in said
    assert "\u22120.400 · 10" in said
    (name,) = [one for one in found.iter("text") if one.text.startswith("a very long")]
    assert name.text.endswith("…")
    assert name.find("title").text == rows[3].name
    assert found.find("desc").text.startswith("<b>: 0.500, 95% interval 0.400 to 0.600, n 10; ")
    assert "none: undefined" in found.find("desc").text


@pytest.mark.parametrize(
    "name", ["VERYLONGLABELNAME" * 4, "東京都知事選挙候補者一覧" * 3, "m" * 60]
)
def test_names_never_run_into_their_bars(name):
    (text,) = [one for one in drawn(counts([(name, 3)], "Title")).iter("text") if one.text != "3"]
    # At 13 pixels an ideogram is 13 wide, a capital or an m 12 at most.
    width = 13 if ord(name[0]) > 0x2E80 else 12
    assert len(text.text) * width <= 210
    assert text.find("title").text == name


def test_counts_of_nothing_are_drawn():
    drawn(counts([("none", 0)], "Title"))
    drawn(counts([], "Title"))


@pytest.mark.parametrize("number", [1, 6, 60])
def test_weeks_stay_in_the_plot(number):
    rows = [
        (f"2026-W{at:02}", Figure(at / number, 5, (0.0, 1.0) if at % 2 else None), at == 3)
        for at in range(number)
    ]
    found = drawn(weeks(rows, "Title"))
    assert len(found.findall("circle")) == number
    names = [one for one in found.iter("text") if one.text.startswith("2026")]
    assert 1 <= len(names) <= number
    places = [float(one.get("x")) for one in names]
    assert all(b - a >= 65 for a, b in pairwise(places))


def test_only_colours_reach_the_style_sheet():
    good = LabelLook("A", "A", "#112233", "#aabbcc")
    bad = LabelLook("B", "B", "red;} body{background:url(x)", "#aabbcc")
    made = style([bad, good])
    assert "url(" not in made
    assert re.search(r"\.l1 \{ --c: #112233; \}", made)
    assert ".l0" not in made
    light, dark = made.split("@media screen and (prefers-color-scheme: dark)", 1)
    assert "#aabbcc" in dark
    assert "#aabbcc" not in light
    assert "@page" in made


def test_a_matrix_too_wide_for_paper_has_upright_heads_there():
    news = ["AMOUNT", "DATE", "EVENT", "FACILITY", "ORG", "PERSON", "PLACE", "(missed)"]
    assert matrix_class(news) == "matrix"
    assert matrix_class([f"LABEL_{number}" for number in range(18)]) == "matrix wide"
    assert matrix_class([]) == "matrix"
    rules = style([])
    assert "table.wide { table-layout: fixed; width: 100%;" in rules.split("@media print")[1]
