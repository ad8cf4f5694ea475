"""Verbs on files that go from hand to hand: pack, merge."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from annotator.app import hand_off
from annotator.app.hand_off import Joined, MergeReport, PackOptions, Touched
from annotator.app.session import Session
from annotator.cli import options, output

_OUTCOMES = ("new", "same", "changed", "conflicts", "unmatched")


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command()(pack)
    app.command()(merge)


def pack(
    project: options.Project,
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="The folder for the files.", show_default=False)
    ],
    annotators: Annotated[
        str, typer.Option("--annotators", metavar="A,B,...", help="Whom to hand out to.")
    ],
    documents: options.Documents = "",
    overlap: Annotated[
        int | None,
        typer.Option(
            "--overlap", metavar="N", help="Each article goes to N of them; all if left out."
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option("--sample", metavar="N", help="N articles at random, one of each story."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Decides the sample.")] = 0,
    round_name: Annotated[
        str, typer.Option("--round", metavar="NAME", help="A name for this hand-out.")
    ] = "",
    update: Annotated[
        bool, typer.Option("--update", help="New articles and the schema, nobody's labels.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Write a project file for each annotator; stopped, it leaves nothing behind."""
    wanted = PackOptions(
        annotators.split(","), documents, overlap, sample, seed, round_name, update
    )
    with Session.open(project) as session, output.progress("Packing") as bar:
        made = hand_off.pack(session.project, destination, wanted, bar)
    output.show(
        {
            "packs": [
                {"file": str(one.file), "annotator": one.annotator, "documents": one.documents}
                for one in made
            ]
        },
        as_json=as_json,
        lines=[f"{one.file}: {one.documents:,} articles for {one.annotator}" for one in made],
    )


def merge(
    project: options.Project,
    others: Annotated[list[Path], typer.Argument(metavar="OTHER...", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    joins: Annotated[
        list[str] | None,
        typer.Option("--join", metavar="NAME[=OTHER]", help="Annotators who are one person."),
    ] = None,
    relabel: Annotated[
        bool,
        typer.Option("--relabel", help="Put what stands under merged labels where they went."),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Take in other project files; the later edit of a row wins, the other is kept."""
    names = [hand_off.checked_join(one) for one in joins or ()]
    reports, joined, moved = [], [], Touched()
    with Session.open(project, read_only=dry_run) as session, output.progress("Merging") as bar:
        for other in others:
            if dry_run:
                reports.append((other, hand_off.foresee(session.project, other)))
            else:
                reports.append((other, hand_off.take_in(session.project, other, bar)))
        if not dry_run:
            joined = [one for pair in names if (one := hand_off.join(session.project, *pair))]
            moved = hand_off.follow_merged_labels(session.project) if relabel else moved
    output.show(
        _json(reports, joined, moved),
        as_json=as_json,
        lines=[
            *(line for other, report in reports for line in _lines(other, report)),
            *(f"{one.name}: {len(one.ids)} annotators are one person now" for one in joined),
            *([f"{moved.spans + moved.relations:,} labels put under merged ones"] * relabel),
            *(["Nothing was changed (dry run)."] * dry_run),
        ],
    )


def _json(
    reports: list[tuple[Path, MergeReport]], joined: list[Joined], moved: Touched
) -> dict[str, object]:
    totals: dict[str, int] = dict.fromkeys(_OUTCOMES, 0)
    people: dict[str, dict[str, int]] = {}
    for _, report in reports:
        for name, counts in report.annotators.items():
            mine = people.setdefault(name, dict.fromkeys(_OUTCOMES, 0))
            for outcome in _OUTCOMES:
                mine[outcome] += counts[outcome]
                totals[outcome] += counts[outcome]

    def listed(name: str) -> list[dict[str, object]]:
        return [
            {"file": str(other), **asdict(one)}
            for other, report in reports
            for one in getattr(report, name)
        ]

    return {
        **totals,
        "annotators": people,
        "documents": sum(report.documents for _, report in reports),
        "conflict_examples": listed("conflicts"),
        "unmatched_examples": listed("mismatches"),
        "schema": listed("schema"),
        "same_names": listed("same_names"),
        "joined": [asdict(one) for one in joined],
        "relabelled": moved.spans + moved.relations,
    }


def _lines(other: Path, report: MergeReport) -> Iterator[str]:
    counted = ", ".join(f"{report.total(outcome)} {outcome}" for outcome in _OUTCOMES)
    yield f"{other}: {report.documents} new articles; labels: {counted}"
    for conflict in report.conflicts:
        where = f" in “{conflict.title}”" if conflict.title else ""
        yield f"  Conflict: {conflict.kind}{where}, {conflict.annotator or 'shared'}"
        for side, said in (("mine", conflict.mine), ("theirs", conflict.theirs)):
            stands = " (stands)" if side == conflict.stands else ""
            yield f"    {side}: {said}{stands}"
    if report.conflict_count > len(report.conflicts):
        yield f"  {report.conflict_count - len(report.conflicts):,} more conflicts"
    for mismatch in report.mismatches:
        labels = sum(mismatch.labels.values())
        why = "has another text here" if mismatch.like else "has no text in either file"
        yield f"  Does not match: “{mismatch.title or mismatch.document}” {why}; {labels} labels"
        yield from (f"    {line}" for line in mismatch.diff.splitlines())
    for one in report.schema:
        used = f", {sum(one.labels.values()):,} labels" if one.labels else ""
        yield f"  Schema, {one.kind}: {one.becomes or one.mine}{used}"
    for same in report.same_names:
        yield f"  {len(same.ids)} annotators are called {same.name}; join them with --join"
