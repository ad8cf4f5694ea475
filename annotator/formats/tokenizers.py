"""Named tokenizers for export: spaCy's rules for a language, without a model."""

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

from annotator.formats.tokens import TokenTable

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.DOTALL)
DEFAULT_LANGUAGE = "en"
ANY_LANGUAGE = "xx"


class Tokenizers:
    """The blank pipelines of the languages met so far, made at first need.

    ``used`` counts documents by language code: ``xx`` for languages that spaCy has no
    rules for, or only with a package that is not installed.
    """

    def __init__(self) -> None:
        self._pipelines: dict[str, Language] = {}
        self._codes: dict[str, str] = {}
        self.used: dict[str, int] = {}

    def tokenized(self, text: str, language: str) -> "Doc":
        """Return the text in tokens; ``doc.text`` equals the text exactly."""
        asked = language.strip().lower()
        if asked not in self._codes:
            self._codes[asked] = self._load(asked)
        code = self._codes[asked]
        doc: Doc = self._pipelines[code].tokenizer(text)
        if doc.text != text:  # some languages' own tokenizers drop or change white space
            code = self._fall_back(asked)
            doc = self._pipelines[code].tokenizer(text)
        self.used[code] = self.used.get(code, 0) + 1
        return doc

    def main_language(self) -> str:
        """Return the language most documents were in."""
        return max(self.used, key=lambda code: self.used[code], default=DEFAULT_LANGUAGE)

    def _load(self, asked: str) -> str:
        import spacy

        match = _LANGUAGE.fullmatch(asked) if asked else None
        code = match.group(1) if match else (ANY_LANGUAGE if asked else DEFAULT_LANGUAGE)
        if code in self._pipelines:
            return code
        try:
            pipeline = spacy.blank(code)
        except (ImportError, ValueError):  # no such language, or its package is missing
            return self._fall_back(asked)
        code = pipeline.lang or code
        self._pipelines.setdefault(code, pipeline)
        return code

    def _fall_back(self, asked: str) -> str:
        import spacy

        if ANY_LANGUAGE not in self._pipelines:
            self._pipelines[ANY_LANGUAGE] = spacy.blank(ANY_LANGUAGE)
        self._codes[asked] = ANY_LANGUAGE
        return ANY_LANGUAGE

    def described(self) -> list[dict[str, object]]:
        """Return name, version and number of documents of each tokenizer, for a manifest."""
        return [
            {"name": f"spacy.blank({code})", "version": version("spacy"), "documents": count}
            for code, count in sorted(self.used.items())
        ]


def token_table(doc: "Doc") -> TokenTable:
    """Return the tokens of a Doc as code points of its text."""
    starts = [token.idx for token in doc]
    return TokenTable(
        starts, [start + len(token) for start, token in zip(starts, doc, strict=True)]
    )
