"""Conversations: strings with their occurrence, texts that come back."""

import json

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.documents import ZoneKind
from annotator.domain.schema import Schema
from annotator.formats.chat_content import nth_place, occurrence_of
from annotator.formats.format import ExportOptions
from annotator.formats.llm_chat import LLM_CHAT

TEXT = "Bo met Bo. 🦊 Öl\u00a0AG and Öl Inc agreed."


def chat(text, entities, relations=(), *, fence=False):
    answer = json.dumps({"entities": entities, "relations": list(relations)})
    answer = f"```json\n{answer}\n```" if fence else answer
    return {
        "messages": [
            {"role": "user", "content": text},
            {"role": "assistant", "content": answer},
        ]
    }


def read(tmp_path, *rows):
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    reading = LLM_CHAT.read(path, Schema("s"))
    return list(reading), reading


def test_occurrences_are_counted_from_one():
    assert [occurrence_of("aaab aa", "aa", place) for place in (0, 1, 5)] == [1, 2, 3]
    assert [nth_place("aaab aa", "aa", number) for number in (1, 2, 3, 4, 0)] == [
        0,
        1,
        5,
        None,
        None,
    ]


def test_every_string_is_told_with_its_occurrence_and_stands_there(tmp_path, make):
    spans = [
        make.span("b", make.person, (7, 9)),
        make.span("d", make.org, (13, 15), (24, 27)),
    ]
    relations = [make.relation("r", make.works, "b", "d")]
    items = [make.annotated(TEXT, spans, relations)]
    result = LLM_CHAT.write(iter(items), make.schema, tmp_path / "o")
    assert (result.spans, result.relations, result.losses.as_json()) == (2, 1, [])
    row = json.loads((tmp_path / "o" / "corpus.jsonl").read_text())
    said = {each["role"]: each["content"] for each in row["messages"]}
    assert said["user"] == TEXT
    answer = json.loads(said["assistant"])
    first, second = answer["entities"]
    assert (first["text"], first["occurrence"], first["start"], first["end"]) == ("Bo", 2, 7, 9)
    assert [each["text"] for each in second["fragments"]] == ["Öl", "Inc"] or second["fragments"]
    assert answer["relations"] == [{"type": "WORKS_FOR", "head": "T1", "tail": "T2"}]
    (back,) = LLM_CHAT.read(tmp_path / "o", make.schema)
    assert {span.fragments for span in back.sets[0].spans} == {span.fragments for span in spans}


def test_masked_zones_are_not_shown_and_the_text_comes_back_whole(tmp_path, make):
    text = "It sank.\nBy Anna Berg\nTwo died in Oslo."
    zones = [
        (0, 9, ZoneKind.BODY),
        (9, 22, ZoneKind.BYLINE),
        (22, len(text), ZoneKind.BODY),
    ]
    spans = [make.on(text, "Oslo", make.org), make.on(text, "Anna Berg", make.person)]
    items = [make.annotated(text, spans, zones=zones)]
    result = LLM_CHAT.write(iter(items), make.schema, tmp_path / "o")
    assert result.losses.count("span-in-masked-zone") == 1
    assert "Anna" not in (tmp_path / "o" / "corpus.jsonl").read_text()
    (back,) = LLM_CHAT.read(tmp_path / "o", make.schema)
    assert back.document.text == text
    assert [span.fragments for span in back.sets[0].spans] == [spans[0].fragments]


def test_windows_are_conversations_of_their_own(tmp_path, make):
    text = "Bo slept. Al slept. Di slept."
    spans = [make.on(text, name, make.person) for name in ("Bo", "Al", "Di")]
    relations = [make.relation("r", make.meets, "Bo", "Di")]
    items = [make.annotated(text, spans, relations)]
    options = ExportOptions(window=6)
    result = LLM_CHAT.write(iter(items), make.schema, tmp_path / "o", options)
    assert (tmp_path / "o" / "corpus.jsonl").read_text().count("\n") == 2
    assert result.losses.count("relation-crosses-window") == 1
    (back,) = LLM_CHAT.read(tmp_path / "o", make.schema)
    assert back.document.text == text
    assert len(back.sets[0].spans) == 3


def test_offsets_that_are_wrong_give_way_to_the_occurrence(tmp_path):
    entities = [
        {"id": "a", "type": "P", "text": "Bo", "start": 3, "end": 5, "occurrence": 2},
        {"id": "b", "type": "P", "text": "Al", "start": 99},
        {"id": "c", "type": "P", "text": "Bo"},
        {"id": "d", "type": "P", "text": "nowhere"},
        {"type": "P", "text": "met"},
    ]
    (item,), reading = read(tmp_path, chat("Bo met Bo, Al.", entities, fence=True))
    places = [span.fragments[0] for span in item.sets[0].spans]
    assert places == [(3, 6), (7, 9), (11, 13)]
    # A string that stands twice and one that stands nowhere are not guessed.
    assert reading.repairs.count("span-string-not-found") == 2


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"messages": 5},
        chat("text", 5),
        chat("text", [{"type": "P"}]),
        chat("", []),
        {
            "messages": [
                {"role": "user", "content": "x"},
                {"role": "assistant", "content": '"entities'},
            ]
        },
    ],
)
def test_bad_lines_are_skipped(tmp_path, row):
    items, _ = read(tmp_path, row, chat("Bo", []))
    assert isinstance(items[0], Skipped)
    assert not isinstance(items[1], Skipped)
