"""Layers of INCEpTION as labels of ours: a span's label is its main feature's value."""

from annotator.domain.reports import Example, Report
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.inception_layers import (
    LAYER,
    LINK_RELATION,
    LINK_TYPE,
    NAMED_ENTITY,
    NOTE,
    RELATION,
    LayeredText,
    LayerSlot,
    Mark,
    PlainSpans,
    SlotMark,
    short_name,
)
from annotator.formats.inception_names import attribute_name


def take_layers(layered: LayeredText, draft: DocumentDraft, repairs: Report) -> None:
    """Add all spans, relations, slots and chains of the layers to a document being read.

    Repair codes beside those of the draft: ``label-not-usable`` where a value cannot be a
    label and the layer's name stands in.
    """
    _Intake(layered, draft, repairs).take()


class _Intake:
    def __init__(self, layered: LayeredText, draft: DocumentDraft, repairs: Report) -> None:
        self._layered = layered
        self._draft = draft
        self._repairs = repairs
        self._layers = {span.key: span.layer for span in layered.spans}

    def take(self) -> None:
        """Add everything, spans before what joins them."""
        if self._layered.plain is not None:
            self._take_plain(self._layered.plain)
            return
        places = self._take_spans()
        for number, relation in enumerate(self._layered.relations):
            main = self._layered.main.get(relation.layer, "")
            label, attributes = self._labelled(
                relation.layer,
                main,
                relation.features,
                Mark(relation.layer, main).written(RELATION),
            )
            self._draft.add_relation(
                f"r{number}", relation.source, relation.target, label,
                attributes=attributes, note=relation.features.get(NOTE, ""),
            )  # fmt: skip
        for number, slot in enumerate(self._layered.slots):
            self._take_slot(f"s{number}", slot)
        for number, chain in enumerate(self._layered.chains):
            self._take_chain(number, chain.layer, places)

    def _take_plain(self, plain: PlainSpans) -> None:
        labels = plain.labels
        if not {one for one in set(labels) if _is_usable(one)}.issuperset(labels):
            otherwise = short_name(NAMED_ENTITY)
            labels = [self._usable(one, otherwise) for one in labels]
        self._draft.add_spans(plain.keys, plain.begins, plain.ends, labels)

    def _take_spans(self) -> dict[tuple[int, int, str], str]:
        """Add the spans and return which stands where under which label."""
        spans, mains = self._layered.spans, self._layered.main
        marks = {
            layer: Mark(layer, mains.get(layer, "")).written(NAMED_ENTITY)
            for layer in set(self._layers.values())
        }
        labels: list[str] = []
        extras: list[tuple[dict[str, str], str]] = []
        for span in spans:
            main, features = mains.get(span.layer, ""), span.features
            if len(features) == 1 and main in features and main != NOTE and not marks[span.layer]:
                labels.append(self._usable(features[main], short_name(span.layer)))
                extras.append(({}, ""))
                continue
            label, attributes = self._labelled(span.layer, main, features, marks[span.layer])
            labels.append(label)
            extras.append((attributes, features.get(NOTE, "")))
        if not any(attributes or note for attributes, note in extras):
            keys = [span.key for span in spans]
            begins, ends = [span.begin for span in spans], [span.end for span in spans]
            self._draft.add_spans(keys, begins, ends, labels)
        else:
            for span, label, (attributes, note) in zip(spans, labels, extras, strict=True):
                self._draft.add_span(
                    span.key, ((span.begin, span.end),), label, attributes=attributes, note=note
                )
        places: dict[tuple[int, int, str], str] = {}
        if self._layered.chains:
            for span, label in zip(spans, labels, strict=True):
                places.setdefault((span.begin, span.end, label), span.key)
        return places

    def _take_slot(self, key: str, slot: LayerSlot) -> None:
        mark = SlotMark(self._layers.get(slot.host, ""), slot.feature, slot.link_type)
        label = self._usable(slot.role, slot.feature)
        self._draft.add_relation(
            key, slot.host, slot.target, label, attributes={LAYER: mark.written()}
        )

    def _take_chain(self, number: int, layer: str, places: dict[tuple[int, int, str], str]) -> None:
        members = []
        for order, link in enumerate(self._layered.chains[number].links):
            label = self._usable(link.type, short_name(layer))
            key = places.get((link.begin, link.end, label))
            if key is None:
                key = f"c{number}-{order}"
                mark = Mark(layer, LINK_TYPE).written("")
                self._draft.add_span(
                    key, ((link.begin, link.end),), label, attributes={LAYER: mark}
                )
                places[link.begin, link.end, label] = key
            if link.relation:
                self._draft.annotate_span(key, LINK_RELATION, link.relation)
            members.append(key)
        self._draft.add_chain(f"c{number}", members)

    def _labelled(
        self, layer: str, main: str, features: dict[str, str], mark: str
    ) -> tuple[str, dict[str, str]]:
        attributes = {
            attribute_name(name): value
            for name, value in features.items()
            if value and name not in (main, NOTE)
        }
        if mark:
            attributes[LAYER] = mark
        return self._usable(features.get(main, ""), short_name(layer)), attributes

    def _usable(self, value: str, otherwise: str) -> str:
        """Return a value as a label, or the name that stands in for it."""
        if not value:
            return otherwise
        if _is_usable(value):
            return value
        self._repairs.add("label-not-usable", Example(self._draft.id, None, value[:200]))
        return otherwise


def _is_usable(value: str) -> bool:
    return bool(value.strip()) and value.isprintable()
