"""The status line, the clock of an article, the theme, failures that nobody expected."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMessageBox

from annotator.domain.ids import DocumentId
from annotator.ui import clock as clock_module
from annotator.ui import failures, platform_check
from annotator.ui.clock import ArticleClock
from annotator.ui.status import spoken_time
from annotator.ui.theme import DARK, LIGHT, Theme, style_sheet

CTRL = Qt.KeyboardModifier.ControlModifier


class Hour:
    """A clock whose hands are moved by the test."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def hour(monkeypatch):
    hour = Hour()
    monkeypatch.setattr(clock_module, "time", hour)
    return hour


def test_time_runs_while_somebody_works(qapp, hour):
    clock = ArticleClock()
    clock.open(DocumentId("a"), 30.0)
    for _ in range(10):
        hour.now += 10
        clock.sign_of_life()
    assert clock.seconds == 130.0
    assert clock.close() == ("a", 100.0)


def test_idle_time_beyond_a_minute_is_not_counted(qapp, hour):
    clock = ArticleClock()
    clock.open(DocumentId("a"), 0.0)
    hour.now += 3600
    assert clock.seconds == 60.0
    clock.sign_of_life()
    hour.now += 5
    assert clock.close() == ("a", 65.0)


def test_time_stands_while_the_window_is_not_active(qapp, hour):
    clock = ArticleClock()
    clock.open(DocumentId("a"), 0.0)
    hour.now += 5
    clock.set_active(False)
    hour.now += 50
    clock.set_active(True)
    hour.now += 5
    assert clock.close() == ("a", 10.0)


def test_the_time_is_stored_when_the_article_is_left(hands):
    first = hands.window.desk.document_id
    time.sleep(0.05)
    hands.press(Qt.Key.Key_PageDown, CTRL)
    assert hands.window.session.time_spent(first) >= 0.05


@pytest.mark.parametrize(
    ("seconds", "spoken"), [(12.4, "12 s"), (192, "3 min 12 s"), (7500, "2 h 5 min")]
)
def test_time_in_words(seconds, spoken):
    assert spoken_time(seconds) == spoken


def test_an_error_has_a_mark_and_goes_away(empty_window, monkeypatch, qtbot):
    monkeypatch.setattr("annotator.ui.status._MESSAGE_SECONDS", 0.05)
    empty_window.say("This cannot be.", True)
    assert empty_window.status.message.text() == "●  This cannot be."
    qtbot.waitUntil(lambda: empty_window.status.message.text() == "", timeout=2000)


def test_light_and_dark(qapp):
    theme = Theme(qapp, "dark")
    assert theme.dark
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    theme.want("light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)


def test_the_system_is_followed(qapp, monkeypatch):
    theme = Theme(qapp, "system")
    monkeypatch.setattr(type(qapp.styleHints()), "colorScheme", lambda _: Qt.ColorScheme.Dark)
    theme._apply()
    assert theme.dark
    monkeypatch.undo()
    theme.want("light")


def test_the_page_follows_the_theme(hands):
    hands.window.theme.want("dark")
    QApplication.processEvents()
    image = hands.text.viewport().grab().toImage()
    assert image.pixelColor(3, 3) == QColor("#212327")
    hands.window.theme.want("light")
    QApplication.processEvents()
    image = hands.text.viewport().grab().toImage()
    assert image.pixelColor(3, 3) == QColor("#ffffff")


@pytest.mark.parametrize("chrome", [LIGHT, DARK])
def test_every_name_in_the_style_sheet_is_known(chrome):
    assert "$" not in style_sheet(chrome)


def test_the_theme_is_chosen_and_remembered(hands, settings):
    action = hands.window.registry.get("view.theme")
    hands.window.run(action)
    assert settings.values.theme == "dark"


def test_a_failure_is_shown_and_written_down(qapp, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(failures, "user_log_dir", lambda *a: str(tmp_path))
    shown = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.text()))
    try:
        raise ValueError("nobody thought of this")
    except ValueError as error:
        failures.report(type(error), error, error.__traceback__)
    assert "What was stored is safe" in shown[0]
    assert "nobody thought of this" in (tmp_path / "errors.log").read_text()
    assert "nobody thought of this" in capsys.readouterr().err


@pytest.fixture
def linux(monkeypatch):
    monkeypatch.setattr(platform_check.sys, "platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_no_screen_is_said(linux):
    assert "no screen" in platform_check.missing_for_window()


def test_missing_libraries_are_named_with_their_packages(linux):
    linux.setenv("DISPLAY", ":0")
    linux.setattr(platform_check, "_loads", lambda name: name != "libxcb-cursor.so.0")
    told = platform_check.missing_for_window()
    assert "libxcb-cursor.so.0" in told
    assert "sudo apt install libxcb-cursor0" in told


def test_nothing_is_said_where_all_is_well(linux):
    linux.setenv("DISPLAY", ":0")
    linux.setattr(platform_check, "_loads", lambda name: True)
    assert platform_check.missing_for_window() == ""
    linux.setenv("QT_QPA_PLATFORM", "offscreen")
    linux.delenv("DISPLAY")
    assert platform_check.missing_for_window() == ""
