"""Taking in another project file, after a backup."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.store import annotators, backups, merge_source, merging
from annotator.store.merge_report import MergeReport
from annotator.store.project import Project

__all__ = ["MergeReport", "check", "foresee_all", "merge"]

Counted = Callable[[int, int], None]


def merge(
    project: Project,
    other: Path,
    *,
    dry_run: bool = False,
    checked: bool = False,
    progress: Counted = lambda done, total: None,
) -> MergeReport:
    """Merge another project file; return what was taken, or would be with ``dry_run``.

    A merge that would change nothing takes no backup. Where ``progress`` raises Stopped,
    nothing is changed. ``checked`` says that the file was found sound just now.
    """

    def back_up() -> str:
        return backups.take(project.path, "before-merge").name

    return merging.merge(
        project, other, dry_run=dry_run, checked=checked, back_up=back_up, progress=progress
    )


def check(
    project: Project,
    others: Sequence[Path],
    names: Iterable[str] = (),
    progress: Counted = lambda done, total: None,
) -> None:
    """Raise UserError where one of several files cannot be merged, before any of them is.

    So too for ``names`` that no annotator has, here or in one of the files.
    """
    with project.reading() as link:
        known = {one.name for one in annotators.everyone(link)}
    for other in others:
        merging.require_other(project, other)
        known |= merge_source.checked(other, progress)
    for name in names:
        if name not in known:
            raise UserError(
                f'There is no annotator "{name}", here or in what is merged.',
                mend=f"There are: {', '.join(sorted(known)) or 'none yet'}.",
            )


def foresee_all(
    project: Project, others: Sequence[Path], progress: Counted = lambda done, total: None
) -> list[MergeReport]:
    """Return what merging several files one after the other would do, each over those before.

    Of several the project is copied, and the copy is merged into: what two of them say
    against each other is told too. The project itself is only read.
    """
    if len(others) < 2:
        return [
            merge(project, one, dry_run=True, checked=True, progress=progress) for one in others
        ]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / project.path.name
        backups.copy(project.path, copy)
        with Project.open(copy) as tried:
            return [merging.merge(tried, one, checked=True, progress=progress) for one in others]
