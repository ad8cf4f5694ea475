"""Equal strings over a corpus, against spaCy's PhraseMatcher in one and the same run.

The matcher reads text; PhraseMatcher needs Docs. It is given them already made, which is
the harder comparison, and the time to make them is told beside it.
"""

import random
import time
from collections.abc import Iterator

import pytest

from annotator.domain.ids import LabelId
from annotator.suggest.equal_strings import EqualStrings

ARTICLES = 10_000
STRINGS = 10_000
WORDS = 400
BATCH = 500
LETTERS = "abdeghiklmnoprstuvz"


def word(rng: random.Random) -> str:
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(2, 10)))


def names(rng: random.Random, vocabulary: list[str]) -> list[str]:
    """Return names of one to three words; many share words, as names do."""
    made: set[str] = set()
    while len(made) < STRINGS:
        words = rng.choices(vocabulary[:4000], k=rng.choice((1, 2, 2, 2, 3)))
        made.add(" ".join(map(str.capitalize, words)))
    return sorted(made)


def articles(rng: random.Random, vocabulary: list[str], known: list[str]) -> Iterator[list[str]]:
    """Yield batches of texts in which every twentieth word or so begins a known name."""
    for _ in range(ARTICLES // BATCH):
        batch = []
        for _ in range(BATCH):
            words = rng.choices(vocabulary, k=WORDS)
            for at in range(0, WORDS, 20):
                words[at + rng.randrange(20)] = rng.choice(known)
            for at in range(0, WORDS, 18):
                words[at] = f"{words[at]}."
            batch.append(" ".join(words))
        yield batch


def test_all_known_strings_are_found_in_all_articles(benchmark: pytest.FixtureRequest) -> None:
    import spacy
    from spacy.matcher import PhraseMatcher

    rng = random.Random(11)
    vocabulary = [word(rng) for _ in range(20_000)]
    known = names(rng, vocabulary)
    nlp = spacy.blank("en")
    theirs = PhraseMatcher(nlp.vocab)
    theirs.add("known", [nlp.make_doc(name) for name in known])
    ours = EqualStrings()
    for number, name in enumerate(known):
        ours.learn(name, LabelId(f"label {number % 4}"))
    spent = {"equal strings": 0.0, "PhraseMatcher": 0.0, "tokenisation": 0.0}
    found = {"equal strings": 0, "PhraseMatcher": 0}

    def timed(what: str, begun: float) -> float:
        now = time.perf_counter()
        spent[what] += now - begun
        return now

    def compare() -> None:
        for number, texts in enumerate(articles(rng, vocabulary, known)):
            at = time.perf_counter()
            docs = [nlp.make_doc(text) for text in texts]
            timed("tokenisation", at)
            # Taking turns at going first, so that neither has the warmer machine.
            for what in ("equal strings", "PhraseMatcher")[:: 1 if number % 2 else -1]:
                at = time.perf_counter()
                if what == "PhraseMatcher":
                    count = sum(len(theirs(doc)) for doc in docs)
                else:
                    count = sum(len(ours.find(text)) for text in texts)
                timed(what, at)
                found[what] += count

    benchmark.pedantic(compare, rounds=1)  # type: ignore[attr-defined]
    ratio = spent["PhraseMatcher"] / spent["equal strings"]
    whole = (spent["PhraseMatcher"] + spent["tokenisation"]) / spent["equal strings"]
    benchmark.extra_info.update(  # type: ignore[attr-defined]
        {
            "seconds": {what: round(value, 2) for what, value in spent.items()},
            "found": found,
            "speed of bare PhraseMatcher over Docs already made": round(ratio, 2),
            "speed of PhraseMatcher with tokenisation": round(whole, 2),
        }
    )
    print(benchmark.extra_info)  # type: ignore[attr-defined]
    # Nearly all names that were put in are found (two that overlap are one); PhraseMatcher
    # also gives the names inside longer ones.
    planted = ARTICLES * len(range(0, WORDS, 20))
    assert 0.999 * planted < found["equal strings"] <= found["PhraseMatcher"]
    assert ratio >= 0.8
