"""Our DocBin, made without a Doc and streamed, holds what spaCy's own would hold."""

import struct
import zlib
from pathlib import Path

import pytest
import spacy
import srsly
from spacy.attrs import ENT_IOB, ENT_TYPE, NORM, ORTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import get_lang_class
from spacy.vocab import create_vocab

from annotator.formats.docbin_file import DocBinFile
from annotator.formats.docbin_rows import RowMaker
from annotator.formats.spacy_documents import RELATIONS, BinDocument
from annotator.formats.stored_tokens import TextTokens, packed, unpacked
from annotator.formats.tokenizers import Tokenizers
from annotator.formats.tokens import TokenTable

TEXTS = [
    "Anna can't work for Acme, don't you think so?  She's gonna. ",
    "PERSON and ORG in 東京 👩🏽‍💻\n\nשלום",
    "x",
    " ",
    "U.S.-led  talks\n",
    " in front",
]
MATRIX = {(0, 1): {"X": 1.0}, (1, 0): {"X": 0.0}}


def _docs(nlp: Language) -> list[Doc]:
    docs = [nlp(text) for text in TEXTS * 8]  # more than 16: a longer msgpack array
    for number, doc in enumerate(docs):
        if len(doc) > 3:
            doc.set_ents([Span(doc, 0, 1, label="PERSON")], missing=[doc[1:2]])
        elif number % 2:
            doc.set_ents([], default="outside")
        else:
            doc.set_ents([], default="missing")
        doc.spans["sc"] = [Span(doc, *each[:2], label=each[2]) for each in _spans(doc)]
        doc.user_data[RELATIONS] = MATRIX
        doc.user_data["big"] = "y" * 70_000 * (number == 0)  # type: ignore[index]
    return docs


def _spans(doc: Doc) -> list[tuple[int, int, str]]:
    return [(0, 2, "ODD_LABEL"), (1, 3, "ORG")] if len(doc) > 3 else []


def _binned(doc: Doc, number: int, tokens: TextTokens) -> BinDocument:
    missing = [(1, 2)] if len(doc) > 3 else ([] if number % 2 else None)
    return BinDocument(
        [token.text for token in doc],
        tokens,
        [(0, 1, "PERSON")] if len(doc) > 3 else [],
        missing,
        _spans(doc),
        {RELATIONS: MATRIX, "big": "y" * 70_000 * (number == 0)},
    )


@pytest.mark.parametrize("stored", [False, True], ids=["fresh", "stored"])
@pytest.mark.parametrize("count", [0, 3, 40])
def test_same_content_as_spacy(tmp_path: Path, count: int, stored: bool) -> None:
    docs = _docs(spacy.blank("en"))[:count]
    path = tmp_path / "x.spacy"
    tokenizers = Tokenizers()
    with DocBinFile(path) as file:
        for number, doc in enumerate(docs):
            tokens = tokenizers.tokens(doc.text, "en", {})
            if stored:
                kept = {tokens.tokenizer: packed(tokens)}
                tokens = Tokenizers().tokens(doc.text, "en", kept)
            file.add(_binned(doc, number, tokens), tokenizers.vocabulary(tokens))
        assert (file.documents, file.tokens) == (count, sum(map(len, docs)))
    expected = DocBin(store_user_data=True, docs=docs).to_bytes()
    assert list(tmp_path.iterdir()) == [path]
    ours = srsly.msgpack_loads(zlib.decompress(path.read_bytes()))
    theirs = srsly.msgpack_loads(zlib.decompress(expected))
    assert list(ours) == list(theirs)
    assert set(ours.pop("strings")) >= {one for one in theirs.pop("strings") if one}
    assert ours == theirs
    vocabulary = spacy.blank("en").vocab
    read = list(DocBin().from_disk(path).get_docs(vocabulary))
    assert [doc.text for doc in read] == [doc.text for doc in docs]
    for one, other in zip(read, DocBin().from_bytes(expected).get_docs(vocabulary), strict=True):
        assert one.to_json() == other.to_json()
        assert [token.norm_ for token in one] == [token.norm_ for token in other]


def test_stored_tokens_come_back_the_same() -> None:
    for text in [*TEXTS, ""]:
        tokens = Tokenizers().tokens(text, "en", {})
        again = unpacked(tokens.tokenizer, packed(tokens), text)
        assert again is not None
        assert (list(again.table.starts), list(again.table.ends)) == (
            list(tokens.table.starts),
            list(tokens.table.ends),
        )
        assert (again.spaces, again.norms) == (tokens.spaces, tokens.norms)


def _stored(norms: str, *steps: int) -> bytes:
    head = f'{{"version":1,"tokens":{len(steps) // 2},"norms":{norms}}}\n'.encode()
    return zlib.compress(head + struct.pack(f"<{len(steps)}i", *steps))


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"x",
        zlib.compress(b"[]\n"),
        zlib.compress(b"{}\nabc"),
        _stored("{}"),
        _stored("[]", 0, 11),
        _stored('{"9":"x"}', 0, 11),
        _stored("{}", 0, 4, 4, 3),  # a gap of four
        _stored("{}", 0, 0, 20, -9),
        _stored("{}", 0, -1, 4, 8),
    ],
)
def test_damaged_tokens_are_made_anew(stored: bytes) -> None:
    fresh = Tokenizers().tokens("Anna can't.", "en", {})
    found = Tokenizers().tokens("Anna can't.", "en", {fresh.tokenizer: stored})
    assert list(found.table.starts) == list(fresh.table.starts)


def test_tokens_of_another_text_or_tokenizer_are_not_taken() -> None:
    other = Tokenizers().tokens("Anna and somebody else", "en", {})
    assert len(Tokenizers().tokens("Anna", "en", {other.tokenizer: packed(other)}).table) == 1
    assert len(Tokenizers().tokens("Anna", "en", {"spacy.blank(en) 0": packed(other)}).table) == 1


@pytest.mark.parametrize("code", ["en", "de", "fr", "tr", "ru", "he", "zh", "ja", "xx"])
def test_normal_forms_are_those_of_lexemes(code: str) -> None:
    tokenizers = Tokenizers()
    tokens = tokenizers.tokens("Anna", code, {})
    vocabulary = create_vocab(code, get_lang_class(code).Defaults)
    maker = RowMaker(tokenizers.vocabulary(tokens), [ORTH, NORM, SENT_START, ENT_IOB, ENT_TYPE])
    words = [
        *vocabulary.strings,
        "Über",
        "İSTANBUL",
        "ǅ",
        "can't",
        "colour",
        "—",
        "“",
        "\n",
        "東京",
    ]
    plain = TextTokens("", TokenTable([], []), b"")
    rows = memoryview(maker.rows(words, plain, [], [])).cast("Q").tolist()
    lexemes = [vocabulary[word] for word in words]
    assert rows[0::5] == [one.orth for one in lexemes]
    assert rows[1::5] == [one.norm for one in lexemes]
    assert maker.strings >= {one.norm_ for one in lexemes}


def test_stored_tokens_need_no_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokenizers().tokens("Anna can't.", "en", {})

    def never(*_: object, **__: object) -> None:
        raise AssertionError("made a tokenizer")

    monkeypatch.setattr(spacy, "blank", never)
    again = Tokenizers()
    found = again.tokens("Anna can't.", "en", {tokens.tokenizer: packed(tokens)})
    assert found.norms == tokens.norms
    assert again.vocabulary(found).lang == "en"
    assert again.used == {"en": 1}


def test_an_error_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), DocBinFile(tmp_path / "x.spacy"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
