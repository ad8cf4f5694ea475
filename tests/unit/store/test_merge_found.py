"""Articles that two laptops ingested apart: what somebody corrected stands over what was found."""

import random
import shutil
import tempfile
from itertools import permutations
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.app.session import Session
from annotator.commands import merging
from annotator.commands.facts import SetFacts
from annotator.commands.ingesting import ingest
from annotator.domain.documents import Provenance
from annotator.ingest.articles import Article
from annotator.store import checking, digests
from tests.projects import make_document, make_schema
from tests.unit.store.merge_work import TEXT, foreseen

TEXTS = (TEXT, "Dora works for Elm Ltd in Fez.", "Nobody knew.")


def bring_in(session, *texts, title=""):
    """Ingest texts as a laptop would read them from its own files."""
    ingest(
        session.project,
        [
            Article(
                make_document(text, title), Provenance("a.txt", "plain", "utf-8"), text.encode()
            )
            for text in texts
        ],
    )
    session.refresh("Ingest")


def made(path, *texts, title="", before=0):
    """Make a project of its own, after some other transactions."""
    with Session.create(path, make_schema()) as session:
        for number in range(before):
            session.use_annotator(f"Person {number}")
        bring_in(session, *texts, title=title)
    return path


def titles(path):
    with Session.open(path, read_only=True) as session:
        return [entry.title for entry in session.listing().page(0, 10)]


def merged(paths, target):
    """Merge files in the order given into a copy of the first; return digest and state."""
    shutil.copy(paths[0], target)
    with Session.open(target) as session:
        for path in paths[1:]:
            report = merging.merge(session.project, path, dry_run=True)
            done = merging.merge(session.project, path)
            assert done == report
            assert not merging.merge(session.project, path, dry_run=True).changes
        link = session.project.connection
        assert checking.problems(link) == []
        return digests.digest(link), digests.state(link)


def correct(path, title):
    with Session.open(path) as session:
        session.use_annotator("Ada")
        document = session.listing().page(0, 1)[0].id
        session.run(SetFacts([document], {"title": title}))


def test_a_corrected_title_stands_over_a_later_ingest_of_the_same_article(tmp_path):
    one = made(tmp_path / "one.annotations", TEXT)
    # Its clock is far ahead of the other's: by stamps alone its title would stand.
    other = made(tmp_path / "other.annotations", TEXT, before=30)
    correct(one, "Ada in Fez")
    for number, order in enumerate([(one, other), (other, one)]):
        report = foreseen(*order)
        assert report.conflicts == []
        target = tmp_path / f"m{number}.annotations"
        merged(list(order), target)
        assert titles(target) == ["Ada in Fez"]
        with Session.open(target) as session:
            assert session.conflicts() == []


def test_two_corrections_are_still_a_conflict(tmp_path):
    one, other = (made(tmp_path / f"{n}.annotations", TEXT) for n in "ab")
    correct(one, "Mine")
    correct(other, "Theirs")
    assert [told.kind for told in foreseen(one, other).conflicts] == ["facts"]


def test_articles_found_alike_are_one_row_and_no_news(tmp_path):
    one = made(tmp_path / "a.annotations", TEXT)
    other = made(tmp_path / "b.annotations", TEXT, before=5)
    stamps = []
    for path in (one, other):
        with Session.open(path, read_only=True) as session, session.project.reading() as link:
            stamps.append(link.execute("SELECT clock, writer FROM documents").fetchall())
    assert stamps[0] == stamps[1]
    assert foreseen(one, other).others == {}


def test_articles_found_with_other_facts_end_alike_whoever_merges(tmp_path):
    one = made(tmp_path / "a.annotations", TEXT, title="A")
    other = made(tmp_path / "b.annotations", TEXT, title="B", before=5)
    ends = {
        merged(list(order), tmp_path / f"{number}.annotations")
        for number, order in enumerate(permutations([one, other]))
    }
    assert len(ends) == 1
    assert foreseen(one, other).conflicts == []


@given(
    seed=st.integers(0, 10**6),
    steps=st.integers(1, 12),
    exchange=st.booleans(),
)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_laptops_that_ingest_and_correct_apart_gives_one_state(seed, steps, exchange):
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [
            made(folder / f"{n}.annotations", TEXTS[n], title=rng.choice("XY"), before=n)
            for n in range(3)
        ]
        for part in range(2):
            for path in paths:
                with Session.open(path) as session:
                    session.use_annotator("Ada")
                    for _ in range(steps):
                        _step(session, rng)
            if exchange and not part:
                with Session.open(paths[0]) as session:
                    merging.merge(session.project, paths[1])
        ends = {
            merged([paths[i] for i in order], folder / f"{order}.annotations")
            for order in permutations(range(3))
        }
        pair = folder / "pair.annotations"
        merged([paths[1], paths[2]], pair)
        grouped = merged([paths[0], pair], folder / "grouped.annotations")
        again = merged([*paths, paths[1], paths[0], pair], folder / "again.annotations")
        assert ends == {grouped} == {again}


def _step(session, rng):
    what = rng.choice(["ingest", "correct", "correct", "undo", "redo"])
    documents = [entry.id for entry in session.listing().page(0, 10)]
    if what == "ingest":
        bring_in(session, rng.choice(TEXTS), title=rng.choice("XYZ"))
    elif what == "correct":
        session.run(SetFacts([rng.choice(documents)], {"title": rng.choice("PQR")}))
    elif what == "undo":
        session.undo()
    else:
        session.redo()
