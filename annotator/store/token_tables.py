"""Tokens of documents as named tokenizers made them; local to the file, made anew when lost."""

import sqlite3
from collections.abc import Iterable

from annotator.domain.ids import DocumentId
from annotator.store.writing import Transaction


def of_document(connection: sqlite3.Connection, document: DocumentId) -> dict[str, bytes]:
    """Return the stored tokens of a document by the name of the tokenizer."""
    rows = connection.execute(
        "SELECT tokenizer, extents FROM token_tables WHERE document = ?", (document,)
    )
    return {row[0]: row[1] for row in rows}


def keep(t: Transaction, tables: Iterable[tuple[DocumentId, str, bytes]]) -> None:
    """Store tokens of documents by tokenizer; what another version of it made goes."""
    rows = list(tables)
    t.connection.executemany(
        "DELETE FROM token_tables WHERE document = ?1"
        " AND substr(tokenizer, 1, instr(tokenizer, ' ')) = substr(?2, 1, instr(?2, ' '))",
        [(document, tokenizer) for document, tokenizer, _ in rows],
    )
    t.connection.executemany("INSERT OR REPLACE INTO token_tables VALUES (?, ?, ?)", rows)
