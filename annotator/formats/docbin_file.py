"""A DocBin file written document by document, in memory that does not grow with it.

spaCy's own ``DocBin`` keeps every document until it is saved. The file is the same: zlib
around one msgpack map (spaCy 3's ``DocBin.to_bytes``); its long parts wait compressed in
temporary files without a name and are joined at the end.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from msgspec import msgpack

from annotator.domain.errors import UserError
from annotator.formats.docbin_rows import RowMaker
from annotator.formats.spacy_documents import SPANS_KEY, BinDocument
from annotator.formats.zlib_parts import ZlibFile, ZlibPart

if TYPE_CHECKING:
    from spacy.vocab import Vocab

_MAX_BYTES = 2**32 - 1


class DocBinFile:
    """One ``.spacy`` file being written; leaving the ``with`` block well completes it."""

    def __init__(self, path: Path) -> None:
        from spacy.tokens import DocBin

        self.path = path
        self.documents = 0
        self.tokens = 0
        self._attributes: list[Any] = list(DocBin(store_user_data=True).attrs)
        self._makers: dict[int, RowMaker] = {}
        self._parts: dict[str, ZlibPart] = {}
        for name in ("tokens", "spaces", "lengths", "span_groups", "user_data"):
            self._parts[name] = ZlibPart(path.parent)

    def add(self, document: BinDocument, vocabulary: "Vocab") -> None:
        """Add a document with its entities, span groups and user data."""
        maker = self._maker(vocabulary)
        tokens, words = document.tokens, document.words
        rows = maker.rows(words, tokens, document.entities, document.missing)
        self._parts["tokens"].write(rows)
        self._parts["spaces"].write(tokens.spaces)
        self._parts["lengths"].write(struct.pack("<i", len(words)))
        group = maker.group(SPANS_KEY, document.spans, tokens)
        self._parts["span_groups"].write(_binary(group))
        self._parts["user_data"].write(_binary(msgpack.encode(document.user_data)))
        self.documents += 1
        self.tokens += len(words)

    def _maker(self, vocabulary: "Vocab") -> RowMaker:
        key = id(vocabulary)
        if key not in self._makers:
            self._makers[key] = RowMaker(vocabulary, self._attributes)
        return self._makers[key]

    def __enter__(self) -> "DocBinFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._write()
        finally:
            for part in self._parts.values():
                part.close()

    def _write(self) -> None:
        """Write the msgpack map in the order of keys that spaCy writes."""
        count = self.documents
        with self.path.open("wb") as plain:
            file = ZlibFile(plain)
            file.write([b"\x8a", _key("version"), msgpack.encode("0.1")])  # a map of ten
            file.write([_key("attrs"), msgpack.encode(self._attributes)])
            for name in ("tokens", "spaces", "lengths"):
                file.write([_key(name), self._header(name)])
                file.join(self._parts[name])
            file.write(self._middle(count))
            for name in ("span_groups", "user_data"):
                file.write([_key(name), _array_header(count)])
                file.join(self._parts[name])
            file.end()

    def _middle(self, count: int) -> Iterator[bytes]:
        strings = sorted({one for maker in self._makers.values() for one in maker.strings})
        yield _key("strings") + msgpack.encode(strings)
        yield _key("cats") + _array_header(count)
        yield b"\x80" * count
        yield _key("flags") + _array_header(count)
        yield msgpack.encode({"has_unknown_spaces": False}) * count

    def _header(self, name: str) -> bytes:
        length = self._parts[name].length
        if length > _MAX_BYTES:
            raise UserError(
                "One DocBin file cannot hold so many tokens (4 GiB of them).",
                where=self.path.name,
                mend="Export in parts with --documents.",
            )
        return _binary_header(length)


def _key(name: str) -> bytes:
    return bytes([0xA0 | len(name)]) + name.encode("ascii")


def _array_header(count: int) -> bytes:
    if count < 16:
        return bytes([0x90 | count])
    if count < 2**16:
        return b"\xdc" + struct.pack(">H", count)
    return b"\xdd" + struct.pack(">I", count)


def _binary(content: bytes) -> bytes:
    return _binary_header(len(content)) + content


def _binary_header(length: int) -> bytes:
    if length < 2**8:
        return b"\xc4" + struct.pack(">B", length)
    if length < 2**16:
        return b"\xc5" + struct.pack(">H", length)
    return b"\xc6" + struct.pack(">I", length)
