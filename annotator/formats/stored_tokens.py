"""The tokens of a text from a named tokenizer, as a project keeps them between exports."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.formats.tokens import TokenTable

_VERSION = 1


@dataclass(frozen=True, slots=True)
class TextTokens:
    """All tokens of a text, those of white space too, and the spelling that rules give some.

    ``tokenizer`` is its name and version. ``norms`` maps places to the normal form where
    it is not that of the word on its own ("n't" is "not").
    """

    tokenizer: str
    table: TokenTable
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


def unpacked(tokenizer: str, stored: bytes) -> TextTokens | None:
    """Return stored tokens; None for what another version wrote or what is damaged."""
    import numpy as np

    try:
        line, _, numbers = zlib.decompress(stored).partition(b"\n")
        head = json.loads(line)
        if head["version"] != _VERSION:
            return None
        gaps, lengths = np.frombuffer(numbers, dtype="<i4").reshape((2, head["tokens"]))
        norms = {int(place): str(norm) for place, norm in head["norms"].items()}
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError):
        return None
    ends = (gaps + lengths).cumsum()
    return TextTokens(tokenizer, TokenTable((ends - lengths).tolist(), ends.tolist()), norms)
