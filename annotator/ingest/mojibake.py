"""Mojibake: UTF-8 that somebody read as Windows-1252 ("DÃ©cÃ¨s"), found and a mend proposed."""

import re
from collections.abc import Iterator

_FOLLOWERS = "".join(bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(0x80, 0xC0))
_MARKS = "[\u2013-\u2026\u2030\u2039\u203a]"
_FOLLOWER = f"[\u0080-\u009f{re.escape(_FOLLOWERS)}]"
_RUN = re.compile(
    rf"(?=[\u00c2-\u00f4]{_FOLLOWER})(?:(?:[\u00c2\u00c3]{_FOLLOWER}|\u00e2{_FOLLOWER}{{2}})+"
    rf"|(?:[\u00c4-\u00f4]{_FOLLOWER}{{1,3}}){{2,}}|\u00f0{_FOLLOWER}{{3}})"
)
_CAPITAL_AND_MARK = re.compile(rf"[\u00c2\u00c3]{_MARKS}(?!\w)")
_COMMON_LEADS = "\u00c2\u00c3\u00c4\u00c5\u00ce\u00d0\u00d1\u00d8\u00e2\u00e3\u00e4\u00f0"
_WORD_AROUND = 20
_MOST = 1000


def find_mojibake(text: str) -> Iterator[tuple[int, str]]:
    """Yield the places that look so, each with its offset and "as it is → as it was meant".

    Nothing is changed: whether the file or the reading is at fault is for people to say. A
    capital before a quotation mark, dash or ellipsis ("AMANHÃ…") is none.
    """
    if text.isascii() or not any(lead in text for lead in _COMMON_LEADS):
        return
    for number, found in enumerate(_RUN.finditer(text)):
        run = found.group()
        meant = None
        if len(run) > 2 or not _CAPITAL_AND_MARK.match(text, found.start()):
            meant = _mended(run)
        if meant is not None:
            before = text[: found.start()][-_WORD_AROUND:].rpartition("\n")[2].rpartition(" ")[2]
            after = text[found.end() :][:_WORD_AROUND].partition("\n")[0].partition(" ")[0]
            yield found.start(), f"{before}{run}{after} → {before}{meant}{after}"
        if number >= _MOST:
            return


def _mended(run: str) -> str | None:
    raw = bytearray()
    for character in run:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return None
            raw.append(ord(character))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
