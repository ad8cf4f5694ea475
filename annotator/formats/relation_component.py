"""A spaCy component that learns relations between entities; copied beside an export.

For each ordered pair of entities that are near enough it says how likely each relation label
is, and writes it to ``doc._.rel`` under the first tokens of both. It stands on spaCy and thinc
alone, so that the export trains where this program is not installed::

    python -m spacy train config-relations.cfg --code relations.py --output model-relations
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Linear, Logistic, Maxout, Model, Optimizer, chain, set_dropout_rate
from thinc.types import Floats2d

if not Doc.has_extension("rel"):
    Doc.set_extension("rel", default={})

Pair = tuple[Span, Span]


def entity_pairs(doc: Doc, max_distance: int) -> list[Pair]:
    """Return all ordered pairs of entities that start at most so many tokens apart."""
    return [
        (source, target)
        for source, target in permutations(doc.ents, 2)
        if abs(source.start - target.start) <= max_distance
    ]


@registry.architectures("annotator.RelationModel.v1")  # type: ignore[untyped-decorator]
def relation_model(
    tok2vec: Model[list[Doc], list[Floats2d]],
    hidden_width: int,
    max_distance: int,
    nO: int | None = None,
) -> Model[list[Doc], Floats2d]:
    """Build the model: the mean vectors of both entities, one hidden layer, one output a label.

    Its output has a row for each pair of each document, in the order of ``entity_pairs``,
    and a column for each label, between 0 and 1.
    """
    hidden: Model[Floats2d, Floats2d] = Maxout(hidden_width, normalize=True, dropout=0.0)
    classify: Model[Floats2d, Floats2d] = chain(hidden, Linear(nO), Logistic())
    model: Model[list[Doc], Floats2d] = Model(
        "relations",
        _forward,
        init=_initialize,
        layers=[tok2vec, classify],
        refs={"tok2vec": tok2vec, "classify": classify, "output": classify.layers[1]},
        attrs={"max_distance": max_distance},
    )
    return model


def _initialize(
    model: Model[list[Doc], Floats2d], X: list[Doc] | None = None, Y: Floats2d | None = None
) -> None:
    tok2vec, classify = model.get_ref("tok2vec"), model.get_ref("classify")
    tok2vec.initialize(X)
    width = tok2vec.get_dim("nO")
    classify.initialize(X=model.ops.alloc2f(1, 2 * width), Y=Y)


def _forward(
    model: Model[list[Doc], Floats2d], docs: list[Doc], is_train: bool
) -> tuple[Floats2d, Callable[[Floats2d], list[Doc]]]:
    tok2vec, classify = model.get_ref("tok2vec"), model.get_ref("classify")
    vectors, back_to_text = tok2vec(docs, is_train)
    pairs = [entity_pairs(doc, model.attrs["max_distance"]) for doc in docs]
    rows = [
        model.ops.xp.concatenate(
            [
                found[source.start : source.end].mean(axis=0),
                found[target.start : target.end].mean(axis=0),
            ]
        )
        for found, some in zip(vectors, pairs, strict=True)
        for source, target in some
    ]
    width = tok2vec.get_dim("nO")
    table = model.ops.asarray2f(rows) if rows else model.ops.alloc2f(0, 2 * width)
    scores, back_to_pairs = classify(table, is_train)

    def backprop(gradient: Floats2d) -> list[Doc]:
        by_pair = back_to_pairs(gradient)
        by_text = [model.ops.alloc2f(*found.shape) for found in vectors]
        row = 0
        for found, some in zip(by_text, pairs, strict=True):
            for source, target in some:
                for place, span in ((0, source), (width, target)):
                    piece = by_pair[row, place : place + width] / len(span)
                    found[span.start : span.end] += piece
                row += 1
        return back_to_text(by_text)  # type: ignore[no-any-return]

    return scores, backprop


@Language.factory(
    "relation_extractor",
    assigns=["doc._.rel"],
    requires=["doc.ents"],
    default_config={"threshold": 0.5},
    default_score_weights={"rel_f": 1.0, "rel_p": 0.0, "rel_r": 0.0},
)
def make_relation_extractor(
    nlp: Language, name: str, model: Model[list[Doc], Floats2d], threshold: float
) -> "RelationExtractor":
    """Make the component."""
    return RelationExtractor(nlp.vocab, model, name, threshold)


class RelationExtractor(TrainablePipe):  # type: ignore[misc]
    """Say which relations hold between the entities of a document."""

    def __init__(
        self, vocab: Vocab, model: Model[list[Doc], Floats2d], name: str, threshold: float
    ) -> None:
        self.vocab, self.model, self.name = vocab, model, name
        self.cfg: dict[str, Any] = {"labels": [], "threshold": threshold}

    @property
    def labels(self) -> tuple[str, ...]:
        """The relation labels, in the order of the model's columns."""
        return tuple(self.cfg["labels"])

    @property
    def label_data(self) -> list[str]:
        """What ``spacy init labels`` stores."""
        return list(self.labels)

    def add_label(self, label: str) -> int:
        """Add a label before training; return 1 if it is new."""
        if label in self.cfg["labels"]:
            return 0
        self.cfg["labels"].append(label)
        self.vocab.strings.add(label)
        return 1

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: list[str] | None = None,
    ) -> None:
        """Take the labels from the examples and shape the model."""
        sample: list[Doc] = []
        for example in get_examples():
            for found in example.reference._.rel.values():
                for label in found if labels is None else labels:
                    self.add_label(label)
            if len(sample) < 10:
                sample.append(example.reference)
        if not self.labels:
            raise ValueError("The training documents hold no relation.")
        output = self.model.get_ref("output")
        output.set_dim("nO", len(self.labels))
        self.model.initialize(X=sample)

    def predict(self, docs: Iterable[Doc]) -> Floats2d:
        """Return the score of each label for each pair of each document."""
        return self.model.predict(list(docs))

    def set_annotations(self, docs: Iterable[Doc], scores: Floats2d) -> None:
        """Write ``doc._.rel``: (first token of source, of target) to label to score."""
        rows = iter(scores.tolist())
        for doc in docs:
            doc._.rel = {
                (source.start, target.start): dict(zip(self.labels, next(rows), strict=True))
                for source, target in self._pairs(doc)
            }

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from examples whose predicted documents have their entities."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        docs = [example.predicted for example in examples]
        if not any(self._pairs(doc) for doc in docs):
            return losses
        set_dropout_rate(self.model, drop)
        scores, backprop = self.model.begin_update(docs)
        loss, gradient = self.get_loss(examples, scores)
        backprop(gradient)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(self, examples: Iterable[Example], scores: Floats2d) -> tuple[float, Floats2d]:
        """Return the loss and the gradient: the squared distance of scores and truths."""
        truths = self.model.ops.asarray2f(list(self._truths(examples)))
        gradient = scores - truths
        return float((gradient**2).sum(axis=1).mean()), gradient / max(len(truths), 1)

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, float | None]:
        """Return micro precision, recall and F1 of relations at or above the threshold."""
        right = said = true = 0
        for example in examples:
            found = self._above(example.predicted._.rel)
            wanted = self._above(example.reference._.rel, 0.5)
            right += len(found & wanted)
            said += len(found)
            true += len(wanted)
        if not true:
            return {"rel_p": None, "rel_r": None, "rel_f": None}
        precision, recall = right / max(said, 1), right / true
        f1 = 2 * right / (said + true)
        return {"rel_p": precision, "rel_r": recall, "rel_f": f1}

    def _pairs(self, doc: Doc) -> list[Pair]:
        return entity_pairs(doc, self.model.attrs["max_distance"])

    def _truths(self, examples: Iterable[Example]) -> Iterator[list[float]]:
        for example in examples:
            known = example.reference._.rel
            for source, target in self._pairs(example.predicted):
                row = known.get((source.start, target.start), {})
                yield [row.get(one, 0.0) for one in self.labels]

    def _above(
        self, relations: dict[tuple[int, int], dict[str, float]], limit: float | None = None
    ) -> set[tuple[tuple[int, int], str]]:
        least = self.cfg["threshold"] if limit is None else limit
        return {
            (pair, label)
            for pair, labels in relations.items()
            for label, score in labels.items()
            if score >= least
        }


@registry.readers("annotator.corpus_with_entities.v1")  # type: ignore[untyped-decorator]
def corpus_with_entities(path: Path) -> Callable[[Language], Iterator[Example]]:
    """Read documents whose entities are given, so that only relations are to be learned."""

    def read(nlp: Language) -> Iterator[Example]:
        for reference in DocBin().from_disk(path).get_docs(nlp.vocab):
            predicted = Doc(
                nlp.vocab,
                words=[token.text for token in reference],
                spaces=[bool(token.whitespace_) for token in reference],
            )
            predicted.ents = tuple(
                Span(predicted, one.start, one.end, label=one.label) for one in reference.ents
            )
            yield Example(predicted, reference)

    return read
