"""What the list of articles says about one."""

from annotator.ui.articles.wording import isolated


def test_a_source_from_right_to_left_stands_apart_and_others_stay_as_they_are():
    assert isolated("صحيفة المرفأ") == "\u2068صحيفة المرفأ\u2069"
    assert isolated("Harbour Wire 東京") == "Harbour Wire 東京"
    assert isolated("") == ""
