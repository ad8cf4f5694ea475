"""Which formats know which options of an export; the others pass over them."""

from collections.abc import Mapping

KNOWS = {
    "scheme": ("conll", "huggingface"),
    "flatten": ("conll", "huggingface", "spacy"),
    "expand": (
        "spacy", "conll", "conllu", "huggingface", "docred", "scierc", "spert", "gliner",
        "prodigy",
    ),
    "window": ("huggingface", "gliner", "llm-chat"),
}  # fmt: skip
"""Formats by the name of an option."""
WHOLE = ("jsonl",)
"""Formats that are never split: they hold everything."""


def passed_over(format_name: str, given: Mapping[str, bool]) -> list[str]:
    """Return those of the options given that a format knows nothing of."""
    unknown = []
    for option, is_given in given.items():
        knows = format_name not in WHOLE if option == "split" else format_name in KNOWS[option]
        if is_given and not knows:
            unknown.append(option)
    return unknown
