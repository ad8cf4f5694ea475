"""The window's start: platform checked, settings read, theme taken, window shown."""

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.app.settings import SettingsFile
from annotator.ui import failures
from annotator.ui.main_window import MainWindow
from annotator.ui.platform_check import missing_for_window
from annotator.ui.theme import Theme

_USABLE = 1000
"""Milliseconds until the window has surely opened its project."""


def run_window(project: Path | None) -> int:
    """Open the window, with a project or on the welcome page; return the exit code."""
    problem = missing_for_window()
    if problem:
        sys.stderr.write(f"annotator: {problem}\n")
        return 2
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("annotator")
    application.setApplicationDisplayName("Annotator")
    failures.install()
    settings = SettingsFile()
    window = MainWindow(settings, Theme(application, settings.values.theme))
    window.show()
    if project is not None:
        # Inside the loop, so that whatever goes wrong is shown and the window stays.
        QTimer.singleShot(0, lambda: window.projects.open(project))
    QTimer.singleShot(_USABLE, gc.enable)
    return application.exec()
