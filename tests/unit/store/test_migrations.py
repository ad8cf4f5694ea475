"""A project of an older format: read as it is, brought up to date when opened for writing."""

import sqlite3
from pathlib import Path

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.store import backups, digests, tables
from annotator.store.project import Project
from tests.projects import add_documents, make_schema

LATER = [table.name for table in tables.MERGED_TABLES if table.since > 1]
LATER_LOCAL = ("merges", "scopes", "seen_parts")


@pytest.fixture
def old_file(tmp_path) -> Path:
    """A project with a label, in the format before packs and adjudications."""
    path = tmp_path / "old.annotations"
    with Session.create(path, make_schema()) as session:
        (document,) = add_documents(session, ["Anna met Ben in Bern."])
        session.use_annotator("Anna")
        label = session.schema().span_labels[0].id
        session.run(AddSpan(document, ((0, 4),), label))
    link = sqlite3.connect(path)
    for name in (*LATER, *LATER_LOCAL):
        link.execute(f"DROP TABLE {name}")
    link.execute("DELETE FROM _sqlite_migrations WHERE name != 'create_tables'")
    link.execute("PRAGMA user_version = 1")
    link.commit()
    link.close()
    return path


def hashes(project: Project) -> tuple[str, str]:
    with project.reading() as link:
        return digests.digest(link), digests.state(link)


def test_a_reader_leaves_the_file_as_it_is_and_finds_empty_tables(old_file):
    before = old_file.read_bytes()
    with Project.open(old_file, read_only=True) as project:
        with project.reading() as link:
            assert link.execute("SELECT count(*) FROM spans").fetchone()[0] == 1
            assert link.execute("SELECT count(*) FROM packs").fetchone()[0] == 0
        with project.snapshot() as link:
            assert link.execute("SELECT count(*) FROM merges").fetchone()[0] == 0
    assert old_file.read_bytes() == before


def test_a_writer_brings_it_up_to_date_after_a_backup_and_changes_no_content(old_file):
    with Project.open(old_file, read_only=True) as project:
        before = hashes(project)
    with Project.open(old_file) as project:
        assert hashes(project) == before
        version = project.connection.execute("PRAGMA user_version").fetchone()[0]
        assert version == tables.FORMAT_VERSION
        held = project.connection.execute("SELECT name FROM main.sqlite_master").fetchall()
        assert {*LATER, *LATER_LOCAL} <= {row[0] for row in held}
    assert [path for path in backups.folder(old_file).iterdir() if "migration" in path.name]


def test_undo_does_not_reach_behind_a_migration(old_file):
    with Session.open(old_file) as session:
        session.use_annotator("Anna")
        assert session.undo() is None
