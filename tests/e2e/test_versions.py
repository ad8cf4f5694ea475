"""Near-duplicates on the command line: found by query, kept on one side of every split."""

import random
from pathlib import Path

import pytest

from annotator.app.session import Session
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State

VOCABULARY = [f"word{number}" for number in range(2000)]
STORIES, VERSIONS = 12, 3


def story(seed):
    rng = random.Random(seed)
    return [rng.choice(VOCABULARY) for _ in range(150)]


@pytest.fixture
def project(run, tmp_path):
    """Return a finished project of twelve stories, each told three times, and as many alone."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(STORIES):
        for version in range(VERSIONS):
            words = story(number)
            for place in range(version):
                words[place * 7] = f"other{version}"
            (folder / f"v{version}-{number:02}.txt").write_text(" ".join(words) + ".\n")
        (folder / f"alone-{number:02}.txt").write_text(" ".join(story(100 + number)) + ".\n")
    run("new", "p.annotations")
    taken = run("ingest", "p.annotations", folder, "--json").json
    assert (taken["documents"], taken["near_duplicates"]) == (48, 24)
    with Session.open(Path("p.annotations")) as session:
        session.use_annotator("Ada")
        for entry in session.listing().page(0, 100):
            session.run(SetState(entry.id, State.FINISHED))
    return "p.annotations"


def exported(run, project, query, destination):
    words = ("--format", "jsonl", "--documents", query, "--json")
    return run("export", project, destination, *words).json["documents"]


@pytest.mark.parametrize(
    ("query", "number"),
    [("story:", 36), ("-story:", 12), ("story:later", 24), ("-story:later", 24)],
)
def test_stories_are_asked_for_on_the_command_line(run, project, query, number):
    assert exported(run, project, query, "out.jsonl") == number


def test_a_story_that_cannot_be_is_refused(run, project):
    words = ("--format", "jsonl", "--documents", "story:ferries")
    refused = run("export", project, "out.jsonl", *words)
    assert refused.code == 2
    assert "names no story" in refused.err


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_versions_of_a_story_are_on_one_side_of_an_exported_split(run, project, seed):
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    words = ("--format", "spacy", "--annotator", "Ada", "--split", "50/25/25", "--seed", seed)
    assert run("export", project, "out", *words).code == 0
    sides: dict[str, set[str]] = {}
    for file in Path("out").rglob("*.spacy"):
        for doc in DocBin().from_disk(file).get_docs(Vocab()):
            # The ends of the versions of a story are equal, and of no two stories.
            sides.setdefault(doc.text.strip()[-60:], set()).add(file.stem)
    assert len(sides) == 2 * STORIES
    assert all(len(where) == 1 for where in sides.values())
    assert len({side for where in sides.values() for side in where}) == 3
