"""How fast DocBin files are written, against spaCy doing the same in one and the same run.

spaCy makes a Doc of each text, sets the same entities, span group and relations on it, and
writes all with ``DocBin.add`` and ``DocBin.to_disk``. We write that file and besides ids,
notes and attributes, configurations, manifest and losses. spaCy keeps no tokens between
runs, so the aim for stored tokens is held against spaCy that makes them; spaCy that is
given words and spaces, ready as lists, is timed and shown too.

Times are those of the processor (both sides compute, on one core), the best of a few rounds.
"""

import os
import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.domain.ids import (
    AnnotatorId,
    DocumentId,
    RelationId,
    SpanId,
    document_id,
    set_id,
)
from annotator.domain.spans import Extent, Relation, Span
from annotator.formats.format import ExportOptions
from annotator.formats.registry import FORMATS
from tests.projects import make_schema

DOCUMENTS = int(os.environ.get("ANNOTATOR_DOCUMENTS", "10000"))
ROUNDS = 3
WORDS, SPANS, RELATIONS = 300, 20, 5
FRESH_AT_LEAST, STORED_AT_LEAST = 1.4, 5.0
OWNER = Annotator(AnnotatorId("a"), "A")
SCHEMA = make_schema()
_SYLLABLES = [
    left + right for left in ("ba", "ko", "li", "mar", "no", "pe") for right in ("n", "s", "ri")
]


def corpus() -> list[AnnotatedDocument]:
    """Return invented articles with spans on whole words and relations between neighbours."""
    draw = random.Random(1)
    words = ["".join(draw.choices(_SYLLABLES, k=draw.randint(1, 4))) for _ in range(20_000)]
    return [_annotated(draw, words, number) for number in range(DOCUMENTS)]


def _annotated(draw: random.Random, words: list[str], number: int) -> AnnotatedDocument:
    chosen = draw.choices(words, k=WORDS)
    starts, length = [], 0
    for word in chosen:
        starts.append(length)
        length += len(word) + 1
    text = " ".join(chosen)
    labels = [label.id for label in SCHEMA.span_labels]
    spans = []
    for place in range(SPANS):
        first = place * (WORDS // SPANS) + draw.randrange(8)
        last = first + draw.randrange(1, 4)
        extent = Extent(starts[first], starts[last - 1] + len(chosen[last - 1]))
        spans.append(Span(SpanId(f"{number}-{place}"), (extent,), labels[place % len(labels)]))
    label = SCHEMA.relation_labels[1].id
    relations = [
        Relation(RelationId(f"{number}-r{n}"), label, spans[n].id, spans[n + 1].id)
        for n in range(RELATIONS)
    ]
    identity = document_id(text)
    work = AnnotationSet(
        set_id(identity, OWNER.id),
        identity,
        OWNER.id,
        tuple(spans),
        tuple(relations),
        states={"main": State.FINISHED},
    )
    document = Document(identity, text, {"language": "en"}, (Zone(0, len(text), ZoneKind.BODY),))
    return AnnotatedDocument(document, (work,), {OWNER.id: OWNER})


def bare_seconds(
    documents: list[AnnotatedDocument], path: Path, tokens: list[Any] | None = None
) -> tuple[float, float]:
    """Return the time of spaCy alone, and what of it ``DocBin.add`` and writing took.

    ``tokens`` are words and spaces of each document; without them spaCy makes them.
    """
    import spacy
    from spacy.tokens import Doc, DocBin

    names = {label.id: label.name for label in SCHEMA.labels}
    start = time.process_time()
    nlp, docs = spacy.blank("en"), DocBin(store_user_data=True)
    adding = 0.0
    for number, each in enumerate(documents):
        if tokens is None:
            doc = nlp.make_doc(each.document.text)
        else:
            words, spaces = tokens[number]
            doc = Doc(nlp.vocab, words=words, spaces=spaces)
        found: dict[str, Any] = {
            span.id: doc.char_span(span.start, span.end, label=names[span.label])
            for span in each.sets[0].spans
        }
        doc.ents = list(found.values())
        doc.spans["sc"] = list(found.values())
        doc.user_data["._.", "rel", None, None] = {  # type: ignore[index]
            (found[one.source].start, found[one.target].start): {names[one.label]: 1.0}
            for one in each.sets[0].relations
        }
        begun = time.process_time()
        docs.add(doc)
        adding += time.process_time() - begun
    begun = time.process_time()
    docs.to_disk(path)
    end = time.process_time()
    return end - start, adding + end - begun


def our_seconds(documents: list[AnnotatedDocument], folder: Path, **more: Any) -> float:
    """Return the time of our export, configurations and reports included."""
    start = time.process_time()
    FORMATS["spacy"].write(documents, SCHEMA, folder, ExportOptions(**more))
    return time.process_time() - start


def words_and_spaces(documents: list[AnnotatedDocument]) -> list[Any]:
    """Return what spaCy's tokenizer makes of each text, as lists for ``Doc``."""
    import spacy

    docs = spacy.blank("en").pipe(each.document.text for each in documents)
    return [([t.text for t in doc], [bool(t.whitespace_) for t in doc]) for doc in docs]


def test_docbin_against_spacy(tmp_path, capsys):
    import spacy
    from spacy.tokens import DocBin

    documents = corpus()
    kept: dict[DocumentId, dict[str, bytes]] = {}
    our_seconds(
        documents,
        tmp_path / "first",
        keep_tokens=lambda document, name, tokens: kept.update({document: {name: tokens}}),
    )
    with_tokens = [replace(one, tokens=kept[one.document.id]) for one in documents]
    given = words_and_spaces(documents)
    bare, fresh, stored = [], [], []
    for round_ in range(ROUNDS):
        bare.append(bare_seconds(documents, tmp_path / "bare.spacy"))
        fresh.append(our_seconds(documents, tmp_path / f"fresh-{round_}"))
        stored.append(our_seconds(with_tokens, tmp_path / f"stored-{round_}"))
    from_words, _ = bare_seconds(documents, tmp_path / "words.spacy", given)
    theirs, adding = min(bare)
    with capsys.disabled():
        print(
            f"\nspaCy {theirs:.1f} s (adding and writing alone {adding:.1f} s),"
            f" ours {min(fresh):.1f} s: {theirs / min(fresh):.2f};"
            f" tokens stored {min(stored):.1f} s: {theirs / min(stored):.2f}"
            f" (spaCy given the words {from_words:.1f} s: {from_words / min(stored):.2f})"
        )
    vocabulary = spacy.blank("en").vocab
    ours = DocBin().from_disk(tmp_path / "stored-0" / "train.spacy").get_docs(vocabulary)
    bare_docs = DocBin().from_disk(tmp_path / "bare.spacy").get_docs(vocabulary)
    for one, other in zip(ours, bare_docs, strict=True):
        assert one.to_json() == other.to_json()
    assert theirs / min(fresh) >= FRESH_AT_LEAST
    assert theirs / min(stored) >= STORED_AT_LEAST
