import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.domain.queries import Query, Term, parse_query


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("chips", [Term("chips")]),
        ('"chip talks" -gas', [Term("chip talks"), Term("gas", negated=True)]),
        ("semicon*", [Term("semicon", prefix=True)]),
        ("state:in_progress", [Term("in-progress", "state")]),
        ("-state:new", [Term("new", "state", negated=True)]),
        ('source:"Harbour Wire"', [Term("Harbour Wire", "source")]),
        ("date:2022-07..2022-08", [Term("2022-07..2022-08", "date")]),
        ("flag:", [Term("", "flag")]),
        ("Note:this", [Term("note:this")]),
        ('"open quote', [Term("open quote")]),
        ("*", [Term("*")]),
    ],
)
def test_queries_mean(text, terms):
    assert list(parse_query(text).terms) == terms


@pytest.mark.parametrize("text", ["state:done", "date:July", "date:..", "date:2022..2023..2024"])
def test_values_that_cannot_be_are_told(text):
    with pytest.raises(UserError):
        parse_query(text)


@given(st.text(max_size=30))
def test_any_text_is_a_query_or_a_clear_error(text):
    try:
        assert isinstance(parse_query(text), Query)
    except UserError as error:
        assert str(error)
