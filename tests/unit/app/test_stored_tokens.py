"""Tokens that an export makes stay in the project and are used by the next one."""

from pathlib import Path

import pytest

from annotator.app import exchange
from annotator.app.exchange import ExportOptions, Selection
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.spans import Extent
from annotator.formats.tokenizers import Tokenizers
from tests.projects import add_documents, make_schema

TEXT = "Anna can't see Ben in Bern."


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        (document,) = add_documents(session, [TEXT])
        session.use_annotator("A")
        session.run(AddSpan(document, (Extent(0, 4),), "test:PERSON"))
        session.run(SetState(document, State.FINISHED))
        yield session


def export(session: Session, folder: Path) -> bytes:
    selection = Selection([session.annotator.id])
    options = ExportOptions(annotators=(session.annotator.id,))
    exchange.export_to(session.project, folder, "spacy", selection, options, Progress())
    return (folder / "train.spacy").read_bytes()


def stored(session: Session) -> list[str]:
    with session.project.reading() as link:
        return [row[0] for row in link.execute("SELECT tokenizer FROM token_tables")]


def test_the_second_export_takes_the_tokens_of_the_first(session, tmp_path, monkeypatch):
    first = export(session, tmp_path / "first")
    (name,) = stored(session)
    assert name.startswith("spacy.blank(en) ")

    def never(*_: object) -> None:
        raise AssertionError("made anew")

    monkeypatch.setattr(Tokenizers, "_fresh", never)
    assert export(session, tmp_path / "second") == first


def test_tokens_of_another_version_are_replaced(session, tmp_path):
    export(session, tmp_path / "first")
    with session.project.transaction() as t:
        t.execute("UPDATE token_tables SET tokenizer = 'spacy.blank(en) 0.1'")
    export(session, tmp_path / "second")
    assert len(stored(session)) == 1
    assert "0.1" not in stored(session)[0]


def test_a_project_that_is_open_read_only_exports_and_keeps_nothing(session, tmp_path):
    annotator = session.annotator.name
    with Session.open(session.path, read_only=True) as reader:
        reader.use_annotator(annotator)
        export(reader, tmp_path / "out")
        assert stored(reader) == []


def test_stored_tokens_change_neither_digest_nor_state(session, tmp_path):
    from annotator.app.overview import of_project

    before = of_project(session.project)
    export(session, tmp_path / "out")
    assert of_project(session.project) == before
