from pathlib import Path

import pytest

from annotator.app import exchange
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands import merging
from annotator.commands.importing import ImportOptions
from annotator.commands.labelling import AddSpan
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent
from annotator.store import backups, digests
from tests.projects import add_documents, make_schema


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        add_documents(session, ["Ada met Bob."])
        session.use_annotator("Ada")
        yield session


def label(session, start):
    document = session.listing().page(0, 1)[0].id
    return session.run(
        AddSpan(document, (Extent(start, start + 3),), session.schema().span_labels[0].id)
    )


def state(session):
    return digests.state(session.project.connection)


def ingest(session, folder: Path, text: str):
    file = folder / "new.txt"
    file.write_text(text, encoding="utf-8")
    return exchange.ingest_paths(session.project, [file], Progress())


def test_an_ingest_can_be_taken_back_until_the_next_change(session, tmp_path):
    label(session, 0)
    before = state(session)
    ingest(session, tmp_path, "A new article.\n\nIt says little.")
    assert session.take_back_title() == "Ingest 1 article"
    taken_in = state(session)
    session.take_back()
    assert state(session) == before
    assert len(session.listing()) == 1
    # Taken back by mistake, it is still there.
    with Session.open(backups.existing(session.path)[-1], read_only=True) as kept:
        assert state(kept) == taken_in
    # Undo goes on from there, and so does work, under a new writer.
    assert session.undo().title == "Undo: Label"
    ingest(session, tmp_path, "Another one.\n\nIt says little.")
    label(session, 8)
    assert session.take_back_title() == ""
    with pytest.raises(UserError, match="nothing to take back"):
        session.take_back()


def test_a_merge_and_an_import_can_be_taken_back(session, tmp_path):
    other = tmp_path / "other.annotations"
    session.save_copy(other)
    with Session.open(other) as copy:
        copy.use_annotator("Bob")
        label(copy, 8)
        exchange.export_to(
            copy.project,
            tmp_path / "bob.jsonl",
            "jsonl",
            exchange.Selection(everything=True),
            exchange.ExportOptions(),
            Progress(),
        )
    before = state(session)
    merging.merge(session.project, other)
    assert state(session) != before
    session.take_back()
    assert state(session) == before
    exchange.import_paths(session.project, [tmp_path / "bob.jsonl"], ImportOptions(), Progress())
    assert len(session.annotators()) == 2
    session.take_back()
    assert state(session) == before


def test_the_first_ingest_into_an_empty_project_needs_no_backup(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        ingest(session, tmp_path, "A new article.\n\nIt says little.")
        assert session.take_back_title() == ""
    assert not (tmp_path / "p.backups").exists()
