"""Layers as INCEpTION and UIMA have them: typed spans, relations, slots and chains on a text.

Both WebAnno TSV and UIMA CAS are read into, and written from, these values. Offsets are
code points of the raw text. A feature without a value is absent from its dictionary.
"""

import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
"""The layer of spans that name no other one."""
RELATION = "webanno.custom.Relation"
"""The layer of relations that name no other one."""
CHAIN_LINK = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
ANY = "uima.tcas.Annotation"
"""The type that every span has: what a slot or a relation without a fixed layer points to."""

LAYER = "uima-layer"
"""The attribute that keeps the layer of a label; no feature can have a name with a hyphen."""
MAIN = "value"
NOTE = "note"
LINK_TYPE = "referenceType"
LINK_RELATION = "referenceRelation"
ROLE = "ROLE_"
_NO_LAYERS = (
    "annotator.",
    "uima.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceChain",
)
"""Types that no label can be of."""

_TYPE_NAME = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*", re.ASCII)
_FEATURE_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
_ROLE_MARK = re.compile(r"ROLE_([\w.]+):([A-Za-z]\w*)_([A-Za-z][\w.]*)", re.ASCII)


@dataclass(slots=True)
class LayerSpan:
    """A span of a layer at [begin, end); ``key`` is unique in the document."""

    key: str
    layer: str
    begin: int
    end: int
    features: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PlainSpans:
    """Spans of the usual layer that have a label, or none (empty), and nothing else, by columns."""

    keys: list[str]
    begins: list[int]
    ends: list[int]
    labels: list[str]


@dataclass(slots=True)
class LayerRelation:
    """A relation of a layer from the span ``source`` to the span ``target``."""

    layer: str
    source: str
    target: str
    features: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class LayerSlot:
    """One filler in a slot feature of the span ``host``, under a role or none."""

    host: str
    feature: str
    link_type: str
    role: str
    target: str


@dataclass(slots=True)
class ChainLink:
    """One member of a chain: where, ``referenceType`` and ``referenceRelation``."""

    begin: int
    end: int
    type: str = ""
    relation: str = ""


@dataclass(slots=True)
class LayerChain:
    """The members of one chain of a layer of links, in order."""

    layer: str
    links: list[ChainLink] = field(default_factory=list)


@dataclass(slots=True)
class LayeredText:
    """A text with everything on its layers.

    ``main`` names the feature that is the label, for each layer that has any; layers
    without features are not in it. Where ``plain`` is there, it holds all there is.
    """

    text: str
    tokens: list[tuple[int, int]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    main: dict[str, str] = field(default_factory=dict)
    spans: list[LayerSpan] = field(default_factory=list)
    relations: list[LayerRelation] = field(default_factory=list)
    slots: list[LayerSlot] = field(default_factory=list)
    chains: list[LayerChain] = field(default_factory=list)
    plain: PlainSpans | None = None


def main_feature(features: Sequence[str]) -> str:
    """Return which feature of a layer is its label: ``value``, ``label`` or the first."""
    for wanted in (MAIN, "label"):
        if wanted in features:
            return wanted
    return next((name for name in features if name != NOTE), "")


def short_name(layer: str) -> str:
    """Return the last part of a type name."""
    return layer.rsplit(".", 1)[-1]


@dataclass(frozen=True, slots=True)
class Mark:
    """A layer and its main feature, as the attribute ``uima-layer`` keeps them.

    Written ``TYPE`` where the main feature is ``value``, else ``TYPE|FEATURE``, and
    ``TYPE|`` for a layer without features; not at all for ``default`` layers.
    """

    layer: str
    main: str = MAIN

    def written(self, default: str) -> str:
        """Return the attribute's value; empty for a default layer with its usual feature."""
        if self.main != MAIN:
            return f"{self.layer}|{self.main}"
        return "" if self.layer == default else self.layer


def mark_of(written: str, default: str) -> Mark | None:
    """Return the layer an attribute names; None where no type can have such a name."""
    if not written:
        return Mark(default)
    layer, bar, main = written.partition("|")
    built_in = layer.startswith(_NO_LAYERS) and layer != ANY
    if built_in or not _TYPE_NAME.fullmatch(layer) or (main and not _is_feature_name(main)):
        return None
    return Mark(layer, main if bar else MAIN)


def _is_feature_name(name: str) -> bool:
    return bool(_FEATURE_NAME.fullmatch(name)) and not keyword.iskeyword(name) and name != NOTE


@dataclass(frozen=True, slots=True)
class SlotMark:
    """The slot feature that a relation comes from: host layer, feature, type of its links."""

    host: str
    feature: str
    link_type: str

    def written(self) -> str:
        """Return the attribute's value, as WebAnno TSV declares such a feature."""
        return f"{ROLE}{self.host}:{self.feature}_{self.link_type}"


def slot_mark_of(written: str) -> SlotMark | None:
    """Return the slot feature an attribute names, or None."""
    found = _ROLE_MARK.fullmatch(written)
    return SlotMark(found[1], found[2], found[3]) if found else None
