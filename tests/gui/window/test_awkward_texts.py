"""Awkward texts from a file through the screen to an export: what is dragged over is labelled."""

import json
import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app import exchange
from annotator.app.resources import load_schema
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.domain.spans import Extent
from tests.e2e.awkward import AWKWARD
from tests.gui.text.mouse import drag, point_of


@pytest.fixture
def awkward(tmp_path, empty_window, qtbot):
    lines = ["A headline of some length about things", ""]
    lines += [line for text, _ in AWKWARD.values() for line in (text, "")]
    (tmp_path / "a.txt").write_bytes("\r\n".join(lines).encode("utf-16"))
    path = tmp_path / "awkward.annotations"
    with Session.create(path, load_schema("news")) as session:
        report = exchange.ingest_paths(session.project, [tmp_path / "a.txt"], Progress())
        assert report.documents == 1
    empty_window.projects.open(path)
    qtbot.waitUntil(lambda: empty_window.desk is not None and empty_window.desk.sheet is not None)
    QApplication.processEvents()
    return empty_window


@pytest.mark.parametrize("name", AWKWARD)
def test_what_was_dragged_over_is_what_is_exported(awkward, name, tmp_path):
    text = awkward.desk.sheet.document.text
    pane = awkward.work.page.text
    line, strings = AWKWARD[name]
    string = strings[0]
    start = text.index(line) + line.index(string)
    extent = Extent(start, start + len(string))
    pane.scroll_to(extent)
    QApplication.processEvents()
    first, last = Extent(start, start + 1), Extent(extent.end - 1, extent.end)
    leftwards = unicodedata.bidirectional(string[0]) in ("R", "AL")
    drag(pane, point_of(pane, first), point_of(pane, last, edge="start" if leftwards else "end"))
    assert pane.selection() == extent
    QTest.keyClick(pane, Qt.Key.Key_1)
    QApplication.processEvents()
    assert [s.surface(text) for s in awkward.desk.sheet.work.spans] == [string]
    out = tmp_path / "out.jsonl"
    exchange.export_to(
        awkward.session.project,
        out,
        "jsonl",
        exchange.Selection(everything=True),
        exchange.ExportOptions(),
        Progress(),
    )
    row = json.loads(out.read_text(encoding="utf-8").split("\n")[1])
    ((begin, end),) = row["sets"][0]["spans"][0]["fragments"]
    assert row["text"][begin:end] == string
    assert begin == start
