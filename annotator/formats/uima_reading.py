"""A CAS as layers: annotations, Governor and Dependent, slots, chains; by types, not by names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.reports import Example, Report
from annotator.formats.inception_layers import (
    LINK_RELATION,
    LINK_TYPE,
    ChainLink,
    LayerChain,
    LayeredText,
    LayerRelation,
    LayerSlot,
    LayerSpan,
    main_feature,
)
from annotator.formats.json_values import BadValue

if TYPE_CHECKING:
    from cassis import Cas  # type: ignore[import-untyped, unused-ignore]

ZONE = "annotator.Zone"
FACT = "annotator.Fact"
DOCUMENT = "uima.tcas.DocumentAnnotation"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_NOT_READ = (
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "uima.cas.",
)
"""Tokens, sentences, parts of speech, lemmas, syntax: not labels, but counted."""
_OWN_FEATURES = frozenset({"begin", "end", "sofa", "xmiID", "Governor", "Dependent"})
_METADATA_FACTS = {"documentTitle": "title", "documentUri": "url"}


@dataclass(slots=True)
class CasContent:
    """What a CAS holds: its layers, facts, and zones where they tile the text."""

    layered: LayeredText
    facts: dict[str, str] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()


def read_cas(cas: "Cas", name: str, repairs: Report) -> CasContent:
    """Return the content of the first view that has a text; raise BadValue where none has.

    Repair codes: ``view-not-read``, ``layer-not-read`` (annotations of layers that are no
    labels, types as examples), ``end-not-found``, ``zones-not-read``.
    """
    texts = [view for view in cas.views if isinstance(view.sofa.sofaString, str)]
    texts = [view for view in texts if view.sofa.sofaString.strip()]
    if not texts:
        raise BadValue("the CAS has no text")
    for view in texts[1:]:
        repairs.add("view-not-read", Example(name, None, str(view.sofa.sofaID)))
    text = texts[0].sofa.sofaString
    content = CasContent(LayeredText(text))
    _CasReader(content, name, repairs).read(texts[0].get_all_fs())
    return content


class _CasReader:
    def __init__(self, content: CasContent, name: str, repairs: Report) -> None:
        self._content = content
        self._layered = content.layered
        self._name = name
        self._repairs = repairs
        self._kinds: dict[str, str] = {}
        self._values: dict[str, list[str]] = {}
        self._slots: dict[str, list[str]] = {}
        self._spans: dict[int, LayerSpan] = {}
        self._links: dict[int, Any] = {}
        self._relations: list[Any] = []
        self._zones: list[tuple[int, int, str]] = []

    def read(self, structures: list[Any]) -> None:
        """Sort what stands in the index, then join it."""
        not_read: dict[str, int] = {}
        hosts = []
        for one in structures:
            kind = self._kind(one.type)
            if kind == "span":
                self._add_span(one)
                if self._slots[one.type.name]:
                    hosts.append(one)
            elif kind == "relation":
                self._relations.append(one)
            elif kind == "link":
                self._links[id(one)] = one
            elif kind == "own":
                self._take_own(one)
            elif kind == "other":
                not_read[one.type.name] = not_read.get(one.type.name, 0) + 1
        for relation in self._relations:
            self._join(relation)
        for host in hosts:
            self._fill(host)
        self._layered.spans = list(self._spans.values())
        self._layered.chains = list(self._chains())
        for layer, count in sorted(not_read.items()):
            self._repairs.add("layer-not-read", Example(self._name, None, layer), count)
        self._settle_zones()

    def _kind(self, type_: Any) -> str:
        name = type_.name
        if name not in self._kinds:
            self._kinds[name] = self._kind_of(type_)
        return self._kinds[name]

    def _kind_of(self, type_: Any) -> str:
        name = type_.name
        if name in (ZONE, FACT) or _is_a(type_, DOCUMENT):
            return "own"
        if name.startswith(_NOT_READ):
            return "other"
        features = {one.name: one for one in type_.all_features}
        if {"Governor", "Dependent"} <= features.keys():
            self._describe(type_)
            return "relation"
        if not _is_a(type_, "uima.tcas.Annotation"):
            # Heads of chains and links of slots say nothing beyond what they point to.
            return "" if {"first"} <= features.keys() or "target" in features else "other"
        self._describe(type_)
        if "next" in features and features["next"].rangeType.name == name:
            return "link"
        return "span"

    def _describe(self, type_: Any) -> None:
        """Note which features of a type are values and which are slots."""
        features = [one for one in type_.all_features if one.name not in _OWN_FEATURES]
        system = type_.typesystem
        strings = [one.name for one in features if one.rangeType.name == "uima.cas.String"]
        others = [
            one.name
            for one in features
            if one.name not in strings and system.is_primitive(one.rangeType)
        ]
        self._values[type_.name] = strings + others
        self._slots[type_.name] = [
            one.name for one in features if one.rangeType.name == "uima.cas.FSArray"
        ]
        self._layered.main[type_.name] = main_feature(strings or others)

    def _add_span(self, one: Any) -> LayerSpan:
        known = self._spans.get(id(one))
        if known is None:
            begin, end = _offsets(one)
            layer = one.type.name
            known = LayerSpan(str(len(self._spans)), layer, begin, end, self._features(one))
            self._spans[id(one)] = known
        return known

    def _features(self, one: Any) -> dict[str, str]:
        found = {}
        for name in self._values.get(one.type.name, ()):
            value = one[name]
            if value is not None and value != "":
                found[name] = str(value).lower() if isinstance(value, bool) else str(value)
        return found

    def _end(self, one: Any) -> str | None:
        """Return the span a relation or slot points to; tokens become spans by that."""
        if one is None or not hasattr(one, "begin"):
            return None
        if id(one) not in self._spans and self._kind(one.type) in ("relation", "link"):
            return None
        self._layered.main.setdefault(one.type.name, "")
        return self._add_span(one).key

    def _join(self, one: Any) -> None:
        source, target = self._end(one["Governor"]), self._end(one["Dependent"])
        if source is None or target is None:
            self._lost(one)
        else:
            relation = LayerRelation(one.type.name, source, target, self._features(one))
            self._layered.relations.append(relation)

    def _fill(self, host: Any) -> None:
        for feature in self._slots[host.type.name]:
            array = host[feature]
            elements = getattr(array, "elements", None)
            for link in elements if isinstance(elements, list) else ():
                target = self._end(getattr(link, "target", None))
                if target is None:
                    self._lost(host)
                    continue
                role = getattr(link, "role", None)
                role = role if isinstance(role, str) else ""
                self._layered.slots.append(
                    LayerSlot(self._spans[id(host)].key, feature, link.type.name, role, target)
                )

    def _chains(self) -> Iterator[LayerChain]:
        """Follow each chain from its first link: one that no other names as the next."""
        following = {id(one["next"]) for one in self._links.values() if one["next"] is not None}
        seen: set[int] = set()
        starts = [one for key, one in self._links.items() if key not in following]
        for start in starts:
            chain = LayerChain(start.type.name)
            one = start
            while one is not None and id(one) not in seen and hasattr(one, "begin"):
                seen.add(id(one))
                values = self._features(one)
                begin, end = _offsets(one)
                kind = values.get(LINK_TYPE, "")
                chain.links.append(ChainLink(begin, end, kind, values.get(LINK_RELATION, "")))
                one = getattr(one, "next", None)
            yield chain
        for key, one in self._links.items():
            if key not in seen:
                self._lost(one)

    def _take_own(self, one: Any) -> None:
        facts = self._content.facts
        if one.type.name == ZONE:
            begin, end = _offsets(one)
            self._zones.append((begin, end, str(one["kind"])))
        elif one.type.name == FACT:
            name, value = one["name"], one["value"]
            if isinstance(name, str) and isinstance(value, str) and name and value:
                facts[name] = value
        else:
            language = getattr(one, "language", None)
            if isinstance(language, str) and language not in ("", "x-unspecified"):
                facts.setdefault("language", language)
            for feature, fact in _METADATA_FACTS.items():
                value = getattr(one, feature, None)
                if isinstance(value, str) and value:
                    facts.setdefault(fact, value)

    def _settle_zones(self) -> None:
        position = 0
        zones = []
        for begin, end, kind in sorted(self._zones):
            if begin != position or end <= begin or kind not in list(ZoneKind):
                break
            zones.append(Zone(begin, end, ZoneKind(kind)))
            position = end
        if position == len(self._layered.text):
            self._content.zones = tuple(zones)
        elif self._zones:
            self._repairs.add("zones-not-read", Example(self._name), len(self._zones))

    def _lost(self, one: Any) -> None:
        self._repairs.add("end-not-found", Example(self._name, None, one.type.name))


def _offsets(one: Any) -> tuple[int, int]:
    begin, end = one["begin"], one["end"]
    if isinstance(begin, int) and isinstance(end, int):
        return begin, end
    return -1, -1


def _is_a(type_: Any, name: str) -> bool:
    current = type_
    while current is not None:
        if current.name == name:
            return True
        current = current.supertype
    return False
