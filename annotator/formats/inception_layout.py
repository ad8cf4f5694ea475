"""An annotation set on layers of INCEpTION: where its labels came from, or the usual layers."""

from collections.abc import Mapping, Sequence

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.documents import Document
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.spans import Relation, Span
from annotator.formats.export_job import ExportJob
from annotator.formats.inception_layers import (
    ANY,
    CHAIN_LINK,
    LAYER,
    LINK_RELATION,
    LINK_TYPE,
    NAMED_ENTITY,
    NOTE,
    RELATION,
    SENTENCE,
    TOKEN,
    ChainLink,
    LayerChain,
    LayeredText,
    LayerRelation,
    LayerSlot,
    LayerSpan,
    Mark,
    mark_of,
    short_name,
    slot_mark_of,
)
from annotator.formats.inception_names import feature_name
from annotator.formats.tokens import trimmed

_SPECIAL = frozenset({ANY, TOKEN, SENTENCE, RELATION, CHAIN_LINK})
"""Types that cannot simply be layers of labels: what has them stays only where it fits."""


class LayerLayout:
    """Put annotation sets of an export on layers; what cannot be is counted as lost.

    Loss codes: ``discontinuous-span``, ``label-not-in-schema``, ``span-without-token``
    (white space alone), ``span-white-space-trimmed`` and ``span-doubled`` (with ``trim``),
    ``layer-changed`` (a layer that cannot hold the label any more), ``relation-without-span``,
    ``chain-member-without-span``.
    """

    def __init__(self, job: ExportJob, *, trim: bool) -> None:
        self._job = job
        self._trim = trim
        self._main: dict[str, str] = {}
        self._span_names = {label.id: label.name for label in job.schema.span_labels}
        self._relation_names = {label.id: label.name for label in job.schema.relation_labels}

    def layers(
        self,
        document: Document,
        work: AnnotationSet,
        tokens: Sequence[tuple[int, int]],
        sentences: Sequence[tuple[int, int]],
    ) -> LayeredText:
        """Return the set on layers of the document's text; counts what was written."""
        layered = LayeredText(document.text, list(tokens), list(sentences), self._main)
        _Layout(self._job, layered, document, work, trim=self._trim).fill(
            self._span_names, self._relation_names
        )
        return layered


class _Layout:
    def __init__(
        self,
        job: ExportJob,
        layered: LayeredText,
        document: Document,
        work: AnnotationSet,
        *,
        trim: bool,
    ) -> None:
        self._job = job
        self._layered = layered
        self._document = document
        self._work = work
        self._trim = trim
        self._keys: dict[SpanId, str] = {}
        self._written: dict[str, LayerSpan] = {}
        self._tokens = set(layered.tokens)
        self._span_layers: set[str] = set()

    def fill(
        self, span_names: Mapping[LabelId, str], relation_names: Mapping[LabelId, str]
    ) -> None:
        """Put spans, relations and chains on their layers."""
        linked = {member for chain in self._work.chains for member in chain.spans}
        ends = {end for each in self._work.relations for end in (each.source, each.target)}
        places: dict[tuple[int, int, str], SpanId] = {}
        for span in self._work.spans:
            name = span_names.get(span.label)
            extent = self._extent(span, name)
            if extent is None or name is None:
                continue
            twin = places.setdefault((*extent, span.label), span.id)
            if twin != span.id:
                self._lose("span-doubled", span)
                self._keys[span.id] = self._keys[twin]
                continue
            self._put_span(span, name, extent, in_chain=span.id in linked, is_end=span.id in ends)
            self._job.result.spans += 1
        self._layered.spans = list(self._written.values())
        for relation in self._work.relations:
            self._put_relation(relation, relation_names.get(relation.label))
        self._settle_tokens()
        self._put_chains(span_names)

    def _extent(self, span: Span, name: str | None) -> tuple[int, int] | None:
        if name is None:
            self._lose("label-not-in-schema", span)
            return None
        if len(span.fragments) > 1:
            self._lose("discontinuous-span", span)
            return None
        if not self._trim:
            return span.start, span.end
        start, end = trimmed(self._document.text, span.start, span.end)
        if start == end:
            self._lose("span-without-token", span)
            return None
        if (start, end) != (span.start, span.end):
            self._lose("span-white-space-trimmed", span)
        return start, end

    def _put_span(
        self, span: Span, name: str, extent: tuple[int, int], *, in_chain: bool, is_end: bool
    ) -> None:
        key = f"s{len(self._keys)}"
        self._keys[span.id] = key
        mark = mark_of(span.attributes.get(LAYER, ""), NAMED_ENTITY)
        plain = not span.note and span.attributes.keys() <= {LAYER, LINK_RELATION}
        if mark is not None and mark.main == LINK_TYPE:
            if in_chain and plain and not is_end:
                return  # its link in the chain is all there is
            mark = None
        elif mark is not None and mark.layer in _SPECIAL:
            empty = plain and not in_chain and not mark.main and name == short_name(mark.layer)
            token = mark.layer == TOKEN and is_end and extent in self._tokens
            mark = mark if empty and (token or mark.layer == ANY) else None
        if mark is None:
            self._lose("layer-changed", span)
            mark = Mark(NAMED_ENTITY)
        self._span_layers.add(mark.layer)
        bare = plain and (in_chain or LINK_RELATION not in span.attributes)
        main = self._main(mark, name, bare=bare)
        features = self._features(span.attributes, main, span.note, in_chain=in_chain)
        if name != short_name(mark.layer):
            features[main] = name
        self._written[key] = LayerSpan(key, mark.layer, *extent, features)

    def _main(self, mark: Mark, name: str, *, bare: bool) -> str:
        """Return the main feature of a layer; all its labels in an export share one.

        A layer without features gets one where a label or what is on it needs it.
        """
        known = self._layered.main.setdefault(mark.layer, mark.main)
        if not known and not (bare and name == short_name(mark.layer)):
            known = self._layered.main[mark.layer] = Mark(mark.layer).main
        return known

    def _features(
        self, attributes: Mapping[str, str], main: str, note: str, *, in_chain: bool = False
    ) -> dict[str, str]:
        features = {
            feature_name(name, main): value
            for name, value in attributes.items()
            if value and name != LAYER and not (in_chain and name == LINK_RELATION)
        }
        if note:
            features[NOTE] = note
        return features

    def _put_relation(self, relation: Relation, name: str | None) -> None:
        source, target = self._keys.get(relation.source), self._keys.get(relation.target)
        if source not in self._written or target not in self._written or name is None:
            code = "relation-without-span" if name is not None else "label-not-in-schema"
            self._job.lose(code, self._document.id, None, name or relation.id)
            return
        self._job.result.relations += 1
        written = relation.attributes.get(LAYER, "")
        slot = slot_mark_of(written)
        if slot is not None:
            host = self._written[source]
            plain = not relation.note and set(relation.attributes) == {LAYER}
            free = slot.feature not in {*host.features, self._layered.main[host.layer]}
            if host.layer == slot.host and plain and free and slot.link_type != slot.host:
                role = "" if name == slot.feature else name
                self._layered.slots.append(
                    LayerSlot(source, slot.feature, slot.link_type, role, target)
                )
                return
        mark = None if slot is not None else mark_of(written, RELATION)
        if mark is None or mark.layer in self._span_layers or mark.layer in _SPECIAL - {RELATION}:
            self._job.lose("layer-changed", self._document.id, None, name)
            mark = Mark(RELATION)
        bare = not relation.note and relation.attributes.keys() <= {LAYER}
        main = self._main(mark, name, bare=bare)
        features = self._features(relation.attributes, main, relation.note)
        if name != short_name(mark.layer):
            features[main] = name
        self._layered.relations.append(LayerRelation(mark.layer, source, target, features))

    def _settle_tokens(self) -> None:
        """Make labels of tokens that are joined to labels: a relation's ends have one layer."""
        layers = {span.key: span.layer for span in self._layered.spans}
        if TOKEN not in layers.values():
            return
        ends = [(each.layer, {each.source, each.target}) for each in self._layered.relations]
        ends += [(slot.host, {slot.host, slot.target}) for slot in self._layered.slots]
        mixed = {
            name
            for name, _ in ends
            if len({layers[key] for other, keys in ends if other == name for key in keys}) > 1
        }
        tokens = {key for name, keys in ends if name in mixed for key in keys}
        for span in self._layered.spans:
            if span.layer == TOKEN and span.key in tokens:
                span.layer = NAMED_ENTITY
                span.features = {self._main(Mark(NAMED_ENTITY), "Token", bare=False): "Token"}
                self._job.lose("layer-changed", self._document.id, span.begin, "Token")

    def _put_chains(self, span_names: Mapping[LabelId, str]) -> None:
        spans = {span.id: span for span in self._work.spans}
        for chain in self._work.chains:
            members = [spans[one] for one in chain.spans if one in self._keys]
            if len(members) < len(chain.spans):
                missing = len(chain.spans) - len(members)
                for _ in range(missing):
                    self._job.lose("chain-member-without-span", self._document.id)
            if members:
                layer = self._chain_layer(members)
                links = [self._link(member, layer, span_names) for member in members]
                self._layered.chains.append(LayerChain(layer, links))

    def _chain_layer(self, members: Sequence[Span]) -> str:
        """Return the layer of links that the members came from; the usual one for mixed."""
        marks = {mark_of(one.attributes.get(LAYER, ""), NAMED_ENTITY) for one in members}
        layers = {mark.layer for mark in marks if mark is not None and mark.main == LINK_TYPE}
        layer = layers.pop() if len(layers) == 1 else CHAIN_LINK
        return CHAIN_LINK if layer in self._span_layers else layer

    def _link(self, span: Span, layer: str, span_names: Mapping[LabelId, str]) -> ChainLink:
        start, end = span.start, span.end
        if self._trim:
            start, end = trimmed(self._document.text, start, end)
        name = span_names[span.label]
        relation = span.attributes.get(LINK_RELATION, "")
        return ChainLink(start, end, "" if name == short_name(layer) else name, relation)

    def _lose(self, code: str, span: Span) -> None:
        self._job.lose(code, self._document.id, span.start, span.surface(self._document.text))
