"""Decode a DocBin file without building spaCy documents from it.

A damaged or hostile file can make spaCy read outside its arrays, so the few columns that
are needed are decoded and checked here (layout: ``DocBin.to_bytes`` and
``SpanGroup.to_bytes`` of spaCy 3).
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import UserError
from annotator.formats.docbin_limits import refuse_crowded, refuse_large_document
from annotator.formats.staging import file_problem

if TYPE_CHECKING:
    import numpy as np

MAX_BYTES = 4 * 2**30
_CHUNK = 1 << 20
_SMALL = 64 * 2**20
_RATIO = 200
"""Times its size that a file may unpack to, above the small one; rows of tokens reach 30."""
_SPAN = struct.Struct(">QQQllll")
_MISSING, _INSIDE, _OUTSIDE, _BEGIN = 0, 1, 2, 3


@dataclass(slots=True)
class StoredDocument:
    """One document of a DocBin: words with the space after each, and what is on them.

    ``entities`` and ``groups`` hold (first token, last token + 1, label); ``marked`` tells
    which tokens have entity annotation (inside, outside or begin), the others are missing.
    """

    words: list[str]
    spaces: list[bool]
    entities: list[tuple[int, int, str]] = field(default_factory=list)
    groups: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    marked: list[bool] = field(default_factory=list)
    kb_ids: int = 0
    categories: int = 0
    user_data: dict[Any, Any] = field(default_factory=dict)


class BadDocBin(Exception):
    """A document of a DocBin is damaged; the text says how."""


def stored_documents(path: Path) -> Iterator[StoredDocument | str]:
    """Yield the documents of a file, or for a damaged one the reason it is skipped.

    Raises UserError at once where the file is not a DocBin at all.
    """
    message = _message(path)
    try:
        return _documents(message)
    except Exception as error:  # a damaged file can hold values of any kind anywhere
        raise _not_a_docbin(path) from error


def _message(path: Path) -> dict[Any, Any]:
    try:
        content = _decompressed(path)
        refuse_crowded(content)
        message: dict[Any, Any] = _unpacked(content)
        return message
    except OSError as error:
        raise file_problem(error, path) from error
    except Exception as error:  # the unpacker raises many kinds for damaged bytes
        raise _not_a_docbin(path) from error


def _decompressed(path: Path) -> bytes:
    """Return the bytes of a zlib file; raise ValueError for one cut short, and for a bomb."""
    unpacker = zlib.decompressobj()
    content, packed = bytearray(), 0
    with path.open("rb") as file:
        while not unpacker.eof and (chunk := file.read(_CHUNK)):
            packed += len(chunk)
            room = min(MAX_BYTES, max(_SMALL, _RATIO * packed)) - len(content)
            content += unpacker.decompress(chunk, room + 1)
            if unpacker.unconsumed_tail:
                raise ValueError("larger than this program reads, or a bomb")
    if not unpacker.eof:
        raise ValueError("cut short")
    return bytes(content)


def _unpacked(content: bytes) -> Any:
    # Not srsly.msgpack_loads: that also revives numpy objects and leaves the garbage
    # collector off after an error.
    from srsly import msgpack  # type: ignore[import-untyped,unused-ignore]

    return msgpack.unpackb(content, raw=False, use_list=False, object_pairs_hook=dict)


def _of_document(packed: bytes) -> Any:
    refuse_large_document(packed)
    return _unpacked(packed)


def _not_a_docbin(path: Path) -> UserError:
    return UserError(
        "This is not a spaCy DocBin file, or it is damaged.",
        where=path.name,
        mend="Write it again with DocBin.to_disk of spaCy 3.",
    )


def _documents(message: Mapping[str, Any]) -> Iterator[StoredDocument | str]:
    import numpy as np
    from spacy.attrs import IDS  # type: ignore[import-not-found,unused-ignore]
    from spacy.strings import StringStore

    columns = {int(attribute): number for number, attribute in enumerate(message["attrs"])}
    store = StringStore()  # a few names, such as PERSON, have fixed numbers instead of hashes
    strings: dict[int, str] = {store.add(each): each for each in message["strings"]}
    strings[0] = ""
    lengths = [int(each) for each in np.frombuffer(message["lengths"], dtype="<i4")]
    tokens = np.frombuffer(message["tokens"], dtype="<u8").reshape((-1, len(columns)))
    spaces = np.frombuffer(message["spaces"], dtype=bool)
    count = len(lengths)
    if min(lengths, default=0) < 0 or sum(lengths) != len(tokens) or len(spaces) != len(tokens):
        raise ValueError("lengths and tokens do not agree")
    parts = {name: message.get(name, ()) for name in ("span_groups", "user_data", "flags", "cats")}
    if any(part and len(part) != count for part in parts.values()):
        raise ValueError("lists of different lengths")
    wanted = {name: columns.get(IDS[name]) for name in ("ORTH", "ENT_IOB", "ENT_TYPE", "ENT_KB_ID")}
    return _each(lengths, tokens, spaces, parts, wanted, strings)


def _each(
    lengths: Sequence[int],
    tokens: "np.ndarray[Any, Any]",
    spaces: "np.ndarray[Any, Any]",
    parts: Mapping[str, Sequence[Any]],
    wanted: Mapping[str, int | None],
    strings: Mapping[int, str],
) -> Iterator[StoredDocument | str]:
    start = 0
    for number, length in enumerate(lengths):
        rows = tokens[start : start + length]
        column: dict[str, list[int]] = {
            name: [0] * length if place is None else rows[:, place].tolist()
            for name, place in wanted.items()
        }
        own_spaces = spaces[start : start + length].tolist()
        start += length
        own = {name: part[number] for name, part in parts.items() if part}
        try:
            yield _document(column, own_spaces, own, strings)
        except BadDocBin as error:
            yield str(error)
        except Exception as error:  # msgpack inside msgpack, of any shape
            yield f"damaged ({type(error).__name__})"


def _document(
    column: Mapping[str, Sequence[int]],
    spaces: list[bool],
    own: Mapping[str, Any],
    strings: Mapping[int, str],
) -> StoredDocument:
    def string(number: int) -> str:
        if number not in strings:
            raise BadDocBin("a token or label has no string in the file")
        return strings[number]

    words = [string(each) for each in column["ORTH"]]
    if own.get("flags", {}).get("has_unknown_spaces"):
        spaces = [True] * len(words)
    groups = own.get("span_groups") or b""
    packed = own.get("user_data")
    user_data = _of_document(packed) if packed else {}
    return StoredDocument(
        words=words,
        spaces=spaces,
        entities=_entities(column["ENT_IOB"], column["ENT_TYPE"], string),
        groups=_groups(groups, len(words), string),
        marked=[iob != _MISSING for iob in column["ENT_IOB"]],
        kb_ids=sum(each != 0 for each in column["ENT_KB_ID"]),
        categories=len(own.get("cats", ())),
        user_data=user_data if isinstance(user_data, dict) else {},
    )


def _entities(
    iobs: Sequence[int], types: Sequence[int], string: Callable[[int], str]
) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    previous = (_OUTSIDE, 0)
    for number, (iob, kind) in enumerate(zip(iobs, types, strict=True)):
        if iob in (_INSIDE, _BEGIN) and kind:
            joins = iob == _INSIDE and previous[0] in (_INSIDE, _BEGIN) and previous[1] == kind
            if joins:
                found[-1] = (found[-1][0], number + 1, found[-1][2])
            else:
                found.append((number, number + 1, string(kind)))
        previous = (iob, kind)
    return found


def _groups(
    packed: bytes, length: int, string: Callable[[int], str]
) -> dict[str, list[tuple[int, int, str]]]:
    groups: dict[str, list[tuple[int, int, str]]] = {}
    content = _of_document(packed) if packed else ()
    # Older files list the groups; newer ones map each group to the keys it stands under.
    pairs = content.items() if isinstance(content, dict) else ((each, None) for each in content)
    for inner, keys in pairs:
        group = _unpacked(inner)
        spans = []
        for each in group["spans"]:
            _, _, label, first, last, _, _ = _SPAN.unpack(each)
            if not 0 <= first < last <= length:
                raise BadDocBin(f"a span of tokens {first} to {last} in a text of {length} tokens")
            spans.append((first, last, string(label)))
        for key in keys or (group["name"],):
            groups.setdefault(str(key), []).extend(spans)
    return groups
