"""How fast WebAnno TSV and UIMA CAS are written and read, against the bare library or bare JSON.

The bare side of UIMA is dkpro-cassis making, saving and loading the same annotations; that of
WebAnno TSV is ``json`` with the same rows of tokens, made and put together by plain loops.
The aim is half of the bare speed. To read, the bare side of WebAnno TSV also makes the
program's values of the spans it found, by the fastest way the program has, because no reader
can do without them, as in the benchmarks of the other formats; it checks nothing. What it
takes without them, and ``json.loads`` alone, is printed beside it. When last run, WebAnno TSV
was read at 0.6 of the speed of the bare side, at 0.45 to 0.5 of it without the values, and
at 0.3 of ``json.loads``, whose parser is in C and whose rows nobody looked at.
Seconds are those of the processor, so that what else the machine does does not count, and
of WebAnno TSV, which is read in moments, the best of some rounds.
"""

import gc
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.ids import AnnotatorId, LabelId, SpanId, document_id, set_id
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.spans import Extent, Span, imported_spans
from annotator.formats.format import ExportOptions
from annotator.formats.inception_layers import NAMED_ENTITY, SENTENCE, TOKEN
from annotator.formats.inception_tokens import segmented
from annotator.formats.registry import FORMATS

DOCUMENTS = int(os.environ.get("DOCUMENTS", "10000"))
SPANS = 20
ROUNDS = 3
WORDS = 100
AT_LEAST = 0.5
"""The share of the bare speed that writing and reading are to have."""
NAMES = ["PERSON", "ORG", "GPE", "DATE"]
SCHEMA = Schema(
    "bench",
    tuple(Label(LabelId(n), n, n, LabelKind.ENTITY, "#aa0000", "#ff8888") for n in NAMES),
)
OWNER = Annotator(AnnotatorId("u"), "U")
NOBODY = Annotator(AnnotatorId(""), "")


def documents() -> list[AnnotatedDocument]:
    """Return invented articles with 20 spans each."""
    draw = random.Random(4)
    words = [
        "".join(draw.choices("abcdefghiklmnoprstuvw", k=draw.randint(2, 9))) for _ in range(3000)
    ]
    found = []
    for number in range(DOCUMENTS):
        picked = [draw.choice(words) for _ in range(WORDS)]
        picked = [f"{one.title()}" if draw.random() < 0.2 else one for one in picked]
        picked[9::12] = [f"{one}." for one in picked[9::12]]
        text = f"{number} {' '.join(picked)}"
        edges = segmented(text)[0]
        spans = {}
        while len(spans) < SPANS:
            first = draw.randrange(len(edges))
            last = min(len(edges) - 1, first + draw.choice([0, 0, 0, 1, 2]))
            extent = Extent(edges[first][0], edges[last][1])
            label = LabelId(draw.choice(NAMES))
            span = Span(SpanId(f"{number}-{len(spans)}"), (extent,), label)
            spans.setdefault((extent, label), span)
        identity = document_id(text)
        work = AnnotationSet(
            set_id(identity, OWNER.id),
            identity,
            OWNER.id,
            tuple(spans.values()),
            states={"main": State.FINISHED},
        )
        document = Document(identity, text, {"title": f"Article {number}"})
        found.append(AnnotatedDocument(document, (work,), {OWNER.id: OWNER}))
    return found


def table(item: AnnotatedDocument) -> list[list[object]]:
    """Return a document as rows of tokens, a number with every label."""
    edges, _ = segmented(item.document.text)
    marks: list[list[str]] = [[] for _ in edges]
    starts = {start: index for index, (start, _) in enumerate(edges)}
    for number, span in enumerate(item.sets[0].spans, start=1):
        index = starts[span.start]
        while index < len(edges) and edges[index][1] <= span.end:
            marks[index].append(f"{span.label}[{number}]")
            index += 1
    text = item.document.text
    return [
        [f"1-{index + 1}", start, end, text[start:end], "|".join(marks[index]) or "_"]
        for index, (start, end) in enumerate(edges)
    ]


def spans_of(rows: list[list[object]]) -> list[tuple[str, int, int]]:
    """Return the spans of such rows: label, start, end."""
    found: dict[str, tuple[str, int, int]] = {}
    for _, start, end, _, marks in rows:
        if marks != "_":
            for mark in str(marks).split("|"):
                label, _, number = mark.partition("[")
                first = found[number][1] if number in found else start
                found[number] = (label, int(str(first)), int(str(end)))
    return list(found.values())


def values_of(text: str, spans: list[tuple[str, int, int]]) -> AnnotatedDocument:
    """Return the program's values of a text and its spans, whatever they are."""
    rows = [
        (SpanId(str(number)), start, end, LabelId(label))
        for number, (label, start, end) in enumerate(spans)
    ]
    identity = document_id(text)
    work = AnnotationSet(set_id(identity, NOBODY.id), identity, NOBODY.id, imported_spans(rows))
    return AnnotatedDocument(Document(identity, text, {}), (work,), {NOBODY.id: NOBODY})


def seconds(work: Callable[[], object], rounds: int = 1) -> float:
    """Return the seconds of processor time of the fastest round."""
    times = []
    for _ in range(rounds):
        gc.collect()
        gc.freeze()
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def bare_json(items: list[AnnotatedDocument], folder: Path) -> tuple[float, float]:
    """Return the seconds to write the documents as rows of tokens in JSON, and to read them.

    Both sides split the text into tokens, put labels on them and put spans together again.
    """
    folder.mkdir()

    def write() -> None:
        for number, item in enumerate(items):
            row = {"text": item.document.text, "rows": table(item)}
            (folder / f"{number}.json").write_text(json.dumps(row), encoding="utf-8")

    def load(number: int) -> dict:
        return json.loads((folder / f"{number}.json").read_text(encoding="utf-8"))

    def parse() -> None:
        for number in range(len(items)):
            load(number)

    def join() -> None:
        for row in map(load, range(len(items))):
            assert len(spans_of(row["rows"])) == SPANS
            document_id(row["text"])

    def read() -> None:
        for row in map(load, range(len(items))):
            found = values_of(row["text"], spans_of(row["rows"]))
            assert len(found.sets[0].spans) == SPANS

    written = seconds(write)
    parsed, joined, made = [seconds(work, ROUNDS) for work in (parse, join, read)]
    print(f"\njson.loads of the rows alone {parsed:.2f} s,", end=" ")
    print(f"with spans put together {joined:.2f} s, with the program's values {made:.2f} s")
    return written, made


def bare_cassis(items: list[AnnotatedDocument], folder: Path, name: str) -> tuple[float, float]:
    """Return the seconds that dkpro-cassis takes to make and write, and to read the CASes."""
    import cassis
    from cassis.json import TypeSystemMode

    types = cassis.TypeSystem()
    made = {one: types.create_type(one) for one in (NAMED_ENTITY, SENTENCE, TOKEN)}
    types.create_feature(made[NAMED_ENTITY], "value", "uima.cas.String")
    segments = [segmented(item.document.text) for item in items]
    folder.mkdir()
    begun = time.process_time()
    for number, (item, (tokens, sentences)) in enumerate(zip(items, segments, strict=True)):
        cas = cassis.Cas(types, sofa_string=item.document.text)
        for layer, extents in ((TOKEN, tokens), (SENTENCE, sentences)):
            for start, end in extents:
                cas.add(made[layer](begin=start, end=end))
        for span in item.sets[0].spans:
            cas.add(made[NAMED_ENTITY](begin=span.start, end=span.end, value=span.label))
        if name == "uima-xmi":
            cas.to_xmi(folder / f"{number}.xmi")
        else:
            cas.to_json(folder / f"{number}.json", type_system_mode=TypeSystemMode.MINIMAL)
    written = time.process_time()
    for number in range(len(items)):
        if name == "uima-xmi":
            cassis.load_cas_from_xmi(folder / f"{number}.xmi", typesystem=types)
        else:
            with (folder / f"{number}.json").open("rb") as file:
                cassis.load_cas_from_json(file)
    return written - begun, time.process_time() - written


@pytest.mark.parametrize("name", ["webanno-tsv", "uima-xmi", "uima-json"])
def test_write_and_read(name: str, tmp_path: Path) -> None:
    items = documents()
    tsv = name == "webanno-tsv"
    folder = tmp_path / "bare"
    bare = bare_json(items, folder) if tsv else bare_cassis(items, folder, name)
    one = FORMATS[name]

    def write() -> None:
        result = one.write(items, SCHEMA, tmp_path / "out", ExportOptions())
        assert result.spans == len(items) * SPANS

    def read() -> None:
        found = one.read(tmp_path / "out", SCHEMA)
        assert sum(len(item.sets[0].spans) for item in found) == len(items) * SPANS  # type: ignore[union-attr]

    written = seconds(write)
    was_read = seconds(read, ROUNDS if tsv else 1)
    speeds = bare[0] / written, bare[1] / was_read
    print(
        f"\n{name}: {len(items)} documents, write {written:.2f} s"
        f" (bare {bare[0]:.2f}, {speeds[0]:.2f}), read {was_read:.2f} s (bare {bare[1]:.2f},"
        f" {speeds[1]:.2f})"
    )
    assert speeds[0] >= AT_LEAST
    assert speeds[1] >= AT_LEAST
