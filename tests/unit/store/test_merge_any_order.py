"""Merging is commutative, associative and idempotent over random histories on copies.

This is the proof that the tables hold all that a merge needs: any order, any repetition,
the same annotator on two copies, with undo and redo, ends in one digest and one state.
"""

import random
import shutil
import tempfile
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.app.session import Session
from annotator.commands import merging
from annotator.commands.labelling import AddSpan, DeleteSpans, SetSpanNote
from annotator.commands.relating import AddRelation
from annotator.domain.errors import UserError
from annotator.store import annotators, checking, digests
from tests.projects import add_documents, make_schema
from tests.random_work import EXTENTS, TEXTS, random_step


def work(path: Path, annotator: str, seed: int, steps: int) -> None:
    """Work on a file for a session of random steps."""
    with Session.open(path) as session:
        session.use_annotator(annotator)
        rng = random.Random(seed)
        for _ in range(steps):
            random_step(session, rng)


def merged(paths: list[Path], folder: Path, name: str) -> tuple[str, str]:
    """Merge files in the order given into a copy of the first; return digest and state."""
    target = folder / f"{name}.annotations"
    shutil.copy(paths[0], target)
    with Session.open(target) as session:
        for path in paths[1:]:
            merging.merging.merge(session.project, path)
        link = session.project.connection
        assert checking.problems(link) == []
        return digests.digest(link), digests.state(link)


@given(
    seeds=st.lists(st.integers(0, 10**6), min_size=3, max_size=3),
    steps=st.integers(1, 25),
    same_person=st.booleans(),
    exchange=st.booleans(),
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_order_and_repetition_gives_one_state(seeds, steps, same_person, exchange):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = folder / "base.annotations"
        with Session.create(base, make_schema()) as session:
            add_documents(session, TEXTS)
        work(base, "Ada", seeds[0] + 1, 6)
        copies = []
        for number, seed in enumerate(seeds):
            copy = folder / f"copy{number}.annotations"
            shutil.copy(base, copy)
            work(copy, "Ada" if same_person else f"Person {number}", seed, steps)
            copies.append(copy)
        if exchange:
            # One copy takes another in half-way and works on, so that histories cross.
            with Session.open(copies[0]) as session:
                merging.merging.merge(session.project, copies[1])
            work(copies[0], "Ada", seeds[1] + 7, steps)
            work(copies[1], "Ada", seeds[2] + 9, steps)
        outcomes = {
            merged([copies[i] for i in order], folder, "m" + "".join(map(str, order)))
            for order in permutations(range(3))
        }
        twice = merged([*copies, copies[1], copies[0], copies[2]], folder, "twice")
        pair = folder / "pair.annotations"
        shutil.copy(copies[1], pair)
        with Session.open(pair) as session:
            merging.merging.merge(session.project, copies[2])
        grouped = merged([copies[0], pair], folder, "grouped")
        assert outcomes == {twice} == {grouped}


def test_two_laptops_that_ingest_the_same_articles_match(tmp_path):
    paths = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.annotations"
        with Session.create(path, make_schema()) as session:
            add_documents(session, TEXTS)
            session.use_annotator(name)
            document = session.listing().page(0, 1)[0].id
            session.run(AddSpan(document, (EXTENTS[0],), session.schema().span_labels[0].id))
        paths.append(path)
    first = merged(paths, tmp_path, "ab")
    assert first == merged(paths[::-1], tmp_path, "ba")
    with Session.open(tmp_path / "ab.annotations", read_only=True) as session:
        assert len(session.listing()) == len(TEXTS)
        assert len(session.annotators()) == 2


def test_equal_spans_of_two_copies_are_one_and_carry_the_relations_of_both(tmp_path):
    base = tmp_path / "base.annotations"
    with Session.create(base, make_schema()) as session:
        add_documents(session, TEXTS[:1])
        session.use_annotator("Ada")
    copy = tmp_path / "copy.annotations"
    shutil.copy(base, copy)
    for path, label in ((base, 0), (copy, 1)):
        with Session.open(path) as session:
            session.use_annotator("Ada")
            document = session.listing().page(0, 1)[0].id
            person = session.schema().named("PERSON").id
            place = session.schema().named("PLACE").id
            source = session.run(AddSpan(document, (EXTENTS[0],), person)).spans[0]
            target = session.run(AddSpan(document, (EXTENTS[2],), place)).spans[0]
            links = session.schema().relation_labels
            session.run(AddRelation(document, source, target, links[label].id))
    with Session.open(base) as session:
        merging.merge(session.project, copy)
        session.use_annotator("Ada")
        found = session.annotation_set(document)
        assert len(found.spans) == 2
        assert {r.label for r in found.relations} == {links[0].id, links[1].id}
        assert {r.source for r in found.relations} == {found.spans[0].id}
        # Relabelling the one that is seen must not let its twin come up under the old label.
        session.run(DeleteSpans(document, [found.spans[0].id]))
        assert len(session.annotation_set(document).spans) == 1
        assert session.annotation_set(document).relations == ()


def test_what_lost_is_kept_and_listed_and_a_dry_run_says_so_first(tmp_path):
    base = tmp_path / "base.annotations"
    with Session.create(base, make_schema()) as session:
        add_documents(session, TEXTS[:1])
        session.use_annotator("Ada")
        document = session.listing().page(0, 1)[0].id
        person = session.schema().named("PERSON").id
        span = session.run(AddSpan(document, (EXTENTS[0],), person)).spans[0]
    copy = tmp_path / "copy.annotations"
    shutil.copy(base, copy)
    for path, note in ((base, "mine"), (copy, "theirs")):
        with Session.open(path) as session:
            session.use_annotator("Ada")
            session.run(SetSpanNote(document, span, note))
    with Session.open(base) as session:
        before = digests.state(session.project.connection)
        foreseen = merging.merge(session.project, copy, dry_run=True)
        assert digests.state(session.project.connection) == before
        done = merging.merge(session.project, copy)
        assert foreseen.total("conflicts") == done.total("conflicts") == 1
        lost = session.project.connection.execute(
            "SELECT image FROM overwritten WHERE open"
        ).fetchall()
        session.use_annotator("Ada")
        stands = session.annotation_set(document).spans[0].note
        assert stands in ("mine", "theirs")
        (other,) = {"mine", "theirs"} - {stands}
        assert [f'"note":"{other}"' in row[0] for row in lost] == [True]
        # Undo of a step that a merge went over is refused, with a sentence.
        if stands == "theirs":
            with pytest.raises(UserError, match="changed again since"):
                session.undo()
        session.run(SetSpanNote(document, span, "settled"))
        assert not session.project.connection.execute(
            "SELECT 1 FROM overwritten WHERE open"
        ).fetchall()


def test_annotators_joined_both_ways_are_one_person_in_any_order(tmp_path):
    base = tmp_path / "base.annotations"
    with Session.create(base, make_schema()) as session:
        (document,) = add_documents(session, TEXTS[:1])
        label = session.schema().span_labels[0].id
        for name, extent in (("Ada", EXTENTS[0]), ("Ada L.", EXTENTS[1])):
            session.use_annotator(name)
            session.run(AddSpan(document, (extent,), label))
        one, other = (person.id for person in session.annotators())
    copy = tmp_path / "copy.annotations"
    shutil.copy(base, copy)
    for path, joined in ((base, (one, other)), (copy, (other, one))):
        with Session.open(path) as session, session.project.transaction() as t:
            annotators.join(t, *joined)
    assert merged([base, copy], tmp_path, "ab") == merged([copy, base], tmp_path, "ba")
    with Session.open(tmp_path / "ab.annotations") as session:
        assert len(session.annotators()) == 1
        session.use_annotator("Ada L.")
        assert len(session.annotation_set(document).spans) == 2


def test_merging_with_itself_or_with_something_else_is_refused(tmp_path):
    base = tmp_path / "base.annotations"
    note = tmp_path / "note.txt"
    note.write_text("no project")
    with Session.create(base, make_schema()) as session:
        for wrong, message in ((base, "itself"), (note, "no Annotator project")):
            with pytest.raises(UserError, match=message):
                merging.merge(session.project, wrong)
