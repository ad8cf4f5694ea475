"""Handing out and merging as a whole, the same for the window and the command line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.app.tasks import Progress
from annotator.commands import command, merging, packing, people
from annotator.commands.merging import MergeReport
from annotator.commands.packing import Packed, PackOptions
from annotator.commands.people import JoinAnnotators
from annotator.commands.schema_edits import FollowMergedLabels, Touched
from annotator.domain.annotation_sets import GOLD
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId
from annotator.store import annotators
from annotator.store.merge_report import SchemaDifference
from annotator.store.project import Project

__all__ = [
    "MergeReport",
    "PackOptions",
    "Packed",
    "SchemaDifference",
    "Touched",
]


@dataclass(frozen=True, slots=True)
class Joined:
    """Annotators that became one person: the name that stands, and the ids."""

    name: str
    ids: Sequence[AnnotatorId]


def pack(
    project: Project, destination: Path, options: PackOptions, progress: Progress
) -> list[Packed]:
    """Write hand-off files, all or none of them."""
    return packing.pack(project, destination, options, progress.report)


def check(
    project: Project, others: Sequence[Path], names: Iterable[str], progress: Progress
) -> None:
    """Raise UserError where one of the files cannot be merged, or nobody has one of the names."""
    merging.check(project, others, names, progress.report)


def foresee(project: Project, other: Path, progress: Progress) -> MergeReport:
    """Return what merging a file would do; nothing is written, and it may be asked at any time."""
    return merging.merge(project, other, dry_run=True, progress=progress.report)


def foresee_all(project: Project, others: Sequence[Path], progress: Progress) -> list[MergeReport]:
    """Return what merging checked files one after the other would do; nothing is written."""
    return merging.foresee_all(project, others, progress.report)


def take_in(
    project: Project, other: Path, progress: Progress, *, checked: bool = False
) -> MergeReport:
    """Merge a file, after a backup if it changes anything; stopped, nothing is changed."""
    return merging.merge(project, other, checked=checked, progress=progress.report)


def join(project: Project, name: str, other: str = "") -> Joined | None:
    """Join all annotators of one name, or of two names, as one step to undo.

    Returns None where they are one person already. Raises UserError for unknown names.
    """
    ids = people.namesakes(project, name, other)
    with project.reading() as link:
        if len({annotators.standing(link, one) for one in ids}) < 2:
            return None
    command.run(project, JoinAnnotators(ids), GOLD)
    with project.reading() as link:
        return Joined(annotators.name_of(link, annotators.standing(link, ids[0])), ids)


def follow_merged_labels(project: Project) -> Touched:
    """Put what stands under labels that were merged under those they became; one step."""
    step = FollowMergedLabels()
    command.run(project, step, GOLD)
    return step.touched


def checked_join(written: str) -> tuple[str, str]:
    """Return the names of ``NAME`` or ``NAME=OTHER``; the second is empty where none is given."""
    name, _, other = (part.strip() for part in written.partition("="))
    if not name or ("=" in written and not other):
        raise UserError(f'"{written}" names nobody to join.', mend="Write NAME or NAME=OTHER.")
    return name, other
