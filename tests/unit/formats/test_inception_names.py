"""Names and cells of INCEpTION: whatever goes in comes back, and is what UIMA allows."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from annotator.formats.inception_layers import (
    Mark,
    SlotMark,
    main_feature,
    mark_of,
    slot_mark_of,
)
from annotator.formats.inception_names import attribute_name, feature_name
from annotator.formats.webanno_tsv_cells import (
    escaped_text,
    escaped_value,
    split_cell,
    split_link,
    split_number,
    unescaped_text,
    unescaped_value,
)

names = st.text(min_size=1) | st.text("a_x0123ABCDEF ", min_size=1)
values = st.text() | st.text("\\[]|_->;*\t\n\r1a")


@given(names, st.sampled_from(["value", "label", "PosValue", ""]))
@example("a__x0020_", "value")
@example("0_x0000:", "value")
@example("class", "value")
def test_attribute_names_become_feature_names_and_come_back(name, main):
    written = feature_name(name, main)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", written)
    assert attribute_name(written) == name
    assert written not in ("note", "begin", "end", "sofa", "class", "value", main)


def test_plain_names_stay_as_they_are():
    assert feature_name("identifier", "value") == "identifier"
    assert feature_name("a b", "value") == "a_x0020_b"
    assert feature_name("value", "value") == "a__x0076_alue"
    assert feature_name("label", "value") == "label"
    assert feature_name("label", "label") == "a__x006C_abel"


@given(values)
def test_values_come_back_from_cells(value):
    assert unescaped_value(escaped_value(value)) == value
    assert "\n" not in escaped_value(value) and "\t" not in escaped_value(value)


@given(st.text(st.characters(exclude_characters="\n")))
def test_text_comes_back_from_its_line(text):
    assert unescaped_text(escaped_text(text)) == text


@given(st.lists(values, min_size=1, max_size=4), st.sampled_from("|;"))
def test_stacked_values_come_apart_again(stack, separator):
    cell = separator.join(map(escaped_value, stack))
    assert [unescaped_value(each) for each in split_cell(cell, separator)] == stack


@given(values, st.integers(1, 999), st.integers(1, 99))
def test_numbers_in_brackets_and_links_are_told_from_values(value, number, place):
    cell = escaped_value(value)
    assert split_number(f"{cell}[{number}]") == (cell, number)
    assert split_number(cell) == (cell, 0)
    assert split_link(f"{cell}->{number}-{place}") == (cell, number, place)
    assert split_link(cell) is None


def test_marks_of_layers():
    for mark in (Mark("a.B"), Mark("a.B", "kind"), Mark("a.B", "")):
        assert mark_of(mark.written("x.Y"), "x.Y") == mark
    assert Mark("x.Y").written("x.Y") == ""
    assert mark_of("", "x.Y") == Mark("x.Y")
    for wrong in ("no name", "uima.cas.Sofa", "a.B|class", "a.B|note", "annotator.Fact", "a..b"):
        assert mark_of(wrong, "x.Y") is None
    slot = SlotMark("a.Host", "links", "a.Link")
    assert slot_mark_of(slot.written()) == slot
    assert slot_mark_of("a.Host") is None


def test_the_main_feature():
    assert main_feature(["identifier", "value"]) == "value"
    assert main_feature(["kind", "label"]) == "label"
    assert main_feature(["note", "PosValue", "coarseValue"]) == "PosValue"
    assert main_feature([]) == ""
