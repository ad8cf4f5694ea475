"""Cells that a spreadsheet would take for a formula."""

import pytest

from annotator.app.agreement_tables import safe


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@sum",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
    ],
)
def test_text_that_could_be_a_formula_gets_an_apostrophe(cell):
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ada", "3..12", "a=b", "'=1", -0.5, 3, None])
def test_everything_else_stays(cell):
    assert safe(cell) == cell
    assert type(safe(cell)) is type(cell)
