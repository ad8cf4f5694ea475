"""How fast WebAnno TSV and UIMA CAS are written and read, against the bare library or bare JSON.

The bare side of UIMA is dkpro-cassis making, saving and loading the same annotations; that of
WebAnno TSV is ``json`` with the same rows of tokens, made and put together by plain loops.
The aim is half of the bare speed. Reading WebAnno TSV fails at it (0.26 when last run): its
rows are taken apart in Python, while ``json`` has a parser in C, and the bare side makes none
of the program's values.
Seconds are those of the processor, so that what else the machine does does not count.
"""

import gc
import json
import os
import random
import time
from pathlib import Path

import pytest

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.ids import AnnotatorId, LabelId, SpanId, document_id, set_id
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.spans import Extent, Span
from annotator.formats.format import ExportOptions
from annotator.formats.inception_layers import NAMED_ENTITY, SENTENCE, TOKEN
from annotator.formats.inception_tokens import segmented
from annotator.formats.registry import FORMATS

DOCUMENTS = int(os.environ.get("DOCUMENTS", "10000"))
SPANS = 20
WORDS = 100
AT_LEAST = 0.5
"""The share of the bare speed that writing and reading are to have."""
NAMES = ["PERSON", "ORG", "GPE", "DATE"]
SCHEMA = Schema(
    "bench",
    tuple(Label(LabelId(n), n, n, LabelKind.ENTITY, "#aa0000", "#ff8888") for n in NAMES),
)
OWNER = Annotator(AnnotatorId("u"), "U")


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


def bare_json(items: list[AnnotatedDocument], folder: Path) -> tuple[float, float]:
    """Return the seconds to write the documents as rows of tokens in JSON, and to read them.

    Both sides split the text into tokens, put labels on them and put spans together again.
    """
    folder.mkdir()
    gc.collect()
    gc.freeze()
    begun = time.process_time()
    for number, item in enumerate(items):
        row = {"text": item.document.text, "rows": table(item)}
        (folder / f"{number}.json").write_text(json.dumps(row), encoding="utf-8")
    written = time.process_time()
    for number in range(len(items)):
        row = json.loads((folder / f"{number}.json").read_text(encoding="utf-8"))
        assert len(spans_of(row["rows"])) == SPANS
        document_id(row["text"])
    read = time.process_time()
    for number in range(len(items)):
        json.loads((folder / f"{number}.json").read_bytes())
    print(f"\njson.loads of the rows alone: {time.process_time() - read:.1f} s")
    return written - begun, read - written


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
    if name == "webanno-tsv":
        bare = bare_json(items, tmp_path / "bare")
    else:
        bare = bare_cassis(items, tmp_path / "bare", name)
    one = FORMATS[name]
    gc.collect()
    gc.freeze()
    begun = time.process_time()
    result = one.write(items, SCHEMA, tmp_path / "out", ExportOptions())
    written = time.process_time()
    assert result.spans == len(items) * SPANS
    count = sum(len(item.sets[0].spans) for item in one.read(tmp_path / "out", SCHEMA))  # type: ignore[union-attr]
    read = time.process_time() - written
    assert count == len(items) * SPANS
    speeds = bare[0] / (written - begun), bare[1] / read
    print(
        f"\n{name}: {len(items)} documents, write {written - begun:.1f} s"
        f" (bare {bare[0]:.1f}, {speeds[0]:.2f}), read {read:.1f} s (bare {bare[1]:.1f},"
        f" {speeds[1]:.2f})"
    )
    assert speeds[0] >= AT_LEAST
    assert speeds[1] >= AT_LEAST
