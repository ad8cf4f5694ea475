"""Taking in another project file, after a backup."""

from pathlib import Path

from annotator.store import backups, merging
from annotator.store.merging import MergeReport
from annotator.store.project import Project

__all__ = ["MergeReport", "merge"]


def merge(project: Project, other: Path, *, dry_run: bool = False) -> MergeReport:
    """Merge another project file; return what was taken, or would be with ``dry_run``.

    A merge that would change nothing takes no backup.
    """
    if dry_run:
        return merging.merge(project, other, dry_run=True)
    foreseen = merging.merge(project, other, dry_run=True)
    if foreseen.documents or any(foreseen.total(o) for o in ("new", "changed", "conflicts")):
        backup = backups.take(project.path, "before-merge")
        return merging.merge(project, other, backup=backup.name)
    return merging.merge(project, other)
