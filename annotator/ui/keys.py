"""From a key event to the names of the chords it may mean.

A chord is written as Qt writes it: ``Ctrl+Shift+F``, ``Shift+1``, ``;``. Letters the
layout does not have (Cyrillic, Arabic, Greek ...) and the row of digits are found by where
the key is on the keyboard, so that every shortcut works on every layout.
"""

import sys

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_MODIFIER_NAMES = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    (Qt.KeyboardModifier.MetaModifier, "Meta"),
)

# Scan codes of the rows of a PC keyboard, as Windows counts them; X11 and Wayland add 8.
_ROWS = ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL;"), (44, "ZXCVBNM,./"))
_PLACES = {first + n: name for first, row in _ROWS for n, name in enumerate(row)}
_SHIFTED = {"/": "?"}
_X11_OFFSET = 8

_ONLY_MODIFIERS = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_unknown,
}


def chords(event: QKeyEvent) -> list[str]:
    """Return what a key press may mean, the likeliest first; empty for a modifier alone."""
    if Qt.Key(event.key()) in _ONLY_MODIFIERS:
        return []
    found = [_by_layout(event)]
    place = _by_place(event)
    if place and place not in found:
        found.append(place)
    return [chord for chord in found if chord]


def letter(event: QKeyEvent) -> str:
    """Return the letter or digit of a key press, upper case, by layout or place; or ""."""
    for chord in chords(event):
        last = chord.rsplit("+", 1)[-1]
        if len(last) == 1 and last.isascii() and last.isalnum():
            return last
    return ""


def normal_chord(text: str) -> str:
    """Return a chord as this module writes it ("ctrl+del" becomes "Ctrl+Delete")."""
    if len(text) == 1:
        return text.upper()
    *modifiers, key = text.replace("++", "+Plus").split("+")
    wanted = {modifier.strip().capitalize() for modifier in modifiers}
    key = {"del": "Delete", "esc": "Esc", "plus": "+", "enter": "Return"}.get(
        key.strip().lower(), key.strip()
    )
    key = key.upper() if len(key) == 1 else key
    names = [name for _, name in _MODIFIER_NAMES if name in wanted]
    return "+".join([*names, key])


def spoken_chord(chord: str) -> str:
    """Return a chord as people read it in menus and lists."""
    names = {"Return": "Enter", "PgDown": "Page Down", "PgUp": "Page Up", "Del": "Delete"}
    *modifiers, key = chord.replace("++", "+Plus").split("+")
    key = "+" if key == "Plus" else names.get(key, key)
    return "+".join([*modifiers, key])


def _by_layout(event: QKeyEvent) -> str:
    key = Qt.Key(event.key())
    if key is Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    if key is Qt.Key.Key_Backtab:
        key = Qt.Key.Key_Tab
    name = QKeySequence(QKeyCombination(Qt.KeyboardModifier.NoModifier, key)).toString(
        QKeySequence.SequenceFormat.PortableText
    )
    name = {"Del": "Delete"}.get(name, name)
    modifiers = event.modifiers()
    if len(name) == 1 and not name.isalnum():
        # The sign says already whether Shift is held: "?" is "?" on every layout.
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return _joined(modifiers, name)


def _by_place(event: QKeyEvent) -> str:
    code = event.nativeScanCode()
    if not code or sys.platform == "darwin":
        return ""
    if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
        return ""
    name = _PLACES.get(code if sys.platform == "win32" else code - _X11_OFFSET, "")
    if not name:
        return ""
    modifiers = event.modifiers()
    if modifiers & Qt.KeyboardModifier.ShiftModifier and name in _SHIFTED:
        name = _SHIFTED[name]
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return _joined(modifiers, name)


def _joined(modifiers: Qt.KeyboardModifier, name: str) -> str:
    names = [text for modifier, text in _MODIFIER_NAMES if modifiers & modifier]
    return "+".join([*names, name]) if name else ""
