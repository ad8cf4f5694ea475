"""What a merge did or would do, as data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.domain.ids import AnnotatorId, DocumentId, LabelId


@dataclass(frozen=True, slots=True)
class EditConflict:
    """One row edited on both sides, neither knowing of the other, both versions in words.

    ``document`` is empty for what belongs to no article; ``title`` is the article's.
    ``kind`` is span, relation, chain, state, note, zone, facts, decision, annotator,
    schema or adjudication. ``stands`` is "mine" or "theirs": the later one. ``offset`` is
    where it is in the article, in code points, and ``text`` what stands there; None and
    empty where it is nowhere in particular.
    """

    kind: str
    document: str
    title: str
    annotator: str
    mine: str
    theirs: str
    stands: str
    offset: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An article of the other file with labels that do not match the project's texts.

    ``why`` is ``text-missing`` (no file has the text) or ``text-differs``: the project has
    the article, ``like``, with another text; ``diff`` shows where (unified, shortened).
    ``labels`` counts the labels by annotator's name.
    """

    document: DocumentId
    title: str
    why: str
    labels: dict[str, int]
    like: DocumentId | None = None
    diff: str = ""


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """One difference of the two schemas, and what the merge makes of it.

    ``kind`` is ``new-there``, ``new-here``, ``renamed``, ``changed``, ``deleted``,
    ``merged``, ``conflict``, ``same-name`` or ``label-gone``. ``mine`` and ``theirs`` say
    what each side has, ``becomes`` what stands after the merge; ``labels`` counts the
    spans and relations concerned by annotator's name. ``label`` is the row's id and
    ``into`` the label that it was merged into or that has the same name.
    """

    kind: str
    label: LabelId
    mine: str
    theirs: str
    becomes: str
    labels: dict[str, int] = field(default_factory=dict)
    into: LabelId | None = None


@dataclass(frozen=True, slots=True)
class SameName:
    """Annotators of one name under different ids: one person or two, people must say."""

    name: str
    ids: Sequence[AnnotatorId]


@dataclass(slots=True)
class MergeReport:
    """What a merge did or would do; label rows are counted by annotator's name.

    ``new`` rows were not here, ``same`` are equal, ``changed`` are written over by a later
    edit, ``older`` are not, since the edit here came after, ``conflicts`` are edits made on
    both sides without knowing of each other (the later one stands, the other is kept),
    ``unmatched`` belong to texts that are missing or differ. ``finished`` counts articles
    that become finished (in a pass), ``others`` what else is taken, by kind: states, notes,
    zones, facts, decisions, adjudications. ``project``, ``name`` and ``state`` identify the
    source, which is ``related`` where it is a copy or pack of this project, or was merged
    with one; ``changes`` counts all rows that are taken, of whatever kind. ``conflicts`` lists
    at most as many as ``foreseen.SHOWN``, of all kinds; ``conflict_count`` counts them all.
    """

    name: str = ""
    project: str = ""
    state: str = ""
    related: bool = True
    annotators: dict[str, Counter[str]] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    documents: int = 0
    changes: int = 0
    conflicts: list[EditConflict] = field(default_factory=list)
    conflict_count: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)
    schema: list[SchemaDifference] = field(default_factory=list)
    same_names: list[SameName] = field(default_factory=list)

    def add(self, annotator: str, outcome: str, number: int = 1) -> None:
        """Count rows of one annotator."""
        self.annotators.setdefault(annotator, Counter())[outcome] += number

    def total(self, outcome: str) -> int:
        """Return the count of one outcome over all annotators."""
        return sum(counts[outcome] for counts in self.annotators.values())
