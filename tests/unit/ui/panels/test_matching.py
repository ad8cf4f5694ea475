"""How what is typed fits entries."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.panels.matching import best_fit, fit


def order(typed, *texts):
    return sorted((t for t in texts if fit(typed, t) is not None), key=lambda t: fit(typed, t))


def test_beginnings_before_words_before_insides_before_scattered_letters():
    texts = ("Person", "By person", "Salesperson", "Pie erases an onion")
    assert order("person", *reversed(texts)) == list(texts)
    assert order("pers", "Pie erases", "Salesperson", "By person", "Person") == [
        "Person",
        "By person",
        "Salesperson",
        "Pie erases",
    ]


def test_case_accents_and_white_space_do_not_count():
    assert fit("SAO paulo", "  são  Paulo") == 0
    assert fit("goon", "Go on") is not None
    assert fit("ß", "Strasse") is not None


def test_letters_out_of_order_do_not_fit():
    assert fit("ba", "ab") is None
    assert fit("aa", "a") is None


def test_the_title_counts_a_little_more_than_other_words():
    assert best_fit("org", ("Organisation", "ORG")) < best_fit("org", ("Firm", "Organisation"))
    assert best_fit("zzz", ("Organisation", "ORG")) is None


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_any_stretch_of_a_text_fits_it(before, typed, after):
    assert fit(typed, before + typed + after) is not None or _joins(before, typed, after)


def _joins(before, typed, after):
    """Combining marks and case folding may join across the seams; then nothing is promised."""
    import unicodedata

    whole = unicodedata.normalize("NFKD", (before + typed + after).casefold())
    parts = "".join(unicodedata.normalize("NFKD", p.casefold()) for p in (before, typed, after))
    return whole != parts
