"""How a suggestion run is written: its spans alone as a list, with relations as an object.

The list is what files had before relations could be suggested; both are read.
"""

import json
from collections.abc import Sequence
from typing import Any

from annotator.domain.ids import LabelId
from annotator.domain.spans import Extent, Fragments
from annotator.domain.suggestions import (
    RelationSuggestion,
    SuggestedEnd,
    Suggestion,
    SuggestionRun,
)
from annotator.store.writing import canonical_json


def packed_run(run: SuggestionRun) -> str:
    """Return the spans and relations of a run as they are stored."""
    spans = [[_extents(one.fragments), one.label, one.score] for one in run.suggestions]
    if not run.relations:
        return canonical_json(spans)
    relations = [
        [one.label, *([_extents(end.fragments), end.label] for end in one.ends), one.score]
        for one in run.relations
    ]
    return canonical_json({"spans": spans, "relations": relations})


def unpacked_spans(packed: str, source: str) -> list[Suggestion]:
    """Return the spans of a stored run of a source."""
    content = json.loads(packed)
    rows = content["spans"] if isinstance(content, dict) else content
    return [
        Suggestion(_fragments(fragments), LabelId(label), source, score)
        for fragments, label, score in rows
    ]


def unpacked_relations(packed: str, source: str) -> list[RelationSuggestion]:
    """Return the relations of a stored run of a source."""
    if not packed.startswith("{"):
        return []
    return [
        RelationSuggestion(LabelId(label), (_end(first), _end(second)), source, score)
        for label, first, second, score in json.loads(packed)["relations"]
    ]


def _extents(fragments: Fragments) -> list[list[int]]:
    return [list(extent) for extent in fragments]


def _fragments(extents: Sequence[Sequence[int]]) -> Fragments:
    return tuple(Extent(start, end) for start, end in extents)


def _end(packed: Any) -> SuggestedEnd:
    fragments, label = packed
    return SuggestedEnd(_fragments(fragments), LabelId(label))
