"""A document being read: what does not fit is mended only where that is certain, and counted."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation_sets import State
from annotator.domain.ids import document_id
from annotator.domain.schema import Schema
from annotator.domain.spans import Origin
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.several_sets import foreign_annotator, joined


def drafted(raw: str, **options) -> SimpleNamespace:
    """Return a draft with its repairs."""
    reading = Reading(iter(()), Schema("s"))
    draft = DocumentDraft(raw, LabelIntake(reading), reading.repairs, **options)
    return SimpleNamespace(draft=draft, repairs=reading.repairs, reading=reading)


def only_set(draft):
    """Return the set of a draft's document."""
    (found,) = draft.annotated().sets
    return found


def codes(repairs):
    """Return the counts of all codes but those of new labels."""
    return {row.code: row.count for row in repairs if not row.code.endswith("-added")}


def test_offsets_count_over_the_raw_text():
    made = drafted("\ufeffOne\r\nAnna\r\n")
    assert made.draft.add_span("1", [(6, 10)], "PER", surface="Anna")
    (span,) = only_set(made.draft).spans
    assert made.draft.text == "One\nAnna\n"
    assert span.fragments == ((4, 8),)
    assert span.origin is Origin.IMPORTED
    assert codes(made.repairs) == {"bom": 1, "line-ends": 2}


def test_the_document_is_known_by_its_canonical_text():
    made = drafted("A\r\nB", facts={"title": "T"})
    document = made.draft.annotated(name="x", reader="r").document
    assert document.id == document_id("A\nB")
    assert document.facts == {"title": "T"}


@pytest.mark.parametrize("raw", ["", " \n", "\0", "\ufeff"])
def test_a_document_without_text_is_refused(raw):
    with pytest.raises(BadValue, match="no text"):
        drafted(raw)


def test_a_string_that_is_elsewhere_once_is_found_there():
    made = drafted("the dog saw Anna")
    assert made.draft.add_span("1", [(4, 8)], "PER", surface="Anna")
    (span,) = only_set(made.draft).spans
    assert span.fragments == ((12, 16),)
    assert codes(made.repairs) == {"span-moved": 1}


@pytest.mark.parametrize("surface", ["Anna", "Bert", " ", ""])
def test_a_string_that_is_twice_nearby_or_nowhere_is_left_out(surface):
    made = drafted("Anna saw Anna")
    assert not made.draft.add_span("1", [(5, 8)], "PER", surface=surface)
    assert not made.draft.has_span("1")
    assert codes(made.repairs) == {"span-does-not-match": 1}


def test_a_string_with_line_ends_of_the_file_matches():
    made = drafted("New\r\nYork")
    assert made.draft.add_span("1", [(0, 9)], "GPE", surface="New\r\nYork")
    assert codes(made.repairs) == {"line-ends": 1}


@pytest.mark.parametrize("extent", [(-1, 3), (2, 99), (90, 99), (3, 2), (99, 1)])
def test_offsets_outside_the_text_are_left_out(extent):
    made = drafted("Anna Bell")
    assert not made.draft.add_span("1", [extent], "PER")
    assert codes(made.repairs) == {"span-outside-text": 1}


def test_white_space_at_the_edges_is_trimmed():
    made = drafted("see Anna here")
    assert made.draft.add_span("1", [(3, 9)], "PER")
    assert only_set(made.draft).spans[0].fragments == ((4, 8),)
    assert codes(made.repairs) == {"span-white-space-trimmed": 1}


@pytest.mark.parametrize("extent", [(3, 4), (5, 5)])
def test_a_span_of_nothing_is_left_out(extent):
    made = drafted("see Anna")
    assert not made.draft.add_span("1", [extent], "PER")
    assert codes(made.repairs) == {"span-empty": 1}


def test_fragments_are_sorted_and_joined_where_they_touch():
    made = drafted("aa bb cc dd")
    assert made.draft.add_span("1", [(9, 11), (0, 2), (1, 5)], "X")
    assert only_set(made.draft).spans[0].fragments == ((0, 5), (9, 11))


def test_one_bad_fragment_makes_a_bad_span():
    made = drafted("aa bb")
    assert not made.draft.add_span("1", [(0, 2), (3, 99)], "X")
    assert codes(made.repairs) == {"span-outside-text": 1}


def test_doubled_spans_are_one_and_relations_of_both_are_its_own():
    made = drafted("Anna met Bert")
    for key, extent in (("1", (0, 4)), ("2", (0, 4)), ("3", (9, 13))):
        assert made.draft.add_span(key, [extent], "PER")
    assert made.draft.add_relation("r", "2", "3", "met")
    found = only_set(made.draft)
    assert [span.id for span in found.spans] == ["1", "3"]
    assert [(one.source, one.target) for one in found.relations] == [("1", "3")]
    assert codes(made.repairs) == {"span-doubled": 1}


def test_doubled_ids_are_two_spans_and_relations_belong_to_the_first():
    made = drafted("Anna met Bert")
    for extent in ((0, 4), (9, 13), (5, 8)):
        assert made.draft.add_span("1", [extent], "PER")
    assert made.draft.add_relation("r", "1", "1", "is")
    found = only_set(made.draft)
    assert [span.fragments[0] for span in found.spans] == [(0, 4), (5, 8), (9, 13)]
    assert len({span.id for span in found.spans}) == 3
    assert found.relations[0].source == found.spans[0].id
    assert codes(made.repairs) == {"id-doubled": 2}


def test_a_relation_to_a_span_that_is_not_there_is_left_out():
    made = drafted("Anna met Bert")
    made.draft.add_span("1", [(0, 4)], "PER")
    assert not made.draft.add_relation("r", "1", "T9", "met")
    assert codes(made.repairs) == {"relation-without-span": 1}


def test_doubled_relations_are_one_and_self_relations_stay():
    made = drafted("Anna met Bert")
    made.draft.add_span("1", [(0, 4)], "PER")
    for key in ("a", "b"):
        assert made.draft.add_relation(key, "1", "1", "self")
    assert made.draft.add_relation("c", "1", "1", "other")
    assert len(only_set(made.draft).relations) == 2
    assert codes(made.repairs) == {"relation-doubled": 1}


def test_chains_keep_the_members_that_are_there():
    made = drafted("Anna met Bert")
    made.draft.add_span("1", [(0, 4)], "PER")
    made.draft.add_chain("c", ["1", "2", "1"])
    made.draft.add_chain("d", ["3"])
    assert [chain.spans for chain in only_set(made.draft).chains] == [("1",)]
    assert codes(made.repairs) == {"chain-member-without-span": 2}


def test_attributes_and_notes_can_follow_the_span():
    made = drafted("Anna")
    made.draft.add_span("1", [(0, 4)], "PER", attributes={"level": "name"})
    made.draft.add_span("2", [(0, 4)], "PER")
    assert made.draft.annotate_span("2", "sure", "no")
    assert made.draft.note_span("1", "first")
    assert made.draft.note_span("1", "second")
    assert not made.draft.annotate_span("9", "sure", "no")
    assert not made.draft.note_span("9", "x")
    (span,) = only_set(made.draft).spans
    assert span.attributes == {"level": "name", "sure": "no"}
    assert span.note == "first\nsecond"
    schema = made.reading.schema
    assert [(one.name, tuple(one.values)) for one in schema.attributes] == [
        ("level", ("name",)),
        ("sure", ("no",)),
    ]


def test_labels_without_a_name_are_refused():
    made = drafted("Anna")
    for name in ("", " ", "a\tb"):
        with pytest.raises(BadValue, match="no name"):
            made.draft.add_span("1", [(0, 4)], name)


def test_the_same_name_may_be_a_span_label_and_a_relation_label():
    made = drafted("Anna met Bert")
    made.draft.add_span("1", [(0, 4)], "LINK")
    made.draft.add_relation("r", "1", "1", "LINK")
    found = only_set(made.draft)
    assert found.spans[0].label != found.relations[0].label
    assert made.repairs.count("label-added") == 2


def test_a_text_that_nobody_labelled_has_no_set():
    assert drafted("Anna").draft.annotated(labelled=False).sets == ()


def test_the_work_of_several_lies_side_by_side_with_ids_of_its_own():
    made = drafted("Anna met Bert")
    first, second = made.draft.again(), made.draft.again()
    first.states = {"main": State.SET_ASIDE}
    first.note = "hard"
    for draft in (first, second):
        draft.add_span("1", [(0, 4)], "PER")
        draft.add_span("2", [(9, 13)], "PER")
        draft.add_relation("r", "1", "2", "met")
        draft.add_chain("c", ["1", "2"])
    parts = [
        draft.annotated(annotator=foreign_annotator(name))
        for draft, name in ((first, "A"), (second, "B"))
    ]
    found = joined(parts)
    assert [found.annotators[one.annotator].name for one in found.sets] == ["A", "B"]
    assert [(one.states, one.note) for one in found.sets] == [
        ({"main": State.SET_ASIDE}, "hard"),
        ({}, ""),
    ]
    rows = [row.id for one in found.sets for row in (*one.spans, *one.relations, *one.chains)]
    assert len(set(rows)) == len(rows) == 8
    for one in found.sets:
        assert one.relations[0].source == one.spans[0].id
        assert one.chains[0].spans == tuple(span.id for span in one.spans)


TEXT = "ab 😀 e\u0301\r\n語 \0x\ufeff"


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("123"),
            st.lists(st.tuples(st.integers(-3, 20), st.integers(-3, 20)), min_size=1, max_size=3),
            st.sampled_from(["A", "B"]),
            st.none() | st.sampled_from(["ab", "😀", "x", "", "\r\n"]),
        ),
        max_size=8,
    )
)
def test_what_comes_in_plus_what_is_left_out_is_what_there_was(rows):
    made = drafted(TEXT)
    for row in rows:
        key, extents, label, surface = row
        made.draft.add_span(key, extents, label, surface=surface)
    spans = only_set(made.draft).spans
    left = sum(
        made.repairs.count(code)
        for code in ("span-outside-text", "span-empty", "span-does-not-match", "span-doubled")
    )
    assert len(spans) + left == len(rows)
    for span in spans:
        for start, end in span.fragments:
            assert made.draft.text[start:end].strip() == made.draft.text[start:end] != ""
