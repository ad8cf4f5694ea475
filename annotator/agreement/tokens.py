"""Agreement over tokens: categories, and sums by document for every figure.

A token belongs to a span that shares a character with it. Its category for one annotator is
the sorted set of the labels that stand on it, joined by "+", or O; for a single label it is
in or out. Adjacent spans of one label are one stretch to tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.chance import Floats
from annotator.agreement.overlaps import in_common
from annotator.agreement.sides import Side, incidences
from annotator.agreement.tables import Bools, Ints, Tables, occurrences, tally

Numbers = NDArray[np.integer]

OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class TokenSums:
    """Sums over the tokens of each document that at least two annotators did.

    ``agreeing`` (d) and ``values`` (d, category) as in chance.pairable; category 0 is O.
    ``label_agreeing`` (label, d) and ``label_values`` (label, d, out or in) the same for
    each label alone.
    """

    agreeing: Floats
    values: Floats
    label_agreeing: Floats
    label_values: Floats


def marked_alike(first: Side, second: Side) -> tuple[Ints, Ints]:
    """Return by document and label the tokens both marked, and the tokens of both together.

    A token under two spans of one label counts twice, as in a multiset.
    """
    one, other = first.marked_tokens, second.marked_tokens
    at_one, at_other = in_common(one.code, other.code)
    common = np.minimum(one.many[at_one], other.many[at_other])
    matched = first.tally_tokens(one.code[at_one], common)
    return matched, first.token_total + second.token_total


@dataclass(frozen=True, slots=True)
class Categories:
    """The category of each token for each annotator, those that are O left out.

    ``labels`` are the labels that make up each category, none for the first, O. ``token``
    and ``code`` hold an array for each annotator, of documents wholly done alone.
    """

    labels: list[tuple[int, ...]]
    token: list[Ints]
    code: list[Numbers]
    dense: list[Numbers] = field(default_factory=list, repr=False)

    def names(self, tables: Tables) -> list[str]:
        """Return how the categories are written: ``LOC+ORG``, ``O``."""
        written = ["+".join(tables.labels[label] for label in each) for each in self.labels]
        return [OUTSIDE, *written[1:]]

    def columns(self, tokens: int) -> Numbers:
        """Return everybody's category of every token (annotator, token), in small numbers."""
        if not self.dense:
            kind = np.min_scalar_type(len(self.labels))
            columns = np.zeros((len(self.token), tokens), kind)
            for place, (token, code) in enumerate(zip(self.token, self.code, strict=True)):
                columns[place, token] = code
            self.dense.append(columns)
        return self.dense[0]


def categories(tables: Tables) -> Categories:
    """Return every annotator's category of every token."""
    labels = max(len(tables.labels), 1)
    known: dict[tuple[int, ...], int] = {(): 0}
    for label in range(len(tables.labels)):
        known[(label,)] = label + 1
    tokens, codes = [], []
    for place, person in enumerate(tables.people):
        spans = person.spans.only(tables.wholly_done[place][person.spans.document])
        token, label_of = incidences(tables, spans)
        marks, _ = occurrences(token * labels + label_of)
        token, many = occurrences(marks // labels, ordered=True)
        first = np.cumsum(many) - many
        label_of = marks % labels
        code = (label_of[first] + 1).astype(np.int32)
        for size in np.unique(many[many > 1]):
            chosen = many == size
            rows = label_of[first[chosen][:, None] + np.arange(size)]
            code[chosen] = _numbered(rows, known)
        tokens.append(token)
        codes.append(code)
    return Categories(list(known), tokens, codes)


def _numbered(rows: Ints, known: dict[tuple[int, ...], int]) -> Ints:
    """Return the category of each row of labels; new ones get the next number."""
    found, place = np.unique(rows, axis=0, return_inverse=True)
    numbers = [known.setdefault(tuple(each), len(known)) for each in found.tolist()]
    return np.array(numbers, np.int64)[place.reshape(-1)]


def token_sums(tables: Tables, found: Categories) -> TokenSums:
    """Return the sums that alpha, observed agreement, Fleiss' kappa and AC1 are made of."""
    documents = len(tables.documents)
    done = tables.wholly_done[: len(tables.people)]
    agreeing, values = _sums(tables, found.token, found.code, done, len(found.labels))
    labels = len(tables.labels)
    label_agreeing = np.zeros((labels, documents))
    label_values = np.zeros((labels, documents, 2))
    for label in range(labels):
        of_pass = tables.done[: len(tables.people), :, tables.label_pass[label]]
        if (of_pass == done).all():
            within = np.array([label in each for each in found.labels])
            inside = [
                token[within[code]] for token, code in zip(found.token, found.code, strict=True)
            ]
        else:
            inside = [
                np.unique(incidences(tables, person.spans.only(person.spans.label == label))[0])
                for person in tables.people
            ]
        ones = [np.ones_like(token) for token in inside]
        label_agreeing[label], label_values[label] = _sums(tables, inside, ones, of_pass, 2)
    return TokenSums(agreeing, values, label_agreeing, label_values)


def _sums(
    tables: Tables, tokens: list[Ints], codes: Sequence[Numbers], done: Bools, width: int
) -> tuple[Floats, Floats]:
    """Return agreement by document, and values by document and category."""
    documents = len(tables.documents)
    size = tables.tokens_of_document
    number = done.sum(axis=0)
    counted = number >= 2
    values = np.zeros((documents, width))
    together = np.empty(sum(map(len, tokens)), np.int64)
    end = 0
    for token, category, did in zip(tokens, codes, done, strict=True):
        document = tables.token_document[token]
        kept = (did & counted)[document]
        values += tally(document[kept], category[kept], (documents, width))
        end, start = end + int(kept.sum()), end
        together[start:end] = token[kept] * width + category[kept]
    values[:, 0] += np.where(counted, size * number, 0) - values.sum(axis=1)
    # Only tokens that somebody marked need a look; on all others everybody says O.
    together[:end].sort()
    code, many = occurrences(together[:end], ordered=True)
    del together
    token_of_code = code // width
    new = np.ones(len(code), bool)
    new[1:] = token_of_code[1:] != token_of_code[:-1]
    first = np.flatnonzero(new)
    touched = token_of_code[first]
    marks = np.add.reduceat(many, first) if len(first) else many
    of_touched = tables.token_document[touched]
    outside = number[of_touched] - marks
    pairs = np.bincount(tables.token_document[token_of_code], many * (many - 1), documents)
    pairs += np.bincount(of_touched, outside * (outside - 1), documents)
    untouched = size - np.bincount(of_touched, minlength=documents)
    agreeing = pairs / np.maximum(number - 1, 1) + untouched * number
    return np.where(counted, agreeing, 0.0), values


def margins(tables: Tables, found: Categories) -> list[Floats]:
    """Return each annotator's number of tokens by document and category."""
    shape = (len(tables.documents), len(found.labels))
    counted = []
    for token, code in zip(found.token, found.code, strict=True):
        counts = tally(tables.token_document[token], code, shape)
        counts[:, 0] += tables.tokens_of_document - counts.sum(axis=1)
        counted.append(counts.astype(float))
    return counted


def agreeing_tokens(tables: Tables, found: Categories, i: int, j: int) -> Floats:
    """Return by document the tokens on which two annotators' categories are equal."""
    document, documents = tables.token_document, len(tables.documents)
    column = found.columns(len(document))
    differing = np.flatnonzero(column[i] != column[j])
    different = np.bincount(document[differing], minlength=documents)
    return (tables.tokens_of_document - different).astype(float)
