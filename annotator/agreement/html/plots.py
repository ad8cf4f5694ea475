"""Plots as SVG in the page: bars with intervals, and figures by week."""

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

from annotator.agreement.html.elements import Html, tag
from annotator.agreement.html.figures import Figure

_NAME, _BAR, _WIDTH, _ROW = 210, 520, 940, 28
_IDEOGRAM, _WIDE, _NARROW = 13.2, 11.8, 7.1
"""Pixels that an East Asian character takes, a capital or another wide letter, any other."""


class Bar(NamedTuple):
    """One row of a bar plot; ``class_`` carries the label's colour."""

    name: str
    figure: Figure
    class_: str = ""


def bars(rows: Sequence[Bar], title: str) -> Html:
    """Return bars from 0 to 1 with ticks at the ends of their intervals."""
    height = _ROW * len(rows) + 26
    parts = [_line(_NAME + _BAR * at / 4, 4, _ROW * len(rows) + 4, "grid") for at in range(5)]
    parts += [
        tag(
            "text", f"{at / 4:g}", x=_px(_NAME + _BAR * at / 4), y=height - 4,
            text_anchor="middle", class_="soft",
        )
        for at in range(5)
    ]  # fmt: skip
    for place, row in enumerate(rows):
        parts += _bar(row, place * _ROW + 4)
    return _svg(parts, height, title, [(row.name, _said(row.figure)) for row in rows])


def _said(figure: Figure) -> str:
    """Return a figure in words, for who cannot see it drawn."""
    if figure.value is None:
        return "undefined"
    near = ", 95% interval {:.3f} to {:.3f}".format(*figure.interval) if figure.interval else ""
    return f"{figure.value:.3f}{near}, n {figure.n}".replace("-", "\u2212")


def _bar(row: Bar, top: int) -> list[Html]:
    middle = top + _ROW / 2
    value = row.figure.value
    parts = [_name(row.name, middle), _box(_NAME, middle - 5, _BAR, 10, "track")]
    if value is None:
        return [*parts, _text("undefined", _NAME + _BAR + 16, middle + 4, "soft")]
    # Chance-corrected figures may lie below 0, where there is no room for a bar.
    length = _BAR * min(max(value, 0), 1)
    parts.append(_box(_NAME, middle - 5, length, 10, f"bar {row.class_}".strip()))
    if row.figure.interval is not None:
        parts += [
            _line(_NAME + _BAR * min(max(edge, 0), 1), middle - 9, middle + 9, "tick")
            for edge in row.figure.interval
        ]
    said = f"{value:.3f} · ".replace("-", "\u2212") + _grouped(row.figure.n)
    return [*parts, _text(said, _NAME + _BAR + 16, middle + 4)]


def counts(rows: Sequence[tuple[str, int]], title: str) -> Html:
    """Return bars of whole numbers, the longest over the full width."""
    most = max((number for _, number in rows), default=0) or 1
    parts = []
    for place, (name, number) in enumerate(rows):
        middle = place * _ROW + _ROW / 2 + 4
        parts += [
            _name(name, middle),
            _box(_NAME, middle - 5, _BAR, 10, "track"),
            _box(_NAME, middle - 5, _BAR * number / most, 10, "bar"),
            _text(_grouped(number), _NAME + _BAR + 16, middle + 4),
        ]
    said = [(name, _grouped(number)) for name, number in rows]
    return _svg(parts, _ROW * len(rows) + 8, title, said)


def weeks(rows: Sequence[tuple[str, Figure, bool]], title: str) -> Html:
    """Return a figure by week, with whiskers for intervals; flagged weeks as open circles."""
    left, top, high = 44, 10, 150
    step = min(90.0, (_WIDTH - left - 40) / max(len(rows), 1))
    right = min(left + step * max(len(rows), 3) + 20, _WIDTH - 10)
    parts = []
    for at in range(5):
        y = top + high * (1 - at / 4)
        parts.append(_across(left, right, y))
        parts.append(tag("text", f"{at / 4:g}", x=0, y=_px(y + 4), class_="soft"))
    # Names of weeks are as wide as 70 pixels: where they stand closer, only some are written.
    every = max(1, -(-70 // max(int(step), 1)))
    for place, (week, figure, flagged) in enumerate(rows):
        x = left + step * (place + 0.5)
        if place % every == 0:
            parts.append(
                tag("text", week, x=_px(x), y=top + high + 22, text_anchor="middle", class_="soft")
            )
        if figure.value is None:
            continue
        if figure.interval is not None:
            low, up = figure.interval
            parts.append(_line(x, top + high * (1 - up), top + high * (1 - low), "whisker"))
        y = top + high * (1 - figure.value)
        kind = "dot flagged" if flagged else "dot"
        parts.append(tag("circle", cx=_px(x), cy=_px(y), r=5, class_=kind))
    told = [(week, _said(one) + ", flagged" * flagged) for week, one, flagged in rows]
    return _svg(parts, top + high + 32, title, told)


def _svg(parts: Sequence[Html], height: int, title: str, told: Sequence[tuple[str, str]]) -> Html:
    """Return the drawing with its title and, in words, what it shows."""
    words = "; ".join(f"{name}: {said}" for name, said in told)
    return tag(
        "svg", tag("title", title), tag("desc", words), *parts,
        viewBox=f"0 0 {_WIDTH} {height}", role="img",
        width=_WIDTH, height=height, aria_label=title,
    )  # fmt: skip


def _px(value: float) -> str:
    return f"{value:.1f}"


def _text(words: str, x: float, y: float, class_: str | None = None) -> Html:
    return tag("text", words, x=_px(x), y=_px(y), class_=class_)


def _box(x: float, y: float, width: float, height: float, class_: str) -> Html:
    return tag(
        "rect", x=_px(x), y=_px(y), width=_px(width), height=_px(height), rx=4, class_=class_
    )


def _line(x: float, top: float, bottom: float, class_: str) -> Html:
    return tag("line", x1=_px(x), x2=_px(x), y1=_px(top), y2=_px(bottom), class_=class_)


def _across(left: float, right: float, y: float) -> Html:
    return tag("line", x1=_px(left), x2=_px(right), y1=_px(y), y2=_px(y), class_="grid")


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _name(name: str, middle: float) -> Html:
    """Return a name before its bar, cut where it would run into it; whole when pointed at."""
    kept, room = "", float(_NAME - 12)
    for character in name:
        room -= _pixels(character)
        if room < 0:
            whole = tag("title", name)
            return tag("text", f"{kept}…", whole, x=_px(0), y=_px(middle + 4))
        kept += character
    return _text(name, 0, middle + 4)


def _pixels(character: str) -> float:
    if east_asian_width(character) in "WF":
        return _IDEOGRAM
    return _WIDE if character.isupper() or character in "mw@%" else _NARROW
