"""What is dropped on the window: projects, labelled files, or articles."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from annotator.ui.errands import Errands
from annotator.ui.host import Host
from annotator.ui.ingesting import Ingesting
from annotator.ui.merging import Merging
from annotator.ui.projects import SUFFIX
from annotator.ui.transfer import Transfer

_LOOKED_AT = 20
"""Files that are looked at to tell whether they are labelled."""


class Dropping:
    """Hand what is dropped to whoever takes it; where it could be two things, ask."""

    def __init__(
        self,
        window: Host,
        errands: Errands,
        ingesting: Ingesting,
        transfer: Transfer,
        merging: Merging,
    ) -> None:
        self._window = window
        self._errands = errands
        self._ingesting = ingesting
        self._transfer = transfer
        self._merging = merging

    def take(self, names: Sequence[str]) -> None:
        """Take files and folders."""
        paths = [Path(name) for name in names if name]
        projects = [path for path in paths if path.suffix == SUFFIX]
        if projects and self._window.session is not None and not self._errands.busy:
            self._merging.take_dropped(projects)
            return
        busy = self._errands.busy or self._window.session is None
        found = "" if busy or projects else labelled_format(paths)
        if found:
            self._ask(paths, found)
        else:
            self._ingesting.take_dropped(names)

    def _ask(self, paths: Sequence[Path], found: str) -> None:
        box = QMessageBox(self._window.widget)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Labelled files were dropped")
        box.setText(f"These are labelled files ({found}). Import them with their labels?")
        take = box.addButton("&Import…", QMessageBox.ButtonRole.AcceptRole)
        add = box.addButton("Add as &articles", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(take)
        take.clicked.connect(lambda: self._transfer.import_paths(paths))
        add.clicked.connect(lambda: self._ingesting.ingest(paths))
        box.open()


def labelled_format(paths: Sequence[Path]) -> str:
    """Return the formats of labelled files that have their shape; "" if any has none."""
    # Here, not at the top: the formats bring libraries that the window does not need at once.
    from annotator.domain.errors import UserError
    from annotator.formats.registry import FORMATS
    from annotator.formats.samples import Sureness, sample_of

    names = set()
    try:
        for path in paths[:_LOOKED_AT]:
            sample = sample_of(path)
            rated = [
                (one.recognise(sample), one.name)
                for one in FORMATS.values()
                if one.reads and one.recognise
            ]
            best = max(rated)
            if best[0] < Sureness.LIKELY:
                return ""
            names.add(best[1])
    except (UserError, OSError):
        return ""
    return ", ".join(sorted(names))
