"""A DocBin file written document by document, in memory that does not grow with it.

spaCy's own ``DocBin`` keeps every document until it is saved. The file is the same: zlib
around one msgpack map (spaCy 3's ``DocBin.to_bytes``); the long parts wait in temporary
files without a name and are joined at the end.
"""

import struct
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO

from annotator.domain.errors import UserError
from annotator.formats.docbin_rows import RowMaker
from annotator.formats.msgpack_packing import packer
from annotator.formats.spacy_documents import SPANS_KEY, BinDocument
from annotator.formats.tokens import TokenTable

if TYPE_CHECKING:
    from spacy.vocab import Vocab

_CHUNK = 1 << 20
_MAX_BYTES = 2**32 - 1
_LEVEL = 2
"""Columns of hashes and zeros: a third of the time of zlib's own level, some bytes more."""


class DocBinFile:
    """One ``.spacy`` file being written; leaving the ``with`` block well completes it."""

    def __init__(self, path: Path) -> None:
        from spacy.tokens import DocBin

        self.path = path
        self.documents = 0
        self.tokens = 0
        self._attributes: list[Any] = list(DocBin(store_user_data=True).attrs)
        self._makers: dict[int, RowMaker] = {}
        self._pack = packer()
        self._parts: dict[str, BinaryIO] = {}
        for name in ("tokens", "spaces", "lengths", "span_groups", "user_data"):
            self._parts[name] = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115

    def add(self, document: BinDocument, vocabulary: "Vocab") -> None:
        """Add a document with its entities, span groups and user data."""
        import numpy as np

        maker = self._maker(vocabulary)
        tokens, words = document.tokens, document.words
        rows = maker.rows(words, tokens, document.entities, document.missing)
        self._parts["tokens"].write(rows.tobytes("C"))
        self._parts["spaces"].write(
            np.asarray(_spaces(tokens.table, document.length), dtype=bool).tobytes()
        )
        self._parts["lengths"].write(struct.pack("<i", len(words)))
        group = maker.group(SPANS_KEY, document.spans, tokens)
        self._parts["span_groups"].write(_binary(group))
        self._parts["user_data"].write(_binary(self._pack(document.user_data)))
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
        packer = zlib.compressobj(_LEVEL)
        with self.path.open("wb") as file:
            for piece in self._pieces():
                file.write(packer.compress(piece))
            file.write(packer.flush())

    def _pieces(self) -> Iterator[bytes]:
        """Yield the msgpack map in the order of keys that spaCy writes."""
        count = self.documents
        yield b"\x8a"  # a map of ten
        yield from _pair("version", [self._pack("0.1")])
        yield from _pair("attrs", [self._pack(self._attributes)])
        for name in ("tokens", "spaces", "lengths"):
            yield from _pair(name, self._whole(name))
        strings = sorted({one for maker in self._makers.values() for one in maker.strings})
        yield from _pair("strings", [self._pack(strings)])
        yield from _pair("cats", _array(count, [b"\x80"] * count))
        flags = self._pack({"has_unknown_spaces": False})
        yield from _pair("flags", _array(count, [flags] * count))
        for name in ("span_groups", "user_data"):
            yield from _pair(name, _array(count, _contents(self._parts[name])))

    def _whole(self, name: str) -> Iterator[bytes]:
        part = self._parts[name]
        length = part.tell()
        if length > _MAX_BYTES:
            raise UserError(
                "One DocBin file cannot hold so many tokens (4 GiB of them).",
                where=self.path.name,
                mend="Export in parts with --documents.",
            )
        yield _binary_header(length)
        yield from _contents(part)


def _spaces(table: TokenTable, length: int) -> list[bool]:
    """Return which tokens a space follows that belongs to no token."""
    if not len(table):
        return []
    following = [start != end for end, start in zip(table.ends[:-1], table.starts[1:], strict=True)]
    return [*following, table.ends[-1] < length]


def _pair(key: str, value: Iterable[bytes]) -> Iterator[bytes]:
    yield bytes([0xA0 | len(key)]) + key.encode("ascii")
    yield from value


def _array(count: int, items: Iterable[bytes]) -> Iterator[bytes]:
    if count < 16:
        yield bytes([0x90 | count])
    elif count < 2**16:
        yield b"\xdc" + struct.pack(">H", count)
    else:
        yield b"\xdd" + struct.pack(">I", count)
    yield from items


def _binary(content: bytes) -> bytes:
    return _binary_header(len(content)) + content


def _binary_header(length: int) -> bytes:
    if length < 2**8:
        return b"\xc4" + struct.pack(">B", length)
    if length < 2**16:
        return b"\xc5" + struct.pack(">H", length)
    return b"\xc6" + struct.pack(">I", length)


def _contents(part: BinaryIO) -> Iterator[bytes]:
    part.seek(0)
    while chunk := part.read(_CHUNK):
        yield chunk
