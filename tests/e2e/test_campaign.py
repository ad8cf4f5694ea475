"""Two weeks of six people's work on six files, merged in any order: one digest, one state.

A reviewer hands out packs and sends updates after a label was renamed and articles came in;
one annotator goes on working on two laptops; one never sends anything until the end.
"""

import random
import shutil
from pathlib import Path

import pytest

from annotator.adjudication.rules import rule_named
from annotator.app.session import Session
from annotator.cli.main import main
from annotator.commands import command, merging, packing
from annotator.commands.adjudicating import AdjudicateByRule, RuleReport
from annotator.commands.packing import PackOptions
from annotator.commands.progress import SetState
from annotator.commands.schema_edits import AddLabel, DeleteLabel, MergeLabels, RenameLabel
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId
from annotator.domain.queries import Query
from annotator.store import checking, digests
from tests.projects import add_documents, make_schema
from tests.random_work import TEXTS, random_step

MORE = (
    "Cleo met Dan in Rabat. Cleo left. Dan stayed on.",
    "Hana works for Ives Ltd in Oran, she said.",
    "Jan saw Kim in Lagos. Jan left. Kim stayed.",
    "Lena works for Moss Ltd in Tunis, he said.",
)
LATE_ARTICLES = (
    "Nora met Omar in Sfax. Nora left. Omar stayed.",
    "Pia works for Quay Ltd in Fez, they said.",
)


class Campaign:
    """Files of one campaign in a folder, and the work on them, fixed by a seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.rng = random.Random(seed)
        self.owner = {"main": "Rita"}
        with Session.create(self.path("main"), make_schema()) as session:
            add_documents(session, (*TEXTS, *MORE))
        self.work("main", 6)

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.annotations"

    def work(self, name: str, steps: int) -> None:
        with Session.open(self.path(name)) as session:
            session.use_annotator(self.owner[name])
            for _ in range(steps):
                random_step(session, self.rng)

    def day(self, *names: str) -> None:
        for name in names:
            self.work(name, self.rng.randrange(2, 6))

    def finish(self, name: str) -> None:
        """Let an annotator finish all that is in their file."""
        with Session.open(self.path(name)) as session:
            session.use_annotator(self.owner[name])
            for entry in session.listing().page(0, 100):
                session.run(SetState(entry.id, State.FINISHED))

    def run(self, name: str, *commands: command.Command) -> None:
        with Session.open(self.path(name)) as session:
            for one in commands:
                command.run(session.project, one, GOLD)

    def pack(self, to: str, names: str, **more: object) -> None:
        """Make packs in a folder of their own; a first one becomes the annotator's file."""
        folder = self.folder / to
        with Session.open(self.path("main")) as session:
            options = PackOptions(names.split(","), round=to, **more)  # type: ignore[arg-type]
            made = packing.pack(session.project, folder, options)
        for one in made:
            if one.annotator.lower() not in self.owner:
                self.owner[one.annotator.lower()] = one.annotator
                shutil.copy(one.file, self.path(one.annotator.lower()))
            else:
                self.merge(one.annotator.lower(), one.file)

    def merge(self, name: str, *others: Path) -> None:
        with Session.open(self.path(name)) as session:
            for other in others:
                merging.merge(session.project, other)

    def label(self, name: str) -> LabelId:
        """Return the id of a label that the reviewer's file has."""
        with Session.open(self.path("main"), read_only=True) as session:
            found = session.schema().named(name)
        assert found is not None
        return found.id

    def clone(self, name: str, copy: str) -> None:
        shutil.copy(self.path(name), self.path(copy))
        self.owner[copy] = self.owner[name]

    def merged(self, paths: list[Path]) -> tuple[str, str]:
        """Merge files in an order into a copy of the first; return digest and state."""
        target = self.folder / "target.annotations"
        shutil.copy(paths[0], target)
        with Session.open(target) as session:
            for path in paths[1:]:
                merging.merging.merge(session.project, path)
            link = session.project.connection
            assert checking.problems(link) == []
            return digests.digest(link), digests.state(link)


def two_weeks(folder: Path, seed: int) -> Campaign:
    """Let everybody work for two weeks."""
    c = Campaign(folder, seed)
    label = make_schema().labels[1]
    c.pack("pilot", "Ada,Ben,Cleo,Dora", overlap=2)
    c.day("ada", "ben", "cleo", "dora", "main")
    c.day("ada", "ben", "cleo", "dora")
    c.run("main", RenameLabel(label.id, "COMPANY"), AddLabel("PRODUCT"))
    c.day("ada", "ben", "main")
    c.merge("main", c.path("ada"))
    c.clone("ada", "ada-2")
    shutil.copy(c.path("ada"), c.path("early"))
    c.day("ada", "ada-2", "cleo", "dora", "main")
    c.merge("main", c.path("ada-2"))
    with Session.open(c.path("main")) as session:
        add_documents(session, LATE_ARTICLES)
    c.day("ada", "ben", "main", "cleo")
    c.pack("update", "Ada,Ben,Cleo", update=True, overlap=2)
    c.day("ada", "ada-2", "ben", "cleo", "dora", "main")
    c.merge("cleo", c.path("ben"))
    c.day("ada", "ada-2", "ben", "cleo", "main")
    c.run("cleo", RenameLabel(label.id, "FIRM"))
    c.merge("main", c.path("ben"))
    c.pack("again", "Ben,Cleo", query="-round:pilot")
    c.day("ada", "ada-2", "ben", "cleo", "dora", "main")
    c.merge("ada", c.path("ben"))
    # The schema goes different ways on two laptops, and both settle what they can by rule.
    c.run("main", MergeLabels(c.label("PLACE"), c.label("PERSON")), AddLabel("LAW"))
    c.run("ben", AddLabel("LAW"), DeleteLabel(c.label("PRODUCT")))
    for name in ("main", "ada"):
        c.run(name, AdjudicateByRule(rule_named("majority"), Query(), RuleReport()))
    c.day("ada", "ada-2", "ben", "cleo", "dora", "main")
    c.merge("ada-2", c.path("ada"))
    c.day("ada", "ada-2", "ben", "cleo", "dora", "main")
    for name in ("ada", "ben", "cleo", "dora"):
        c.finish(name)
    return c


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_weeks_of_six_files_merge_to_one_state_in_any_order(tmp_path, seed):
    campaign = two_weeks(tmp_path, seed)
    files = [campaign.path(name) for name in ("main", "ada", "ada-2", "ben", "cleo", "dora")]
    outcomes = set()
    for _ in range(6):
        campaign.rng.shuffle(files)
        outcomes.add(campaign.merged(files))
    # Once more with some of them twice and an early copy between, and with two groups that
    # were merged before.
    early = campaign.path("early")
    outcomes.add(campaign.merged([files[0], early, *files[1:], *files[2:4], early, files[0]]))
    campaign.merge("dora", campaign.path("cleo"))
    campaign.merge("ada-2", campaign.path("ben"))
    outcomes.add(campaign.merged(files))
    outcomes.add(campaign.merged(files[::-1]))
    assert len(outcomes) == 1
    target = campaign.folder / "target.annotations"
    with Session.open(target, read_only=True) as session:
        names = {one.name for one in session.annotators()}
        assert {"Ada", "Ben", "Cleo", "Dora", "Rita"} <= names
        assert len(session.listing()) == len(TEXTS) + len(MORE) + len(LATE_ARTICLES)
    # No repair by hand: what comes next runs on the file as it is.
    assert main(["check", str(target)]) == 0
    for rule in ("unanimous", "majority", "single"):
        assert main(["adjudicate", str(target), "--rule", rule]) == 0
    assert main(["agreement", str(target), "--report", str(tmp_path / "r.html")]) == 0
    assert main(["export", str(target), str(tmp_path / "x.jsonl"), "--format", "jsonl"]) == 0
    assert main(["check", str(target)]) == 0


def test_the_annotators_of_a_pack_are_known_and_no_others(tmp_path):
    campaign = Campaign(tmp_path, 5)
    campaign.pack("pilot", "Ada,Ben", overlap=1)
    with Session.open(campaign.path("ada"), read_only=True) as session:
        assert [one.name for one in session.annotators()] == ["Ada"]
        with pytest.raises(UserError, match="read-only"):
            packing.pack(session.project, tmp_path / "x", PackOptions(["Eve"]))
