"""HTML elements from plain values; whatever is not an element already is escaped."""

import re
from collections.abc import Iterable, Sequence
from html import escape

_SHORT = 14
"""Up to so many rows a table is kept on one sheet of paper."""

_PAPER_WIDTH = 85
"""Characters of a table's head that go on a page of A4."""

_VOID = frozenset({"meta", "br", "hr", "wbr"})
# What HTML cannot hold: control characters, halves of surrogate pairs, non-characters.
_UNFIT = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_REPLACED = re.compile(f"[{_UNFIT}]")
_TOUCHED = re.compile(f"[&<>\"'{_UNFIT}]")
_TAGS = re.compile("<[^>]*>")


class Html(str):
    """Text that is HTML already; made by the functions of this module alone."""

    __slots__ = ()


Child = str | int | None


def text(value: object) -> Html:
    """Return any value as escaped text; HTML stays as it is."""
    if isinstance(value, Html):
        return value
    written = str(value)
    if _TOUCHED.search(written) is None:
        return Html(written)
    return Html(escape(_REPLACED.sub("\ufffd", written), quote=True))


def tag(name: str, /, *children: Child, **attributes: object) -> Html:
    """Return an element; ``class_`` stands for class, ``data_x`` for data-x, None leaves out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    inside = "".join(text(child) for child in children if child is not None)
    return Html(f"<{name}{written}>{inside}</{name}>")


def joined(parts: Iterable[Child], between: str = "") -> Html:
    """Return parts behind one another, each escaped unless it is HTML."""
    return Html(text(between).join(text(part) for part in parts if part is not None))


def named(name: str) -> Html:
    """Return a name from outside so that its direction moves nothing beside it.

    Without this a number behind a Hebrew or Arabic name is shown before it, and the two
    ends of an extent change places.
    """
    return tag("bdi", name)


def matrix_class(names: Sequence[str]) -> str:
    """Return the class of a square table; one too wide for paper has its heads upright there."""
    width = sum(max(len(name), 5) + 2 for name in names) + max(map(len, names), default=0)
    return "matrix wide" if width > _PAPER_WIDTH else "matrix"


def table(
    head: Iterable[Child],
    rows: Iterable[Iterable[Child]],
    *,
    caption: Child,
    class_: str = "",
) -> Html:
    """Return a table; cells that are no ``td`` or ``th`` are put into one, the first a ``th``.

    A row whose first cell is empty belongs to the row above: its head is there for who
    cannot see the place of the row, and such rows stay on one sheet of paper if they are
    few. ``caption`` is read out, not shown.
    """
    groups: list[list[Html]] = []
    name = Html("")
    for row in rows:
        first, *others = row
        if first != "" or not groups:
            name = Html(_TAGS.sub("", text(first)))
            groups.append([])
        else:
            first = tag("th", unseen(name), scope="row")
        groups[-1].append(tag("tr", *_cells(first, others)))
    number = sum(map(len, groups))
    plain_ = number == len(groups)
    heads = [
        cell if is_cell(cell) else tag("th", cell, scope="col") if cell != "" else tag("td")
        for cell in head
    ]
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption, class_="unseen"),
            tag("thead", tag("tr", *heads)),
            *([tag("tbody", *(row for group in groups for row in group))] if plain_
              else [tag("tbody", *group, class_="group" if len(group) <= _SHORT else None)
                    for group in groups]),
            class_=class_ or None,
        ),
        class_="scroll short" if number <= _SHORT else "scroll",
    )  # fmt: skip


def _cells(first: Child, others: Iterable[Child]) -> list[Html]:
    head = text(first) if is_cell(first) else tag("th", first, scope="row")
    return [head, *(text(cell) if is_cell(cell) else tag("td", cell) for cell in others)]


def unseen(*children: Child) -> Html:
    """Return what is read out and not shown."""
    return tag("span", *children, class_="unseen")


def folded(title: Child, *children: Child) -> Html:
    """Return what is folded away on the screen under a title; on paper it is there."""
    return tag("details", tag("summary", title), *children, class_="more")


def is_cell(cell: Child) -> bool:
    """Tell whether something is a cell of a table already."""
    return isinstance(cell, Html) and cell.startswith(("<td", "<th>", "<th "))


def section(anchor: str, title: Child, *children: Child) -> Html:
    """Return a section of the page with its heading."""
    return tag("section", tag("h2", title), *children, id=anchor)


def count(number: int) -> Html:
    """Return a whole number with thousands apart, and as it is for programs."""
    return tag("data", f"{number:,}".replace(",", "\u202f"), value=number)


def counted(number: int, noun: str) -> Html:
    """Return a number of things; ``noun`` names one of them."""
    return joined([count(number), f" {noun}" if number == 1 else f" {noun}s"])


def plain(number: int) -> Html:
    """Return a number that counts nothing, such as a seed: digits without a gap."""
    return tag("data", str(number), value=number)
