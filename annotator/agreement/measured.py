"""One measured value: the figure, what it was computed over, its interval, or why there is none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Value:
    """A figure with the count it was computed over and its 95% interval.

    A figure that is undefined is None, with the reason in ``why``; it is never 0 or 1.
    """

    value: float | None
    n: int
    ci95: Interval | None = None
    why: str = ""


def measured(value: float, n: float, ci95: Interval | None = None, why: str = "") -> Value:
    """Return a value; NaN becomes None, with ``why`` as its reason."""
    if isnan(value):
        return Value(None, int(n), None, why or "nothing to compare")
    return Value(float(value), int(n), ci95)


Tree = Mapping[str, object]


def as_json(tree: object) -> object:
    """Return a tree of mappings, lists and values as plain JSON values."""
    if isinstance(tree, Value):
        interval = None if tree.ci95 is None else list(tree.ci95)
        return {"value": tree.value, "n": tree.n, "ci95": interval}
    if isinstance(tree, Mapping):
        # A value among named ones is spread out: {"value": .., "n": .., "ci95": .., "labels": ..}
        spread: dict[str, object] = {}
        for key, inner in tree.items():
            if key == "" and isinstance(inner, Value):
                spread.update(as_json(inner))  # type: ignore[call-overload]
            else:
                spread[key] = as_json(inner)
        return spread
    if isinstance(tree, list | tuple):
        return [as_json(inner) for inner in tree]
    return tree


def undefined(tree: object, path: str = "") -> Iterator[dict[str, str]]:
    """Yield what is undefined below a tree, with its reason; names are joined by dots."""
    if isinstance(tree, Value):
        if tree.value is None:
            yield {"what": path, "why": tree.why}
    elif isinstance(tree, Mapping):
        for key, inner in tree.items():
            yield from undefined(inner, ".".join(filter(None, (path, str(key)))))
    elif isinstance(tree, list | tuple):
        for number, inner in enumerate(tree):
            yield from undefined(inner, f"{path}[{number}]")
