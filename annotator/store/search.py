"""Full text search: words in any script, two-character CJK words included."""

import re

from annotator.domain.queries import Term
from annotator.store.writing import Transaction

# Scripts written without spaces. The tokenizer would take a whole run for one word, so
# each character is indexed as a word of its own and a query becomes a phrase of them.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff])"
)
_WORD = re.compile(r"\w", re.UNICODE)


def index(t: Transaction, number: int, title: str, text: str) -> None:
    """Add one document to the search index."""
    t.execute(
        "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)",
        (number, spaced(title), spaced(text)),
    )


def spaced(text: str) -> str:
    """Return the text with spaces between the characters of unspaced scripts."""
    return _UNSPACED.sub(r" \1 ", text) if _UNSPACED.search(text) else text


def match_expression(term: Term) -> str | None:
    """Return the FTS5 expression for one word or phrase, or None where it has no word."""
    value = spaced(term.value)
    if not _WORD.search(value):
        return None
    phrase = '"' + value.strip().replace('"', '""') + '"'
    return f"{phrase} *" if term.prefix else phrase
