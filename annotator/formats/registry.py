"""All formats by name."""

from collections.abc import Mapping

from annotator.formats.format import Format
from annotator.formats.jsonl import JSONL
from annotator.formats.spacy_docbin import SPACY

FORMATS: Mapping[str, Format] = {each.name: each for each in (JSONL, SPACY)}
"""The formats that can be read or written, in the order they are offered."""
