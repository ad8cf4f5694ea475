"""Agreement of a project's annotators: reading finished work and handing it to the measures."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.agreement.values import Settings
from annotator.app.agreement_pages import READERS, PageReader
from annotator.app.tasks import Progress
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId
from annotator.domain.queries import Query, Term
from annotator.domain.schema import Schema
from annotator.store import annotators, comparison, listing, schemas
from annotator.store.project import Project
from annotator.text.words import RULE

if TYPE_CHECKING:
    from annotator.agreement.report import Findings
    from annotator.agreement.tables import Tables


@dataclass(frozen=True, slots=True)
class Choice:
    """What to compare.

    ``names`` are the annotators; none stands for all who finished something. ``round``
    leaves the documents that were handed out in it; ``gamma`` asks for gamma, which is slow.
    """

    names: Sequence[str] = ()
    query: Query = field(default_factory=Query)
    round: str = ""
    gamma: bool = False


def open_project(path: Path) -> Project:
    """Open a project for comparing alone; raise UserError where it cannot be read.

    A session would do as well, but what it needs takes longer to import than to compare.
    """
    return Project.open(path, read_only=True)


def compare(
    project: Project,
    names: Sequence[str],
    query: Query,
    progress: Progress,
    *,
    round_name: str = "",
    gamma: bool = False,
) -> dict[str, object]:
    """Return the agreement report of a project, as ``annotator agreement --json`` prints it.

    The arguments are those of ``Choice``. Raises UserError for a name or round that the
    project lacks and for fewer than two annotators, Stopped where the user wants no more.
    The project may be changed meanwhile.
    """
    with project.snapshots(READERS) as links:
        read = read_columns(links, Choice(names, query, round_name, gamma), progress)
    return measure(read, progress).json


@dataclass(frozen=True, slots=True)
class Columns:
    """Finished work as columns, how to compare it, and how many documents were chosen."""

    tables: "Tables"
    settings: Settings
    schema: Schema
    chosen: int


def read_columns(
    links: Sequence[sqlite3.Connection], choice: Choice, progress: Progress
) -> Columns:
    """Return the work to compare; reading it is the first half of the progress.

    ``links`` are one or more connections that see one state of the project.
    """
    link = links[0]
    schema = schemas.read(link)
    people = _chosen(link, choice.names)
    settings = replace(
        _settings(schema, sorted(people.values()) if choice.names else None),
        gamma=choice.gamma,
        groups={"source": comparison.sources(link), "round": comparison.rounds(link)},
        by_rule=comparison.settled_by_rule(link),
    )
    numbers = listing.numbers(link, _within_round(link, choice))
    tables = _read(numbers, PageReader(links, schema, people), settings, progress)
    return Columns(tables, settings, schema, len(numbers))


def _require_two(tables: "Tables", chosen: int) -> None:
    """Raise UserError where fewer than two annotators have finished what was chosen."""
    names = [one.name for one, done in zip(tables.people, tables.done, strict=False) if done.any()]
    if len(names) < 2:
        articles = f"{chosen:,} articles" if chosen != 1 else "one article"
        who = f"only {names[0]} has" if names else "nobody has"
        raise UserError(
            "Agreement needs two annotators who have finished articles;"
            f" of the {articles} chosen {who} finished any.",
            mend="Merge or import the others' work, finish articles, or choose others.",
        )


def measure(read: Columns, progress: Progress) -> "Findings":
    """Return the figures of what was read; the second half of the progress.

    Raises UserError where fewer than two annotators have finished what was chosen.
    """
    _require_two(read.tables, read.chosen)
    # Here, not at the top: numpy would cost the window a tenth of a second at its start.
    from annotator.agreement.report import findings_of

    def second_half(done: int, total: int) -> None:
        progress.report(read.chosen + read.chosen * done // max(total, 1), 2 * read.chosen)

    return findings_of(read.tables, read.settings, second_half)


def _within_round(link: sqlite3.Connection, choice: Choice) -> Query:
    if not choice.round:
        return choice.query
    known = comparison.rounds(link)
    if choice.round not in known:
        raise UserError(
            f'The project has no round "{choice.round}".',
            mend=f"It knows: {', '.join(known) or 'none yet; annotator pack makes them'}.",
        )
    return Query((*choice.query.terms, Term(choice.round, "round")))


def _read(
    numbers: Sequence[int], reader: PageReader, settings: Settings, progress: Progress
) -> "Tables":
    """Return the columns of the chosen documents; reading them is the first half of the work."""
    from annotator.agreement.building import Builder

    builder = Builder(settings)
    done = 0
    with closing(reader.pages(numbers)) as pages:
        for count, page in pages:
            progress.report(done, 2 * len(numbers))
            builder.add_page(page)
            done += count
    return builder.tables()


def _chosen(link: sqlite3.Connection, names: Sequence[str]) -> dict[AnnotatorId, str]:
    """Return the annotators to compare, id to a name of their own."""
    # Two people may have one name; merging keeps them apart until they are joined.
    called = annotators.names_apart(link)
    everyone = annotators.everyone(link)
    known = {one.name for one in everyone} | set(called.values())
    unknown = [name for name in names if name not in known]
    if unknown:
        told = ", ".join(sorted({called[one.id] for one in everyone}))
        raise UserError(
            f'The project has no annotator "{unknown[0]}".',
            mend=f"It knows: {told or 'nobody yet'}.",
        )
    if names and len(set(names)) < 2:
        raise UserError(
            "Agreement needs two annotators.", mend="Name two or more: --annotators A,B."
        )
    return {
        one.id: called[one.id]
        for one in everyone
        if not names or one.name in names or called[one.id] in names
    }


def _settings(schema: Schema, names: Sequence[str] | None) -> Settings:
    return Settings(
        label_passes={label.name: label.schema_pass for label in schema.span_labels},
        relation_passes={label.name: label.schema_pass for label in schema.relation_labels},
        symmetric=frozenset(label.name for label in schema.relation_labels if label.symmetric),
        annotators=names,
        tokens_from=RULE,
    )


def pairs_of(report: Mapping[str, object]) -> Mapping[str, str]:
    """Return how the pairs of a report are shown, by how it writes them."""
    # Here, not at the top: numpy would cost the window a tenth of a second at its start.
    from annotator.agreement.tables import pair_name

    names = report["annotators"]
    assert isinstance(names, list)
    return {pair_name(*both): ", ".join(both) for both in combinations(sorted(names), 2)}
