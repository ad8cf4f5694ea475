"""Writing TOML values: strings that stay readable, and lists of strings.

The standard library reads TOML but does not write it.
"""

import re
from collections.abc import Iterable

WIDTH = 88
"""Longer strings are wrapped; lines of a wrapped string stay near this length."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BREAK = re.compile(r"(?:(?<= )|(?<=\\n))(?=[^ ])")


def toml_string(text: str) -> str:
    """Return a text as a TOML string; a long one is wrapped over several lines.

    A wrapped string reads back without the line breaks: they follow a backslash.
    """
    if (len(text) <= WIDTH and "\n" not in text) or text.startswith(" "):
        return '"' + _escaped(text).replace('"', '\\"') + '"'
    return '"""\\\n' + "".join(f"{line}\\\n" for line in _wrapped(text)) + '"""'


def toml_key(text: str) -> str:
    """Return a text as a TOML key, bare where TOML allows it."""
    if re.fullmatch(r"[A-Za-z0-9_-]+", text):
        return text
    return '"' + _escaped(text).replace('"', '\\"') + '"'


def toml_list(texts: Iterable[str]) -> str:
    """Return texts as a TOML list of strings, on one line where they fit."""
    items = ['"' + _escaped(text).replace('"', '\\"') + '"' for text in texts]
    line = f"[{', '.join(items)}]"
    if len(line) <= WIDTH:
        return line
    return "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for piece in _BREAK.split(_escaped(text).replace('""', '"\\"')):
        if lines[-1] and (len(lines[-1]) + len(piece) > WIDTH or lines[-1].endswith("\\n")):
            lines.append("")
        lines[-1] += piece
    return lines
