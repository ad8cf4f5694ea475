"""doccano's rows: what doccano writes is read, what we write doccano can read."""

import json
from pathlib import Path

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.doccano import DOCCANO
from annotator.formats.format import ExportOptions, ReadOptions

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "doccano"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")


@pytest.fixture
def read(tmp_path):
    """Read rows, given as values or as lines; return documents and the reading."""

    def reading(*rows, offsets="", name="all.jsonl", array=False):
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text(
            "[" + ",\n".join(lines) + "]" if array else "\n".join(lines), encoding="utf-8"
        )
        found = DOCCANO.read(path, Schema("s"), ReadOptions(offsets=offsets))
        return list(found), found

    return reading


def spans(document, reading):
    """Return the surface and label of each span of the only set."""
    (one,) = document.sets
    names = {label.id: label.name for label in reading.schema.labels}
    return [(span.surface(document.document.text), names[span.label]) for span in one.spans]


def codes(reading):
    """Return the counts of all codes but those of new labels."""
    return {row.code: row.count for row in reading.repairs if row.code != "label-added"}


TEXT = "Anna met Bert in Rome."


@pytest.mark.parametrize("key", ["label", "labels"])
@pytest.mark.parametrize("array", [False, True])
def test_triples(read, key, array):
    row = {"text": TEXT, key: [[0, 4, "PER"], [9, 13, "PER"], [0, 13, "X"]]}
    (document,), reading = read(row, array=array)
    assert spans(document, reading) == [
        (TEXT[:13], "X"), ("Anna", "PER"), ("Bert", "PER"),
    ]  # fmt: skip
    assert codes(reading) == {}


def test_entities_relations_facts_and_comments(read):
    row = {
        "id": 7, "text": TEXT, "author": "me", "year": 2020, "meta": {"source": "wire"},
        "entities": [
            {"id": 11, "label": "PER", "start_offset": 0, "end_offset": 4},
            {"id": 12, "label": "GPE", "start_offset": 17, "end_offset": 21},
        ],
        "relations": [{"id": 3, "from_id": 12, "to_id": 11, "type": "visits"}],
        "Comments": ["one", "two"],
    }  # fmt: skip
    (document,), reading = read(row)
    assert spans(document, reading) == [("Anna", "PER"), ("Rome", "GPE")]
    work = document.sets[0]
    (relation,) = work.relations
    assert (relation.source, relation.target) == ("12", "11")
    assert document.document.facts == {"source": "wire", "author": "me", "year": "2020"}
    assert work.note == "one\ntwo"
    assert codes(reading) == {}


def test_the_old_format_with_users_gives_a_set_for_each(read):
    annotations = [
        {"label": 3, "start_offset": 0, "end_offset": 4, "user": 1},
        {"label": 3, "start_offset": 0, "end_offset": 4, "user": 2},
        {"label": 4, "start_offset": 17, "end_offset": 21, "user": 2},
    ]
    (document,), reading = read({"id": 1, "text": TEXT, "annotations": annotations, "meta": {}})
    names = {label.id: label.name for label in reading.schema.labels}
    assert {
        document.annotators[one.annotator].name: [names[span.label] for span in one.spans]
        for one in document.sets
    } == {"annotator 1": ["3"], "annotator 2": ["3", "4"]}
    ids = [span.id for one in document.sets for span in one.spans]
    assert len(set(ids)) == 3
    assert codes(reading) == {}


def test_numbers_of_labels_become_names_by_the_mapping_beside(read, tmp_path):
    mapping = {"labels": {"spans": {"3": "PERSON"}}}
    (tmp_path / "old.labels.json").write_text(json.dumps(mapping))
    annotation = {"label": 3, "start_offset": 0, "end_offset": 4, "user": 1}
    (document,), reading = read({"text": TEXT, "annotations": [annotation]}, name="old.jsonl")
    assert spans(document, reading) == [("Anna", "PERSON")]


def test_a_row_without_labels_is_a_text_nobody_labelled(read):
    (plain, empty), _ = read({"text": "a", "id": 1}, {"text": "b", "label": []})
    assert plain.sets == ()
    assert [one.spans for one in empty.sets] == [()]


def test_labels_of_the_whole_text_are_counted(read):
    (_one, _two), reading = read(
        {"text": "a", "label": ["pos", "neg"]}, {"text": "b", "label": "pos"}
    )
    assert codes(reading) == {"category-not-read": 3}


def test_broken_rows_are_named_by_their_line(read):
    found, _reading = read(
        {"text": "a", "label": []}, "{", {"label": []}, {"text": 5}, {"text": ""}, "[]",
        {"text": "b", "label": []},
    )  # fmt: skip
    skipped = [(one.path, one.reason) for one in found if isinstance(one, Skipped)]
    assert [path for path, _ in skipped] == [f"all.jsonl:{n}" for n in (2, 3, 4, 5, 6)]
    assert [reason.split(":")[0] for _, reason in skipped] == [
        "not JSON", "text is missing", "text is not a string", "the document has no text",
        "not a JSON object",
    ]  # fmt: skip
    assert len(found) == 7


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ([0, 4], "label-not-read"),
        ([0, "4", "PER"], "label-not-read"),
        ([0, True, "PER"], "label-not-read"),
        ({"start_offset": 0, "end_offset": None, "label": "PER"}, "label-not-read"),
        (5, "label-not-read"),
        ([0, 4, ""], "label-not-usable"),
        ([0, 99, "PER"], "span-outside-text"),
        ([-4, 3, "PER"], "span-outside-text"),
        ([4, 0, "PER"], "span-outside-text"),
        ([4, 5, "PER"], "span-empty"),
        ([4, 8, "PER"], "span-white-space-trimmed"),
    ],
)
def test_each_bad_label_is_counted_and_the_others_come_in(read, label, code):
    (document,), reading = read({"text": TEXT, "label": [label, [9, 13, "PER"]]})
    assert ("Bert", "PER") in spans(document, reading)
    assert codes(reading) == {code: 1}


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        ({"from_id": 1, "to_id": 9, "type": "x"}, "relation-without-span"),
        ({"from_id": 1, "type": "x"}, "label-not-read"),
        ({"from_id": 1, "to_id": 1, "type": 5}, "label-not-read"),
        ("x", "label-not-read"),
        ({"from_id": 1, "to_id": 1, "type": " "}, "label-not-usable"),
    ],
)
def test_each_bad_relation_is_counted(read, relation, code):
    entity = {"id": 1, "start_offset": 0, "end_offset": 4, "label": "PER"}
    (document,), reading = read({"text": TEXT, "entities": [entity], "relations": [relation]})
    assert not document.sets[0].relations
    assert codes(reading) == {code: 1}


# Pitfall: the unit of the offsets is UTF-16, or grapheme clusters by an option of the project.

WOMAN = "👩🏽‍💻"
STORY = f"😀 Anna {WOMAN} met Bert. {WOMAN}{WOMAN} Clara too."


def place(unit: str, word: str) -> list[object]:
    """Return the triple of a word in a unit."""
    from annotator.formats.offset_units import UNITS

    start = STORY.index(word)
    convert = UNITS[unit](STORY).from_code_points
    return [convert(start), convert(start + len(word)), "PER"]


@pytest.mark.parametrize("unit", ["utf-16", "graphemes", "code-points"])
def test_the_unit_is_told_by_the_edges_of_words(read, unit):
    row = {"text": STORY, "label": [place(unit, word) for word in ("Anna", "Bert", "Clara")]}
    (document,), reading = read(row)
    assert [surface for surface, _ in spans(document, reading)] == ["Anna", "Bert", "Clara"]
    assert codes(reading) == {}


def test_one_telling_document_decides_for_the_file(read):
    doubtful = {"text": "東京😀東京東京", "label": [[3, 5, "GPE"]]}
    with pytest.raises(UserError, match="--offsets"):
        read(doubtful)
    telling = {"text": STORY, "label": [place("utf-16", w) for w in ("Anna", "Bert", "Clara")]}
    (first, _), _reading = read(doubtful, telling)
    assert first.sets[0].spans[0].fragments == ((2, 4),)


@pytest.mark.parametrize(("unit", "start"), [("utf-16", 2), ("graphemes", 3), ("code-points", 3)])
def test_a_person_can_say_the_unit(read, unit, start):
    (document,), _ = read({"text": "東京😀東京東京", "label": [[3, 5, "GPE"]]}, offsets=unit)
    assert document.sets[0].spans[0].start == (start if unit != "utf-16" else 2)


def test_without_characters_that_matter_nobody_is_asked(read):
    (document,), _ = read({"text": "東京東京 é", "label": [[1, 2, "GPE"]]})
    assert document.sets[0].spans[0].fragments == ((1, 2),)
    (document,), _ = read({"text": "東京 😀", "label": [[1, 2, "GPE"]]})
    assert document.sets[0].spans[0].fragments == ((1, 2),)


def test_line_ends_of_the_file_count_as_it_counted_them(read):
    (document,), reading = read(
        {"text": "One\r\nAnna met\r\nBert", "label": [[5, 9, "PER"], [15, 19, "PER"]]}
    )
    assert [surface for surface, _ in spans(document, reading)] == ["Anna", "Bert"]
    assert codes(reading) == {"line-ends": 2}


def test_an_unknown_unit_is_refused(read):
    with pytest.raises(UserError, match="offset unit"):
        read({"text": "a", "label": []}, offsets="utf-7")


def test_a_file_that_is_no_json_is_refused(tmp_path):
    for content in (b"", b"EU\tB-ORG\n", "[1]".encode("utf-16"), b"PK\x03\x04"):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(UserError):
            DOCCANO.read(tmp_path / "x", Schema(""))


# Writing: what doccano's importer asks for.


def written(make, tmp_path, *documents, schema=None, **options):
    """Return the rows of an export and its result."""
    path = tmp_path / "out.jsonl"
    result = DOCCANO.write(documents, schema or make.schema, path, ExportOptions(**options))
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]], result


def test_ids_are_whole_numbers_unique_in_the_file_and_offsets_are_utf_16(make, tmp_path):
    text = "😀 Anna met Bert"
    documents = [
        make.annotated(
            text + end,
            [make.on(text, "Anna", make.person), make.on(text, "Bert", make.person)],
            [make.relation("r", make.meets, "Anna", "Bert")],
        )
        for end in ("", "!")
    ]
    rows, result = written(make, tmp_path, *documents)
    ids = [row["id"] for each in rows for key in ("entities", "relations") for row in each[key]]
    assert len(set(ids)) == len(ids) == 6
    assert all(type(each) is int for each in ids)
    for row in rows:
        units = row["text"].encode("utf-16-le")
        first, second = row["entities"]
        found = units[2 * first["start_offset"] : 2 * first["end_offset"]].decode("utf-16-le")
        assert found == "Anna"
        assert first["start_offset"] == 3
        (relation,) = row["relations"]
        assert (relation["from_id"], relation["to_id"]) == (first["id"], second["id"])
        assert relation["type"] == "MEETS"
        assert row["meta"] == {"language": "en"}
    manifest = json.loads((tmp_path / "out.manifest.json").read_bytes())
    assert manifest["offsets"] == "utf-16"
    assert (result.documents, result.spans, result.relations) == (2, 4, 2)


def test_without_relation_labels_the_rows_have_triples(make, tmp_path):
    schema = Schema("s", (make.person, make.org))
    document = make.annotated(TEXT, [make.on(TEXT, "Bert", make.person)])
    (row,), _ = written(make, tmp_path, document, schema=schema)
    assert row["label"] == [[9, 13, "PERSON"]]
    assert "entities" not in row


def test_line_separators_inside_a_text_do_not_cut_a_row(make, tmp_path):
    written(make, tmp_path, make.annotated("a\u2028b\u0085c"))
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 1


def test_our_own_export_is_read_in_its_unit_without_asking(make, tmp_path):
    text = "東京😀東京東京"
    span = make.span("s", make.org, (4, 5))
    written(make, tmp_path, make.annotated(text, [span]))
    (back,) = DOCCANO.read(tmp_path / "out.jsonl", make.schema)
    assert back.sets[0].spans[0].fragments == ((4, 5),)
    (tmp_path / "out.manifest.json").unlink()
    with pytest.raises(UserError, match="--offsets"):
        DOCCANO.read(tmp_path / "out.jsonl", make.schema)


@needs_samples
def test_the_relation_example():
    reading = DOCCANO.read(SAMPLES / "relation_extraction" / "example.jsonl", Schema(""))
    (document,) = list(reading)
    assert spans(document, reading) == [
        ("Google", "ORG"), ("September 4, 1998", "DATE"),
        ("Larry Page", "PERSON"), ("Sergey Brin", "PERSON"),
    ]  # fmt: skip
    assert len(document.sets[0].relations) == 3
    assert codes(reading) == {}


@needs_samples
def test_the_broken_example_is_reported_by_line():
    reading = DOCCANO.read(SAMPLES / "sequence_labeling" / "example.jsonl", Schema(""))
    first, second, third = list(reading)
    assert spans(first, reading) == [("e", "LOC")]
    assert spans(second, reading) == []
    assert (third.path, third.reason) == ("example.jsonl:3", "text is missing")
    assert second.document.facts == {"wikiPageID": "2"}


@needs_samples
def test_the_overlapping_example_has_one_span_twice():
    reading = DOCCANO.read(SAMPLES / "sequence_labeling" / "example_overlapping.jsonl", Schema(""))
    (document,) = list(reading)
    assert spans(document, reading) == [("e", "LOC")]
    assert codes(reading) == {"span-doubled": 1}
