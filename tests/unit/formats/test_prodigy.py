"""The tasks of Prodigy, read and written."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation_sets import State
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import ChainId, SpanId
from annotator.domain.schema import Schema
from annotator.domain.spans import Chain
from annotator.formats.format import ExportOptions, Reading, ReadOptions
from annotator.formats.prodigy import PRODIGY

SAMPLE = Path(__file__).parents[3].parent / "shared" / "samples" / "prodigy" / "annotations.jsonl"
EMPTY = Schema("s")
TEXT = "Anna met Acme in New York."


def end(start: int, stop: int, first: int, last: int, label: str) -> dict[str, object]:
    return {
        "start": start, "end": stop, "token_start": first, "token_end": last, "label": label
    }  # fmt: skip


ANNA, ACME = end(0, 4, 0, 0, "PER"), end(9, 13, 2, 2, "ORG")
YORK = end(17, 25, 4, 5, "GPE")


def task(**changes: object) -> dict[str, object]:
    relation = {"head": 0, "child": 5, "head_span": ANNA, "child_span": YORK, "label": "IN"}
    row = {"text": TEXT, "spans": [ANNA, ACME, YORK], "relations": [relation], "answer": "accept"}
    return {key: value for key, value in {**row, **changes}.items() if value is not None}


def put(folder: Path, *rows: object) -> Path:
    path = folder / "tasks.jsonl"
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def read(folder: Path, *rows: object, offsets: str = "") -> tuple[list[object], Reading]:
    reading = PRODIGY.read(put(folder, *rows), EMPTY, ReadOptions(offsets=offsets))
    return list(reading), reading


def codes(reading: Reading) -> dict[str, int]:
    return {row.code: row.count for row in reading.repairs if not row.code.endswith("-added")}


def pairs(document: AnnotatedDocument) -> list[tuple[str, str]]:
    spans = {span.id: span.surface(document.document.text) for span in document.sets[0].spans}
    return [(spans[each.source], spans[each.target]) for each in document.sets[0].relations]


def test_an_accepted_task_is_a_finished_document(tmp_path):
    (document,), reading = read(tmp_path, task(meta={"title": "T", "n": 3, "x": None}))
    assert [span.surface(TEXT) for span in document.sets[0].spans] == ["Anna", "Acme", "New York"]
    assert pairs(document) == [("Anna", "New York")]
    assert document.document.facts == {"title": "T", "n": "3"}
    assert document.sets[0].states == {}  # the import makes that finished, or what is asked for
    assert codes(reading) == {}


@pytest.mark.parametrize(
    ("answer", "state", "spans"),
    [("ignore", State.SET_ASIDE, 3), ("reject", State.SET_ASIDE, 0), ("maybe", State.SET_ASIDE, 3)],
)
def test_what_was_not_accepted_is_set_aside(tmp_path, answer, state, spans):
    (document,), reading = read(tmp_path, task(answer=answer))
    assert document.sets[0].states == {"main": state}
    assert len(document.sets[0].spans) == spans
    if answer == "reject":
        assert codes(reading) == {"span-rejected": 3, "relation-rejected": 1}


def test_a_task_without_an_answer_is_taken_for_accepted(tmp_path):
    (document,), _ = read(tmp_path, task(answer=None))
    assert document.sets[0].states == {}


def test_a_question_about_one_span_finishes_nothing(tmp_path):
    yes = task(spans=[ANNA], relations=None, _view_id="ner")
    no = task(spans=[ACME], relations=None, answer="reject", meta={"score": 0.5})
    documents, reading = read(tmp_path, yes, no)
    assert [each.sets[0].states for each in documents] == [{"main": State.IN_PROGRESS}] * 2
    assert [len(each.sets[0].spans) for each in documents] == [1, 0]
    assert codes(reading) == {"span-rejected": 1}


def test_pitfall_no_spacing_is_needed_of_old_files(tmp_path):
    old = [{"text": "Anna", "start": 0, "end": 4, "id": 0}, {"text": "met", "start": 5, "end": 8}]
    by_tokens = {"token_start": 0, "token_end": 1, "label": "X"}
    (document,), _ = read(tmp_path, task(tokens=old, spans=[by_tokens], relations=[]))
    assert document.sets[0].spans[0].surface(TEXT) == "Anna met"


def test_pitfall_head_and_child_are_last_tokens(tmp_path):
    relation = {"head": 5, "child": 0, "label": "HAS"}
    (document,), reading = read(tmp_path, task(relations=[relation]))
    assert pairs(document) == [("New York", "Anna")]
    first = {"head": 4, "child": 0, "label": "HAS"}
    (document,), reading = read(tmp_path, task(relations=[first]))
    assert codes(reading) == {"relation-without-span": 1}


def test_an_end_at_which_several_spans_end_is_not_guessed(tmp_path):
    inner = end(21, 25, 5, 5, "GPE")
    loose = {"head": 0, "child": 5, "label": "IN"}
    exact = {**loose, "head_span": ANNA, "child_span": inner}
    (document,), reading = read(tmp_path, task(spans=[ANNA, YORK, inner], relations=[loose, exact]))
    assert pairs(document) == [("Anna", "York")]
    assert codes(reading) == {"relation-end-ambiguous": 1, "relation-without-span": 1}


def test_spans_in_one_place_are_told_apart_by_label(tmp_path):
    other = {**ANNA, "label": "NAME"}
    relation = {"head": 0, "child": 5, "head_span": other, "child_span": YORK, "label": "IN"}
    (document,), reading = read(tmp_path, task(spans=[ANNA, other, YORK], relations=[relation]))
    names = {label.id: label.name for label in reading.schema.labels}
    source = document.sets[0].relations[0].source
    (span,) = [each for each in document.sets[0].spans if each.id == source]
    assert names[span.label] == "NAME"


def test_pitfall_no_relation_is_a_label_like_any_other(tmp_path):
    relation = {"head": 0, "child": 5, "head_span": ANNA, "child_span": YORK, "label": "No-rel"}
    _, reading = read(tmp_path, task(relations=[relation]))
    assert reading.schema.named("No-rel", relation=True)


def test_pitfall_offsets_are_code_points_unless_told_otherwise(tmp_path):
    text = "👳🏻 Anna"
    for offsets, start in (("", 3), ("utf-16", 5), ("graphemes", 2)):
        span = {"start": start, "end": start + 4, "label": "PER", "text": "Anna"}
        row = {"text": text, "spans": [span]}
        (document,), reading = read(tmp_path, row, offsets=offsets)
        assert document.sets[0].spans[0].surface(text) == "Anna"
        assert codes(reading) == {}


def test_crlf_in_a_text_counts_two(tmp_path):
    row = {"text": "a\r\nAnna", "spans": [{"start": 3, "end": 7, "label": "PER"}]}
    (document,), _ = read(tmp_path, row)
    assert document.sets[0].spans[0].fragments == ((2, 6),)


def test_what_is_not_as_it_should_be_is_counted(tmp_path):
    spans = [
        ANNA, "x", {"start": "0", "end": 4, "label": "PER"}, {"start": 0, "end": 4},
        {"start": True, "end": 4, "label": "PER"}, {**ACME, "label": "\t"},
        {**ACME, "end": 99}, {**YORK, "attributes": {"a": 1}},
        {"token_start": 3, "token_end": 9, "label": "X"},
    ]  # fmt: skip
    relations = [7, {"label": 3, "head": 0, "child": 5}, {"label": "IN", "head": 0, "child": 8}]
    (document,), reading = read(
        tmp_path, task(spans=spans, relations=relations, meta={"a": [1]}, tokens=[1])
    )
    assert len(document.sets[0].spans) == 2
    assert codes(reading) == {
        "span-not-read": 5, "label-not-usable": 1, "span-outside-text": 1, "attribute-not-read": 1,
        "relation-not-read": 2, "relation-without-span": 1, "meta-not-read": 1,
    }  # fmt: skip


def test_lines_that_are_no_tasks_are_skipped_with_their_number(tmp_path):
    rows = [
        task(), b"{", b"[1]", b"\xff{}", b'{"text": "\\u0000"}', b'{"text": "a\\ud800"}',
        b'{"text": 3}', b"{}", b'{"text": " "}', b"[" * 100_000, b"",
        b'{"text": "a", "spans": [], "x": ' + b"9" * 5000 + b"}",
        task(text="Other."),
    ]  # fmt: skip
    items, _ = read(tmp_path, *rows)
    skipped = [each.path for each in items if isinstance(each, Skipped)]
    assert skipped == [f"tasks.jsonl:{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12)]
    assert len(items) == 12


def test_a_question_about_the_whole_text_labels_nothing(tmp_path):
    (document,), reading = read(tmp_path, {"text": TEXT, "label": "SPORT", "answer": "accept"})
    assert document.sets == ()
    assert codes(reading) == {"task-without-spans": 1}


def test_each_task_belongs_to_the_annotator_it_names(tmp_path):
    items, _ = read(
        tmp_path, task(_annotator_id="a"), task(_session_id="news-b"), task(_annotator_id="a")
    )
    owners = [item.annotators[item.sets[0].annotator].name for item in items]
    assert owners == ["a", "news-b", "a"]
    assert items[0].sets[0].annotator == items[2].sets[0].annotator != items[1].sets[0].annotator


def test_a_session_that_is_only_a_time_names_nobody(tmp_path):
    times = ("2022-11-08_14-05-11", "news-2022-11-09_09-00-00", "", None, "\n", "x" * 101)
    for time in times:
        (item,), _ = read(tmp_path, task(_annotator_id=time, _session_id=time))
        assert item.sets[0].annotator == ""


def test_two_nameless_sessions_on_one_text_do_not_become_one_person_s(tmp_path):
    first, second = "2022-11-08_14-05-11", "2022-11-09_14-05-11"
    for one, other in ((first, second), (first, "b"), ("b", first)):
        items, _ = read(
            tmp_path,
            task(_annotator_id=one),
            task(_annotator_id=other),
            task(text="x y", _annotator_id=other),
        )
        assert [type(each) for each in items] == [AnnotatedDocument, Skipped, AnnotatedDocument]
        assert f"'{other}'" in items[1].reason


def test_a_folder_is_read_file_by_file(tmp_path):
    put(tmp_path, task())
    (tmp_path / "losses.json").write_text("[]")
    assert len(list(PRODIGY.read(tmp_path, EMPTY))) == 1
    with pytest.raises(UserError):
        PRODIGY.read(tmp_path / "none", EMPTY).items.__next__()


def written(folder: Path, make: object, *documents: AnnotatedDocument, **options: object) -> list:
    result = PRODIGY.write(documents, make.schema, folder / "out.jsonl", ExportOptions(**options))
    lines = (folder / "out.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    return [result, *(json.loads(line) for line in lines)]


def test_a_task_as_prodigy_writes_it(tmp_path, make):
    spans = [make.on(TEXT, "Anna", make.person), make.on(TEXT, "New York", make.org, "NY")]
    relation = make.relation("r", make.works, "Anna", "NY")
    result, row = written(tmp_path, make, make.annotated(TEXT, spans, [relation]))
    assert [token["text"] for token in row["tokens"]] == [
        "Anna", "met", "Acme", "in", "New", "York", ".",
    ]  # fmt: skip
    assert row["tokens"][5] == {"text": "York", "start": 21, "end": 25, "id": 5, "ws": False}
    york = end(17, 25, 4, 5, "ORG")
    assert row["spans"][1] == {"text": "New York", **york}
    (found,) = row["relations"]
    assert (found["head"], found["child"], found["label"]) == (0, 5, "WORKS_FOR")
    assert found["child_span"] == york
    assert row["answer"] == "accept"
    assert row["_annotator_id"] == row["_session_id"] == "Anna"
    assert row["meta"] == {"language": "en"}
    assert "_task_hash" not in row
    assert (result.spans, result.relations) == (2, 1)


def test_masked_zones_are_disabled_and_their_spans_lost(tmp_path, make):
    spans = [make.on(TEXT, "Anna", make.person), make.on(TEXT, "Acme", make.org)]
    zones = [(0, 5, ZoneKind.BYLINE), (5, len(TEXT), ZoneKind.BODY)]
    result, row = written(tmp_path, make, make.annotated(TEXT, spans, zones=zones))
    assert [token.get("disabled") for token in row["tokens"]] == [True] + [None] * 6
    assert len(row["spans"]) == 1
    assert result.losses.count("span-in-masked-zone") == 1


def test_spans_that_cut_a_token_are_lost_or_moved(tmp_path, make):
    half = make.span("h", make.person, (0, 2))
    document = make.annotated(TEXT, [half])
    result, row = written(tmp_path, make, document)
    assert row["spans"] == []
    assert result.losses.count("span-cuts-token") == 1
    result, row = written(tmp_path, make, document, expand=True)
    assert row["spans"][0]["text"] == "Anna"
    assert result.losses.count("span-expanded") == 1


def test_states_are_answers(tmp_path, make):
    documents = [
        make.annotated(f"Text {state}", state=state)
        for state in (State.FINISHED, State.SET_ASIDE, State.IN_PROGRESS)
    ]
    result, *rows = written(tmp_path, make, *documents, all_states=True)
    assert [row["answer"] for row in rows] == ["accept", "ignore", "ignore"]
    assert result.losses.count("state-not-written") == 1


def test_all_that_a_set_says_comes_back(tmp_path, make):
    spans = [
        replace(make.on(TEXT, "Anna", make.person), attributes={"a": "b"}, note="n\u2028o"),
        make.on(TEXT, "Acme", make.org),
    ]
    relation = replace(
        make.relation("r", make.meets, "Anna", "Acme"), attributes={"c": "d"}, note="m"
    )
    document = make.annotated(TEXT, spans, [relation])
    chain = Chain(ChainId("k"), (SpanId("Anna"), SpanId("Acme")))
    work = replace(document.sets[0], chains=(chain,), note="N", flag="F")
    result, _ = written(tmp_path, make, replace(document, sets=(work,)))
    assert not result.losses
    (back,) = PRODIGY.read(tmp_path / "out.jsonl", make.schema)
    (found,) = back.sets
    assert [(s.fragments, s.label, s.attributes, s.note) for s in found.spans] == [
        (s.fragments, s.label, s.attributes, s.note) for s in work.spans
    ]
    assert (found.relations[0].attributes, found.relations[0].note) == ({"c": "d"}, "m")
    assert (found.note, found.flag) == ("N", "F")
    assert [len(each.spans) for each in found.chains] == [2]


VALID = json.dumps(task(tokens=[{"text": "Anna", "start": 0, "end": 4, "id": 0}]))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_line_only_reports_come_out(tmp_path_factory, data):
    raw = bytearray(VALID.encode())
    for _ in range(data.draw(st.integers(1, 10))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        pieces = [b"", b"null", b"[", b"}", b"-1", b'"', b"\xff", b"\0", b"1e999", b"NaN", b"\n"]
        raw[at : at + data.draw(st.integers(0, 8))] = data.draw(st.sampled_from(pieces))
    list(PRODIGY.read(put(tmp_path_factory.mktemp("fuzz"), bytes(raw)), EMPTY))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "Anna", "PER"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["start", "end", "label", "head", "head_span", "token_end", "text"]), inner
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(
    st.sampled_from(["spans", "relations", "tokens", "meta", "answer", "chains", "_view_id",
                     "_annotator_id", "flag", "flagged", "note"]),
    json_values,
))  # fmt: skip
def test_wrong_types_anywhere_only_report(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("types")
    list(PRODIGY.read(put(folder, {**task(), **changes}), EMPTY))


@pytest.mark.skipif(not SAMPLE.exists(), reason="the samples are not here")
def test_the_sample_holds_what_it_should(tmp_path):
    reading = PRODIGY.read(SAMPLE, EMPTY)
    documents = [each for each in reading if isinstance(each, AnnotatedDocument)]
    assert len(documents) == 149
    assert sum(len(each.sets[0].spans) for each in documents) == 466
    relations = sum(len(each.sets[0].relations) for each in documents)
    doubled = codes(reading)
    assert doubled == {"relation-doubled": 4}  # the file has four of them twice
    assert relations + doubled["relation-doubled"] == 267
    finished = [
        replace(each, sets=(replace(each.sets[0], states={"main": State.FINISHED}),))
        for each in documents
    ]
    result = PRODIGY.write(finished, reading.schema, tmp_path / "out.jsonl")
    assert not result.losses
    assert (result.documents, result.spans, result.relations) == (149, 466, 263)
    rows = [json.loads(line) for line in SAMPLE.read_bytes().split(b"\n") if line]
    theirs = {row["text"]: row for row in rows}
    for line in (tmp_path / "out.jsonl").read_bytes().split(b"\n")[:-1]:
        row = json.loads(line)
        ours = {(each["start"], each["end"], each["token_end"]) for each in row["spans"]}
        known = theirs[row["text"]]
        if [t["text"] for t in known["tokens"]] == [t["text"] for t in row["tokens"]]:
            assert ours == {(s["start"], s["end"], s["token_end"]) for s in known["spans"]}
            assert {(r["head"], r["child"], r["label"]) for r in row["relations"]} == {
                (r["head"], r["child"], r["label"]) for r in known["relations"]
            }
