"""The label picker (``/``): type part of a label's name, Enter takes it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.schema import Label, Schema
from annotator.ui.panels.choices import Choice
from annotator.ui.panels.filter_popup import FilterPopup


class LabelPicker(FilterPopup):
    """Finds a label by title, name or alias; shows key, colour and the guideline's start."""

    label_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Labels", "Label: type its name", parent)
        self.chosen.connect(self.label_chosen)

    def show_schema(self, schema: Schema, labels: Sequence[Label] | None = None) -> None:
        """Offer labels of a schema: all for spans, or those given."""
        offered = schema.span_labels if labels is None else labels
        self.show_choices([_choice(label, schema) for label in offered])


def _choice(label: Label, schema: Schema) -> Choice:
    aliases = [name for name, meant in schema.aliases.items() if meant == label.id]
    return Choice(
        id=label.id,
        title=label.title,
        words=(label.title, label.name, *aliases),
        key=label.key,
        detail=" ".join(label.guideline.split()),
        label=label,
    )
