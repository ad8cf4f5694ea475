"""Ingest, import and export as a whole, the same for the window and the command line."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotator.app.tasks import Progress
from annotator.commands import exporting, importing, ingesting
from annotator.commands.exporting import Selection
from annotator.commands.importing import ImportOptions, ImportReport
from annotator.commands.ingesting import IngestReport
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.errors import UserError
from annotator.formats.format import ExportOptions, ExportResult, Format, Reading
from annotator.formats.registry import FORMATS
from annotator.store.project import Project

__all__ = [
    "ExportOptions",
    "ExportResult",
    "ImportOptions",
    "ImportReport",
    "IngestReport",
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
    from annotator.ingest.reading import read_paths

    articles = read_paths(paths, encoding=encoding, columns=columns, progress=progress.report)
    return ingesting.ingest(project, articles)


def import_paths(
    project: Project,
    paths: Sequence[Path],
    options: ImportOptions,
    progress: Progress,
    *,
    format_name: str | None = None,
) -> ImportReport:
    """Import annotated files, all or none of them."""
    schema = exporting.schema_of(project)
    readings: list[Reading] = []
    for path in paths:
        if not path.exists():
            raise UserError("There is no such file.", where=str(path))
        chosen = format_named(format_name) if format_name else detected_format(path)
        if options.annotator is None and chosen.name != "jsonl":
            raise UserError(
                f"A file of the format {chosen.name} does not say whose work it is.",
                where=str(path),
                mend="Name the annotator (--annotator NAME).",
            )
        readings.append(chosen.read(path, schema))
    return importing.import_readings(
        project, readings, options, progress=lambda done: progress.report(done)
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

    def reported() -> Iterator[AnnotatedDocument]:
        for done, annotated in enumerate(
            exporting.annotated_documents(project, selection), start=1
        ):
            progress.report(done, total)
            yield annotated

    return chosen.write(reported(), exporting.schema_of(project), destination, options)


def format_named(name: str) -> Format:
    """Return a format by name; raise UserError that lists the names."""
    if name not in FORMATS:
        raise UserError(f'There is no format "{name}".', mend=f"Formats are {', '.join(FORMATS)}.")
    return FORMATS[name]


def detected_format(path: Path) -> Format:
    """Return the format of a file by its ending; raise UserError where it tells nothing."""
    if path.is_dir() and any(path.rglob("*.spacy")):
        return FORMATS["spacy"]
    for one in FORMATS.values():
        if one.reads and path.suffix.lower() in one.suffixes:
            return one
    readable = ", ".join(name for name, one in FORMATS.items() if one.reads)
    raise UserError(
        "The format cannot be told from the file.",
        where=str(path),
        mend=f"Name it with --format ({readable}).",
    )
