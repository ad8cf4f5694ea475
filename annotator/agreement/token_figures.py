"""The figures over tokens: alpha over all annotators and by label, kappa for pairs, and more."""

from collections.abc import Callable

import numpy as np

from annotator.agreement import chance
from annotator.agreement.bootstrap import interval, percentiles
from annotator.agreement.chance import Floats
from annotator.agreement.figures import NO_DOCUMENTS, Scope
from annotator.agreement.measured import Value, measured
from annotator.agreement.tokens import (
    Categories,
    agreeing_tokens,
    categories,
    margins,
    token_sums,
)

ONE_CATEGORY = "one category only"
NO_TOKENS = "no token that two annotators did"
UNEQUAL = "documents differ in how many annotators did them"

Figure = Callable[[Floats, Floats], Floats]


def token_tree(scope: Scope, told: Callable[[], None] = lambda: None) -> dict[str, object]:
    """Return alpha, kappa, Fleiss' kappa, AC1, observed agreement and the share of O.

    ``n`` is the number of tokens that two or more annotators did. ``told`` is called now and
    then and may raise to stop.
    """
    tables = scope.tables
    found = categories(tables)
    told()
    sums = token_sums(tables, found)
    told()
    number = tables.wholly_done[: len(tables.people)].sum(axis=0)
    counted = number >= 2
    tokens = int(tables.tokens_of_document[counted].sum())
    every = np.concatenate([sums.agreeing[:, None], sums.values], axis=1)[counted]

    drawn = scope.resampling.sums(every)

    def over_all(figure: Figure, counts: Floats = every, resampled: Floats | None = drawn) -> Value:
        def of_sums(summed: Floats) -> Floats:
            return figure(summed[..., 0], summed[..., 1:])

        value = float(of_sums(counts.sum(axis=0)))
        near = None if resampled is None else percentiles(of_sums(resampled), len(counts))
        return measured(value, tokens, near, ONE_CATEGORY if tokens else NO_TOKENS)

    equal = len(np.unique(number[counted])) == 1
    labels = {}
    for label, name in enumerate(tables.labels):
        did = tables.done[: len(tables.people), :, tables.label_pass[label]].sum(axis=0) >= 2
        of_label = np.concatenate(
            [sums.label_agreeing[label][:, None], sums.label_values[label]], axis=1
        )
        labels[name] = over_all(chance.alpha, of_label[did], scope.resampling.sums(of_label[did]))
    return {
        "alpha": {"": over_all(chance.alpha), "labels": labels},
        "kappa": {"pairs": _kappas(scope, found, told)},
        "fleiss": over_all(chance.fleiss)
        if equal or not tokens
        else Value(None, tokens, None, UNEQUAL),
        "ac1": over_all(chance.ac1),
        "observed": over_all(chance.observed_agreement),
        "share_of_o": over_all(_share_of_o),
        "categories": found.names(tables),
    }


def _share_of_o(agreeing: Floats, values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(values[..., 0] / values.sum(axis=-1))


def _kappas(scope: Scope, found: Categories, told: Callable[[], None]) -> dict[str, Value]:
    tables = scope.tables
    width = len(found.labels)
    of_person = margins(tables, found)
    kappas: dict[int, Value] = {}

    def kappa(sums: Floats) -> Floats:
        return chance.kappa(sums[..., 0], sums[..., 1 : width + 1], sums[..., width + 1 :])

    for pair in scope.by_size():
        told()
        i, j = scope.pairs[pair]
        shared = tables.wholly_done[i] & tables.wholly_done[j]
        agreeing = agreeing_tokens(tables, found, i, j)
        counts = np.concatenate([agreeing[:, None], of_person[i], of_person[j]], axis=1)[shared]
        tokens = int(tables.tokens_of_document[shared].sum())
        why = ONE_CATEGORY if tokens else NO_TOKENS
        kappas[pair] = measured(
            float(kappa(counts.sum(axis=0))),
            tokens,
            interval(scope.resampling, counts, kappa),
            why if shared.any() else NO_DOCUMENTS,
        )
    return {name: kappas[pair] for pair, name in enumerate(scope.names)}
