"""What an import would bring, read from the first documents of the files; nothing is written."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.app.exchange import format_named
from annotator.app.previews import closing_items
from annotator.app.tasks import Progress
from annotator.commands import exporting
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId
from annotator.domain.reports import Report
from annotator.domain.schema import LabelKind, Schema
from annotator.domain.spans import Fragments
from annotator.formats.detection import detect, refuse_packed
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.offset_units import UNITS
from annotator.formats.registry import FORMATS
from annotator.store.project import Project

DOCUMENTS = 200
"""Documents that are looked at."""
_SECONDS = 3.0
_MARKS = 500
_TEXT = 20_000
"""Characters of the first text that are shown."""


@dataclass(frozen=True, slots=True)
class FoundFormats:
    """The formats that files may be of, the likeliest first.

    ``sure`` says that there is no doubt: one format for all, or with ``mixed`` another for
    some, each found by itself. ``told`` says what is in a folder of several formats.
    """

    names: tuple[str, ...]
    sure: bool
    mixed: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class MarkSeen:
    """A span of the first text: its label's name in the file, its words, and its place."""

    label: str
    words: str
    fragments: Fragments


@dataclass(slots=True)
class LabelSeen:
    """A label of the files by its name there: how often, and the project's label it goes to.

    ``label`` is None where the project has none of that name or alias: it would be added.
    ``alike`` are labels of the project whose names differ from it only in case.
    """

    name: str
    relation: bool
    label: LabelId | None
    alike: tuple[LabelId, ...] = ()
    count: int = 0


@dataclass(slots=True)
class ImportPreview:
    """What the first documents of files hold.

    ``whole`` says that these are all. ``units`` are those to choose from where the offsets
    are in doubt; nothing else is told then.
    """

    documents: int = 0
    whole: bool = True
    title: str = ""
    text: str = ""
    marks: list[MarkSeen] = field(default_factory=list)
    labels: list[LabelSeen] = field(default_factory=list)
    annotators: dict[str, int] = field(default_factory=dict)
    repairs: Report = field(default_factory=Report)
    skipped: list[Skipped] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    """Titles of the documents, by id."""
    units: tuple[str, ...] = ()
    why: str = ""


def find_formats(paths: Sequence[Path]) -> FoundFormats:
    """Return which formats files may be of by content; UserError for one not there or packed."""
    found = []
    for path in paths:
        if not path.exists():
            raise UserError("There is no such file.", where=str(path))
        detection = detect(path, FORMATS.values())
        refuse_packed(path, detection)
        found.append(detection)
    names = dict.fromkeys(one.name for each in found for one in each.candidates)
    sure = all(each.sure for each in found)
    best = {each.candidates[0].name for each in found if each.candidates}
    if sure and len(best) == 1:
        return FoundFormats(tuple(best), True)
    told = " ".join(filter(None, (each.found for each in found)))
    return FoundFormats(tuple(names), sure, mixed=sure and len(best) > 1, told=told)


def preview_import(
    project: Project,
    paths: Sequence[Path],
    format_name: str,
    reading: ReadOptions,
    progress: Progress,
) -> ImportPreview:
    """Read the first documents of files as the import would; an empty name is found for each.

    Raises UserError for a file that cannot be read at all; offsets in doubt are no error.
    """
    preview = ImportPreview()
    schema = exporting.schema_of(project)
    # Read without aliases, so that labels keep the names they have in the files.
    plain = replace(schema, aliases={})
    seen: dict[LabelId, LabelSeen] = {}
    until = time.monotonic() + _SECONDS
    try:
        for path in paths:
            name = format_name or find_formats([path]).names[0]
            opened = format_named(name).read(path, plain, reading)
            with closing_items(opened.items):
                for item in opened:
                    progress.report(preview.documents)
                    _take(preview, item, opened, schema, seen)
                    if preview.documents >= DOCUMENTS or time.monotonic() > until:
                        preview.whole = False
                        break
            preview.repairs.extend(opened.repairs, without=("label-added",))
            if not preview.whole:
                break
    except UserError as error:
        if "--offsets" not in error.mend or reading.offsets:
            raise
        units = tuple(name for name in UNITS if name in error.mend)
        return ImportPreview(units=units or tuple(UNITS), why=error.what)
    preview.labels = sorted(seen.values(), key=lambda one: (one.relation, -one.count, one.name))
    return preview


def _take(
    preview: ImportPreview,
    item: AnnotatedDocument | Skipped,
    opened: Reading,
    schema: Schema,
    seen: dict[LabelId, LabelSeen],
) -> None:
    if isinstance(item, Skipped):
        preview.skipped.append(item)
        return
    # A text with the work of several comes once for each.
    preview.titles[item.document.id] = item.document.title
    preview.documents = len(preview.titles)
    first = not preview.marks
    if first and (item.sets or not preview.text):
        preview.title, preview.text = item.document.title, item.document.text[:_TEXT]
    for annotation in item.sets:
        owner = item.annotators.get(annotation.annotator)
        if owner is not None and owner.name:
            preview.annotators[owner.name] = preview.annotators.get(owner.name, 0) + 1
    for label in _worn(item):
        if label not in seen:
            seen[label] = _seen(label, opened.schema or schema, schema)
        seen[label].count += 1
    if first:
        preview.marks = [
            MarkSeen(seen[span.label].name, span.surface(item.document.text), span.fragments)
            for annotation in item.sets[:1]
            for span in annotation.spans[:_MARKS]
        ]


def _worn(item: AnnotatedDocument) -> Iterator[LabelId]:
    for annotation in item.sets:
        for span in annotation.spans:
            yield span.label
        for relation in annotation.relations:
            yield relation.label


def _seen(label: LabelId, theirs: Schema, ours: Schema) -> LabelSeen:
    foreign = theirs.label(label)
    known = ours.label(label)
    if foreign is None:
        return LabelSeen(label, False, known.id if known else None)
    relation = foreign.kind is LabelKind.RELATION
    known = known or ours.named(foreign.name, relation=relation)
    if known is not None:
        return LabelSeen(foreign.name, relation, known.id)
    return LabelSeen(foreign.name, relation, None, _alike(foreign.name, relation, ours))


def _alike(name: str, relation: bool, ours: Schema) -> tuple[LabelId, ...]:
    wanted = name.casefold()
    labels = ours.relation_labels if relation else ours.span_labels
    aliases = {one for alias, one in ours.aliases.items() if alias.casefold() == wanted}
    return tuple(
        one.id
        for one in labels
        if one.id in aliases or wanted in (one.name.casefold(), one.title.casefold())
    )
