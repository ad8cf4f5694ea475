"""Full text search: words in any script, two-character CJK words included."""

import re
from collections.abc import Iterable

from annotator.domain.queries import Term
from annotator.store.writing import Transaction
from annotator.text.scripts import may_be_unspaced

# Scripts written without spaces. The tokenizer would take a whole run for one word, so
# each character is indexed as a word of its own and a query becomes a phrase of them.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff])"
)
_WORD = re.compile(r"\w", re.UNICODE)
_SETTINGS = {"hashsize": 32 << 20, "automerge": 0}


def index(t: Transaction, entries: Iterable[tuple[int, str, str]]) -> None:
    """Add documents to the search index: number, title, and text as ``spaced`` gives it."""
    _gather_much(t)
    t.connection.executemany(
        "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)",
        ((number, spaced(title), words) for number, title, words in entries),
    )
    t.wrote = True


def _gather_much(t: Transaction) -> None:
    """Let the index gather a whole batch before it writes, and merge only what piles up.

    As it comes it writes every megabyte and merges a little each time, twice the work; it
    is merged as a whole when a sixteenth piece of one size is there. Kept in the file.
    """
    kept = dict(t.connection.execute("SELECT k, v FROM search_config").fetchall())
    for name, value in _SETTINGS.items():
        if kept.get(name) != value:
            t.execute("INSERT INTO search (search, rank) VALUES (?, ?)", (name, value))


def spaced(text: str) -> str:
    """Return the text with spaces between the characters of unspaced scripts."""
    return _UNSPACED.sub(r" \1 ", text) if may_be_unspaced(text) else text


def match_expression(term: Term) -> str | None:
    """Return the FTS5 expression for one word or phrase, or None where it has no word."""
    value = spaced(term.value)
    if not _WORD.search(value):
        return None
    phrase = '"' + value.strip().replace('"', '""') + '"'
    return f"{phrase} *" if term.prefix else phrase
