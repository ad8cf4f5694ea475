"""What annotators' answers say about the truth and about them: Dawid and Skene (1979).

"Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied
Statistics 28. Each annotator has a table of error rates, each unit a true class that nobody
sees; both are estimated in turn until the likelihood rises no more.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.chance import Floats

_ROUNDS = 1_000
_SMALLEST_STEP = 1e-9


@dataclass(frozen=True, slots=True)
class Estimate:
    """The outcome.

    ``truth`` is (unit, class), the probability of each class; ``shares`` that of each class
    over all units; ``errors`` (annotator, true class, answer); ``likelihood`` the logarithm.
    """

    truth: Floats
    shares: Floats
    errors: Floats
    likelihood: float


def estimate(answers: Floats, weights: Floats | None = None, smoothing: float = 0.0) -> Estimate:
    """Return the estimate from counts of answers (unit, annotator, class).

    An annotator without an answer to a unit was not asked. ``weights`` say how many units a
    row stands for; ``smoothing`` is added to each cell of the error tables (Laplace). It
    begins with the shares of the answers to each unit, as the paper does.
    """
    weight = np.ones(len(answers)) if weights is None else weights
    votes = answers.sum(axis=1)
    truth = votes / votes.sum(axis=1, keepdims=True)
    likelihood = -np.inf
    for _ in range(_ROUNDS):
        counted = truth * weight[:, None]
        shares = counted.sum(axis=0) / weight.sum()
        errors = np.einsum("uk,uac->akc", counted, answers, optimize=True) + smoothing
        errors /= np.maximum(errors.sum(axis=2, keepdims=True), 1e-300)
        with np.errstate(divide="ignore"):
            # An answer that was never given under a class counts only where it is asked for.
            known = np.maximum(np.log(errors), -1e6)
            joint = np.einsum("uac,akc->uk", answers, known, optimize=True) + np.log(shares)
        top = joint.max(axis=1, keepdims=True)
        summed = np.exp(joint - top).sum(axis=1, keepdims=True)
        truth = np.exp(joint - top) / summed
        before, likelihood = likelihood, float((weight * (top + np.log(summed))[:, 0]).sum())
        if likelihood - before < _SMALLEST_STEP * abs(likelihood):
            break
    return Estimate(truth, shares, errors, likelihood)


def doubt(truth: Floats) -> Floats:
    """Return how undecided each unit is: the entropy of its classes in bits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(truth > 0, truth * np.log2(truth), 0.0)
    return np.asarray(-terms.sum(axis=1))
