"""The format ``conll``: a token and its tag on a line, a blank line after each sentence."""

import re
from collections.abc import Iterable
from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.schema import Schema
from annotator.formats.conll_columns import columns_of
from annotator.formats.conll_reading import BORDER, DOCSTART, NAME, SUFFIXES, read
from annotator.formats.conll_tags import WRITTEN, check_scheme, encoded
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import ExportOptions, ExportResult, Format
from annotator.formats.left_out import count_left_out
from annotator.formats.samples import Sample, Sureness
from annotator.formats.side_texts import SideTexts
from annotator.formats.split_files import SplitFiles
from annotator.formats.splits import Split
from annotator.formats.token_documents import TokenDocument, TokenExport

SUFFIX = ".conll"
_UNFIT = re.compile(r"[\s,]+")


class _Files:
    """One annotator's files: the tokens with their tags, and the texts beside them."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._job = job
        self._tokens = TokenExport(job, relations=False)
        self._files = SplitFiles(folder, SUFFIX, job)
        self._texts = SideTexts(folder, job)

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write one document, its spans flat and inside sentences."""
        count_left_out(self._job, annotated, work, relations=True)
        on_tokens = self._tokens.document(annotated, work)
        if on_tokens is None:
            return
        spans = self._tokens.divided(
            on_tokens, self._tokens.flat(on_tokens), on_tokens.sentences, "span-crosses-sentence"
        )
        lines = [f"{BORDER}\n"]
        for stretch, inside in zip(on_tokens.sentences, spans, strict=True):
            tags = encoded(inside, *stretch, self._job.options.scheme)
            lines.append("\n")
            lines += map(_LINE, on_tokens.words(stretch), tags)
            self._job.result.spans += len(inside)
        lines.append("\n")
        self._files.file(split).write("".join(lines).encode("utf-8"))
        self._texts.write(_side_row(on_tokens), split)

    def close(self) -> None:
        """Note how the tokens were made."""
        options = self._job.options
        self._tokens.close(
            scheme=options.scheme, flatten=options.flatten, columns=["token", "-X-", "-X-", "tag"]
        )

    def release(self) -> None:
        """Close all files."""
        self._files.release()
        self._texts.release()


_LINE = "{} -X- -X- {}\n".format


def _side_row(on_tokens: TokenDocument) -> dict[str, object]:
    document = on_tokens.document
    return {
        "id": document.id,
        "text": document.text,
        "facts": dict(document.facts),
        "starts": on_tokens.tokens.starts,
    }


def write(
    documents: Iterable[AnnotatedDocument],
    schema: Schema,
    destination: Path,
    options: ExportOptions,
) -> ExportResult:
    """Write CoNLL files in the scheme asked for, with a side file that keeps the texts."""
    check_scheme(options.scheme, WRITTEN)
    kind = FileKind(NAME, _Files, SUFFIX, _spelled)
    return kind.write(documents, schema, destination, options)


def _spelled(name: str) -> str:
    return _UNFIT.sub("_", name)


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        inner = next((found for each in SUFFIXES if (found := sample.first_with(each))), None)
        return _recognise(inner) if inner else Sureness.NO
    lines = sample.lines(400)
    if any(line.startswith(f"{DOCSTART} ") or line == DOCSTART for line in lines[:5]):
        return Sureness.SURE
    if lines and lines[0].startswith(("#FORMAT=WebAnno", "# global.columns", "{", "[", "<")):
        return Sureness.NO
    return Sureness.LIKELY if columns_of(lines) is not None else Sureness.NO


CONLL = Format(
    name=NAME,
    title="CoNLL columns: tokens with IOB or BIOES tags",
    suffixes=SUFFIXES,
    cannot_hold=(
        "nested and crossing spans (one stays, by the rule asked for)",
        "spans that cut a token, have several fragments or cross a sentence",
        "relations and coreference chains",
        "attributes, notes and flags",
        "sentences in zones that are not for labelling (they are left out)",
    ),
    reader=read,
    writer=write,
    recognise=_recognise,
)
"""One token a line, as trainers of taggers read it."""
