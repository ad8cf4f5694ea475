import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.suggest.equal_strings import LONGEST, Choice, EqualStrings
from annotator.text.boundaries import occurrences

ORG, PERSON, PLACE = "org", "person", "place"


def learned(*pairs):
    strings = EqualStrings()
    for string, label in pairs:
        strings.learn(string, label)
    return strings


def found(strings, text):
    return [(text[start:end], choice.label) for start, end, choice in strings.find(text)]


def test_case_and_word_boundaries_are_respected():
    strings = learned(("Elm", ORG), ("Fez", PLACE))
    assert found(strings, "Elm of Fez, ELM, Elmer, elm. (Fez)") == [
        ("Elm", ORG), ("Fez", PLACE), ("Fez", PLACE),
    ]  # fmt: skip


def test_a_name_that_ends_in_an_abbreviation_is_found_at_the_end_of_a_sentence():
    text = "She left Elm Ltd. He stayed with Elm Ltd.\nElm Ltd, too, and Elm Ltd. of Fez"
    assert found(learned(("Elm Ltd", ORG)), text) == [("Elm Ltd", ORG)] * 3
    # With its full stop it is the longer string, and as good within a sentence.
    both = learned(("Elm Ltd", ORG), ("Elm Ltd.", ORG))
    assert found(both, text) == [
        ("Elm Ltd.", ORG), ("Elm Ltd.", ORG), ("Elm Ltd", ORG), ("Elm Ltd.", ORG),
    ]  # fmt: skip
    assert found(learned(("Elm Ltd.", ORG)), text) == [("Elm Ltd.", ORG)] * 3


def test_the_longest_is_found_first():
    strings = learned(
        ("New York", PLACE), ("New York Times", ORG), ("York", PLACE), ("Times Square", PLACE)
    )
    assert found(strings, "The New York Times of New York.") == [
        ("New York Times", ORG), ("New York", PLACE),
    ]  # fmt: skip
    assert found(strings, "New York Times Square") == [("New York Times", ORG)]
    # What is no word there does not stand in the way of what is.
    assert found(strings, "New Yorker of York") == [("York", PLACE)]


def test_ambiguous_strings_go_by_majority_with_counts():
    strings = learned(("Jordan", PERSON), ("Jordan", PLACE), ("Jordan", PLACE))
    assert strings.choice("Jordan") == Choice(PLACE, 2, 3)
    assert strings.counts("Jordan") == {PERSON: 1, PLACE: 2}
    strings.learn("Jordan", PERSON)
    assert strings.choice("Jordan") == Choice(PERSON, 2, 4)  # of equals the lower id
    strings.learn("Jordan", PLACE, -2)
    strings.learn("Jordan", PERSON, -2)
    assert strings.choice("Jordan") is None
    assert found(strings, "Jordan") == []
    assert len(strings) == 0


def test_rejected_more_often_than_labelled_is_not_found():
    strings = learned(("Washington", PERSON), ("Washington", PLACE), ("Washington", PLACE))
    strings.reject("Washington", PLACE, 2)
    assert strings.choice("Washington").label == PLACE
    strings.reject("Washington", PLACE)
    assert strings.choice("Washington") == Choice(PERSON, 1, 3)
    strings.reject("Washington", PERSON, 2)
    assert found(strings, "Washington") == []
    strings.reject("Washington", PERSON, -1)
    assert found(strings, "Washington") == [("Washington", PERSON)]


def test_a_single_lower_case_word_must_have_been_labelled_twice():
    strings = learned(("the", ORG), ("chief executive", PERSON), ("mayor", PERSON))
    text = "the chief executive and the mayor"
    assert found(strings, text) == [("chief executive", PERSON)]
    strings.learn("mayor", PERSON)
    assert found(strings, text) == [("chief executive", PERSON), ("mayor", PERSON)]
    strings.reject("mayor", PERSON, 3)
    assert found(strings, text) == [("chief executive", PERSON)]


def test_blank_and_very_long_strings_are_not_learned():
    strings = learned((" ", ORG), ("", ORG), ("x" * (LONGEST + 1), ORG))
    assert len(strings) == 0
    assert strings.find("x  y") == []


def test_what_is_learned_between_texts_is_found_in_the_next():
    strings = EqualStrings()
    rng = random.Random(3)
    names = [f"Name{number}" for number in range(2000)]
    rng.shuffle(names)
    for number, name in enumerate(names, start=1):
        strings.learn(name, ORG)
        if number % 3 == 0:
            strings.learn(names[number - 3], ORG, -1)
        if number % 97 == 0:
            text = " ".join(names)
            known = [
                one for at, one in enumerate(names[:number]) if (at + 3) % 3 or at + 3 > number
            ]
            assert [text[a:b] for a, b, _ in strings.find(text)] == known


alphabet = st.text("ab .京'", max_size=8)


@given(st.lists(alphabet, max_size=8), st.text("ab .京'", max_size=40))
def test_every_match_stands_alone_and_none_is_missed(strings, text):
    known = EqualStrings()
    for string in strings:
        known.learn(string, ORG, 2)
    matches = known.find(text)
    for (_, end, _), (start, _, _) in pairwise(matches):
        assert end <= start
    for start, end, _ in matches:
        assert text[start:end] in strings
        assert (start, end) in set(occurrences(text[:end], text[start:end])) | {(start, end)}
    for string in strings:
        if not string or string.isspace():
            continue
        for start, end in occurrences(text, string):
            assert any(a < end and start < b for a, b, _ in matches)
