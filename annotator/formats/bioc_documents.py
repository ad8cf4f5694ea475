"""Documents of BioC, as values of its JSON, as annotated documents."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.reports import Example
from annotator.formats.bioc_places import (
    UNIT_NAMES,
    Piece,
    Place,
    assembled,
    counting_of,
    extents_of,
    stands,
)
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading
from annotator.formats.json_documents import rows_of, text_of
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names

Values = Mapping[str, object]

_LABEL_KEYS = ("type", "label", "class", "NE type")
_SOURCES = frozenset({"source", "subject", "subj", "arg1", "head", "from", "agent"})
NO_SPAN_LABEL, NO_RELATION_LABEL = "annotation", "relation"


class BiocReader:
    """Turn documents of one file into annotated documents; repairs go to the reading."""

    def __init__(self, path: Path, name: str, reading: Reading, offsets: str) -> None:
        self._path = path
        self._name = name
        self._repairs = reading.repairs
        self._labels = LabelIntake(reading, foreign_names(path))
        self._units = (offsets,) if offsets else UNIT_NAMES

    def document(self, values: Values, facts: Mapping[str, str]) -> AnnotatedDocument:
        """Return one document; raise BadValue where it has no text or no order."""
        pieces: list[tuple[Piece, str]] = []
        annotations: list[tuple[Values | None, Piece | None]] = []
        relations: list[Values | None] = list(rows_of(values.get("relations")))
        for passage in rows_of(values.get("passages")):
            _collect(passage or {}, "\n", pieces, annotations, relations)
        annotations += [(row, None) for row in rows_of(values.get("annotations"))]
        text = assembled(pieces)
        found = {**{key: value for key, value in facts.items() if value}, **_facts(values)}
        draft = DocumentDraft(text, self._labels, self._repairs, facts=found)
        self._add_spans(draft, annotations, [piece for piece, _ in pieces], text)
        for number, row in enumerate(relations):
            self._add_relation(draft, row, f"relation {number}")
        return draft.annotated(
            name=self._path.name, reader=self._name, labelled=bool(annotations or relations)
        )

    def _add_spans(
        self,
        draft: DocumentDraft,
        annotations: Sequence[tuple[Values | None, Piece | None]],
        pieces: Sequence[Piece],
        text: str,
    ) -> None:
        rows: list[tuple[Values, Place]] = []
        for row, piece in annotations:
            place = _place(row, piece)
            if row is None or place is None:
                self._count("span-not-read", draft, None, str(row))
            else:
                rows.append((row, place))
        counting = counting_of([place for _, place in rows], pieces, text, self._units)
        if counting.relative:
            self._count("offsets-relative", draft, None, "offsets count from their passage")
        for number, (row, place) in enumerate(rows):
            extents = extents_of(place, pieces, counting)
            if extents is None:
                self._count("span-outside-text", draft, None, place.surface)
                continue
            if len(extents) > 1 and place.surface and not stands(place, pieces, text, counting):
                self._count("span-does-not-match", draft, extents[0][0], place.surface)
                continue
            self._add_span(draft, row, f"annotation {number}", extents, place.surface or None)

    def _add_span(
        self,
        draft: DocumentDraft,
        row: Values,
        key: str,
        extents: list[tuple[int, int]],
        surface: str | None,
    ) -> None:
        infons = _infons(row)
        label = _label(infons)
        if not label:
            self._count("span-without-label", draft, extents[0][0], surface or "")
            label = NO_SPAN_LABEL
        try:
            draft.add_span(
                text_of(row.get("id")) or key, extents, label, surface=surface, attributes=infons
            )
        except BadValue:
            self._count("label-not-usable", draft, extents[0][0], label)

    def _add_relation(self, draft: DocumentDraft, row: Values | None, key: str) -> None:
        nodes = list(_nodes(row))
        if row is None or len(nodes) < 2:
            self._count("relation-not-of-two", draft, None, str(row))
            return
        infons = _infons(row)
        label = _label(infons)
        if not label:
            self._count("relation-without-label", draft, None, text_of(row.get("id")))
            label = NO_RELATION_LABEL
        nodes.sort(key=lambda node: node[1].lower() not in _SOURCES)
        if len(nodes) > 2:
            self._count("relation-of-many-split", draft, None, label)
        (source, role), *others = nodes
        for number, (target, other) in enumerate(others):
            roles = {"source role": role, "target role": other}
            own = {**infons, **{name: value for name, value in roles.items() if value}}
            try:
                draft.add_relation(f"{key}/{number}", source, target, label, attributes=own)
            except BadValue:
                self._count("label-not-usable", draft, None, label)

    def _count(self, code: str, draft: DocumentDraft, offset: int | None, text: str) -> None:
        self._repairs.add(code, Example(draft.id, offset, text[:200]))


def _collect(
    values: Values,
    separator: str,
    pieces: list[tuple[Piece, str]],
    annotations: list[tuple[Values | None, Piece | None]],
    relations: list[Values | None],
    within: Piece | None = None,
) -> None:
    """Gather the pieces of a passage or sentence and its labels; sentences in a text add none."""
    offset, text = values.get("offset", 0), values.get("text")
    if type(offset) is not int:
        raise BadValue("the offset of a passage is not a whole number")
    piece = within
    if isinstance(text, str) and text and within is None:
        piece = Piece(text, offset)
        pieces.append((piece, separator))
    annotations += [(row, piece) for row in rows_of(values.get("annotations"))]
    relations += rows_of(values.get("relations"))
    for number, sentence in enumerate(rows_of(values.get("sentences"))):
        _collect(
            sentence or {}, " " if number else separator, pieces, annotations, relations, piece
        )


def _place(row: Values | None, piece: Piece | None) -> Place | None:
    found = []
    for one in rows_of(row.get("locations") if row else None):
        offset, length = (one.get("offset"), one.get("length")) if one else (None, None)
        if type(offset) is not int or type(length) is not int:
            return None
        found.append((offset, length))
    if row is None or not found:
        return None
    return Place(tuple(found), text_of(row.get("text")), piece)


def _infons(row: Values) -> dict[str, str]:
    infons = row.get("infons")
    found = infons.items() if isinstance(infons, dict) else ()
    return {key: text for key, value in found if key and (text := text_of(value))}


def _label(infons: dict[str, str]) -> str:
    """Take the label out of the infons; empty where there is none."""
    for key in _LABEL_KEYS:
        if infons.get(key, "").strip():
            return infons.pop(key).strip()
    return ""


def _nodes(row: Values | None) -> Iterator[tuple[str, str]]:
    for node in rows_of(row.get("nodes") if row else None):
        refid = text_of(node.get("refid")) if node else ""
        if node and refid:
            yield refid, text_of(node.get("role"))


def _facts(values: Values) -> dict[str, str]:
    facts = _infons(values)
    identity = text_of(values.get("id"))
    if identity:
        facts["document-id"] = identity
    for passage in rows_of(values.get("passages")):
        title = text_of(passage.get("text")) if passage else ""
        if passage and title and _infons(passage).get("type", "").lower() in ("title", "front"):
            facts.setdefault("title", title.strip()[:300])
    return facts
