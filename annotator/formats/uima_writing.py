"""Layers as a CAS with the types of dkpro and INCEpTION, those of the labels added."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.domain.documents import Document
from annotator.formats.export_job import ExportJob
from annotator.formats.inception_layers import (
    ANY,
    LINK_RELATION,
    LINK_TYPE,
    NAMED_ENTITY,
    SENTENCE,
    TOKEN,
    LayeredText,
    LayerSlot,
)
from annotator.formats.uima_reading import DOCUMENT, FACT, METADATA, ZONE

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem  # type: ignore[import-untyped, unused-ignore]

_STRING = "uima.cas.String"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KNOWN_FACTS = {"title": "documentTitle", "url": "documentUri", "language": "language"}


_ALWAYS = {
    METADATA: ("documentTitle", "documentId", "documentUri"),
    NAMED_ENTITY: ("value", "identifier"),
    SENTENCE: ("id",),
    TOKEN: ("id",),
    FACT: ("name", "value"),
    ZONE: ("kind",),
}
"""The types that every file has, with features as dkpro declares them."""
_SUPERTYPES = {METADATA: DOCUMENT, FACT: "uima.cas.TOP"}


@dataclass(slots=True)
class _Declared:
    """A type to be: what it is a kind of, and its features with range and type of elements."""

    supertype: str
    features: dict[str, tuple[str, str]] = field(default_factory=dict)


class CasWriter:
    """Make CASes over one type system that grows with the labels met.

    ``xml`` replaces characters that XML cannot hold by U+FFFD (loss ``control-character``).
    """

    def __init__(self, job: ExportJob, *, xml: bool) -> None:
        self._job = job
        self._xml = xml
        self._declared: dict[str, _Declared] = {}
        for name, features in _ALWAYS.items():
            self._declare(name, _SUPERTYPES.get(name, ANY))
            for feature in features:
                self._feature(name, feature, _STRING)
        self._known = -1
        self.types = self._built()

    def cas(self, document: Document, layered: LayeredText) -> "Cas":
        """Return the CAS of one annotation set on its layers."""
        from cassis import Cas

        self._prepare(layered)
        cas = Cas(typesystem=self.types, sofa_string=self._held(layered.text, document))
        cas.sofa_mime = "text/plain"
        self._add_facts(cas, document)
        tokens = self._add_segments(cas, layered)
        spans: dict[str, Any] = {}
        for span in layered.spans:
            if span.layer == TOKEN:
                spans[span.key] = tokens[span.begin, span.end]
                continue
            values = self._values(span.layer, span.features, document)
            one = self._type(span.layer)(begin=span.begin, end=span.end, **values)
            spans[span.key] = one
            cas.add(one)
        for relation in layered.relations:
            values = self._values(relation.layer, relation.features, document)
            target = spans[relation.target]
            values |= {"Governor": spans[relation.source], "Dependent": target}
            made = self._type(relation.layer)
            cas.add(made(begin=target.begin, end=target.end, **values))
        self._add_slots(layered.slots, spans, document)
        self._add_chains(cas, layered, document)
        return cas

    def _prepare(self, layered: LayeredText) -> None:
        """Declare all types and features; cassis wants them before the first use of a type."""
        layers = {span.key: span.layer for span in layered.spans}
        named = [(one.layer, one.features) for one in layered.spans]
        named += [(one.layer, one.features) for one in layered.relations]
        for layer, features in named:
            self._declare(layer)
            for name in filter(None, (layered.main.get(layer), *features)):
                self._feature(layer, name, _STRING)
        for layer in {relation.layer for relation in layered.relations}:
            for end in ("Governor", "Dependent"):
                self._feature(layer, end, ANY)
        for slot in layered.slots:
            self._declare(slot.link_type, "uima.cas.TOP")
            self._feature(slot.link_type, "role", _STRING)
            self._feature(slot.link_type, "target", ANY)
            self._feature(layers[slot.host], slot.feature, "uima.cas.FSArray", slot.link_type)
        for layer in {chain.layer for chain in layered.chains}:
            self._declare(layer)
            self._declare(_head(layer), "uima.cas.AnnotationBase")
            self._feature(layer, "next", layer)
            self._feature(_head(layer), "first", layer)
            for name in (LINK_TYPE, LINK_RELATION):
                self._feature(layer, name, _STRING)
        if self._size() != self._known:
            self.types = self._built()

    def _declare(self, name: str, supertype: str = ANY) -> None:
        if name not in self._declared and name != ANY:
            self._declared[name] = _Declared(supertype)

    def _feature(self, layer: str, name: str, range_: str, element: str = "") -> None:
        if layer != ANY:
            self._declared[layer].features.setdefault(name, (range_, element))

    def _size(self) -> int:
        return len(self._declared) + sum(len(one.features) for one in self._declared.values())

    def _built(self) -> "TypeSystem":
        """Return a type system with all that is declared."""
        from cassis import TypeSystem

        types = TypeSystem()
        for name, one in self._declared.items():
            types.create_type(name, one.supertype)
        for name, one in self._declared.items():
            for feature, (range_, element) in one.features.items():
                types.create_feature(
                    types.get_type(name, match_exactly=True),
                    feature,
                    range_,
                    elementType=element or None,
                    multipleReferencesAllowed=False if element else None,
                )
        self._known = self._size()
        return types

    def _add_facts(self, cas: "Cas", document: Document) -> None:
        facts = {name: self._held(value, document) for name, value in document.facts.items()}
        known = {_KNOWN_FACTS[name]: facts[name] for name in _KNOWN_FACTS if facts.get(name)}
        metadata = self._type(METADATA)
        cas.add(metadata(begin=0, end=len(document.text), documentId=str(document.id), **known))
        for name, value in facts.items():
            if value and name not in _KNOWN_FACTS:
                cas.add(self._type(FACT)(name=self._held(name, document), value=value))
        for zone in document.zones:
            cas.add(self._type(ZONE)(begin=zone.start, end=zone.end, kind=str(zone.kind)))

    def _add_segments(self, cas: "Cas", layered: LayeredText) -> dict[tuple[int, int], Any]:
        sentence, token = self._type(SENTENCE), self._type(TOKEN)
        for begin, end in layered.sentences:
            cas.add(sentence(begin=begin, end=end))
        found = {}
        for begin, end in layered.tokens:
            found[begin, end] = token(begin=begin, end=end)
            cas.add(found[begin, end])
        return found

    def _add_slots(
        self, slots: Sequence[LayerSlot], spans: Mapping[str, Any], document: Document
    ) -> None:
        filled: dict[tuple[str, str], list[Any]] = {}
        for slot in slots:
            role = self._held(slot.role, document) or None
            link = self._type(slot.link_type)(role=role, target=spans[slot.target])
            filled.setdefault((slot.host, slot.feature), []).append(link)
        array = self.types.get_type("uima.cas.FSArray")
        for (host, feature), links in filled.items():
            spans[host][feature] = array(elements=links)

    def _add_chains(self, cas: "Cas", layered: LayeredText, document: Document) -> None:
        for chain in layered.chains:
            link_type = self._type(chain.layer)
            following = None
            for link in reversed(chain.links):
                following = link_type(begin=link.begin, end=link.end, next=following)
                following[LINK_TYPE] = self._held(link.type, document) or None
                following[LINK_RELATION] = self._held(link.relation, document) or None
                cas.add(following)
            cas.add(self._type(_head(chain.layer))(first=following))

    def _values(
        self, layer: str, features: Mapping[str, str], document: Document
    ) -> dict[str, Any]:
        strings: dict[str, Any] = {}
        for name, value in features.items():
            if self._declared[layer].features[name][0] == _STRING:
                strings[name] = self._held(value, document)
            else:
                self._job.lose("attribute-not-written", document.id, None, name)
        return strings

    def _held(self, value: str, document: Document) -> str:
        if not self._xml or not _NOT_XML.search(value):
            return value
        for found in _NOT_XML.finditer(value):
            self._job.lose("control-character", document.id, None, repr(found.group()))
        return _NOT_XML.sub("\ufffd", value)

    def _type(self, name: str) -> Any:
        return self.types.get_type(name, match_exactly=True)


def _head(layer: str) -> str:
    """Return the type of the chains that links of a layer make."""
    return f"{layer.removesuffix('Link')}Chain"
