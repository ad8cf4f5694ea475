"""How fast brat and Prodigy files are written and read, against the bare libraries.

``DOCUMENTS`` (environment) documents with 20 spans and 5 relations each, 10,000 unless told.
"""

import gc
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.ids import AnnotatorId, RelationId, SpanId, document_id, set_id
from annotator.domain.schema import LabelKind, Schema
from annotator.domain.spans import Extent, Origin, Relation, Span
from annotator.formats.brat import BRAT
from annotator.formats.label_intake import new_label
from annotator.formats.prodigy import PRODIGY

DOCUMENTS = int(os.environ.get("DOCUMENTS", "10000"))
AT_LEAST = 0.5
ANNA = Annotator(AnnotatorId("u"), "Anna")
LABELS = [new_label(name, LabelKind.ENTITY) for name in ("PERSON", "ORG", "GPE", "DATE")]
WORKS = new_label("WORKS_FOR", LabelKind.RELATION)
SCHEMA = Schema("s", (*LABELS, WORKS))
WORDS = ["Anna", "Keller", "of", "Norwell", "Freight", "told", "reporters", "on", "Monday", "that"]


def corpus() -> Iterator[AnnotatedDocument]:
    """Yield invented articles of 160 words with 20 spans of one to three words."""
    for number in range(DOCUMENTS):
        words = [WORDS[(number * 7 + at * at) % len(WORDS)] for at in range(160)]
        words[0] = f"No{number}"
        starts, at = [], 0
        for word in words:
            starts.append(at)
            at += len(word) + 1
        text = " ".join(words)
        spans = []
        for count in range(20):
            first = count * 8
            last = first + count % 3
            place = (Extent(starts[first], starts[last] + len(words[last])),)
            label = LABELS[count % 4].id
            spans.append(Span(SpanId(f"s{count}"), place, label, {}, "", Origin.IMPORTED))
        relations = [
            Relation(RelationId(f"r{n}"), WORKS.id, SpanId(f"s{n}"), SpanId(f"s{n + 7}"))
            for n in range(5)
        ]
        identity = document_id(text)
        work = AnnotationSet(
            set_id(identity, ANNA.id), identity, ANNA.id, tuple(spans), tuple(relations)
        )
        work = replace(work, states={"main": State.FINISHED})
        document = Document(identity, text, {"title": f"Article {number}", "language": "en"})
        yield AnnotatedDocument(document, (work,), {ANNA.id: ANNA})


def seconds(job: Callable[[], object], rounds: int = 1) -> float:
    """Return the processor time of a job, the best of some rounds: others may be busy here.

    What the benchmark itself holds is kept out of the garbage collector's sight.
    """
    found = []
    for _ in range(rounds):
        gc.collect()
        gc.freeze()
        begun = time.process_time()
        job()
        found.append(time.process_time() - begun)
    return min(found)


def told(what: str, ours: float, bare: float) -> float:
    share = bare / ours
    print(f"{what}: {ours:.2f} s, bare {bare:.2f} s, {share:.2f} of its speed")
    return share


def test_prodigy_is_half_as_fast_as_bare_json(tmp_path):
    import spacy

    documents, shares = list(corpus()), []
    file = tmp_path / "out.jsonl"
    ours = seconds(lambda: PRODIGY.write(documents, SCHEMA, file))
    rows = [json.loads(line) for line in file.read_bytes().split(b"\n")[:-1]]
    texts = [each.document.text for each in documents]

    def bare_write() -> None:
        tokenizer = spacy.blank("en").tokenizer
        with (tmp_path / "bare.jsonl").open("wb") as out:
            for text, row in zip(texts, rows, strict=True):
                row["tokens"] = [
                    {"text": t.text, "start": t.idx, "end": t.idx + len(t), "id": t.i,
                     "ws": bool(t.whitespace_)}
                    for t in tokenizer(text)
                ]  # fmt: skip
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
                out.write(line.encode() + b"\n")

    shares.append(told("prodigy, write", ours, seconds(bare_write)))
    assert (tmp_path / "bare.jsonl").stat().st_size == file.stat().st_size

    def bare_read() -> None:
        with file.open("rb") as lines:
            for line in lines:
                json.loads(line)

    reading = seconds(lambda: [None for _ in PRODIGY.read(file, SCHEMA)], 3)
    shares.append(told("prodigy, read", reading, seconds(bare_read, 3)))
    assert min(shares) >= AT_LEAST


def test_brat_is_half_as_fast_as_its_own_parser(tmp_path):
    judge = pytest.importorskip("bratsubset.annotation")
    documents, shares = list(corpus()), []
    folder, bare = tmp_path / "out", tmp_path / "bare"
    ours = seconds(lambda: BRAT.write(documents, SCHEMA, folder))
    files = sorted(folder.glob("*.ann"))
    assert len(files) == DOCUMENTS
    theirs = seconds(
        lambda: [judge.TextAnnotations(str(each.with_suffix(""))) and None for each in files]
    )

    names = {label.id: label.name for label in (*LABELS, WORKS)}

    def bare_write() -> None:
        bare.mkdir()
        for file, each in zip(files, documents, strict=True):
            text, work = each.document.text, each.sets[0]
            lines = [
                judge.TextBoundAnnotationWithText(
                    [(span.start, span.end)],
                    f"T{number}",
                    names[span.label],
                    text[span.start : span.end],
                )
                for number, span in enumerate(work.spans, 1)
            ]
            ids = {span.id: f"T{number}" for number, span in enumerate(work.spans, 1)}
            lines += [
                judge.BinaryRelationAnnotation(
                    f"R{number}",
                    names[one.label],
                    *("Arg1", ids[one.source], "Arg2", ids[one.target]),
                    "\t",
                )
                for number, one in enumerate(work.relations, 1)
            ]
            content = "".join(f"{line}\n" for line in lines)
            (bare / file.name).write_text(content, encoding="utf-8")
            (bare / file.with_suffix(".txt").name).write_text(text, encoding="utf-8")

    shares.append(told("brat, write", ours, seconds(bare_write)))
    reading = seconds(lambda: [None for _ in BRAT.read(folder, SCHEMA)])
    shares.append(told("brat, read", reading, theirs))
    assert min(shares) >= AT_LEAST
