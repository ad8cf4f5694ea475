"""Which of overlapping spans stay where a format holds flat ones, by a named rule."""

from collections.abc import Callable, Iterable, Sequence

from annotator.domain.errors import UserError
from annotator.formats.token_spans import TokenSpan

_Order = Callable[[TokenSpan], tuple[int, int]]

RULES: dict[str, _Order] = {
    "outer": lambda each: (each.first, -each.last),
    "inner": lambda each: (each.last - each.first, each.first),
    "longest": lambda each: (each.first - each.last, each.first),
}
"""The rules by name, each the order in which spans are taken.

``outer`` keeps the outermost of nested spans and the first of crossing ones; ``inner`` the
innermost, the shorter of crossing ones; ``longest`` the one with most tokens. Ties go to
the earlier span, then to the one named first in the annotation set.
"""


def check_rule(rule: str) -> None:
    """Raise UserError, with the names, for a rule that there is not."""
    if rule not in RULES:
        raise UserError(
            f'There is no rule "{rule}" for overlapping spans.',
            mend=f"Rules are {', '.join(RULES)}.",
        )


def flattened(spans: Sequence[TokenSpan], rule: str) -> tuple[list[TokenSpan], list[TokenSpan]]:
    """Return the spans that stay, none over another, and those left out, both in text order."""
    if _is_flat(spans):
        return list(spans), []
    taken: set[int] = set()
    kept: list[TokenSpan] = []
    dropped: list[TokenSpan] = []
    for each in sorted(spans, key=RULES[rule]):
        covered = range(each.first, each.last)
        if taken.isdisjoint(covered):
            taken.update(covered)
            kept.append(each)
        else:
            dropped.append(each)
    return _in_order(kept), _in_order(dropped)


def _is_flat(spans: Sequence[TokenSpan]) -> bool:
    behind = 0
    for each in spans:
        if each.first < behind:
            return False
        behind = each.last
    return True


def _in_order(spans: Iterable[TokenSpan]) -> list[TokenSpan]:
    return sorted(spans, key=lambda each: (each.first, -each.last))
