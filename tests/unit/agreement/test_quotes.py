"""A place in its sentence."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.quotes import Quoter
from annotator.domain.spans import Extent

TEXT = "😀😀 It rained. Ada Lovelace met Bob at 10 a.m. in Bern. Nobody saw it."


def extent(words, text=TEXT):
    start = text.index(words)
    return Extent(start, start + len(words))


def marked(quote, side):
    return "".join(piece.text for piece in quote.pieces if getattr(piece, side))


def test_both_sides_are_marked_in_their_sentence():
    quote = Quoter(TEXT).quote((extent("Ada Lovelace"),), (extent("Lovelace met"),))
    assert quote.text == "Ada Lovelace met Bob at 10 a.m. in Bern."
    assert (marked(quote, "first"), marked(quote, "second")) == ("Ada Lovelace", "Lovelace met")
    both = [piece.text for piece in quote.pieces if piece.first and piece.second]
    assert both == ["Lovelace"]
    assert quote.start == len("😀😀 It rained. ")


def test_fragments_are_marked_apart():
    quote = Quoter(TEXT).quote((extent("Ada"), extent("Bob")))
    assert [piece.text for piece in quote.pieces if piece.first] == ["Ada", "Bob"]


def test_a_span_over_two_sentences_shows_both():
    quote = Quoter(TEXT).quote((extent("Bern. Nobody"),))
    assert quote.text.startswith("Ada")
    assert quote.text.endswith("saw it.")


def test_long_sentences_are_cut_between_words_and_never_inside_a_span():
    text = "word " * 200 + "Ada " + "tail " * 200
    quote = Quoter(text).quote((extent("Ada", text),))
    assert [piece.text for piece in quote.pieces if piece.first] == ["Ada"]
    assert quote.pieces[0].text == quote.pieces[-1].text == " … "
    assert set(quote.text.split()) == {"word", "Ada", "tail", "…"}
    assert len(quote.text) < 400


def test_a_very_long_span_is_cut_inside():
    text = "x" * 5_000
    quote = Quoter(text).quote((Extent(10, 4_990),))
    assert len(quote.text) < 1_500
    assert Quoter(text).words((Extent(0, 3), Extent(5, 6))) == "xxx … x"


@given(st.text(alphabet="ab. \n😀é", min_size=1, max_size=80), st.data())
def test_pieces_without_cuts_are_the_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quoter(text).quote((Extent(start, end),))
    assert text[quote.start : quote.start + len(quote.text)] == quote.text
    assert marked(quote, "first") == text[start:end]
