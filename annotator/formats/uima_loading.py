"""CAS files loaded by dkpro-cassis, after a look at what in them could do harm.

cassis makes Python classes out of the type and feature names of a file, by way of source
text, and its XML parser expands entities: so names are checked and a DOCTYPE is refused
before it sees anything.
"""

import io
import keyword
import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from annotator.formats.bounds import MAX_BYTES, TOO_MANY, crowded_xml
from annotator.formats.json_values import BadValue, parse_object

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem  # type: ignore[import-untyped, unused-ignore]

MAX_FILE = MAX_BYTES
"""Bytes; a CAS holds one document, and a larger file is not taken into memory."""

_TYPE_NAME = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*(\[\])?", re.ASCII)
_FEATURE_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BAD_OFFSET = "Not mapping external offset"
_OUTSIDE = 2**30


def xml_text(content: bytes) -> str:
    """Return an XML file as text without its declaration; raise BadValue for a DOCTYPE.

    UTF-8, or UTF-16 with a byte order mark.
    """
    if crowded_xml(content):
        raise BadValue(TOO_MANY)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadValue(f"not {encoding[:6].upper()} at byte {error.start + 1}") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadValue("the XML has a DOCTYPE, which no file of UIMA needs; it is not read")
    return _DECLARATION.sub("", text, count=1)


def load_types(content: bytes) -> "TypeSystem":
    """Return the types of a file ``TypeSystem.xml`` and those of dkpro that it lacks.

    Those of dkpro alone for an empty one; raise BadValue for a bad one.
    """
    from cassis import load_typesystem, merge_typesystems
    from lxml import etree

    core = _dkpro_types()
    if not content:
        return core
    text = xml_text(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadValue(f"the type system is no XML: {error}"[:300]) from error
    for element in root.iter("{*}typeDescription", "{*}featureDescription"):
        kind = etree.QName(element).localname
        name = (element.findtext("{*}name") or "").strip()
        _check_name(name, _TYPE_NAME if kind == "typeDescription" else _FEATURE_NAME)
    types = _safely(lambda: load_typesystem(io.BytesIO(text.encode("utf-8"))), "type system")[0]
    try:
        return _safely(lambda: merge_typesystems(core, types), "type system")[0]
    except BadValue:  # the file has other ideas of a type than dkpro, and is complete then
        return types


@cache
def _dkpro_types() -> "TypeSystem":
    """Return the types of dkpro, which nothing changes: loading them takes a while."""
    from cassis import load_dkpro_core_typesystem

    types: TypeSystem = _safely(load_dkpro_core_typesystem, "type system")[0]
    return types


def load_xmi(content: bytes, types: "TypeSystem") -> "Cas":
    """Return the CAS of an XMI file; types that are not known are left out.

    Offsets inside a surrogate pair or outside the text are moved outside the text, where
    whoever reads the spans finds and counts them.
    """
    from cassis import load_cas_from_xmi

    text = xml_text(content)

    def load(source: str) -> "Cas":
        return load_cas_from_xmi(source, typesystem=types, lenient=True)

    cas, bad_offsets = _safely(lambda: load(text), "CAS")
    if bad_offsets:
        text = _with_offsets_outside(text)
        cas, _ = _safely(lambda: load(text), "CAS")
    return cas


@dataclass(slots=True)
class JsonTypes:
    """The types of the last file, as it spells them and as cassis has them.

    Files of one corpus bring the same types, and to make them takes longer than the rest.
    """

    spelt: str = ""
    types: "TypeSystem | None" = None


def load_json(content: bytes, known: JsonTypes | None = None) -> "Cas":
    """Return the CAS of a JSON file, which brings its types along; offsets as for XMI.

    Types that are ``known`` from the file before are not made again; ``known`` is kept.
    """
    import json

    from cassis import load_cas_from_json

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadValue(f"not UTF-8 at byte {error.start + 1}") from error
    data = parse_object(text)
    _check_json(data)
    known = JsonTypes() if known is None else known
    spelt = json.dumps(data.get("%TYPES"))
    types = known.types if spelt == known.spelt else None

    def load(source: str) -> "Cas":
        return load_cas_from_json(
            source, typesystem=types, lenient=True, merge_typesystem=types is None
        )

    cas, bad_offsets = _safely(lambda: load(text), "CAS")
    if bad_offsets:
        _move_outside(data)
        cas, _ = _safely(lambda: load(json.dumps(data)), "CAS")
    known.spelt, known.types = spelt, cas.typesystem
    return cas


def _safely(load: Any, what: str) -> tuple[Any, bool]:
    """Return what a call of cassis gives, and whether it met offsets it could not convert."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = load()
        except Exception as error:  # cassis raises whatever Python does on wrong input
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            raise BadValue(f"the {what} cannot be loaded: {reason}") from error
    return found, any(str(one.message).startswith(_BAD_OFFSET) for one in caught)


def _check_name(name: str, pattern: re.Pattern[str]) -> None:
    if not pattern.fullmatch(name) or keyword.iskeyword(name):
        raise BadValue(f"the type system has a name that cannot be one: {name[:60]!r}")


def _check_json(data: dict[str, object]) -> None:
    types = data.get("%TYPES", {})
    structures = data.get("%FEATURE_STRUCTURES")
    if not isinstance(types, dict) or not isinstance(structures, list | dict):
        raise BadValue("this is not a CAS in JSON: %TYPES or %FEATURE_STRUCTURES is missing")
    if not isinstance(data.get("%VIEWS"), dict):
        raise BadValue("this is not a CAS in JSON: %VIEWS is missing")
    for name, one in types.items():
        _check_name(name, _TYPE_NAME)
        if not isinstance(one, dict):
            raise BadValue(f"the type {name[:60]!r} is not a JSON object")
        for feature in one:
            if not feature.startswith("%"):
                _check_name(feature, _FEATURE_NAME)


def _move_outside(data: dict[str, object]) -> None:
    """Set begin and end of what has no place between two characters behind the text."""
    structures = data.get("%FEATURE_STRUCTURES")
    listed = structures.values() if isinstance(structures, dict) else structures
    rows = [one for one in listed if isinstance(one, dict)] if listed else []  # type: ignore[attr-defined]
    edges: dict[object, set[int]] = {}
    for row in rows:
        text = row.get("sofaString")
        if isinstance(text, str):
            edges[row.get("%ID")] = _edges(text)
    for row in rows:
        known = edges.get(row.get("@sofa"))
        if known is None or "begin" not in row:
            continue
        if row.get("begin") not in known or row.get("end") not in known:
            row["begin"] = row["end"] = _OUTSIDE


def _with_offsets_outside(text: str) -> str:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(text.encode("utf-8"), parser=parser)
    edges = {
        element.get("{http://www.omg.org/XMI}id"): _edges(element.get("sofaString") or "")
        for element in root.iter("{*}Sofa")
    }
    for element in root.iter(etree.Element):
        known = edges.get(element.get("sofa"))
        begin, end = element.get("begin"), element.get("end")
        if known is None or begin is None or end is None:
            continue
        if not {begin, end} <= {str(edge) for edge in known}:
            element.set("begin", str(_OUTSIDE))
            element.set("end", str(_OUTSIDE))
    return etree.tostring(root, encoding="unicode")


def _edges(text: str) -> set[int]:
    """Return the UTF-16 positions between the characters of a text."""
    from annotator.formats.offset_units import Utf16Units

    units = Utf16Units(text)
    return {units.from_code_points(position) for position in range(len(text) + 1)}
