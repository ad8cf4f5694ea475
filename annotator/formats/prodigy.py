"""The format ``prodigy``: JSON lines as Prodigy and spaCy's relation tutorial keep them."""

from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import Format
from annotator.formats.prodigy_reading import ANSWERS, SUFFIX, read
from annotator.formats.prodigy_rows import TaskWriter
from annotator.formats.samples import Sample, Sureness
from annotator.formats.split_files import JsonLines
from annotator.formats.splits import Split

NAME = "prodigy"
_OWN_KEYS = ("_task_hash", "_input_hash", "_view_id", "_session_id", "_annotator_id")


class _Files:
    """The JSON lines of one annotator."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._lines = JsonLines(folder, SUFFIX, job)
        self._job = job
        self._tasks = TaskWriter(job)

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write one set as one task."""
        self._lines.write(self._tasks.row(annotated, work), split)

    def close(self) -> None:
        """Say which tokenizers were used, and close the files."""
        self._job.manifest["tokenizers"] = self._tasks.tokenizers.described()
        self._lines.release()

    def release(self) -> None:
        """Close the files, complete or not."""
        self._lines.release()


def _recognise(sample: Sample) -> Sureness:
    if sample.names:
        first = sample.first_with(SUFFIX)
        return _recognise(first) if first else Sureness.NO
    row = sample.first_object()
    if not row:
        begins = sample.text.lstrip().startswith("{")
        known = any(f'"{key}"' in sample.text for key in (*_OWN_KEYS[:2], "token_start"))
        return Sureness.LIKELY if begins and known else Sureness.NO
    if not isinstance(row.get("text"), str):
        return Sureness.NO
    if any(key in row for key in _OWN_KEYS):
        return Sureness.SURE
    spans, tokens = row.get("spans"), row.get("tokens")
    shaped = _are_objects(spans, "start") or _are_objects(tokens, "start")
    if row.get("answer") in ANSWERS:
        return Sureness.SURE if shaped else Sureness.LIKELY
    return Sureness.LIKELY if shaped else Sureness.NO


def _are_objects(value: object, key: str) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) and key in one for one in value)


PRODIGY = Format(
    name=NAME,
    title="Prodigy JSON lines: tokens, spans and relations",
    suffixes=(SUFFIX,),
    cannot_hold=(
        "spans that cut a token or have several fragments",
        "spans in zones that are not for labelling (their tokens are disabled)",
        "zones, provenance, and the state in progress",
        "the hashes of its tasks, which Prodigy makes itself",
    ),
    reader=read,
    writer=FileKind(NAME, _Files, SUFFIX).write,
    recognise=_recognise,
)
"""The tasks of the annotation tool Prodigy."""
