"""The format ``docred``: documents with entities (chains of spans) and relations between them."""

from collections.abc import Iterable
from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.formats.docred_reading import RELATIONS, SUFFIXES, read
from annotator.formats.docred_rows import OURS
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import Format
from annotator.formats.left_out import count_left_out
from annotator.formats.samples import Sample, Sureness
from annotator.formats.splits import Split
from annotator.formats.token_arrays import TokenArrays
from annotator.formats.token_documents import PlacedRelation, TokenDocument
from annotator.formats.token_spans import TokenSpan
from annotator.formats.windows import Stretches

NAME = "docred"


class _Files(TokenArrays):
    """One annotator's arrays of documents, and the names of the relations beside them."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        super().__init__(folder, job, chains=True)

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write one document."""
        count_left_out(self.job, annotated, work, chains=False)
        on_tokens = self.tokens.document(annotated, work)
        if on_tokens is None:
            return
        document = annotated.document
        code = "span-crosses-sentence"
        inside = self.tokens.divided(on_tokens, on_tokens.spans, on_tokens.sentences, code)
        entities = _Entities(on_tokens, [each for one in inside for each in one])
        numbers = {each.span.id: number for number, each in enumerate(entities.spans)}
        chains = self.tokens.chains(document, work, numbers)
        entities.group(chains)
        relations = list(self.tokens.relations(document, work, numbers))
        self.job.result.spans += len(entities.spans)
        self.job.result.relations += len(relations)
        row = {
            "title": document.title,
            "sents": [on_tokens.words(stretch) for stretch in on_tokens.sentences],
            "vertexSet": entities.vertices(),
            "labels": entities.labels(relations),
            OURS: {
                "text": document.text,
                "facts": dict(document.facts),
                "starts": on_tokens.tokens.starts,
                "chains": [entities.place[chain[0]][0] for chain in chains],
                "relations": [
                    [*entities.place[each.source], *entities.place[each.target], each.label]
                    for each in relations
                ],
            },
        }
        self.write(row, split)

    def close(self) -> None:
        """End the arrays, write the names of the relations, note how the tokens were made."""
        names = self.job.names
        titles = {
            names.relation(each.id) or each.name: each.title
            for each in self.job.schema.relation_labels
        }
        self.end({RELATIONS: titles})


class _Entities:
    """The spans of a document as entities, each a list of mentions.

    ``place`` says for each span which entity it is in and its number there.
    """

    def __init__(self, on_tokens: TokenDocument, spans: list[TokenSpan]) -> None:
        self.spans = spans
        self.place: dict[int, tuple[int, int]] = {}
        self._on_tokens = on_tokens
        self._entities: list[list[int]] = []
        self._sentences = Stretches(on_tokens.sentences)

    def group(self, chains: list[list[int]]) -> None:
        """Make an entity of each chain, and of each span that is in none."""
        chained = {number for chain in chains for number in chain}
        alone = [[number] for number in range(len(self.spans)) if number not in chained]
        self._entities = sorted([*chains, *alone])
        for entity, members in enumerate(self._entities):
            for member, number in enumerate(members):
                self.place[number] = (entity, member)

    def vertices(self) -> list[list[dict[str, object]]]:
        """Return the entities as the format's ``vertexSet``."""
        return [[self._named(number) for number in members] for members in self._entities]

    def labels(self, relations: Iterable[PlacedRelation]) -> list[dict[str, object]]:
        """Return each relation between two entities once, with its sentences as evidence."""
        evidence: dict[tuple[int, int, str], set[int]] = {}
        for each in relations:
            key = (self.place[each.source][0], self.place[each.target][0], each.label)
            ends = {self._sentence(each.source), self._sentence(each.target)}
            evidence.setdefault(key, set()).update(ends)
        return [
            {"h": h, "t": t, "r": r, "evidence": sorted(sentences)}
            for (h, t, r), sentences in evidence.items()
        ]

    def _sentence(self, number: int) -> int:
        return self._sentences.number(self.spans[number].first)

    def _named(self, number: int) -> dict[str, object]:
        each, sentence = self.spans[number], self._sentence(number)
        first = self._on_tokens.sentences[sentence][0]
        return {
            "name": each.span.surface(self._on_tokens.document.text),
            "sent_id": sentence,
            "pos": [each.first - first, each.last - first],
            "type": each.label,
        }


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        return sample.surest(SUFFIXES, _recognise)
    row = sample.first_object()
    if isinstance(row.get("vertexSet"), list) and isinstance(row.get("sents"), list):
        return Sureness.SURE
    # A document longer than what is looked at.
    head = sample.text
    long = not row and '"vertexSet"' in head and '"sents"' in head
    return Sureness.LIKELY if long else Sureness.NO


DOCRED = Format(
    name=NAME,
    title="DocRED: entities of a document and relations between them",
    suffixes=SUFFIXES,
    cannot_hold=(
        "spans that cut a token, have several fragments or cross a sentence",
        "attributes, notes and flags",
        "sentences in zones that are not for labelling (they are left out)",
    ),
    reader=read,
    writer=FileKind(NAME, _Files, ".json").write,
    recognise=_recognise,
)
"""Relations over whole documents."""
