"""What the keys of the annotating view do: each makes a command, or moves the selection."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from annotator.commands.labelling import AddSpan, DeleteSpans, MoveSpan, RelabelSpan
from annotator.commands.relating import DeleteRelations
from annotator.domain.changes import ChangeSet
from annotator.domain.ids import LabelId, RelationId, SpanId
from annotator.domain.schema import Label
from annotator.domain.spans import Extent, Fragments, Relation, Span, fragments_of
from annotator.domain.suggestions import Suggestion
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.deciding import Deciding
from annotator.ui.text.marks import SuggestedRelation


class Annotating:
    """Answer the actions on labels and suggestions; what was made is selected afterwards."""

    def __init__(self, page: AnnotatePage) -> None:
        self._page = page
        self._desk = page.desk
        self._deciding = Deciding(page)
        self._last_span: SpanId | None = None
        """The span selected last: a fragment selected meanwhile is added to it."""
        text = page.text
        text.current_changed.connect(self._selected)
        text.fragments_change_requested.connect(self._move_edges)
        text.fragment_requested.connect(self._fragment_dragged)
        page.labels.label_chosen.connect(self._label_clicked)
        page.side.suggestion_selected.connect(text.select_mark)
        page.side.relation_selected.connect(text.select_relation)
        page.side.delete_relation_requested.connect(self._delete_relation)
        page.side.caught_up.connect(self._show_label)
        page.desk.opened.connect(self._forget)

    # Labels

    def label_place(self, place: int) -> None:
        """Put the label with the key of a place (0 to 19) on what is selected."""
        offered = self.offered_labels()
        label = label_at(self._desk.schema.span_labels if offered is None else offered, place)
        if label is None:
            self._desk.said.emit(f"No label has the key {key_name(place)}.", True)
            return
        self.put_label(label.id)

    def offered_labels(self) -> list[Label] | None:
        """Return the relation labels to choose from; None where span labels are offered."""
        return self._deciding.relation_labels()

    def put_label(self, label: LabelId) -> None:
        """Label the selection or the word, relabel the span, or take the suggestion so."""
        sheet, text = self._desk.sheet, self._page.text
        if sheet is None:
            return
        document, current = sheet.document.id, text.current()
        if isinstance(current, Suggestion | SuggestedRelation):
            self._deciding.correct(label)
            return
        if isinstance(current, Span):
            self._select(self._desk.run(RelabelSpan(document, current.id, label)))
            return
        extent = text.selection() or text.word()
        if extent.start == extent.end:
            self._desk.said.emit("Select a word or more first.", True)
            return
        self._select(self._desk.run(AddSpan(document, (extent,), label)))

    def delete(self) -> None:
        """Delete the selected span with its relations, or the selected relation."""
        sheet, current = self._desk.sheet, self._page.text.current()
        if sheet is None:
            return
        if isinstance(current, Relation):
            self._delete_relation(current.id)
        elif isinstance(current, Span):
            self._desk.run(DeleteSpans(sheet.document.id, (current.id,)))

    def add_fragment(self) -> None:
        """Add the selected stretch to the span that was selected before it."""
        extent = self._page.text.selection()
        if extent is None or self._last_span is None:
            self._desk.said.emit(
                "Select a label, Esc, then the stretch to add to it, then Shift+F.", True
            )
            return
        self._fragment_dragged(extent)

    # Suggestions

    def accept(self) -> None:
        """Accept the selected suggestion and go on; where none is selected, go to the next."""
        self._deciding.accept()

    def reject(self) -> None:
        """Reject the selected suggestion and go on; where none is selected, go to the next."""
        self._deciding.reject()

    def accept_visible(self) -> None:
        """Accept all suggestions that are whole on the screen, as one step."""
        self._deciding.accept_visible()

    def next_suggestion(self) -> None:
        """Select the next suggestion, round the end to the first."""
        self._deciding.next_suggestion()

    # Undo

    def undo(self) -> None:
        """Take back the last step, in whichever article it was, and go there."""
        self._travel(self._desk.session.undo, "Nothing to undo.")

    def redo(self) -> None:
        """Bring back the step undone last, and go there."""
        self._travel(self._desk.session.redo, "Nothing to redo.")

    def copy(self) -> None:
        """Copy the selected text."""
        text = self._page.text.copied_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    # Inside

    def _travel(self, step: Callable[[], ChangeSet | None], nothing: str) -> None:
        found: list[ChangeSet | None] = []
        if not self._desk.attempt(lambda: found.append(step())):
            return
        change = found[0]
        if change is None:
            self._desk.say(nothing)
            return
        if change.document is not None and change.document != self._desk.document_id:
            self._page.open_article(change.document)
        self._select(change)
        self._desk.say(change.title)

    def _select(self, change: ChangeSet | None) -> None:
        if change is None:
            return
        text = self._page.text
        if change.spans:
            text.select_span(change.spans[0])
        elif change.relations:
            text.select_relation(change.relations[0])

    def _selected(self) -> None:
        current = self._page.text.current()
        self._page.side.show_selected(current)
        if isinstance(current, Span):
            self._last_span = current.id
        if self._page.labels.mode == "proposed" and not isinstance(current, SuggestedRelation):
            self._page.labels.set_mode("spans")

    def _show_label(self) -> None:
        """Mark the label of what is selected in the bar, once the text is painted."""
        current = self._page.text.current()
        offered = self.offered_labels()
        if offered is not None:
            self._page.labels.set_mode("proposed", offered)
        label = None if current is None or isinstance(current, Relation) else current.label
        self._page.labels.set_current(label)
        self._page.labels.set_relation_possible(isinstance(current, Span))

    def _forget(self) -> None:
        self._last_span = None

    def _label_clicked(self, label: str) -> None:
        # In relation mode the bar's labels are relations: relating_mode answers then.
        if self._page.labels.mode != "relations":
            self.put_label(LabelId(label))
            self._page.focus_text()

    def _move_edges(self, span: str, fragments: Fragments) -> None:
        sheet = self._desk.sheet
        if sheet is not None:
            self._desk.run(MoveSpan(sheet.document.id, SpanId(span), fragments))
            self._page.text.select_span(span)

    def _fragment_dragged(self, extent: Extent) -> None:
        sheet = self._desk.sheet
        span = sheet.work.span(self._last_span) if sheet and self._last_span else None
        if sheet is None or span is None:
            self._desk.said.emit("Select the label first that the fragment belongs to.", True)
            return
        fragments = fragments_of((*span.fragments, extent), len(sheet.document.text))
        self._desk.run(MoveSpan(sheet.document.id, span.id, fragments))
        self._page.text.select_span(span.id)

    def _delete_relation(self, relation: str) -> None:
        sheet = self._desk.sheet
        if sheet is not None:
            self._desk.run(DeleteRelations(sheet.document.id, (RelationId(relation),)))


def key_name(place: int) -> str:
    """Return the key of a place: 0 is "1", 9 is "0", 10 is "Shift+1"."""
    digit = str((place + 1) % 10)
    return digit if place < 10 else f"Shift+{digit}"


def label_at(labels: list[Label], place: int) -> Label | None:
    """Return the label with the key of a place; by order where the schema gives no keys."""
    wanted = key_name(place)
    for label in labels:
        if label.key == wanted:
            return label
    if not any(label.key for label in labels) and place < len(labels):
        return labels[place]
    return None
