import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent
from annotator.store import backups, digests
from annotator.store.project import Project
from tests.projects import add_documents, make_schema

HOLD = """
import sys
from pathlib import Path
from annotator.store.project import Project
with Project.open(Path(sys.argv[1])) as project:
    print("open", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "p.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, ["Ada met Bob.", "Nothing here."])
        session.use_annotator("Ada")
    return path


def label_first(session):
    document = session.listing().page(0, 1)[0].id
    return session.run(AddSpan(document, (Extent(0, 3),), session.schema().span_labels[0].id))


def test_one_file_is_the_whole_project_after_closing(path, tmp_path):
    with Session.open(path) as session:
        session.use_annotator("Ada")
        label_first(session)
        assert (tmp_path / "p.annotations-wal").exists()
    # The lock's empty file stays, so that nobody ever locks a removed one.
    assert sorted(os.listdir(tmp_path)) == [".p.annotations.lock", "p.annotations"]
    assert (tmp_path / ".p.annotations.lock").stat().st_size == 0


def test_it_says_what_it_is_in_the_files_header(path):
    link = sqlite3.connect(path)
    assert link.execute("PRAGMA application_id").fetchone()[0] == 0x414E4E4F
    assert link.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    link.close()


def test_a_file_that_exists_is_not_written_over(path):
    before = path.read_bytes()
    with pytest.raises(UserError, match="already"):
        Project.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no Annotator project"),
        (b"just some text", "no Annotator project"),
        (b"SQLite format 3\x00" + b"\xff" * 4096, "damaged|no Annotator project"),
    ],
)
def test_what_is_no_project_is_refused(tmp_path, content, message):
    path = tmp_path / "x.annotations"
    path.write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(UserError, match=message):
            Project.open(path, read_only=read_only)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "x.annotations"
    link = sqlite3.connect(path)
    link.execute("CREATE TABLE t (x)")
    link.commit()
    link.close()
    with pytest.raises(UserError, match="no Annotator project"):
        Project.open(path)


def test_a_damaged_file_is_told_with_a_way_out(path):
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\x00" * 3996
    path.write_bytes(content)
    with pytest.raises(UserError, match="damaged") as caught:
        Project.open(path)
    assert "backup" in str(caught.value)


def test_a_newer_file_is_refused_and_not_changed(path):
    link = sqlite3.connect(path)
    link.execute("PRAGMA user_version = 99")
    link.close()
    before = path.read_bytes()
    with pytest.raises(UserError, match="newer Annotator"):
        Project.open(path)
    assert path.read_bytes() == before


def test_an_older_file_is_backed_up_and_its_undo_history_closed(path):
    link = sqlite3.connect(path)
    link.execute("PRAGMA user_version = 1")
    link.close()
    with Session.open(path) as session:
        session.use_annotator("Ada")
        assert session.undo() is None
        label_first(session)
    assert len(backups.existing(path)) == 1


def test_a_second_writer_is_told_who_holds_it_and_may_read(path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(UserError, match=f"process {holder.pid}"):
            Project.open(path)
        with Session.open(path, read_only=True) as reader:
            assert len(reader.listing()) == 2
            with pytest.raises(UserError, match="read-only"):
                reader.project.set_meta("x", "y")
        holder.kill()
        holder.wait(10)
        # The lock goes with the process, however it ended.
        Project.open(path).close()
    finally:
        holder.kill()
        holder.communicate()


def test_a_read_only_folder_can_be_read(path, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    tmp_path.chmod(0o500)
    try:
        with Session.open(path, read_only=True) as session:
            assert len(session.listing()) == 2
        with pytest.raises(UserError, match="cannot be locked"):
            Project.open(path)
    finally:
        tmp_path.chmod(0o700)


def test_a_backup_is_due_only_after_a_change_and_holds_everything(path):
    with Session.open(path) as session:
        session.use_annotator("Ada")
        first = session.back_up_if_due()
        assert first is not None
        assert session.back_up_if_due() is None
        label_first(session)
        os.utime(first, (1, 1))
        second = session.back_up_if_due()
        state = digests.state(session.project.connection)
    with Session.open(second, read_only=True) as copy:
        assert digests.state(copy.project.connection) == state


def test_only_the_newest_backups_are_kept(path):
    for _ in range(backups.KEPT + 3):
        backups.take(path, "test")
    assert len(backups.existing(path)) == backups.KEPT


def test_a_copy_can_be_saved_while_open_but_not_over_a_file(path, tmp_path):
    with Session.open(path) as session:
        session.use_annotator("Ada")
        label_first(session)
        session.save_copy(tmp_path / "copy.annotations")
        state = digests.state(session.project.connection)
        with pytest.raises(UserError, match="already"):
            session.save_copy(tmp_path / "copy.annotations")
    with Session.open(tmp_path / "copy.annotations") as copy:
        assert digests.state(copy.project.connection) == state


def test_a_full_disk_is_told_and_changes_nothing(path):
    with Session.open(path) as session:
        session.use_annotator("Ada")
        state = digests.state(session.project.connection)
        pages = session.project.connection.execute("PRAGMA page_count").fetchone()[0]
        session.project.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(UserError, match="disk is full"):
            add_documents(session, ["word " * 50_000])
        assert digests.state(session.project.connection) == state
        label_first(session)


def test_a_copied_file_goes_on_under_another_writer(path, tmp_path):
    copy = tmp_path / "copy.annotations"
    shutil.copy(path, copy)
    writers = set()
    for one in (path, copy):
        with Session.open(one) as session:
            session.use_annotator("Ada")
            label_first(session)
            rows = session.project.connection.execute("SELECT writer FROM spans").fetchall()
            writers |= {row[0] for row in rows}
    assert len(writers) == 2
