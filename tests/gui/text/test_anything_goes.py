"""Random keys, clicks, drags and changes on hard texts: nothing fails, what is painted is right."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.domain.ids import LabelId, RelationId, SpanId, document_id
from annotator.domain.spans import Extent, Relation, Span, fragments_of
from annotator.domain.suggestions import Suggestion
from annotator.ui.text.marks import Marks
from tests.gui.text.mouse import click, drag

WORDS = [
    "Tokyo",
    "שלום",
    "القاهرة",
    "東京の研究所",
    "Jua\u0301rez",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "5\u00a0000",
    "a-b",
    "...",
    "“quoted”",
    "\n",
    "\n\n",
    "  ",
    "𝕊emi",
    "\u2028",
    "x" * 120,
    "U.S.",
]
KEYS = [
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_PageDown,
]
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
HELD = [NONE, SHIFT, CTRL, ALT, SHIFT | CTRL]


def random_article(dice: random.Random) -> tuple[Document, Marks]:
    text = " ".join(dice.choice(WORDS) for _ in range(dice.choice([1, 3, 40, 200])))
    length = len(text)

    def extent() -> Extent:
        start = dice.randrange(length)
        return Extent(start, min(start + dice.randint(1, 30), length))

    spans = [
        Span(
            SpanId(f"s{at}"),
            fragments_of([extent() for _ in range(dice.choice([1, 1, 2]))], length),
            LabelId(dice.choice(["PERSON", "GPE", "ORG"])),
        )
        for at in range(dice.randint(1, 20))
    ]
    spans.sort(key=lambda span: (span.start, -span.end))
    suggestions = [Suggestion((extent(),), LabelId("ORG"), "model", 0.5) for _ in range(4)]
    suggestions.sort(key=lambda suggestion: (suggestion.start, -suggestion.end))
    relations = [
        Relation(
            RelationId(f"r{at}"), LabelId("heads"), dice.choice(spans).id, dice.choice(spans).id
        )
        for at in range(5)
    ]
    zones = (Zone(0, length, dice.choice(list(ZoneKind))),)
    document = Document(document_id(text), text, {}, zones)
    return document, Marks(tuple(spans), tuple(relations), tuple(suggestions))


def on_screen(view):
    QApplication.processEvents()
    return view.screen().grabWindow(view.winId()).toImage()


@pytest.mark.parametrize("seed", range(6))
def test_random_steps(qtbot, desk, seed):
    dice, view = random.Random(seed), desk.view
    document, marks = random_article(dice)
    view.show_article(document, marks)
    view.show_all_arcs = seed % 3 == 0

    def point() -> QPoint:
        return QPoint(dice.randrange(view.width()), dice.randrange(view.height()))

    for _ in range(60):
        chance = dice.random()
        if chance < 0.65:
            qtbot.keyClick(view, dice.choice(KEYS), dice.choice(HELD))
        elif chance < 0.75:
            click(view, point(), dice.choice(HELD))
        elif chance < 0.88:
            drag(view, point(), point(), dice.choice(HELD))
        elif chance < 0.92:
            view.set_marks(Marks(marks.spans[::2], marks.relations, marks.suggestions))
        elif chance < 0.96:
            view.set_marks(marks)
        else:
            view.resize(dice.randint(300, 1000), dice.randint(200, 800))
        selection = view.selection()
        assert selection is None or 0 <= selection.start < selection.end <= len(document.text)
    partly = on_screen(view)
    view.viewport().update()
    assert on_screen(view) == partly
