"""Commands on the label schema: add, rename, merge and delete labels, in use or not.

Each is one undoable step over the labels of all annotators. What another copy of the
project does to the same labels meanwhile is told when the two are merged.
"""

from dataclasses import dataclass, field, replace

from annotator.commands.command import Context
from annotator.domain.colours import PALETTE
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, LabelId, derived_id, new_id
from annotator.domain.schema import Label, LabelKind
from annotator.store import label_edits, schemas
from annotator.store.label_edits import Touched
from annotator.store.project import Project

__all__ = ["Touched"]


@dataclass(frozen=True, slots=True)
class AddLabel:
    """Add a label to the schema; the same name added on two laptops is one label."""

    name: str
    title_of_label: str = ""
    kind: LabelKind = LabelKind.ENTITY
    document: DocumentId | None = field(default=None, init=False)

    @property
    def title(self) -> str:
        """The name of the step."""
        return f"Add label {self.name}"

    def apply(self, context: Context) -> None:
        """Write the label under an id that follows from its name."""
        schema = context.schema
        name = _checked_name(context, self.name, self.kind is LabelKind.RELATION)
        wanted = LabelId(derived_id("label", schema.name, self.kind.value, name))
        if schema.label(wanted) is not None:
            # A label of this name was renamed since; its id stays with it.
            wanted = LabelId(new_id())
        colour, dark_colour = PALETTE[len(schema.labels) % len(PALETTE)]
        title = self.title_of_label.strip() or name
        schemas.add_label(context.t, Label(wanted, name, title, self.kind, colour, dark_colour))


@dataclass(frozen=True, slots=True)
class RenameLabel:
    """Give a label another name and title; spans and relations keep it as it is.

    ``touched`` is filled with how many stand under it.
    """

    label: LabelId
    name: str
    title_of_label: str = ""
    touched: Touched = field(default_factory=Touched, compare=False)
    document: DocumentId | None = field(default=None, init=False)

    @property
    def title(self) -> str:
        """The name of the step."""
        return f"Rename label to {self.name}"

    def apply(self, context: Context) -> None:
        """Write the new name; the old one stays known as an alias."""
        label = _label(context, self.label)
        relation = label.kind is LabelKind.RELATION
        name = _checked_name(context, self.name, relation, but=self.label)
        title = self.title_of_label.strip() or name
        schemas.change_label(context.t, replace(label, name=name, title=title))
        if label.name != name:
            schemas.add_alias(context.t, label.name, self.label)
        self.touched.add(label_edits.uses(context.t.connection, self.label))


@dataclass(frozen=True, slots=True)
class MergeLabels:
    """Put all that stands under one label under another, and take the first away.

    ``touched`` is filled with how many change. The first name stays known as an alias, so
    that pipelines and files that use it are understood.
    """

    label: LabelId
    into: LabelId
    touched: Touched = field(default_factory=Touched, compare=False)
    document: DocumentId | None = field(default=None, init=False)

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Merge labels"

    def apply(self, context: Context) -> None:
        """Relabel spans and relations of everybody and retire the label."""
        label, into = _label(context, self.label), _label(context, self.into)
        if self.label == self.into:
            raise UserError("A label cannot be merged into itself.")
        if (label.kind is LabelKind.RELATION) != (into.kind is LabelKind.RELATION):
            raise UserError("A label of spans and one of relations cannot become one.")
        self.touched.add(label_edits.relabel(context.t, self.label, self.into))
        label_edits.retire(context.t, self.label, self.into)
        if label.name != into.name:
            schemas.add_alias(context.t, label.name, self.into)


@dataclass(frozen=True, slots=True)
class DeleteLabel:
    """Delete a label with all spans and relations that stand under it.

    ``touched`` is filled with how many go. Relations and chain memberships of the spans
    go with them.
    """

    label: LabelId
    touched: Touched = field(default_factory=Touched, compare=False)
    document: DocumentId | None = field(default=None, init=False)

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Delete label from schema"

    def apply(self, context: Context) -> None:
        """Turn the label and what stands under it into tombstones."""
        _label(context, self.label)
        self.touched.add(label_edits.delete_labelled(context.t, self.label))
        label_edits.retire(context.t, self.label)


@dataclass(frozen=True, slots=True)
class FollowMergedLabels:
    """Bring what came in under labels that were merged meanwhile under the labels they became.

    ``touched`` is filled with how many change; with none, nothing is written.
    """

    touched: Touched = field(default_factory=Touched, compare=False)
    document: DocumentId | None = field(default=None, init=False)

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Follow merged labels"

    def apply(self, context: Context) -> None:
        """Relabel spans and relations of everybody."""
        for label, into in sorted(label_edits.merged_into(context.t.connection).items()):
            self.touched.add(label_edits.relabel(context.t, label, into))


def uses(project: Project, label: LabelId) -> Touched:
    """Return how many labels of everybody's an edit of a label would touch."""
    with project.reading() as link:
        return label_edits.uses(link, label)


def _label(context: Context, wanted: LabelId) -> Label:
    label = context.schema.label(wanted)
    if label is None:
        raise UserError("The schema no longer has this label.")
    return label


def _checked_name(
    context: Context, name: str, relation: bool, *, but: LabelId | None = None
) -> str:
    name = name.strip()
    if not name or len(name) > 100 or any(ord(character) < 32 for character in name):
        raise UserError("A label needs a name of 1 to 100 characters on one line.")
    if name == "O":
        raise UserError('A label cannot be named "O": training formats write O for "no label".')
    for label in context.schema.labels:
        same_kind = (label.kind is LabelKind.RELATION) == relation
        if label.name == name and same_kind and label.id != but:
            raise UserError(f'There is a label "{name}" already.', mend="Merge the two instead.")
    return name
