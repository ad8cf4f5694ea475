"""The spacy export, read back by spaCy itself."""

import itertools
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from annotator.domain.annotation_sets import Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import Stopped, UserError
from annotator.domain.ids import AnnotatorId
from annotator.formats.format import ExportOptions, ExportResult
from annotator.formats.registry import FORMATS

SPACY = FORMATS["spacy"]
BEN = Annotator(AnnotatorId("u2"), "Ben/..: Ö")
TEXT = "Anna Smith of Acme Corp. in the U.S.-led talks."


def _read(path: Path) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))


def _export(
    tmp_path: Path, make: SimpleNamespace, *documents: AnnotatedDocument, **options: Any
) -> tuple[ExportResult, Doc]:
    result = SPACY.write(documents, make.schema, tmp_path / "out", ExportOptions(**options))
    return result, _read(tmp_path / "out" / "train.spacy")[0]


def _ents(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


def _group(doc: Doc) -> list[tuple[str, str]]:
    return [(each.text, each.label_) for each in doc.spans["sc"]]


def _missing(doc: Doc) -> list[str]:
    return [token.text for token in doc if token.ent_iob_ == ""]


def _losses(result: ExportResult) -> dict[str, int]:
    return {row.code: row.count for row in result.losses}


def test_flat_entities(tmp_path: Path, make: SimpleNamespace) -> None:
    spans = [make.on(TEXT, "Anna Smith", make.person), make.on(TEXT, "Acme Corp.", make.org)]
    result, doc = _export(tmp_path, make, make.annotated(TEXT, spans))
    assert doc.text == TEXT
    assert _ents(doc) == [("Anna Smith", "PERSON"), ("Acme Corp.", "ORG")]
    assert _group(doc) == _ents(doc)
    assert not _missing(doc)
    assert not result.losses
    assert (result.documents, result.spans, result.relations) == (1, 2, 0)


def test_nested_and_crossing_spans_stay_in_the_group(tmp_path: Path, make: SimpleNamespace) -> None:
    spans = [
        make.on(TEXT, "Smith", make.person),
        make.on(TEXT, "Anna Smith", make.person),
        make.on(TEXT, "Smith of Acme", make.org),
        make.on(TEXT, "Acme Corp.", make.org),
    ]
    result, doc = _export(tmp_path, make, make.annotated(TEXT, spans))
    assert _ents(doc) == [("Smith of Acme", "ORG")]
    assert _group(doc) == [
        ("Anna Smith", "PERSON"),
        ("Smith of Acme", "ORG"),
        ("Smith", "PERSON"),
        ("Acme Corp.", "ORG"),
    ]
    assert _missing(doc) == ["Anna", "Corp."]  # someone labelled them: not O
    assert _losses(result) == {"ents-overlap": 3}
    assert result.spans == 4


def test_ties_go_to_the_earlier_span(tmp_path: Path, make: SimpleNamespace) -> None:
    spans = [make.on(TEXT, "Smith of", make.org), make.on(TEXT, "Anna Smith", make.person)]
    _, doc = _export(tmp_path, make, make.annotated(TEXT, spans))
    assert _ents(doc) == [("Anna Smith", "PERSON")]


def test_a_span_that_cuts_a_token(tmp_path: Path, make: SimpleNamespace) -> None:
    document = make.annotated(TEXT, [make.on(TEXT, "U.S.", make.org)])
    result, doc = _export(tmp_path, make, document)
    assert _ents(doc) == _group(doc) == []
    assert _missing(doc) == ["U.S.-led"]
    assert _losses(result) == {"span-cuts-token": 1}
    [example] = next(iter(result.losses)).examples
    assert (example.document, example.offset, example.text) == (document.document.id, 32, "U.S.")
    result, doc = _export(tmp_path, make, document, expand=True)
    assert _ents(doc) == [("U.S.-led", "ORG")]
    assert _losses(result) == {"span-expanded": 1}


def test_white_space_at_the_edges_is_trimmed(tmp_path: Path, make: SimpleNamespace) -> None:
    text = "Anna Smith \n\nat Acme"
    spans = [
        make.span("a", make.person, (0, 11)),
        make.span("b", make.person, (4, 5)),
        make.span("c", make.person, (11, 15)),
    ]
    result, doc = _export(tmp_path, make, make.annotated(text, spans))
    assert _ents(doc) == [("Anna Smith", "PERSON")]
    assert [each.text for each in doc.spans["sc"]] == ["Anna Smith", "\n\nat"]
    assert _losses(result) == {
        "ents-white-space": 1,
        "span-white-space-trimmed": 1,
        "span-without-token": 1,
    }


def test_discontinuous_span_is_lost_and_its_tokens_missing(
    tmp_path: Path, make: SimpleNamespace
) -> None:
    spans = [make.span("a", make.person, (0, 4), (14, 18))]
    result, doc = _export(tmp_path, make, make.annotated(TEXT, spans))
    assert _ents(doc) == _group(doc) == []
    assert _missing(doc) == ["Anna", "Acme"]
    assert _losses(result) == {"discontinuous-span": 1}


def test_masked_zones_are_missing_and_never_outside(tmp_path: Path, make: SimpleNamespace) -> None:
    text = "By Jo Kim\nAnna met Jo.\nRead more: Acme"
    zones = [
        (0, 10, ZoneKind.BYLINE),
        (10, 23, ZoneKind.BODY),
        (23, len(text), ZoneKind.RELATED),
    ]
    spans = [
        make.on(text, "Jo Kim", make.person),
        make.on(text, "Anna", make.person),
        make.on(text, "Jo.\nRead", make.org),
    ]
    result, doc = _export(tmp_path, make, make.annotated(text, spans, zones=zones))
    assert _ents(doc) == _group(doc) == [("Anna", "PERSON")]
    assert [(token.text, token.ent_iob_) for token in doc if token.ent_iob_] == [
        ("Anna", "B"),
        ("met", "O"),
    ]
    assert _losses(result) == {"masked-zone-in-spancat": 2, "span-in-masked-zone": 2}


def test_finished_and_empty_is_a_negative_example(tmp_path: Path, make: SimpleNamespace) -> None:
    result, doc = _export(tmp_path, make, make.annotated(TEXT))
    assert doc.has_annotation("ENT_IOB")
    assert {token.ent_iob_ for token in doc} == {"O"}
    assert not result.losses


def test_what_is_not_finished_stays_out(tmp_path: Path, make: SimpleNamespace) -> None:
    documents = [
        make.annotated(TEXT),
        make.annotated("One", state=State.IN_PROGRESS),
        make.annotated("Two", state=State.SET_ASIDE),
        make.annotated("Three", state=State.NEW),
    ]
    result, doc = _export(tmp_path, make, *documents)
    assert doc.text == TEXT
    assert result.documents == 1
    assert _losses(result) == {"document-not-finished": 3}
    open_document = make.annotated(TEXT, [make.on(TEXT, "Acme", make.org)], state=State.IN_PROGRESS)
    result, doc = _export(tmp_path, make, open_document, all_states=True)
    assert _ents(doc) == [("Acme", "ORG")]
    assert {token.ent_iob_ for token in doc if token.text != "Acme"} == {""}


def test_relations_by_start_tokens(tmp_path: Path, make: SimpleNamespace) -> None:
    spans = [
        make.on(TEXT, "Anna Smith", make.person),
        make.on(TEXT, "Acme Corp.", make.org),
        make.on(TEXT, "talks", make.org),
    ]
    relations = [
        make.relation("r1", make.works, "Anna Smith", "Acme Corp."),
        make.relation("r2", make.meets, "Acme Corp.", "talks"),
    ]
    result, doc = _export(tmp_path, make, make.annotated(TEXT, spans, relations))
    Doc.set_extension("rel", default={}, force=True)
    yes, no = 1.0, 0.0
    assert doc._.rel == {
        (0, 3): {"WORKS_FOR": yes, "MEETS": no},
        (3, 0): {"WORKS_FOR": no, "MEETS": no},
        (3, 8): {"WORKS_FOR": no, "MEETS": yes},
        (8, 3): {"WORKS_FOR": no, "MEETS": yes},
    }
    assert result.relations == 2
    assert not result.losses


def test_relations_that_collide_or_lose_a_span(tmp_path: Path, make: SimpleNamespace) -> None:
    spans = [
        make.on(TEXT, "Anna Smith", make.person),
        make.on(TEXT, "Acme Corp.", make.org),
        make.on(TEXT, "Acme", make.org),
        make.on(TEXT, "U.S.", make.org),
    ]
    relations = [
        make.relation("r1", make.works, "Anna Smith", "Acme Corp."),
        make.relation("r2", make.works, "Anna Smith", "Acme"),
        make.relation("r3", make.works, "Anna Smith", "U.S."),
        make.relation("r4", make.meets, "Acme Corp.", "Anna Smith"),
    ]
    result, doc = _export(tmp_path, make, make.annotated(TEXT, spans, relations))
    Doc.set_extension("annotator", default={}, force=True)
    assert [row[0] for row in doc._.annotator["relations"]] == ["r1", "r2", "r4"]
    assert result.relations == 3
    assert _losses(result) == {
        "ents-overlap": 1,
        "ents-relation-end": 1,
        "relation-key-collision": 2,
        "relation-without-span": 1,
        "span-cuts-token": 1,
    }


def test_split_files_manifest_and_losses(tmp_path: Path, make: SimpleNamespace) -> None:
    documents = [make.annotated(f"Article {number} on Acme.") for number in range(40)]
    options = ExportOptions(split=(0.5, 0.25, 0.25), seed=3)
    result = SPACY.write(documents, make.schema, tmp_path / "out", options)
    texts = {
        name: [doc.text for doc in _read(tmp_path / "out" / f"{name}.spacy")]
        for name in ("train", "dev", "test")
    }
    assert sorted(itertools.chain(*texts.values())) == sorted(
        each.document.text for each in documents
    )
    assert all(texts.values())
    SPACY.write(documents[:20], make.schema, tmp_path / "half", options)
    half = [doc.text for doc in _read(tmp_path / "half" / "test.spacy")]
    assert set(half) <= set(texts["test"])
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["split"] == [0.5, 0.25, 0.25]
    assert manifest["seed"] == 3
    [anna] = manifest["annotators"]
    assert anna["counts"]["test"]["documents"] == len(texts["test"])
    assert anna["tokenizers"] == [
        {"name": "spacy.blank(en)", "version": spacy.__version__, "documents": 40}
    ]
    present = {path.name for path in (tmp_path / "out").iterdir()}
    assert present == {path.as_posix() for path in result.files} == set(manifest["files"])
    assert json.loads((tmp_path / "out" / "losses.json").read_text()) == []


def test_several_annotators_get_a_folder_each(tmp_path: Path, make: SimpleNamespace) -> None:
    spans = [make.on(TEXT, "Acme", make.org)]
    documents = [make.annotated(TEXT, spans), make.annotated(TEXT, owner=BEN)]
    result = SPACY.write(documents, make.schema, tmp_path / "out")
    assert [
        _ents(_read(tmp_path / "out" / folder / "train.spacy")[0])
        for folder in ("Anna", "Ben_.._ Ö")
    ] == [[("Acme", "ORG")], []]
    assert Path("Anna/config.cfg") in result.files
    both = (make.anna.id, BEN.id)
    SPACY.write(
        [make.annotated(TEXT)], make.schema, tmp_path / "one", ExportOptions(annotators=both)
    )
    assert (tmp_path / "one" / "Anna" / "train.spacy").exists()


@pytest.mark.parametrize("language", ["", "de-AT", "ja", "../x", "zz", "EN_us", "ar", "zh", "tlh"])
def test_any_language_keeps_the_text(tmp_path: Path, make: SimpleNamespace, language: str) -> None:
    text = "東京 à\u00a0\u200bשלום  עולם 👩🏽‍💻\n\n\tend "
    document = make.annotated(text, [make.on(text, "end", make.org)], language=language)
    result, doc = _export(tmp_path, make, document)
    assert doc.text == text
    assert _ents(doc) == [("end", "ORG")]
    assert not result.losses


def test_nothing_finished_is_a_user_error_and_leaves_nothing(
    tmp_path: Path, make: SimpleNamespace
) -> None:
    with pytest.raises(UserError, match="nothing to export"):
        SPACY.write([make.annotated("x", state=State.NEW)], make.schema, tmp_path / "a" / "b")

    def stopped() -> Any:
        yield make.annotated("x")
        raise Stopped

    with pytest.raises(Stopped):
        SPACY.write(stopped(), make.schema, tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_only_an_untouched_earlier_export_is_replaced(
    tmp_path: Path, make: SimpleNamespace
) -> None:
    out = tmp_path / "out"
    SPACY.write([make.annotated("one")], make.schema, out)
    SPACY.write([make.annotated("two")], make.schema, out)
    assert [doc.text for doc in _read(out / "train.spacy")] == ["two"]
    (out / "model").mkdir()
    (out / "model" / "meta.json").write_text("{}")
    with pytest.raises(UserError, match=r"model/meta\.json"):
        SPACY.write([make.annotated("three")], make.schema, out)
    assert [doc.text for doc in _read(out / "train.spacy")] == ["two"]
    (tmp_path / "file").write_text("precious")
    with pytest.raises(UserError, match="is a file"):
        SPACY.write([make.annotated("one")], make.schema, tmp_path / "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "out"]
