"""Verbs on annotated data: import, export, merge."""

from pathlib import Path
from typing import Annotated

import typer

from annotator.app import exchange
from annotator.app.exchange import Selection
from annotator.app.session import Session
from annotator.cli import options, output
from annotator.commands import exporting, merging
from annotator.commands.importing import ImportOptions
from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.domain.queries import parse_query
from annotator.formats.format import ExportOptions

Format = Annotated[str, typer.Option("--format", metavar="F", help="See annotator formats.")]


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("import")(import_files)
    app.command()(export)
    app.command()(merge)


def import_files(
    project: options.Project,
    paths: options.Paths,
    format_name: Format = "",
    annotator: Annotated[
        str, typer.Option("--annotator", metavar="NAME", help="Whose work it becomes.")
    ] = "",
    state: Annotated[
        str, typer.Option("--state", metavar="finished|in-progress", help="How far it is.")
    ] = "",
    strict: options.Strict = False,
    as_json: options.Json = False,
) -> None:
    """Import annotated files: all of them, or nothing when stopped."""
    if state not in ("", State.FINISHED, State.IN_PROGRESS):
        raise UserError(f'"{state}" is no state.', mend="Write finished or in-progress.")
    wanted = ImportOptions(annotator or None, State(state) if state else None)
    with Session.open(project) as session, output.progress("Importing") as progress:
        report = exchange.import_paths(
            session.project, paths, wanted, progress, format_name=format_name or None
        )
    output.show(
        {
            "documents": report.documents,
            "spans": report.spans,
            "relations": report.relations,
            "repairs": report.repairs.as_json(),
            "skipped": output.skipped_json(report.skipped),
        },
        as_json=as_json,
        lines=[
            f"{report.documents} articles, {report.spans} new spans,"
            f" {report.relations} new relations.",
            *output.skipped_lines(report.skipped),
            *output.report_lines("Repaired", report.repairs),
        ],
    )
    output.finish(strict=strict, trouble=bool(report.skipped or report.repairs))


def export(
    project: options.Project,
    destination: Annotated[Path, typer.Argument(metavar="DEST", show_default=False)],
    format_name: Format,
    annotator: Annotated[
        str, typer.Option("--annotator", metavar="NAME[,NAME...]", help="Whose work.")
    ] = "",
    gold: Annotated[bool, typer.Option("--gold", help="The gold set.")] = False,
    all_states: Annotated[bool, typer.Option("--all", help="Unfinished articles too.")] = False,
    documents: options.Documents = "",
    split: Annotated[
        str, typer.Option("--split", metavar="80/10/10", help="Shares of train/dev/test.")
    ] = "",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Decides the split.")] = 0,
    strict: options.Strict = False,
    as_json: options.Json = False,
) -> None:
    """Export annotators' work or gold for training; every loss is told."""
    names = [name.strip() for name in annotator.split(",") if name.strip()]
    if gold and names:
        raise UserError("Gold and annotators are exported one at a time.")
    everything = not gold and not names
    if everything and format_name != "jsonl":
        raise UserError(
            "Whose work is to be exported?",
            mend="Add --annotator NAME or --gold; only jsonl carries every set.",
        )
    with Session.open(project, read_only=True) as session, output.progress("Writing") as bar:
        people = exporting.selected_annotators(session.project, names, gold)
        result = exchange.export_to(
            session.project,
            destination,
            format_name,
            Selection(people, everything, all_states, parse_query(documents)),
            ExportOptions(_shares(split), seed, tuple(people), all_states),
            bar,
        )
    output.show(
        {
            "documents": result.documents,
            "spans": result.spans,
            "relations": result.relations,
            "losses": result.losses.as_json(),
            "files": [str(file) for file in result.files],
        },
        as_json=as_json,
        lines=[
            f"{result.documents} articles, {result.spans} spans, {result.relations} relations"
            f" written to {destination}.",
            *output.report_lines("Lost", result.losses),
        ],
    )
    output.finish(strict=strict, trouble=bool(result.losses))


def merge(
    project: options.Project,
    others: Annotated[list[Path], typer.Argument(metavar="OTHER...", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    as_json: options.Json = False,
) -> None:
    """Take in other project files; the later edit of a row wins, the other is kept."""
    totals: dict[str, int] = dict.fromkeys(_OUTCOMES, 0)
    people: dict[str, dict[str, int]] = {}
    lines = []
    with Session.open(project, read_only=dry_run) as session:
        for other in others:
            report = merging.merge(session.project, other, dry_run=dry_run)
            for name, counts in report.annotators.items():
                mine = people.setdefault(name, dict.fromkeys(_OUTCOMES, 0))
                for outcome in _OUTCOMES:
                    mine[outcome] += counts[outcome]
                    totals[outcome] += counts[outcome]
            counted = ", ".join(f"{report.total(outcome)} {outcome}" for outcome in _OUTCOMES)
            lines.append(f"{other}: {report.documents} new articles; labels: {counted}")
    if dry_run:
        lines.append("Nothing was changed (dry run).")
    output.show({**totals, "annotators": people}, as_json=as_json, lines=lines)


_OUTCOMES = ("new", "same", "changed", "conflicts", "unmatched")


def _shares(split: str) -> tuple[float, float, float] | None:
    if not split:
        return None
    try:
        parts = [float(part) for part in split.split("/")]
    except ValueError:
        parts = []
    if len(parts) != 3 or min(parts) < 0 or not sum(parts):
        raise UserError(f'"{split}" is no split.', mend="Write three shares, as in 80/10/10.")
    total = sum(parts)
    return parts[0] / total, parts[1] / total, parts[2] / total
