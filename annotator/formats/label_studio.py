"""Label Studio's tasks as JSON, with the labelling configuration beside them, both ways.

Offsets are code points, as its editor counts them today; older files count UTF-16 units,
which shows in the string that stands beside each place.
"""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from annotator.domain.annotation_sets import GOLD, AnnotationSet, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.folder_reading import in_folders, over_folders
from annotator.formats.format import Format, Reading, ReadOptions
from annotator.formats.json_arrays import refuse_unless_json
from annotator.formats.json_documents import json_documents
from annotator.formats.label_studio_config import (
    CONFIG,
    config_beside,
    config_xml,
    control_names,
    xml_name,
)
from annotator.formats.label_studio_reading import TaskReader
from annotator.formats.offset_units import unit_named
from annotator.formats.plain_sets import PlainSet, plain_set
from annotator.formats.samples import Sample, Sureness
from annotator.formats.split_files import JsonArrays
from annotator.formats.splits import Split

NAME = "label-studio"
_HOLDS = frozenset({"span-attribute", "span-note"})
_BEGINNING = re.compile(r'\s*\[\s*\{\s*("id"\s*:\s*\d+\s*,\s*)?"data"\s*:\s*\{')


class _TaskFiles:
    """The files of one annotator: tasks of each split, and the configuration."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._folder = folder
        self._job = job
        self._arrays = JsonArrays(folder, ".json", job)
        self._tasks = count(1)
        names = [job.names.attribute(one.name) for one in job.schema.attributes]
        self._controls = control_names(names)
        self._symmetric = {one.id for one in job.schema.relation_labels if one.symmetric}
        job.manifest["offsets"] = "code-points"
        job.manifest["config"] = CONFIG

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write one set as a task with one annotation."""
        document = annotated.document
        plain = plain_set(work, document.text, self._job, _HOLDS)
        number = next(self._tasks)
        facts = {key: value for key, value in document.facts.items() if key != "text"}
        if len(facts) != len(document.facts):
            self._job.lose("fact-not-written", document.id, None, "text")
        states = set(work.states.values())
        annotation = {
            "id": number,
            "result": self._results(plain, document.text),
            "was_cancelled": states == {State.SET_ASIDE},
            "ground_truth": work.annotator == GOLD,
        }
        task = {
            "id": number,
            "data": {"text": document.text, **facts},
            "annotations": [annotation],
            "predictions": [],
        }
        self._arrays.write(task, split)

    def _results(self, plain: PlainSet, text: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for span, label in plain.spans:
            start, end = span.fragments[0]
            place: dict[str, object] = {"start": start, "end": end, "text": text[start:end]}
            region: dict[str, object] = {
                "id": span.id, "from_name": self._controls.labels,
                "to_name": self._controls.text,
                "type": "labels", "value": {**place, "labels": [label]},
            }  # fmt: skip
            if span.note:
                region["meta"] = {"text": [span.note]}
            found.append(region)
            if span.attributes:
                found += self._choices(span, place)
        found += [
            {"type": "relation", "from_id": relation.source, "to_id": relation.target,
             "direction": "bi" if relation.label in self._symmetric else "right",
             "labels": [label]}
            for relation, label in plain.relations
        ]  # fmt: skip
        return found

    def _choices(self, span: Span, place: dict[str, object]) -> Iterator[dict[str, object]]:
        for attribute, value in span.attributes.items():
            yield {
                "id": span.id, "from_name": self._job.names.attribute(attribute),
                "to_name": self._controls.text, "type": "choices",
                "value": {**place, "choices": [value]},
            }  # fmt: skip

    def close(self) -> None:
        """Complete the tasks and write the configuration."""
        self._arrays.close()
        self._arrays.release()
        content = config_xml(self._job.schema, self._job.names)
        (self._folder / CONFIG).write_bytes(content)

    def release(self) -> None:
        """Let go of the files."""
        self._arrays.release()


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read tasks as they are asked for; labels of the configuration beside them join first.

    Raises UserError where the file is no JSON.
    """
    refuse_unless_json(path)
    if options.offsets:
        unit_named(options.offsets)
    reading = Reading(iter(()), schema)
    config = config_beside(path)
    reader = TaskReader(path, NAME, reading, config, options.offsets)
    reading.items = json_documents(path, reader.documents)
    return reading


def _recognise(sample: Sample) -> Sureness:
    text = sample.text
    if text.lstrip()[:1] not in ("[", "{"):
        return Sureness.NO
    task = sample.first_object()
    if task:
        work = [task.get(key) for key in ("annotations", "completions", "predictions")]
        tasks = isinstance(task.get("data"), dict) and any(isinstance(one, list) for one in work)
        return Sureness.LIKELY if tasks else Sureness.NO
    # The first task is longer than what is looked at.
    if all(mark in text for mark in ('"result"', '"from_name"', '"to_name"')):
        return Sureness.LIKELY
    return Sureness.MAYBE if _BEGINNING.match(text) else Sureness.NO


_SUFFIXES = (".json",)

LABEL_STUDIO = Format(
    name=NAME,
    title="Label Studio tasks",
    suffixes=_SUFFIXES,
    cannot_hold=(
        "spans of several fragments",
        "attributes and notes of relations, chains, flags, and the note on a document",
        "zones, provenance and how far an annotator is, but for set aside",
        "more than one annotator in a file",
    ),
    reader=over_folders(read, _SUFFIXES),
    writer=FileKind(NAME, _TaskFiles, ".json", xml_name).write,
    recognise=in_folders(_recognise, _SUFFIXES),
)
"""The format of the annotation tool Label Studio."""
