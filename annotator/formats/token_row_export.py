"""Rows of tokens with entities and relations by number, as several trainers want them."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.formats.export_job import ExportJob
from annotator.formats.token_documents import TokenDocument, TokenExport
from annotator.formats.token_spans import TokenSpan
from annotator.formats.windows import Stretch, windows

OURS = "_annotator"
"""The key of what leads back to the text; trainers take the keys they know."""


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """One row: spans on its tokens [first, last), relations by the numbers of its spans."""

    number: int
    words: list[str]
    spans: list[tuple[int, int, str]]
    relations: list[tuple[int, int, str]]
    ours: dict[str, object]


def exported_rows(
    tokens: TokenExport,
    job: ExportJob,
    annotated: AnnotatedDocument,
    work: AnnotationSet,
    most: int | None,
) -> list[ExportedRow]:
    """Return the rows of a set: its sentences, or windows of at most ``most`` tokens.

    What crosses the border of a row is counted, and so are the spans and relations written.
    """
    on_tokens = tokens.document(annotated, work)
    if on_tokens is None:
        return []
    stretches = on_tokens.sentences if most is None else windows(on_tokens.sentences, most)
    border = "sentence" if most is None else "window"
    inside = tokens.divided(on_tokens, on_tokens.spans, stretches, f"span-crosses-{border}")
    relations = _relations(tokens, job, on_tokens, work, inside, border)
    pieces = on_tokens.pieces(stretches)
    job.result.spans += sum(map(len, inside))
    job.result.relations += sum(map(len, relations))
    return [
        ExportedRow(
            number,
            on_tokens.words(stretch),
            [_moved(each, stretch[0]) for each in inside[number]],
            relations[number],
            _ours(on_tokens, number, stretch, pieces[number]),
        )
        for number, stretch in enumerate(stretches)
    ]


def _moved(each: TokenSpan, first: int) -> tuple[int, int, str]:
    return each.first - first, each.last - first, each.label


def _ours(on_tokens: TokenDocument, number: int, stretch: Stretch, piece: str) -> dict[str, object]:
    first, last = stretch
    document = on_tokens.document
    own: dict[str, object] = {
        "id": document.id,
        "text": piece,
        "starts": on_tokens.tokens.starts[first:last],
    }
    if not number:
        own["facts"] = dict(document.facts)
    return own


def _relations(
    tokens: TokenExport,
    job: ExportJob,
    on_tokens: TokenDocument,
    work: AnnotationSet,
    inside: Sequence[Sequence[TokenSpan]],
    border: str,
) -> list[list[tuple[int, int, str]]]:
    places = [(row, number) for row, spans in enumerate(inside) for number in range(len(spans))]
    spans = [each for row in inside for each in row]
    numbers = {each.span.id: number for number, each in enumerate(spans)}
    rows: list[list[tuple[int, int, str]]] = [[] for _ in inside]
    for each in tokens.relations(on_tokens.document, work, numbers):
        (row, source), (other, target) = places[each.source], places[each.target]
        if row == other:
            rows[row].append((source, target, each.label))
        else:
            start = spans[each.source].span.start
            job.lose(f"relation-crosses-{border}", on_tokens.document.id, start, each.label)
    return rows
