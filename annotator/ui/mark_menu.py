"""The menu on a label, suggestion or relation: what its keys do, for the mouse."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from annotator.domain.ids import LabelId
from annotator.domain.spans import Relation, Span
from annotator.ui.actions import Action, Registry
from annotator.ui.text.marks import Selectable, SuggestedRelation
from annotator.ui.work import Work

_OF_SPAN = (
    "label.relate",
    "label.spread-here",
    "label.spread",
    "label.note",
    "edit.delete",
    "edit.copy",
)
_OF_SUGGESTION = ("label.accept", "label.reject", "label.accept-seen", "edit.copy")
_OF_SUGGESTED_RELATION = ("label.accept", "label.reject", "label.accept-seen")
_OF_RELATION = ("label.note", "edit.delete")


class MarkMenu:
    """Open a menu of the actions and labels that a mark can take."""

    def __init__(self, work: Work, registry: Registry, run: Callable[[Action], bool]) -> None:
        self._work = work
        self._registry = registry
        self._run = run
        work.page.text.mark_menu_requested.connect(self.open)

    def open(self, mark: Selectable, place: QPoint) -> None:
        """Select the mark and open its menu at a place on the screen."""
        if not self._work.page.can_label:
            return
        self._work.page.text.select_mark(mark)
        menu = self.menu(mark)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def menu(self, mark: Selectable) -> QMenu:
        """Return the menu of a mark."""
        menu = QMenu(self._work.page)
        for name in _actions(mark):
            action = self._registry.get(name)
            key = f"\t{action.shown_key}" if action.keys else ""
            entry = menu.addAction(action.title + key)
            entry.triggered.connect(lambda _=False, chosen=action: self._run(chosen))
        if not isinstance(mark, Relation):
            menu.addSeparator()
            offered = self._work.annotating.offered_labels()
            for label in self._work.desk.schema.span_labels if offered is None else offered:
                entry = menu.addAction(f"{label.title}\t{label.key}")
                entry.setCheckable(True)
                entry.setChecked(label.id == mark.label)
                entry.setEnabled(label.id != mark.label)
                entry.triggered.connect(lambda _=False, one=label.id: self._put(one))
        return menu

    def _put(self, label: LabelId) -> None:
        self._work.annotating.put_label(label)


def _actions(mark: Selectable) -> tuple[str, ...]:
    if isinstance(mark, Relation):
        return _OF_RELATION
    if isinstance(mark, SuggestedRelation):
        return _OF_SUGGESTED_RELATION
    return _OF_SPAN if isinstance(mark, Span) else _OF_SUGGESTION
