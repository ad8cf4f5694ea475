"""Read one annotated document from a JSON object, believing nothing it says."""

from collections.abc import Iterable, Mapping

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document, Provenance, Zone, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import (
    AnnotatorId,
    ChainId,
    DocumentId,
    LabelId,
    RelationId,
    SetId,
    SpanId,
    derived_id,
    document_id,
    set_id,
)
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.domain.spans import Chain, Extent, Fragments, Origin, Relation, Span, fragments_of
from annotator.formats.json_values import BadValue, Fields, whole_numbers


def check_canonical(text: str) -> None:
    """Raise BadValue where a text is not canonical: LF only, no BOM, NUL, half surrogate."""
    if not text:
        raise BadValue("text is empty")
    for character, name in (("\r", "a carriage return (CR)"), ("\0", "the character NUL")):
        if character in text:
            raise BadValue(f"text holds {name} at {text.index(character)}")
    if text.startswith("\ufeff"):
        raise BadValue("text begins with a byte order mark")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadValue(f"text holds half of a surrogate pair at {error.start}") from error


class DocumentReader:
    """Turn JSON objects into annotated documents under the schema of the file's header."""

    def __init__(self, schema: Schema, repairs: Report) -> None:
        self._span_labels = {label.name: label.id for label in schema.span_labels}
        self._relation_labels = {label.name: label.id for label in schema.relation_labels}
        self._passes = set(schema.passes)
        self._repairs = repairs

    def read(self, row: dict[str, object]) -> AnnotatedDocument:
        """Return the document; raise BadValue with the place and what is wrong there."""
        fields = Fields(row)
        text = fields.text("text")
        check_canonical(text)
        identity = document_id(text)
        given = fields.id("id")
        if given and given != identity:
            raise BadValue(
                f"the text does not belong to the id {given}: it was changed after the export,"
                " so that its offsets cannot be trusted"
            )
        document = Document(
            identity, text, fields.named_texts("facts"), _zones(fields.items("zones"), len(text))
        )
        provenance = tuple(
            self._provenance(each, identity) for each in fields.objects("provenance")
        )
        annotators: dict[AnnotatorId, Annotator] = {}
        sets = tuple(self._set(each, document, annotators) for each in fields.objects("sets"))
        _refuse_doubles((each.id for each in sets), "set id")
        fields.rest(self._repairs, identity)
        return AnnotatedDocument(document, sets, annotators, provenance)

    def _set(
        self, fields: Fields, document: Document, annotators: dict[AnnotatorId, Annotator]
    ) -> AnnotationSet:
        owner_fields = fields.inner("annotator")
        owner = Annotator(AnnotatorId(owner_fields.id("id")), owner_fields.text("name", ""))
        owner_fields.rest(self._repairs, document.id)
        if owner.id in annotators:
            raise BadValue(f"{fields.place('annotator')}: {owner.id!r} has a second set here")
        annotators[owner.id] = owner
        given = fields.id("id")
        own_id = SetId(given) if given else set_id(document.id, owner.id)
        spans = tuple(
            self._span(each, document, own_id, number)
            for number, each in enumerate(fields.objects("spans"))
        )
        where = fields.place("")
        _refuse_doubles((span.id for span in spans), f"{where}spans: span id")
        known = {span.id for span in spans}
        relations = tuple(
            self._relation(each, document, own_id, number, known)
            for number, each in enumerate(fields.objects("relations"))
        )
        chains = tuple(
            self._chain(each, document, own_id, number, known)
            for number, each in enumerate(fields.objects("chains"))
        )
        _refuse_doubles((each.id for each in relations), f"{where}relations: relation id")
        _refuse_doubles((each.id for each in chains), f"{where}chains: chain id")
        read = AnnotationSet(
            id=own_id,
            document=document.id,
            annotator=owner.id,
            spans=spans,
            relations=relations,
            chains=chains,
            states=self._states(fields, document.id),
            flag=fields.text("flag", ""),
            note=fields.text("note", ""),
        )
        fields.rest(self._repairs, document.id)
        return read

    def _span(self, fields: Fields, document: Document, owner: SetId, number: int) -> Span:
        span = Span(
            id=SpanId(self._row_id(fields, document.id, owner, "span", number)),
            fragments=self._fragments(fields, document),
            label=_label(fields, self._span_labels, "span"),
            attributes=fields.named_texts("attributes"),
            note=fields.text("note", ""),
            origin=_origin(fields),
            source=fields.text("source", ""),
        )
        fields.rest(self._repairs, document.id)
        return span

    def _relation(
        self, fields: Fields, document: Document, owner: SetId, number: int, known: set[SpanId]
    ) -> Relation:
        relation = Relation(
            id=RelationId(self._row_id(fields, document.id, owner, "relation", number)),
            label=_label(fields, self._relation_labels, "relation"),
            source=_end(fields, "source", known),
            target=_end(fields, "target", known),
            attributes=fields.named_texts("attributes"),
            note=fields.text("note", ""),
            origin=_origin(fields),
        )
        fields.rest(self._repairs, document.id)
        return relation

    def _chain(
        self, fields: Fields, document: Document, owner: SetId, number: int, known: set[SpanId]
    ) -> Chain:
        chain_id = ChainId(self._row_id(fields, document.id, owner, "chain", number))
        members = tuple(SpanId(each) for each in fields.texts("spans"))
        for member in members:
            if member not in known:
                raise BadValue(f"{fields.place('spans')}: there is no span {member!r} in this set")
        _refuse_doubles(members, fields.place("spans"))
        fields.rest(self._repairs, document.id)
        return Chain(chain_id, members)

    def _fragments(self, fields: Fields, document: Document) -> Fragments:
        place = fields.place("fragments")
        extents = []
        for number, value in enumerate(fields.items("fragments")):
            start, end = whole_numbers(value, 2, f"{place}[{number}]")
            extents.append(Extent(start, end))
        try:
            fragments = fragments_of(extents, len(document.text))
        except UserError as error:
            raise BadValue(f"{place}: {error.what}") from error
        if fragments != tuple(extents):
            self._repairs.add("fragments-joined", Example(document.id, fragments[0].start))
        return fragments

    def _row_id(
        self, fields: Fields, document: DocumentId, owner: SetId, kind: str, number: int
    ) -> str:
        given = fields.id("id")
        if given:
            return given
        self._repairs.add("id-made", Example(document, None, fields.place("id")))
        return derived_id("jsonl", owner, kind, number)

    def _states(self, fields: Fields, document: DocumentId) -> dict[str, State]:
        states = {}
        for name, value in fields.named_texts("states").items():
            if value not in list(State):
                raise BadValue(f"{fields.place('states')}.{name}: there is no state {value!r}")
            if name not in self._passes:
                self._repairs.add("pass-not-in-schema", Example(document, None, name))
            states[name] = State(value)
        return states

    def _provenance(self, fields: Fields, document: DocumentId) -> Provenance:
        provenance = Provenance(
            name=fields.text("name"),
            reader=fields.text("reader"),
            encoding=fields.text("encoding", ""),
            raw_hash=fields.text("raw_hash", ""),
            facts=fields.named_texts("facts"),
        )
        fields.rest(self._repairs, document)
        return provenance


def _zones(values: list[object], length: int) -> tuple[Zone, ...]:
    zones: list[Zone] = []
    for number, value in enumerate(values):
        place = f"zones[{number}]"
        if not isinstance(value, list) or len(value) != 3:
            raise BadValue(f"{place} is not [start, end, kind]")
        start, end = whole_numbers(value[:2], 2, place)
        if value[2] not in list(ZoneKind):
            raise BadValue(f"{place}: there is no kind of zone {str(value[2])[:40]!r}")
        expected = zones[-1].end if zones else 0
        if start != expected or end <= start:
            raise BadValue(f"{place}: zones must tile the text; one should begin at {expected}")
        zones.append(Zone(start, end, ZoneKind(value[2])))
    if zones and zones[-1].end != length:
        raise BadValue(f"zones end at {zones[-1].end}, the text at {length}")
    return tuple(zones)


def _label(fields: Fields, labels: Mapping[str, LabelId], what: str) -> LabelId:
    name = fields.text("label")
    found = labels.get(name)
    if found is None:
        raise BadValue(f"{fields.place('label')}: the schema has no {what} label {name[:40]!r}")
    return found


def _origin(fields: Fields) -> Origin:
    name = fields.text("origin", Origin.HAND)
    if name not in list(Origin):
        raise BadValue(f"{fields.place('origin')}: there is no origin {name[:40]!r}")
    return Origin(name)


def _end(fields: Fields, key: str, known: set[SpanId]) -> SpanId:
    span = SpanId(fields.text(key))
    if span not in known:
        raise BadValue(f"{fields.place(key)}: there is no span {span[:40]!r} in this set")
    return span


def _refuse_doubles(ids: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise BadValue(f"{what} {each!r} stands twice")
        seen.add(each)
