"""What the digest of a project is made of: a line of JSON for each thing, in no order.

The rules of reading are those of annotator.domain.live_sets. Where they have nothing to
decide, which is nearly everywhere, rows become lines as they are stored, many documents at
a time; sets in which rows are one span, chains and people who were joined are read one by one.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from annotator.domain.annotation_sets import State
from annotator.domain.documents import Document
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, SetId, set_id
from annotator.store import annotators, documents
from annotator.store.writing import canonical_json

_PAGE = 50
_CANONICAL = re.compile(r"\[\[[0-9]+,[0-9]+\](?:,\[[0-9]+,[0-9]+\])*\]")
_WITHIN = "WHERE set_id IN (SELECT value FROM json_each(?)) AND NOT deleted"

Row = tuple[Any, ...]
_quoted = lru_cache(10_000)(canonical_json)


Groups = Mapping[str, Sequence[str]]
"""Lines of one kind on one document by one person, by how all of them begin."""


class Plain(NamedTuple):
    """Whose work on which document, as lines; None where it has to be read by the rules."""

    document: DocumentId
    owner: AnnotatorId
    groups: Groups | None


class _Person(NamedTuple):
    """Who stands for a person, under which name, and whether others were joined with them."""

    id: AnnotatorId
    name: str
    joined: bool


class _Set(NamedTuple):
    """A set with its rows."""

    row: Row
    states: list[Row]
    spans: list[Row]
    relations: list[Row]


class BulkLines:
    """Makes the lines of many documents; ``names`` are those of the labels by their ids."""

    def __init__(self, connection: sqlite3.Connection, names: Mapping[LabelId, str]) -> None:
        self._connection = connection
        self._names = names
        self._people: dict[AnnotatorId, _Person] = {}

    def pages(self) -> Iterator[tuple[list[Document], list[Plain]]]:
        """Yield all documents, some at a time, with the work on them, each person's once."""
        numbers = [
            row[0]
            for row in self._connection.execute(
                "SELECT number FROM documents WHERE NOT deleted ORDER BY number"
            )
        ]
        found = documents.read_many(self._connection, numbers)
        while page := list(islice(found, _PAGE)):
            yield page, list(self._page([document.id for document in page]))

    def _page(self, wanted: Sequence[DocumentId]) -> Iterator[Plain]:
        rows = self._rows(
            "SELECT id, document, annotator, flag, note FROM sets"
            " WHERE document IN (SELECT value FROM json_each(?)) AND NOT deleted",
            wanted,
        )
        ids = [row[0] for row in rows]
        states = self._of_sets("set_states", "schema_pass, state", ids, " ORDER BY clock, writer")
        spans = self._of_sets("spans", "id, fragments, label, attributes, note", ids)
        relations = self._of_sets(
            "relations", "label, source, target, attributes, note", ids, " ORDER BY id"
        )
        chained = {
            row[0]
            for row in self._rows(f"SELECT DISTINCT set_id FROM chain_members {_WITHIN}", ids)
        }
        seen = set()
        for row in rows:
            document, person = DocumentId(row[1]), self._person(AnnotatorId(row[2]))
            if (document, person.id) in seen:
                continue
            seen.add((document, person.id))
            ruled = person.joined or row[0] in chained or row[0] != set_id(document, person.id)
            work = _Set(row, states[row[0]], spans[row[0]], relations[row[0]])
            yield Plain(document, person.id, None if ruled else self._lines(person.name, work))

    def _rows(self, query: str, wanted: Sequence[str]) -> list[Row]:
        rows = self._connection.cursor()
        rows.row_factory = None
        return rows.execute(query, (json.dumps(wanted),)).fetchall()

    def _of_sets(
        self, table: str, columns: str, ids: Sequence[SetId], order: str = ""
    ) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        query = f"SELECT {columns}, set_id FROM {table} {_WITHIN}{order}"
        for row in self._rows(query, ids):
            found[row[-1]].append(row)
        return found

    def _person(self, owner: AnnotatorId) -> _Person:
        if owner not in self._people:
            known = annotators.joined_with(self._connection, owner)
            name = annotators.name_of(self._connection, known[0])
            self._people[owner] = _Person(known[0], name, len(known) > 1)
        return self._people[owner]

    def _lines(self, name: str, work: _Set) -> Groups | None:
        """Return the lines of one set; None where equal rows are one span."""
        _, document, _, flag, note = work.row
        owned = f"{_quoted(document)},{_quoted(name)},"
        of_spans, of_relations = f'["span",{owned}', f'["relation",{owned}'
        ends: dict[str, str] = {}
        spans, twins = [], set()
        names = self._names
        for span, fragments, label, attributes, remark, _ in work.spans:
            end = f"[{_fragments(fragments)},{_quoted(names.get(label, label))}"
            ends[span] = end
            twins.add((end, label))
            spans.append(f"{of_spans}{end},{_object(attributes)},{_quoted(remark)}]]")
        if len(twins) < len(ends):
            return None
        # The one written last counts.
        states: dict[str, str] = {schema_pass: state for schema_pass, state, _ in work.states}
        of_states, of_flag = f'["state",{owned}', f'["flag",{owned}'
        return {
            of_spans: spans,
            of_relations: list(self._relation_lines(of_relations, ends, work.relations)),
            of_states: [
                f"{of_states}{_quoted(schema_pass)},{_quoted(state)}]"
                for schema_pass, state in states.items()
                if State(state) is not State.NEW
            ],
            of_flag: [f"{of_flag}{_quoted(flag)},{_quoted(note)}]"] if flag or note else [],
        }

    def _relation_lines(
        self, head: str, ends: Mapping[str, str], relations: Sequence[Row]
    ) -> Iterator[str]:
        """Yield the lines of the relations between live spans; of equal ones the first stands."""
        seen = set()
        for label, source, target, attributes, remark, _ in relations:
            if source not in ends or target not in ends or (label, source, target) in seen:
                continue
            seen.add((label, source, target))
            between = f"{ends[source]}],{ends[target]}]"
            named = _quoted(self._names.get(label, label))
            yield f"{head}{named},{between},{_object(attributes)},{_quoted(remark)}]"


def _fragments(stored: str) -> str:
    return stored if _CANONICAL.fullmatch(stored) else canonical_json(json.loads(stored))


def _object(stored: str) -> str:
    return stored if stored == "{}" else canonical_json(json.loads(stored))
