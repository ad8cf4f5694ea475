"""The MUC and SemEval counts on the alignment: correct, incorrect, partial, missing, spurious.

The first annotator stands for what was predicted, the second for the reference.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.agreement.values import ComparedSpan
from annotator.compare.alignment import Kind, align
from annotator.compare.overlap import Labelled

SCHEMES = ("strict", "exact", "partial", "type")


@dataclass(slots=True)
class SemEval:
    """The five counts of one scheme; a partial match earns half."""

    cor: int = 0
    inc: int = 0
    par: int = 0
    mis: int = 0
    spu: int = 0

    @property
    def precision(self) -> float:
        """(COR + PAR / 2) of all that the first annotator marked; NaN for nothing."""
        return _share(self.cor + self.par / 2, self.cor + self.inc + self.par + self.spu)

    @property
    def recall(self) -> float:
        """(COR + PAR / 2) of all that the second annotator marked; NaN for nothing."""
        return _share(self.cor + self.par / 2, self.cor + self.inc + self.par + self.mis)

    @property
    def f1(self) -> float:
        """The harmonic mean of both, which is symmetric."""
        both = 2 * (self.cor + self.inc + self.par) + self.spu + self.mis
        return _share(2 * self.cor + self.par, both)


Documents = Iterable[tuple[Sequence[ComparedSpan], Sequence[ComparedSpan]]]


def semeval(documents: Documents) -> dict[str, SemEval]:
    """Return the counts by scheme: strict, exact, partial and type."""
    counts = {scheme: SemEval() for scheme in SCHEMES}
    for first, second in documents:
        for row in align(_labelled(first), _labelled(second)):
            for scheme, one in counts.items():
                _count(one, scheme, row.kind)
    return counts


def _count(counts: SemEval, scheme: str, kind: Kind) -> None:
    same_boundary = kind in (Kind.AGREE, Kind.LABEL)
    same_label = kind in (Kind.AGREE, Kind.BOUNDARY)
    correct = {
        "strict": same_boundary and same_label,
        "exact": same_boundary,
        "partial": same_boundary,
        "type": same_label,
    }[scheme]
    if kind is Kind.ONLY_FIRST:
        counts.spu += 1
    elif kind is Kind.ONLY_SECOND:
        counts.mis += 1
    elif correct:
        counts.cor += 1
    elif scheme == "partial":
        counts.par += 1
    else:
        counts.inc += 1


def _labelled(spans: Sequence[ComparedSpan]) -> list[Labelled]:
    return sorted({Labelled(span.fragments, span.label) for span in spans})


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
