"""What the reading pane is given: tags and colours of a schema, marks of an article."""

from annotator.domain.ids import LabelId
from annotator.domain.schema import LabelKind, Schema
from annotator.domain.suggestions import RelationSuggestion, Suggestion
from annotator.ui.desk import Sheet
from annotator.ui.text.marks import LabelStyle, Marks, SuggestedRelation, key_of


def label_styles(schema: Schema, *, dark: bool) -> dict[LabelId, LabelStyle]:
    """Return the look of every label in a theme; relations are called by their title."""
    return {
        label.id: LabelStyle(
            label.title.lower() if label.kind is LabelKind.RELATION else label.name,
            label.dark_colour if dark else label.colour,
            label.title,
            label.symmetric,
        )
        for label in schema.labels
    }


def marks_of(sheet: Sheet) -> Marks:
    """Return everything to be drawn on an article."""
    return Marks(
        sheet.work.spans,
        sheet.work.relations,
        tuple(one.suggestion for one in sheet.pending if isinstance(one.suggestion, Suggestion)),
        tuple(
            SuggestedRelation(one.suggestion, key_of(one.ends[0]), key_of(one.ends[1]))
            for one in sheet.pending
            if isinstance(one.suggestion, RelationSuggestion) and one.ends is not None
        ),
    )
