"""Whatever the sets look like: what came in is what went out plus what the report counts."""

import json
import tempfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation_sets import AnnotationSet, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.ids import ChainId, LabelId, RelationId, SpanId
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.domain.spans import Chain, Origin, Relation, Span, fragments_of
from annotator.formats.brat import BRAT
from annotator.formats.format import ExportOptions, ExportResult
from annotator.formats.prodigy import PRODIGY
from tests.labelled import labelled

PIECES = [
    "Anna", "U.S.-led", "Acme Corp.", "don't", "10%", "👩🏽‍💻", "🇯🇵", "東京都", "שלום", "مرحبا",
    "e\u0301", "\u00a0", "\u200b", "(", '"', "—", "\u2028", "\x85", "\t", "T1\tX 0 1", "\ufeff",
]  # fmt: skip
GAPS = ["", " ", " ", "  ", "\n", "\n\n", " \n "]
NOTES = ["", "", "why?", "two\nlines", "\n", " edge ", "Reference Wikidata:Q1 Anna", "a\tb", "#1"]
VALUES = ["true", "High", "not sure", "a|b,c", "ja: нет", "%"]


def _label(name: str, kind: LabelKind, *, symmetric: bool = False) -> Label:
    key = LabelId(f"{kind}-{name}")
    return Label(key, name, name, kind, "#000000", "#ffffff", symmetric=symmetric)


SPAN_LABELS = [
    _label("PERSON", LabelKind.ENTITY),
    _label("Big Org", LabelKind.ENTITY),
    _label("Big_Org", LabelKind.VALUE),
    _label("Персона", LabelKind.ENTITY),
    _label("Merge:org", LabelKind.TRIGGER),
    _label("person", LabelKind.TRIGGER),
]
RELATION_LABELS = [
    _label("Org-Arg", LabelKind.RELATION),
    _label("Org-Arg2", LabelKind.RELATION),
    _label("Org-Arg12", LabelKind.RELATION),
    _label("PERSON", LabelKind.RELATION),
    _label("met with", LabelKind.RELATION, symmetric=True),
]
SCHEMA = Schema(
    "s",
    (*SPAN_LABELS, *RELATION_LABELS),
    (Attribute("a1", "Level", ("High",)), Attribute("a2", "How sure?", ("true", "not sure"))),
)

texts = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), min_size=1, max_size=20
).map(lambda pairs: "Anna" + "".join(word + gap for word, gap in pairs))
attributes = st.dictionaries(
    st.sampled_from(["Level", "How sure?", "true", "new one"]),
    st.sampled_from(VALUES),
    max_size=2,
)


@st.composite
def spans(draw: st.DrawFn, text: str) -> tuple[Span, ...]:
    """Draw spans: nested, crossing, touching, doubled, in pieces, at the edges of the text."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        extents = []
        for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
            start = draw(st.integers(0, len(text) - 1))
            extents.append((start, draw(st.integers(start + 1, min(len(text), start + 30)))))
        label = draw(st.sampled_from(SPAN_LABELS))
        found.append(
            Span(
                SpanId(f"s{number}"),
                fragments_of(extents, len(text)),
                label.id,
                draw(attributes),
                draw(st.sampled_from(NOTES)),
                Origin.IMPORTED,
            )
        )
    return tuple(found)


@st.composite
def documents(draw: st.DrawFn, zoned: bool) -> AnnotatedDocument:
    """Draw a document with one finished set."""
    text = draw(texts)
    drawn = draw(spans(text))
    relations = tuple(
        Relation(
            RelationId(f"r{number}"),
            draw(st.sampled_from(RELATION_LABELS)).id,
            draw(st.sampled_from(drawn)).id,
            draw(st.sampled_from(drawn)).id,
            draw(attributes),
            draw(st.sampled_from(NOTES)),
            Origin.IMPORTED,
        )
        for number in range(draw(st.integers(0, 6)) if drawn else 0)
    )
    ids = [span.id for span in drawn]
    members = draw(st.lists(st.sampled_from(ids), unique=True, max_size=4)) if ids else []
    chains = (Chain(ChainId("c"), tuple(members)),) if len(members) > 1 else ()
    cuts = sorted(draw(st.sets(st.integers(1, len(text) - 1), max_size=2))) if zoned else []
    kinds = st.sampled_from([ZoneKind.BODY, ZoneKind.BODY, ZoneKind.BYLINE])
    zones = tuple(Zone(a, b, draw(kinds)) for a, b in pairwise([0, *cuts, len(text)]))
    facts = {"source": "x"}
    return labelled(text, drawn, relations, chains, facts=facts, zones=zones if zoned else ())


def labels(annotated: AnnotatedDocument, schema: Schema | None) -> list[Any]:
    """Return what a set says, by names and places, without ids and order."""
    assert schema is not None
    work = annotated.sets[0]
    names = {label.id: label.name for label in schema.labels}
    places = {span.id: (span.fragments, names[span.label]) for span in work.spans}
    found_spans = [
        (*places[span.id], sorted(span.attributes.items()), span.note) for span in work.spans
    ]
    relations = [
        (names[each.label], places[each.source], places[each.target],
         sorted(each.attributes.items()), each.note)
        for each in work.relations
    ]  # fmt: skip
    chains = [sorted({places[member] for member in chain.spans}) for chain in work.chains]
    return [sorted(found_spans), sorted(relations), sorted(each for each in chains if each[1:])]


def in_is_out_plus_losses(
    annotated: AnnotatedDocument, result: ExportResult, span_codes: set[str]
) -> None:
    losses = Counter({row.code: row.count for row in result.losses})
    spans_lost = sum(losses[code] for code in span_codes)
    assert len(annotated.sets[0].spans) == result.spans + spans_lost
    relations_lost = losses["relation-without-span"] + losses["relation-doubled"]
    assert len(annotated.sets[0].relations) == result.relations + relations_lost


@settings(max_examples=100, deadline=None)
@given(documents(zoned=False))
def test_brat_holds_all_but_its_losses_and_its_own_parser_takes_it(
    annotated: AnnotatedDocument,
) -> None:
    judge = pytest.importorskip("bratsubset.annotation")
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        result = BRAT.write([annotated], SCHEMA, first)
        (file,) = first.glob("*.ann")
        parsed = judge.TextAnnotations(str(file.with_suffix("")))
        assert parsed.failed_lines == []
        assert str(parsed) == file.read_text(encoding="utf-8")
        reading = BRAT.read(first, SCHEMA)
        (read,) = reading
        in_is_out_plus_losses(annotated, result, {"span-without-text", "span-doubled"})
        assert isinstance(read, AnnotatedDocument) and reading.schema is not None
        assert len(read.sets[0].spans) == result.spans
        assert len(read.sets[0].relations) == result.relations
        codes = {row.code for row in result.losses} - {"label-spelled"}
        if not codes:
            assert labels(read, reading.schema) == labels(annotated, SCHEMA)
        # What was read goes out again as the same bytes.
        finished = replace(read.sets[0], states={"main": State.FINISHED})
        again = BRAT.write([replace(read, sets=(finished,))], reading.schema, second)
        assert {row.code for row in again.losses} <= {"label-spelled"}
        for name in (file.name, f"{file.stem}.txt", "annotation.conf"):
            assert (second / name).read_bytes() == (first / name).read_bytes()


@st.composite
def edits(draw: st.DrawFn) -> tuple[AnnotatedDocument, AnnotatedDocument, list[bool]]:
    """Draw a document, other labels on the same text, and which of the first stay."""
    before = draw(documents(zoned=False))
    after = draw(spans(before.document.text))
    fresh = tuple(replace(span, id=SpanId(f"new-{span.id}")) for span in after)
    work = replace(before.sets[0], spans=fresh, relations=(), chains=())
    stays = draw(st.lists(st.booleans(), min_size=30, max_size=30))
    return before, replace(before, sets=(work,)), stays


def edited(
    read: AnnotationSet, other: AnnotationSet, stays: list[bool], schema: Schema
) -> AnnotationSet:
    """Return what is left of a set after an edit: some labels gone, some new, some changed."""
    masks = iter(stays)
    kept = [span for span in read.spans if next(masks)]
    places = {(span.fragments, span.label) for span in kept}
    kept += [span for span in other.spans if (span.fragments, span.label) not in places]
    ids = {span.id for span in kept}
    relations = [
        replace(each, note=each.note if next(masks) else "changed\nnote", attributes={})
        for each in read.relations
        if {each.source, each.target} <= ids and next(masks)
    ]
    if kept:
        label = schema.relation_labels[0].id
        new = Relation(RelationId("new"), label, kept[0].id, kept[-1].id)
        known = {(each.label, each.source, each.target) for each in relations}
        relations += [new] if (label, new.source, new.target) not in known else []
    chains = [
        Chain(each.id, tuple(one for one in each.spans if one in ids)) for each in read.chains
    ]
    chains = [each for each in chains if len(each.spans) > 1]
    return replace(
        read,
        spans=tuple(kept),
        relations=tuple(relations),
        chains=tuple(chains),
        states={"main": State.FINISHED},
    )


@settings(max_examples=100, deadline=None)
@given(edits())
def test_an_edited_brat_file_says_what_the_labels_say(
    drawn: tuple[AnnotatedDocument, AnnotatedDocument, list[bool]],
) -> None:
    judge = pytest.importorskip("bratsubset.annotation")
    before, other, stays = drawn
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        BRAT.write([before], SCHEMA, first)
        reading = BRAT.read(first, SCHEMA)
        (read,) = reading
        assert isinstance(read, AnnotatedDocument)
        schema = reading.schema
        assert schema is not None
        now = replace(read, sets=(edited(read.sets[0], other.sets[0], stays, schema),))
        result = BRAT.write([now], schema, second)
        (file,) = second.glob("*.ann")
        parsed = judge.TextAnnotations(str(file.with_suffix("")))
        assert parsed.failed_lines == []
        assert str(parsed) == file.read_text(encoding="utf-8")
        again = BRAT.read(second, schema)
        (back,) = again
        assert isinstance(back, AnnotatedDocument)
        if {row.code for row in result.losses} <= {"label-spelled"}:
            assert labels(back, again.schema) == labels(now, schema)
        else:
            assert len(back.sets[0].spans) == result.spans
        lines = (first / file.name).read_text(encoding="utf-8").split("\n")
        stayed = {span.fragments for span in now.sets[0].spans}
        for span in read.sets[0].spans:
            identity = next(line for line in lines if line.startswith(f"{span.id}\t"))
            if span in now.sets[0].spans and span.fragments in stayed:
                assert identity in file.read_text(encoding="utf-8").split("\n")


LOST_IN_PRODIGY = {
    *("span-cuts-token", "span-without-token", "discontinuous-span"),
    *("span-in-masked-zone", "span-doubled"),
}


@settings(max_examples=100, deadline=None)
@given(documents(zoned=True), st.booleans())
def test_prodigy_holds_all_but_its_losses(annotated: AnnotatedDocument, expand: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "out.jsonl"
        result = PRODIGY.write([annotated], SCHEMA, file, ExportOptions(expand=expand))
        reading = PRODIGY.read(file, SCHEMA)
        (read,) = reading
    in_is_out_plus_losses(annotated, result, LOST_IN_PRODIGY)
    assert isinstance(read, AnnotatedDocument)
    assert len(read.sets[0].spans) == result.spans
    assert len(read.sets[0].relations) == result.relations
    before, after = labels(annotated, SCHEMA), labels(read, reading.schema)
    codes = {row.code for row in result.losses} - {"label-spelled"}
    if not codes:
        assert after == before
    if not expand and not codes & {"span-white-space-trimmed", "span-doubled"}:
        assert all(span in before[0] for span in after[0])
        assert all(relation in before[1] for relation in after[1])
    assert {row.code for row in reading.repairs} <= {"attribute-added", "label-added"}


@settings(max_examples=60, deadline=None)
@given(documents(zoned=True))
def test_the_tokens_of_a_task_are_its_text(annotated: AnnotatedDocument) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "out.jsonl"
        PRODIGY.write([annotated], SCHEMA, file)
        row = json.loads(file.read_bytes())
    text = annotated.document.text
    tokens = row["tokens"]
    assert "".join(each["text"] + " " * each["ws"] for each in tokens) == text
    for number, each in enumerate(tokens):
        assert each["id"] == number
        assert text[each["start"] : each["end"]] == each["text"]
    for span in row["spans"]:
        inside = tokens[span["token_start"] : span["token_end"] + 1]
        assert (inside[0]["start"], inside[-1]["end"]) == (span["start"], span["end"])
        assert not any(each.get("disabled") for each in inside)
