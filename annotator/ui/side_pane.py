"""The right pane: what is selected, the relations of the article, what is left to check."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.domain.schema import Schema
from annotator.domain.spans import Relation, Span
from annotator.domain.suggestions import RelationSuggestion, Suggestion
from annotator.ui import inspecting
from annotator.ui.desk import Desk, Sheet
from annotator.ui.panels.checklist import Checklist, CheckRow
from annotator.ui.panels.inspector import Inspector
from annotator.ui.panels.relations_list import RelationRow, RelationsList
from annotator.ui.text.marks import Selectable, SuggestedRelation

_AFTER_PAINT = 15
"""Milliseconds: the text is painted first, the panels catch up when the key is done with."""
_COUNT_DELAY = 200
"""Milliseconds that a mark stays selected before equal strings are counted."""


class SidePane(QScrollArea):
    """Keep the panels of the right side in step with the desk and with what is selected."""

    suggestion_selected = Signal(object)
    relation_selected = Signal(str)
    delete_relation_requested = Signal(str)
    caught_up = Signal()
    """The panels show the article and the selection as they are now."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sideScroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setMinimumWidth(230)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._desk = desk
        self._current: Selectable | None = None
        self._shown: Sheet | None = None
        self._also_in = ""
        self.inspector = Inspector(self)
        self.relations = RelationsList(self)
        self.checklist = Checklist(self)
        inside = QWidget(self)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 14, 10, 10)
        layout.setSpacing(16)
        layout.addWidget(self.inspector)
        layout.addWidget(self.relations)
        layout.addWidget(self.checklist, 1)
        self.checklist.setMinimumHeight(180)
        self.setWidget(inside)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER_PAINT)
        self._later.timeout.connect(self.catch_up)
        self._count_later = QTimer(self)
        self._count_later.setSingleShot(True)
        self._count_later.setInterval(_COUNT_DELAY)
        self._count_later.timeout.connect(self._count_equal)
        self.relations.relation_selected.connect(self.relation_selected)
        self.relations.delete_requested.connect(self.delete_relation_requested)
        self.checklist.suggestion_selected.connect(self.suggestion_selected)

    def panes(self) -> list[QWidget]:
        """Return the widgets that F6 goes to."""
        return [self.relations.table, self.checklist.table]

    def show_sheet(self) -> None:
        """Show the lists of the open article, soon."""
        self._later.start()

    def show_selected(self, mark: Selectable | None) -> None:
        """Show what is selected in the text, soon."""
        self._current = mark
        self._also_in = ""
        self._later.start()

    def catch_up(self) -> None:
        """Show everything as it is now."""
        self._later.stop()
        sheet, mark = self._desk.sheet, self._current
        relation = mark.id if isinstance(mark, Relation) else None
        suggestion = mark.suggestion if isinstance(mark, SuggestedRelation) else mark
        if not isinstance(suggestion, Suggestion | RelationSuggestion):
            suggestion = None
        if sheet is not self._shown:
            self._shown, schema = sheet, self._desk.schema
            self.relations.show_relations(_relation_rows(sheet, schema) if sheet else (), relation)
            self.checklist.show_suggestions(_check_rows(sheet, schema) if sheet else (), suggestion)
        else:
            self.relations.set_current(relation)
            self.checklist.set_current(suggestion)
        self._show_inspector()
        if isinstance(mark, Span | Suggestion):
            self._count_later.start()
        else:
            self._count_later.stop()
        self.caught_up.emit()

    def stop(self) -> None:
        """Show nothing more: the project is about to be closed."""
        self._later.stop()
        self._count_later.stop()

    def _show_inspector(self) -> None:
        sheet, schema, mark = self._desk.sheet, self._desk.schema, self._current
        if sheet is not None and isinstance(mark, Span):
            span = inspecting.span_content(mark, sheet, schema, self._also_in)
            self.inspector.show_span(span)
            return
        if sheet is not None and isinstance(mark, Suggestion):
            suggestion = inspecting.suggestion_content(mark, sheet, schema, self._also_in)
            self.inspector.show_suggestion(suggestion)
            return
        if sheet is not None and isinstance(mark, SuggestedRelation):
            proposed = inspecting.suggested_relation_content(mark, sheet, schema)
            self.inspector.show_suggestion(proposed)
            return
        if sheet is not None and isinstance(mark, Relation):
            relation = inspecting.relation_content(mark, sheet, schema)
            if relation is not None:
                self.inspector.show_relation(relation)
                return
        self.inspector.show_nothing()

    def _count_equal(self) -> None:
        sheet, mark = self._desk.sheet, self._current
        if sheet is None or not isinstance(mark, Span | Suggestion):
            return
        string = inspecting.surface(mark, sheet.document.text)
        found = inspecting.also_in_text(self._desk.session.equal_strings(string))
        if found != self._also_in:
            self._also_in = found
            self._show_inspector()


def _relation_rows(sheet: Sheet, schema: Schema) -> list[RelationRow]:
    """Return the relations in the order of their sources."""
    spans = {span.id: span for span in sheet.work.spans}
    text = sheet.document.text
    ordered = sorted(
        sheet.work.relations, key=lambda one: (spans[one.source].start, spans[one.target].start)
    )
    return [
        RelationRow(
            one.id,
            spans[one.source].surface(text),
            schema.label(one.label),
            spans[one.target].surface(text),
        )
        for one in ordered
    ]


def _check_rows(sheet: Sheet, schema: Schema) -> list[CheckRow]:
    return [inspecting.check_row(one, sheet.document.text, schema) for one in sheet.pending]
