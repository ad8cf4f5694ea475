"""Values as msgpack, with one packer for a whole file.

``srsly.msgpack_dumps`` looks for installed extensions at each call, a millisecond each time.
"""

from collections.abc import Callable
from typing import Any


def packer() -> Callable[[Any], bytes]:
    """Return a function that packs a value as ``srsly.msgpack_dumps`` does."""
    from srsly.msgpack import Packer  # type: ignore[import-untyped,unused-ignore]

    pack: Callable[[Any], bytes] = Packer(use_bin_type=True).pack
    return pack
