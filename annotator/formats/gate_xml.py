"""GATE's XML documents: the text with its nodes, and annotation sets between them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import UserError
from annotator.formats.bounds import MAX_BYTES, crowded_xml
from annotator.formats.staging import file_problem

if TYPE_CHECKING:
    from lxml.etree import _Element

_MEND = "A document of GATE holds one text; divide it."


def gate_document(path: Path) -> dict[str, object]:
    """Return the document as GATE's JSON has it; raise UserError where it is not GATE's XML.

    Offsets are code points of the text: the nodes stand in it, so nothing is counted.
    """
    from lxml import etree

    try:
        if path.stat().st_size > MAX_BYTES:
            what = f"The file is larger than {MAX_BYTES // 2**20} MiB."
            raise UserError(what, where=str(path), mend=_MEND)
        content = path.read_bytes()
    except OSError as error:
        raise file_problem(error, path) from error
    if crowded_xml(content):
        what = "The file has more elements and attributes than a document can have."
        raise UserError(what, where=str(path), mend=_MEND)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UserError(f"The file is not well-formed XML: {error}.", where=str(path)) from error
    holder = root.find("TextWithNodes")
    if root.tag != "GateDocument" or holder is None:
        raise UserError("This is no GateDocument with its text.", where=str(path))
    text, nodes = _text(holder)
    sets = {
        one.get("Name") or "": {"annotations": list(_annotations(one, nodes))}
        for one in root.iterfind("AnnotationSet")
    }
    features = root.find("GateDocumentFeatures")
    facts = dict(_features(features)) if features is not None else {}
    return {"text": text, "annotation_sets": sets, "features": facts, "offset_type": "p"}


def _text(holder: "_Element") -> tuple[str, dict[str, int]]:
    pieces = [holder.text or ""]
    nodes: dict[str, int] = {}
    length = len(pieces[0])
    for node in holder:
        if isinstance(node.tag, str) and node.get("id"):
            nodes[node.get("id") or ""] = length
        pieces.append(node.tail or "")
        length += len(pieces[-1])
    return "".join(pieces), nodes


def _annotations(element: "_Element", nodes: dict[str, int]) -> Iterator[dict[str, object]]:
    for one in element.iterfind("Annotation"):
        yield {
            "id": one.get("Id") or "",
            "type": one.get("Type") or "",
            "start": nodes.get(one.get("StartNode") or ""),
            "end": nodes.get(one.get("EndNode") or ""),
            "features": dict(_features(one)),
        }


def _features(element: "_Element") -> Iterator[tuple[str, str]]:
    for one in element.iterfind("Feature"):
        name, value = one.findtext("Name"), one.findtext("Value")
        if name and value is not None:
            yield name, value
