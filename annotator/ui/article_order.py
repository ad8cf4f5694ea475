"""Which article comes next in the list."""

from annotator.app.listings import Entry
from annotator.domain.annotation_sets import State
from annotator.domain.ids import DocumentId
from annotator.ui.articles.pane import ArticlesPane

_LOOK_AHEAD = 20_000
"""Articles looked at for one that is not done; beyond that a filter is the better way."""


def neighbour(articles: ArticlesPane, by: int, *, unfinished: bool = False) -> Entry | None:
    """Return the article ``by`` rows on from the open one, or None at the end of the list.

    With ``unfinished`` those that are finished or set aside are passed over. Where the open
    article is not in the list, the first is next.
    """
    here = articles.open_row()
    row = here + by if here is not None else 0
    for step in range(_LOOK_AHEAD):
        entry = articles.entry(row + step * by)
        if entry is None:
            return None
        if not unfinished or entry.state in (State.NEW, State.IN_PROGRESS):
            return entry
    return None


def around(articles: ArticlesPane, before: int, after: int) -> list[DocumentId]:
    """Return up to so many articles before and behind the open one, those behind it first."""
    here = articles.open_row()
    if here is None:
        return []
    rows = (*range(here + 1, here + after + 1), *range(here - 1, here - before - 1, -1))
    return [entry.id for row in rows if (entry := articles.entry(row)) is not None]
