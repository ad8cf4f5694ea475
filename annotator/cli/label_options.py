"""What labels of a file are to become, as the command line says it."""

from collections.abc import Sequence

from annotator.app.exchange import LabelChoices
from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId
from annotator.domain.schema import Label, LabelKind, Schema


def label_choices(wanted: Sequence[str], schema: Schema) -> LabelChoices:
    """Return the choices that ``FOREIGN=OURS`` say; nothing behind the sign leaves it out.

    OURS is a name, an alias or a title in the schema, and decides whether labels of spans
    or of relations are meant. Raises UserError for one that the schema lacks, and where
    one name is to become two things.
    """
    spans: dict[str, LabelId | None] = {}
    relations: dict[str, LabelId | None] = {}
    for one in wanted:
        # The name in the file may hold the sign, ours hardly does.
        foreign, sign, ours = (part.strip() for part in one.rpartition("="))
        if not sign or not foreign:
            raise UserError(
                f'"{one}" does not say what a label becomes.',
                mend="Write --map FOREIGN=OURS, or --map FOREIGN= to leave it out.",
            )
        found = _labels(ours, schema) if ours else {False: None, True: None}
        for relation, label in found.items():
            known = relations if relation else spans
            if foreign in known:
                raise UserError(f'--map says twice what "{foreign}" becomes.', mend="Say it once.")
            known[foreign] = label
    return LabelChoices(spans, relations)


def unmet(choices: LabelChoices, met: set[tuple[str, bool]]) -> list[str]:
    """Return the names that something was chosen for and that no file has."""
    names = {name for name, _ in met}
    return [name for name in {**choices.spans, **choices.relations} if name not in names]


def _labels(ours: str, schema: Schema) -> dict[bool, LabelId | None]:
    """Return the labels of a name by whether they are of relations, at least one."""
    found: dict[bool, LabelId | None] = {}
    for relation in (False, True):
        label = schema.named(ours, relation=relation) or _titled(ours, schema, relation)
        if label is not None:
            found[relation] = label.id
    if not found:
        names = ", ".join(label.name for label in schema.labels)
        raise UserError(
            f'The project has no label "{ours}".', mend=f"It has: {names or 'none yet'}."
        )
    return found


def _titled(title: str, schema: Schema, relation: bool) -> Label | None:
    labels = (one for one in schema.labels if one.title == title)
    return next((one for one in labels if (one.kind is LabelKind.RELATION) is relation), None)
