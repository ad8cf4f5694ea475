"""Speed and time left follow the last seconds, not the whole of a long work."""

import pytest

from annotator.app.pace import Pace


def test_nothing_is_said_before_there_is_something_to_say():
    pace = Pace()
    assert pace.words_per_second is None
    pace.take(0.0, 0, 0)
    pace.take(0.1, 5, 500)
    assert pace.words_per_second is None
    pace.take(1.0, 5, 500)
    assert pace.words_per_second == pytest.approx(500)
    assert pace.seconds_left(10) == pytest.approx(2.0)


def test_a_change_of_speed_is_followed_and_a_rest_is_not_counted():
    pace = Pace()
    for second in range(20):
        pace.take(second, second, 100 * second)
    for second in range(20, 41):
        pace.take(second, 20 + 10 * (second - 20), 2000 + 1000 * (second - 20))
    assert pace.words_per_second == pytest.approx(1000)
    pace.restart()
    pace.take(1000.0, 300, 30000)
    pace.take(1001.0, 301, 30100)
    assert pace.words_per_second == pytest.approx(100)
    assert pace.seconds_left(0) == 0
