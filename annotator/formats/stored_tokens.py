"""The tokens of a text from a named tokenizer, as a project keeps them between exports."""

import json
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from annotator.formats.tokens import TokenTable

if TYPE_CHECKING:
    import numpy as np

_VERSION = 1


@dataclass(frozen=True, slots=True)
class TextTokens:
    """All tokens of a text, those of white space too, and the spelling that rules give some.

    ``tokenizer`` is its name and version. ``norms`` maps places to the normal form where
    it is not that of the word on its own ("n't" is "not"). ``spaces`` holds a byte for each
    token, 1 where a space follows that belongs to no token.
    """

    tokenizer: str
    table: TokenTable
    spaces: bytes
    norms: Mapping[int, str] = field(default_factory=dict)


def packed(tokens: TextTokens) -> bytes:
    """Return tokens as bytes to store: a line of JSON, then gaps and lengths, compressed."""
    import numpy as np

    starts = np.asarray(tokens.table.starts, dtype="<i4")
    ends = np.asarray(tokens.table.ends, dtype="<i4")
    gaps = starts - np.concatenate((starts[:0], [0], ends[:-1]))[: len(starts)]
    head = {"version": _VERSION, "tokens": len(starts), "norms": dict(tokens.norms)}
    line = json.dumps(head, separators=(",", ":")).encode("ascii") + b"\n"
    numbers = gaps.astype("<i4").tobytes() + (ends - starts).astype("<i4").tobytes()
    return zlib.compress(line + numbers, level=1)


def unpacked(tokenizer: str, stored: bytes, text: str) -> TextTokens | None:
    """Return the stored tokens of a text.

    Returns None for what another version wrote, what is damaged or belongs to another text.
    """
    import numpy as np

    try:
        line, _, numbers = zlib.decompress(stored).partition(b"\n")
        head = msgspec.json.decode(line)
        if head["version"] != _VERSION:
            return None
        gaps, lengths = np.frombuffer(numbers, dtype="<u4").reshape((2, head["tokens"]))
        norms = {int(place): str(norm) for place, norm in head["norms"].items()}
    except (zlib.error, msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError):
        return None
    ends = (gaps + lengths).cumsum()
    if not _fit(gaps, lengths, ends, norms, text):
        return None
    # A space follows where the next token leaves a gap, or the text goes on.
    behind = len(text) - ends[-1:]
    spaces = gaps[1:].astype("bool").tobytes() + (behind > 0).tobytes()
    starts = (ends - lengths).astype("i4").tobytes()
    # Lists would take as long as all the rest.
    table = TokenTable(array("i", starts), array("i", ends.astype("i4").tobytes()))
    return TextTokens(tokenizer, table, spaces, norms)


def _fit(
    gaps: "np.ndarray[Any, Any]",
    lengths: "np.ndarray[Any, Any]",
    ends: "np.ndarray[Any, Any]",
    norms: Mapping[int, str],
    text: str,
) -> bool:
    """Tell whether tokens can be those of a text; a project file can come from anywhere."""
    count = len(ends)
    if count == 0 or not text:
        return count == 0 and not text
    left = len(text) - int(ends[-1])
    if left and not (left == 1 and text.endswith(" ")):
        return False
    in_order = int(gaps.max()) <= 1 and int(lengths.max()) <= len(text)
    return in_order and all(0 <= place < count for place in norms)
