"""Relation mode: letters on the spans a relation may go to, then the relation's digit."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent

from annotator.commands.relating import AddRelation
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.schema import Label
from annotator.domain.spans import Span
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.annotating import label_at
from annotator.ui.keys import chords, letter

LETTERS = "asdfjklghqweruioptyzxcvbnm"
"""The letters of the targets, those under the resting fingers first."""


class RelatingMode(QObject):
    """Lead from a source span to a target and a relation; Esc leaves at any point."""

    def __init__(self, page: AnnotatePage) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self._source: Span | None = None
        self._codes: dict[str, SpanId] = {}
        self._typed = ""
        self._target: SpanId | None = None
        self._allowed: list[Label] = []
        page.labels.relation_requested.connect(self.start)
        page.labels.label_chosen.connect(self._label_clicked)
        page.text.relation_requested.connect(self._dragged)
        page.text.current_changed.connect(self._selected)
        page.desk.opened.connect(self.leave)

    @property
    def active(self) -> bool:
        """Whether keys are letters of targets or digits of relations now."""
        return self._source is not None

    def start(self) -> None:
        """Begin from the selected span."""
        sheet, current = self._desk.sheet, self._page.text.current()
        self.leave()
        if sheet is None or not isinstance(current, Span):
            self._desk.said.emit("Select the label that the relation starts from.", True)
            return
        targets = [span for span in sheet.work.spans if self._relations(current, span)]
        if not targets:
            self._desk.said.emit("The schema allows no relation from here to a label here.", True)
            return
        targets.sort(key=lambda span: abs(span.start - current.start))
        self._source = current
        self._codes = dict(zip(codes(len(targets)), (t.id for t in targets), strict=False))
        self._show_letters()
        self._page.focus_text()
        self._desk.say("Type the letter of the other end. Esc leaves.")

    def leave(self) -> None:
        """Give the keys back to labelling."""
        if not self.active:
            return
        self._source = self._target = None
        self._codes, self._typed, self._allowed = {}, "", []
        self._page.text.set_targets({})
        self._page.labels.set_mode("spans")
        self._desk.say("")

    def take_key(self, event: QKeyEvent) -> bool:
        """Answer a key while active; False lets it do what it does otherwise."""
        if not self.active or not chords(event):
            return self.active
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        if event.key() == Qt.Key.Key_Backspace and self._typed:
            self._typed = self._typed[:-1]
            self._show_letters()
            return True
        command = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        sign = "" if command else letter(event)
        if not sign:
            self.leave()
            return False
        if self._target is not None:
            self._take_digit(sign, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            self._take_letter(sign.lower())
        return True

    # Inside

    def _relations(self, source: Span, target: Span) -> list[Label]:
        if source.id == target.id:
            return []
        return self._desk.schema.relations_between(source.label, target.label)

    def _show_letters(self) -> None:
        letters = {
            span: code[len(self._typed) :]
            for code, span in self._codes.items()
            if code.startswith(self._typed)
        }
        self._page.text.set_targets(letters)

    def _take_letter(self, sign: str) -> None:
        typed = self._typed + sign
        if typed in self._codes:
            self._choose_target(self._codes[typed])
        elif any(code.startswith(typed) for code in self._codes):
            self._typed = typed
            self._show_letters()
        else:
            self._desk.said.emit(f'No label here has the letter "{typed}". Esc leaves.', True)

    def _choose_target(self, target: SpanId) -> None:
        sheet = self._desk.sheet
        span = sheet.work.span(target) if sheet else None
        if span is None or self._source is None:
            self.leave()
            return
        self._target = target
        self._allowed = self._relations(self._source, span)
        if len(self._allowed) == 1:
            self._add(self._allowed[0].id)
            return
        self._page.text.set_targets({})
        self._page.labels.set_mode("relations", self._allowed)
        names = ", ".join(
            f"{label.key or place} {label.title.lower()}"
            for place, label in enumerate(self._allowed, start=1)
        )
        self._desk.say(f"Which relation? {names}. Esc leaves.")

    def _take_digit(self, sign: str, shift: bool) -> None:
        label = None
        if sign.isdigit():
            place = (int(sign) - 1) % 10 + (10 if shift else 0)
            label = label_at(self._allowed, place)
        if label is None:
            self._desk.said.emit(f'No relation that is allowed here has the key "{sign}".', True)
            return
        self._add(label.id)

    def _add(self, label: LabelId) -> None:
        sheet, source, target = self._desk.sheet, self._source, self._target
        self.leave()
        if sheet is None or source is None or target is None:
            return
        change = self._desk.run(AddRelation(sheet.document.id, source.id, target, label))
        if change is not None:
            made = self._desk.schema.label(label)
            self._desk.say(f"Related: {made.title.lower() if made else label}.")

    def _dragged(self, source: str, target: str) -> None:
        sheet = self._desk.sheet
        if sheet is None or not self._page.can_label:
            return
        ends = sheet.work.span(SpanId(source)), sheet.work.span(SpanId(target))
        self.leave()
        if ends[0] is None or ends[1] is None:
            return
        if not self._relations(ends[0], ends[1]):
            self._desk.said.emit("The schema allows no relation between these labels.", True)
            return
        self._page.text.select_span(source)
        self._source = ends[0]
        self._page.focus_text()
        self._choose_target(ends[1].id)

    def _selected(self) -> None:
        """Take a click on a target for its letter; a click elsewhere leaves."""
        current = self._page.text.current()
        if not self.active or self._source is None or current == self._source:
            return
        if isinstance(current, Span) and current.id in self._codes.values() and not self._target:
            source = self._source
            self._page.text.select_span(source.id)
            self._choose_target(current.id)
        else:
            self.leave()

    def _label_clicked(self, label: str) -> None:
        if self._target is not None and self._page.labels.mode == "relations":
            self._add(LabelId(label))
            self._page.focus_text()


def codes(count: int) -> list[str]:
    """Return so many codes, none the beginning of another: letters first, then pairs.

    As few letters as possible, the last ones, begin the pairs; beyond 676 there are none.
    """
    letters = len(LETTERS)
    firsts = next(
        n for n in range(letters + 1) if letters - n + n * letters >= count or n == letters
    )
    singles = LETTERS[: letters - firsts]
    pairs = [first + second for first in LETTERS[letters - firsts :] for second in LETTERS]
    return [*singles, *pairs][:count]
