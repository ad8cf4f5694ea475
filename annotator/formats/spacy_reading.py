"""Read DocBin files: entities and spans merged, relations back from the user data."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.domain.annotation_sets import AnnotationSet, Annotator
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import Document
from annotator.domain.errors import UserError
from annotator.domain.ids import (
    AnnotatorId,
    ChainId,
    RelationId,
    SpanId,
    document_id,
    new_id,
    set_id,
)
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.domain.spans import Chain, Extent, Origin, Relation, Span
from annotator.formats.docbin_reading import StoredDocument, stored_documents
from annotator.formats.document_reading import check_canonical
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.spacy_documents import RELATIONS, ROWS, SPANS_KEY

NOBODY = AnnotatorId("")
Place = tuple[int, int, str]


def read(path: Path, schema: Schema, options: ReadOptions | None = None) -> Reading:
    """Read a ``.spacy`` file, or all of them in a folder, as they are asked for.

    Sets belong to the annotator ``""``. A document whose entities were never set, without
    spans, comes without a set. Labels the schema lacks are added to ``Reading.schema``.
    Raises UserError where there is no such file, or it is not a DocBin; in a folder such
    a file is skipped.
    """
    files = [path]
    if path.is_dir():
        files = sorted(each for each in path.rglob("*.spacy") if each.is_file())
    if not files:
        raise UserError(
            "There are no .spacy files in this folder.",
            where=path.name,
            mend="Name a file, or a folder that holds some.",
        )
    reading = Reading(iter(()), schema)
    if path.is_dir():
        reading.items = _items(files, path, reading)
    else:
        reading.items = _file_items(path, path.name, reading)
    return reading


def _items(
    files: list[Path], root: Path, reading: Reading
) -> Iterator[AnnotatedDocument | Skipped]:
    for file in files:
        name = file.relative_to(root).as_posix()
        try:
            yield from _file_items(file, name, reading)
        except UserError as error:
            yield Skipped(name, error.what)


def _file_items(file: Path, name: str, reading: Reading) -> Iterator[AnnotatedDocument | Skipped]:
    stored = stored_documents(file)

    def items() -> Iterator[AnnotatedDocument | Skipped]:
        for number, each in enumerate(stored, 1):
            if isinstance(each, str):
                yield Skipped(f"{name}:{number}", each)
                continue
            try:
                yield _annotated(each, reading)
            except BadValue as error:
                yield Skipped(f"{name}:{number}", str(error))

    return items()


def _annotated(stored: StoredDocument, reading: Reading) -> AnnotatedDocument:
    text, starts = "", []
    pieces: list[str] = []
    length = 0
    for word, space in zip(stored.words, stored.spaces, strict=True):
        starts.append(length)
        pieces.append(word + " " if space else word)
        length += len(pieces[-1])
    text = "".join(pieces)
    check_canonical(text)
    ends = [start + len(word) for start, word in zip(starts, stored.words, strict=True)]
    rows = _Rows(stored, reading.repairs)
    intake = LabelIntake(reading)
    document = Document(document_id(text), text, rows.facts)
    _report_unread(stored, document, reading.repairs)
    if not (any(stored.marked) or stored.groups.get(SPANS_KEY) or rows.finished):
        return AnnotatedDocument(document)
    places = dict.fromkeys([*stored.groups.get(SPANS_KEY, ()), *stored.entities])
    spans: dict[Place, Span] = {}
    for first, last, name in sorted(places, key=lambda each: (each[0], -each[1])):
        extent = Extent(starts[first], ends[last - 1])
        if extent.end <= extent.start:
            raise BadValue("a span covers no character")
        spans[first, last, name] = Span(
            SpanId(new_id()),
            (extent,),
            intake.span(name),
            rows.attributes.get((first, last, name), {}),
            rows.notes.get((first, last, name), ""),
            Origin.IMPORTED,
        )
    annotations = AnnotationSet(
        set_id(document.id, NOBODY),
        document.id,
        NOBODY,
        tuple(spans.values()),
        _relations(stored, document, rows, spans, reading),
        rows.chains(spans),
        flag=rows.flag,
        note=rows.note,
    )
    return AnnotatedDocument(document, (annotations,), {NOBODY: Annotator(NOBODY, "")})


def _report_unread(stored: StoredDocument, document: Document, repairs: Report) -> None:
    counts = {
        "kb-id-not-read": stored.kb_ids,
        "category-not-read": stored.categories,
        "span-group-not-read": len(stored.groups.keys() - {SPANS_KEY}),
        "tokens-missing": 0 if all(stored.marked) or not any(stored.marked) else 1,
    }
    for code, count in counts.items():
        if count:
            repairs.add(code, Example(document.id), count)


@dataclass(slots=True)
class _Relation:
    label: str
    source: Place
    target: Place
    attributes: dict[str, str]
    note: str


class _Rows:
    """What our own exports keep beside the tokens; nothing where a file is not ours."""

    def __init__(self, stored: StoredDocument, repairs: Report) -> None:
        self.facts: dict[str, str] = {}
        self.attributes: dict[Place, dict[str, str]] = {}
        self.notes: dict[Place, str] = {}
        self.relations: list[_Relation] = []
        self.note = self.flag = ""
        self.finished = False  # everything may be masked and yet the document was read
        self._chains: list[list[Place]] = []
        rows = stored.user_data.get(ROWS)
        if rows is None:
            return
        try:
            self._take(rows)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            self.relations, self._chains = [], []
            repairs.add("user-data-not-read", Example(" ".join(stored.words[:5])))

    def _take(self, rows: dict[str, Any]) -> None:
        facts = _texts(rows["facts"])
        places: dict[str, Place] = {}
        for own_id, first, last, label, attributes, note in rows["spans"]:
            places[own_id] = place = (int(first), int(last), str(label))
            self.attributes[place], self.notes[place] = _texts(attributes), _text(note)
        for _, label, source, target, attributes, note in rows["relations"]:
            ends = places[source], places[target]
            relation = _Relation(_text(label), *ends, _texts(attributes), _text(note))
            self.relations.append(relation)
        self._chains = [[places[member] for member in chain] for chain in rows["chains"]]
        self.finished = rows["finished"] is True
        self.note, self.flag, self.facts = _text(rows["note"]), _text(rows["flag"]), facts

    def chains(self, spans: dict[Place, Span]) -> tuple[Chain, ...]:
        """Return the chains over the spans that were read."""
        found = []
        for chain in self._chains:
            members = dict.fromkeys(spans[place].id for place in chain if place in spans)
            if members:
                found.append(Chain(ChainId(new_id()), tuple(members)))
        return tuple(found)


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    return value


def _texts(value: dict[Any, Any]) -> dict[str, str]:
    return {_text(key): _text(inner) for key, inner in value.items()}


def _relations(
    stored: StoredDocument,
    document: Document,
    rows: _Rows,
    spans: dict[Place, Span],
    reading: Reading,
) -> tuple[Relation, ...]:
    """Return the relations of our own rows, else those of ``doc._.rel`` by start tokens."""
    intake = LabelIntake(reading)
    found = [each for each in rows.relations if each.source in spans and each.target in spans]
    if not found:
        found = _from_matrix(stored, document, spans, reading)
    return tuple(
        Relation(
            RelationId(new_id()),
            intake.relation(each.label),
            spans[each.source].id,
            spans[each.target].id,
            each.attributes,
            each.note,
            Origin.IMPORTED,
        )
        for each in found
    )


def _from_matrix(
    stored: StoredDocument, document: Document, spans: dict[Place, Span], reading: Reading
) -> list[_Relation]:
    """Read ``doc._.rel``; where several spans start at a token, entities come first."""
    by_start: dict[int, Place] = {}
    entities = set(stored.entities)
    for place in sorted(spans, key=lambda each: (each not in entities, each[0] - each[1])):
        by_start.setdefault(place[0], place)
    matrix = stored.user_data.get(RELATIONS)
    found: list[_Relation] = []
    for pair, labels in matrix.items() if isinstance(matrix, dict) else ():
        for name, value in labels.items() if isinstance(labels, dict) else ():
            if not isinstance(value, int | float) or value < 0.5 or not isinstance(name, str):
                continue
            ends = pair if isinstance(pair, tuple) and len(pair) == 2 else (-1, -1)
            source, target = by_start.get(ends[0]), by_start.get(ends[1])
            if source is None or target is None:
                reading.repairs.add("relation-without-span", Example(document.id, None, name))
                continue
            label = (reading.schema or Schema("")).named(name, relation=True)
            if label and label.symmetric and _reversed(found, name, source, target):
                continue
            found.append(_Relation(name, source, target, {}, ""))
    return found


def _reversed(found: list[_Relation], name: str, source: Place, target: Place) -> bool:
    return any((each.label, each.source, each.target) == (name, target, source) for each in found)
