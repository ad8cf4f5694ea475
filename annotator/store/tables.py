"""The tables of a project file as data: DDL, journal triggers, digest and merge read them."""

from dataclasses import dataclass

APPLICATION_ID = 0x414E4E4F  # "ANNO", written into the file's header
FORMAT_VERSION = 2
"""Kept in ``PRAGMA user_version``; a file with a higher one is refused."""


@dataclass(frozen=True, slots=True)
class MergedTable:
    """A table whose rows are merged by stamp; ``columns`` leaves out id, stamp and deleted.

    ``columns`` maps each content column to its SQL type and constraints. ``journalled``
    tables write row images to the journal while an undoable step is open. ``since`` is the
    format version that brought the table; those of version 1 never change their columns.
    """

    name: str
    columns: dict[str, str]
    journalled: bool = True
    indexes: tuple[str, ...] = ()
    local: str = ""
    since: int = 1

    @property
    def content(self) -> tuple[str, ...]:
        """The names of the content columns, in order."""
        return tuple(self.columns)

    @property
    def stored(self) -> tuple[str, ...]:
        """All merged columns: id, content, stamp and deleted."""
        return ("id", *self.columns, "clock", "writer", "deleted")


MERGED_TABLES = (
    MergedTable(
        "documents",
        {
            "facts": "TEXT NOT NULL",
            "zones": "TEXT NOT NULL",
        },
        # The list of articles is ordered and paged by these; they follow from the facts.
        local="""number INTEGER PRIMARY KEY,
            title TEXT GENERATED ALWAYS AS (json_extract(facts, '$.title')) VIRTUAL,
            source TEXT GENERATED ALWAYS AS (json_extract(facts, '$.source')) VIRTUAL,
            published TEXT GENERATED ALWAYS AS (json_extract(facts, '$.published')) VIRTUAL""",
        indexes=("deleted", "source", "published"),
    ),
    MergedTable(
        "provenance",
        {
            "document": "TEXT NOT NULL",
            "name": "TEXT NOT NULL",
            "reader": "TEXT NOT NULL",
            "encoding": "TEXT NOT NULL",
            "raw_hash": "TEXT NOT NULL",
            "facts": "TEXT NOT NULL",
        },
        indexes=("document",),
    ),
    MergedTable(
        "zone_changes",
        {
            "document": "TEXT NOT NULL",
            "start": "INTEGER NOT NULL",
            "end": "INTEGER NOT NULL",
            "kind": "TEXT NOT NULL",
        },
        indexes=("document",),
    ),
    MergedTable(
        "annotators",
        {"name": "TEXT NOT NULL", "joined_to": "TEXT"},
    ),
    MergedTable(
        "sets",
        {
            "document": "TEXT NOT NULL",
            "annotator": "TEXT NOT NULL",
            "flag": "TEXT NOT NULL",
            "note": "TEXT NOT NULL",
        },
        indexes=("document", "annotator, flag"),
    ),
    MergedTable(
        "set_states",
        # Document and annotator are those of the set, written again so that the list of
        # a million articles is filtered and counted by state from one small index.
        {
            "set_id": "TEXT NOT NULL",
            "document": "TEXT NOT NULL",
            "annotator": "TEXT NOT NULL",
            "schema_pass": "TEXT NOT NULL",
            "state": "TEXT NOT NULL",
        },
        indexes=("set_id", "annotator, state, deleted, document"),
    ),
    MergedTable(
        "spans",
        {
            "set_id": "TEXT NOT NULL",
            "fragments": "TEXT NOT NULL",
            "label": "TEXT NOT NULL",
            "attributes": "TEXT NOT NULL",
            "note": "TEXT NOT NULL",
            "origin": "TEXT NOT NULL",
            "source": "TEXT NOT NULL",
        },
        indexes=("set_id", "label"),
    ),
    MergedTable(
        "relations",
        {
            "set_id": "TEXT NOT NULL",
            "label": "TEXT NOT NULL",
            "source": "TEXT NOT NULL",
            "target": "TEXT NOT NULL",
            "attributes": "TEXT NOT NULL",
            "note": "TEXT NOT NULL",
            "origin": "TEXT NOT NULL",
        },
        indexes=("set_id", "source", "target"),
    ),
    MergedTable(
        "chain_members",
        {"set_id": "TEXT NOT NULL", "chain": "TEXT NOT NULL", "span": "TEXT NOT NULL"},
        indexes=("set_id", "span"),
    ),
    MergedTable(
        "schema_items",
        {
            "kind": "TEXT NOT NULL",
            "position": "INTEGER NOT NULL",
            "definition": "TEXT NOT NULL",
        },
    ),
    MergedTable(
        "suggestion_runs",
        {
            "document": "TEXT NOT NULL",
            "source": "TEXT NOT NULL",
            "suggestions": "TEXT NOT NULL",
        },
        journalled=False,
        indexes=("document",),
    ),
    MergedTable(
        "decisions",
        {
            "annotator": "TEXT NOT NULL",
            "document": "TEXT NOT NULL",
            "suggestion": "TEXT NOT NULL",
            "fragments": "TEXT NOT NULL",
            "label": "TEXT NOT NULL",
            "verdict": "TEXT NOT NULL",
            "sources": "TEXT NOT NULL",
            "span": "TEXT",
        },
        indexes=("document, annotator",),
    ),
    MergedTable(
        "time_spent",
        {"set_id": "TEXT NOT NULL", "seconds": "REAL NOT NULL"},
        journalled=False,
        indexes=("set_id",),
    ),
    MergedTable(
        # When a pass of a set was finished by hand; a row of its own for each writer, so
        # that two clones never write the same one.
        "completions",
        {"set_id": "TEXT NOT NULL", "schema_pass": "TEXT NOT NULL", "at": "TEXT NOT NULL"},
        journalled=False,
        indexes=("set_id",),
        since=2,
    ),
    MergedTable(
        # One hand-off file: for whom, in which round, how it was chosen (JSON).
        "packs",
        {
            "round": "TEXT NOT NULL",
            "annotator": "TEXT NOT NULL",
            "file": "TEXT NOT NULL",
            "settings": "TEXT NOT NULL",
            "at": "TEXT NOT NULL",
        },
        journalled=False,
        since=2,
    ),
    MergedTable(
        # A document that a pack gave to an annotator to label.
        "hand_outs",
        {
            "pack": "TEXT NOT NULL",
            "round": "TEXT NOT NULL",
            "annotator": "TEXT NOT NULL",
            "document": "TEXT NOT NULL",
        },
        journalled=False,
        indexes=("document", "annotator, round"),
        since=2,
    ),
    MergedTable(
        # One decision about one cluster of differences: who or which rule, on what inputs.
        "adjudications",
        {
            "document": "TEXT NOT NULL",
            "cluster": "TEXT NOT NULL",
            "outcome": "TEXT NOT NULL",
            "sources": "TEXT NOT NULL",
            "alternatives": "TEXT NOT NULL",
            "rule": "TEXT NOT NULL",
            "person": "TEXT NOT NULL",
            "inputs": "TEXT NOT NULL",
            "comment": "TEXT NOT NULL",
            "at": "TEXT NOT NULL",
        },
        indexes=("document",),
        since=2,
    ),
)

TABLE = {table.name: table for table in MERGED_TABLES}

LOCAL_DDL = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # What this file has seen: for each writer the last clock whose writes are all in here.
    "CREATE TABLE writers (writer INTEGER PRIMARY KEY, clock INTEGER NOT NULL) STRICT",
    "CREATE TABLE texts (number INTEGER PRIMARY KEY REFERENCES documents (number),"
    " text TEXT NOT NULL) STRICT",
    "CREATE TABLE raws (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE token_tables (document TEXT NOT NULL, tokenizer TEXT NOT NULL,"
    " extents BLOB NOT NULL, PRIMARY KEY (document, tokenizer)) STRICT, WITHOUT ROWID",
    # Versions of a row that lost against a concurrent one; open until the row is next written.
    "CREATE TABLE overwritten (table_name TEXT NOT NULL, row_id TEXT NOT NULL,"
    " clock INTEGER NOT NULL, writer INTEGER NOT NULL, image TEXT NOT NULL,"
    " open INTEGER NOT NULL, PRIMARY KEY (table_name, row_id, clock, writer))"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE steps (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL,"
    " state TEXT NOT NULL, annotator TEXT NOT NULL, document TEXT, at TEXT NOT NULL,"
    " clock INTEGER NOT NULL, writer INTEGER NOT NULL, detail TEXT NOT NULL) STRICT",
    "CREATE INDEX steps_state ON steps (state, annotator, number)",
    "CREATE TABLE journal (number INTEGER PRIMARY KEY, step INTEGER NOT NULL"
    " REFERENCES steps (number), table_name TEXT NOT NULL, row_id TEXT NOT NULL,"
    " before TEXT, after TEXT NOT NULL) STRICT",
    "CREATE INDEX journal_step ON journal (step)",
    "CREATE TABLE open_step (step INTEGER) STRICT",
    "INSERT INTO open_step VALUES (NULL)",
    # Which documents are alike follows from their texts, as the search index does.
    "CREATE TABLE minhash_bands (band INTEGER NOT NULL, number INTEGER NOT NULL,"
    " PRIMARY KEY (band, number)) STRICT, WITHOUT ROWID",
    "CREATE TABLE clusters (number INTEGER PRIMARY KEY, cluster INTEGER NOT NULL) STRICT",
    "CREATE INDEX clusters_cluster ON clusters (cluster)",
    "CREATE VIRTUAL TABLE search USING fts5 (title, text, content='',"
    " tokenize='unicode61 remove_diacritics 2')",
)

LOCAL_DDL_2 = (
    # What was merged into this file: the source's project id, name, content and counts.
    # Not merged itself: nothing may be written because of a merge.
    "CREATE TABLE merges (number INTEGER PRIMARY KEY, project TEXT NOT NULL,"
    " name TEXT NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL,"
    " report TEXT NOT NULL) STRICT",
    # Which rows a pack carried whole: those at the places (document, owner) listed here.
    "CREATE TABLE scopes (pack TEXT NOT NULL, document TEXT NOT NULL, owner TEXT NOT NULL,"
    " PRIMARY KEY (pack, document, owner)) STRICT, WITHOUT ROWID",
    # What this file has seen of the rows in the scope of a pack, beyond table writers.
    "CREATE TABLE seen_parts (writer INTEGER NOT NULL, pack TEXT NOT NULL,"
    " clock INTEGER NOT NULL, PRIMARY KEY (writer, pack)) STRICT, WITHOUT ROWID",
)
"""What format version 2 added."""


def quoted(column: str) -> str:
    """Return a column name as SQL may hold it (``end`` is a keyword)."""
    return f'"{column}"'


def table_ddl(table: MergedTable) -> list[str]:
    """Return the statements that create a merged table, its indexes and its triggers."""
    columns = [f"{quoted(name)} {kind}" for name, kind in table.columns.items()]
    stamp = ["clock INTEGER NOT NULL", "writer INTEGER NOT NULL", "deleted INTEGER NOT NULL"]
    if table.local:
        head, tail = ["id TEXT NOT NULL UNIQUE"], f"{table.local},"
        body = ", ".join([*head, *columns, *stamp])
        statements = [f"CREATE TABLE {table.name} ({tail} {body}) STRICT"]
    else:
        body = ", ".join(["id TEXT PRIMARY KEY", *columns, *stamp])
        statements = [f"CREATE TABLE {table.name} ({body}) STRICT, WITHOUT ROWID"]
    for index in table.indexes:
        name = index.replace(", ", "_")
        statements.append(f"CREATE INDEX {table.name}_{name} ON {table.name} ({index})")
    if table.journalled:
        statements += _journal_triggers(table)
    return statements


def _journal_triggers(table: MergedTable) -> list[str]:
    new, old = _image(table, "new"), _image(table, "old")
    step = "(SELECT step FROM open_step)"
    head = f"INSERT INTO journal (step, table_name, row_id, before, after) VALUES ({step},"
    return [
        f"CREATE TRIGGER {table.name}_inserted AFTER INSERT ON {table.name}"
        f" WHEN {step} IS NOT NULL"
        f" BEGIN {head} '{table.name}', new.id, NULL, {new}); END",
        f"CREATE TRIGGER {table.name}_updated AFTER UPDATE ON {table.name}"
        f" WHEN {step} IS NOT NULL"
        f" BEGIN {head} '{table.name}', new.id, {old}, {new}); END",
    ]


def _image(table: MergedTable, row: str) -> str:
    return image_sql(table, f"{row}.")


def image_sql(table: MergedTable, prefix: str = "") -> str:
    """Return SQL for the JSON image of a row's content, stamp left out, deleted kept."""
    pairs = ", ".join(f"'{name}', {prefix}{quoted(name)}" for name in table.content)
    return f"json_object({pairs}, 'deleted', {prefix}deleted)"
