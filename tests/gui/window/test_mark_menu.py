"""The menu on a mark does by mouse what its keys do."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication


def entry(menu, title):
    return next(a for a in menu.actions() if a.text().split("\t")[0] == title)


def test_a_suggestion_can_be_accepted_from_its_menu(hands):
    hands.text.mark_menu_requested.emit(hands.sheet.pending[1].suggestion, QPoint(300, 300))
    menu = QApplication.activePopupWidget()
    entry(menu, "Accept the suggestion").trigger()
    menu.hide()
    assert hands.spans() == [("Harbour Ministry", "ORG")]


def test_a_span_can_be_relabelled_and_deleted_from_its_menu(labelled):
    span = labelled.sheet.work.spans[-1]
    menu = labelled.window.mark_menu.menu(span)
    labelled.text.select_mark(span)
    assert not entry(menu, "Person").isEnabled()
    entry(menu, "Event").trigger()
    assert ("Aiko Tanaka", "EVENT") in labelled.spans()
    entry(menu, "Delete label or relation").trigger()
    assert len(labelled.spans()) == 2
