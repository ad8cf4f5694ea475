"""Verbs on articles: ingest, suggest."""

from typing import Annotated

import typer

from annotator.app import exchange
from annotator.app.prefill import Prefill, pipeline
from annotator.app.session import Session
from annotator.cli import options, output
from annotator.domain.errors import UserError
from annotator.domain.queries import parse_query


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command()(ingest)
    app.command()(suggest)


def ingest(
    project: options.Project,
    paths: options.Paths,
    columns: Annotated[
        str,
        typer.Option(
            "--map", metavar="text=COLUMN,...", help="Which columns hold text, title, ..."
        ),
    ] = "",
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="E", help="Read all files in this encoding.")
    ] = "",
    strict: options.Strict = False,
    as_json: options.Json = False,
) -> None:
    """Take in raw articles: files or folders."""
    with Session.open(project) as session, output.progress("Reading") as progress:
        report = exchange.ingest_paths(
            session.project,
            paths,
            progress,
            encoding=encoding or None,
            columns=_columns(columns),
        )
    output.show(
        {
            "documents": report.documents,
            "duplicates": report.duplicates,
            "near_duplicates": report.near_duplicates,
            "skipped": output.skipped_json(report.skipped),
            "repairs": report.repairs.as_json(),
        },
        as_json=as_json,
        lines=[
            f"{output.counted(report.documents, 'article')} taken in,"
            f" {report.duplicates:,} there already.",
            *_alike(report.near_duplicates),
            *output.skipped_lines(report.skipped),
            *output.report_lines("Repaired", report.repairs),
        ],
    )
    output.finish(strict=strict, trouble=bool(report.skipped or report.repairs))


def suggest(
    project: options.Project,
    model: Annotated[
        str, typer.Option("--model", metavar="M", help="A pipeline's name or folder.")
    ] = "",
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=0, max=64, help="Processes (0: all cores).")
    ] = 0,
    documents: options.Documents = "",
    as_json: options.Json = False,
) -> None:
    """Fill suggestions with a spaCy pipeline; what was found is kept when stopped."""
    info = pipeline(model or None)
    if info.note:
        output.tell(info.note)
    with Session.open(project) as session, output.progress("Suggesting") as progress:
        prefill = Prefill(session, info, jobs=jobs or None)
        try:
            prefill.start(parse_query(documents))
            while prefill.running:
                prefill.poll(0.2)
                progress.report(prefill.progress.documents, prefill.progress.total)
        finally:
            prefill.stop()
        reached = prefill.progress
    for failure in prefill.failures[:5]:
        output.tell(f"{failure.document}: {failure.reason}")
    if prefill.failures and len(prefill.failures) == reached.total:
        raise UserError("Nothing could be suggested.", where=prefill.failures[0].reason)
    output.show(
        {
            "documents": reached.documents - len(prefill.failures),
            "suggestions": reached.suggestions,
            "startup_seconds": round(prefill.startup_seconds, 3),
            "seconds": round(prefill.seconds, 3),
            "words_per_second": round(reached.words_per_second, 1),
        },
        as_json=as_json,
        lines=[
            f"{output.counted(reached.suggestions, 'suggestion')}"
            f" for {output.counted(reached.documents, 'article')}"
            f" by {info.source} ({reached.words_per_second:,.0f} words a second)."
        ],
    )


def _alike(number: int) -> list[str]:
    return [f"{number} of them tell nearly the same as another."] if number else []


def _columns(text: str) -> dict[str, str]:
    columns = {}
    for pair in filter(None, text.split(",")):
        name, separator, column = pair.partition("=")
        if not separator or not name.strip() or not column.strip():
            raise UserError(
                f'"{pair}" does not map a column.', mend="Write --map text=BODY,title=HEAD."
            )
        columns[name.strip()] = column.strip()
    return columns
