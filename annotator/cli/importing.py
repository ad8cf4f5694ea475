"""The verb that takes in annotated files."""

from collections.abc import Mapping
from typing import Annotated

import typer

from annotator.app import exchange
from annotator.app.exchange import ImportReport
from annotator.app.facts import titles_in
from annotator.app.session import Session
from annotator.cli import label_options, options, output
from annotator.commands.importing import ImportOptions
from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.formats.format import ReadOptions

_Owner = Annotated[str, typer.Option("--annotator", metavar="NAME", help="Whose work it becomes.")]
_State = Annotated[
    str, typer.Option("--state", metavar="finished|in-progress", help="How far it is.")
]
_AsSuggestions = Annotated[
    bool, typer.Option("--as-suggestions", help="They become suggestions, not labels.")
]
_Source = Annotated[
    str, typer.Option("--source", metavar="NAME", help="Who or what suggests them.")
]
_Offsets = Annotated[
    str, typer.Option("--offsets", metavar="UNIT", help="What offsets count, if in doubt.")
]
_Scheme = Annotated[
    str, typer.Option("--scheme", metavar="S", help="Of tags on tokens; found if left out.")
]
_Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FOREIGN=OURS",
        help="What a label of the files becomes; FOREIGN= leaves it out. May be repeated.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the verb of this module."""
    app.command("import")(import_files)


def import_files(
    project: options.Project,
    paths: options.Paths,
    format_name: options.Format = "",
    annotator: _Owner = "",
    state: _State = "",
    as_suggestions: _AsSuggestions = False,
    source: _Source = "",
    offsets: _Offsets = "",
    scheme: _Scheme = "",
    mapped: _Map = None,
    strict: options.Strict = False,
    as_json: options.Json = False,
) -> None:
    """Import annotated files: all of them, or nothing when stopped."""
    _check_purpose(as_suggestions, source, annotator or state)
    if state not in ("", State.FINISHED, State.IN_PROGRESS):
        raise UserError(f'"{state}" is no state.', mend="Write finished or in-progress.")
    how = ReadOptions(offsets, scheme)
    with Session.open(project) as session, output.progress("Importing") as bar:
        chosen, into = format_name or None, session.project
        labels = label_options.label_choices(mapped or (), session.schema())
        if as_suggestions:
            report = exchange.import_as_suggestions(
                into, paths, source, bar, format_name=chosen, reading=how, labels=labels
            )
        else:
            wanted = ImportOptions(annotator or None, State(state) if state else None, labels)
            report = exchange.import_paths(
                into, paths, wanted, bar, format_name=chosen, reading=how
            )
        titles = titles_in(report.repairs, session)
    _show(report, "suggested" if as_suggestions else "new", titles, as_json)
    for name in label_options.unmet(labels, report.met):
        output.tell(f'annotator: No label "{name}" stands in these files (--map).')
    output.finish(strict=strict, trouble=bool(report.skipped or report.repairs))


def _show(report: ImportReport, new: str, titles: Mapping[str, str], as_json: bool) -> None:
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
            f"{output.counted(report.documents, 'article')},"
            f" {output.counted(report.spans, f'{new} span')},"
            f" {output.counted(report.relations, f'{new} relation')}.",
            *output.skipped_lines(report.skipped),
            *output.report_lines("Repaired or left out", report.repairs, titles),
        ],
    )


def _check_purpose(as_suggestions: bool, source: str, of_labels: str) -> None:
    """Refuse options that belong to labels together with those that belong to suggestions."""
    if as_suggestions and of_labels:
        raise UserError(
            "Suggestions are nobody's labels and have no state.",
            mend="Leave out --annotator and --state, or leave out --as-suggestions.",
        )
    if as_suggestions and not source.strip():
        raise UserError("Suggestions need the name of their source.", mend="Add --source NAME.")
    if source and not as_suggestions:
        raise UserError(
            "--source names who made suggestions.",
            mend="Add --as-suggestions, or name the annotator (--annotator NAME).",
        )
