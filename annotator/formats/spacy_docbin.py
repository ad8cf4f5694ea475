"""The format ``spacy``: DocBin files, ready to train on, and back."""

import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.formats.docbin_file import DocBinFile
from annotator.formats.file_names import folder_names
from annotator.formats.flattening import check_rule
from annotator.formats.format import ExportOptions, ExportResult, Format
from annotator.formats.loss_places import LossPlaces
from annotator.formats.samples import Sample, Sureness
from annotator.formats.spacy_documents import binned
from annotator.formats.spacy_project import (
    CONFIG,
    README,
    RELATIONS_CODE,
    RELATIONS_CONFIG,
    SPANCAT_CONFIG,
    ner_config,
    readme,
    relations_code,
    relations_config,
    spancat_config,
)
from annotator.formats.spacy_reading import read
from annotator.formats.splits import SPLITS, Split, check_fractions, split_of
from annotator.formats.staging import MANIFEST, staged_folder
from annotator.formats.stored_tokens import packed
from annotator.formats.tokenizers import Tokenizers

NAME = "spacy"
LOSSES = "losses.json"


class _AnnotatorFiles:
    """The files of one annotator: a DocBin for each split, then what trains on them."""

    def __init__(self, folder: Path, options: ExportOptions, stack: ExitStack) -> None:
        folder.mkdir()
        self._folder = folder
        shares = dict(zip(SPLITS, options.split or (1.0, 0.0, 0.0), strict=True))
        self.bins: dict[Split, DocBinFile] = {
            name: stack.enter_context(DocBinFile(folder / f"{name}.spacy"))
            for name in SPLITS
            if shares[name] > 0
        }
        self._lengths: set[int] = set()
        self._spans = dict.fromkeys(self.bins, 0)
        self._relations = dict.fromkeys(self.bins, 0)
        self.tokenizers = Tokenizers()

    def add(
        self,
        annotated: AnnotatedDocument,
        number: int,
        schema: Schema,
        options: ExportOptions,
        result: ExportResult,
    ) -> None:
        """Add one set of a document to the split of the document."""
        document, annotations = annotated.document, annotated.sets[number]
        language = document.facts.get("language", "")
        tokens = self.tokenizers.tokens(document.text, language, annotated.tokens)
        if options.keep_tokens is not None and tokens.tokenizer not in annotated.tokens:
            options.keep_tokens(document.id, tokens.tokenizer, packed(tokens))
        found, counts = binned(
            annotated,
            annotations,
            tokens,
            schema,
            result.losses,
            expand=options.expand,
            flatten=options.flatten,
        )
        split: Split = "train"
        if options.split:
            split = split_of(annotated.split_key, options.split, options.seed)
        self.bins[split].add(found, self.tokenizers.vocabulary(tokens))
        self._lengths |= counts.lengths
        self._spans[split] += counts.spans
        self._relations[split] += counts.relations
        result.spans += counts.spans
        result.relations += counts.relations

    def write_project(self) -> None:
        """Write the configurations and the text that explains them."""
        used = [name for name in SPLITS if name in self.bins and self.bins[name].documents]
        train = f"{'train' if 'train' in used else used[0]}.spacy"
        dev = "dev.spacy" if "dev" in used else train
        language = self.tokenizers.main_language()
        texts = {
            CONFIG: ner_config(language, train, dev),
            SPANCAT_CONFIG: spancat_config(language, train, dev, self._lengths),
            **self._relation_texts(language, train, dev),
            README: readme([f"{name}.spacy" for name in self.bins], train, dev),
        }
        for name, text in texts.items():
            (self._folder / name).write_text(text, encoding="utf-8", newline="\n")

    def _relation_texts(self, language: str, train: str, dev: str) -> dict[str, str]:
        if not any(self._relations.values()):
            return {}
        return {
            RELATIONS_CONFIG: relations_config(language, train, dev),
            RELATIONS_CODE: relations_code(),
        }

    def counts(self) -> dict[str, dict[str, int]]:
        """Return documents, tokens, spans and relations of each split."""
        return {
            name: {
                "documents": file.documents,
                "tokens": file.tokens,
                "spans": self._spans[name],
                "relations": self._relations[name],
            }
            for name, file in self.bins.items()
        }


def write(
    documents: Iterable[AnnotatedDocument],
    schema: Schema,
    destination: Path,
    options: ExportOptions,
) -> ExportResult:
    """Write a folder of DocBin files, one folder inside for each of several annotators.

    Raises UserError where nothing is finished, the split does not add up, or the
    destination is not free; then nothing is left behind.
    """
    check_rule(options.flatten)
    if options.split:
        check_fractions(options.split)
    result = ExportResult()
    with staged_folder(destination, NAME) as stage:
        names: dict[AnnotatorId, str] = {}
        with ExitStack() as stack:
            work = _write_documents(documents, schema, stage, options, stack, result, names)
        if not work:
            raise UserError(
                "There is nothing to export: none of these articles is finished.",
                mend="Finish them first, or export unfinished ones too (--all).",
            )
        for files in work.values():
            files.write_project()
        labels = {each: names.get(each, each) for each in {*work, *options.annotators}}
        folders = folder_names(labels, (LOSSES, MANIFEST)) if len(labels) > 1 else {}
        for owner in work:
            _move_into_place(stage, work, owner, folders.get(owner))
        _write_summary(stage, schema, options, result, work, labels, folders)
    return result


def _write_documents(
    documents: Iterable[AnnotatedDocument],
    schema: Schema,
    stage: Path,
    options: ExportOptions,
    stack: ExitStack,
    result: ExportResult,
    names: dict[AnnotatorId, str],
) -> dict[AnnotatorId, _AnnotatorFiles]:
    work: dict[AnnotatorId, _AnnotatorFiles] = {}
    places = LossPlaces(result.losses)
    for annotated in documents:
        out = False
        for number, annotations in enumerate(annotated.sets):
            if not options.all_states and not annotations.finished(schema.passes):
                result.losses.add("document-not-finished", Example(annotated.document.id))
                continue
            owner = annotations.annotator
            if owner not in work:
                work[owner] = _AnnotatorFiles(stage / f".{len(work)}", options, stack)
                person = annotated.annotators.get(owner)
                names[owner] = person.name if person else owner
            work[owner].add(annotated, number, schema, options, result)
            places.settle(annotated.document, annotations)
            out = True
        if not annotated.sets:
            result.losses.add("document-without-set", Example(annotated.document.id))
        result.documents += out
    return work


def _move_into_place(
    stage: Path,
    work: Mapping[AnnotatorId, _AnnotatorFiles],
    owner: AnnotatorId,
    folder: str | None,
) -> None:
    """Give an annotator's folder its name; a single annotator's files need no folder."""
    source = stage / f".{list(work).index(owner)}"
    if folder is not None:
        source.rename(stage / folder)
        return
    for path in list(source.iterdir()):
        path.rename(stage / path.name)
    source.rmdir()


def _write_summary(
    stage: Path,
    schema: Schema,
    options: ExportOptions,
    result: ExportResult,
    work: Mapping[AnnotatorId, _AnnotatorFiles],
    names: Mapping[AnnotatorId, str],
    folders: Mapping[AnnotatorId, str],
) -> None:
    written = [path.relative_to(stage) for path in stage.rglob("*") if path.is_file()]
    result.files = sorted([*written, Path(LOSSES), Path(MANIFEST)])
    manifest = {
        "format": NAME,
        "version": 1,
        "schema": schema.name,
        "labels": {
            "spans": [label.name for label in schema.span_labels],
            "relations": [label.name for label in schema.relation_labels],
        },
        "split": list(options.split) if options.split else None,
        "seed": options.seed if options.split else None,
        "flatten": options.flatten,
        "alignment": "expand" if options.expand else "strict",
        "documents": result.documents,
        "annotators": [
            {
                "name": names[owner],
                "folder": folders.get(owner, "."),
                "tokenizers": files.tokenizers.described(),
                "counts": files.counts(),
            }
            for owner, files in work.items()
        ],
        "files": [path.as_posix() for path in result.files],
    }
    for name, content in ((LOSSES, result.losses.as_json()), (MANIFEST, manifest)):
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (stage / name).write_text(text + "\n", encoding="utf-8", newline="\n")


def _recognise(sample: Sample) -> Sureness:
    if sample.suffix == ".spacy" or sample.first_with(".spacy"):
        return Sureness.SURE
    return Sureness.NO


SPACY = Format(
    name=NAME,
    title="spaCy training data (DocBin) with a configuration that trains",
    suffixes=(".spacy",),
    cannot_hold=(
        "spans that cut a token or have several fragments",
        "nested and crossing spans in doc.ents (doc.spans holds them)",
        'masked zones in doc.spans["sc"] (doc.ents has them as missing)',
        "zones, provenance and documents that are not finished",
        "two pairs of spans with the same start tokens, apart in doc._.rel",
    ),
    reader=read,
    writer=write,
    recognise=_recognise,
    uses_tokens=True,
)
"""spaCy's binary training format."""
