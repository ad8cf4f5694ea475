"""The sample corpus: annotations follow from articles and tables, and sit where they should."""

import importlib.util
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from annotator.domain.annotation_sets import AnnotationSet, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document, ZoneKind, labelable_extents
from annotator.domain.errors import UserError
from annotator.domain.ids import document_id
from annotator.domain.schema import Schema
from annotator.domain.spans import Extent
from annotator.formats.jsonl import JSONL
from annotator.text.sentences import sentence_extents

SEEDS = Path(__file__).parents[3] / "seeds"
ANNOTATORS = ["annotator-a", "annotator-b"]
LABELLED = {
    "cable-ownership.json",
    "chip-talks.html",
    "dam-evacuation-wire.txt",
    "ferry-merger.txt",
    "lantern-festival.txt",
    "observatory-reopens.md",
    "sound-bridge.jsonl",
    "tableau-vole.xml",
}


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    """The build script as a module."""
    spec = importlib.util.spec_from_file_location(
        "build_annotations", SEEDS / "build_annotations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def schema(builder: ModuleType) -> Schema:
    """The schema the corpus is labelled with."""
    found: Schema = builder.news_schema()
    return found


def _committed(annotator: str, schema: Schema) -> dict[str, AnnotatedDocument]:
    """Return the annotated documents of a committed file by the name of their article."""
    reading = JSONL.read(SEEDS / "annotations" / f"{annotator}.jsonl", schema)
    found = [each for each in reading if isinstance(each, AnnotatedDocument)]
    assert not reading.repairs
    return {each.provenance[0].name.partition(":")[0]: each for each in found}


def _tables(annotator: str) -> Iterator[dict[str, Any]]:
    text = (SEEDS / "labels" / f"{annotator}.toml").read_text("utf-8")
    yield from tomllib.loads(text)["article"]


def _one_set(annotated: AnnotatedDocument) -> AnnotationSet:
    (found,) = annotated.sets
    return found


def test_a_rebuild_gives_the_committed_files(builder: ModuleType, tmp_path: Path) -> None:
    builder.build(tmp_path)
    for annotator in ANNOTATORS:
        built = (tmp_path / f"{annotator}.jsonl").read_bytes()
        assert built == (SEEDS / "annotations" / f"{annotator}.jsonl").read_bytes(), annotator


@pytest.mark.parametrize("annotator", ANNOTATORS)
def test_eight_articles_are_finished_by_each_annotator(annotator: str, schema: Schema) -> None:
    documents = _committed(annotator, schema)
    assert set(documents) == LABELLED
    assert len(LABELLED) == 8
    for annotated in documents.values():
        made = _one_set(annotated)
        assert made.state() is State.FINISHED
        assert annotated.annotators[made.annotator].name == annotator
        assert annotated.document.id == document_id(annotated.document.text)
        assert len(made.spans) >= 15
        assert len(made.relations) >= 3
        assert made.chains


@pytest.mark.parametrize("annotator", ANNOTATORS)
def test_every_span_is_the_string_of_its_table_row(annotator: str, schema: Schema) -> None:
    documents = _committed(annotator, schema)
    for table in _tables(annotator):
        annotated = documents[table["file"]]
        names = {label.id: label.name for label in schema.labels}
        found = sorted(
            (span.surface(annotated.document.text), names[span.label])
            for span in _one_set(annotated).spans
        )
        assert found == sorted((text, label) for text, _, label in table["spans"])


@pytest.mark.parametrize("annotator", ANNOTATORS)
def test_no_span_stands_in_a_masked_zone(annotator: str, schema: Schema) -> None:
    for annotated in _committed(annotator, schema).values():
        extents = labelable_extents(annotated.document.zones)
        for span in _one_set(annotated).spans:
            for start, end in span.fragments:
                assert any(low <= start and end <= high for low, high in extents)


@pytest.mark.parametrize("annotator", ANNOTATORS)
def test_relations_are_allowed_by_the_schema_and_join_two_spans(
    annotator: str, schema: Schema
) -> None:
    for annotated in _committed(annotator, schema).values():
        made = _one_set(annotated)
        for relation in made.relations:
            source, target = made.span(relation.source), made.span(relation.target)
            assert source is not None
            assert target is not None
            assert source != target
            allowed = schema.relations_between(source.label, target.label)
            assert relation.label in [label.id for label in allowed]


@pytest.mark.parametrize("annotator", ANNOTATORS)
def test_the_chip_talks_have_every_relation_label_in_use_and_a_chain(
    annotator: str, schema: Schema
) -> None:
    annotated = _committed(annotator, schema)["chip-talks.html"]
    made = _one_set(annotated)
    assert {
        "news:heads",
        "news:owns_share_of",
        "news:based_in",
        "news:located_in",
        "news:said",
    } <= {relation.label for relation in made.relations}
    (chain,) = made.chains
    spans = {span.id: span.surface(annotated.document.text) for span in made.spans}
    assert {spans[each] for each in chain.spans} == {"Koichi Hagiuda", "Hagiuda"}


@pytest.mark.parametrize("annotator", ANNOTATORS)
def test_the_story_of_owners_has_many_relations_across_sentences(
    annotator: str, schema: Schema
) -> None:
    annotated = _committed(annotator, schema)["cable-ownership.json"]
    made = _one_set(annotated)
    sentences = sentence_extents(annotated.document.text)
    across = 0
    for relation in made.relations:
        source, target = made.span(relation.source), made.span(relation.target)
        assert source is not None
        assert target is not None
        across += _sentence(sentences, source.start) != _sentence(sentences, target.start)
    assert across >= 10
    assert len(made.chains) >= 4


def _sentence(sentences: Sequence[Extent], offset: int) -> int:
    return bisect_right(sentences, offset, key=lambda sentence: sentence.start)


def test_the_annotators_differ_but_mostly_agree(schema: Schema) -> None:
    one, other = (_committed(annotator, schema) for annotator in ANNOTATORS)
    for name in LABELLED:
        first = {(span.fragments, span.label) for span in _one_set(one[name]).spans}
        second = {(span.fragments, span.label) for span in _one_set(other[name]).spans}
        agreement = 2 * len(first & second) / (len(first) + len(second))
        assert 0.6 < agreement < 0.95, name


def test_one_string_in_one_article_has_one_label_unless_it_means_two_things(
    schema: Schema,
) -> None:
    for annotated in _committed("annotator-a", schema).values():
        labels: dict[str, set[str]] = {}
        for span in _one_set(annotated).spans:
            labels.setdefault(span.surface(annotated.document.text), set()).add(span.label)
        assert all(len(found) == 1 for found in labels.values())


def _document(name: str, schema: Schema) -> Document:
    return _committed("annotator-a", schema)[name].document


def test_the_saved_page_has_its_litter_and_none_of_it_is_for_labelling(schema: Schema) -> None:
    document = _document("ferry-merger.txt", schema)
    kinds = {zone.kind for zone in document.zones}
    assert {
        ZoneKind.NAVIGATION, ZoneKind.HEADLINE, ZoneKind.STANDFIRST, ZoneKind.BYLINE,
        ZoneKind.CAPTION, ZoneKind.BODY, ZoneKind.CROSSHEAD, ZoneKind.CORRECTION,
        ZoneKind.RELATED, ZoneKind.BIOGRAPHY,
    } <= kinds  # fmt: skip
    labelable = " ".join(document.text[low:high] for low, high in labelable_extents(document.zones))
    for litter in ("Lena Ostrow", "Type to search", "Storm closes", "Fish market", "newsletter"):
        assert litter in document.text
        assert litter not in labelable


def test_one_span_has_two_fragments(schema: Schema) -> None:
    annotated = _committed("annotator-a", schema)["ferry-merger.txt"]
    surfaces = [
        span.surface(annotated.document.text)
        for span in _one_set(annotated).spans
        if len(span.fragments) > 1
    ]
    assert surfaces == ["Emil … Quay"]


def test_the_festival_keeps_its_characters(schema: Schema) -> None:
    text = _document("lantern-festival.txt", schema).text
    for kept in ("👩🏽\u200d🎤", "🇯🇵", "€450\u00a0000", "Zoe\u0308", "“", "سلمى", "山本花子"):
        assert kept in text


def test_a_string_the_text_does_not_have_is_refused(builder: ModuleType, schema: Schema) -> None:
    document = _document("ferry-merger.txt", schema)
    with pytest.raises(UserError, match="Correct the table"):
        builder.occurrence(document, "Lena Ostrow", 1)
    start, end = builder.occurrence(document, "Merrow", 5)
    assert document.text[start:end] == "Merrow"
