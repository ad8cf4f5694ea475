"""From entities to what is suggested."""

from annotator.suggest.entities import suggested_entities

TARGETS = {"GPE": "place", "LOC": "place", "ORG": "organisation"}


def test_trims_maps_sorts_and_drops_doubles() -> None:
    text = "In (Berlin), at U.S. Steel."
    entities = [(16, 26, "ORG"), (3, 12, "GPE"), (4, 10, "LOC"), (4, 10, "LAW"), (4, 10, "ORG")]
    assert suggested_entities(text, entities, [(0, len(text))], TARGETS) == [
        (4, 10, "organisation"),
        (4, 10, "place"),
        (16, 26, "organisation"),
    ]


def test_what_is_only_punctuation_is_left_out() -> None:
    assert suggested_entities("a ... b", [(1, 6, "GPE")], [(0, 7)], TARGETS) == []


def test_keeps_what_lies_wholly_within_one_extent() -> None:
    text = "aa bb cc dd"
    words = [(0, 2, "GPE"), (3, 5, "GPE"), (6, 8, "GPE"), (9, 11, "GPE"), (3, 8, "GPE")]

    def kept(*extents: tuple[int, int]) -> list[int]:
        return [start for start, _, _ in suggested_entities(text, words, extents, TARGETS)]

    assert kept() == []
    assert kept((0, 11)) == [0, 3, 3, 6, 9]
    assert kept((0, 5), (6, 11)) == [0, 3, 6, 9]
    assert kept((1, 5), (7, 10)) == [3]
    # White space may stick out of an extent: it is trimmed before the zones are asked.
    assert suggested_entities(text, [(2, 6, "GPE")], [(3, 5)], TARGETS) == [(3, 5, "place")]
