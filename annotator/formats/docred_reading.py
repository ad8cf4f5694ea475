"""Read DocRED and what is written like it: entities to chains, relations to their mentions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, chain, product
from operator import le, lt
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.reports import Example, Report
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.bounds import companion
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.docred_rows import Row, row_of
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_documents import row_documents
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake, new_label
from annotator.formats.label_names import foreign_names
from annotator.formats.side_texts import named_facts
from annotator.formats.token_rows import same_name, token_words
from annotator.formats.token_texts import rebuilt

SUFFIXES = (".json",)
RELATIONS = "rel_info.json"
"""What the names of relations mean; beside a single file, ``STEM.rel_info.json``."""
_LOOKED_AT = 50
"""Mentions of an entity among which a relation's ends are looked for."""


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all of a folder, document by document as they are asked for.

    Documents of our own exports come back over exactly the text they were exported from;
    else tokens are joined with a space and sentences stand on a line each.
    """
    files = files_in(path, SUFFIXES, (RELATIONS,))
    reading = Reading(iter(()), schema)

    def items(file: Path, name: str) -> Items:
        labels = LabelIntake(reading, foreign_names(file))
        titles = _titles(file)

        def take(row: Row, where: str) -> Iterable[AnnotatedDocument]:
            return (_Document(row, labels, titles, reading.repairs).annotated(name),)

        return row_documents(file, Row, row_of, take)

    reading.items = items_of(files, path, items)
    return reading


def _titles(path: Path) -> dict[str, str]:
    places = [path.with_name(f"{path.stem}.{RELATIONS}"), path.with_name(RELATIONS)]
    for place in places:
        content = companion(place)
        if content is not None:
            return named_facts(content)
    return {}


class _Document:
    """One document being read; of ``titles`` those go out that were used."""

    def __init__(
        self, row: Row, labels: LabelIntake, titles: dict[str, str], repairs: Report
    ) -> None:
        self._row = row
        self._labels = labels
        self._titles = titles
        self._repairs = repairs
        for number, sentence in enumerate(row.sents):
            if sentence:
                token_words(sentence, f"sents[{number}]")
        kept = row.text()
        self._own = kept is not None
        self._text = kept or rebuilt(row.sents)
        facts = named_facts(row.kept.facts) if kept else {"title": row.title.strip()}
        self._draft = DocumentDraft(self._text.text, labels, repairs, facts=facts)

    def annotated(self, name: str) -> AnnotatedDocument:
        """Return the document with all its labels."""
        if self._text.invented:
            self._repairs.add("spacing-invented", Example(self._draft.id, 0, self._draft.text[:60]))
        if not self._add_plain_members():
            self._add_members()
        self._add_chains()
        if self._own and self._row.kept.relations:
            self._add_own_relations()
        else:
            self._add_relations()
        return self._draft.annotated(name=name, reader="docred")

    def _add_plain_members(self) -> bool:
        """Add all mentions at once; do nothing where one of them needs a look."""
        members = [*chain.from_iterable(self._row.vertices)]
        if not members:
            return True
        sentences = [each.sent_id for each in members]
        labels = [each.type for each in members]
        firsts, lasts = zip(*[each.pos for each in members], strict=True)
        lengths = [*map(len, self._row.sents)]
        if min(sentences) < 0 or max(sentences) >= len(lengths) or min(firsts) < 0:
            return False
        if not all(map(lt, firsts, lasts)):
            return False
        if not all(map(le, lasts, map(lengths.__getitem__, sentences))):
            return False
        if not self._labels.known_spans.keys() >= set(labels):
            return False
        before = [*accumulate(lengths, initial=0)]
        starts, ends = self._text.edges(
            [before[each] + first for each, first in zip(sentences, firsts, strict=True)],
            [before[each] + last - 1 for each, last in zip(sentences, lasts, strict=True)],
        )
        sizes = enumerate(map(len, self._row.vertices))
        keys = [_key(number, place) for number, size in sizes for place in range(size)]
        self._draft.add_spans(keys, starts, ends, labels)
        return True

    def _add_members(self) -> None:
        """Add the mentions one by one."""
        before = list(accumulate(map(len, self._row.sents), initial=0))
        for number, vertex in enumerate(self._row.vertices):
            for place, each in enumerate(vertex):
                sentence, (first, last) = each.sent_id, each.pos
                if not 0 <= sentence < len(self._row.sents) or not (
                    0 <= first < last <= len(self._row.sents[sentence])
                ):
                    where = f"vertexSet[{number}][{place}].pos"
                    raise BadValue(f"{where} is not in sentence {sentence}")
                extent = self._text.extent(before[sentence] + first, before[sentence] + last)
                self._draft.add_span(_key(number, place), [extent], same_name(each.type))

    def _add_chains(self) -> None:
        """Add as chains the entities that our export names, else those of several mentions."""
        own = set(self._row.kept.chains)
        if self._own and not own:
            return
        for number, vertex in enumerate(self._row.vertices):
            if number in own if self._own else len(vertex) > 1:
                self._draft.add_chain(f"c{number}", [_key(number, n) for n in range(len(vertex))])

    def _add_own_relations(self) -> None:
        for number, each in enumerate(self._row.kept.relations):
            source, member, target, other, label = each
            ends = _key(source, member), _key(target, other)
            self._draft.add_relation(f"r{number}", *ends, self._relation(same_name(label)))

    def _add_relations(self) -> None:
        for number, fact in enumerate(self._row.labels):
            source = self._entity(fact.h, f"labels[{number}].h")
            target = self._entity(fact.t, f"labels[{number}].t")
            label = self._relation(same_name(fact.r))
            if len(source) > 1 or len(target) > 1:
                self._repairs.add("relation-put-on-mentions", Example(self._draft.id, None, label))
            ends = _nearest(source, target, set(fact.evidence))
            self._draft.add_relation(f"r{number}", *ends, label)

    def _entity(self, number: int, where: str) -> list[tuple[str, int]]:
        """Return the keys and sentences of the first mentions of an entity."""
        vertices = self._row.vertices
        if not 0 <= number < len(vertices) or not vertices[number]:
            raise BadValue(f"{where} is no entity of the document")
        members = vertices[number][:_LOOKED_AT]
        return [(_key(number, place), each.sent_id) for place, each in enumerate(members)]

    def _relation(self, name: str) -> str:
        title = self._titles.pop(name, "").strip()
        if title and title != name:
            self._labels.add(replace(new_label(name, LabelKind.RELATION), title=title))
        return name


def _key(entity: int, member: int) -> str:
    return f"{entity}-{member}"


def _nearest(
    source: Sequence[tuple[str, int]], target: Sequence[tuple[str, int]], evidence: set[int]
) -> tuple[str, str]:
    """Return the mentions a relation most likely stands at: in the evidence, close together."""
    (one, _), (other, _) = min(
        product(source, target),
        key=lambda pair: (
            (pair[0][1] not in evidence) + (pair[1][1] not in evidence),
            abs(pair[0][1] - pair[1][1]),
        ),
    )
    return one, other
