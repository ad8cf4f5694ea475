"""Every code of a report has a plain sentence."""

import re
from pathlib import Path

import pytest

from annotator.app.report_wording import sentence_of

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(r"`([a-z]+(?:-[a-z]+)+)`")
PAGES = sorted((ROOT / "docs" / "manual").glob("formats*.md"))
# Tables of other things than codes name these.
NO_CODES = {"webanno-tsv", "uima-xmi", "uima-json", "label-studio", "llm-chat"}


def codes(page):
    """Return the codes in the first column of the tables of codes on a page."""
    found = set()
    for table in re.split(r"\n\n", page.read_text(encoding="utf-8")):
        if table.startswith(("| code |", "| code ")):
            for row in table.splitlines()[2:]:
                found |= set(CODE.findall(row.split("|")[1]))
    return found - NO_CODES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_code_of_the_manual_is_told_in_a_sentence(page):
    for code in codes(page):
        words = f"{code.replace('-', ' ').capitalize()}."
        assert sentence_of(code) != words, code
        assert sentence_of(code).endswith(".")
        assert len(sentence_of(code)) < 90


def test_the_pages_have_codes():
    assert len(set().union(*map(codes, PAGES))) > 80


def test_an_unknown_code_is_told_in_words():
    assert sentence_of("new-kind-of-loss") == "New kind of loss."
