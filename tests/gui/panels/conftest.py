"""What the tests of panels share: no screen, palettes of both themes, ready-made schemas."""

import os
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.resources import load_schema
from annotator.domain.schema import Schema

_ROLES = QPalette.ColorRole
LIGHT = {
    _ROLES.Window: "#fcfbf9",
    _ROLES.Base: "#ffffff",
    _ROLES.Text: "#1b1d22",
    _ROLES.WindowText: "#1b1d22",
    _ROLES.PlaceholderText: "#6b6f76",
    _ROLES.Highlight: "#2f5fd0",
    _ROLES.Mid: "#dddad4",
}
DARK = {
    _ROLES.Window: "#1d1e20",
    _ROLES.Base: "#212327",
    _ROLES.Text: "#e8e6e3",
    _ROLES.WindowText: "#e8e6e3",
    _ROLES.PlaceholderText: "#9a9ea6",
    _ROLES.Highlight: "#7aa2f7",
    _ROLES.Mid: "#35373c",
}


def palette_of(colours: dict[QPalette.ColorRole, str]) -> QPalette:
    """Return a palette with these colours."""
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    return palette


def colours_in(widget: QWidget) -> set[str]:
    """Return the colours of all pixels of a widget as it is painted."""
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


@pytest.fixture
def light(qapp: QApplication) -> QPalette:
    """The palette of the light theme."""
    return palette_of(LIGHT)


@pytest.fixture
def dark(qapp: QApplication) -> QPalette:
    """The palette of the dark theme."""
    return palette_of(DARK)


@pytest.fixture
def painted(qapp: QApplication) -> Callable[[QWidget], set[str]]:
    """A function that returns the colours a widget is painted in."""
    return colours_in


@pytest.fixture(scope="session")
def news() -> Schema:
    """The default schema."""
    return load_schema("news")


@pytest.fixture(scope="session")
def ontonotes() -> Schema:
    """A schema of eighteen labels, without relations."""
    return load_schema("ontonotes")
