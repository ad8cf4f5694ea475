"""The table of actions: unique, without clashes, each with a title, answered by somebody."""

import pytest

pytest.importorskip("PySide6")

from annotator.ui.action_table import ACTIONS, MENUS, PANE_KEYS
from annotator.ui.actions import Registry
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.annotating import Annotating
from annotator.ui.correcting import Correcting
from annotator.ui.finishing import Finishing
from annotator.ui.ingesting import Ingesting
from annotator.ui.keys import normal_chord
from annotator.ui.main_window import MainWindow
from annotator.ui.merging import Merging
from annotator.ui.model_choice import ModelChoice
from annotator.ui.noting import Noting
from annotator.ui.palettes import Palettes
from annotator.ui.prefilling import Prefilling
from annotator.ui.projects import Projects
from annotator.ui.relating_mode import RelatingMode
from annotator.ui.searching import Searching
from annotator.ui.situation import Situation
from annotator.ui.sources import Sources
from annotator.ui.spreading import Spreading
from annotator.ui.transfer import Transfer
from annotator.ui.versions import Versions

TARGETS = {
    "annotating": Annotating,
    "correcting": Correcting,
    "finishing": Finishing,
    "ingesting": Ingesting,
    "model": ModelChoice,
    "noting": Noting,
    "page": AnnotatePage,
    "palettes": Palettes,
    "prefill": Prefilling,
    "projects": Projects,
    "relating": RelatingMode,
    "searching": Searching,
    "sources": Sources,
    "spreading": Spreading,
    "transfer": Transfer,
    "merging": Merging,
    "versions": Versions,
    "window": MainWindow,
}


def test_ids_are_unique():
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))


def test_every_action_has_a_title_of_its_own():
    titles = [action.title for action in ACTIONS]
    assert all(title.strip() for title in titles)
    assert len(titles) == len(set(titles))


def test_no_key_means_two_things():
    assert Registry(ACTIONS).clashes() == []


def test_no_key_of_the_text_is_taken_by_an_action():
    own = {key for one in PANE_KEYS for key in one.keys}
    taken = {key for action in ACTIONS for key in action.keys}
    assert not own & taken


def test_a_clash_is_found():
    twice = Registry(ACTIONS, {"label.reject": "S"})
    assert ("S", "article.aside", "label.reject") in twice.clashes()
    assert twice.with_chord(["S"]).id == "label.reject"


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_answered(action):
    target, method = action.handler.split(".")
    assert callable(getattr(TARGETS[target], method))
    assert isinstance(getattr(Situation(), action.when), bool)
    assert action.menu in ("", *MENUS)
    assert all(normal_chord(key) == key for key in action.keys)
