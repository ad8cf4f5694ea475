"""From a command to its committed step and the views' fresh values, without the screen."""

import itertools
import random

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.domain.annotation_sets import AnnotationSet, State
from annotator.domain.ids import RelationId, SpanId, new_id
from annotator.domain.spans import Extent, Relation, Span
from annotator.store import sets
from tests.projects import add_documents, make_schema

WORD = 6
"""Characters of each word of the invented articles."""
SIZES = {"1,000 words": (1_000, 100, 50), "100,000 words": (100_000, 10_000, 5_000)}


def filled(path, words, spans, relations):
    """Return a session on an article of so many words with so many labels."""
    session = Session.create(path, make_schema())
    # Hardly a word comes twice, so that labelled strings are as rare as names in news.
    chosen = random.Random(7)
    paragraphs = (
        " ".join(f"w{chosen.randrange(16**5):05x}" for _ in range(80))
        for _ in range(words // 80 + 1)
    )
    text = "\n\n".join(paragraphs)
    (document,) = add_documents(session, [text])
    session.use_annotator("Ada")
    label = session.schema().span_labels[0].id
    link = session.schema().relation_labels[1].id
    places = [at for at, letter in enumerate(text) if letter == "w"]
    starts = random.Random(5).sample(places, spans)
    made = [Span(SpanId(new_id()), (Extent(s, s + WORD),), label) for s in starts]
    with session.project.transaction() as t:
        set_ = sets.ensure(t, document, session.annotator.id)
        sets.set_state(t, set_, "main", State.IN_PROGRESS)
        t.insert("spans", [sets.span_row(set_, span) for span in made])
        pairs = itertools.islice(itertools.pairwise(made), relations)
        rows = [Relation(RelationId(new_id()), link, a.id, b.id) for a, b in pairs]
        t.insert("relations", [sets.relation_row(set_, row) for row in rows])
    session.refresh("Fill")
    return session, document, label


@pytest.mark.parametrize("size", SIZES)
def test_a_label_is_committed_and_read_back(benchmark, tmp_path, size):
    session, document, label = filled(tmp_path / "p.annotations", *SIZES[size])
    assert len(session.annotation_set(document).relations) == SIZES[size][2]
    starts = iter(range(0, 10**6, 7))

    def label_one() -> AnnotationSet:
        session.run(AddSpan(document, (Extent(next(starts), next(starts)),), label))
        return session.annotation_set(document)

    benchmark.pedantic(label_one, rounds=200, warmup_rounds=5)
    times = sorted(benchmark.stats.stats.data)
    benchmark.extra_info["p95_ms"] = round(times[int(len(times) * 0.95)] * 1000, 2)
    session.close()


@pytest.mark.parametrize("size", SIZES)
def test_an_article_is_opened(benchmark, tmp_path, size):
    session, document, _ = filled(tmp_path / "p.annotations", *SIZES[size])

    def open_anew() -> AnnotationSet:
        session._forget()
        return session.annotation_set(document)

    benchmark.pedantic(open_anew, rounds=10, warmup_rounds=1)
    session.close()
