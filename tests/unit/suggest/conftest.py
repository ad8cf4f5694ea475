"""A small pipeline saved to disk, of the kind any user may have, and pools that run it."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from annotator.suggest.mapping import LabelMapping
from annotator.suggest.pipelines import PipelineInfo, find_pipeline
from annotator.suggest.pool import SuggesterPool
from tests.unit.suggest.pool_work import MAPPING, gone

PATTERNS: list[dict[str, Any]] = [
    {"label": "GPE", "pattern": "Berlin"},
    {"label": "GPE", "pattern": "東京"},
    {"label": "GPE", "pattern": "القدس"},
    {"label": "PERSON", "pattern": "Ada Lovelace"},
    {"label": "CARDINAL", "pattern": "seven"},
    {"label": "ORG", "pattern": [{"ORTH": "("}, {"ORTH": "Acme"}, {"ORTH": ")"}]},
]


@pytest.fixture(scope="session")
def ruler_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved pipeline that finds a few fixed names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # spaCy 3.8.7 and click 8.2
        import spacy

    nlp = spacy.blank("en")
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(PATTERNS)
    folder = tmp_path_factory.mktemp("pipelines") / "ruler"
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="session")
def ruler(ruler_folder: Path) -> PipelineInfo:
    """The saved pipeline as the package describes it."""
    return find_pipeline(ruler_folder)


@pytest.fixture
def pools() -> Iterator[Callable[..., SuggesterPool]]:
    """Make started pools; at the end all are stopped and their processes are gone."""
    made: list[SuggesterPool] = []

    def make(info: PipelineInfo, jobs: int = 1, mapping: LabelMapping = MAPPING) -> SuggesterPool:
        pool = SuggesterPool(info, mapping, jobs, use_blis=False)
        made.append(pool)
        pool.start()
        return pool

    yield make
    for pool in made:
        ids: Sequence[int] = pool.process_ids
        pool.stop()
        assert not pool.process_ids
        assert all(gone(pid) for pid in ids)
