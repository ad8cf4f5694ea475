"""Two hashes of a project: ``digest`` of its content for people, ``state`` of all its rows.

Equal content gives an equal digest whatever the row order, ids and stamps; equal state
means that two files would also go on merging alike.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator

from annotator.domain.annotation_sets import AnnotationSet, State
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.store import annotators, schemas, sets
from annotator.store.digest_lines import BulkLines
from annotator.store.tables import MERGED_TABLES, image_sql
from annotator.store.writing import canonical_json


def digest(connection: sqlite3.Connection, told: Callable[[], None] = lambda: None) -> str:
    """Return the hash of texts, facts, zones, schema, live labels, states and flags.

    Left out: ids, stamps, tombstones, origin, time spent, tokens, suggestions, journal.
    ``told`` is called now and then and may raise to stop.
    """
    return _hash(_content(connection, told))


def state(connection: sqlite3.Connection) -> str:
    """Return the hash of all merged rows with ids, stamps and tombstones.

    Open overwritten versions count; local row numbers and the journal do not.
    """
    return _hash(_rows(connection))


def _hash(lines: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for line in sorted(lines):
        whole.update(line.encode("utf-8", "surrogatepass"))
        whole.update(b"\n")
    return whole.hexdigest()


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    for table in MERGED_TABLES:
        for row in connection.execute(
            f"SELECT id, clock, writer, {image_sql(table)} FROM {table.name}"
        ):
            yield f"{table.name}\t{row[0]}\t{row[1]}\t{row[2]}\t{row[3]}"
    for row in connection.execute(
        "SELECT table_name, row_id, clock, writer, image FROM overwritten WHERE open"
    ):
        yield "overwritten\t" + "\t".join(str(value) for value in row)


def _content(connection: sqlite3.Connection, told: Callable[[], None]) -> Iterator[str]:
    schema = schemas.read(connection)
    yield from _schema_lines(schema)
    names = {label.id: label.name for label in schema.labels}
    for page, work in BulkLines(connection, names).pages():
        told()
        for document in page:
            zones = [[zone.start, zone.end, zone.kind] for zone in document.zones]
            yield canonical_json(["document", document.id, dict(document.facts), zones])
        for one in work:
            if one.lines is None:
                name = annotators.name_of(connection, one.owner)
                read = sets.annotation_set(connection, one.document, one.owner)
                yield from _set_lines(read, name, names)
            else:
                yield from one.lines


def _schema_lines(schema: Schema) -> Iterator[str]:
    names = {label.id: label.name for label in schema.labels}
    yield canonical_json(["schema", schema.name, list(schema.passes)])
    for label in schema.labels:
        yield canonical_json(
            [
                "label",
                label.name,
                label.title,
                label.kind,
                label.colour,
                label.dark_colour,
                label.key,
                label.guideline,
                list(label.examples),
                sorted(names.get(one, one) for one in label.sources),
                sorted(names.get(one, one) for one in label.targets),
                label.symmetric,
                label.schema_pass,
            ]
        )
    for attribute in schema.attributes:
        on = sorted(names.get(one, one) for one in attribute.labels)
        yield canonical_json(
            ["attribute", attribute.name, list(attribute.values), on, attribute.default]
        )
    for alias, target in schema.aliases.items():
        yield canonical_json(["alias", alias, names.get(target, target)])


def _set_lines(annotation: AnnotationSet, name: str, names: dict[LabelId, str]) -> Iterator[str]:
    head = [annotation.document, name]
    spans = {span.id: _span_content(span, names) for span in annotation.spans}
    for content in spans.values():
        yield canonical_json(["span", *head, content])
    for relation in annotation.relations:
        ends = [_end(spans[end]) for end in (relation.source, relation.target)]
        label = names.get(relation.label, relation.label)
        yield canonical_json(
            ["relation", *head, label, *ends, dict(relation.attributes), relation.note]
        )
    for chain in annotation.chains:
        yield canonical_json(["chain", *head, sorted(_members(chain.spans, spans))])
    for schema_pass, reached in annotation.states.items():
        if reached is not State.NEW:
            yield canonical_json(["state", *head, schema_pass, reached])
    if annotation.flag or annotation.note:
        yield canonical_json(["flag", *head, annotation.flag, annotation.note])


def _span_content(span: Span, names: dict[LabelId, str]) -> list[object]:
    label = names.get(span.label, span.label)
    return [list(span.fragments), label, dict(span.attributes), span.note]


def _end(content: list[object]) -> list[object]:
    # Fragments and label are what a span is known by; two live spans never share both.
    return content[:2]


def _members(chain: Iterable[SpanId], spans: dict[SpanId, list[object]]) -> Iterator[list[object]]:
    for span in chain:
        if span in spans:
            yield _end(spans[span])
