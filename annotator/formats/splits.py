"""Which split a document belongs to: fixed by the seed and the document's own key."""

import hashlib
from typing import Literal, get_args

from annotator.domain.errors import UserError

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)


def split_of(key: str, fractions: tuple[float, float, float], seed: int) -> Split:
    """Return the split of a key (a document's, or its duplicate cluster's).

    The key is hashed with the seed to a number in [0, 1), so that new articles move none
    of the old ones. ``fractions`` are the shares of train, dev and test.
    """
    digest = hashlib.sha256(f"{seed}\x1f{key}".encode()).digest()
    place = int.from_bytes(digest[:7]) / 2**56
    train, dev, test = fractions
    if place < train or dev + test == 0:
        return "train"
    return "dev" if place < train + dev or test == 0 else "test"


def check_fractions(fractions: tuple[float, float, float]) -> None:
    """Raise UserError unless the three shares are not negative and sum to one."""
    if any(not 0 <= share <= 1 for share in fractions) or abs(sum(fractions) - 1) > 1e-6:
        raise UserError(
            "The shares of a split must add up to the whole.",
            where="/".join(f"{share:g}" for share in fractions),
            mend="Write them as train/dev/test, such as 80/10/10.",
        )
