"""The trainers' formats: 10,000 documents with 20 spans, written at half the bare speed or more.

Bare is the same work without the program and without a check of anything: to write, spaCy's
tokenizer, then ``json`` or string formatting for the same rows; to read, ``json`` or the
library on the same file, then the program's values for the same labels. For the formats in
``bare_trainers`` both are one: the shortest reader that gives the same documents, as finding
the labels in the rows, and their tokens in the text, is part of reading. What these are
against ``json`` with the values ready made is printed behind. Times are of the processor.
``DOCUMENTS`` in the environment makes the corpus smaller.
"""

import gc
import json
import os
import random
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.ids import AnnotatorId, LabelId, RelationId, SpanId, document_id, set_id
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.spans import Extent, Relation, Span
from annotator.formats.registry import FORMATS
from tests.benchmarks.bare_trainers import READERS

DOCUMENTS = int(os.environ.get("DOCUMENTS", "10000"))
SPANS = 20
WRITING_AT_LEAST = 0.5
READING_AT_LEAST = 0.5
_SENTENCE = "the ferry sank near Oslo on Monday when Anna Berg of Öl AG said that nobody died"
WORDS = _SENTENCE.split()
PERSON = Label(LabelId("p"), "PERSON", "Person", LabelKind.ENTITY, "#aa0000", "#ff8888")
WORKS = Label(LabelId("w"), "WORKS_FOR", "works for", LabelKind.RELATION, "#aa0000", "#ff8888")
SCHEMA = Schema("benchmark", (PERSON, WORKS))
ANNA = Annotator(AnnotatorId("u"), "Anna")
NAMED = {PERSON.name: PERSON.id, WORKS.name: WORKS.id}
NAMES = ("conll", "conllu", "huggingface", "docred", "scierc", "spert", "gliner", "llm-chat")
_NOT_ROWS = ("losses.json", "manifest.json", "labels.json", "types.json", "rel_info.json")


def _document(number: int) -> AnnotatedDocument:
    chance = random.Random(number)
    words: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for n in range(SPANS):
        for _ in range(9):
            word = chance.choice(WORDS)
            words.append(word)
            length += len(word) + 1
        word = f"Name{number}n{n}"
        places.append((length, length + len(word)))
        words.append(f"{word} ." if n % 2 else word)
        length += len(words[-1]) + 1
    text = " ".join(words)
    spans = tuple(
        Span(SpanId(f"{number}-{n}"), (Extent(*place),), PERSON.id)
        for n, place in enumerate(places)
    )
    relations = tuple(
        Relation(RelationId(f"{number}-{n}"), WORKS.id, spans[n].id, spans[n + 1].id)
        for n in range(0, SPANS, 4)
    )
    own = document_id(text)
    states = {"main": State.FINISHED}
    work = AnnotationSet(set_id(own, ANNA.id), own, ANNA.id, spans, relations, states=states)
    return AnnotatedDocument(Document(own, text, {"language": "en"}), (work,), {ANNA.id: ANNA})


@pytest.fixture(scope="module")
def corpus() -> list[AnnotatedDocument]:
    return [_document(number) for number in range(DOCUMENTS)]


def _seconds(work) -> float:
    gc.collect()
    gc.freeze()
    start = time.process_time()
    work()
    return time.process_time() - start


def _side_by_side(*works) -> list[float]:
    """Return the least time of each in three rounds; what else the machine does only adds."""
    rounds = [[_seconds(work) for work in works] for _ in range(3)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _main_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.name not in _NOT_ROWS]


def _bare_read(name: str, files: list[Path]) -> None:
    for path in files:
        if name == "conllu":
            import conllu

            with path.open(encoding="utf-8") as file:
                for _ in conllu.parse_incr(file):
                    pass
        elif path.suffix == ".conll":
            with path.open(encoding="utf-8") as file:
                for line in file:
                    line.split(" ")
        elif path.suffix == ".jsonl":
            with path.open(encoding="utf-8") as file:
                for line in file:
                    row = json.loads(line)
                    if name == "llm-chat" and "messages" in row:
                        json.loads(row["messages"][2]["content"])
        else:
            json.loads(path.read_text(encoding="utf-8"))


def _values_of(annotated: AnnotatedDocument) -> AnnotatedDocument:
    """Make the values of a document anew, as any reader has to."""
    text, work = annotated.document.text, annotated.sets[0]
    own = document_id(text)
    spans = tuple(Span(each.id, (Extent(*each.fragments[0]),), each.label) for each in work.spans)
    relations = tuple(Relation(r.id, r.label, r.source, r.target) for r in work.relations)
    made = AnnotationSet(set_id(own, ANNA.id), own, ANNA.id, spans, relations)
    return AnnotatedDocument(Document(own, text, {}), (made,), {ANNA.id: ANNA})


def _bare_write(corpus: list[AnnotatedDocument], name: str) -> None:
    """Make tokens of the same texts."""
    import spacy

    nlp = spacy.blank("en")
    if name != "llm-chat":
        for each in corpus:
            doc = nlp.tokenizer(each.document.text)
            [token.text for token in doc]


def _dumped(files: list[Path], folder: Path) -> float:
    spent = 0.0
    for path in files:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            rows = [json.loads(line) for line in text.splitlines()]
            start = time.process_time()
            with (folder / path.name).open("w", encoding="utf-8") as file:
                for row in rows:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
        elif path.suffix == ".json":
            content = json.loads(text)
            start = time.process_time()
            (folder / path.name).write_text(json.dumps(content, ensure_ascii=False))
        else:
            rows = [
                line.split("\t" if path.suffix == ".conllu" else " ") for line in text.split("\n")
            ]
            start = time.process_time()
            with (folder / path.name).open("w", encoding="utf-8") as file:
                for row in rows:
                    file.write(" ".join(row) + "\n")
        spent += time.process_time() - start
    return spent


def _labels(documents: Iterable[AnnotatedDocument]) -> list[tuple]:
    """Return what the first documents hold, whatever their rows are called."""
    found = []
    for each in islice(documents, 20):
        places = {span.id: (span.fragments, span.label) for span in each.sets[0].spans}
        relations = [(r.label, places[r.source], places[r.target]) for r in each.sets[0].relations]
        found.append((each.document.text, each.document.facts, [*places.values()], relations))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_half_the_speed_of_the_bare_work(name, corpus, tmp_path):
    folder = tmp_path / "out"
    FORMATS[name].write(iter(corpus[:10]), SCHEMA, tmp_path / "warm")
    list(FORMATS[name].read(tmp_path / "warm", SCHEMA))
    writing = _seconds(lambda: FORMATS[name].write(iter(corpus), SCHEMA, folder))
    files = _main_files(folder)
    bare_writing = _seconds(lambda: _bare_write(corpus, name))
    bare_writing += _dumped(files, tmp_path)

    def read() -> None:
        spans = sum(len(each.sets[0].spans) for each in FORMATS[name].read(folder, SCHEMA))
        assert spans == DOCUMENTS * SPANS

    def bare_read() -> None:
        _bare_read(name, files)
        for each in corpus:
            _values_of(each)

    works = [read, bare_read]
    if name in READERS:
        assert _labels(FORMATS[name].read(folder, SCHEMA)) == _labels(READERS[name](folder, NAMED))
        works.append(lambda: sum(1 for _ in READERS[name](folder, NAMED)))
    reading, ready_made, *others = _side_by_side(*works)
    bare_reading = others[0] if others else ready_made
    print(f"\n{name}: written in {writing:.2f} s, {bare_writing / writing:.2f} of bare;", end=" ")
    print(f"read in {reading:.2f} s, {bare_reading / reading:.2f} of bare", end=" ")
    print(f"({ready_made / reading:.2f} of json with the values ready made)")
    assert bare_writing / writing >= WRITING_AT_LEAST
    assert bare_reading / reading >= READING_AT_LEAST
