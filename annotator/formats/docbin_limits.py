"""What a DocBin may hold at most: looked at before its parts are taken into memory.

In msgpack one byte can be an empty mapping, which takes 64 bytes in memory; so the parts are
passed over first, and only what has the shape and size of a DocBin's is unpacked.
"""

import msgspec

MAX_DOCUMENTS = 1_000_000
MAX_STRINGS = 2_000_000
MAX_MAPPINGS = 16 * 2**20
"""Bytes that the categories of all documents, or their flags, may have."""
MAX_OF_DOCUMENT = 4 * 2**20
"""Bytes that the spans of one document, or its other data, may have."""
_SMALL = 1 << 16
_PACKED = ("tokens", "spaces", "lengths")
_LISTS = {"strings": MAX_STRINGS, "cats": MAX_DOCUMENTS, "flags": MAX_DOCUMENTS,
          "user_data": MAX_DOCUMENTS, "span_groups": MAX_DOCUMENTS}  # fmt: skip
_MAPPINGS = ("cats", "flags")
_PARTS: msgspec.msgpack.Decoder[dict[str, msgspec.Raw]] = msgspec.msgpack.Decoder(
    dict[str, msgspec.Raw]
)
_EACH: msgspec.msgpack.Decoder[list[msgspec.Raw]] = msgspec.msgpack.Decoder(list[msgspec.Raw])


def refuse_crowded(content: bytes) -> None:
    """Raise ValueError where a DocBin would take far more memory than its bytes."""
    parts = {key: memoryview(part) for key, part in _PARTS.decode(content).items()}
    if len(content) - sum(map(len, parts.values())) > _SMALL:
        raise ValueError("parts stand twice")
    for key, part in parts.items():
        if key in _PACKED:
            if not _is_packed(part):
                raise ValueError(f"{key} are no bytes")
        elif key in _LISTS:
            if _length(part) > _LISTS[key]:
                raise ValueError(f"too many {key}")
            if key in _MAPPINGS and len(part) > MAX_MAPPINGS:
                raise ValueError(f"too many {key}")
        elif len(part) > _SMALL:
            raise ValueError("a part no DocBin has")
    if "strings" in parts:
        msgspec.msgpack.decode(parts["strings"], type=list[str])
    for key in ("user_data", "span_groups"):
        if key in parts:
            odd = sum(len(one) for one in _EACH.decode(parts[key]) if not _is_packed(one))
            if odd > _SMALL:
                raise ValueError(f"{key} are no bytes")


def refuse_large_document(packed: bytes) -> None:
    """Raise ValueError where the spans or data of one document are beyond measure."""
    if len(packed) > MAX_OF_DOCUMENT:
        raise ValueError("one document has more data than any")


def _is_packed(part: memoryview | msgspec.Raw) -> bool:
    return memoryview(part)[0] in (0xC4, 0xC5, 0xC6)


def _length(part: memoryview) -> int:
    """Return how many values an array says it has; raise ValueError for what is no array."""
    first = part[0]
    if 0x90 <= first <= 0x9F:
        return first & 0x0F
    if first not in (0xDC, 0xDD):
        raise ValueError("no array where one should be")
    return int.from_bytes(part[1 : 3 if first == 0xDC else 5], "big")
