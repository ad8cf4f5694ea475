"""What holds for every test: no screen, no settings of whoever runs them."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Set before anything loads Qt. Give QT_QPA_PLATFORM yourself to watch the tests.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_numbers = itertools.count()


def pytest_configure(config: pytest.Config) -> None:
    """Shuffle the tests but let random numbers be: thinc takes no seed above 2**32.

    pytest-randomly gives such seeds to thinc's plugin before every test. Tests that draw
    random numbers seed them themselves.
    """
    if hasattr(config.option, "randomly_reset_seed"):
        config.option.randomly_reset_seed = False


@pytest.fixture(scope="session")
def _settings_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


@pytest.fixture(autouse=True)
def _own_settings(_settings_root: Path) -> Iterator[None]:
    """Give each test a settings folder of its own, which is made when something is kept."""
    before = os.environ.get("ANNOTATOR_CONFIG_DIR")
    os.environ["ANNOTATOR_CONFIG_DIR"] = str(_settings_root / str(next(_numbers)))
    yield
    if before is None:
        del os.environ["ANNOTATOR_CONFIG_DIR"]
    else:
        os.environ["ANNOTATOR_CONFIG_DIR"] = before
