"""Taking in another project file, after a backup."""

from collections.abc import Callable
from pathlib import Path

from annotator.store import backups, merging
from annotator.store.merge_report import MergeReport
from annotator.store.project import Project

__all__ = ["MergeReport", "merge"]

Counted = Callable[[int, int], None]


def merge(
    project: Project,
    other: Path,
    *,
    dry_run: bool = False,
    progress: Counted = lambda done, total: None,
) -> MergeReport:
    """Merge another project file; return what was taken, or would be with ``dry_run``.

    A merge that would change nothing takes no backup. Where ``progress`` raises Stopped,
    nothing is changed.
    """

    def back_up() -> str:
        return backups.take(project.path, "before-merge").name

    return merging.merge(project, other, dry_run=dry_run, back_up=back_up, progress=progress)
