"""Ingest, import and export as a whole, the same for the window and the command line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.app.recorder import Recorder
from annotator.app.tasks import Progress
from annotator.commands import exporting, importing, importing_suggestions, ingesting
from annotator.commands.exporting import Selection
from annotator.commands.import_steps import ImportReport
from annotator.commands.importing import ImportOptions, ImportSource
from annotator.commands.ingesting import IngestReport
from annotator.commands.label_matching import LabelChoices
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.errors import UserError
from annotator.formats.detection import the_format
from annotator.formats.format import ExportOptions, ExportResult, Format, ReadOptions
from annotator.formats.registry import FORMATS
from annotator.store.project import Project

__all__ = [
    "ExportOptions",
    "ExportResult",
    "ImportOptions",
    "ImportReport",
    "IngestReport",
    "LabelChoices",
    "ReadOptions",
    "Selection",
]


def ingest_paths(
    project: Project,
    paths: Sequence[Path],
    progress: Progress,
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> IngestReport:
    """Take in raw articles from files and folders.

    Where the user stops it, the batches stored by then stay.
    """
    # Here, not at the top: reading HTML brings trafilatura, half a second at start-up.
    from annotator.ingest.reading import read_each

    articles = read_each(
        ingesting.ready, paths, encoding=encoding, columns=columns, progress=progress.report
    )
    recorder = Recorder(project)
    try:
        return ingesting.ingest(project, recorder.watch(articles))
    finally:
        recorder.keep()


def import_paths(
    project: Project,
    paths: Sequence[Path],
    options: ImportOptions,
    progress: Progress,
    *,
    format_name: str | None = None,
    reading: ReadOptions | None = None,
) -> ImportReport:
    """Import annotated files, all or none of them."""
    _check_there(paths)
    formats = [format_named(format_name) if format_name else detected_format(p) for p in paths]
    schema = options.labels.to_read(exporting.schema_of(project))

    def opened(chosen: Format, path: Path) -> ImportSource:
        return ImportSource(lambda: chosen.read(path, schema, reading), chosen.name == "jsonl")

    # Opened one after the other, so that never more than one file is open.
    sources = (opened(one, path) for one, path in zip(formats, paths, strict=True))
    return importing.import_sources(
        project, sources, options, progress=lambda done: progress.report(done)
    )


def import_as_suggestions(
    project: Project,
    paths: Sequence[Path],
    source: str,
    progress: Progress,
    *,
    format_name: str | None = None,
    reading: ReadOptions | None = None,
    labels: LabelChoices | None = None,
) -> ImportReport:
    """Take annotated files in as suggestions of a source, all or none of them."""
    source = importing_suggestions.checked_source(source)
    _check_there(paths)
    formats = [format_named(format_name) if format_name else detected_format(p) for p in paths]
    chosen = labels or LabelChoices()
    schema = chosen.to_read(exporting.schema_of(project))
    # Opened one after the other, so that a bad one leaves no other open.
    readings = (one.read(path, schema, reading) for one, path in zip(formats, paths, strict=True))
    return importing_suggestions.import_suggestions(
        project, readings, source, chosen, progress=lambda done: progress.report(done)
    )


def export_to(
    project: Project,
    destination: Path,
    format_name: str,
    selection: Selection,
    options: ExportOptions,
    progress: Progress,
) -> ExportResult:
    """Write the selected documents in a format; a stopped export leaves nothing behind."""
    chosen = format_named(format_name)
    if not chosen.writes:
        raise UserError(f"The format {chosen.name} can be read but not written.")
    total = exporting.count(project, selection)
    if not total and selection.query.terms:
        raise UserError(
            "There is nothing to export: the query finds no article.",
            mend="Look for what it finds in the window's filter, or with another query.",
        )
    documents = exporting.annotated_documents(
        project,
        selection,
        chosen.name if chosen.keeps_originals else "",
        tokens=chosen.uses_tokens,
    )
    kept = exporting.TokenStore(project)

    def reported() -> Iterator[AnnotatedDocument]:
        for done, annotated in enumerate(documents, start=1):
            progress.report(done, total)
            yield annotated

    wanted = replace(options, keep_tokens=kept.keep)
    result = chosen.write(reported(), exporting.schema_of(project), destination, wanted)
    kept.flush()
    return result


def _check_there(paths: Sequence[Path]) -> None:
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise UserError("There is no such file.", where=str(missing))


def format_named(name: str) -> Format:
    """Return a format by name; raise UserError that lists the names."""
    if name not in FORMATS:
        raise UserError(f'There is no format "{name}".', mend=f"Formats are {', '.join(FORMATS)}.")
    return FORMATS[name]


def detected_format(path: Path) -> Format:
    """Return the format of a file by its content; raise UserError where that is in doubt."""
    return the_format(path, FORMATS.values())
