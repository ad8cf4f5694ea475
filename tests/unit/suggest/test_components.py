"""Which components of a pipeline are left out."""

from pathlib import Path

import pytest

from annotator.suggest.components import Component, finders, read_components, unneeded


def test_reads_components_their_order_and_who_listens(tmp_path: Path) -> None:
    path = tmp_path / "config.cfg"
    path.write_text(
        """
[nlp]
pipeline = ["tok2vec","tagger","ner"]
disabled = ["tagger"]
before_creation = null

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tagger]
factory = "tagger"

[components.ner]
factory = "ner"
text = "100%"

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = ${components.tok2vec.model.encode.width}
"""
    )
    assert read_components(path) == (
        Component("tok2vec", "tok2vec"),
        Component("tagger", "tagger", enabled=False),
        Component("ner", "ner", listens=True),
    )


@pytest.mark.parametrize("text", ["", "[nlp]\npipeline = ner\n", "[nlp]\npipeline = 3\n"])
def test_refuses_what_is_no_configuration(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.cfg"
    path.write_text(text)
    with pytest.raises(ValueError):
        read_components(path)


def parts(*factories: str, listening: str = "") -> list[Component]:
    """Components named after their factories."""
    return [Component(name, name, listens=name in listening) for name in factories]


def test_leaves_out_all_but_the_recogniser() -> None:
    whole = parts("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")
    assert unneeded(whole) == ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
    assert [part.name for part in finders(whole)] == ["ner"]


def test_keeps_the_shared_vectors_that_the_recogniser_listens_to() -> None:
    whole = parts("transformer", "tagger", "ner", listening="ner tagger")
    assert unneeded(whole) == ["tagger"]


def test_keeps_everything_beside_a_ruler_or_a_stranger() -> None:
    for factory in ("entity_ruler", "my_own_finder"):
        whole = parts("tok2vec", "tagger", "lemmatizer", "ner", factory)
        whole.append(Component("senter", "senter", enabled=False))
        assert unneeded(whole) == ["senter"]
        assert [part.name for part in finders(whole)] == ["ner", factory]
