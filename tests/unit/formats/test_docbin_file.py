"""Our streamed DocBin holds what spaCy's own would hold."""

import zlib
from pathlib import Path

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin, Span

from annotator.formats.docbin_file import DocBinFile

TEXTS = ["Anna works for Acme.", "PERSON and ORG in 東京 👩🏽‍💻\n\nשלום", "x", " ", ""]


def _docs() -> list[Doc]:
    nlp = spacy.blank("en")
    docs = [nlp(text) for text in TEXTS * 8]  # more than 16: a longer msgpack array
    for number, doc in enumerate(docs):
        if len(doc) > 3:
            doc.set_ents([Span(doc, 0, 1, label="PERSON")], missing=[doc[1:2]])
            doc.spans["sc"] = [Span(doc, 0, 2, label="ODD_LABEL"), Span(doc, 1, 3, label="ORG")]
            doc.user_data[("._.", "rel", None, None)] = {(0, 1): {"X": 1.0}, (1, 0): {"X": 0.0}}  # type: ignore[index]
            doc.user_data["big"] = "y" * 70_000 * (number == 0)
    return docs


@pytest.mark.parametrize("count", [0, 3, 40])
def test_same_content_as_spacy(tmp_path: Path, count: int) -> None:
    docs = _docs()[:count]
    path = tmp_path / "x.spacy"
    with DocBinFile(path) as file:
        for doc in docs:
            file.add(doc)
        assert (file.documents, file.tokens) == (count, sum(map(len, docs)))
    expected = DocBin(store_user_data=True, docs=docs).to_bytes()
    assert list(tmp_path.iterdir()) == [path]
    ours = srsly.msgpack_loads(zlib.decompress(path.read_bytes()))
    theirs = srsly.msgpack_loads(zlib.decompress(expected))
    assert list(ours) == list(theirs)
    assert ours == theirs
    read = list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    assert [doc.text for doc in read] == [doc.text for doc in docs]


def test_an_error_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), DocBinFile(tmp_path / "x.spacy") as file:
        file.add(_docs()[0])
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
