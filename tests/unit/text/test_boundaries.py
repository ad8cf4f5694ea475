import pytest

from annotator.text.boundaries import occurrences, stands_alone


@pytest.mark.parametrize(
    ("text", "string", "starts"),
    [
        ("Ann met Annie and Ann.", "Ann", [0, 18]),
        ("ann and ANN", "Ann", []),
        ("Japan's rates, Japan’s debt, Japanese", "Japan", [0, 15]),
        ("The U.S. and the U.S", "U.S.", [4]),
        ("The U.S. and the U.S", "U.S", [17]),
        ("Oak Inc. rose", "Oak Inc", []),
        ("Oak Inc. rose", "Oak Inc.", [0]),
        ("He bought Elm Ltd.", "Elm Ltd", [10]),
        ("He bought Elm Ltd.", "Elm Ltd.", [10]),
        ("Elm Ltd.\nnext", "Elm Ltd", [0]),
        ("He left Elm Ltd. She did not.", "Elm Ltd", [8]),
        ("He left Elm Ltd. “No,” he said.", "Elm Ltd", [8]),
        (
            "Elm Ltd, Elm Ltd; (Elm Ltd.) “Elm Ltd.” Elm Ltd? Elm Ltd… Elm Ltd's",
            "Elm Ltd",
            [0, 9, 19, 30, 40, 49, 58],
        ),
        ("Elm Ltd.com and Elm Ltda", "Elm Ltd", []),
        ("It is Ltd. And St. Paul", "Ltd", []),
        ("It is in the U.S.", "the U.S", []),
        ("1,000 and 1", "1", [10]),
        ("(AP) \"AP\" 'AP' AP/UP—AP", "AP", [1, 6, 11, 15, 21]),
        ("co-op O'Neill", "O", []),
        ("co-op", "op", [3]),
        ("snake_case", "case", []),
        ("a#tag #tag", "#tag", [1, 6]),
        ("cafe\u0301 cafe", "cafe", [6]),
        ("東京都と東京", "東京", [0, 4]),
        ("米IBM社のIBMer", "IBM", [1]),
        ("カタカナ", "タカ", [1]),
        ("か\u3099 か", "か", [3]),
        ("서울에서 남서울", "서울", [0]),
        ("กรุงเทพมหานคร", "เทพ", [4]),
        ("القاهرة في القاهرة", "القاهرة", [0, 11]),
        ("aXa XX XXX", "XX", [4]),
        ("", "x", []),
        ("text", "", []),
    ],
)
def test_strings_are_found_where_words_begin_and_end(text, string, starts):
    assert [extent.start for extent in occurrences(text, string)] == starts
    for start, end in occurrences(text, string):
        assert text[start:end] == string


def test_a_long_line_without_spaces_is_looked_at_near_the_place_only():
    text = "東" * 200_000 + "IBM" + "京" * 200_000
    assert [extent.start for extent in occurrences(text, "IBM")] == [200_000]
    assert stands_alone(text, 0, 1)
