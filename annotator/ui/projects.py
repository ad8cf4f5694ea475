"""Opening, making, copying and closing projects, and who is labelling."""

import sqlite3
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMessageBox

from annotator.app import packs, resources
from annotator.app.session import Session
from annotator.domain.errors import UserError
from annotator.ui.host import Host
from annotator.ui.panels.name_dialog import NameDialog

SUFFIX = ".annotations"
FILTER = f"Projects (*{SUFFIX});;All files (*)"
"""What file dialogs show as projects."""

_UPDATE = (
    "This is an update of {0}'s file, without labels. Merge it into the file that {0} works in,"
    " instead of working here."
)


class Projects:
    """Answer the actions on projects for one window."""

    def __init__(self, window: Host) -> None:
        self._window = window

    # Actions

    def make(self) -> None:
        """Ask where the new project shall be, and open it."""
        start = str(_documents_folder() / f"project{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self._window.widget, "New project", start, FILTER)
        if name:
            self.make_at(with_suffix(Path(name)))

    def make_at(self, path: Path) -> bool:
        """Make an empty project with the default schema and open it."""
        return self._window.attempt(lambda: self._create(path))

    def choose(self) -> None:
        """Ask which project to open."""
        name, _ = QFileDialog.getOpenFileName(
            self._window.widget, "Open project", str(_documents_folder()), FILTER
        )
        if name:
            self.open(Path(name))

    def open_sample(self) -> None:
        """Copy the sample corpus into the documents folder, if it is not there, and open it."""
        path = _documents_folder() / f"sample{SUFFIX}"
        self._window.attempt(lambda: self._copy_sample(path))
        if path.exists():
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open a project; read-only, with a banner that says why, where another holds it."""
        path = path.resolve()
        try:
            session = Session.open(path)
        except UserError as error:
            return self._open_to_read(path, error)
        except (sqlite3.DatabaseError, OSError) as error:
            self._window.say(f"The project cannot be opened ({error}).", True)
            return False
        self._begin(session, "")
        return True

    def open_named(self, name: str) -> None:
        """Open a project by the name of its file."""
        self.open(Path(name))

    def open_again(self) -> None:
        """Try to open the project that can only be read for writing."""
        session = self._window.session
        if session is not None:
            path = session.path
            self._window.end_project()
            self.open(path)

    def save_copy(self) -> None:
        """Ask where to, and write a whole copy of the project while it stays open."""
        session = self._window.session
        if session is None:
            return
        start = str(session.path.with_name(f"{session.path.stem}-copy{SUFFIX}"))
        name, _ = QFileDialog.getSaveFileName(self._window.widget, "Save a copy", start, FILTER)
        if name:
            self.copy_to(with_suffix(Path(name)))

    def copy_to(self, path: Path) -> bool:
        """Write a whole copy of the open project."""
        session = self._window.session
        if session is None or not self._window.attempt(lambda: _copy(session, path)):
            return False
        self._window.say(f"Copied to {path.name}.")
        return True

    def take_back(self) -> None:
        """Take back the last articles or labels that came in, while nothing else was done."""
        session = self._window.session
        if session is not None and self._window.attempt(session.take_back):
            self._window.say("Taken back.")

    def close(self) -> None:
        """Close the project and go back to the welcome page."""
        self._window.end_project()

    def ask_annotator(self) -> None:
        """Ask who is labelling, with the names the project knows."""
        session = self._window.session
        if session is None:
            return
        name = self._asked_name(session)
        if name:
            self._use(session, name)

    # Inside

    def _create(self, path: Path) -> None:
        session = Session.create(path, resources.load_schema(resources.DEFAULT_SCHEMA))
        self._begin(session, "")

    def _copy_sample(self, path: Path) -> None:
        if not path.exists():
            # Here, not at the top: reading the articles brings libraries of no use later.
            from annotator.app.sample import ensure_sample

            ensure_sample(path)

    def _open_to_read(self, path: Path, reason: UserError) -> bool:
        """Open read-only what another process holds; anything else is told and left."""
        try:
            session = Session.open(path, read_only=True)
        except (UserError, sqlite3.DatabaseError, OSError):
            self._window.say(" ".join(str(reason).split("\n")), True)
            if not path.exists():
                self._window.settings.forget(path)
                self._window.show_welcome()
            return False
        self._begin(session, f"Read-only. {reason.what} What you see was stored before.")
        return True

    def _begin(self, session: Session, notice: str) -> None:
        name = self._window.settings.values.annotator
        pack = None if session.read_only else packs.pack_facts(session.project)
        packed = pack.annotator.name if pack else ""
        if not session.read_only and not name:
            name = self._asked_name(session, packed)
            self._window.settings.change(annotator=name)
        elif packed and name not in {one.name for one in session.annotators()}:
            # Only for this file: the name of whoever sits at this computer stays.
            name = self._whose(session, packed, name)
        if name:
            self._window.attempt(lambda: session.use_annotator(name))
        if pack and pack.update:
            notice = f"{_UPDATE.format(packed)} {notice}".strip()
        self._window.begin_project(session, notice)

    def _whose(self, session: Session, packed: str, mine: str) -> str:
        """Ask, once, under which name the work in somebody's pack is to stand."""
        taken = packs.name_taken(session.project, mine)
        if taken:
            return taken
        box = QMessageBox(self._window.widget)
        box.setWindowTitle("Whose work is this?")
        box.setText(f"This file was handed out to {packed}; on this computer you are {mine}.")
        box.setInformativeText(
            f"Work under the name {packed} is counted as done when the file comes back."
        )
        theirs = box.addButton(f"Work as {packed}", QMessageBox.ButtonRole.AcceptRole)
        own = box.addButton(f"Work as {mine}", QMessageBox.ButtonRole.ActionRole)
        box.setDefaultButton(theirs)
        box.setEscapeButton(theirs)
        box.exec()
        name = mine if box.clickedButton() is own else packed
        packs.take_name(session.project, mine, name)
        return name

    def _use(self, session: Session, name: str) -> None:
        if self._window.attempt(lambda: session.use_annotator(name)):
            self._window.settings.change(annotator=name)
            self._window.show_names()

    def _asked_name(self, session: Session, proposed: str = "") -> str:
        known = [one.name for one in session.annotators()]
        name = self._window.settings.values.annotator or proposed
        dialog = NameDialog(known, name, self._window.widget)
        # As told at the moment of choosing: a dialog that closes moves its focus on, into
        # the list of names, which would change the line.
        chosen: list[str] = []
        dialog.name_chosen.connect(chosen.append)
        dialog.exec()
        return chosen[0] if chosen else ""


def with_suffix(path: Path) -> Path:
    """Return a path that ends as project files do."""
    return path if path.suffix else path.with_name(path.name + SUFFIX)


def _copy(session: Session, path: Path) -> None:
    if path.exists() and path.samefile(session.path):
        raise UserError("A project cannot be copied onto itself.", where=str(path))
    session.save_copy(path)


def _documents_folder() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(place) if place else Path.home()
    return folder if folder.is_dir() else Path.home()
