"""Figures on the page: value, interval and n, or why there is none."""

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

from annotator.agreement.html.elements import Child, Html, count, joined, named, tag
from annotator.agreement.tables import pair_name

DASH = "–"


class Figure(NamedTuple):
    """One value of the report; ``why`` is the number of its reason where it is undefined."""

    value: float | None
    n: int
    interval: tuple[float, float] | None
    why: int | None = None


class Figures:
    """The values of a report by their paths, and the reasons of those that are undefined."""

    def __init__(self, report: Mapping[str, object]) -> None:
        self.report = report
        rows = report["undefined"]
        assert isinstance(rows, list)
        self.reasons = sorted({row["why"] for row in rows})
        self._why = {row["what"]: self.reasons.index(row["why"]) + 1 for row in rows}
        names = sorted(self.names("annotators"))
        self._pairs = {pair_name(*pair): pair for pair in combinations(names, 2)}

    def sides(self, pair: str) -> tuple[str, ...]:
        """Return the two names of a pair, each of which may hold the sign between them."""
        return self._pairs.get(pair, (pair,))

    def people(self, pair: str) -> Html:
        """Return how a pair is written for people."""
        return joined([named(name) for name in self.sides(pair)], ", ")

    def at(self, *path: str | int) -> Figure:
        """Return the value at a path; raises KeyError where there is none."""
        found = self.part(*path)
        assert isinstance(found, Mapping)
        near = found["ci95"]
        written = ""
        for name in path:
            written += f"[{name}]" if isinstance(name, int) else f".{name}" if written else name
        why = self._why.get(written) if found["value"] is None else None
        return Figure(found["value"], found["n"], (near[0], near[1]) if near else None, why)

    def part(self, *path: str | int) -> object:
        """Return a part of the report."""
        found: object = self.report
        for name in path:
            found = found[name]  # type: ignore[index]
        return found

    def names(self, *path: str | int) -> list[str]:
        """Return the names below a path, in the report's order; none where it is not there."""
        try:
            found = self.part(*path)
        except KeyError:
            return []
        return list(found) if isinstance(found, Mapping | list) else []


def number(value: float) -> Html:
    """Return a figure with three decimals, and whole for programs."""
    written = f"{value:.3f}"
    return tag("data", written.replace("-", "\u2212"), value=repr(float(value)))


def value_of(figure: Figure) -> Html:
    """Return the value, or a dash that leads to the reason."""
    if figure.value is not None:
        return number(figure.value)
    mark = f"why {figure.why}" if figure.why else "undefined"
    link = tag("a", mark, href=f"#why-{figure.why}") if figure.why else mark
    return joined([DASH, " ", tag("small", link)])


def interval_of(figure: Figure) -> Html:
    """Return the interval, empty where there is none."""
    if figure.interval is None:
        return Html("")
    low, high = figure.interval
    return joined([number(low), " to ", number(high)])


def cells(figure: Figure) -> list[Html]:
    """Return the three cells of a figure: value, interval, n."""
    return [
        tag("td", value_of(figure), class_="v"),
        tag("td", interval_of(figure), class_="ci"),
        tag("td", count(figure.n), class_="n"),
    ]


def heads(*before: Child) -> list[Child]:
    """Return the heads of a table of figures, behind those given."""
    return [*before, *(tag("th", one, scope="col") for one in ("value", "95% interval", "n"))]


def left_head(title: str) -> Html:
    """Return the heading of a column of words, which stands to the left."""
    return tag("th", title, scope="col", class_="left")


def number_cell(value: int) -> Html:
    """Return a cell with a whole number."""
    return tag("td", count(value), class_="n")
