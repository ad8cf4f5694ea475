"""The start: nothing heavy is loaded, a project named is opened, a lack of Qt's is told."""

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(code, *arguments, **environment):
    import os

    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        env=os.environ | environment,
    )


def test_nothing_heavy_is_loaded_at_the_start(project):
    done = run(
        """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from annotator.app.settings import SettingsFile
        from annotator.ui import application
        SettingsFile().change(annotator="Ada", suggest=False)
        QTimer.singleShot(0, lambda: None)
        from PySide6.QtWidgets import QApplication
        app = QApplication([])
        QTimer.singleShot(300, app.closeAllWindows)
        code = application.run_window(Path(sys.argv[1]))
        heavy = {"spacy", "trafilatura", "typer", "numpy", "lxml", "sqlite_utils", "rich",
                 "qtawesome", "markdown_it", "charset_normalizer"}
        print(code, sorted(heavy & set(sys.modules)))
        """,
        project,
    )
    assert done.stdout.strip() == "0 []", done.stdout + done.stderr


def test_without_a_screen_it_says_so_and_ends_with_2():
    done = run(
        """
        import sys
        from annotator.ui.application import run_window
        sys.exit(run_window(None))
        """,
        QT_QPA_PLATFORM="",
        DISPLAY="",
        WAYLAND_DISPLAY="",
    )
    if sys.platform == "linux":
        assert done.returncode == 2
        assert "no screen" in done.stderr
        assert "Traceback" not in done.stderr
