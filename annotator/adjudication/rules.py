"""The rules that settle what annotators agree on enough.

A share is always one of the annotators who finished the document in the pass of the label,
never one of the votes at the place: where one of three marks something, that is a third.
"""

from dataclasses import dataclass

from annotator.domain.errors import UserError

NAMES = ("unanimous", "majority", "single")


@dataclass(frozen=True, slots=True)
class Rule:
    """How many must agree: a share of those who did the document, and a number of people.

    ``alone`` makes it a rule for documents that exactly one annotator did.
    """

    name: str
    share: float
    min_votes: int
    alone: bool = False

    def covers(self, doers: int) -> bool:
        """Tell whether the rule speaks about a document that so many did."""
        return doers == 1 if self.alone else doers >= self.min_votes

    def enough(self, votes: int, doers: int) -> bool:
        """Tell whether so many votes of so many annotators settle it."""
        return votes >= self.min_votes and votes >= self.share * doers - 1e-9


def rule_named(name: str, min_votes: int | None = None) -> Rule:
    """Return a rule; raise UserError for a name or a number of votes that cannot be.

    ``unanimous`` needs all, ``majority`` two thirds, both at least two people;
    ``single`` copies what the one annotator of a document did.
    """
    if name not in NAMES:
        raise UserError(f'There is no rule "{name}".', mend=f"Rules are {', '.join(NAMES)}.")
    if min_votes is not None and min_votes < 1:
        raise UserError("A rule needs at least one vote.", mend="Give --min-votes 1 or more.")
    if name == "single":
        if min_votes not in (None, 1):
            raise UserError(
                "The rule single copies one annotator's work: it has one vote.",
                mend="Leave --min-votes out.",
            )
        return Rule(name, 1.0, 1, alone=True)
    return Rule(name, 1.0 if name == "unanimous" else 2 / 3, min_votes or 2)
