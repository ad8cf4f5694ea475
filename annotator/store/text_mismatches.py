"""Labels on texts that do not match: an article that the project has, but not with this text."""

import difflib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator

from annotator.domain.ids import DocumentId
from annotator.store.merge_report import Mismatch
from annotator.store.row_words import RowWords

_ALIKE = 0.5
"""Share of words in common from which two texts of one name are taken for one article."""
_LINES, _WIDTH = 16, 240
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|\n+")
_LABELS = (
    "SELECT s.document, s.annotator, count(*) FROM other.{table} AS o"
    " JOIN other.sets AS s ON s.id = o.set_id WHERE NOT o.deleted"
    " AND s.document NOT IN (SELECT id FROM main.documents) GROUP BY s.document, s.annotator"
)


def mismatches(link: sqlite3.Connection, words: RowWords) -> list[Mismatch]:
    """Return the articles of ``other`` whose labels do not match a text of the project.

    Either no file has the text; or the text is new, while the project alone has an article
    of the same title or file name that shares at least half of the words.
    """
    labels: dict[str, Counter[str]] = {}
    for table in ("spans", "relations", "chain_members"):
        for document, owner, number in link.execute(_LABELS.format(table=table)).fetchall():
            labels.setdefault(document, Counter())[words.person(owner)] += number
    if not labels:
        return []
    found = []
    namesakes = _Namesakes(link)
    for document, counted in sorted(labels.items()):
        text, title = words.text(document), words.title(document)
        if not text:
            found.append(Mismatch(DocumentId(document), title, "text-missing", dict(counted)))
            continue
        like = _most_alike(text, ((one, words.text(one)) for one in namesakes.of(document)))
        if like is not None:
            shown = _difference(words.text(like), text)
            found.append(
                Mismatch(DocumentId(document), title, "text-differs", dict(counted), like, shown)
            )
    return found


class _Namesakes:
    """The articles that only the project has, by title and by the name of their file."""

    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link
        self._by_name: dict[str, list[DocumentId]] = {}
        only_here = "SELECT id FROM other.documents WHERE NOT deleted"
        for name, document in link.execute(
            f"SELECT title, id FROM main.documents WHERE NOT deleted AND id NOT IN ({only_here})"
            " UNION SELECT name, document FROM main.provenance WHERE NOT deleted"
            f" AND document NOT IN ({only_here})"
            " AND document IN (SELECT id FROM main.documents WHERE NOT deleted)"
        ):
            self._by_name.setdefault(name or "", []).append(document)

    def of(self, document: str) -> list[DocumentId]:
        """Return the project's articles that are called as one of the other file."""
        rows = self._link.execute(
            "SELECT title FROM other.documents WHERE id = ?1 UNION SELECT name"
            " FROM other.provenance WHERE document = ?1 AND NOT deleted",
            (document,),
        ).fetchall()
        names = [row[0] for row in rows if row[0]]
        return list(dict.fromkeys(one for name in names for one in self._by_name.get(name, ())))


def _most_alike(text: str, others: Iterable[tuple[DocumentId, str]]) -> DocumentId | None:
    words = Counter(text.split())
    best, like = _ALIKE, None
    for document, other in others:
        theirs = Counter(other.split())
        shared = 2 * (words & theirs).total() / max(1, words.total() + theirs.total())
        if shared >= best:
            best, like = shared, document
    return like


def _difference(mine: str, theirs: str) -> str:
    """Return where two texts differ as a short unified diff over sentences."""
    lines = difflib.unified_diff(
        _sentences(mine), _sentences(theirs), "project", "other file", n=1, lineterm=""
    )
    return "\n".join(_shortened(lines))


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.split(text) if sentence]


def _shortened(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == _LINES:
            yield "…"
            return
        yield line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
