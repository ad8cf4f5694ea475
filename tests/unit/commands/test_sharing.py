"""Sharing out is balanced in articles, pairs and lengths, and the same at every call."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest

from annotator.commands.sharing import Story, sampled, shared_out
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId


def stories(number: int, *, size: int = 1) -> list[Story]:
    rng = Random(number)
    return [
        Story(
            DocumentId(f"d{n}"),
            [DocumentId(f"d{n}{'+' * part}") for part in range(size)],
            rng.randrange(300, 9000),
        )
        for n in range(number)
    ]


@pytest.mark.parametrize(
    ("people", "overlap"), [(1, 1), (2, 1), (3, 2), (3, 3), (4, 2), (5, 2), (5, 3)]
)
@pytest.mark.parametrize("number", [20, 101, 400])
def test_articles_pairs_and_lengths_are_balanced(people, overlap, number):
    names = list("ABCDE"[:people])
    made = stories(number)
    shares = shared_out(made, names, overlap, 0)
    owners: dict[str, list[str]] = {}
    for name in names:
        for document in shares[name]:
            owners.setdefault(document, []).append(name)
    assert {len(set(found)) for found in owners.values()} == {overlap}
    assert len(owners) == number
    sizes = [len(shares[name]) for name in names]
    assert max(sizes) - min(sizes) <= 1
    pairs = Counter(pair for found in owners.values() for pair in combinations(found, 2))
    counts = [pairs[pair] for pair in combinations(names, 2)] or [0]
    assert max(counts) - min(counts) <= 2
    lengths = {story.key: story.length for story in made}
    totals = [sum(lengths[document] for document in shares[name]) for name in names]
    assert max(totals) - min(totals) <= 0.06 * max(totals)


def test_with_an_overlap_of_one_shares_are_disjoint_and_stories_stay_together():
    made = stories(30, size=3)
    shares = shared_out(made, ["A", "B"], 1, 0)
    assert not set(shares["A"]) & set(shares["B"])
    for story in made:
        assert any(set(story.documents) <= set(share) for share in shares.values())
    assert shares == shared_out(made[::-1], ["A", "B"], 1, 0)


def test_a_sample_follows_from_the_seed_and_grows_without_changing():
    made = stories(200)
    ten = [story.key for story in sampled(made, 10, 7)]
    assert ten == [story.key for story in sampled(made[::-1], 10, 7)]
    assert ten == [story.key for story in sampled(made, 60, 7)][:10]
    assert ten != [story.key for story in sampled(made, 10, 8)]
    # Articles that come in later move none; at most they take a place of their own.
    later = [story.key for story in sampled([*made, *stories(205)[200:]], 10, 7)]
    assert len(set(later) & set(ten)) >= 8


def test_a_sample_takes_one_article_of_each_story():
    drawn = sampled(stories(5, size=3), 5, 0)
    assert all(list(story.documents) == [story.key] for story in drawn)
    with pytest.raises(UserError, match="5 stories"):
        sampled(stories(5, size=3), 6, 0)
