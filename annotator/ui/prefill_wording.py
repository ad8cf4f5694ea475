"""What is said of suggestions in the making: how quick, how long, what went wrong."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.ui.articles.wording import counted
from annotator.ui.status import spoken_time

if TYPE_CHECKING:
    from annotator.app.prefill import Estimate


def pace_text(
    words_per_second: float | None, seconds_left: float | None, loading: bool = False
) -> str:
    """Return speed and time left, as far as they are known."""
    if loading:
        return "loading the model"
    parts = []
    if words_per_second:
        parts.append(f"{_rounded(words_per_second):,} words/s")
    if seconds_left is not None:
        parts.append(f"{spoken_time(max(1.0, seconds_left))} left")
    return " · ".join(parts)


def estimate_text(estimate: "Estimate") -> tuple[str, str]:
    """Return the question whether to suggest for all articles, and what it will take."""
    title = f"Suggest for all {counted(estimate.documents, 'article')} that have no suggestions?"
    words = f"They have about {_rounded(estimate.words):,} words."
    if estimate.seconds is None or estimate.words_per_second is None:
        duration = "How long that takes is known once the first are done."
    else:
        speed = f"{_rounded(estimate.words_per_second):,} words a second"
        duration = f"At {speed}, as measured here before: {spoken_time(estimate.seconds)}."
    ending = "You can go on labelling meanwhile, and stop at any time: what is found is kept."
    return title, f"{words} {duration} {ending}"


def failures_text(reasons: Sequence[str]) -> str:
    """Return how many articles got no suggestions, and why the first of them did not."""
    what = counted(len(reasons), "article")
    return f"{what} could not be looked at. {reasons[0]}"


def _rounded(number: float) -> int:
    """Return a number with two digits that count; more would say too much."""
    digits = max(0, len(str(int(number))) - 2)
    step = int(10**digits)
    return round(number / step) * step
