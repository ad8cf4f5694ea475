"""The window as a person feels it: start, opening an article, a key until it is on the screen.

Run with ``QT_QPA_PLATFORM=offscreen python -m pytest tests/benchmarks/test_window.py``.
"""

import os
import subprocess
import sys
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app.settings import SettingsFile
from annotator.domain.spans import Extent
from annotator.ui.main_window import MainWindow
from annotator.ui.theme import Theme
from tests.benchmarks.test_labelling import SIZES, WORD, filled

START = """
import os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
began, path = float(sys.argv[2]), sys.argv[1]

def ask():
    for window in QApplication.topLevelWidgets():
        desk = getattr(window, "desk", None)
        if desk is not None and desk.sheet is not None:
            window.repaint()
            heavy = [m for m in ("spacy", "trafilatura", "typer", "numpy") if m in sys.modules]
            print(time.time() - began, *heavy, flush=True)
            os._exit(0)

def run(*_):
    timer = QTimer(QApplication.instance())
    timer.timeout.connect(ask)
    timer.start(1)
    return kept()

kept, QApplication.exec = QApplication.exec, run
sys.argv[1:] = ["open", path]
from annotator.__main__ import main
main()
"""
"""Start the program as a person does, and say when the article was painted."""


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("ANNOTATOR_CONFIG_DIR", str(tmp_path / "config"))
    made = SettingsFile()
    made.change(annotator="Ada", suggest=False, theme="light")
    return made


def test_a_window_is_usable(benchmark, tmp_path, settings):
    session, _, _ = filled(tmp_path / "p.annotations", 1000, 100, 50)
    session.close()
    times, loaded = [], set()
    # Warm means that Python has its byte code at hand, whatever this shell says.
    warm = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    warm |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(tmp_path / "cache")}

    def start() -> None:
        out = subprocess.run(
            [sys.executable, "-c", START, str(tmp_path / "p.annotations"), str(time.time())],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
            env=warm,
        ).stdout.split()
        times.append(float(out[0]))
        loaded.update(out[1:])

    benchmark.pedantic(start, rounds=9, warmup_rounds=2)
    told(benchmark, times[2:], "from the start of the process until usable")
    assert not loaded


@pytest.fixture(params=SIZES)
def window(request, tmp_path, qtbot, settings):
    session, document, _ = filled(tmp_path / "p.annotations", *SIZES[request.param])
    session.close()
    window = MainWindow(settings, Theme(QApplication.instance(), "light"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.projects.open(tmp_path / "p.annotations")
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.sheet is not None, timeout=9000)
    qtbot.wait(1500)
    window.document = document
    window.size_name = request.param
    yield window
    window.close()


def told(benchmark, times: list[float], what: str) -> None:
    """Print and keep the median and the 95th percentile of some times in seconds."""
    times.sort()
    p50, p95 = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.95))
    benchmark.extra_info.update(p50_ms=p50, p95_ms=p95)
    print(f"\n{what}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def test_a_key_until_it_is_stored_and_painted(benchmark, window):
    text = window.work.page.text
    words = window.desk.sheet.document.text
    before = len(window.desk.sheet.work.spans)
    taken = {span.start for span in window.desk.sheet.work.spans}
    starts = (at for at in range(len(words) - WORD) if words[at] == "w")
    free = iter([at for at in starts if at not in taken])

    def select() -> None:
        # The label made last goes again, so that the article keeps its number of spans.
        if len(window.desk.sheet.work.spans) > before:
            QTest.keyClick(text, Qt.Key.Key_Delete)
            QApplication.processEvents()
        start = next(free)
        text.select_extent(Extent(start, start + WORD))
        QApplication.processEvents()

    def press() -> None:
        QTest.keyClick(text, Qt.Key.Key_2)
        QApplication.processEvents()

    benchmark.pedantic(press, setup=select, rounds=200, warmup_rounds=10)
    assert len(window.desk.sheet.work.spans) == before + 1
    times = list(benchmark.stats.stats.data)
    told(benchmark, times, f"{window.size_name}: a key until stored and painted")


def test_an_article_opens(benchmark, window):
    def forget() -> None:
        window.session._forget()
        window.desk.sheet = None

    def open_it() -> None:
        window.desk.open(window.document)
        window.work.page.text.viewport().repaint()
        QApplication.processEvents()

    benchmark.pedantic(open_it, setup=forget, rounds=10, warmup_rounds=2)
    told(benchmark, list(benchmark.stats.stats.data), f"{window.size_name}: opening an article")
