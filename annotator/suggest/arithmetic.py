"""The library that multiplies matrices: measured once, the faster is kept.

spaCy multiplies through BLIS by default. On some processors BLIS has only generic code
and numpy's own library is several times faster; on others they are equal.
"""

import time
from dataclasses import dataclass
from typing import Any

_ROUNDS = 7
_WIDTH = 288  # a window of three tokens of 96 numbers, as in spaCy's small models
_TOKENS = 1_000


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Which library was chosen, and the seconds each took for the same multiplication.

    The seconds are None where nothing was measured.
    """

    use_blis: bool
    blis_seconds: float | None = None
    numpy_seconds: float | None = None


def choose_arithmetic(known: bool | None = None) -> Arithmetic:
    """Make thinc use the faster library, or the one already known, in this process.

    To be called before a pipeline is loaded: models keep what they were loaded with.
    """
    from thinc.api import NumpyOps, set_current_ops

    chosen = _measured() if known is None else Arithmetic(use_blis=known)
    try:
        ops = NumpyOps(use_blis=chosen.use_blis)
    except ValueError:  # BLIS is asked for and not installed
        chosen = Arithmetic(use_blis=False)
        ops = NumpyOps(use_blis=False)
    set_current_ops(ops)
    return chosen


def _measured() -> Arithmetic:
    from thinc.api import NumpyOps

    numpy_ops = NumpyOps(use_blis=False)
    try:
        blis_ops = NumpyOps(use_blis=True)
    except ValueError:
        return Arithmetic(use_blis=False)
    blis, plain = [], []
    for _ in range(_ROUNDS):  # in turn, so that a busy moment is unfair to neither
        blis.append(_multiplied(blis_ops))
        plain.append(_multiplied(numpy_ops))
    return Arithmetic(min(blis) < min(plain), min(blis), min(plain))


def _multiplied(ops: Any) -> float:
    left = ops.alloc2f(_TOKENS, _WIDTH) + 0.5
    right = ops.alloc2f(_WIDTH, _WIDTH) + 0.25
    start = time.perf_counter()
    ops.gemm(left, right, trans2=True)
    return time.perf_counter() - start
