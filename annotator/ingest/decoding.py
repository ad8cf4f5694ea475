"""Bytes to text: byte order marks, declarations, UTF-8, and a guess only where all fail."""

import codecs
import re
from dataclasses import dataclass

from annotator.domain.errors import UserError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_DECLARATION_WITHIN = 4096
_SAMPLE = 8192
_GUESS_WITHIN = 1 << 18
_CLOSE_CALL = 0.05
_AS_BROWSERS_READ = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_ESCAPED_7_BIT = ("iso2022", "hz", "utf-7")
_MAGIC = (
    *(b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"BZh9"),
    *(b"7z\xbc\xaf", b"\x7fELF", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0", b"{\\rtf"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b")) + b"\x7f"
_CONTROLS_BORNE = 0.03


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text, the encoding's name, and whether that was a guess.

    ``replaced`` counts the places that did not fit the encoding and read U+FFFD now.
    """

    text: str
    encoding: str
    guessed: bool = False
    replaced: int = 0


def decode(raw: bytes, *, encoding: str | None = None, markup: bool = False) -> Decoded:
    """Decode a file's bytes; ``markup`` says that HTML or XML may declare its encoding.

    A named encoding is taken as it is. Else, in this order: a byte order mark, valid
    UTF-8, what the markup declares, UTF-16 without a mark, the best guess. Raises
    UserError where a named encoding is unknown or does not fit.
    """
    if encoding is not None:
        return _as_named(raw, checked_encoding(encoding))
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _lenient(raw, name)
    declared = _declared(raw) if markup else None
    if declared and declared.startswith(_ESCAPED_7_BIT):
        return _lenient(raw, declared)
    bare = _utf16_without_mark(raw)
    if bare:
        return _lenient(raw, bare, guessed=True)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _lenient(raw, declared) if declared else _guess(raw)


def checked_encoding(encoding: str) -> str:
    """Return Python's name of a text encoding; raises UserError where there is none."""
    name = _text_codec(encoding)
    if name is None:
        raise UserError(
            f"There is no text encoding named {encoding!r}.",
            mend="Usual names: utf-8, windows-1252, iso-8859-2, windows-1251, gb18030, shift_jis.",
        )
    return name


def _text_codec(encoding: str) -> str | None:
    """Return Python's name of a text encoding; None for other codecs and unknown names."""
    try:
        name = codecs.lookup(encoding).name
        b"a".decode(name)
    except UnicodeError:
        return name  # half a character of a wide encoding
    except (LookupError, ValueError):
        return None
    return name


def looks_binary(raw: bytes) -> bool:
    """Tell whether bytes are no text at all: a known file signature, or many control bytes."""
    if raw.startswith(_MAGIC):
        return True
    if raw.startswith(tuple(mark for mark, _ in _MARKS)) or _utf16_without_mark(raw):
        return False
    sample = raw[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(4, len(sample) * _CONTROLS_BORNE)


def _as_named(raw: bytes, name: str) -> Decoded:
    name = name.removesuffix("-sig")  # the mark stays, to be reported when it is removed
    try:
        return Decoded(raw.decode(name), name)
    except UnicodeError as error:
        place = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise UserError(
            f"The text is not {name}{place}.",
            mend="Name another encoding, or none to have it detected.",
        ) from None


def _lenient(raw: bytes, name: str, *, guessed: bool = False) -> Decoded:
    text = raw.decode(name, errors="replace")
    replaced = text.count("\ufffd")
    if replaced:
        try:
            raw.decode(name)
            replaced = 0  # the file itself holds U+FFFD
        except UnicodeError:
            pass
    return Decoded(text, name, guessed, replaced)


def _declared(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:_DECLARATION_WITHIN])
    if found is None:
        return None
    name = _text_codec((found.group(1) or found.group(2)).decode("ascii", "replace"))
    if name is None or name.startswith(("utf-16", "utf-32", "utf-8")):
        return None  # the declaration itself could be read byte by byte, and UTF-8 did not fit
    return _AS_BROWSERS_READ.get(name, name)


def _utf16_without_mark(raw: bytes) -> str | None:
    sample = raw[:_SAMPLE]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None


def _guess(raw: bytes) -> Decoded:
    import charset_normalizer  # late: most files need no guess

    matches = charset_normalizer.from_bytes(
        raw[:_GUESS_WITHIN], cp_exclusion=["utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_7"]
    )
    best = matches.best()
    if best is None:
        return _lenient(raw, "cp1252", guessed=True)
    name = best.encoding
    western = next((match for match in matches if "cp1252" in match.could_be_from_charset), None)
    if western and western.coherence >= best.coherence - _CLOSE_CALL:
        name = "cp1252"  # short texts fit many code pages equally well: take the commonest
    return _lenient(raw, codecs.lookup(name).name, guessed=True)
