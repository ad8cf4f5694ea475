"""The format ``conllu``: words with their spaces, entities in the brackets of CorefUD."""

from collections.abc import Sequence
from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.formats.conllu_originals import unchanged_original
from annotator.formats.conllu_reading import NAME, OURS, START, SUFFIXES, read
from annotator.formats.entity_brackets import FIELDS, closing, opening
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import Format
from annotator.formats.left_out import count_left_out
from annotator.formats.samples import Sample, Sureness
from annotator.formats.split_files import SplitFiles, json_bytes
from annotator.formats.splits import Split
from annotator.formats.token_documents import TokenDocument, TokenExport
from annotator.formats.token_spans import TokenSpan

_SUFFIX = ".conllu"


class _Files:
    """One annotator's sentences."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._job = job
        self._tokens = TokenExport(job, relations=False, chains=True)
        self._files = SplitFiles(folder, _SUFFIX, job)
        self._open_ends: set[Split | None] = set()

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write one document: as it was read where nothing was changed, else anew."""
        count_left_out(self._job, annotated, work, relations=True, chains=False)
        original = unchanged_original(annotated, work, self._job.schema)
        if original is not None:
            self._job.result.spans += len(work.spans)
            self._put(original, split)
            return
        on_tokens = self._tokens.document(annotated, work)
        if on_tokens is None:
            return
        if any(each.format == NAME for each in annotated.originals):
            self._job.lose("columns-left-out", annotated.document.id)
        code = "span-crosses-sentence"
        inside = self._tokens.divided(on_tokens, on_tokens.spans, on_tokens.sentences, code)
        spans = [each for one in inside for each in one]
        spans, names = self._entities(on_tokens, work, spans)
        self._job.result.spans += len(spans)
        lines = _document_lines(on_tokens, _marks(spans, names))
        self._put("".join(lines).encode("utf-8"), split)

    def close(self) -> None:
        """Note how the tokens were made."""
        self._tokens.close()

    def release(self) -> None:
        """Close all files."""
        self._files.release()

    def _put(self, content: bytes, split: Split | None) -> None:
        """Write a document; one that was read without an empty line at its end gets it now."""
        if split in self._open_ends:
            self._files.file(split).write(b"\n" if content else b"")
            self._open_ends.discard(split)
        self._files.file(split).write(content)
        if not content.endswith((b"\n\n", b"\n\r\n")):
            self._open_ends.add(split)

    def _entities(
        self, on_tokens: TokenDocument, work: AnnotationSet, spans: list[TokenSpan]
    ) -> tuple[list[TokenSpan], list[str]]:
        """Return the spans to write with the names of their entities: ``c1`` for a chain.

        Two spans of a chain that cross cannot be told apart by their brackets.
        """
        document = on_tokens.document
        numbers = {each.span.id: number for number, each in enumerate(spans)}
        chains = self._tokens.chains(document, work, numbers)
        chain_of = {member: number for number, each in enumerate(chains, 1) for member in each}
        kept: list[TokenSpan] = []
        names: list[str] = []
        taken: dict[int, list[TokenSpan]] = {}
        for number, each in enumerate(spans):
            chain = chain_of.get(number, 0)
            others = taken.setdefault(chain, []) if chain else []
            if any(_crosses(other, each) for other in others):
                self._tokens.lose_spans(document, [each], "span-crosses-in-chain")
                continue
            others.append(each)
            kept.append(each)
            names.append(f"c{chain}" if chain else f"e{number + 1}")
        return kept, names


def _crosses(one: TokenSpan, other: TokenSpan) -> bool:
    return one.first < other.first < one.last < other.last


def _marks(spans: Sequence[TokenSpan], names: Sequence[str]) -> dict[int, str]:
    """Return the brackets at each token: what ends there inner first, then what begins."""
    closed: dict[int, list[str]] = {}
    opened: dict[int, list[str]] = {}
    for each, name in zip(spans, names, strict=True):
        single = each.last == each.first + 1
        opened.setdefault(each.first, []).append(opening(name, each.label, single=single))
        if not single:
            closed.setdefault(each.last - 1, []).insert(0, closing(name))
    return {
        token: "".join((*closed.get(token, ()), *opened.get(token, ())))
        for token in {*closed, *opened}
    }


def _document_lines(on_tokens: TokenDocument, marks: dict[int, str]) -> list[str]:
    document = on_tokens.document
    text, tokens = document.text, on_tokens.tokens
    kept = {"text": text, "facts": dict(document.facts)}
    lines = [
        f"# newdoc id = {document.id}\n",
        f"# global.Entity = {'-'.join(FIELDS)}\n",
        f"# {OURS} = {json_bytes(kept).decode()}\n",
    ]
    behind = 0
    for number, (first, last) in enumerate(on_tokens.sentences, 1):
        start, end = tokens.starts[first], tokens.ends[last - 1]
        if "\n" in text[behind:start] or not behind:
            lines.append("# newpar\n")
        lines.append(f"# sent_id = {document.id}-{number}\n")
        lines.append(f"# {START} = {start}\n")
        lines.append(f"# text = {text[start:end]}\n")
        behind = end
        for place in range(first, last):
            word = text[tokens.starts[place] : tokens.ends[place]]
            after = tokens.ends[place]
            misc = [f"Entity={marks[place]}"] if place in marks else []
            if after < len(text) and not text[after].isspace():
                misc.append("SpaceAfter=No")
            row = f"{place - first + 1}\t{word}\t_\t_\t_\t_\t_\t_\t_\t{'|'.join(misc) or '_'}\n"
            lines.append(row)
        lines.append("\n")
    return lines


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        inner = next((found for each in SUFFIXES if (found := sample.first_with(each))), None)
        return _recognise(inner) if inner else Sureness.NO
    lines = sample.lines(2000)
    if any(line.startswith("# global.columns =") for line in lines[:5]):
        return Sureness.SURE
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if not rows:
        return Sureness.NO
    good = all(len(row) == 10 and row[0][:1].isdigit() for row in rows[:200])
    told = any(line.startswith(("# sent_id", "# text =", "# newdoc")) for line in lines)
    return (Sureness.SURE if told else Sureness.LIKELY) if good else Sureness.NO


CONLLU = Format(
    name=NAME,
    title="CoNLL-U with entities as CorefUD writes them",
    suffixes=SUFFIXES,
    cannot_hold=(
        "spans that cut a token, have several fragments or cross a sentence",
        "relations",
        "attributes, notes and flags",
        "sentences in zones that are not for labelling (they are left out)",
        "lemmas, tags and dependencies of documents whose labels were changed",
    ),
    reader=read,
    writer=FileKind(NAME, _Files, _SUFFIX).write,
    recognise=_recognise,
    keeps_originals=True,
)
"""Sentences of words; what was read and not changed comes back byte for byte."""
