"""Commands on annotators: make one known, say that two are one person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.commands.command import Context
from annotator.domain.annotation_sets import Annotator
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId
from annotator.store import annotators
from annotator.store.project import Project


def ensure_annotator(project: Project, name: str) -> Annotator:
    """Return the annotator of this name, made if the project does not know one."""
    with project.reading() as link:
        known = annotators.named(link, name.strip())
    if known is not None:
        return known
    with project.transaction("Add annotator", detail=name.strip()) as t:
        return annotators.ensure(t, name)


@dataclass(frozen=True, slots=True)
class JoinAnnotators:
    """Say that several annotators are one person; nothing is moved, undo parts them again."""

    annotators: Sequence[AnnotatorId]
    document: DocumentId | None = field(default=None, init=False)

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Join annotators"

    def apply(self, context: Context) -> None:
        """Join all to the one with the lowest id; those that are one already stay as they are."""
        link = context.t.connection
        people = sorted({annotators.standing(link, one) for one in self.annotators})
        known = {one.id for one in annotators.everyone(link)}
        if not known.issuperset(people):
            raise UserError("The project has no such annotator.")
        for other in people[1:]:
            annotators.join(context.t, annotators.loose_end(link, other), people[0])


def namesakes(project: Project, name: str, other: str = "") -> list[AnnotatorId]:
    """Return the annotators of one name, or of two; raise UserError for one nobody has.

    One name that only one annotator has leaves nothing to join, which is no mistake: the
    same call may be made again after the join.
    """
    wanted = [name] if not other else [name, other]
    with project.reading() as link:
        known = annotators.everyone(link)
        for one in wanted:
            if annotators.named(link, one) is None:
                names = ", ".join(sorted({person.name for person in known})) or "nobody yet"
                raise UserError(
                    f'The project has no annotator "{one}".', mend=f"It knows: {names}."
                )
        return annotators.with_names(link, wanted)
