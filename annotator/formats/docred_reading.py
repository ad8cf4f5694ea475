"""Read DocRED and what is written like it: entities to chains, relations to their mentions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.reports import Example, Report
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_documents import json_documents
from annotator.formats.json_values import BadValue, Fields, whole_numbers
from annotator.formats.label_intake import LabelIntake, new_label
from annotator.formats.label_names import foreign_names
from annotator.formats.side_texts import named_facts
from annotator.formats.token_rows import same_name, token_words
from annotator.formats.token_texts import rebuilt, restored

SUFFIXES = (".json",)
OURS = "_annotator"
"""The key of what leads back to the text; loaders of DocRED take the keys they know."""
RELATIONS = "rel_info.json"
"""What the names of relations mean; beside a single file, ``STEM.rel_info.json``."""
_LOOKED_AT = 50
"""Mentions of an entity among which a relation's ends are looked for."""


@dataclass(frozen=True, slots=True)
class _Member:
    key: str
    sentence: int


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

        def take(row: dict[str, object], where: str) -> Iterator[AnnotatedDocument]:
            yield _Row(row, labels, titles, reading.repairs).annotated(name)

        return json_documents(file, take)

    reading.items = items_of(files, path, items)
    return reading


def _titles(path: Path) -> dict[str, str]:
    places = [path.with_name(f"{path.stem}.{RELATIONS}"), path.with_name(RELATIONS)]
    for place in places:
        try:
            content = json.loads(place.read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        return named_facts(content)
    return {}


class _Row:
    """One document being read."""

    def __init__(
        self,
        row: dict[str, object],
        labels: LabelIntake,
        titles: Mapping[str, str],
        repairs: Report,
    ) -> None:
        self._row = Fields(row)
        self._labels = labels
        self._titles = titles
        self._repairs = repairs
        self._sentences = [
            token_words(each, f"sents[{number}]") if each != [] else []
            for number, each in enumerate(self._row.items("sents"))
        ]
        self._ours = self._row.inner(OURS)
        words = [word for sentence in self._sentences for word in sentence]
        kept = restored(self._ours.text("text", ""), self._ours.items("starts"), words)
        self._own = kept is not None
        self._text = kept or rebuilt(self._sentences)
        facts = {"title": self._row.text("title", "").strip()}
        if kept:
            facts = named_facts(self._ours.named_texts("facts"))
        self._draft = DocumentDraft(self._text.text, labels, repairs, facts=facts)
        self._entities: list[list[_Member]] = []

    def annotated(self, name: str) -> AnnotatedDocument:
        """Return the document with all its labels."""
        if self._text.invented:
            self._repairs.add("spacing-invented", Example(self._draft.id, 0, self._draft.text[:60]))
        self._add_members()
        chains = self._ours.items("chains") if self._own else []
        for number, entity in enumerate(self._entities):
            if number in chains or (not self._own and len(entity) > 1):
                self._draft.add_chain(f"c{number}", [each.key for each in entity])
        exact = self._ours.items("relations")
        if self._own and exact:
            self._add_own_relations(exact)
        else:
            self._add_relations()
        return self._draft.annotated(name=name, reader="docred")

    def _add_members(self) -> None:
        firsts = list(accumulate(map(len, self._sentences), initial=0))
        for number, vertex in enumerate(self._row.items("vertexSet")):
            if not isinstance(vertex, list):
                raise BadValue(f"vertexSet[{number}] is not an array of mentions")
            self._entities.append([])
            for place, value in enumerate(vertex):
                fields = Fields(value, f"vertexSet[{number}][{place}]")
                sentence = fields.whole_number("sent_id")
                first, last = whole_numbers(fields.items("pos"), 2, fields.place("pos"))
                if not 0 <= sentence < len(self._sentences) or not (
                    0 <= first < last <= len(self._sentences[sentence])
                ):
                    raise BadValue(f"{fields.place('pos')} is not in sentence {sentence}")
                extent = self._text.extent(firsts[sentence] + first, firsts[sentence] + last)
                key = f"{number}-{place}"
                self._draft.add_span(key, [extent], same_name(fields.text("type")))
                self._entities[number].append(_Member(key, sentence))

    def _add_own_relations(self, rows: Sequence[object]) -> None:
        for number, row in enumerate(rows):
            if not isinstance(row, list) or len(row) != 5:
                raise BadValue(f"{OURS}.relations[{number}] is not an array of 5 values")
            ends = whole_numbers(row[:4], 4, f"{OURS}.relations[{number}]")
            keys = f"{ends[0]}-{ends[1]}", f"{ends[2]}-{ends[3]}"
            self._draft.add_relation(f"r{number}", *keys, self._relation(same_name(row[4])))

    def _add_relations(self) -> None:
        for number, fields in enumerate(self._row.objects("labels")):
            source = self._entity(fields.whole_number("h"), fields.place("h"))
            target = self._entity(fields.whole_number("t"), fields.place("t"))
            label = self._relation(same_name(fields.text("r")))
            if len(source) > 1 or len(target) > 1:
                self._repairs.add("relation-put-on-mentions", Example(self._draft.id, None, label))
            evidence = fields.items("evidence")
            ends = _nearest(source, target, {each for each in evidence if type(each) is int})
            self._draft.add_relation(f"r{number}", ends[0].key, ends[1].key, label)

    def _entity(self, number: int, where: str) -> list[_Member]:
        if not 0 <= number < len(self._entities) or not self._entities[number]:
            raise BadValue(f"{where} is no entity of the document")
        return self._entities[number]

    def _relation(self, name: str) -> str:
        title = self._titles.get(name, "").strip()
        if title and title != name:
            self._labels.add(replace(new_label(name, LabelKind.RELATION), title=title))
            self._titles = {key: each for key, each in self._titles.items() if key != name}
        return name


def _nearest(
    source: Sequence[_Member], target: Sequence[_Member], evidence: set[int]
) -> tuple[_Member, _Member]:
    """Return the mentions a relation most likely stands at: in the evidence, close together."""
    pairs = [(s, t) for s in source[:_LOOKED_AT] for t in target[:_LOOKED_AT]]
    return min(
        pairs,
        key=lambda pair: (
            (pair[0].sentence not in evidence) + (pair[1].sentence not in evidence),
            abs(pair[0].sentence - pair[1].sentence),
        ),
    )
