"""What one source suggests within another of its suggestions is asked right after it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.domain.ids import document_id
from annotator.domain.suggestions import SuggestionRun
from tests.gui.window.conftest import SOURCE, TEXTS, suggested

Key = Qt.Key


@pytest.fixture
def nested(hands):
    """Return hands for an article with an organisation that is named after a place."""
    found = [suggested("Harbour Ministry", "ORG"), suggested("Harbour", "PLACE")]
    run = SuggestionRun(document_id(TEXTS[0][0]), SOURCE, [*found, suggested("Friday", "DATE")])
    hands.window.session.store_suggestions([run])
    QApplication.processEvents()
    return hands


def test_the_longer_is_asked_first_then_the_one_within(nested):
    assert nested.pending() == ["Harbour Ministry", "Friday"]
    nested.press(Key.Key_Return)
    nested.press(Key.Key_Return)
    assert nested.current() == "Harbour"
    nested.press(Key.Key_Return)
    assert nested.spans() == [("Harbour Ministry", "ORG"), ("Harbour", "PLACE")]
    assert nested.current() == "Friday"


def test_with_the_longer_one_rejected_the_one_within_is_asked_too(nested):
    nested.press(Key.Key_Return)
    nested.press(Key.Key_X)
    assert nested.current() == "Harbour"


def test_over_what_was_labelled_by_hand_none_is_asked(nested):
    nested.label("the Harbour Ministry", Key.Key_2)
    assert nested.pending() == ["Friday"]
