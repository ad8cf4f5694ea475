"""The look of the chrome: colours, palette and style sheet; follows the system or a setting."""

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from annotator.app.resources import resource_folder
from annotator.app.settings import THEMES

_UI_FAMILY = "Inter"
_UI_PIXELS = 13


@dataclass(frozen=True, slots=True)
class Chrome:
    """The colours of everything but labels, as ``#rrggbb``.

    ``window`` is the colour of panels, ``page`` that of fields and cards, ``soft`` marks
    what is chosen, ``handle`` is for scroll bars. ``done`` and ``flagged`` are the two
    states of an article that have a colour.
    """

    window: str
    page: str
    text: str
    muted: str
    faint: str
    border: str
    handle: str
    accent: str
    on_accent: str
    soft: str
    error: str
    warning: str
    warning_soft: str
    done: str
    flagged: str


LIGHT = Chrome(
    window="#fcfbf9",
    page="#ffffff",
    text="#1b1d22",
    muted="#63676f",
    faint="#a3a6ad",
    border="#e4e2dd",
    handle="#d8d6d1",
    accent="#2f5fd0",
    on_accent="#ffffff",
    soft="#e8eefd",
    error="#b3261e",
    warning="#7a4b00",
    warning_soft="#fdf1d6",
    done="#15803d",
    flagged="#c2410c",
)

DARK = Chrome(
    window="#1d1e20",
    page="#212327",
    text="#e6e7ea",
    muted="#9b9fa8",
    faint="#6c7079",
    border="#383a40",
    handle="#43464d",
    accent="#7aa2f7",
    on_accent="#15171a",
    soft="#2a3147",
    error="#ff8a80",
    warning="#f5cf87",
    warning_soft="#3a3120",
    done="#5bd38a",
    flagged="#f0955a",
)


def palette_of(chrome: Chrome) -> QPalette:
    """Return the palette that widgets and the painted panels draw their colours from."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: chrome.window,
        role.WindowText: chrome.text,
        role.Base: chrome.page,
        role.AlternateBase: chrome.window,
        role.Text: chrome.text,
        role.Button: chrome.page,
        role.ButtonText: chrome.text,
        role.ToolTipBase: chrome.page,
        role.ToolTipText: chrome.text,
        role.PlaceholderText: chrome.muted,
        role.BrightText: chrome.on_accent,
        role.Highlight: chrome.accent,
        role.HighlightedText: chrome.on_accent,
        role.Accent: chrome.accent,
        role.Link: chrome.accent,
        role.LinkVisited: chrome.accent,
        role.Light: chrome.page,
        role.Midlight: chrome.soft,
        role.Mid: chrome.border,
        role.Dark: chrome.faint,
        role.Shadow: chrome.faint,
    }
    for one, colour in colours.items():
        palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(chrome.faint))
    return palette


def style_sheet(chrome: Chrome) -> str:
    """Return the style sheet of the chrome."""
    path = resource_folder("resources") / "themes" / "chrome.qss"
    return Template(path.read_text(encoding="utf-8")).substitute(asdict(chrome))


class Theme(QObject):
    """Keep the application light or dark, as the system is or as the setting says."""

    changed = Signal()

    def __init__(self, application: QApplication, wanted: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._wanted = wanted
        self.chrome = LIGHT
        _choose_font(application)
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def dark(self) -> bool:
        """Whether the dark colours are shown."""
        return self.chrome is DARK

    @property
    def wanted(self) -> str:
        """What the setting says: ``system``, ``light`` or ``dark``."""
        return self._wanted

    def want(self, wanted: str) -> None:
        """Take a new setting over at once."""
        self._wanted = wanted
        self._apply()

    def want_next(self) -> str:
        """Take the next setting over, in a round; return it."""
        self.want(THEMES[(THEMES.index(self._wanted) + 1) % len(THEMES)])
        return self._wanted

    def _apply(self) -> None:
        dark = self._wanted == "dark" or (
            self._wanted == "system"
            and self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        self.chrome = DARK if dark else LIGHT
        self._application.setPalette(palette_of(self.chrome))
        self._application.setStyleSheet(style_sheet(self.chrome))
        self.changed.emit()


def _choose_font(application: QApplication) -> None:
    """Take Inter where it is installed, else leave the system's own; same size everywhere."""
    font = QFont(application.font())
    if _UI_FAMILY in QFontDatabase.families():
        font.setFamily(_UI_FAMILY)
    font.setPixelSize(_UI_PIXELS)
    application.setFont(font)
