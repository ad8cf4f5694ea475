"""Known strings and where they stand in a text: suggestions from what was labelled before.

Strings are looked for with an Aho-Corasick automaton over all of them at once (Aho and
Corasick 1975, "Efficient string matching"), so that the time does not depend on how many
there are. An automaton cannot grow; strings learned since it was built are in a second,
small one, until there are enough of them to build the large one again.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from annotator.domain.ids import LabelId
from annotator.text.boundaries import FREE_AFTER, FREE_BEFORE, stands_alone

LONGEST = 200
"""Longer strings are not learned: they are sentences, and do not come again."""
_RECENT = 256


class Choice(NamedTuple):
    """The label a string is suggested under: labelled so ``labelled`` times of ``times``."""

    label: LabelId
    labelled: int
    times: int


Found = tuple[int, int, Choice]
"""A known string in a text: start and end in code points, and as what it is suggested.

A plain tuple, because a hundred thousand of them are made in a second.
"""


class EqualStrings:
    """Learn how often strings were labelled and rejected; find them in texts.

    Case and word boundaries are respected. A string labelled in several ways is suggested
    under the label it had most often (of equals, the one whose id is lower), unless it was
    rejected under it more often than labelled. A single word in lower case must have been
    labelled twice, since function words get labelled by mistake.
    """

    def __init__(self) -> None:
        self._labelled: dict[str, Counter[LabelId]] = {}
        self._rejected: dict[str, Counter[LabelId]] = {}
        # By number: the string, and what it is suggested as (None: not at all).
        self._strings: list[str] = []
        self._choices: list[Choice | None] = []
        self._numbers: dict[str, int] = {}
        self._large: AhoCorasick | None = None
        self._small: AhoCorasick | None = None
        self._in_large = self._in_small = 0

    def __len__(self) -> int:
        return len(self._labelled)

    def learn(self, string: str, label: LabelId, times: int = 1) -> None:
        """Count a string as labelled; with negative ``times`` take that back."""
        if 0 < len(string) <= LONGEST and not string.isspace():
            _count(self._labelled, string, label, times)
            self._choose(string)

    def learn_all(
        self,
        labelled: Iterable[tuple[str, LabelId]],
        rejected: Iterable[tuple[str, LabelId]] = (),
    ) -> None:
        """Count many strings at once, as ``learn`` and ``reject`` would one by one."""
        for string, label in labelled:
            if 0 < len(string) <= LONGEST and not string.isspace():
                _count(self._labelled, string, label, 1)
        for string, label in rejected:
            _count(self._rejected, string, label, 1)
        for string in self._labelled:
            self._choose(string)

    def reject(self, string: str, label: LabelId, times: int = 1) -> None:
        """Count a string as rejected under a label; with negative ``times`` take it back."""
        _count(self._rejected, string, label, times)
        self._choose(string)

    def counts(self, string: str) -> Mapping[LabelId, int]:
        """Return how often a string was labelled, by label."""
        return dict(self._labelled.get(string, {}))

    def choice(self, string: str) -> Choice | None:
        """Return what a string is suggested as, or None."""
        number = self._numbers.get(string)
        return None if number is None else self._choices[number]

    def find(self, text: str) -> list[Found]:
        """Return the known strings that stand alone in a text, in reading order.

        Where several overlap the longest is found; of equally long ones the first.
        """
        self._build()
        found: list[Found] = []
        if self._large is not None:
            found = _search(self._large, self._choices, text)
        if self._small is not None:
            found += _search(self._small, self._choices[self._in_large :], text)
            # In the order in which one automaton would have found them.
            found.sort(key=_by_end)
        return _longest(found)

    def _choose(self, string: str) -> None:
        choice = self._best(string)
        number = self._numbers.get(string)
        if number is not None:
            self._choices[number] = choice
        elif choice is not None:
            self._numbers[string] = len(self._strings)
            self._strings.append(string)
            self._choices.append(choice)

    def _best(self, string: str) -> Choice | None:
        labelled = self._labelled.get(string)
        if not labelled:
            return None
        rejected = self._rejected.get(string, Counter())
        eligible = [
            (-times, label) for label, times in labelled.items() if rejected[label] <= times
        ]
        if not eligible:
            return None
        number, label = min(eligible)
        needed = 2 if string.islower() and not any(map(str.isspace, string)) else 1
        return Choice(label, -number, labelled.total()) if -number >= needed else None

    def _build(self) -> None:
        """Take strings into an automaton that were learned since one was built last."""
        known = len(self._strings)
        if known == self._in_large + self._in_small:
            return
        if known - self._in_large > max(_RECENT, self._in_large // 8):
            self._forget_unused()
            self._large = AhoCorasick(self._strings)
            self._small = None
            self._in_large, self._in_small = len(self._strings), 0
        else:
            self._small = AhoCorasick(self._strings[self._in_large :])
            self._in_small = known - self._in_large

    def _forget_unused(self) -> None:
        kept = [
            (string, choice)
            for string, choice in zip(self._strings, self._choices, strict=True)
            if choice is not None
        ]
        self._strings = [string for string, _ in kept]
        self._choices = [choice for _, choice in kept]
        self._numbers = {string: number for number, string in enumerate(self._strings)}


def _search(automaton: AhoCorasick, choices: Sequence[Choice | None], text: str) -> list[Found]:
    """Return all matches that stand alone and are suggested as something."""
    # A space on either side saves asking whether a match touches an end of the text.
    padded = f" {text} "
    return [
        (start, end, choice)
        for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True)
        if (choice := choices[number]) is not None
        and (
            (padded[start] in FREE_BEFORE and padded[end + 1] in FREE_AFTER)
            or stands_alone(text, start, end)
        )
    ]


def _count(counts: dict[str, Counter[LabelId]], string: str, label: LabelId, times: int) -> None:
    of_string = counts.setdefault(string, Counter())
    of_string[label] += times
    if of_string[label] <= 0:
        del of_string[label]
        if not of_string:
            del counts[string]


def _by_end(found: Found) -> tuple[int, int]:
    return found[1], found[0]


def _longest(found: list[Found]) -> list[Found]:
    """Return those that do not overlap a longer one that is kept; they come by their ends.

    Nearly always one of two that overlap lies inside the other, and goes.
    """
    kept: list[Found] = []
    reach = 0
    for one in found:
        start, end, _ = one
        if start < reach:
            if end == reach and start > kept[-1][0]:
                continue
            while kept and kept[-1][0] >= start:
                kept.pop()
            if kept and kept[-1][1] > start:
                return _settled(found)
        kept.append(one)
        reach = end
    return kept


def _settled(found: list[Found]) -> list[Found]:
    """Choose among matches some of which cross others, the longest first."""
    taken: list[Found] = []
    starts: list[int] = []
    for one in sorted(found, key=lambda found: (found[0] - found[1], found[0])):
        at = bisect_left(starts, one[0])
        if (at == 0 or taken[at - 1][1] <= one[0]) and (at == len(taken) or one[1] <= taken[at][0]):
            taken.insert(at, one)
            starts.insert(at, one[0])
    return taken
