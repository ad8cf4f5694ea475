"""Rows for Hugging Face datasets: JSON lines, Parquet, names of tags, and the library itself."""

import json
import sys
from dataclasses import replace

import pytest

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import ChainId
from annotator.domain.schema import Schema
from annotator.domain.spans import Chain
from annotator.formats.format import ExportOptions
from annotator.formats.huggingface import HUGGINGFACE
from annotator.formats.huggingface_features import features, tag_names

TEXT = "Anna Berg works for Öl AG. She met Bo there 🦊."


@pytest.fixture
def items(make):
    spans = [
        make.on(TEXT, "Anna Berg", make.person),
        replace(make.on(TEXT, "Öl AG", make.org), attributes={"a": "b"}, note="hm\nhm"),
        make.on(TEXT, "AG", make.org),
        make.on(TEXT, "Bo", make.person),
    ]
    relations = [
        make.relation("r", make.works, "Anna Berg", "AG"),
        make.relation("q", make.meets, "Bo", "Anna Berg"),
    ]
    annotated = make.annotated(TEXT, spans, relations)
    work = replace(annotated.sets[0], chains=(Chain(ChainId("c"), (spans[1].id, spans[2].id)),))
    return [replace(annotated, sets=(work,))]


def read(path, schema):
    reading = HUGGINGFACE.read(path, schema)
    return list(reading), reading


def lines(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_everything_on_tokens_comes_back(tmp_path, make, items, suffix):
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    dest = tmp_path / f"x{suffix}"
    result = HUGGINGFACE.write(iter(items), make.schema, dest)
    assert (result.spans, result.relations) == (4, 2)
    assert [(row.code, row.count) for row in result.losses] == [("tags-overlap", 1)]
    (back,), _ = read(dest, make.schema)
    assert back.document == items[0].document
    work, wanted = back.sets[0], items[0].sets[0]
    kept = {(s.fragments, s.label, s.note, *s.attributes.items()) for s in work.spans}
    assert kept == {(s.fragments, s.label, s.note, *s.attributes.items()) for s in wanted.spans}
    assert len(work.relations) == 2
    assert [len(chain.spans) for chain in work.chains] == [2]


def test_the_names_of_tags_have_a_fixed_order():
    assert tag_names(["PERSON", "ORG"], "iob2") == ["O", "B-ORG", "I-ORG", "B-PERSON", "I-PERSON"]
    assert tag_names(["A"], "bioes") == ["O", "B-A", "I-A", "E-A", "S-A"]


def test_offsets_lead_back_to_the_text(tmp_path, make, items):
    HUGGINGFACE.write(iter(items), make.schema, tmp_path / "x.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]
    for row in rows:
        places = zip(row["start_chars"], row["end_chars"], strict=True)
        assert [TEXT[start:end] for start, end in places] == row["tokens"]
    assert "".join(row["text"] for row in rows) == TEXT
    assert [row["sent_id"] for row in rows] == [0, 1]


def test_a_window_joins_sentences(tmp_path, make, items):
    options = ExportOptions(window=100)
    HUGGINGFACE.write(iter(items), make.schema, tmp_path / "x.jsonl", options)
    assert (tmp_path / "x.jsonl").read_text().count("\n") == 1


def test_numbers_are_named_by_the_file_beside_or_refused(tmp_path):
    row = {"id": "0", "tokens": ["Bo", "slept"], "ner_tags": [1, 0]}
    path = lines(tmp_path / "x.jsonl", row)
    with pytest.raises(UserError, match="numbers"):
        read(path, Schema("s"))
    told = json.dumps(features(["O", "B-PER", "I-PER"]))
    (tmp_path / "features.json").write_text(told)
    (item,), _ = read(path, Schema("s"))
    assert [span.fragments for span in item.sets[0].spans] == [((0, 2),)]


def test_rows_of_others_are_read_by_the_hundred(tmp_path):
    rows = [{"tokens": ["Bo", str(n)], "ner_tags": ["B-PER", "O"]} for n in range(150)]
    items, reading = read(lines(tmp_path / "x.jsonl", *rows), Schema("s"))
    assert [each.document.text.count("\n") + 1 for each in items] == [100, 50]
    assert sum(len(each.sets[0].spans) for each in items) == 150
    assert reading.repairs.count("spacing-invented") == 2


def test_bad_rows_are_skipped_with_their_line(tmp_path):
    good = {"tokens": ["a"], "ner_tags": ["O"]}
    bad = [
        {"tokens": ["a", "b"], "ner_tags": ["O"]},
        {"tokens": [1], "ner_tags": ["O"]},
        {"tokens": ["a"], "ner_tags": ["X_Y"]},
        {"tokens": ["a"], "ner_tags": [None]},
        {"tokens": []},
        {},
    ]
    items, _ = read(lines(tmp_path / "x.jsonl", good, *bad, good), Schema("s"))
    skipped = [each.path for each in items if isinstance(each, Skipped)]
    assert skipped == [f"x.jsonl:{n}" for n in range(2, 8)]
    assert sum(isinstance(each, AnnotatedDocument) for each in items) == 1


def test_a_parquet_file_that_is_none_is_refused(tmp_path, make, items):
    pytest.importorskip("pyarrow")
    dest = tmp_path / "x.parquet"
    HUGGINGFACE.write(iter(items), make.schema, dest)
    content = dest.read_bytes()
    for broken in (content[: len(content) // 2], b"PAR1" + b"\0" * 50 + b"PAR1", b""):
        dest.write_bytes(broken)
        with pytest.raises(UserError, match="Parquet"):
            read(dest, make.schema)


def test_without_pyarrow_parquet_is_refused_in_a_sentence(tmp_path, make, items, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserError, match=r"news-annotator\[parquet\]"):
        HUGGINGFACE.write(iter(items), make.schema, tmp_path / "x.parquet")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_the_library_loads_it_offline_with_the_names(tmp_path, make, items, suffix, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    datasets = pytest.importorskip("datasets")
    dest = tmp_path / f"x{suffix}"
    HUGGINGFACE.write(iter(items), make.schema, dest)
    told = json.loads((tmp_path / "x.features.json").read_text())
    more = {}
    if suffix == ".jsonl":
        more["features"] = datasets.Features.from_dict(told)
    loaded = datasets.load_dataset(
        "json" if suffix == ".jsonl" else "parquet",
        data_files=str(dest),
        split="train",
        cache_dir=str(tmp_path / "cache"),
        **more,
    )
    names = loaded.features["ner_tags"].feature.names
    assert names == tag_names(["PERSON", "ORG", "MONEY"], "iob2")
    first = loaded[0]
    tags = [names[number] for number in first["ner_tags"]]
    assert tags == ["B-PERSON", "I-PERSON", "O", "O", "B-ORG", "I-ORG", "O"]
    assert first["entities"][1]["attributes"] == [{"name": "a", "value": "b"}]
