"""How fast doccano's and Label Studio's files are written and read, against bare ``json``.

Writing is held against ``json.dumps`` of the same rows; reading against bare ``json`` that
makes the program's values of the rows too, with no check of anything, as in the benchmark of
the trainers' formats. The aim is half of that speed. ``json.loads`` alone, which leaves all
but the parsing undone, is printed beside it and not held: identity and spans alone take as
long again.
All times are of the processor, the best of some rounds; documents are let go of as they come,
as an import does, and what the benchmark holds is kept out of the garbage collector's sight.
"""

import gc
import json
import os
import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.ids import AnnotatorId, LabelId, SpanId, document_id, set_id
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.spans import Extent, Origin, Span
from annotator.formats.registry import FORMATS

DOCUMENTS = int(os.environ.get("DOCUMENTS", "10000"))
SPANS = 20
ROUNDS = 3
WRITING_AT_LEAST = 0.5
READING_AT_LEAST = 0.5
NOBODY = AnnotatorId("")
ANNA = Annotator(AnnotatorId("u1"), "Anna")
LABELS = [
    Label(LabelId(f"l{n}"), f"LABEL{n}", f"LABEL{n}", LabelKind.ENTITY, "#123456", "#abcdef")
    for n in range(8)
]
WORKS = Label(LabelId("r"), "WORKS", "WORKS", LabelKind.RELATION, "#123456", "#abcdef")
SCHEMA = Schema("s", (*LABELS, WORKS))
WORDS = ["Minister", "said", "the", "talks", "in", "Geneva", "would", "go", "on", "“soon”"]


def corpus() -> list[AnnotatedDocument]:
    """Return documents of 400 words with 20 spans each."""
    chance = random.Random(1)
    found = []
    for number in range(DOCUMENTS):
        words = [f"{number}", *chance.choices(WORDS, k=400)]
        starts = [0]
        for word in words:
            starts.append(starts[-1] + len(word) + 1)
        text = " ".join(words)
        spans = []
        for index in range(SPANS):
            first = chance.randrange(395)
            extent = Extent(starts[first], starts[first + chance.randrange(1, 4)] - 1)
            spans.append(Span(SpanId(f"{number}-{index}"), (extent,), LABELS[index % 8].id))
        identity = document_id(text)
        work = AnnotationSet(
            set_id(identity, ANNA.id),
            identity,
            ANNA.id,
            tuple(spans),
            states={"main": State.FINISHED},
        )
        document = Document(identity, text, {"title": "T"})
        found.append(AnnotatedDocument(document, (work,), {ANNA.id: ANNA}))
    return found


def best(work: Callable[[], object]) -> float:
    """Return the seconds of processor time of the fastest round."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        gc.freeze()
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def through(items: Iterable[object]) -> None:
    """Go through all, keeping none."""
    deque(items, maxlen=0)


def dump(rows: list[dict[str, object]], place: Path, lines: bool) -> None:
    """Write rows with bare json."""
    with place.open("wb") as file:
        if lines:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        else:
            file.write(json.dumps(rows, ensure_ascii=False).encode())


def load(place: Path, lines: bool) -> Iterator[dict]:
    """Read rows with bare json."""
    if lines:
        with place.open("rb") as file:
            for line in file:
                yield json.loads(line)
    else:
        yield from json.loads(place.read_bytes())


def values_of(row: dict) -> AnnotatedDocument:
    """Return the program's values of a row, whatever stands in it."""
    if "text" in row:
        text, facts = row["text"], row["meta"]
        places = [
            (e["id"], e["start_offset"], e["end_offset"], e["label"]) for e in row["entities"]
        ]
    else:
        text, facts = row["data"]["text"], {"title": row["data"]["title"]}
        results = row["annotations"][0]["result"]
        places = [
            (e["id"], e["value"]["start"], e["value"]["end"], e["value"]["labels"][0])
            for e in results
        ]
    spans = tuple(
        Span(SpanId(str(key)), (Extent(start, end),), label, {}, "", Origin.IMPORTED)
        for key, start, end, label in places
    )
    identity = document_id(text)
    work = AnnotationSet(set_id(identity, NOBODY), identity, NOBODY, spans)
    return AnnotatedDocument(Document(identity, text, facts), (work,), {})


@pytest.mark.parametrize(("name", "suffix"), [("doccano", ".jsonl"), ("label-studio", ".json")])
def test_writing_and_reading(name, suffix, tmp_path, capsys):
    documents, one = corpus(), FORMATS[name]
    path, lines = tmp_path / f"o{suffix}", suffix == ".jsonl"
    writing = best(lambda: one.write(documents, SCHEMA, path))
    rows = list(load(path, lines))
    dumping = best(lambda: dump(rows, tmp_path / "bare", lines))
    loading = best(lambda: through(load(path, lines)))
    same_work = best(lambda: through(map(values_of, load(path, lines))))
    reading = best(lambda: through(one.read(path, SCHEMA)))
    with capsys.disabled():
        print(
            f"\n{name}, {DOCUMENTS} documents with {SPANS} spans: written in {writing:.2f} s"
            f" ({dumping / writing:.2f} of bare json), read in {reading:.2f} s"
            f" ({same_work / reading:.2f} of json with values,"
            f" {loading / reading:.2f} of json.loads alone)"
        )
    assert sum(len(each.sets[0].spans) for each in one.read(path, SCHEMA)) > DOCUMENTS * 19
    assert dumping / writing >= WRITING_AT_LEAST
    assert same_work / reading >= READING_AT_LEAST
