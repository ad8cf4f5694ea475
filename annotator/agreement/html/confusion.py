"""Confusion matrices, each cell with its places in their sentences."""

from collections.abc import Callable, Sequence

from annotator.agreement.confusion import MISSED
from annotator.agreement.contents import Cell, Matrix, Quoted
from annotator.agreement.html.elements import (
    Child,
    Html,
    count,
    joined,
    matrix_class,
    named,
    section,
    tag,
)
from annotator.agreement.html.spans import Looks
from annotator.agreement.places import Marked
from annotator.agreement.quotes import Quote
from annotator.compare.alignment import Kind

_CLASSES = {(True, False): "a", (False, True): "b", (True, True): "ab"}
_SAID = {
    Kind.AGREE: "equal",
    Kind.LABEL: "label",
    Kind.BOUNDARY: "boundary",
    Kind.LABEL_AND_BOUNDARY: "label and boundary",
}


def confusion(
    matrices: Sequence[Matrix], looks: Looks, told: Callable[[], None] = lambda: None
) -> Html:
    """Return the matrices of all pairs; ``told`` is called before each and may raise to stop."""
    parts = []
    for number, matrix in enumerate(matrices):
        told()
        who = [named(matrix.first), " (rows) and ", named(matrix.second), " (columns)"]
        parts.append(tag("h3", *who))
        parts.append(_matrix(matrix, number))
        order = sorted(
            enumerate(matrix.cells), key=lambda one: (one[1].row == one[1].column, -one[1].number)
        )
        parts += [_places(matrix, cell, f"c{number}-{at}", looks) for at, cell in order]
    return section(
        "confusion",
        "Where they differ",
        tag(
            "p",
            joined(["Spans after alignment. ", tag("b", MISSED), " counts what the other did not"
                    " mark; an empty cell is 0. A number leads to its places: ",
                    tag("mark", "the first", class_="a"), ", ",
                    tag("mark", "the second", class_="b"), ", ",
                    tag("mark", "both", class_="ab"), ". What is unfolded is printed."]),
        ),
        *parts,
    )  # fmt: skip


def _matrix(matrix: Matrix, number: int) -> Html:
    anchors = {(cell.row, cell.column): f"#c{number}-{at}" for at, cell in enumerate(matrix.cells)}
    head = [tag("td", named(matrix.first), " \\ ", named(matrix.second), class_="soft")]
    head += [tag("th", named(label), scope="col") for label in matrix.labels]
    body = []
    for label, row in zip(matrix.labels, matrix.rows, strict=True):
        total = sum(row) or 1
        cells = [tag("th", named(label), scope="row")]
        for column, value in zip(matrix.labels, row, strict=True):
            anchor = anchors.get((label, column))
            inside = tag("a", count(value), href=anchor) if anchor else count(value)
            strength = f"--w: {0.06 + 0.34 * value / total:.2f}" if value else None
            if not value:
                inside = tag("data", "", value=0)
            cells.append(tag("td", inside, class_="cell", style=strength))
        body.append(tag("tr", *cells))
    caption = f"Labels of {matrix.first} (rows) and {matrix.second} (columns)"
    made = tag("table", tag("caption", caption, class_="unseen"), tag("thead", tag("tr", *head)),
               tag("tbody", *body), class_=matrix_class(matrix.labels))  # fmt: skip
    return tag("div", made, class_="scroll")


def _places(matrix: Matrix, cell: Cell, anchor: str, looks: Looks) -> Html:
    rest = cell.number - len(cell.quoted)
    said = joined([
        named(matrix.first), ": ", looks.chip(cell.row), " · ", named(matrix.second), ": ",
        looks.chip(cell.column), " — ", count(cell.number),
        " place" if cell.number == 1 else " places",
    ])  # fmt: skip
    return tag(
        "details",
        tag("summary", said),
        tag("ol", *(_place(matrix, one, looks) for one in cell.quoted), class_="places",
            id=anchor),
        tag("p", joined(["and ", count(rest), " more; all differences are in the CSV tables."]),
            class_="soft") if rest else None,
        class_="cell",
    )  # fmt: skip


def _place(matrix: Matrix, one: Quoted, looks: Looks) -> Html:
    place = one.place
    kind: Child = _SAID.get(place.kind)
    if kind is None:
        only = matrix.first if place.kind is Kind.ONLY_FIRST else matrix.second
        kind = joined(["only ", named(only)])
    more = " · one against several" if place.split else ""
    return tag(
        "li",
        quoted(one.quote),
        tag(
            "small",
            joined([
                _side(matrix.first, place.first, looks), " · ",
                _side(matrix.second, place.second, looks), " · ", kind, more, " · ",
                named(one.title),
            ]),
        ),
    )  # fmt: skip


def _side(name: str, marked: Marked | None, looks: Looks) -> Html:
    if marked is None:
        return joined([named(name), ": nothing"])
    extents = ", ".join(f"{start}–{end}" for start, end in marked.fragments)
    return joined([named(name), ": ", looks.chip(marked.label), f" {extents}"])


def quoted(quote: Quote) -> Html:
    """Return a quotation with what each side marked."""
    parts = []
    for piece in quote.pieces:
        class_ = _CLASSES.get((piece.first, piece.second))
        parts.append(tag("mark", piece.text, class_=class_) if class_ else piece.text)
    return tag("q", joined(parts), dir="auto")
