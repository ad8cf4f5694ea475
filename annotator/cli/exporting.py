"""The verb that writes labels in a format."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from annotator.app import exchange
from annotator.app.exchange import Selection
from annotator.app.facts import titles_in
from annotator.app.format_options import passed_over
from annotator.app.session import Session
from annotator.cli import options, output
from annotator.commands import exporting
from annotator.domain.errors import UserError
from annotator.domain.queries import parse_query
from annotator.formats.format import ExportOptions, ExportResult

_Destination = Annotated[Path, typer.Argument(metavar="DEST", show_default=False)]
_Owners = Annotated[str, typer.Option("--annotator", metavar="NAME[,NAME...]", help="Whose work.")]
_Gold = Annotated[bool, typer.Option("--gold", help="The gold set.")]
_All = Annotated[bool, typer.Option("--all", help="Unfinished articles too.")]
_Split = Annotated[
    str, typer.Option("--split", metavar="80/10/10", help="Shares of train/dev/test.")
]
_Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Decides the split.")]
_Scheme = Annotated[
    str, typer.Option("--scheme", metavar="iob1|iob2|bioes", help="Of tags on tokens.")
]
_Flatten = Annotated[
    str,
    typer.Option(
        "--flatten", metavar="outer|inner|longest", help="Which of overlapping spans stay."
    ),
]
_Expand = Annotated[
    bool, typer.Option("--expand", help="Spans that cut a token grow to its edges.")
]
_Window = Annotated[
    int, typer.Option("--window", metavar="N", help="Cut documents after N tokens.")
]


def register(app: typer.Typer) -> None:
    """Add the verb of this module."""
    app.command()(export)


def export(
    project: options.Project,
    destination: _Destination,
    format_name: options.Format,
    annotator: _Owners = "",
    gold: _Gold = False,
    all_states: _All = False,
    documents: options.Documents = "",
    split: _Split = "",
    seed: _Seed = 0,
    scheme: _Scheme = "iob2",
    flatten: _Flatten = "longest",
    expand: _Expand = False,
    window: _Window = 0,
    strict: options.Strict = False,
    as_json: options.Json = False,
) -> None:
    """Export annotators' work or gold for training; every loss is told."""
    names = _names(annotator, gold, format_name)
    if window < 0:
        raise UserError("A window has at least one token.", mend="Give --window 1 or more.")
    wanted = ExportOptions(_shares(split), seed, (), all_states, expand, flatten, scheme, window)
    # For writing if nobody else writes it: tokens made on the way are kept in the project.
    with Session.open_if_free(project) as session, output.progress("Writing") as bar:
        people = exporting.selected_annotators(session.project, names, gold)
        everything = not gold and not names
        result = exchange.export_to(
            session.project,
            destination,
            format_name,
            Selection(people, everything, all_states, parse_query(documents)),
            replace(wanted, annotators=tuple(people)),
            bar,
        )
        titles = titles_in(result.losses, session)
    _show(result, destination, titles, as_json)
    given = {
        "split": bool(split),
        "scheme": scheme != "iob2",
        "flatten": flatten != "longest",
        "expand": expand,
        "window": window > 0,
    }
    for option in passed_over(format_name, given):
        output.tell(f"annotator: --{option} changes nothing: {format_name} has no use for it.")
    output.finish(strict=strict, trouble=bool(result.losses))


def _names(annotator: str, gold: bool, format_name: str) -> list[str]:
    names = [name.strip() for name in annotator.split(",") if name.strip()]
    if gold and names:
        raise UserError("Gold and annotators are exported one at a time.")
    if not gold and not names and format_name != "jsonl":
        raise UserError(
            "Whose work is to be exported?",
            mend="Add --annotator NAME or --gold; only jsonl carries every set.",
        )
    return names


def _show(
    result: ExportResult, destination: Path, titles: Mapping[str, str], as_json: bool
) -> None:
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
            f"{output.counted(result.documents, 'article')},"
            f" {output.counted(result.spans, 'span')},"
            f" {output.counted(result.relations, 'relation')} written to {destination}.",
            *output.report_lines("Lost or changed", result.losses, titles),
        ],
    )


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
