"""Whether a text may hold scripts that are written without spaces, told quickly."""

import re

# The first bytes, in UTF-8, of all characters from U+0800 but for U+2000 to U+2FFF, where
# the punctuation and signs of texts in Latin letters are.
_LEADS = bytes([0xE0, 0xE1, *range(0xE3, 0xF5)])
_RADICALS = re.compile(b"\xe2[\xba-\xbf]")  # U+2E80 to U+2FFF


def may_be_unspaced(text: str) -> bool:
    """Tell whether a text has any character of the scripts of South-East and East Asia.

    It may be wrong in saying yes (of Indic scripts, of emoji), never in saying no.
    """
    return not text.isascii() and _has_leads(text.encode("utf-8", "surrogatepass"))


def may_be_wide(text: str) -> bool:
    """Tell whether a text may have characters as wide as two, from Hangul to Han.

    It may be wrong in saying yes, never in saying no.
    """
    if text.isascii():
        return False
    written = text.encode("utf-8", "surrogatepass")
    return _has_leads(written) or _RADICALS.search(written) is not None


def _has_leads(written: bytes) -> bool:
    return len(written.translate(None, _LEADS)) != len(written)
