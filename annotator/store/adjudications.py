"""Decisions about differences: which cluster, what was chosen, by whom or what, on what inputs."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.ids import DocumentId, derived_id
from annotator.store.writing import Transaction, canonical_json


@dataclass(frozen=True, slots=True)
class Adjudication:
    """One decision as it is stored.

    ``cluster`` names the place in the document; ``outcome`` maps ``spans``, ``relations``
    and ``members`` to the rows of gold it made (none of them: nothing is there);
    ``sources`` are the annotators whose proposal it is, ``alternatives`` all that was
    proposed and by whom. ``rule`` says by which rule with which settings, empty for a
    decision that the ``person`` took. ``inputs`` is the fingerprint of what was proposed.
    """

    document: DocumentId
    cluster: str
    outcome: Mapping[str, Any]
    sources: Sequence[str] = ()
    alternatives: Sequence[Mapping[str, Any]] = ()
    rule: Mapping[str, Any] | None = None
    person: str = ""
    inputs: str = ""
    comment: str = ""
    at: str = ""

    @property
    def id(self) -> str:
        """The row's id: it follows from the place and the inputs."""
        return derived_id("adjudication", self.document, self.cluster, self.inputs)

    @property
    def by_rule(self) -> bool:
        """Whether a rule took it, not a person."""
        return self.rule is not None


def put(t: Transaction, one: Adjudication) -> None:
    """Store a decision, over the one with the same place and inputs."""
    t.put(
        "adjudications",
        {
            "id": one.id,
            "document": one.document,
            "cluster": one.cluster,
            "outcome": canonical_json(one.outcome),
            "sources": canonical_json(list(one.sources)),
            "alternatives": canonical_json(list(one.alternatives)),
            "rule": canonical_json(one.rule) if one.rule is not None else "",
            "person": one.person,
            "inputs": one.inputs,
            "comment": one.comment,
            "at": one.at,
        },
    )


def documents_with_rules(connection: sqlite3.Connection) -> set[DocumentId]:
    """Return the documents in which a rule has decided something."""
    rows = connection.execute(
        "SELECT DISTINCT document FROM adjudications WHERE rule <> '' AND NOT deleted"
    )
    return {DocumentId(row[0]) for row in rows}


def of_document(connection: sqlite3.Connection, document: DocumentId) -> list[Adjudication]:
    """Return the decisions that stand in a document, by place."""
    rows = connection.execute(
        "SELECT document, cluster, outcome, sources, alternatives, rule, person, inputs,"
        " comment, at FROM adjudications WHERE document = ? AND NOT deleted ORDER BY cluster, id",
        (document,),
    )
    return [
        Adjudication(
            row[0],
            row[1],
            json.loads(row[2]),
            json.loads(row[3]),
            json.loads(row[4]),
            json.loads(row[5]) if row[5] else None,
            *row[6:],
        )
        for row in rows
    ]
