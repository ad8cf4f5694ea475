"""What came in last can be taken back until something else is done."""

from PySide6.QtCore import Qt


def test_added_articles_are_taken_back(hands, tmp_path, wait):
    path = tmp_path / "tide.txt"
    path.write_text("High tide at noon\n\nThe harbour closed its gates.\n")
    hands.window.ingesting.ingest([path])
    wait(lambda: not hands.window.errands.busy)
    assert hands.page.articles.model.rowCount() == 4
    hands.window.run(hands.window.registry.get("articles.take-back"))
    assert hands.page.articles.model.rowCount() == 3
    assert hands.said() == "Taken back."


def test_after_a_label_it_is_too_late_and_said(hands):
    hands.label("Meridian Shipping", Qt.Key.Key_2)
    hands.window.run(hands.window.registry.get("articles.take-back"))
    assert "nothing to take back" in hands.said()
    assert len(hands.spans()) == 1
