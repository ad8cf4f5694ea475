"""Reading brat files: what each line becomes, and what is wrong in the files about."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation_sets import State
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.brat import BRAT
from annotator.formats.brat_lines import (
    Binary,
    Comment,
    Equivalence,
    Event,
    Mark,
    TextBound,
    role_names,
    statement_of,
)
from annotator.formats.format import Reading, ReadOptions
from tests.unit.formats.brat_pairs import TEXT, put

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "brat-news"
EMPTY = Schema("s")


def one(folder: Path, offsets: str = "") -> tuple[AnnotatedDocument, Reading]:
    reading = BRAT.read(folder, EMPTY, ReadOptions(offsets=offsets))
    (document,) = reading
    assert isinstance(document, AnnotatedDocument), document
    return document, reading


def shown(document: AnnotatedDocument, reading: Reading) -> list[tuple[str, str]]:
    names = {label.id: label.name for label in reading.schema.labels}
    text = document.document.text
    return [(span.surface(text), names[span.label]) for span in document.sets[0].spans]


def codes(reading: Reading) -> dict[str, int]:
    return {row.code: row.count for row in reading.repairs if not row.code.endswith("-added")}


def test_each_kind_of_line_has_its_place(tmp_path):
    annotations = (
        "T1\tPER 0 4\tAnna\n"
        "T2\tORG 9 13\tAcme\n"
        "T3\tMerge 32 38\tmerged\n"
        "T4\tORG 44 48\tAjax\n"
        "T5\tGPE 17 20;21 25\tNew York\n"
        "T6\tORG 27 31\tAcme\n"
        "E1\tMerge:T3 Org:T6 Org2:T4\n"
        "R1\tMet Arg1:T1 Arg2:T2\t\n"
        "A1\tNegated E1\n"
        "A2\tLevel T1 Name\n"
        "M1\tSure R1\n"
        "#1\tAnnotatorNotes T1\twho?\n"
        "N1\tReference T1 Wiki:64\tAnna of Ayr\n"
        "#2\tAnnotatorNotes R1\treally?\n"
        "*\tEquiv T2 T6\n"
    )
    document, reading = one(put(tmp_path, TEXT, annotations))
    work = document.sets[0]
    names = {label.id: label for label in reading.schema.labels}
    spans = {span.id: span for span in work.spans}
    assert shown(document, reading) == [
        ("Anna", "PER"), ("Acme", "ORG"), ("New\nYork", "GPE"), ("Acme", "ORG"),
        ("merged", "Merge"), ("Ajax", "ORG"),
    ]  # fmt: skip
    assert names[spans["T3"].label].kind is LabelKind.TRIGGER
    assert spans["T3"].attributes == {"Negated": "true"}
    assert spans["T1"].attributes == {"Level": "Name"}
    assert spans["T1"].note == "who?\nReference Wiki:64 Anna of Ayr"
    assert [(names[r.label].name, r.source, r.target) for r in work.relations] == [
        ("Org", "T3", "T6"), ("Org", "T3", "T4"), ("Met", "T1", "T2"),
    ]  # fmt: skip
    assert work.relations[2].attributes == {"Sure": "true"}
    assert work.relations[2].note == "really?"
    assert [chain.spans for chain in work.chains] == [("T2", "T6")]
    assert codes(reading) == {}
    assert [(one.name, one.format) for one in document.originals] == [
        ("x.txt", "brat"), ("x.ann", "brat"),
    ]  # fmt: skip


def test_pitfall_offsets_are_code_points(tmp_path):
    document, reading = one(put(tmp_path, "👳🏻‍♀️ Anna", "T1\tPER 6 10\tAnna\n"))
    assert shown(document, reading) == [("Anna", "PER")]
    assert codes(reading) == {}


def test_offsets_in_utf_16_are_found_out_and_told(tmp_path):
    document, reading = one(put(tmp_path, "👳🏻 Anna met Anna", "T1\tPER 14 18\tAnna\n"))
    (span,) = document.sets[0].spans
    assert (span.start, span.end) == (12, 16)
    assert codes(reading) == {"offset-unit": 1}


def test_offsets_in_bytes_can_be_said(tmp_path):
    document, reading = one(put(tmp_path, "é Anna", "T1\tPER 3 7\tAnna\n"), "bytes")
    assert shown(document, reading) == [("Anna", "PER")]


def test_pitfall_a_byte_order_mark_counts_or_does_not(tmp_path):
    for offset in (0, 1):
        place = f"T1\tPER {offset} {offset + 4}\tAnna\n"
        document, reading = one(put(tmp_path, "\ufeffAnna", place))
        assert document.document.text == "Anna"
        assert shown(document, reading) == [("Anna", "PER")]
        assert codes(reading) == {"bom": 1}


def test_pitfall_crlf_is_one_or_two(tmp_path):
    text = "Acme\r\nhired\r\nAnna\r\n"
    for offset in (11, 13):
        place = f"T1\tPER {offset} {offset + 4}\tAnna\r\n"
        document, reading = one(put(tmp_path, text, place))
        assert document.document.text == "Acme\nhired\nAnna\n"
        assert shown(document, reading) == [("Anna", "PER")]
        assert codes(reading) == {"line-ends": 3}


def test_pitfall_a_line_break_inside_a_span_is_no_fragment(tmp_path):
    document, _ = one(put(tmp_path, "New\r\nYork City", "T1\tGPE 0 3;4 8\tNew York\n"))
    assert document.sets[0].spans[0].fragments == ((0, 8),)


def test_fragments_with_words_or_blanks_between_stay_fragments(tmp_path):
    annotations = "T1\tGPE 0 3;9 13\tNew York\nT2\tX 4 8;9 13\tnew, York\n"
    document, _ = one(put(tmp_path, "New new, York", annotations))
    assert [span.fragments for span in document.sets[0].spans] == [
        ((0, 3), (9, 13)), ((4, 8), (9, 13)),
    ]  # fmt: skip


def test_fragments_without_a_separator_are_those_of_old_files(tmp_path):
    document, _ = one(put(tmp_path, "New ho York", "T1\tGPE 0 3;7 11\tNewYork\n"))
    assert document.sets[0].spans[0].fragments == ((0, 3), (7, 11))


def test_a_span_that_does_not_match_moves_only_where_it_is_found_once(tmp_path):
    text = "Anna met Acme and Acme"
    annotations = "T1\tPER 2 6\tAnna\nT2\tORG 5 9\tAcme\nT3\tX 0 4;9 13\tBella Acme\n"
    document, reading = one(put(tmp_path, text, annotations))
    assert shown(document, reading) == [("Anna", "PER")]
    assert codes(reading) == {"span-moved": 1, "span-does-not-match": 2}


def test_spans_outside_the_text_and_empty_ones_are_counted(tmp_path):
    annotations = "T1\tA 90 95\tother\nT2\tA 2 2\t\nT3\tA -4 2\tAnx\nT4\tA 3 1\txx\nT5\tA 0 99\n"
    document, reading = one(put(tmp_path, "Anna", annotations))
    assert document.sets[0].spans == ()
    assert sum(codes(reading).values()) == 5


def test_a_missing_string_is_not_missed(tmp_path):
    document, reading = one(put(tmp_path, "Anna", "T1\tPER 0 4\n"))
    assert shown(document, reading) == [("Anna", "PER")]


def test_ids_that_stand_twice_count_once(tmp_path):
    document, reading = one(put(tmp_path, TEXT, "T1\tPER 0 4\tAnna\nT1\tORG 9 13\tAcme\n"))
    assert shown(document, reading) == [("Anna", "PER")]
    assert codes(reading) == {"id-doubled": 1}


def test_pitfall_references_to_nothing_are_counted(tmp_path):
    annotations = (
        "T1\tPER 0 4\tAnna\nR1\tMet Arg1:T1 Arg2:T9\t\nE1\tMerge:T9 Org:T1\nA1\tX T9\n"
        "#1\tAnnotatorNotes T9\tno\n*\tEquiv T1 T9\nA2\tX R1\n"
    )
    document, reading = one(put(tmp_path, TEXT, annotations))
    assert len(document.sets[0].spans) == 1
    assert document.sets[0].relations == ()
    assert codes(reading) == {
        "relation-without-span": 2, "event-without-trigger": 1, "attribute-without-target": 2,
        "note-without-target": 1, "chain-member-without-span": 1,
    }  # fmt: skip


def test_an_event_whose_trigger_has_another_type_gives_the_label(tmp_path):
    annotations = "T1\tJoin 32 38\tmerged\nE1\tMerge:T1\n"
    document, reading = one(put(tmp_path, TEXT, annotations))
    assert shown(document, reading) == [("merged", "Merge")]
    assert codes(reading) == {"event-type-differs": 1}


def test_two_events_on_one_trigger_become_one(tmp_path):
    annotations = (
        "T1\tMerge 32 38\tmerged\nT2\tORG 9 13\tAcme\nT3\tORG 44 48\tAjax\n"
        "E1\tMerge:T1 Org:T2\nE2\tMerge:T1 Org:T3\nA1\tSure E2\n"
    )
    document, reading = one(put(tmp_path, TEXT, annotations))
    assert len(document.sets[0].relations) == 2
    assert codes(reading) == {"events-joined": 1}


def test_a_relation_to_an_event_is_one_to_its_trigger(tmp_path):
    annotations = (
        "T1\tMerge 32 38\tmerged\nT2\tPER 0 4\tAnna\nE1\tMerge:T1\nR1\tSaw Arg2:E1 Arg1:T2\t\n"
    )
    document, _ = one(put(tmp_path, TEXT, annotations))
    (relation,) = document.sets[0].relations
    assert (relation.source, relation.target) == ("T2", "T1")


def test_lines_that_are_not_understood_are_counted(tmp_path):
    lines = [
        "T1 PER 0 4 Anna", "T2\tPER zero 4\tAnna", "T3\tPER 0 4 9\tAnna", "\tPER 0 4\tAnna",
        "E1\tMerge", "R1\tMet Arg1:T1", "R2\tMet Arg1:T1 Arg1:T2\t", "N1\tReference T1 Wiki\tx",
        "A1\tNegated", "#1\tAnnotatorNotes\tx", "*\tEquiv", "X1\tPER 0 4\tAnna", "nonsense",
        "T4\tA\0B 0 4\tAnna", f"T5\tPER 0 {'9' * 5000}\tAnna",
    ]  # fmt: skip
    document, reading = one(put(tmp_path, "Anna", "\n".join(lines)))
    assert document.sets[0].spans == ()
    assert codes(reading) == {"line-not-read": len(lines)}


def test_blank_lines_are_nothing(tmp_path):
    assert codes(one(put(tmp_path, "Anna", "\n\r\n \n"))[1]) == {}


def test_an_empty_file_is_finished_with_nothing_and_a_missing_one_is_no_set(tmp_path):
    put(tmp_path, "Anna", "", "a")
    (tmp_path / "b.txt").write_text("Bob")
    reading = BRAT.read(tmp_path, EMPTY)
    first, second = reading
    assert len(first.sets) == 1 and first.sets[0].spans == ()
    assert second.sets == ()
    assert codes(reading) == {"text-without-annotations": 1}


def test_annotations_without_a_text_and_parts_of_shared_tasks_are_skipped(tmp_path):
    put(tmp_path, "Anna", "", "good")
    (tmp_path / "a.ann").write_text("T1\tPER 0 4\tAnna\n")
    (tmp_path / "b.a1").write_text("T1\tPER 0 4\tAnna\n")
    items = list(BRAT.read(tmp_path, EMPTY))
    assert [each.path for each in items if isinstance(each, Skipped)] == ["a.ann", "b.a1"]


def test_folders_inside_are_read_and_keep_their_names(tmp_path):
    put(tmp_path, "Anna", "T1\tPER 0 4\tAnna\n", "anna/x")
    put(tmp_path, "Bob", "T1\tPER 0 3\tBob\n", "bob/x.y")
    names = [each.originals[1].name for each in BRAT.read(tmp_path, EMPTY)]
    assert names == ["anna/x.ann", "bob/x.y.ann"]


def test_two_peoples_work_on_one_text_does_not_become_ones(tmp_path):
    put(tmp_path, "Anna", "T1\tPER 0 4\tAnna\n", "anna/x")
    put(tmp_path, "Anna", "T1\tORG 0 4\tAnna\n", "bob/x")
    first, second = BRAT.read(tmp_path, EMPTY)
    assert isinstance(first, AnnotatedDocument)
    assert second == Skipped("bob/x.ann", second.reason)
    assert "anna/x.ann" in second.reason


def test_one_file_can_be_named(tmp_path):
    put(tmp_path, "Anna", "T1\tPER 0 4\tAnna\n", "a")
    put(tmp_path, "Bob", "", "b")
    for name in ("a.ann", "a.txt"):
        (document,) = BRAT.read(tmp_path / name, EMPTY)
        assert [each.name for each in document.originals] == ["a.txt", "a.ann"]


def test_a_place_without_brat_files_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("only text")
    for path in (tmp_path, tmp_path / "a.txt", tmp_path / "none.json"):
        with pytest.raises(UserError, match="no brat files"):
            BRAT.read(path, EMPTY)


def test_what_is_not_utf_8_is_skipped(tmp_path):
    put(tmp_path, "é".encode("latin-1"), "", "a")
    put(tmp_path, "Anna", "T1\tPÉR 0 4\tAnna\n".encode("latin-1"), "b")
    put(tmp_path, b"", b"", "c")
    put(tmp_path, "Anna", "T1\tPER 0 4\tAnna\n", "d")
    items = list(BRAT.read(tmp_path, EMPTY))
    assert [type(each) for each in items] == [Skipped, Skipped, Skipped, AnnotatedDocument]
    assert "not UTF-8 at byte 1" in items[0].reason


def test_files_above_the_limit_are_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.brat_reading.MAX_FILE", 100)
    put(tmp_path, "Anna " * 100, "", "a")
    (item,) = BRAT.read(tmp_path, EMPTY)
    assert isinstance(item, Skipped)


def test_labels_spelt_otherwise_come_back_under_their_names(tmp_path):
    put(tmp_path, "Anna", "T1\tBig_Org 0 4\tAnna\nA1\tHow_sure_ T1 not_sure\n")
    mapping = {
        "spans": {"Big_Org": "Big Org"},
        "attributes": {"How_sure_": "How sure?", "not_sure": "not sure"},
    }
    (tmp_path / "labels.json").write_text(json.dumps({"format": "brat", "labels": mapping}))
    document, reading = one(tmp_path)
    assert shown(document, reading) == [("Anna", "Big Org")]
    assert document.sets[0].spans[0].attributes == {"How sure?": "not sure"}


@pytest.mark.parametrize(
    ("line", "statement"),
    [
        ("T1\tA-b/c.d 1 2;4 5\tx y", TextBound("T1", "A-b/c.d", ((1, 2), (4, 5)), "x y")),
        ("E1\tMerge:T1 ", Event("E1", "Merge", "T1", ())),
        ("R1\tMet Anaphora:T1 Antecedent:T2", Binary("R1", "Met", "T1", "T2", False)),
        ("A1\tLevel T1 not sure at all", Mark("A1", "Level", "T1", "not sure at all")),
        ("#1\tAnnotatorNotes T1\ta\tb", Comment("#1", "T1", "a\tb")),
        ("N1\tReference T1 Wiki:a:b\t", Comment("N1", "T1", "Reference Wiki:a:b")),
        ("*\tAlias T1 T2", Equivalence("Alias", ("T1", "T2"))),
    ],
)
def test_lines_are_read_as_brat_reads_them(line, statement):
    assert statement_of(line) == statement


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (["Org", "Org2", "Org3"], ["Org", "Org", "Org"]),
        (["Org2", "Org"], ["Org2", "Org"]),
        (["Org", "Org3"], ["Org", "Org3"]),
        (["Arg1", "Arg2"], ["Arg1", "Arg2"]),
        (["Arg1", "Arg12"], ["Arg1", "Arg12"]),
        (["A", "A02"], ["A", "A02"]),
        (["7", "8"], ["7", "8"]),
    ],
)
def test_the_numbers_of_roles_only_tell_them_apart(roles, names):
    assert role_names(roles) == names


VALID = (
    "T1\tPER 0 4\tAnna\nT2\tMerge 32 38\tmerged\nE1\tMerge:T2 Org:T1 Org2:T1\n"
    "R1\tMet Arg1:T1 Arg2:E1\t\nA1\tX E1 y\n#1\tAnnotatorNotes R1\tn\nN1\tReference T1 a:b\tc\n"
    "*\tEquiv T1 T2\n"
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_file_only_reports_come_out(tmp_path_factory, data):
    raw = bytearray(VALID.encode())
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        piece = data.draw(st.sampled_from([b"", b"\t", b"\n", b"T1", b"-1", b":", b"\xff", b"\0"]))
        raw[at : at + data.draw(st.integers(0, 6))] = piece
    text = data.draw(st.sampled_from([TEXT, "", "\ufeff", "\r\n👳🏻" + TEXT, "a"]))
    folder = put(tmp_path_factory.mktemp("fuzz"), text, bytes(raw))
    reading = BRAT.read(folder, EMPTY)
    for item in reading:
        if isinstance(item, AnnotatedDocument):
            work = replace(item.sets[0], states={"main": State.FINISHED})
            BRAT.write([replace(item, sets=(work,))], reading.schema, folder / "out")
            assert (folder / "out" / "x.ann").read_bytes() == bytes(raw)
            assert (folder / "out" / "x.txt").read_bytes() == text.encode()


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_the_samples_hold_what_they_should():
    reading = BRAT.read(SAMPLES, EMPTY)
    documents = list(reading)
    lines = Counter(
        line[0]
        for each in documents
        for line in each.originals[1].content.decode().split("\n")
        if line
    )
    assert dict(lines) == {"T": 119, "R": 8, "E": 23, "A": 11, "N": 1, "#": 4, "*": 2}
    assert len(documents) == 13
    sets = [each.sets[0] for each in documents]
    kinds = {label.id: label.kind for label in reading.schema.labels}
    spans = [span for work in sets for span in work.spans]
    assert len(spans) == 119
    assert sum(kinds[span.label] is LabelKind.TRIGGER for span in spans) == 23
    assert sum(len(span.attributes) for span in spans) == 11
    assert sum(len(span.note.split("\n")) for span in spans if span.note) == 4
    assert sum(bool(each.note) for work in sets for each in work.relations) == 1
    assert sum(len(work.relations) for work in sets) == 8 + 52
    assert sum(len(work.chains) for work in sets) == 2
    assert codes(reading) == {"chain-type-not-kept": 2}
