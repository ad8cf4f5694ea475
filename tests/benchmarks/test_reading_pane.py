"""How quick the reading pane is: opening, adding a span, scrolling; small and large.

Run on its own: ``python -m pytest tests/benchmarks/test_reading_pane.py``. Median and 95th
percentile of each, in milliseconds, are printed with ``-s``; the timer is the processor time
of the thread, so that other programs on the machine do not count.
"""

import itertools
import os
import random
import re
import time
from bisect import bisect
from statistics import median

import pytest
from PySide6.QtWidgets import QApplication

from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.domain.ids import LabelId, RelationId, SpanId, document_id
from annotator.domain.spans import Extent, Relation, Span
from annotator.ui.text.marks import LabelStyle, Marks
from annotator.ui.text.view import ArticleView

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytestmark = pytest.mark.benchmark(timer=time.thread_time)

SIZES = {"small": (1_000, 100, 50), "large": (100_000, 10_000, 5_000)}
VOCABULARY = re.findall(
    r"\w+",
    "the of a in to minister said talks chips semiconductors Washington Tokyo Raimondo Hagiuda "
    "department trade national security supply research centre project sanctions",
)
COLOURS = ("#c2410c", "#15803d", "#1f5fa8", "#7c3aed", "#0f766e", "#a16207")
STYLES = {LabelId(f"L{at}"): LabelStyle("PERSON", c) for at, c in enumerate(COLOURS)}


def article(words: int, spans: int, relations: int) -> tuple[Document, Marks]:
    """Make an article in paragraphs whose spans nest and cross in three lanes."""
    dice = random.Random(7)
    paragraphs, left = [], words
    while left > 0:
        count = min(dice.randint(40, 90), left)
        paragraphs.append(" ".join(dice.choice(VOCABULARY) for _ in range(count)) + ".")
        left -= count
    text = "\n\n".join(paragraphs)
    places = [match.span() for match in re.finditer(r"\w+", text)]
    step = len(places) // (spans // 3 + 1)
    made: list[Span] = []
    for at in range(0, len(places) - 4, step):
        crossing = at % 2
        for first, last in ((at, at), (at, at + 1), (at + crossing, at + 3)):
            start, end = places[first][0], places[last][1]
            end = min(end, text.find("\n", start) % (len(text) + 1))
            label = LabelId(f"L{len(made) % len(COLOURS)}")
            made.append(Span(SpanId(f"s{len(made):06d}"), (Extent(start, end),), label))
    made = sorted(made[:spans], key=lambda span: (span.start, -span.end))
    linked = []
    for at in range(relations):
        source = dice.randrange(len(made) - 21)
        target = source + dice.choice((1, 2, 3, 5, 20))
        ids = made[source].id, made[target].id
        linked.append(Relation(RelationId(f"r{at:06d}"), LabelId("heads"), *ids))
    zones = (Zone(0, len(text), ZoneKind.BODY),)
    return Document(document_id(text), text, {}, zones), Marks(tuple(made), tuple(linked))


@pytest.fixture(params=SIZES)
def pane(request, qtbot):
    """A view in the size it has in the window, with an article, its marks and its spans."""
    document, marks = article(*SIZES[request.param])
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(830, 745)
    view.set_label_styles(STYLES)
    view.show()
    view.show_article(document, marks)
    view.document().documentLayout().documentSize()
    QApplication.processEvents()
    return view, document, marks


def report(name: str, benchmark) -> None:
    seconds = sorted(benchmark.stats.stats.data)
    p95 = seconds[int(len(seconds) * 0.95)]
    benchmark.extra_info.update(p50_ms=median(seconds) * 1000, p95_ms=p95 * 1000)
    print(f"\n{name}: p50 {median(seconds) * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms")


def test_open_and_paint(pane, benchmark, request):
    view, document, marks = pane

    def empty() -> None:
        view.show_article(Document(document_id(""), ""), Marks())

    def open_article() -> None:
        view.show_article(document, marks)
        view.viewport().repaint()

    benchmark.pedantic(open_article, setup=empty, rounds=20, warmup_rounds=2)
    report(request.node.name, benchmark)


@pytest.mark.parametrize("arcs", ["arcs of the span", "all arcs"])
def test_add_a_span_select_and_paint(pane, arcs, benchmark, request):
    view, _document, marks = pane
    view.show_all_arcs = arcs == "all arcs"
    dice, spans, numbers = random.Random(3), list(marks.spans), itertools.count()

    def label_a_word():
        number = next(numbers)
        if number % 10 == 9:
            bar = view.verticalScrollBar()
            bar.setValue(dice.randint(0, bar.maximum()))
        QApplication.processEvents()
        visible = view.visible_extent()
        word = view.words.word_at(dice.randint(visible.start, visible.end - 1))
        span = Span(SpanId(f"n{number}"), (word,), LabelId("L1"))
        spans.insert(bisect(spans, span.start, key=lambda other: other.start), span)
        return (Marks(tuple(spans), marks.relations), span), {}

    def take(marks: Marks, span: Span) -> None:
        view.set_marks(marks)
        view.select_span(span.id)
        QApplication.processEvents()

    benchmark.pedantic(take, setup=label_a_word, rounds=200, warmup_rounds=5)
    report(request.node.name, benchmark)


def test_scroll(pane, benchmark, request):
    view, bar = pane[0], pane[0].verticalScrollBar()
    bar.setValue(0)

    def scroll() -> None:
        bar.setValue(bar.value() + 60 if bar.value() < bar.maximum() else 0)
        QApplication.processEvents()

    QApplication.processEvents()
    benchmark.pedantic(scroll, rounds=200)
    report(request.node.name, benchmark)
    assert view.seen()


def test_jump_far(pane, benchmark, request):
    bar, dice = pane[0].verticalScrollBar(), random.Random(5)

    def jump() -> None:
        bar.setValue(dice.randint(0, bar.maximum()))
        QApplication.processEvents()

    benchmark.pedantic(jump, rounds=60)
    report(request.node.name, benchmark)
