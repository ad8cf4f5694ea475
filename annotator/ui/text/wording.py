"""What tooltips and screen readers say about marks."""

from collections.abc import Mapping, Sequence
from html import escape

from annotator.domain.ids import LabelId
from annotator.domain.spans import Fragments, Relation, Span
from annotator.ui.text.marks import (
    Arc,
    LabelStyle,
    Mark,
    MarkBook,
    Selectable,
    SuggestedRelation,
    key_of,
)

Styles = Mapping[LabelId, LabelStyle]
_LONGEST = 60


def surface(fragments: Fragments, text: str) -> str:
    """Return the string of some fragments on one line, shortened in the middle."""
    whole = " … ".join(" ".join(text[start:end].split()) for start, end in fragments)
    if len(whole) <= _LONGEST:
        return whole
    half = _LONGEST // 2
    return f"{whole[:half].rstrip()} … {whole[-half:].lstrip()}"


def name_of(label: LabelId, styles: Styles) -> str:
    """Return what people call a label."""
    style = styles.get(label)
    return style.spoken if style else str(label)


def sentence_of(relation: Arc, text: str, book: MarkBook, styles: Styles) -> str:
    """Return a relation as a short sentence: source, label, target."""
    source, target = book.get(relation.source), book.get(relation.target)
    left = surface(source.fragments, text) if source else "?"
    right = surface(target.fragments, text) if target else "?"
    return f"{left} {name_of(relation.label, styles)} {right}"


def describe(mark: Selectable | None, text: str, book: MarkBook, styles: Styles) -> str:
    """Return what a screen reader says of the selected mark: label, string, place in the list."""
    if mark is None:
        return ""
    if isinstance(mark, Relation):
        return sentence_of(mark, text, book, styles)
    if isinstance(mark, SuggestedRelation):
        return f"Suggestion, {sentence_of(mark, text, book, styles)}"
    kind = "" if isinstance(mark, Span) else "Suggestion, "
    place = f"{book.place(mark) + 1} of {len(book)}"
    return f"{kind}{name_of(mark.label, styles)}: {surface(mark.fragments, text)}, {place}"


def tooltip(marks: Sequence[Mark], text: str, book: MarkBook, styles: Styles) -> str:
    """Return what the mouse is told about the marks under it, with their relations."""
    rows: list[str] = []
    for mark in marks:
        name, string = name_of(mark.label, styles), surface(mark.fragments, text)
        if isinstance(mark, Span):
            rows.append(f"<b>{escape(name)}</b> {escape(string)}")
        else:
            score = f" {mark.score * 100:.0f}&nbsp;%" if mark.score is not None else ""
            proposed = escape(mark.source)
            rows.append(f"<b>{escape(name)}?</b> {escape(string)}<br>{proposed}{score}")
        rows.extend(_arc_row(arc, text, book, styles) for arc in book.relations_of(key_of(mark)))
    return "<br>".join(rows)


def _arc_row(arc: Arc, text: str, book: MarkBook, styles: Styles) -> str:
    asked = "?" if isinstance(arc, SuggestedRelation) else ""
    return f"&nbsp;&nbsp;{escape(sentence_of(arc, text, book, styles))}{asked}"
