"""Exports as all formats but our own make them: whose files, which split, what was lost.

A destination with the format's own file ending becomes one file, what goes with it stands
beside it under the same stem; anything else becomes a folder, with a folder inside for each
of several annotators. ``losses.json`` and ``manifest.json`` always come along,
``labels.json`` where a label had to be spelled otherwise.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.formats.file_names import folder_names
from annotator.formats.format import ExportOptions, ExportResult
from annotator.formats.label_names import LABELS, LabelNames, Spelling
from annotator.formats.loss_places import LossPlaces
from annotator.formats.splits import SPLITS, Split, check_fractions, split_of
from annotator.formats.staging import MANIFEST, staged_folder
from annotator.formats.staging_beside import staged_beside

LOSSES = "losses.json"
WHOLE = "corpus"
"""The stem of a file that is not one of a split."""


@dataclass(slots=True)
class ExportJob:
    """What the files of one export share: schema, choices, names of labels, and the result."""

    schema: Schema
    options: ExportOptions
    names: LabelNames
    result: ExportResult
    manifest: dict[str, object] = field(default_factory=dict)
    """Facts for ``manifest.json`` that the format adds: tokenizer, scheme, settings."""

    def lose(self, code: str, document: str, offset: int | None = None, text: str = "") -> None:
        """Count one loss, with the place."""
        self.result.losses.add(code, Example(document, offset, text[:200]))


class AnnotatorFiles(Protocol):
    """The files of one annotator in their folder, open until closed."""

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write one set; count spans and relations in the job's result, losses too."""

    def close(self) -> None:
        """Complete the files; called once, only if all went well."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a format's files are made.

    ``suffix`` is the ending of a whole corpus in one file, which a destination that ends so
    becomes; empty where a format has a file for each document. ``open`` makes the files of
    one annotator in a folder that exists. ``write`` is the writer of the format.
    """

    name: str
    open: Callable[[Path, ExportJob], AnnotatorFiles]
    suffix: str = ""
    spell: Spelling = str

    def write(
        self,
        documents: Iterable[AnnotatedDocument],
        schema: Schema,
        destination: Path,
        options: ExportOptions,
    ) -> ExportResult:
        """Write documents; raise UserError, with nothing left behind, where that cannot be."""
        if options.split:
            check_fractions(options.split)
        result = ExportResult()
        job = ExportJob(schema, options, LabelNames(schema, self.spell, result.losses), result)
        named = self.suffix and destination.suffix.lower() == self.suffix
        alone = named and not destination.is_dir()
        if alone and not options.split and len(options.annotators) < 2:
            with staged_beside(destination, self.name, f"{WHOLE}{self.suffix}") as stage:
                _write(documents, stage, job, self)
                result.files = stage_names(stage)
            result.files = [_beside(destination, path, self) for path in result.files]
            return result
        with staged_folder(destination, self.name) as stage:
            _write(documents, stage, job, self)
            result.files = stage_names(stage)
        return result


def _beside(destination: Path, path: Path, kind: FileKind) -> Path:
    if path.name == f"{WHOLE}{kind.suffix}":
        return Path(destination.name)
    return Path(f"{destination.stem}.{path.as_posix()}")


def stage_names(stage: Path) -> list[Path]:
    """Return the files below a folder, relative to it, sorted."""
    return sorted(path.relative_to(stage) for path in stage.rglob("*") if path.is_file())


def _write(
    documents: Iterable[AnnotatedDocument], stage: Path, job: ExportJob, kind: FileKind
) -> None:
    people: dict[AnnotatorId, str] = {}
    with ExitStack() as stack:
        work = _add_all(documents, stage, job, kind, people, stack)
        if not work:
            raise UserError(
                "There is nothing to export: none of these articles is finished.",
                mend="Finish them first, or export unfinished ones too (--all).",
            )
        for each in work.values():
            each.close()
    labels = {each: people.get(each, each) for each in {*work, *job.options.annotators}}
    folders = folder_names(labels, (LOSSES, MANIFEST, LABELS)) if len(labels) > 1 else {}
    for number, owner in enumerate(work):
        _put_in_place(stage, stage / f".{number}", folders.get(owner))
    _write_summary(stage, job, kind, {labels[one]: folders.get(one, ".") for one in work})


def _add_all(
    documents: Iterable[AnnotatedDocument],
    stage: Path,
    job: ExportJob,
    kind: FileKind,
    people: dict[AnnotatorId, str],
    stack: ExitStack,
) -> dict[AnnotatorId, AnnotatorFiles]:
    work: dict[AnnotatorId, AnnotatorFiles] = {}
    places = LossPlaces(job.result.losses)
    for annotated in documents:
        out = False
        for annotations in _wanted(annotated, job):
            owner = annotations.annotator
            if owner not in work:
                folder = stage / f".{len(work)}"
                folder.mkdir()
                work[owner] = kind.open(folder, job)
                # Where something goes wrong the files are let go of, complete or not.
                stack.callback(_let_go, work[owner])
                person = annotated.annotators.get(owner)
                people[owner] = person.name if person else owner
            work[owner].add(annotated, annotations, _split(annotated, job.options))
            places.settle(annotated.document, annotations)
            out = True
        job.result.documents += out
    return work


def _let_go(files: AnnotatorFiles) -> None:
    release = getattr(files, "release", None)
    if release is not None:
        release()


def _wanted(annotated: AnnotatedDocument, job: ExportJob) -> Iterator[AnnotationSet]:
    """Yield the sets that go out; what is not finished is counted as left out."""
    if not annotated.sets:
        job.lose("document-without-set", annotated.document.id)
    for one in annotated.sets:
        if job.options.all_states or one.finished(job.schema.passes):
            yield one
        else:
            job.lose("document-not-finished", annotated.document.id)


def _split(annotated: AnnotatedDocument, options: ExportOptions) -> Split | None:
    if options.split is None:
        return None
    return split_of(annotated.split_key, options.split, options.seed)


def split_stems(options: ExportOptions) -> list[str]:
    """Return the stems of the files an export has: those of the splits, or the whole."""
    if options.split is None:
        return [WHOLE]
    return [name for name, share in zip(SPLITS, options.split, strict=True) if share > 0]


def _put_in_place(stage: Path, source: Path, folder: str | None) -> None:
    if folder is not None:
        source.rename(stage / folder)
        return
    for path in list(source.iterdir()):
        path.rename(stage / path.name)
    source.rmdir()


def _write_summary(stage: Path, job: ExportJob, kind: FileKind, folders: dict[str, str]) -> None:
    mapping = job.names.mapping()
    if mapping:
        _write_json(stage / LABELS, {"format": kind.name, "labels": mapping})
    _write_json(stage / LOSSES, job.result.losses.as_json())
    files = [path.as_posix() for path in stage_names(stage)]
    options = job.options
    manifest: dict[str, object] = {
        "format": kind.name,
        "version": 1,
        "schema": job.schema.name,
        "labels": {
            "spans": [label.name for label in job.schema.span_labels],
            "relations": [label.name for label in job.schema.relation_labels],
        },
        "split": list(options.split) if options.split else None,
        "seed": options.seed if options.split else None,
        "documents": job.result.documents,
        "spans": job.result.spans,
        "relations": job.result.relations,
        "annotators": [{"name": name, "folder": folder} for name, folder in folders.items()],
        **job.manifest,
        "files": [*files, MANIFEST],
    }
    _write_json(stage / MANIFEST, manifest)


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
