"""Two hashes of a project: ``digest`` of its content for people, ``state`` of all its rows.

Equal content gives an equal digest whatever the row order, ids and stamps; equal state
means that two files would also go on merging alike.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
    # Sorted group by group and then the groups: the same order as of all lines at once, in
    # a fraction of the time and memory, since how a group begins is the start of no other.
    groups: dict[str, str] = {}
    for head, lines in _content(connection, told):
        if lines:
            # Two people may have one name.
            known = groups[head].split("\n") if head in groups else []
            groups[head] = "\n".join(sorted([*known, *lines]))
    return _hash(groups[head] for head in sorted(groups))


def state(connection: sqlite3.Connection) -> str:
    """Return the hash of all merged rows with ids, stamps and tombstones.

    Open overwritten versions count; local row numbers and the journal do not.
    """
    return _hash(sorted(_rows(connection)))


def _hash(lines: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for line in lines:
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


def _content(
    connection: sqlite3.Connection, told: Callable[[], None]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield lines in groups, each with what its lines begin with."""
    schema = schemas.read(connection)
    for line in _schema_lines(schema):
        yield line, [line]
    names = {label.id: label.name for label in schema.labels}
    for page, work in BulkLines(connection, names).pages():
        told()
        for document in page:
            zones = [[zone.start, zone.end, zone.kind] for zone in document.zones]
            line = canonical_json(["document", document.id, dict(document.facts), zones])
            yield line, [line]
        for one in work:
            if one.groups is None:
                name = annotators.name_of(connection, one.owner)
                read = sets.annotation_set(connection, one.document, one.owner)
                yield from _set_groups(read, name, names)
            else:
                yield from one.groups.items()


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


def _set_groups(
    annotation: AnnotationSet, name: str, names: dict[LabelId, str]
) -> Iterator[tuple[str, Sequence[str]]]:
    for kind, contents in _set_contents(annotation, names).items():
        head = canonical_json([kind, annotation.document, name])[:-1] + ","
        yield head, [f"{head}{canonical_json(each)[1:]}" for each in contents]


def _set_contents(
    annotation: AnnotationSet, names: dict[LabelId, str]
) -> Mapping[str, list[list[object]]]:
    """Return what stands in the lines behind whose and which document they are, by kind."""
    spans = {span.id: _span_content(span, names) for span in annotation.spans}
    return {
        "span": [[content] for content in spans.values()],
        "relation": [
            [
                names.get(relation.label, relation.label),
                *(_end(spans[end]) for end in (relation.source, relation.target)),
                dict(relation.attributes),
                relation.note,
            ]
            for relation in annotation.relations
        ],
        "chain": [[sorted(_members(chain.spans, spans))] for chain in annotation.chains],
        "state": [
            [schema_pass, reached]
            for schema_pass, reached in annotation.states.items()
            if reached is not State.NEW
        ],
        "flag": [[annotation.flag, annotation.note]] if annotation.flag or annotation.note else [],
    }


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
