"""A project of one article with two labels, and a copy of its file."""

import shutil

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.domain.spans import Extent
from tests.projects import add_documents, make_schema
from tests.unit.store.merge_work import TEXT


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "base.annotations"
    with Session.create(path, make_schema()) as session:
        (document,) = add_documents(session, [TEXT])
        session.use_annotator("Ada")
        for extent in (Extent(0, 3), Extent(8, 11)):
            session.run(AddSpan(document, (extent,), session.schema().span_labels[0].id))
    return path


@pytest.fixture
def copy(base, tmp_path):
    path = tmp_path / "copy.annotations"
    shutil.copy(base, path)
    return path
