"""Rows of doccano, both ways: spans, relations, facts and comments of one annotator.

Written as doccano imports them: ``entities`` and ``relations`` with whole numbers for ids,
or ``label`` with triples where the schema has no relation labels. doccano counts UTF-16
units, or grapheme clusters where a project says so; nothing in a file tells which.
"""

from itertools import count
from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.formats.doccano_reading import NAME, UNITS, read
from annotator.formats.doccano_rows import doccano_row
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.folder_reading import in_folders, over_folders
from annotator.formats.format import Format
from annotator.formats.json_lines import parsed_line
from annotator.formats.json_values import BadValue
from annotator.formats.offset_units import Utf16Units
from annotator.formats.plain_sets import plain_set
from annotator.formats.samples import Sample, Sureness
from annotator.formats.split_files import JsonLines
from annotator.formats.splits import Split

_HOLDS = frozenset({"document-note"})


class _DoccanoFiles:
    """The files of one annotator; ids count on through all rows, as doccano's own do."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._job = job
        self._lines = JsonLines(folder, ".jsonl", job)
        self._ids = count(1)
        self._with_relations = bool(job.schema.relation_labels)
        job.manifest["offsets"] = UNITS[0]

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write one set as a row."""
        text = annotated.document.text
        plain = plain_set(work, text, self._job, _HOLDS)
        unit = Utf16Units(text)
        convert = None if unit.length == len(text) else unit.from_code_points
        row: dict[str, object] = {"text": text}
        keys: dict[str, int] = {}
        entities: list[dict[str, object]] = []
        for span, label in plain.spans:
            start, end = span.fragments[0]
            if convert is not None:
                start, end = convert(start), convert(end)
            keys[span.id] = number = next(self._ids)
            entities.append(
                {"id": number, "start_offset": start, "end_offset": end, "label": label}
            )
        if self._with_relations:
            row["entities"] = entities
            row["relations"] = [
                {"id": next(self._ids), "from_id": keys[relation.source],
                 "to_id": keys[relation.target], "type": label}
                for relation, label in plain.relations
            ]  # fmt: skip
        else:
            row["label"] = [[e["start_offset"], e["end_offset"], e["label"]] for e in entities]
        if annotated.document.facts:
            row["meta"] = dict(annotated.document.facts)
        if work.note:
            row["Comments"] = [work.note]
        self._lines.write(row, split)

    def close(self) -> None:
        """Complete the files."""
        self._lines.release()

    def release(self) -> None:
        """Let go of the files."""
        self._lines.release()


def _recognise(sample: Sample) -> Sureness:
    rows = [sample.first_object()]
    if not sample.text.lstrip().startswith("["):
        parsed = (parsed_line(line.encode()) for line in sample.lines() if line.strip())
        rows = [one for one in parsed if isinstance(one, dict)]
    return max((_sureness(row) for row in rows), default=Sureness.NO)


def _sureness(row: dict[str, object]) -> Sureness:
    if not isinstance(row.get("text", row.get("data")), str) or "tokens" in row:
        return Sureness.NO
    try:
        found = doccano_row(row)
    except BadValue:
        return Sureness.NO
    triples = isinstance(row.get("label", row.get("labels")), list) and not found.categories
    objects = _all_have(row, "entities", "start_offset") or _all_have(
        row, "annotations", "start_offset"
    )
    return Sureness.LIKELY if (triples or objects) and not found.wrong else Sureness.NO


def _all_have(row: dict[str, object], key: str, inner: str) -> bool:
    values = row.get(key)
    if not isinstance(values, list):
        return False
    if not values:
        return isinstance(row.get("relations"), list)
    return all(isinstance(value, dict) and inner in value for value in values)


_SUFFIXES = (".jsonl", ".json")

DOCCANO = Format(
    name=NAME,
    title="doccano JSON lines",
    suffixes=_SUFFIXES,
    cannot_hold=(
        "spans of several fragments",
        "attributes, chains, flags, and notes of spans and relations",
        "whether a relation is symmetric",
        "zones, provenance and how far an annotator is",
        "more than one annotator in a file",
    ),
    reader=over_folders(read, _SUFFIXES),
    writer=FileKind(NAME, _DoccanoFiles, ".jsonl").write,
    recognise=in_folders(_recognise, _SUFFIXES),
)
"""The format of the annotation tool doccano."""
