"""Label Studio's tasks and configuration: what it writes is read, what we write it can read."""

import json
from pathlib import Path

import pytest

from annotator.domain.annotation_sets import State
from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.format import ReadOptions
from annotator.formats.label_studio import LABEL_STUDIO
from annotator.formats.label_studio_config import read_config

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "label-studio"


TEXT = "Anna met Bert in Rome."


def region(key, start, end, *labels, text=TEXT, to_name="text", **more):
    """Return a region of a task."""
    value = {"start": start, "end": end, "text": text[start:end], "labels": list(labels)}
    return {"id": key, "from_name": "label", "to_name": to_name, "type": "labels",
            "value": value, **more}  # fmt: skip


def link(source, target, *labels, direction="right"):
    """Return a relation of a task."""
    return {"type": "relation", "from_id": source, "to_id": target, "direction": direction,
            "labels": list(labels)}  # fmt: skip


def task(*results, text=TEXT, key="annotations", **more):
    """Return a task with one annotation."""
    return {"id": 1, "data": {"text": text}, key: [{"id": 1, "result": list(results)}], **more}


@pytest.fixture
def read(tmp_path):
    """Read tasks; return what comes of them and the reading."""

    def reading(*tasks, schema=Schema("s"), offsets="", config=""):  # noqa: B008
        path = tmp_path / "export.json"
        path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
        if config:
            (tmp_path / "config.xml").write_text(config, encoding="utf-8")
        found = LABEL_STUDIO.read(path, schema, ReadOptions(offsets=offsets))
        return list(found), found

    return reading


def content(document, reading, number=0):
    """Return surfaces with labels, and relations with the surfaces of their ends."""
    names = {label.id: label.name for label in reading.schema.labels}
    work = document.sets[number]
    surfaces = {span.id: span.surface(document.document.text) for span in work.spans}
    return (
        [(surfaces[span.id], names[span.label]) for span in work.spans],
        [(names[r.label], surfaces[r.source], surfaces[r.target]) for r in work.relations],
    )


def codes(reading):
    """Return the counts of all codes but those of new labels and attributes."""
    return {row.code: row.count for row in reading.repairs if not row.code.endswith("-added")}


@pytest.mark.parametrize("key", ["annotations", "completions"])
def test_regions_and_relations(read, key):
    (document,), reading = read(
        task(
            region("a", 0, 4, "PER"), region("b", 9, 13, "PER"), region("c", 17, 21, "GPE"),
            link("a", "b", "met"), link("c", "b", "visits", direction="left"),
            link("a", "c", "near", direction="bi"), link("a", "b", "saw", "heard"),
            key=key,
        )
    )  # fmt: skip
    spans, relations = content(document, reading)
    assert spans == [("Anna", "PER"), ("Bert", "PER"), ("Rome", "GPE")]
    assert relations == [
        ("met", "Anna", "Bert"), ("visits", "Bert", "Rome"), ("near", "Anna", "Rome"),
        ("saw", "Anna", "Bert"), ("heard", "Anna", "Bert"),
    ]  # fmt: skip
    assert [label.name for label in reading.schema.labels if label.symmetric] == ["near"]
    assert codes(reading) == {}


def test_a_relation_both_ways_of_a_directed_label_is_two(read, make):
    (document,), reading = read(
        task(
            region("a", 0, 4, "PERSON"), region("b", 9, 13, "PERSON"),
            link("a", "b", "WORKS_FOR", direction="bi"),
        ),
        schema=make.schema,
    )  # fmt: skip
    assert content(document, reading)[1] == [
        ("WORKS_FOR", "Anna", "Bert"),
        ("WORKS_FOR", "Bert", "Anna"),
    ]


def test_a_relation_without_a_label_gets_one_and_that_is_said(read):
    bare = {"type": "relation", "from_id": "a", "to_id": "b"}
    (document,), reading = read(
        task(region("a", 0, 4, "PER"), region("b", 9, 13, "PER"), bare, link("b", "a"))
    )
    assert [name for name, _, _ in content(document, reading)[1]] == ["relation", "relation"]
    assert codes(reading) == {"relation-without-label": 2}


def test_several_labels_of_a_region_are_several_spans(read):
    (document,), reading = read(task(region("a", 0, 4, "PER", "HERO"), link("a", "a", "is")))
    spans, relations = content(document, reading)
    assert spans == [("Anna", "PER"), ("Anna", "HERO")]
    assert relations == [("is", "Anna", "Anna")]


def test_choices_and_texts_about_a_region(read):
    place = {"start": 0, "end": 4, "text": "Anna"}
    about = [
        {"id": "a", "from_name": "sure", "type": "choices", "value": {**place, "choices": ["no"]}},
        {"id": "a", "from_name": "many", "type": "choices", "value": {"choices": ["x", "y"]}},
        {"id": "a", "from_name": "stars", "type": "rating", "value": {"rating": 4}},
        {"id": "a", "from_name": "why", "type": "textarea", "value": {"text": ["two", "lines"]}},
        {"id": "z", "from_name": "topic", "type": "choices", "value": {"choices": ["sport"]}},
        {"from_name": "p", "type": "polygonlabels", "value": {}},
    ]
    (document,), reading = read(task(*about, region("a", 0, 4, "PER", meta={"text": ["a note"]})))
    (span,) = document.sets[0].spans
    assert span.attributes == {"sure": "no", "many": "x; y", "stars": "4"}
    assert span.note == "a note\ntwo\nlines"
    assert codes(reading) == {"result-not-read": 2}


def test_annotators_have_sets_of_their_own(read):
    rows = [
        {"completed_by": 1, "result": [region("a", 0, 4, "PER")]},
        {"completed_by": {"id": 5, "email": "b@example.org"}, "result": []},
        {"completed_by": {"id": 6}, "was_cancelled": True, "result": [region("a", 0, 4, "X")]},
    ]
    (document,), _reading = read({"id": 1, "data": {"text": TEXT}, "annotations": rows})
    people = [document.annotators[one.annotator].name for one in document.sets]
    assert people == ["annotator 1", "b@example.org", "annotator 6"]
    assert [len(one.spans) for one in document.sets] == [1, 0, 1]
    assert [dict(one.states) for one in document.sets] == [{}, {}, {"main": State.SET_ASIDE}]
    assert document.sets[0].spans[0].id != document.sets[2].spans[0].id


def test_of_two_works_of_one_person_the_last_that_was_not_skipped_counts(read):
    rows = [
        {"completed_by": 1, "result": [region("a", 0, 4, "OLD")]},
        {"completed_by": 1, "result": [region("a", 0, 4, "NEW")]},
        {"completed_by": 1, "was_cancelled": True, "result": []},
    ]
    (document,), reading = read({"id": 1, "data": {"text": TEXT}, "annotations": rows})
    assert content(document, reading) == ([("Anna", "NEW")], [])
    assert codes(reading) == {"older-work-not-read": 2}


def test_predictions_are_never_labels(read):
    (document,), reading = read(
        {"id": 1, "data": {"text": TEXT}, "annotations": [], "drafts": [{}],
         "predictions": [{"result": [region("a", 0, 4, "PER")]}, {"result": []}]}
    )  # fmt: skip
    assert document.sets == ()
    assert codes(reading) == {"predictions-not-read": 2, "drafts-not-read": 1}


# Pitfall: older versions count UTF-16 units; the string beside each place tells.


@pytest.mark.parametrize("shift", [0, 1])
def test_the_unit_is_told_by_the_strings(read, shift):
    text = "😀 Anna met Bert"
    rows = [region("a", 2, 6, "PER", text=text), region("b", 11, 15, "PER", text=text)]
    for row in rows:
        row["value"]["start"] += shift
        row["value"]["end"] += shift
    (document,), reading = read(task(*rows, text=text))
    assert content(document, reading)[0] == [("Anna", "PER"), ("Bert", "PER")]
    assert codes(reading) == {}


def test_strings_that_fit_in_both_units_are_in_doubt_and_that_is_said(read):
    text = "😀aaaa"
    row = region("a", 2, 3, "X", text=text)
    (document,), reading = read(task(row, text=text))
    assert document.sets[0].spans[0].start == 2
    assert codes(reading) == {"offsets-in-doubt": 1}
    (document,), reading = read(task(row, text=text), offsets="utf-16")
    assert document.sets[0].spans[0].start == 1
    assert codes(reading) == {}


def test_without_strings_edges_of_words_tell(read):
    text = "😀 Anna"
    row = region("a", 3, 7, "PER", text=text)
    del row["value"]["text"]
    (document,), reading = read(task(row, text=text))
    assert content(document, reading)[0] == [("Anna", "PER")]


def test_a_string_that_is_elsewhere_is_found_or_left_out(read):
    moved, lost = region("a", 1, 5, "PER"), region("b", 2, 6, "PER")
    moved["value"]["text"], lost["value"]["text"] = "Bert", "Clara"
    (document,), reading = read(task(moved, lost))
    assert content(document, reading)[0] == [("Bert", "PER")]
    assert codes(reading) == {"span-moved": 1, "span-does-not-match": 1}


def test_line_breaks_in_strings_of_older_editors(read):
    text = "New\nYork"
    row = region("a", 0, 8, "GPE", text=text)
    row["value"]["text"] = "New\\nYork"
    (document,), reading = read(task(row, text=text))
    assert content(document, reading)[0] == [("New\nYork", "GPE")]


def test_html_counts_the_text_nodes(read):
    html = "<p>R&amp;D at <b>Acme</b><br/>today 😀 in Rome</p>"
    rows = [
        {"id": key, "to_name": "text", "type": "hypertextlabels",
         "value": {"start": "/p[1]/text()[1]", "end": "/p[1]/b[1]", "startOffset": 0, "text": word,
                   "globalOffsets": {"start": start, "end": start + len(word)},
                   "hypertextlabels": ["X"]}}
        for key, word, start in (("a", "Acme", 7), ("b", "Rome", 23))
    ]  # fmt: skip
    lost = {
        "id": "c",
        "to_name": "text",
        "type": "hypertextlabels",
        "value": {"start": "/p", "end": "/p", "text": "R", "hypertextlabels": ["X"]},
    }
    (document,), reading = read(task(*rows, lost, text=html))
    assert document.document.text == "R&D at Acme\ntoday 😀 in Rome"
    assert content(document, reading)[0] == [("Acme", "X"), ("Rome", "X")]
    assert codes(reading) == {"span-without-offsets": 1}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start": None}, "span-without-offsets"),
        ({"start": 3.5}, "span-without-offsets"),
        ({"labels": []}, "span-without-label"),
        ({"labels": None}, "span-without-label"),
        ({"labels": [""]}, "label-not-usable"),
        ({"end": 999, "text": None}, "span-outside-text"),
        ({"end": 999}, "span-moved"),
        ({"start": "0", "end": "4"}, None),
    ],
)
def test_each_bad_region_is_counted_and_the_others_come_in(read, change, code):
    bad = region("a", 0, 4, "PER")
    bad["value"] |= change
    (document,), reading = read(task(bad, region("b", 9, 13, "PER")))
    assert ("Bert", "PER") in content(document, reading)[0]
    assert codes(reading) == ({code: 1} if code else {})


def test_regions_of_another_text_are_counted(read):
    rows = [region("a", 0, 4, "PER"), region("b", 9, 13, "PER"),
            region("c", 0, 2, "PER", to_name="title")]  # fmt: skip
    (document,), reading = read(task(*rows))
    assert len(document.sets[0].spans) == 2
    assert codes(reading) == {"span-of-other-text": 1}


def test_the_text_is_found_without_being_named_text(read):
    rows = task(region("a", 0, 4, "PER", to_name="body"))
    rows["data"] = {"article": TEXT, "title": "Short", "year": 2020, "extra": {"a": 1}}
    (document,), reading = read(rows)
    assert document.document.text == TEXT
    assert document.document.facts == {"title": "Short", "year": "2020"}
    assert codes(reading) == {"unknown-field": 1}
    rows["data"]["other"] = TEXT
    (skipped,), _ = read(rows)
    assert isinstance(skipped, Skipped)
    config = '<View><Text name="body" value="$other"/><Labels toName="body"/></View>'
    (document,), _ = read(rows, config=config)
    assert document.document.facts["article"] == TEXT


CONFIG = """<View><!-- x --><Relations><Relation value="met"/></Relations>
<Labels name="label" toName="text"><Label value="PER" background="#123456"/>
<Label value="GPE" background="red"/><Label value=""/></Labels>
<Choices name="c" toName="text"><Choice value="no"/></Choices>
<Text name="text" value="$text"/></View>"""


def test_the_configuration_brings_labels_that_nothing_wears(read):
    _, reading = read(task(), config=CONFIG)
    found = {label.name: label for label in reading.schema.labels}
    assert list(found) == ["met", "PER", "GPE"]
    assert found["met"].kind is LabelKind.RELATION
    assert found["PER"].colour == "#123456"
    assert reading.repairs.count("label-added") == 3


@pytest.mark.parametrize(
    "hostile",
    [
        b"", b"<View", b"\xff\xfe", b"<View>" * 10_000, b"<a/>",
        b'<!DOCTYPE v [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<View><Labels><Label value="&e;"/></Labels></View>',
        b'<!DOCTYPE v [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><View>&b;</View>',
    ],
)  # fmt: skip
def test_a_hostile_configuration_brings_nothing(hostile):
    assert all("root" not in label.name for label in read_config(hostile).labels)
    assert not read_config(hostile).texts


def test_broken_tasks_are_named_by_their_line(tmp_path):
    path = tmp_path / "a.json"
    good = json.dumps(task(region("a", 0, 4, "PER")))
    path.write_text(
        f'[{good},\n{{"id": 2}},\n{{"data": {{"image": "x.png"}}}},\n7,\n'
        f'{{"data": {{"text": "a"}}, "annotations": 5}},\n'
        f'{{"data": {{"text": "a"}}, "annotations": [5]}},\n{good[:50]}'
    )
    found = list(LABEL_STUDIO.read(path, Schema("")))
    skipped = [(one.path, one.reason) for one in found if isinstance(one, Skipped)]
    assert [place for place, _ in skipped] == [f"a.json:{n}" for n in range(2, 8)]
    assert [reason.split(":")[0].split(" (")[0] for _, reason in skipped] == [
        "the task has no data", "the task has no text", "not a JSON object",
        "the annotations are not an array", "annotations[0] is not a JSON object", "not JSON",
    ]  # fmt: skip
    assert len(found) == 7


def test_a_file_that_is_no_json_is_refused(tmp_path):
    for content in (b"", b"id,text\n", b"<xml/>"):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(UserError):
            LABEL_STUDIO.read(tmp_path / "x", Schema(""))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_the_relation_template():
    path = SAMPLES / "relation_template_from_label-studio.json"
    reading = LABEL_STUDIO.read(path, Schema(""))
    (document,) = list(reading)
    spans, relations = content(document, reading)
    assert spans == [
        ("Microsoft", "Organization"), ("Bill Gates", "Person"), ("Paul Allen", "Person"),
        ("April 4, 1975", "Datetime"),
    ]  # fmt: skip
    assert relations == [
        ("org:founded_by", "Microsoft", "Bill Gates"), ("relation", "Microsoft", "Paul Allen"),
        ("org:founded", "Microsoft", "April 4, 1975"),
    ]  # fmt: skip
    assert codes(reading) == {"relation-without-label": 1}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_a_task_about_an_image_has_no_text():
    (skipped,) = list(LABEL_STUDIO.read(SAMPLES / "data.json", Schema("")))
    assert (skipped.path, skipped.reason) == ("data.json:2", "the task has no text (data.text)")
