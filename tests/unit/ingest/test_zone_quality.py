"""How well the body is told from a page's litter, on invented pages of varied build."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.domain.documents import ZoneKind
from annotator.ingest.drafts import Draft
from annotator.ingest.html import read_html
from annotator.ingest.lines import lines_of
from annotator.ingest.plain import read_plain
from tests.news_pages import Page, html_page, plain_page

PAGES = 48
PLAIN_AT_LEAST = 0.88
HTML_AT_LEAST = 0.92

_BODY = frozenset({ZoneKind.BODY, ZoneKind.CROSSHEAD, ZoneKind.QUOTE, ZoneKind.DATELINE})


@dataclass(slots=True)
class Score:
    """Characters of lines: right, found in all, wanted in all."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.wanted)


def found_lines(draft: Draft) -> list[str]:
    """Return the paragraphs of the body, a dateline with the one that it opens."""
    body = "".join(
        draft.text[zone.start : zone.end] if zone.kind in _BODY else "\n\n" for zone in draft.zones
    )
    return [line.text for line in lines_of(body)]


def scored(pages: Sequence[Page], read: Callable[[str], Draft]) -> tuple[Score, Score]:
    """Return the scores by characters and by lines over all pages."""
    characters, lines = Score(), Score()
    for page in pages:
        wanted = Counter(" ".join(line.split()) for line in page.body)
        found = Counter(found_lines(read(page.saved)))
        for score, size in ((characters, len), (lines, lambda line: 1)):
            for counts, name in ((wanted & found, "right"), (found, "found"), (wanted, "wanted")):
                amount = sum(size(line) * count for line, count in counts.items())
                setattr(score, name, getattr(score, name) + amount)
    return characters, lines


def test_plain_text():
    characters, lines = scored([plain_page(number) for number in range(PAGES)], read_plain)
    assert characters.f1 >= PLAIN_AT_LEAST
    assert lines.f1 >= PLAIN_AT_LEAST


def test_html():
    characters, lines = scored([html_page(number) for number in range(PAGES)], read_html)
    assert characters.f1 >= HTML_AT_LEAST
    assert lines.f1 >= HTML_AT_LEAST


def test_the_pages_differ_in_build():
    pages = [make(number) for number in range(PAGES) for make in (plain_page, html_page)]
    assert len({page.saved for page in pages}) == 2 * PAGES
    assert len({page.body for page in pages}) >= 8
