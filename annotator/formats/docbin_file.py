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

if TYPE_CHECKING:
    import numpy as np
    from spacy.tokens import Doc

_CHUNK = 1 << 20
_MAX_BYTES = 2**32 - 1
_HASHES = ("ORTH", "NORM", "TAG", "DEP", "LEMMA", "MORPH", "ENT_TYPE", "ENT_ID", "ENT_KB_ID")
"""The attributes whose value is the hash of a string."""


class DocBinFile:
    """One ``.spacy`` file being written; leaving the ``with`` block well completes it."""

    def __init__(self, path: Path) -> None:
        from spacy.attrs import IDS, SPACY  # type: ignore[import-not-found,unused-ignore]
        from spacy.tokens import DocBin

        self.path = path
        self.documents = 0
        self.tokens = 0
        self._attributes: list[Any] = list(DocBin(store_user_data=True).attrs)
        hashed = {IDS[name] for name in _HASHES}
        self._hashed = [i for i, each in enumerate(self._attributes) if each in hashed]
        self._space = SPACY
        self._strings: set[str] = set()
        self._hashes: set[int] = set()
        self._parts: dict[str, BinaryIO] = {}
        for name in ("tokens", "spaces", "lengths", "span_groups", "user_data"):
            self._parts[name] = tempfile.TemporaryFile(dir=path.parent)  # noqa: SIM115

    def add(self, doc: "Doc") -> None:
        """Add a document with its entities, span groups and user data."""
        import numpy as np
        import srsly  # type: ignore[import-untyped,unused-ignore]

        array = doc.to_array(self._attributes).reshape((len(doc), len(self._attributes)))
        self._parts["tokens"].write(array.astype("uint64").tobytes("C"))
        self._parts["spaces"].write(np.asarray(doc.to_array(self._space), dtype=bool).tobytes())
        self._parts["lengths"].write(struct.pack("<i", len(doc)))
        self._parts["span_groups"].write(_binary(doc.spans.to_bytes()))
        self._parts["user_data"].write(_binary(srsly.msgpack_dumps(doc.user_data)))
        self._keep_strings(doc, array)
        self.documents += 1
        self.tokens += len(doc)

    def _keep_strings(self, doc: "Doc", array: "np.ndarray[Any, Any]") -> None:
        import numpy as np

        strings = doc.vocab.strings
        found = set(np.unique(array[:, self._hashed]).tolist())
        for group in doc.spans.values():
            for span in group:
                found.update((span.label, span.id, span.kb_id))
        for new in found - self._hashes:
            if new in strings:
                self._strings.add(strings[new])
        self._hashes |= found

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
        packer = zlib.compressobj()
        with self.path.open("wb") as file:
            for piece in self._pieces():
                file.write(packer.compress(piece))
            file.write(packer.flush())

    def _pieces(self) -> Iterator[bytes]:
        """Yield the msgpack map in the order of keys that spaCy writes."""
        import srsly

        count = self.documents
        yield b"\x8a"  # a map of ten
        yield from _pair("version", [srsly.msgpack_dumps("0.1")])
        yield from _pair("attrs", [srsly.msgpack_dumps(self._attributes)])
        for name in ("tokens", "spaces", "lengths"):
            yield from _pair(name, self._whole(name))
        yield from _pair("strings", [srsly.msgpack_dumps(sorted(self._strings))])
        yield from _pair("cats", _array(count, [b"\x80"] * count))
        flags = srsly.msgpack_dumps({"has_unknown_spaces": False})
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
