"""The shortest readers of our exports for trainers: ``json`` and the program's values, no check.

What the benchmark measures the program's own readers against. Each does what no reader can
leave out (find the labels in the rows, and where their tokens stand in the text) and trusts
the file in everything else.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet, Annotator
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.ids import AnnotatorId, LabelId, RelationId, SpanId, document_id, set_id
from annotator.domain.spans import Extent, Relation, Span

Labels = Mapping[str, LabelId]
_NOBODY = Annotator(AnnotatorId(""), "")


def _document(
    text: str, facts: dict[str, str], spans: Sequence[Span], relations: Sequence[Relation]
) -> AnnotatedDocument:
    own = document_id(text)
    work = AnnotationSet(set_id(own, _NOBODY.id), own, _NOBODY.id, tuple(spans), tuple(relations))
    return AnnotatedDocument(Document(own, text, facts), (work,), {_NOBODY.id: _NOBODY})


def _rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _span(key: str, start: int, end: int, label: LabelId) -> Span:
    return Span(SpanId(key), (Extent(start, end),), label)


def scierc(folder: Path, labels: Labels) -> Iterator[AnnotatedDocument]:
    """Read an export to SciERC."""
    for row in _rows(folder / "corpus.jsonl"):
        own = row["_annotator"]
        words = [word for sentence in row["sentences"] for word in sentence]
        starts = own["starts"]
        found = [each for sentence in row["ner"] for each in sentence]
        spans = [
            _span(f"t{n}", starts[first], starts[last] + len(words[last]), labels[label])
            for n, (first, last, label) in enumerate(found)
        ]
        links = [each[4] for sentence in row["relations"] for each in sentence]
        relations = [
            Relation(RelationId(f"r{n}"), labels[label], spans[source].id, spans[target].id)
            for n, (label, (source, target)) in enumerate(zip(links, own["relations"], strict=True))
        ]
        yield _document(own["text"], own["facts"], spans, relations)


def huggingface(folder: Path, labels: Labels) -> Iterator[AnnotatedDocument]:
    """Read an export to JSON lines for ``datasets``."""
    for _, rows in groupby(_rows(folder / "corpus.jsonl"), key=lambda row: row["doc_id"]):
        text = ""
        facts: dict[str, str] = {}
        spans: list[Span] = []
        relations: list[Relation] = []
        for row in rows:
            text += row["text"]
            starts, ends = row["start_chars"], row["end_chars"]
            facts.update((each["name"], each["value"]) for each in row["facts"])
            spans += [
                _span(
                    str(each["id"]),
                    starts[each["start"]],
                    ends[each["end"] - 1],
                    labels[each["label"]],
                )
                for each in row["entities"]
            ]
            relations += [
                Relation(
                    RelationId(f"r{len(relations) + n}"),
                    labels[each["label"]],
                    SpanId(str(each["source"])),
                    SpanId(str(each["target"])),
                )
                for n, each in enumerate(row["relations"], 1)
            ]
        yield _document(text, facts, spans, relations)


def llm_chat(folder: Path, labels: Labels) -> Iterator[AnnotatedDocument]:
    """Read an export of conversations with the texts beside them."""
    sides = _rows(folder / "documents.jsonl")
    for row, side in zip(_rows(folder / "corpus.jsonl"), sides, strict=True):
        answer = json.loads(row["messages"][2]["content"])
        spans = [
            _span(each["id"], each["start"], each["end"], labels[each["type"]])
            for each in answer["entities"]
        ]
        relations = [
            Relation(RelationId(f"r{n}"), labels[each["type"]], each["head"], each["tail"])
            for n, each in enumerate(answer["relations"])
        ]
        yield _document(side["text"], side["facts"], spans, relations)


def conll(folder: Path, labels: Labels) -> Iterator[AnnotatedDocument]:
    """Read an export to columns in IOB2 with the texts beside them."""
    sides = _rows(folder / "documents.jsonl")
    words: list[str] = []
    tags: list[str] = []
    with (folder / "corpus.conll").open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("-DOCSTART-"):
                if words:
                    yield _tagged(words, tags, next(sides), labels)
                words, tags = [], []
            elif line != "\n":
                word, _, _, tag = line.split(" ")
                words.append(word)
                tags.append(tag.rstrip("\n"))
    yield _tagged(words, tags, next(sides), labels)


def _tagged(
    words: Sequence[str], tags: Sequence[str], side: dict, labels: Labels
) -> AnnotatedDocument:
    starts = side["starts"]
    spans: list[Span] = []
    first = -1
    for n, tag in enumerate([*tags, "O"]):
        if first >= 0 and not tag.startswith("I-"):
            label = labels[tags[first][2:]]
            spans.append(_span(f"{first}", starts[first], starts[n - 1] + len(words[n - 1]), label))
            first = -1
        if tag.startswith("B-"):
            first = n
    return _document(side["text"], side["facts"], spans, ())


READERS: dict[str, Callable[[Path, Labels], Iterable[AnnotatedDocument]]] = {
    "conll": conll,
    "huggingface": huggingface,
    "scierc": scierc,
    "llm-chat": llm_chat,
}
"""By the name of the format."""
