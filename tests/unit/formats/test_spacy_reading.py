"""DocBin files read: made by spaCy itself, by our export, and by nobody's good will."""

import struct
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin, Span

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.format import ExportOptions, Reading
from annotator.formats.registry import FORMATS

SPACY = FORMATS["spacy"]
REL: Any = ("._.", "rel", None, None)


def _documents(reading: Reading) -> list[AnnotatedDocument]:
    items = list(reading)
    assert not [item for item in items if isinstance(item, Skipped)]
    return [item for item in items if isinstance(item, AnnotatedDocument)]


def _saved(path: Path, *docs: Doc, **options: Any) -> Path:
    DocBin(docs=docs, **{"store_user_data": True} | options).to_disk(path)
    return path


def _doc(text: str = "Anna Smith of Acme Corp. 👩🏽‍💻 東京") -> Doc:
    return spacy.blank("en")(text)


def _surfaces(annotated: AnnotatedDocument, schema: Schema | None) -> list[tuple[str, str]]:
    assert schema is not None
    names = {label.id: label.name for label in schema.labels}
    text = annotated.document.text
    return [(span.surface(text), names[span.label]) for span in annotated.sets[0].spans]


def test_entities_and_group_are_merged(tmp_path: Path, make: SimpleNamespace) -> None:
    doc = _doc()
    doc.ents = [Span(doc, 0, 2, "PERSON"), Span(doc, 5, 8, "ORG")]
    doc.spans["sc"] = [Span(doc, 0, 2, "PERSON"), Span(doc, 1, 2, "PERSON")]
    doc.spans["other"] = [Span(doc, 0, 1, "X")]
    doc.user_data[REL] = {(0, 5): {"WORKS_FOR": 1.0, "MEETS": 0.0}, (1, 4): {"MEETS": 1.0}}
    reading = SPACY.read(_saved(tmp_path / "x.spacy", doc), make.schema)
    [read] = _documents(reading)
    assert read.document.text == doc.text
    assert _surfaces(read, reading.schema) == [
        ("Anna Smith", "PERSON"),
        ("Smith", "PERSON"),
        ("👩🏽‍💻", "ORG"),
    ]
    [relation] = read.sets[0].relations
    assert relation.label == make.works.id
    assert (relation.source, relation.target) == (
        read.sets[0].spans[0].id,
        read.sets[0].spans[2].id,
    )
    assert read.sets[0].annotator == ""
    assert {row.code: row.count for row in reading.repairs} == {
        "relation-without-span": 1,
        "span-group-not-read": 1,
    }


def test_unread_empty_and_partly_missing(tmp_path: Path, make: SimpleNamespace) -> None:
    unread, empty, partly = _doc("One."), _doc("Two."), _doc("Three four.")
    empty.ents = []
    partly.set_ents([], missing=[partly[0:1]])
    reading = SPACY.read(_saved(tmp_path / "x.spacy", unread, empty, partly), make.schema)
    first, second, third = _documents(reading)
    assert not first.sets
    assert second.sets[0].spans == ()
    assert third.sets[0].spans == ()
    assert reading.repairs.count("tokens-missing") == 1


def test_unknown_labels_are_added(tmp_path: Path, make: SimpleNamespace) -> None:
    doc = _doc()
    doc.ents = [Span(doc, 0, 1, "ALIEN"), Span(doc, 1, 2, "ALIEN"), Span(doc, 3, 4, "PERSON")]
    doc.user_data[REL] = {(0, 1): {"PERSON": 1.0}}
    path = _saved(tmp_path / "x.spacy", doc)
    reading = SPACY.read(path, make.schema)
    [read] = _documents(reading)
    assert reading.schema is not None
    added = reading.schema.labels[len(make.schema.labels) :]
    assert [(each.name, each.kind) for each in added] == [
        ("ALIEN", LabelKind.ENTITY),
        ("PERSON", LabelKind.RELATION),
    ]
    assert len(read.sets[0].spans) == 3
    assert reading.repairs.count("label-added") == 2
    again = SPACY.read(path, make.schema)
    list(again)
    assert again.schema == reading.schema  # the same ids each time


def test_our_export_comes_back(tmp_path: Path, make: SimpleNamespace) -> None:
    text = "Anna Smith of Acme Corp.\u00a0met שלום in 東京都."
    spans = [
        make.on(text, "Anna Smith", make.person),
        make.on(text, "Smith", make.person),
        make.on(text, "Acme Corp.", make.org),
        make.on(text, "Acme", make.org),
    ]
    relations = [
        make.relation("r1", make.works, "Anna Smith", "Acme"),
        make.relation("r2", make.works, "Anna Smith", "Acme Corp."),
        make.relation("r3", make.meets, "Smith", "Anna Smith"),
    ]
    documents = [make.annotated(text, spans, relations), make.annotated("Nothing here.")]
    options = ExportOptions(split=(0.5, 0.5, 0.0), seed=1)
    SPACY.write(documents, make.schema, tmp_path / "out", options)
    reading = SPACY.read(tmp_path / "out", make.schema)
    read = {each.document.id: each for each in _documents(reading)}
    assert len(read) == 2
    back = read[documents[0].document.id]
    assert back.document.facts == {"language": "en"}
    key = {span.id: span.surface(text) for span in back.sets[0].spans}
    assert sorted(key.values()) == sorted(span.id for span in spans)
    found = {(each.label, key[each.source], key[each.target]) for each in back.sets[0].relations}
    assert found == {(each.label, each.source, each.target) for each in relations}


def test_files_without_user_data_or_groups(tmp_path: Path, make: SimpleNamespace) -> None:
    doc = _doc()
    doc.ents = [Span(doc, 0, 2, "PERSON")]
    path = tmp_path / "x.spacy"
    _saved(path, doc, store_user_data=False, attrs=["ENT_IOB", "ENT_TYPE"])
    reading = SPACY.read(path, make.schema)
    [read] = _documents(reading)
    assert _surfaces(read, reading.schema) == [("Anna Smith", "PERSON")]


def test_text_that_is_not_canonical_is_skipped(tmp_path: Path, make: SimpleNamespace) -> None:
    path = _saved(tmp_path / "x.spacy", _doc("One\r\ntwo"), _doc("fine"))
    skipped, kept = list(SPACY.read(path, make.schema))
    assert isinstance(skipped, Skipped)
    assert (skipped.path, "CR" in skipped.reason) == ("x.spacy:1", True)
    assert isinstance(kept, AnnotatedDocument)


def _changed(path: Path, **changes: Any) -> None:
    doc = _doc()
    doc.ents = [Span(doc, 0, 2, "PERSON")]
    message = srsly.msgpack_loads(zlib.decompress(DocBin(docs=[doc]).to_bytes()))
    message |= {"user_data": [None]} | changes
    path.write_bytes(zlib.compress(srsly.msgpack_dumps(message)))


def _bad_group(first: int, last: int) -> bytes:
    span = struct.pack(">QQQllll", 0, 0, 380, first, last, 0, 1)
    group: bytes = srsly.msgpack_dumps({"name": "sc", "attrs": {}, "spans": [span]})
    packed: bytes = srsly.msgpack_dumps({group: ["sc"]})
    return packed


@pytest.mark.parametrize(
    "changes",
    [
        {"span_groups": [_bad_group(0, 10_000)]},
        {"span_groups": [_bad_group(-5, 2)]},
        {"span_groups": [_bad_group(2, 2)]},
        {"span_groups": [b"\xc1"]},
        {"user_data": [b"\xff\xff\xff"]},
        {"strings": ["Anna"]},
        {"flags": [7]},
    ],
)
def test_a_damaged_document_is_skipped(
    tmp_path: Path, make: SimpleNamespace, changes: dict[str, Any]
) -> None:
    _changed(tmp_path / "x.spacy", **changes)
    [skipped] = list(SPACY.read(tmp_path / "x.spacy", make.schema))
    assert isinstance(skipped, Skipped)
    assert skipped.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"lengths": struct.pack("<i", 99)},
        {"lengths": struct.pack("<ii", -1, 12)},
        {"tokens": b"12345678"},
        {"attrs": "x"},
        {"strings": 7},
        {"spaces": b""},
        {"cats": [{}, {}]},
    ],
)
def test_a_damaged_file_is_a_user_error(
    tmp_path: Path, make: SimpleNamespace, changes: dict[str, Any]
) -> None:
    _changed(tmp_path / "x.spacy", **changes)
    with pytest.raises(UserError, match="not a spaCy DocBin"):
        SPACY.read(tmp_path / "x.spacy", make.schema)


@pytest.mark.parametrize("content", [b"", b"hello", zlib.compress(b"\xc1"), zlib.compress(b"\x80")])
def test_other_files_are_user_errors(tmp_path: Path, make: SimpleNamespace, content: bytes) -> None:
    path = tmp_path / "x.spacy"
    path.write_bytes(content)
    with pytest.raises(UserError, match="not a spaCy DocBin"):
        SPACY.read(path, make.schema)
    with pytest.raises(UserError):
        SPACY.read(tmp_path / "none.spacy", make.schema)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=r"no \.spacy files"):
        SPACY.read(tmp_path / "empty", make.schema)


def test_a_bad_file_in_a_folder_is_skipped(tmp_path: Path, make: SimpleNamespace) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "a.spacy").write_bytes(b"nothing")
    _saved(tmp_path / "in" / "b.spacy", _doc())
    skipped, kept = list(SPACY.read(tmp_path, make.schema))
    assert isinstance(skipped, Skipped)
    assert skipped.path == "a.spacy"
    assert isinstance(kept, AnnotatedDocument)


@pytest.mark.parametrize("cut", [1, 10, 100])
def test_a_file_cut_short_is_a_user_error(tmp_path: Path, make: SimpleNamespace, cut: int) -> None:
    path = _saved(tmp_path / "x.spacy", _doc())
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(UserError):
        SPACY.read(path, make.schema)


@pytest.mark.parametrize(
    "rows", [7, {}, {"facts": {"a": 1}}, {"spans": [[1]]}, {"facts": {}, "spans": "abcdef"}]
)
def test_odd_user_data_is_passed_over(tmp_path: Path, make: SimpleNamespace, rows: object) -> None:
    doc = _doc()
    doc.ents = [Span(doc, 0, 2, "PERSON")]
    doc.user_data[("._.", "annotator", None, None)] = rows  # type: ignore[index]
    doc.user_data[REL] = {(0, 1): 3, "x": {"A": 1.0}, (0,): {"A": 1.0}}
    reading = SPACY.read(_saved(tmp_path / "x.spacy", doc), make.schema)
    [read] = _documents(reading)
    assert len(read.sets[0].spans) == 1
    assert reading.repairs.count("user-data-not-read") == 1
