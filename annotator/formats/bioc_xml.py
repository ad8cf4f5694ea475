"""BioC's XML, document by document, as the values that BioC's JSON has."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from annotator.domain.errors import UserError
from annotator.formats.bounds import MAX_BYTES, MOST_PARTS, TOO_MANY, xml_marks
from annotator.formats.json_values import BadValue
from annotator.formats.staging import file_problem

if TYPE_CHECKING:
    from lxml.etree import _Element

Values = dict[str, object]


class _Watched:
    """A file without its name, which lxml could not take where it is not UTF-8.

    It is read piece by piece, as long as each document stays within bounds.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._bytes = self._parts = 0

    def read(self, size: int) -> bytes:
        """Return the next piece; raise BadValue where one document is beyond measure."""
        piece = self._file.read(size)
        self._bytes += len(piece)
        self._parts += xml_marks(piece)
        if self._bytes > MAX_BYTES:
            raise BadValue(f"a document is longer than {MAX_BYTES // 2**20} MiB")
        if self._parts > MOST_PARTS:
            raise BadValue(TOO_MANY)
        return piece

    def begin(self) -> None:
        """Count anew, for the next document."""
        self._bytes = self._parts = 0


class BrokenXml(BadValue):
    """The file is no well-formed XML from some line on; what came before is good."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def xml_documents(path: Path) -> Iterator[tuple[int, Values | BadValue, dict[str, str]]]:
    """Yield each document with its line and the facts of the collection; constant memory.

    Raises BrokenXml where the file cannot be read on, UserError where it cannot be opened.
    """
    from lxml import etree

    facts: dict[str, str] = {}
    line = 1
    try:
        with path.open("rb") as file:
            watched = _Watched(file)
            events = etree.iterparse(
                watched, events=("end",), tag=("document", "source"),
                resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            )  # fmt: skip
            for _, element in events:
                if element.tag == "source":
                    facts["source"] = _text(element).strip()
                    continue
                line = element.sourceline or 1
                watched.begin()
                try:
                    yield line, _document(element), facts
                except BadValue as error:
                    yield line, error, facts
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            if events.root is None or events.root.tag != "collection":
                raise UserError("The file is no BioC collection.", where=str(path))
    except BadValue as error:
        raise BrokenXml(line, str(error)) from error
    except etree.XMLSyntaxError as error:
        raise BrokenXml(error.lineno or 1, f"not well-formed XML: {error.msg}") from error
    except OSError as error:
        raise file_problem(error, path) from error


def _document(element: "_Element") -> Values:
    return {
        "id": _text(element.find("id")),
        "passages": [_passage(one) for one in element.iterfind("passage")],
        **_labels(element),
    }


def _passage(element: "_Element") -> Values:
    sentences = [_passage(one) for one in element.iterfind("sentence")]
    return {
        "offset": _number(element.findtext("offset"), "the offset of a passage"),
        "text": _text(element.find("text")),
        "sentences": sentences,
        **_labels(element),
    }


def _labels(element: "_Element") -> Values:
    return {
        "infons": _infons(element),
        "annotations": [_annotation(one) for one in element.iterfind("annotation")],
        "relations": [_relation(one) for one in element.iterfind("relation")],
    }


def _infons(element: "_Element") -> dict[str, str]:
    return {one.get("key") or "": _text(one) for one in element.iterfind("infon")}


def _annotation(element: "_Element") -> Values:
    return {
        "id": element.get("id") or "",
        "infons": _infons(element),
        "text": _text(element.find("text")),
        "locations": [
            {
                "offset": _number(one.get("offset"), "the offset of a location"),
                "length": _number(one.get("length"), "the length of a location"),
            }
            for one in element.iterfind("location")
        ],
    }


def _relation(element: "_Element") -> Values:
    return {
        "id": element.get("id") or "",
        "infons": _infons(element),
        "nodes": [
            {"refid": one.get("refid") or "", "role": one.get("role") or ""}
            for one in element.iterfind("node")
        ],
    }


def _text(element: "_Element | None") -> str:
    return "" if element is None else "".join(str(piece) for piece in element.itertext())


def _number(text: str | None, what: str) -> int:
    found = (text or "").strip()
    if not (found.isascii() and found.isdigit()) or len(found) > 15:
        raise BadValue(f"{what} is not a whole number: {found[:20]!r}")
    return int(found)
