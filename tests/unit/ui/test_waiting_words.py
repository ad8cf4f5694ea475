"""What the bar of a long task says."""

from annotator.ui.waiting import told_progress


def test_how_far_it_is_is_told_as_far_as_it_is_known():
    assert told_progress("Importing", 0, 0) == "Importing…"
    assert told_progress("Importing", 3400, 0) == "Importing… 3,400"
    assert told_progress("Exporting", 3400, 20000) == "Exporting… 17 %"
