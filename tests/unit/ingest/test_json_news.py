"""JSON files of several kinds."""

import json

from annotator.domain.corpora import Skipped
from annotator.ingest.reading import read_paths

NINJS = {"uri": "urn:x:1", "type": "text", "headline": "Rain", "body_text": "It rained."}


def read(tmp_path, data, name="a.json", **options):
    path = tmp_path / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return list(read_paths([path], **options))


def test_one_item_and_a_list_of_items(tmp_path):
    (one,) = read(tmp_path, NINJS)
    assert (one.provenance.name, one.provenance.reader) == ("a.json", "ninjs")
    event = {**NINJS, "type": "event"}
    for data in ([NINJS, event, NINJS], {"items": [NINJS, event, NINJS]}):
        first, second, third = read(tmp_path, data)
        assert first.provenance.name == "a.json:1"
        assert second == Skipped("a.json:2", "No article: a ninjs item of the type event.")
        assert third.provenance.raw_hash == first.provenance.raw_hash


def test_objects_with_a_text_and_lines_of_them(tmp_path):
    (one,) = read(tmp_path, {"text": "It rained.", "title": "Rain"})
    assert (one.document.title, one.provenance.reader) == ("Rain", "json")
    (one,) = read(tmp_path, [{"story": "It rained."}], columns={"text": "story"})
    assert one.document.text == "It rained."
    lines = '{"text": "It rained."}\n{"text": "It snowed."}\n'
    assert [a.provenance.name for a in read(tmp_path, lines)] == ["a.json:1", "a.json:2"]


def test_ninjs_in_json_lines(tmp_path):
    (one,) = read(tmp_path, json.dumps(NINJS), "a.jsonl")
    assert (one.provenance.name, one.provenance.reader) == ("a.jsonl:1", "ninjs")
    assert one.document.title == "Rain"


def test_what_is_no_article(tmp_path):
    for data in ("[]", "3", "{", "[1]", "{}", '{"a": 1}', "[" * 100_000, '{"items": 5}'):
        assert all(isinstance(result, Skipped) for result in read(tmp_path, data))
