"""Sharing articles out: which annotators get which, balanced, the same at every call."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell nearly the same and go to the same annotators.

    ``key`` names the story in every copy of the project; ``length`` counts characters.
    """

    key: DocumentId
    documents: Sequence[DocumentId]
    length: int


def order(key: str, seed: int) -> str:
    """Return where a story stands in the random order of a seed; new stories move none."""
    return hashlib.sha256(f"{seed}\x1f{key}".encode()).hexdigest()


def sampled(stories: Sequence[Story], number: int, seed: int) -> list[Story]:
    """Return some of the stories, drawn at random and fixed by the seed; one article each.

    Near-duplicates are not independent: of each story only the article that names it is
    taken, or of those asked for the one with the lowest id.
    """
    if number > len(stories):
        raise UserError(
            f"{number:,} articles were asked for; there are {len(stories):,} stories to draw from.",
            mend="Ask for fewer, or widen the query. Stories that were handed out before are not"
            " drawn again, unless the query says so with round: or handed:.",
        )
    drawn = sorted(stories, key=lambda story: order(story.key, seed))[:number]
    return [
        Story(
            story.key,
            [story.key if story.key in story.documents else min(story.documents)],
            story.length // len(story.documents),
        )
        for story in drawn
    ]


def shared_out(
    stories: Sequence[Story], annotators: Sequence[str], overlap: int, seed: int
) -> Mapping[str, list[DocumentId]]:
    """Return the documents of each annotator, every story given to ``overlap`` of them.

    Numbers of documents are balanced first, then how many each pair shares, then lengths.
    Long stories are dealt out first, so that short ones even out what is left.
    """
    documents: dict[str, list[DocumentId]] = {name: [] for name in annotators}
    lengths = dict.fromkeys(annotators, 0)
    pairs: Counter[frozenset[str]] = Counter()
    for story in sorted(
        stories, key=lambda one: (-len(one.documents), -one.length, order(one.key, seed))
    ):
        chosen: list[str] = []
        for _ in range(overlap):
            chosen.append(
                min(
                    (name for name in annotators if name not in chosen),
                    key=lambda name: (
                        len(documents[name]),
                        sum(pairs[frozenset((name, other))] for other in chosen),
                        lengths[name],
                        annotators.index(name),
                    ),
                )
            )
        for name in chosen:
            documents[name].extend(story.documents)
            lengths[name] += story.length
        pairs.update({frozenset(pair): len(story.documents) for pair in combinations(chosen, 2)})
    return documents
