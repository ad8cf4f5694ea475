"""Attribute names as feature names of UIMA, and back, with nothing but the name itself.

A feature name has ASCII letters, digits and underscores and begins with a letter. Any other
character becomes ``_x`` and its code point in hexadecimal and ``_``, as in ``_x0020_`` for a
blank. Names that mean something else in UIMA, or are words of Python, are written so too.
"""

import keyword
import re
from functools import lru_cache

from annotator.formats.inception_layers import MAIN, NOTE

_OTHER = re.compile(r"[^A-Za-z0-9_]|_(?=x[0-9A-F]{4})")
_CODED = re.compile(r"_x([0-9A-F]{4,6})_")
_PREFIX = "a_"
_RESERVED = frozenset(
    {
        NOTE, "sofa", "begin", "end", "self", "type", "elements", "head", "tail", "xmiID",
        "Governor", "Dependent", "links", "next", "first", "referenceType", "referenceRelation",
    }
)  # fmt: skip


@lru_cache(maxsize=2000)
def feature_name(attribute: str, main: str) -> str:
    """Return the feature name of an attribute on a layer with this main feature."""
    taken = {MAIN, main} if main in (MAIN, "label", "") else {MAIN, "label", main}
    clash = attribute in _RESERVED or attribute in taken or keyword.iskeyword(attribute)
    plain = attribute[:1].isascii() and attribute[:1].isalpha()
    if clash or not plain or attribute.startswith(("ROLE_", "BT_")):
        name = _code(attribute[0]) + _OTHER.sub(_coded, attribute[1:])
    else:
        name = _OTHER.sub(_coded, attribute)
    if name.startswith("_"):
        return _PREFIX + name
    return f"a{_code('_')}{name[2:]}" if name.startswith(f"{_PREFIX}_x") else name


@lru_cache(maxsize=2000)
def attribute_name(feature: str) -> str:
    """Return the attribute that a feature name stands for."""
    if feature.startswith(f"{_PREFIX}_x"):
        feature = feature[len(_PREFIX) :]
    return _CODED.sub(_character, feature)


def _coded(found: re.Match[str]) -> str:
    return _code(found.group())


def _code(character: str) -> str:
    return f"_x{ord(character):04X}_"


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else found.group()
