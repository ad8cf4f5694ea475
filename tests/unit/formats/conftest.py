"""A small schema and short ways to write annotated documents down, as the fixture ``make``.

Besides, a valid file of every format, and a real project that bad files are imported into.
"""

import tempfile
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from annotator.app.session import Session
from annotator.domain.annotation_sets import Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.ids import RelationId, SpanId
from annotator.domain.schema import Label, Schema
from annotator.domain.spans import Extent, Relation, Span
from tests.fuzz.valid_files import small_schema, write_valid_files
from tests.labelled import ANNA, labelled

PERSON, ORG, MONEY, WORKS, MEETS = small_schema().labels
SCHEMA = Schema("test", (PERSON, ORG, MONEY, WORKS, MEETS))


def _span(name: str, label: Label, *extents: tuple[int, int]) -> Span:
    return Span(SpanId(name), tuple(Extent(*each) for each in extents), label.id)


def _on(text: str, words: str, label: Label, name: str = "") -> Span:
    start = text.index(words)
    return _span(name or words, label, (start, start + len(words)))


def _relation(name: str, label: Label, source: str, target: str) -> Relation:
    return Relation(RelationId(name), label.id, SpanId(source), SpanId(target))


def _annotated(
    text: str,
    spans: Sequence[Span] = (),
    relations: Sequence[Relation] = (),
    *,
    zones: Sequence[tuple[int, int, ZoneKind]] = (),
    owner: Annotator = ANNA,
    state: State = State.FINISHED,
    language: str = "en",
) -> AnnotatedDocument:
    placed = [Zone(*each) for each in zones]
    facts = {"language": language}
    return labelled(text, spans, relations, facts=facts, zones=placed, owner=owner, state=state)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Return the labels, the schema and the makers of spans, relations and documents."""
    return SimpleNamespace(
        person=PERSON,
        org=ORG,
        money=MONEY,
        works=WORKS,
        meets=MEETS,
        schema=SCHEMA,
        anna=ANNA,
        span=_span,
        on=_on,
        relation=_relation,
        annotated=_annotated,
    )


@pytest.fixture(scope="session")
def valid(tmp_path_factory):
    """Return the paths of a valid file or folder of each format, by its name; not to be changed."""
    return write_valid_files(tmp_path_factory.mktemp("valid"))


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a real project; temporary files would be made in a folder that is watched."""
    room = tmp_path / "temporary"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    (tmp_path / "own").mkdir()
    with Session.create(tmp_path / "own" / "p.annotator", small_schema()) as session:
        yield session.project
        assert list(room.iterdir()) == []
