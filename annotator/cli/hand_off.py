"""Verbs on files that go from hand to hand: pack, merge."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from annotator.app import hand_off
from annotator.app.hand_off import (
    Joined,
    MergeReport,
    PackOptions,
    SchemaDifference,
    Touched,
)
from annotator.app.session import Session
from annotator.cli import options, output

_TOTALS = ("new", "same", "changed", "conflicts", "unmatched")
_COUNTS = (*_TOTALS, "older", "finished")


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
        lines=[
            f"{one.file}: {output.counted(one.documents, 'article')} for {one.annotator}"
            for one in made
        ],
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
    pairs = [hand_off.checked_join(one) for one in joins or ()]
    names = [name for pair in pairs for name in pair if name]
    joined, moved = [], Touched()
    with Session.open(project, read_only=dry_run) as session, output.progress("Merging") as bar:
        hand_off.check(session.project, others, names, bar)
        if dry_run:
            found = hand_off.foresee_all(session.project, others, bar)
        else:
            found = [hand_off.take_in(session.project, one, bar, checked=True) for one in others]
            joined = [one for pair in pairs if (one := hand_off.join(session.project, *pair))]
            moved = hand_off.follow_merged_labels(session.project) if relabel else moved
    count = moved.spans + moved.relations
    reports = list(zip(others, found, strict=True))
    output.show(
        _json(reports, joined, moved),
        as_json=as_json,
        lines=[
            *(line for other, report in reports for line in _lines(other, report)),
            *(f"{one.name}: {len(one.ids)} annotators are one person now" for one in joined),
            *([f"{output.counted(count, 'label')} put under merged ones"] * relabel),
            *(["Nothing was changed (dry run)."] * dry_run),
        ],
    )


def _json(
    reports: list[tuple[Path, MergeReport]], joined: list[Joined], moved: Touched
) -> dict[str, object]:
    totals: dict[str, int] = dict.fromkeys(_COUNTS, 0)
    taken: Counter[str] = Counter()
    people: dict[str, dict[str, int]] = {}
    for _, report in reports:
        taken.update(report.others)
        for name, counts in report.annotators.items():
            mine = people.setdefault(name, dict.fromkeys(_COUNTS, 0))
            for outcome in _COUNTS:
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
        "others": dict(taken),
        "documents": sum(report.documents for _, report in reports),
        "conflict_examples": listed("conflicts"),
        "unmatched_examples": listed("mismatches"),
        "unrelated": [str(other) for other, report in reports if not report.related],
        "schema": listed("schema"),
        "same_names": listed("same_names"),
        "joined": [asdict(one) for one in joined],
        "relabelled": moved.spans + moved.relations,
    }


def _lines(other: Path, report: MergeReport) -> Iterator[str]:
    counted = ", ".join(f"{report.total(outcome):,} {outcome}" for outcome in _TOTALS)
    yield f"{other}: {output.counted(report.documents, 'new article')}; labels: {counted}"
    if not report.related:
        yield "  It was made on its own: no copy or pack of this project."
    yield from _people(report)
    for conflict in report.conflicts:
        where = f" in “{conflict.title}”" if conflict.title else ""
        at = "" if conflict.offset is None else f", at {conflict.offset}"
        yield f"  Conflict: {conflict.kind}{where}, {conflict.annotator or 'shared'}{at}"
        for side, said in (("mine", conflict.mine), ("theirs", conflict.theirs)):
            stands = " (stands)" if side == conflict.stands else ""
            yield f"    {side}: {said}{stands}"
    if report.conflict_count > len(report.conflicts):
        more = report.conflict_count - len(report.conflicts)
        yield f"  {output.counted(more, 'more conflict')}"
    for mismatch in report.mismatches:
        labels = output.counted(sum(mismatch.labels.values()), "label")
        why = "has another text here" if mismatch.like else "has no text in either file"
        yield f"  Does not match: “{mismatch.title or mismatch.document}” {why}; {labels}"
        yield from (f"    {line}" for line in mismatch.diff.splitlines())
    yield from (f"  Schema, {one.kind}: {_difference(one)}" for one in report.schema)
    for same in report.same_names:
        yield (
            f"  {len(same.ids)} annotators are called {same.name}; if they are one person:"
            f' --join "{same.name}"'
        )


def _people(report: MergeReport) -> Iterator[str]:
    """Yield what each annotator did, where that says more than the totals, and what else came."""
    several = len(report.annotators) > 1
    for name, counts in sorted(report.annotators.items()):
        told = [f"{counts[one]:,} {one}" for one in _TOTALS if counts[one]] if several else []
        if counts["older"]:
            told.append(f"{counts['older']:,} older than here")
        if counts["finished"]:
            articles = output.counted(counts["finished"], "article")
            told.append(f"{articles} newly finished")
        if told:
            yield f"  {name}: {', '.join(told)}"
    if report.others:
        kinds = (output.counted(n, kind.removesuffix("s")) for kind, n in report.others.items())
        yield f"  Also taken: {', '.join(kinds)}"
    if not report.changes:
        yield "  It has nothing that is not here already."


def _difference(one: SchemaDifference) -> str:
    """Return a difference of the schemas in words."""
    used = output.counted(sum(one.labels.values()), "label")
    if one.kind in ("renamed", "changed", "conflict"):
        stands = ("here, stands", "there") if one.becomes == one.mine else ("here", "there, stands")
        return f"{one.mine} ({stands[0]}), {one.theirs} ({stands[1]})"
    if one.kind == "same-name":
        return f"two labels are called {one.becomes}, with {used}; merge them"
    if one.kind == "label-gone":
        moved = "; --relabel puts them where it was merged to" if one.into else ""
        return f"{used} under {one.mine}, which is gone{moved}"
    return one.becomes or one.mine
