"""What an export would look like, made of the first documents in a folder that goes again."""

import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from annotator.app.exchange import format_named
from annotator.app.tasks import Progress
from annotator.commands import exporting
from annotator.commands.exporting import Selection
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.reports import Report
from annotator.formats.format import ExportOptions
from annotator.store.project import Project

DOCUMENTS = 3
"""Documents that a preview is made of."""
_SHOWN = 6000
"""Characters of a file that are shown."""
_ASIDE = ("losses.json", "manifest.json", "labels.json", "README.txt", ".py", ".cfg")
"""Files that go with an export and are not what it is made for."""


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """The beginning of what would be written.

    ``outgoing`` of ``asked`` documents go out. ``beginning`` is that of the file ``name``,
    empty where it is no text; ``losses`` are those of the first ``documents``.
    """

    outgoing: int
    asked: int
    documents: int
    name: str
    beginning: str
    cut: bool
    files: tuple[str, ...]
    losses: Report


def preview_export(
    project: Project,
    format_name: str,
    selection: Selection,
    options: ExportOptions,
    progress: Progress,
) -> ExportPreview:
    """Count what would go out and write the first documents into a folder that goes again.

    Nothing is kept. Raises UserError as the export would.
    """
    chosen = format_named(format_name)
    asked = exporting.count(project, selection)
    outgoing = exporting.count_outgoing(project, selection)
    if not outgoing:
        return ExportPreview(0, asked, 0, "", "", False, (), Report())
    progress.report(0)
    found = exporting.annotated_documents(
        project, selection, chosen.name if chosen.keeps_originals else "", tokens=chosen.uses_tokens
    )
    whole = replace(options, split=None)
    with closing_items(found), tempfile.TemporaryDirectory() as folder:
        first = _reported(islice(found, DOCUMENTS), progress)
        place = Path(folder) / (f"preview{chosen.suffixes[0]}" if one_file(format_name) else "all")
        result = chosen.write(first, exporting.schema_of(project), place, whole)
        where = place if place.is_dir() else place.parent
        names = tuple(
            path.relative_to(where).as_posix()
            for path in sorted(where.rglob("*"))
            if path.is_file()
        )
        main = [place.name] if place.name in names else names
        name, beginning, cut = _main_text(where, main)
    return ExportPreview(
        outgoing, asked, result.documents, name, beginning, cut, names, result.losses
    )


def one_file(format_name: str) -> bool:
    """Return whether a format's export may be a single file; others are folders."""
    return format_name not in _FOLDERS


@contextmanager
def closing_items(items: Iterator[object]) -> Iterator[None]:
    """Let go at the end of what an iterator that was not read to its end holds open."""
    try:
        yield
    finally:
        if isinstance(items, Generator):
            items.close()


_FOLDERS = ("spacy", "brat", "webanno-tsv", "uima-xmi", "uima-json")


def _reported(
    documents: Iterator[AnnotatedDocument], progress: Progress
) -> Iterator[AnnotatedDocument]:
    for done, one in enumerate(documents, start=1):
        progress.report(done)
        yield one


def _main_text(folder: Path, names: Sequence[str]) -> tuple[str, str, bool]:
    """Return name and beginning of the first file with labels that is text."""
    main = [name for name in names if not name.endswith(_ASIDE)]
    for name in sorted(main, key=lambda one: (_rank(one), one)):
        with (folder / name).open("rb") as file:
            raw = file.read(4 * _SHOWN)
        whole = len(raw) < 4 * _SHOWN
        text = raw.decode("utf-8", "strict" if whole else "ignore") if _is_text(raw) else ""
        if text:
            return name, text[:_SHOWN], len(text) > _SHOWN or not whole
    return (main[0] if main else ""), "", False


_LATER = ((1, ".txt"), (2, ".xml"), (3, ".conf"))


def _rank(name: str) -> int:
    """Return how far behind a file stands: labels before texts, both before configurations."""
    return next((rank for rank, ending in _LATER if name.endswith(ending)), 0)


def _is_text(raw: bytes) -> bool:
    if b"\0" in raw:
        return False
    try:
        raw[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(raw) - 8
    return True
