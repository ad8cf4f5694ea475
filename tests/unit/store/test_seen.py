"""A pack claims to have seen only what it holds, so that no conflict is lost on the way."""

import shutil
from itertools import permutations

import pytest

from annotator.app.session import Session
from annotator.commands import merging
from annotator.commands.packing import PackOptions, pack
from annotator.commands.progress import SetZone
from annotator.domain.documents import ZoneKind
from annotator.store import conflicts, digests
from annotator.store.seen import Place, Seen
from tests.projects import add_documents, make_schema


def set_zone(path, name, word, kind):
    with Session.open(path) as session:
        session.use_annotator(name)
        document = session.listing(word).page(0, 1)[0].id
        session.run(SetZone(document, 0, 5, kind))
        return document


@pytest.fixture
def three_files(tmp_path):
    """A project, a pack that was edited at once with it, and one that has nothing of that."""
    main = tmp_path / "main.annotations"
    with Session.create(main, make_schema()) as session:
        add_documents(session, ["An apple fell in Fez.", "A banana was sold."])
        (first,) = pack(session.project, tmp_path / "a", PackOptions(["Ada"], query="apple"))
    set_zone(main, "Rita", "apple", ZoneKind.CAPTION)
    set_zone(first.file, "Ada", "apple", ZoneKind.HEADLINE)
    with Session.open(main) as session:
        (second,) = pack(session.project, tmp_path / "b", PackOptions(["Ben"], query="banana"))
    return main, first.file, second.file


def test_a_conflict_is_told_in_whatever_order_packs_are_merged(three_files, tmp_path):
    outcomes = set()
    for order in permutations(three_files):
        target = tmp_path / "target.annotations"
        shutil.copy(order[0], target)
        with Session.open(target) as session:
            for other in order[1:]:
                merging.merge(session.project, other)
            link = session.project.connection
            (conflict,) = conflicts.open_conflicts(link)
            assert {conflict.stands["kind"], conflict.overwritten["kind"]} == {
                "caption",
                "headline",
            }
            outcomes.add((digests.digest(link), digests.state(link)))
    assert len(outcomes) == 1


def test_what_a_pack_has_seen_ends_at_its_places(three_files):
    main, first, _ = three_files
    with Session.open(main, read_only=True) as session:
        stamps = {
            row[0]: (row[1], row[2])
            for row in session.project.connection.execute("SELECT id, clock, writer FROM documents")
        }
        apple = session.listing("apple").page(0, 1)[0].id
        banana = session.listing("banana").page(0, 1)[0].id
    with Session.open(first) as session:
        seen = Seen(session.project.connection, "main")
        assert seen.knows(stamps[apple], Place(apple, ""))
        assert not seen.knows(stamps[banana], Place(banana, ""))
        merging.merge(session.project, main)
        # Merged with the whole project it has seen all of it, and needs no scopes any more.
        assert Seen(session.project.connection, "main").knows(stamps[banana], Place(banana, ""))
        link = session.project.connection
        assert link.execute("SELECT count(*) FROM seen_parts").fetchone()[0] == 0
