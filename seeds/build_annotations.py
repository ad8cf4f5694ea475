"""Build the annotations of the sample corpus from the articles and the tables of labels.

Run it where Annotator is installed: ``python seeds/build_annotations.py``. It ingests
``articles/`` and places the labels of ``labels/annotator-a.toml`` and
``labels/annotator-b.toml``; the same input gives the same bytes. It fails where a table
names something the text does not have.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any

from annotator.domain.annotation_sets import DEFAULT_PASS, AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.errors import UserError
from annotator.domain.ids import (
    AnnotatorId,
    ChainId,
    LabelId,
    RelationId,
    SpanId,
    derived_id,
    set_id,
)
from annotator.domain.schema import Schema
from annotator.domain.schema_files import parse_schema
from annotator.domain.spans import Chain, Extent, Fragments, Relation, Span, fragments_of
from annotator.formats.jsonl import JSONL
from annotator.ingest.reading import Article, read_paths

SEEDS = Path(__file__).resolve().parent
SCHEMA_FILE = SEEDS.parent / "resources" / "schemas" / "news.toml"
ANNOTATORS = ("annotator-a", "annotator-b")
_BETWEEN = " … "

Key = tuple[str, int]
"""How tables name a span: its string and its occurrence, from 1."""


def news_schema() -> Schema:
    """Read the schema the sample corpus is labelled with."""
    return parse_schema(SCHEMA_FILE.read_text("utf-8"), name_hint=SCHEMA_FILE.stem)


def labelled(annotator: str, schema: Schema) -> Iterator[AnnotatedDocument]:
    """Yield the articles in the order of the annotator's table, each with its finished set."""
    articles = _articles()
    path = SEEDS / "labels" / f"{annotator}.toml"
    owner = Annotator(AnnotatorId(derived_id("annotator", annotator)), annotator)
    for table in tomllib.loads(path.read_text("utf-8"))["article"]:
        article = articles[table["file"]]
        made = _set(table, article.document, owner.id, schema)
        yield AnnotatedDocument(article.document, (made,), {owner.id: owner}, article.provenance)


def build(destination: Path) -> None:
    """Write one annotated file for each annotator into a folder."""
    schema = news_schema()
    for annotator in ANNOTATORS:
        JSONL.write(labelled(annotator, schema), schema, destination / f"{annotator}.jsonl")


def _articles() -> dict[str, AnnotatedDocument]:
    """Ingest the articles; return each, without sets, by the name of its file."""
    found = {}
    for article in read_paths([SEEDS / "articles"]):
        if not isinstance(article, Article):
            raise UserError(article.reason, where=article.path, mend="Mend the article.")
        file = article.provenance.name.partition(":")[0]
        found[file] = AnnotatedDocument(article.document, provenance=(article.provenance,))
    return found


def occurrence(document: Document, text: str, number: int) -> Extent:
    """Return where a string stands for the ``number``-th time as whole words.

    Only zones for labelling count. Raises UserError where there is no such place.
    """
    found = 0
    for low, high in labelable_extents(document.zones):
        start = document.text.find(text, low, high)
        while start >= 0:
            end = start + len(text)
            found += _stands_alone(document.text, start, end)
            if found == number:
                return Extent(start, end)
            start = document.text.find(text, start + 1, high)
    raise UserError(
        f'"{text}" stands there {found} times, not {number}.',
        where=document.title,
        mend="Correct the table of labels.",
    )


def fragments(document: Document, text: str, number: int) -> Fragments:
    """Return where the fragments of a span stand; `` … `` divides them in its string.

    The first is found by its occurrence, each other one at its next place after that.
    """
    first, *others = text.split(_BETWEEN)
    extents = [occurrence(document, first, number)]
    for other in others:
        places = (occurrence(document, other, each) for each in count(1))
        extents.append(next(place for place in places if place.start >= extents[-1].end))
    return fragments_of(extents, len(document.text))


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after


def _set(
    table: Mapping[str, Any], document: Document, annotator: AnnotatorId, schema: Schema
) -> AnnotationSet:
    owner = set_id(document.id, annotator)
    spans: dict[Key, Span] = {}
    for text, number, name in table["spans"]:
        extents = fragments(document, text, number)
        label = _label(name, schema)
        made = SpanId(derived_id("span", owner, *chain.from_iterable(extents), label))
        spans[text, number] = Span(made, extents, label)
    relations = (
        _relation(owner, spans[source, at], name, spans[target, to], schema)
        for source, at, name, target, to in table["relations"]
    )
    chains = (
        _chain(owner, [spans[text, number] for text, number in members])
        for members in table["chains"]
    )
    return AnnotationSet(
        id=owner,
        document=document.id,
        annotator=annotator,
        spans=tuple(sorted(spans.values(), key=lambda span: (span.start, -span.end))),
        relations=tuple(relations),
        chains=tuple(chains),
        states={DEFAULT_PASS: State.FINISHED},
    )


def _relation(owner: str, source: Span, name: str, target: Span, schema: Schema) -> Relation:
    allowed = {
        label.name: label.id for label in schema.relations_between(source.label, target.label)
    }
    if name not in allowed:
        raise UserError(
            f'"{name}" cannot join {source.label} to {target.label}.',
            mend="Correct the table of labels.",
        )
    label = allowed[name]
    made = RelationId(derived_id("relation", owner, label, source.id, target.id))
    return Relation(made, label, source.id, target.id)


def _chain(owner: str, spans: Sequence[Span]) -> Chain:
    members = tuple(span.id for span in spans)
    return Chain(ChainId(derived_id("chain", owner, *members)), members)


def _label(name: str, schema: Schema) -> LabelId:
    label = schema.named(name)
    if label is None:
        raise UserError(f'The schema has no label "{name}".', mend="Correct the table of labels.")
    return label.id


if __name__ == "__main__":
    build(SEEDS / "annotations")
