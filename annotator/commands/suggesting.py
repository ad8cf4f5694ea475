"""Storing what a suggester found: in small batches, outside the undo history."""

from collections.abc import Sequence

from annotator.domain.suggestions import SuggestionRun
from annotator.store import suggestions
from annotator.store.project import Project


def store_runs(project: Project, runs: Sequence[SuggestionRun]) -> int:
    """Store suggestion runs in one transaction; return how many suggestions they hold."""
    if not runs:
        return 0
    with project.transaction() as t:
        for run in runs:
            suggestions.store_run(t, run)
    return sum(len(run.suggestions) + len(run.relations) for run in runs)
