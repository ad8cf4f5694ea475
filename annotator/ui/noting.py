"""Notes, attributes, zones and the label picker: what is asked for in small panels."""

from PySide6.QtCore import QPoint

from annotator.commands.labelling import SetAttribute, SetSpanNote
from annotator.commands.progress import SetDocumentNote, SetZone
from annotator.commands.relating import RelabelRelation, SetRelationNote
from annotator.domain.documents import ZoneKind
from annotator.domain.ids import LabelId, RelationId, SpanId
from annotator.domain.spans import Extent, Relation, Span
from annotator.text.zones import zone_at
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.annotating import Annotating
from annotator.ui.panels.label_picker import LabelPicker
from annotator.ui.panels.note_editor import NoteEditor
from annotator.ui.panels.zone_menu import zone_menu


class Noting:
    """Answer what the inspector and the small panels over the text ask for."""

    def __init__(self, page: AnnotatePage, annotating: Annotating) -> None:
        self._page = page
        self._desk = page.desk
        self._annotating = annotating
        self._picker = LabelPicker(page)
        self._note = NoteEditor(page)
        self._picker.label_chosen.connect(lambda label: annotating.put_label(LabelId(label)))
        self._picker.closed.connect(page.focus_text)
        self._note.committed.connect(self._keep_article_note)
        self._note.closed.connect(page.focus_text)
        page.text.zone_menu_requested.connect(self._zone_menu)
        inspector = page.side.inspector
        inspector.note_changed.connect(self._keep_note)
        inspector.attribute_changed.connect(self._keep_attribute)
        inspector.relation_label_changed.connect(self._relabel_relation)
        inspector.accept_requested.connect(annotating.accept)
        inspector.reject_requested.connect(annotating.reject)
        inspector.delete_requested.connect(annotating.delete)
        inspector.editing_ended.connect(page.focus_text)
        inspector.also_in_requested.connect(self._list_equal)

    def pick_label(self) -> None:
        """Open the list of labels beside the selection."""
        self._picker.show_schema(self._desk.schema, self._annotating.offered_labels())
        self._picker.open_at(self._below_selection())

    def note(self) -> None:
        """Edit the note of the selected span or relation."""
        self._page.side.catch_up()
        if not self._page.side.inspector.edit_note():
            self._desk.said.emit("Select a label or a relation to write a note on it.", True)

    def note_article(self) -> None:
        """Edit the note on the article."""
        sheet = self._desk.sheet
        if sheet is not None:
            point = self._page.text.mapToGlobal(QPoint(40, 20))
            self._note.open_at(
                point, sheet.work.note, "Note on the article", "For yourself and the reviewer"
            )

    def zone(self) -> None:
        """Open the menu of zones for the paragraph of the word cursor."""
        text = self._page.text
        current = text.current()
        at = current.start if isinstance(current, Span) else text.word().start
        self._zone_menu(text.words.paragraph(at), self._below_selection())

    # Inside

    def _below_selection(self) -> QPoint:
        view = self._page.text
        rect = view.cursorRect()
        return view.viewport().mapToGlobal(QPoint(rect.left(), rect.bottom() + 6))

    def _zone_menu(self, paragraph: Extent, point: QPoint) -> None:
        sheet = self._desk.sheet
        if sheet is None or not self._page.can_label or paragraph.start >= paragraph.end:
            return
        here = zone_at(sheet.document.zones, paragraph.start)
        menu = zone_menu(here.kind if here else None, self._page)
        document = sheet.document.id

        def choose(kind: ZoneKind) -> None:
            self._desk.run(SetZone(document, paragraph.start, paragraph.end, kind))

        menu.zone_chosen.connect(choose)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(point)

    def _keep_note(self, note: str) -> None:
        sheet, shown = self._desk.sheet, self._page.side.inspector.shown_id
        if sheet is None or shown is None:
            return
        if sheet.work.span(SpanId(shown)) is not None:
            self._desk.run(SetSpanNote(sheet.document.id, SpanId(shown), note))
        elif any(relation.id == shown for relation in sheet.work.relations):
            self._desk.run(SetRelationNote(sheet.document.id, RelationId(shown), note))

    def _keep_article_note(self, note: str) -> None:
        sheet = self._desk.sheet
        if sheet is not None:
            self._desk.run(SetDocumentNote(sheet.document.id, note))

    def _keep_attribute(self, name: str, value: str) -> None:
        sheet, current = self._desk.sheet, self._page.text.current()
        if sheet is not None and isinstance(current, Span):
            self._desk.run(SetAttribute(sheet.document.id, current.id, name, value))

    def _relabel_relation(self, label: str) -> None:
        sheet, current = self._desk.sheet, self._page.text.current()
        if sheet is not None and isinstance(current, Relation):
            self._desk.run(RelabelRelation(sheet.document.id, current.id, LabelId(label)))

    def _list_equal(self, string: str) -> None:
        self._page.articles.filter.setText('"' + string.replace('"', " ") + '"')
