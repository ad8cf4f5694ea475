"""An error that nobody expected: a plain sentence on the screen, the details in a log file."""

import sys
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_dir
from PySide6.QtWidgets import QApplication, QMessageBox

_showing = False


def install() -> None:
    """Show and log every error that reaches the top, instead of losing it."""
    sys.excepthook = report


def log_file() -> Path:
    """Return the file that errors are written to."""
    return Path(user_log_dir("annotator", False)) / "errors.log"


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write an error to the log file and tell the person where it is."""
    global _showing
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    details = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write(details)
    where = _logged(details)
    if _showing or QApplication.instance() is None:
        return
    _showing = True
    try:
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "Annotator",
            "Something went wrong in the program. What was stored is safe; the last action "
            f"may not have been done.\n\n{where}",
        )
        box.setDetailedText(details)
        box.exec()
    finally:
        _showing = False


def _logged(details: str) -> str:
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().isoformat(timespec='seconds')}\n{details}\n")
    except OSError as error:
        return f"The details could not be written down ({error.strerror})."
    return f"The details are in {path}."
