"""Tooltips: what a label means, in the words of the schema."""

from html import escape

from annotator.domain.schema import Label
from annotator.domain.suggestions import Precision


def label_tip(label: Label) -> str:
    """Return a label's title, key, guideline and examples as rich text for a tooltip."""
    key = f" &nbsp;({escape(label.key)})" if label.key else ""
    parts = [f"<b>{escape(label.title)}</b> {escape(label.name)}{key}"]
    if label.guideline:
        parts.append(escape(" ".join(label.guideline.split())))
    if label.examples:
        lines = "".join(f"<li>{_example(example)}</li>" for example in label.examples)
        parts.append(f"<ul style='margin-left: 12px; -qt-list-indent: 0'>{lines}</ul>")
    return "".join(f"<p style='margin: 2px 0'>{part}</p>" for part in parts)


def precision_text(precision: Precision | None) -> str:
    """Return how often a source was right, in words: "right 88 of 100"."""
    if precision is None or precision.decided == 0:
        return "no decisions yet"
    return f"right {precision.right} of {precision.decided}"


def origin_text(source: str, precision: Precision | None) -> str:
    """Return a suggestion's source and how often it was right: "en_core_web_sm: right 8 of 9"."""
    return f"{source}: {precision_text(precision)}"


def _example(example: str) -> str:
    return escape(example).replace("[", "<b>").replace("]", "</b>")
