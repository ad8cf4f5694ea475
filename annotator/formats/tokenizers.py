"""Named tokenizers for export: spaCy's rules for a language, without a model."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from annotator.formats.stored_tokens import TextTokens, unpacked
from annotator.formats.tokens import TokenTable

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.DOTALL)
_WORD = re.compile(r"\S+")
DEFAULT_LANGUAGE = "en"
ANY_LANGUAGE = "xx"


class Tokenizers:
    """The blank pipelines of the languages met so far, made at first need.

    ``used`` counts documents by language code: ``xx`` for languages that spaCy has no
    rules for, or only with a package that is not installed.
    """

    def __init__(self) -> None:
        self._vocabularies: dict[str, Vocab] = {}
        self._pipelines: dict[str, Language] = {}
        self._codes: dict[str, str] = {}
        self._norms: dict[int, int] = {}
        self.used: dict[str, int] = {}

    def tokenized(self, text: str, language: str) -> "Doc":
        """Return the text in tokens; ``doc.text`` equals the text exactly."""
        code = self._code(language)
        if not self._made(code):  # its package is missing
            code = self._fall_back(code)
        doc: Doc = self._pipelines[code].tokenizer(text)
        # Rules keep every character; some languages' own tokenizers drop or change white space.
        if not self._keeps_text(code) and doc.text != text:
            code = self._fall_back(code)
            doc = self._pipelines[code].tokenizer(text)
        self.used[code] = self.used.get(code, 0) + 1
        return doc

    def _keeps_text(self, code: str) -> bool:
        return type(self._pipelines[code].tokenizer).__module__ == "spacy.tokenizer"

    def words(self, text: str, language: str, stored: Mapping[str, bytes]) -> TokenTable:
        """Return the tokens of a text that are not white space, none with white space in it.

        They are those stored under the tokenizer's name, or fresh ones.
        """
        if stored:
            return _word_table(text, self.tokens(text, language, stored).table)
        return _word_table(text, _token_table(self.tokenized(text, language)))

    def tokens(self, text: str, language: str, stored: Mapping[str, bytes]) -> TextTokens:
        """Return the tokens of a text: those stored under the tokenizer's name, or fresh ones.

        They are as if a Doc had been made of them: white space has tokens too.
        """
        for code in dict.fromkeys((self._code(language), ANY_LANGUAGE)) if stored else ():
            name = tokenizer_name(code)
            known = unpacked(name, stored[name], text) if name in stored else None
            if known is not None:
                self.used[code] = self.used.get(code, 0) + 1
                return known
        return self._fresh(self.tokenized(text, language))

    def vocabulary(self, tokens: TextTokens) -> "Vocab":
        """Return the vocabulary of the tokenizer that made tokens."""
        for code in self.used:
            if tokenizer_name(code) == tokens.tokenizer:
                return self._vocabulary(code)
        return self._vocabulary(ANY_LANGUAGE)

    def _fresh(self, doc: "Doc") -> TextTokens:
        from spacy.attrs import (  # type: ignore[import-not-found,unused-ignore]
            LENGTH,
            NORM,
            ORTH,
            SPACY,
        )

        columns = doc.to_array([LENGTH, SPACY, ORTH, NORM])
        lengths = columns[:, 0].astype("int64")
        behind = (lengths + columns[:, 1].astype("int64")).cumsum()
        ends = behind - columns[:, 1].astype("int64")
        norms: dict[int, str] = {}
        own = self._norms
        for place, (word, norm) in enumerate(columns[:, 2:].tolist()):
            if word not in own:
                own[word] = doc.vocab[word].norm
            if own[word] != norm:
                norms[place] = doc.vocab.strings[norm]
        table = TokenTable((ends - lengths).tolist(), ends.tolist())
        spaces = (columns[:, 1] != 0).tobytes()
        return TextTokens(tokenizer_name(doc.vocab.lang or ANY_LANGUAGE), table, spaces, norms)

    def main_language(self) -> str:
        """Return the language most documents were in."""
        return max(self.used, key=lambda code: self.used[code], default=DEFAULT_LANGUAGE)

    def _code(self, language: str) -> str:
        """Return the code whose rules are for a language, or the one for any."""
        from spacy.util import get_lang_class

        asked = language.strip().lower()
        if asked not in self._codes:
            match = _LANGUAGE.fullmatch(asked) if asked else None
            code = match.group(1) if match else (ANY_LANGUAGE if asked else DEFAULT_LANGUAGE)
            try:
                self._codes[asked] = get_lang_class(code).lang or code
            except ImportError:  # no such language
                self._codes[asked] = ANY_LANGUAGE
        return self._codes[asked]

    def _fall_back(self, code: str) -> str:
        """Use the rules for any language from now on where one's own do not serve."""
        self._made(ANY_LANGUAGE)
        for asked, found in self._codes.items():
            if found == code:
                self._codes[asked] = ANY_LANGUAGE
        return ANY_LANGUAGE

    def _made(self, code: str) -> bool:
        """Make the pipeline of a language where there is none yet; tell whether there is one."""
        import spacy

        if code not in self._pipelines:
            try:
                self._pipelines[code] = spacy.blank(code, vocab=self._vocabulary(code))
            except (ImportError, ValueError):
                if code == ANY_LANGUAGE:
                    raise
                return False
        return True

    def _vocabulary(self, code: str) -> "Vocab":
        """Return a language's vocabulary, which costs little beside its tokenizer."""
        from spacy.util import get_lang_class
        from spacy.vocab import create_vocab  # type: ignore[import-not-found,unused-ignore]

        if code not in self._vocabularies:
            self._vocabularies[code] = create_vocab(code, get_lang_class(code).Defaults)
        return self._vocabularies[code]

    def described(self) -> list[dict[str, object]]:
        """Return name, version and number of documents of each tokenizer, for a manifest."""
        return [
            {"name": f"spacy.blank({code})", "version": version("spacy"), "documents": count}
            for code, count in sorted(self.used.items())
        ]


@cache  # asking for a version reads the package's files
def tokenizer_name(code: str) -> str:
    """Return the name and version of the tokenizer of a language."""
    return f"spacy.blank({code}) {version('spacy')}"


def _word_table(text: str, table: TokenTable) -> TokenTable:
    """Return tokens without those of white space; one that holds some is cut at it."""
    edges = [
        (start, end)
        for start, end in zip(table.starts, table.ends, strict=True)
        if not text[start].isspace()
    ]
    if sum(map(len, text.split())) != sum(end - start for start, end in edges):
        edges = [piece.span() for edge in edges for piece in _WORD.finditer(text, *edge)]
    return TokenTable([start for start, _ in edges], [end for _, end in edges])


def _token_table(doc: "Doc") -> TokenTable:
    """Return the tokens of a Doc, white space too."""
    # Through arrays: a Python object for each token would take twice as long.
    columns = doc.to_array(["LENGTH", "SPACY"]).astype("int64")
    ends = columns.sum(axis=1).cumsum() - columns[:, 1]
    return TokenTable((ends - columns[:, 0]).tolist(), ends.tolist())
