"""What goes into the trainers' formats: in = out + losses, and what they hold comes back."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import ChainId, LabelId, RelationId, SpanId
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.domain.spans import Chain, Relation, Span, fragments_of
from annotator.formats.conll import CONLL
from annotator.formats.conllu import CONLLU
from annotator.formats.docred import DOCRED
from annotator.formats.flattening import RULES
from annotator.formats.format import ExportOptions
from annotator.formats.gliner import GLINER
from annotator.formats.huggingface import HUGGINGFACE
from annotator.formats.llm_chat import LLM_CHAT
from annotator.formats.scierc import SCIERC
from annotator.formats.spert import SPERT
from annotator.text.canonical import canonical_text
from tests.labelled import labelled

ALL = (CONLL, CONLLU, HUGGINGFACE, DOCRED, SCIERC, SPERT, GLINER, LLM_CHAT)
FORMATS = {each.name: each for each in ALL}
NAMES = tuple(FORMATS)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
KEPT = {"span-expanded", "span-white-space-trimmed"}
"""Counted, but the span is written."""


def _label(name, title="", kind=LabelKind.ENTITY, *, symmetric=False):
    title = title or name
    return Label(
        LabelId(f"id-{name}"), name, title, kind, "#aa0000", "#ff8888", symmetric=symmetric
    )


SPANS = (
    _label("PERSON", "Person"),
    _label("Org-Aff", "Organisation, any"),
    _label("ORG AFF", "Organisation  (other)"),
    _label("B-like", "begins like a tag"),
)
RELATIONS = (
    _label("WORKS FOR", "works for", LabelKind.RELATION),
    _label("MEETS", "meets", LabelKind.RELATION, symmetric=True),
)
SCHEMA = Schema("trainers", (*SPANS, *RELATIONS), (Attribute("a", "certain", ("yes", "no")),))
PIECES = st.sampled_from(
    [
        *["Anna ", "Berg", " works", " for", " Öl-AG", ". The ", "U.S.", " \n", "\n\n", " "],
        *["🦊", "e\u0301", "中文", "。", "שלום ", "\u00a0", "\u200b", "\u2028", "\u0085", "\t"],
        *["-", "(", ")", "|", "# ", "_", '"', "\\", "-DOCSTART-", "{", "'s", ",B-x", "=", "%2D"],
    ]
)


@st.composite
def documents(draw):
    text = canonical_text("".join(draw(st.lists(PIECES, min_size=1, max_size=25))))[0]
    text = text or "x"
    numbers = draw(st.randoms(use_true_random=False))
    spans = tuple(_spans(text, numbers))
    relations = tuple(
        Relation(
            RelationId(f"r{n}"),
            numbers.choice(RELATIONS).id,
            numbers.choice(spans).id,
            numbers.choice(spans).id,
        )
        for n in range(numbers.randrange(4) if spans else 0)
    )
    chains = tuple(_chains(spans, numbers))
    facts = {"title": "T\u2028", "language": numbers.choice(["en", "de", "xx", ""])}
    zones = _zones(text, numbers)
    return labelled(text, spans, relations, chains, facts=facts, zones=zones)


def _spans(text, numbers: random.Random):
    for n in range(numbers.randrange(7)):
        extents = []
        for _ in range(1 if numbers.random() < 0.8 else 2):
            start = numbers.randrange(len(text))
            extents.append((start, min(len(text), start + numbers.randint(1, 12))))
        own = {"certain": "yes"} if numbers.random() < 0.3 else {}
        note = "a\nnote" if numbers.random() < 0.2 else ""
        label = numbers.choice(SPANS).id
        yield Span(SpanId(f"s{n}"), fragments_of(extents, len(text)), label, own, note)


def _chains(spans, numbers):
    ids = [span.id for span in spans]
    numbers.shuffle(ids)
    if len(ids) > 2 and numbers.random() < 0.6:
        yield Chain(ChainId("c1"), tuple(ids[:2]))
        yield Chain(ChainId("c2"), tuple(ids[2:]))


def _zones(text, numbers):
    if numbers.random() < 0.5:
        return
    kinds = [ZoneKind.BODY, ZoneKind.BYLINE, ZoneKind.HEADLINE]
    edges = sorted({0, len(text), *(numbers.randrange(len(text)) for _ in range(2))})
    for number, (start, end) in enumerate(pairwise(edges)):
        yield Zone(start, end, kinds[(number + len(text)) % 3])


OPTIONS = st.builds(
    ExportOptions,
    expand=st.booleans(),
    flatten=st.sampled_from(sorted(RULES)),
    scheme=st.sampled_from(["iob1", "iob2", "bioes"]),
    window=st.sampled_from([0, 3, 50]),
)


def _content(work, schema):
    names = {label.id: label.name for label in schema.labels}
    spans = {span.id: (span.fragments, names[span.label]) for span in work.spans}
    relations = [(names[r.label], spans[r.source], spans[r.target]) for r in work.relations]
    chains = {frozenset(spans[member] for member in chain.spans) for chain in work.chains}
    return spans, relations, chains


@pytest.mark.parametrize("name", NAMES)
@given(items=st.lists(documents(), min_size=1, max_size=3), options=OPTIONS)
@settings(max_examples=40, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
def test_in_is_out_plus_losses_and_what_is_held_comes_back(name, items, options, tmp_path_factory):
    items = list({each.document.id: each for each in items}.values())
    folder = tmp_path_factory.mktemp("export") / "out"
    result = FORMATS[name].write(iter(items), SCHEMA, folder, options)
    losses = {row.code: row.count for row in result.losses}
    lost = sum(
        count
        for code, count in losses.items()
        if code == "discontinuous-span" or (code.startswith("span-") and code not in KEPT)
    )
    assert sum(len(each.sets[0].spans) for each in items) == result.spans + lost
    lost = sum(count for code, count in losses.items() if code.startswith("relation-"))
    assert sum(len(each.sets[0].relations) for each in items) == result.relations + lost

    reading = FORMATS[name].read(folder, SCHEMA)
    back = list(reading)
    assert not [each for each in back if isinstance(each, Skipped)]
    assert len(back) == len(items) - losses.get("document-without-token", 0)
    assert reading.schema == SCHEMA
    originals = {each.document.text: each for each in items}
    repairs = reading.repairs
    doubled = repairs.count("span-doubled") + repairs.count("relation-doubled")
    assert {row.code for row in repairs} <= {"span-doubled", "relation-doubled"}
    found = 0
    for each in back:
        original = originals[each.document.text]
        assert each.document.facts == original.document.facts
        spans, relations, chains = _content(each.sets[0], SCHEMA)
        wanted, wanted_relations, wanted_chains = _content(original.sets[0], SCHEMA)
        if not options.expand and not losses.get("span-white-space-trimmed"):
            assert set(spans.values()) <= set(wanted.values())
            assert set(relations) <= set(wanted_relations)
            assert all(any(chain <= one for one in wanted_chains) for chain in chains)
        found += len(spans) + len(relations)
    assert found + doubled == result.spans + result.relations


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_where_nothing_is_in_the_way(name, tmp_path, make):
    text = "Anna Berg works for Öl AG. She met Bo there 🦊."
    spans = [
        make.on(text, "Anna Berg", make.person),
        make.on(text, "Öl AG", make.org),
        make.on(text, "Bo", make.person),
    ]
    relations = [make.relation("r", make.works, "Anna Berg", "Öl AG")]
    items = [make.annotated(text, spans, [] if name in ("conll", "conllu") else relations)]
    result = FORMATS[name].write(iter(items), make.schema, tmp_path / "out")
    assert result.losses.as_json() == []
    (back,) = FORMATS[name].read(tmp_path / "out", make.schema)
    assert back.document == items[0].document
    assert _content(back.sets[0], make.schema)[0].values() == {
        (span.fragments, {"id-PERSON": "PERSON", "id-ORG": "ORG"}[span.label]) for span in spans
    } or sorted(_content(back.sets[0], make.schema)[0].values()) == sorted(
        _content(items[0].sets[0], make.schema)[0].values()
    )


SAMPLE = "Anna Berg works for Öl AG. She met Bo there 🦊.\nBo works."


def _valid(name, folder: Path, make) -> Path:
    spans = [
        make.on(SAMPLE, "Anna Berg", make.person),
        make.on(SAMPLE, "Öl AG", make.org),
        make.on(SAMPLE, "AG", make.org),
    ]
    relations = [make.relation("r", make.works, "Anna Berg", "Öl AG")]
    items = [make.annotated(SAMPLE, spans, relations)]
    result = FORMATS[name].write(iter(items), make.schema, folder / "out")
    (main,) = [path for path in result.files if path.name.startswith("corpus")]
    return folder / "out" / main


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=40, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_ends_in_a_user_error_or_is_skipped(name, data, make, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    path = _valid(name, folder, make)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, max(0, len(content) - 1)))
        length = data.draw(st.integers(0, 8))
        more = data.draw(
            st.sampled_from(
                [
                    *[b"", b"\0", b"\xff", b"\r\n", b"\n\n", b"[", b"]", b"{", b"}", b'"', b"-1"],
                    *[b"999999999999999999999", b"1e9", b"null", b"true", b"\\ud800", b"\t", b"("],
                    *["\u2028".encode(), b"\xef\xbb\xbf", b"B-", b",", b"e1)", b"NaN", b"[" * 5000],
                ]
            )
        )
        content[place : place + length] = more
    path.write_bytes(bytes(content))
    try:
        for item in FORMATS[name].read(path, make.schema):
            assert isinstance(item, AnnotatedDocument | Skipped)
            if isinstance(item, AnnotatedDocument):
                for span in item.sets[0].spans:
                    assert 0 <= span.start < span.end <= len(item.document.text)
    except UserError as error:
        assert str(error)
