"""Intervals by resampling documents: the percentile bootstrap.

Documents are drawn with replacement, not spans or tokens, which depend on one another
within a document. A figure is a function of sums over documents, so a resample is a
weighted sum, and all of them are one matrix product. The same seed gives the same interval.

Plain percentile intervals are too narrow for few documents: at 20 they were found to cover
the truth in about 91 of 100 corpora. The percentiles are therefore taken further out, as
the t distribution asks for (Hesterberg 2015, "What teachers should know about the
bootstrap", expanded percentile interval), which brings 93 to 95.
"""

from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.chance import Floats
from annotator.agreement.measured import Interval

Counted = NDArray[np.number]
"""Sums by document, in whatever kind of number they were counted in."""

FEWEST = 5
"""Under this number of documents there is no interval at all."""

FEW = 20
"""From this number of documents on, intervals were found to cover as often as they say."""

_ROWS = 100
_TOGETHER = 2_000_000
"""So many counts are multiplied at once at most, for the memory that they take."""
_DEFINED = 0.95


class Resampling:
    """Draw documents; the weights of one number of documents are drawn once and kept."""

    def __init__(self, resamples: int, seed: int) -> None:
        self.resamples = resamples
        self.seed = seed
        self._drawn: dict[int, NDArray[np.float32]] = {}

    def weights(self, documents: int) -> NDArray[np.float32]:
        """Return how often each document is drawn in each resample (resample, document)."""
        if documents not in self._drawn:
            self._drawn.clear()
            self._drawn[documents] = self._draw(documents)
        return self._drawn[documents]

    def _draw(self, documents: int) -> NDArray[np.float32]:
        generator = np.random.default_rng([self.seed, documents])
        weights = np.empty((self.resamples, documents), np.float32)
        for at in range(0, self.resamples, _ROWS):
            rows = min(_ROWS, self.resamples - at)
            drawn = generator.integers(0, documents, (rows, documents))
            drawn += np.arange(rows)[:, None] * documents
            counted = np.bincount(drawn.reshape(-1), minlength=rows * documents)
            weights[at : at + rows] = counted.reshape(rows, documents)
        return weights

    def sums(self, counts: Counted) -> Floats | None:
        """Return the sums of each resample (resample, ...); None where no interval is due.

        ``counts`` has the documents on its first axis.
        """
        return next(self.all_sums([counts]))

    def all_sums(self, many: Sequence[Counted]) -> Iterator[Floats | None]:
        """Yield the sums of several counts over the same documents, as ``sums`` does.

        A few wide products take a fraction of the time of many narrow ones.
        """
        documents = len(many[0]) if many else 0
        if documents < FEWEST or not self.resamples:
            yield from (None for _ in many)
            return
        widths = [counts[0].size for counts in many]
        at = 0
        while at < len(many):
            end = at + 1
            while end < len(many) and documents * sum(widths[at : end + 1]) <= _TOGETHER:
                end += 1
            flat = [np.ascontiguousarray(one, np.float32) for one in many[at:end]]
            wide = [one.reshape(documents, -1) for one in flat]
            summed = self.weights(documents) @ (wide[0] if len(wide) == 1 else np.hstack(wide))
            edges = np.cumsum(widths[at:end])[:-1].tolist()
            for one, part in zip(flat, np.split(summed, edges, axis=1), strict=True):
                yield part.reshape(self.resamples, *one.shape[1:]).astype(np.float64)
            at = end


def tail(documents: int | None) -> float:
    """Return the share to leave out at each end: 2.5%, less where documents are few."""
    if documents is None:
        return 0.025
    widened = student(documents - 1) * sqrt(documents / (documents - 1))
    return NormalDist().cdf(-widened)


def student(freedom: int) -> float:
    """Return the 97.5th percentile of Student's t, within 0.01 from 4 degrees of freedom on."""
    z = NormalDist().inv_cdf(0.975)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))


def percentiles(figures: Floats, documents: int | None = None) -> Interval | None:
    """Return the interval that holds 95% of resampled figures, widened for few documents.

    Without ``documents`` it is the plain percentile interval. None where more than one
    resample in twenty is undefined.
    """
    defined = figures[~np.isnan(figures)]
    if not len(figures) or len(defined) < _DEFINED * len(figures):
        return None
    share = 100 * tail(documents)
    low, high = np.percentile(defined, (share, 100 - share))
    return float(low), float(high)


def interval(
    resampling: Resampling, counts: Floats, figure: Callable[[Floats], Floats]
) -> Interval | None:
    """Return the interval of a figure of sums; ``figure`` takes (resample, ...)."""
    sums = resampling.sums(counts)
    return None if sums is None else percentiles(figure(sums), len(counts))


def f1(sums: Floats) -> Floats:
    """Return F1 from sums (..., matched and total); NaN where nobody marked anything."""
    matched, total = sums[..., 0], sums[..., 1]
    return np.asarray(np.where(total > 0, 2 * matched / np.maximum(total, 1), np.nan))
