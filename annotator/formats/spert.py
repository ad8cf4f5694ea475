"""The format ``spert``: a sentence with its entities and relations, and a file of their types."""

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.formats.export_job import FileKind
from annotator.formats.format import Format
from annotator.formats.left_out import count_left_out
from annotator.formats.samples import Sample, Sureness
from annotator.formats.spert_reading import SUFFIXES, TYPES, read
from annotator.formats.splits import Split
from annotator.formats.token_arrays import TokenArrays
from annotator.formats.token_row_export import OURS, exported_rows

NAME = "spert"


class _Files(TokenArrays):
    """One annotator's arrays of sentences, and the types beside them.

    Symmetric relations stand once; the types say which they are.
    """

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write the sentences of one document."""
        count_left_out(self.job, annotated, work)
        for row in exported_rows(self.tokens, self.job, annotated, work, None):
            value = {
                "tokens": row.words,
                "entities": [
                    {"type": label, "start": first, "end": last} for first, last, label in row.spans
                ],
                "relations": [
                    {"type": label, "head": source, "tail": target}
                    for source, target, label in row.relations
                ],
                "orig_id": f"{annotated.document.id}-{row.number}",
                OURS: row.ours,
            }
            self.write(value, split)

    def close(self) -> None:
        """End the arrays, write the types, note how the tokens were made."""
        schema, names = self.job.schema, self.job.names
        types = {
            "entities": {
                name: {"short": name, "verbose": each.title}
                for each in schema.span_labels
                if (name := names.span(each.id))
            },
            "relations": {
                name: {"short": name, "verbose": each.title, "symmetric": each.symmetric}
                for each in schema.relation_labels
                if (name := names.relation(each.id))
            },
        }
        self.end({TYPES: types})


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        return sample.surest(SUFFIXES, _recognise)
    row = sample.first_object()
    if not all(isinstance(row.get(key), list) for key in ("tokens", "entities", "relations")):
        return Sureness.NO
    if "doc_id" in row and "ner_tags" in row:
        return Sureness.NO
    return Sureness.SURE if "orig_id" in row else Sureness.LIKELY


SPERT = Format(
    name=NAME,
    title="SpERT: sentences with entities and relations",
    suffixes=SUFFIXES,
    cannot_hold=(
        "spans that cut a token, have several fragments or cross a sentence",
        "relations between sentences",
        "coreference chains",
        "attributes, notes and flags",
        "sentences in zones that are not for labelling (they are left out)",
    ),
    reader=read,
    writer=FileKind(NAME, _Files, ".json").write,
    recognise=_recognise,
)
"""Joint training of entities and relations."""
