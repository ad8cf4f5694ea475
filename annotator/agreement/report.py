"""The agreement report: every measure, in the form the command line prints as JSON."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from annotator.agreement import chains, chance
from annotator.agreement.attributes import attribute_sums
from annotator.agreement.bootstrap import FEW, FEWEST, Resampling, interval, percentiles
from annotator.agreement.building import build
from annotator.agreement.chance import Floats
from annotator.agreement.confusion import compared_pairs
from annotator.agreement.counts import Counts, span_counts
from annotator.agreement.drift import drift_tree
from annotator.agreement.figures import Scope, f1_trees, mean_of_defined
from annotator.agreement.gamma_figures import gamma_steps, gamma_tree
from annotator.agreement.gold import gold_tree
from annotator.agreement.groups import group_tree
from annotator.agreement.measured import Value, as_json, measured, undefined
from annotator.agreement.relation_types import type_trees
from annotator.agreement.relations import relation_counts
from annotator.agreement.side_by_side import meanwhile
from annotator.agreement.tables import Tables
from annotator.agreement.token_figures import ONE_CATEGORY, token_tree
from annotator.agreement.unit_figures import unit_tree
from annotator.agreement.values import ComparedDocument, Settings
from annotator.domain.errors import UserError

Report = Callable[[int, int], None]

_NO_SPAN = "no span by either"
_NO_RELATION = "no relation by either"
_REASONS = {
    "independent_f1": "no span that was not taken by both from the same suggestion",
    "token_f1": "no token marked by either",
    "conditional_f1": "no relation by either between spans that both marked",
}


@dataclass(frozen=True, slots=True)
class Findings:
    """The report as JSON, with the columns and counts it was made of."""

    json: dict[str, object]
    scope: Scope
    counts: Mapping[str, Counts]


def report(
    documents: Iterable[ComparedDocument],
    settings: Settings = Settings(),  # noqa: B008 - frozen
    progress: Report | None = None,
) -> dict[str, object]:
    """Compare all annotators in pairs and together; return the JSON of ``agreement``.

    ``progress`` is told (done, total) and may raise to stop.
    """
    return report_of(build(documents, settings), settings, progress)


def report_of(
    tables: Tables, settings: Settings, progress: Report | None = None
) -> dict[str, object]:
    """Return the report of columns that are built already.

    Raises UserError for fewer than two annotators.
    """
    return findings_of(tables, settings, progress).json


def findings_of(tables: Tables, settings: Settings, progress: Report | None = None) -> Findings:
    """Return the report with what it was made of, for whoever looks further.

    Raises UserError for fewer than two annotators.
    """
    if len(tables.people) < 2:
        raise UserError(
            "Agreement needs two annotators who have finished articles.",
            where=", ".join(tables.names) or "nobody has finished any",
            mend="Merge or import the other's work, or finish articles.",
        )
    scope = Scope.of(tables, Resampling(settings.resamples, settings.seed))
    steps = 2 * len(scope.pairs) + 4 + (gamma_steps(scope) if settings.gamma else 0)

    def told(done: int, _: int = 0) -> None:
        if progress is not None:
            progress(done, steps)

    tree, counts = _tree(scope, settings, told)
    missing = list(undefined(tree))
    if isinstance(tree["gamma"], Value):
        tree["gamma"] = None
    json: dict[str, object] = {
        **as_json(tree),  # type: ignore[dict-item]
        "undefined": missing,
        "notes": _notes(scope),
        "settings": {
            "resamples": settings.resamples,
            "seed": settings.seed,
            "masked_spans": tables.masked_spans,
            "cut_spans": tables.cut_spans,
            "duplicates": tables.duplicates,
        },
    }
    return Findings(json, scope, counts)


def _tree(
    scope: Scope, settings: Settings, told: Callable[..., None]
) -> tuple[dict[str, object], Mapping[str, Counts]]:
    """Return every part of the report, its figures still as values, and the counts of spans."""
    tables, at = scope.tables, len(scope.pairs)
    counts = dict(span_counts(tables, scope.pairs, told))
    compared = compared_pairs(tables, scope.pairs, lambda n: told(at + n))
    counts["partial_f1"] = compared.partial
    reasons = {name: _REASONS.get(name, _NO_SPAN) for name in counts}
    spans: dict[str, object] = dict(f1_trees(scope, counts, tables.labels, reasons))
    spans["attributes"] = _attributes(scope)
    spans["confusion"] = dict(zip(scope.names, compared.matrices, strict=True))
    spans["kinds"] = dict(zip(scope.names, compared.kinds, strict=True))
    told(2 * at + 1)
    (relations, units), tokens = meanwhile(
        lambda wanted: (_relations(scope, wanted), unit_tree(scope, wanted)),
        lambda: token_tree(scope, lambda: told(2 * at + 1)),
    )
    told(2 * at + 3)
    shared = scope.shared.sum(axis=1).tolist()
    tree = {
        "annotators": tables.names,
        "documents": dict(zip(scope.names, shared, strict=True)),
        "tokens_from": settings.tokens_from,
        "masked_characters": tables.masked_characters,
        "spans": spans,
        "tokens": tokens,
        "units": units,
        "relations": relations,
        "chains": _chains(scope),
        "gamma": _gamma(scope, settings, lambda n: told(2 * at + 3 + n)),
        "gold": gold_tree(tables, scope.resampling, settings.by_rule),
        "drift": drift_tree(scope, counts["exact_f1"]),
        "by": group_tree(scope, counts, settings.groups),
    }
    return tree, counts


def _attributes(scope: Scope) -> dict[str, dict[str, Value]]:
    tree = {}
    for name, sums in attribute_sums(scope.tables).items():
        counts = np.concatenate([sums.agreeing[:, None], sums.values], axis=1)
        kept = counts[:, 1:].sum(axis=1) > 0

        def alpha(summed: Floats) -> Floats:
            return chance.alpha(summed[..., 0], summed[..., 1:])

        near = interval(scope.resampling, counts[kept], alpha)
        why = ONE_CATEGORY if sums.units else "no span marked alike has it"
        tree[name] = {"alpha": measured(float(alpha(counts.sum(axis=0))), sums.units, near, why)}
    return tree


def _relations(scope: Scope, told: Callable[[], None]) -> dict[str, object]:
    counts, lost = relation_counts(scope.tables, scope.pairs, told)
    reasons = {name: _REASONS.get(name, _NO_RELATION) for name in counts}
    trees: dict[str, object] = dict(f1_trees(scope, counts, scope.tables.relation_labels, reasons))
    trees.update(type_trees(scope, told))
    trees["lost"] = dict(lost)
    return trees


def _chains(scope: Scope) -> dict[str, object] | None:
    tables = scope.tables
    if not any(person.chains for person in tables.people):
        return None
    of_pairs = np.stack([chains.chain_sums(tables, i, j) for i, j in scope.pairs])
    documents = scope.documents
    tree: dict[str, object] = {}
    for name, figure, size in _CHAIN_FIGURES:
        pairs = {}
        for number, written in enumerate(scope.names):
            counts = of_pairs[number, scope.shared[number]]
            pairs[written] = _figure(scope, counts, figure, size)
        total = of_pairs[:, documents].sum(axis=0)
        sums = scope.resampling.sums(of_pairs[:, documents].transpose(1, 0, 2))
        each = figure(of_pairs.sum(axis=1))
        near = None
        if sums is not None:
            near = percentiles(mean_of_defined(figure(sums)), len(total))
        defined = int((~np.isnan(each)).sum())
        mean = measured(float(mean_of_defined(each)), defined, near, "no chain by either")
        pooled = _figure(scope, total, figure, size)
        tree[name] = {"mean": mean, "pooled": pooled, "pairs": pairs}
    return tree


_CHAIN_FIGURES = (("ceaf_e", chains.ceaf_e, (1,)), ("b_cubed", chains.b_cubed, (3, 5)))


def _figure(
    scope: Scope, counts: Floats, figure: Callable[[Floats], Floats], size: tuple[int, ...]
) -> Value:
    summed = counts.sum(axis=0)
    near = interval(scope.resampling, counts, figure)
    n = summed[list(size)].sum()
    return measured(float(figure(summed)), n, near, "no chain by either")


def _gamma(scope: Scope, settings: Settings, told: Callable[[int], None]) -> object:
    if settings.gamma:
        return gamma_tree(scope, settings.seed, told)
    return Value(None, 0, None, "not asked for: it takes seconds for each document")


def _notes(scope: Scope) -> list[dict[str, str]]:
    """Return what a reader of the intervals has to know."""
    notes = []
    for name, shared in zip(scope.names, scope.shared, strict=True):
        number = int(shared.sum())
        if 0 < number < FEWEST:
            noun = "document" if number == 1 else "documents"
            text = f"{number} {noun}: too few for intervals ({FEWEST} are needed)"
        elif 0 < number < FEW:
            text = f"{number} documents: intervals are rough under {FEW}"
        else:
            continue
        notes.append({"what": f"documents.{name}", "why": text})
    return notes
