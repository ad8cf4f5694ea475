"""The menu of zones: what a paragraph is, by one letter."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMenu, QWidget

from annotator.domain.documents import LABELABLE_ZONES, ZoneKind

_TITLES = {
    ZoneKind.NAVIGATION: "&Navigation",
    ZoneKind.HEADLINE: "&Headline",
    ZoneKind.STANDFIRST: "&Standfirst",
    ZoneKind.BYLINE: "B&yline",
    ZoneKind.DATELINE: "&Dateline",
    ZoneKind.CAPTION: "&Caption",
    ZoneKind.BODY: "&Body",
    ZoneKind.CROSSHEAD: "C&rosshead",
    ZoneKind.QUOTE: "&Quote",
    ZoneKind.CORRECTION: "C&orrection",
    ZoneKind.RELATED: "Re&lated",
    ZoneKind.CREDIT: "Cred&it",
    ZoneKind.BIOGRAPHY: "Bio&graphy",
    ZoneKind.COMMENTS: "Co&mments",
}


class ZoneMenu(QMenu):
    """All zones, those for labelling first; the letter underlined chooses one."""

    zone_chosen = Signal(object)
    """The ZoneKind that was chosen; not sent for the one it is already."""

    def __init__(self, current: ZoneKind | None, parent: QWidget | None = None) -> None:
        super().__init__("Zone", parent)
        self.setAccessibleName("Zone of the paragraph")
        face = QFont(self.font())
        face.setBold(True)
        groups = (("For labelling", True), ("Not for labelling", False))
        for title, labelable in groups:
            caption = self.addAction(title)
            caption.setEnabled(False)
            caption.setFont(face)
            for kind in ZoneKind:
                if (kind in LABELABLE_ZONES) == labelable:
                    self._add(kind, kind == current)
            if labelable:
                self.addSeparator()

    def _add(self, kind: ZoneKind, current: bool) -> None:
        action = self.addAction(_TITLES[kind])
        action.setData(kind.value)
        if current:
            action.setCheckable(True)
            action.setChecked(True)
            self.setActiveAction(action)
        else:
            action.triggered.connect(lambda: self.zone_chosen.emit(kind))


def zone_menu(current: ZoneKind | None, parent: QWidget | None = None) -> ZoneMenu:
    """Return a menu of all zones, the current one ticked; open it with ``popup``."""
    return ZoneMenu(current, parent)
