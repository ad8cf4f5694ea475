"""The published and cross-checked cases beside the project, where they are there."""

import json
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from annotator.agreement import bootstrap, chance, confusion, gamma, relation_pairs, semeval
from annotator.agreement import unitizing as unitizing_2016
from annotator.agreement.dawid_skene import estimate
from annotator.agreement.unitizing_1995 import alpha_u, alpha_u_overall
from annotator.agreement.values import ComparedRelation, ComparedSet, ComparedSpan
from tests.unit.agreement.corpora import document, figure, reported, tables, work

CASES = Path(__file__).resolve().parents[4] / "shared" / "reference" / "agreement_cases.json"
ELSEWHERE = {"merge-threshold-1"}
"""Cases about settling differences, which is not agreement (see tests of adjudication)."""

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the published cases are not here")


def cases(kind):
    if not CASES.exists():
        return []
    found = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["id"]) for case in found if case["kind"] == kind]


def near(case):
    return lambda value: pytest.approx(value, abs=case["tol"])


def same(value, expected, tolerance):
    if expected is None:
        assert value is None or isnan(value)
    else:
        assert value == pytest.approx(expected, abs=tolerance)


def test_every_case_is_looked_at():
    kinds = {case["kind"]: case["id"] for case in json.loads(CASES.read_text("utf-8"))["cases"]}
    known = {
        "coding_matrix", "contingency_2raters", "fleiss_counts", "alpha_U_1995", "u_alpha_2016",
        "gamma_disorder", "bio_exact_f1", "bio_semeval", "span_corpus", "span_pair",
        "span_multi", "relation_pair", "bootstrap_docs", "dawid_skene",
    }  # fmt: skip
    assert {case for kind, case in kinds.items() if kind not in known} == ELSEWHERE


@pytest.mark.parametrize("case", cases("coding_matrix"))
def test_coding_matrices(case):
    values, expected = case["input"]["values"], case["expected"]
    same(chance.nominal_alpha(values), expected["alpha_nominal"], case["tol"])
    agreeing, kept = chance.pairable(chance.counts_of(values))
    observed = chance.observed_agreement(agreeing.sum(), kept.sum(axis=0))
    if "percent_agreement_pairable" in expected:
        same(float(observed), expected["percent_agreement_pairable"], case["tol"])
    if "n_pairable" in expected:
        assert kept.sum() == expected["n_pairable"]
        assert 1 - observed == pytest.approx(expected["Do"], abs=case["tol"])
    if "cohen_kappa" in expected:
        both = [(a, b) for a, b in zip(*values, strict=True) if None not in (a, b)]
        table = np.zeros((4, 4))
        for a, b in both:
            table[a, b] += 1
        same(chance.cohen_kappa(table), expected["cohen_kappa"], case["tol"])


@pytest.mark.parametrize("case", cases("contingency_2raters"))
def test_contingency_tables(case):
    table, expected = np.array(case["input"]["table"], float), case["expected"]
    first, second = zip(
        *((a, b) for (a, b), count in np.ndenumerate(table) for _ in range(int(count))),
        strict=True,
    )
    agreeing, kept = chance.pairable(chance.counts_of([first, second]))
    sums = agreeing.sum(), kept.sum(axis=0)
    close = near(case)
    assert chance.cohen_kappa(table) == close(expected["cohen_kappa"])
    assert chance.scott_pi(table) == close(expected["scott_pi"])
    assert chance.alpha(*sums) == close(expected["alpha_nominal"])
    assert chance.ac1(*sums) == close(expected["gwet_ac1"])
    assert chance.observed_agreement(*sums) == close(expected["po"])


@pytest.mark.parametrize("case", cases("fleiss_counts"))
def test_fleiss(case):
    counts, expected = np.array(case["input"]["subjects_x_categories"], float), case["expected"]
    assert chance.fleiss_kappa(counts) == near(case)(expected["kappa"])
    agreeing, kept = chance.pairable(counts)
    assert chance.alpha(agreeing.sum(), kept.sum(axis=0)) == near(case)(expected["alpha_nominal"])


@pytest.mark.parametrize("case", cases("alpha_U_1995"))
def test_alpha_u_of_1995(case):
    given, expected = case["input"], case["expected"]
    found = {
        label: alpha_u(marks, given["continuum_begin"], given["continuum_length"])
        for label, marks in given["units_begin_length"].items()
    }
    for label, one in found.items():
        wanted = expected["per_category"][label]
        assert (one.observed, one.expected, one.alpha) == near(case)(
            (wanted["Do"], wanted["De"], wanted["alpha"])
        )
    assert alpha_u_overall(found) == near(case)(expected["overall"])


@pytest.mark.parametrize("case", cases("u_alpha_2016"))
def test_unitizing_alphas_of_2016(case):
    given, expected, close = case["input"], case["expected"], near(case)
    labels = sorted({label for marks in given["annotators"] for *_, label in marks})
    found = unitizing_2016.unitized(
        [
            unitizing_2016.units([(s, e, labels.index(label)) for s, e, label in marks])
            for marks in given["annotators"]
        ],
        len(labels),
        given["length"],
    )
    assert found.u == close(expected["u_alpha"])
    assert found.bar_u == close(expected["bar_u_alpha"])
    assert (found.cu, found.cu_coverage) == close((expected["cu_alpha"], expected["cu_coverage"]))
    assert dict(zip(labels, found.ku, strict=True)) == close(expected["ku_alpha"])
    assert dict(zip(labels, found.ku_coverage, strict=True)) == close(expected["ku_coverage"])


@pytest.mark.parametrize("case", cases("gamma_disorder"))
def test_gamma(case):
    given, expected = case["input"], case["expected"]
    weights = gamma.Weights(given["alpha"], given["beta"])
    marked = [[(s, e, label) for s, e, label in one] for one in given["annotators"]]
    best = gamma.best_disorder(marked, weights)
    assert best == near(case)(expected["best_alignment_disorder"])
    if "gamma_range" in expected:
        low, high = expected["gamma_range"]
        found = gamma.gamma(marked, weights, seed=3, samples=60)
        assert low - 0.02 <= found <= high + 0.02


def _marks(sentence):
    marked, start = [], None
    for at, tag in enumerate([*sentence, "O"]):
        if start is not None and not tag.startswith("I-"):
            marked.append((start, at, sentence[start][2:]))
            start = None
        if tag.startswith("B-") or (tag.startswith("I-") and start is None):
            start = at
    return marked


@pytest.mark.parametrize("case", cases("bio_exact_f1"))
def test_exact_f1_of_tags(case):
    made = [
        document({"A": _marks(a), "B": _marks(b)}, str(at), len(a), tokens=())
        for at, (a, b) in enumerate(zip(case["input"]["a"], case["input"]["b"], strict=True))
    ]
    found = figure(reported(*made), "spans", "exact_f1", "pooled")
    assert found == near(case)(case["expected"]["exact_f1"])


@pytest.mark.parametrize("case", cases("bio_semeval"))
def test_semeval_of_tags(case):
    given = case["input"]
    made = [
        (work(_marks(p)).spans, work(_marks(r)).spans)
        for p, r in zip(given["prediction"], given["reference"], strict=True)
    ]
    _check_semeval(case, made, case["expected"])


def _check_semeval(case, documents, expected):
    counts = semeval.semeval(documents)
    names = {"ent_type": "type"}
    for name, wanted in expected.items():
        found = counts[names.get(name, name)]
        assert (found.cor, found.inc, found.par, found.mis, found.spu) == tuple(
            wanted[key] for key in ("COR", "INC", "PAR", "MIS", "SPU")
        ), name
        assert (found.precision, found.recall, found.f1) == near(case)(
            (wanted["precision"], wanted["recall"], wanted["f1"])
        )


@pytest.mark.parametrize("case", cases("span_corpus"))
def test_a_span_corpus(case):
    given, expected, close = case["input"], case["expected"], near(case)
    made = [
        document(one["spans"], one["doc"], one["tokens"][-1][1], one["tokens"])
        for one in given["documents"]
    ]
    found = reported(*made)
    pair, wanted = "ann1|ann2", expected["pairs"]["ann1|ann2"]
    spans = found["spans"]
    assert figure(spans, "exact_f1", "mean") == close(expected["mean_pairwise_exact_f1"])
    assert figure(spans, "token_f1", "mean") == close(expected["mean_pairwise_token_f1"])
    assert figure(found, "tokens", "alpha") == close(expected["token_alpha_nominal"])
    assert figure(found, "tokens", "fleiss") == close(expected["token_fleiss_kappa"])
    assert sorted(found["tokens"]["categories"]) == expected["token_categories"]
    for mine, theirs in (
        ("exact_f1", wanted["exact"]["f1"]), ("boundary_f1", wanted["boundary_f1"]),
        ("overlap_f1", wanted["overlap_typed_f1"]), ("char_f1", wanted["char_typed_f1"]),
        ("overlap_f1_untyped", wanted["overlap_untyped_f1"]), ("token_f1", wanted["token_f1"]),
    ):  # fmt: skip
        assert figure(spans, mine, "pairs", pair) == close(theirs), mine
    assert figure(found, "tokens", "kappa", "pairs", pair) == close(wanted["token_cohen_kappa"])
    labels = {name: one["value"] for name, one in spans["exact_f1"]["labels"].items()}
    assert labels == close(wanted["per_label_exact_f1"])
    assert spans["confusion"][pair]["labels"] == wanted["confusion"]["labels"]
    assert spans["confusion"][pair]["rows"] == wanted["confusion"]["matrix"]
    _check_kinds(spans["kinds"][pair], wanted["disagreement_kinds"])
    for one in made:
        alone = figure(reported(one), "spans", "exact_f1", "pooled")
        assert alone == close(wanted["per_document_exact_f1"][one.id])


def _check_kinds(found, expected):
    found = {name.replace(" ", "_"): count for name, count in found.items() if name != "split"}
    assert found == {**dict.fromkeys(found, 0), **expected}


@pytest.mark.parametrize("case", cases("span_pair"))
def test_a_span_pair(case):
    given, expected, close = case["input"], case["expected"], near(case)
    made = [
        document({"A": one["A"], "B": one["B"]}, name, tokens=one["tokens"])
        for name, one in given["documents"].items()
    ]
    found = reported(*made)
    spans, pair = found["spans"], "A|B"
    for mine, theirs in (
        ("exact_f1", "exact"), ("boundary_f1", "boundary"), ("overlap_f1", "overlap_typed"),
        ("overlap_f1_untyped", "overlap_untyped"), ("char_f1", "char_typed"),
        ("char_f1_untyped", "char_untyped"), ("token_f1", "token"),
    ):  # fmt: skip
        value, wanted = spans[mine]["pairs"][pair], expected[theirs]
        assert value["value"] == close(wanted["f1"]), mine
        assert value["n"] == wanted["n_pred"] + wanted["n_ref"], mine
    labels, wanted = found["spans"]["confusion"][pair], expected["confusion"]
    order = [labels["labels"].index(name) for name in wanted["labels"]]
    rows = np.array(labels["rows"])[np.ix_(order, order)]
    assert rows.tolist() == wanted["matrix"]
    _check_kinds(spans["kinds"][pair], expected["disagreement_kinds"])
    assert figure(found, "tokens", "kappa", "pairs", pair) == close(expected["token_cohen_kappa"])
    assert figure(found, "tokens", "alpha") == close(expected["token_alpha_nominal"])
    for one in made[:3]:
        alone = figure(reported(one), "spans", "exact_f1", "pooled")
        same(alone, expected["per_document_exact_f1"][one.id], case["tol"])
    both = [(one.sets["A"].spans, one.sets["B"].spans) for one in made if len(one.sets) == 2]
    _check_semeval(case, both, expected["semeval"])


@pytest.mark.parametrize("case", cases("span_multi"))
def test_three_annotators(case):
    expected, close = case["expected"], near(case)
    made = []
    for name, given in case["input"]["documents"].items():
        gold = given.pop("gold")
        made.append(document(given, name, gold=None if gold is None else work(gold)))
    found = reported(*made)
    exact = found["spans"]["exact_f1"]
    for pair, wanted in expected["pairs"].items():
        assert exact["pairs"][pair]["value"] == close(wanted["f1"])
        assert found["documents"][pair] == wanted["shared_documents"]
    assert exact["mean"]["value"] == close(expected["mean_pairwise_f1_unweighted"])
    assert exact["pooled"]["value"] == close(expected["pooled_pairwise_f1"])
    assert found["annotators"] == ["A", "B", "C"]
    for name, wanted in expected["gold"].items():
        values = [found["gold"][name][key]["value"] for key in ("precision", "recall", "f1")]
        assert values == close([wanted["precision"], wanted["recall"], wanted["f1"]])


@pytest.mark.parametrize("case", cases("relation_pair"))
def test_relations(case):
    expected, close = case["expected"], near(case)
    made, plain = [], []
    for name, given in case["input"]["documents"].items():
        sets = {}
        for person, one in given.items():
            place = {key: at for at, key in enumerate(one["spans"])}
            sets[person] = ComparedSet(
                [ComparedSpan(((s, e),), label) for s, e, label in one["spans"].values()],
                [ComparedRelation(label, place[a], place[b]) for label, a, b in one["relations"]],
            )
        made.append(document(sets, name))
        plain.append((sets["A"], sets["B"]))
    symmetric = frozenset(case["input"]["symmetric_types"])
    relations = reported(*made, symmetric=symmetric)["relations"]
    for mine, theirs in (
        ("strict_f1", "strict"), ("boundary_f1", "boundaries"), ("relaxed_f1", "relaxed"),
        ("unlabelled_f1", "unlabelled"), ("undirected_f1", "undirected"),
        ("conditional_f1", "conditional_f1"),
    ):  # fmt: skip
        value, wanted = relations[mine]["pooled"], expected[theirs]
        assert value["value"] == close(wanted["f1"]), mine
        assert value["n"] == wanted["n_pred"] + wanted["n_ref"], mine
    found = relation_pairs.pair_kappa(plain, symmetric)
    wanted = expected["pair_kappa"]
    assert list(found.labels) == wanted["labels"]
    assert found.table.tolist() == wanted["table"]
    assert found.kappa == close(wanted["kappa"])
    linked = relation_pairs.type_agreement(plain, symmetric)
    wanted = expected["type_agreement_given_link"]
    assert (linked.n, linked.observed) == close((wanted["n"], wanted["po"]))


@pytest.mark.parametrize("case", cases("bootstrap_docs"))
def test_the_bootstrap(case):
    counts = np.array(case["input"]["counts"], float)
    counts = np.stack([counts[:, 0], counts[:, 1] + counts[:, 2]], axis=1)
    drawing = bootstrap.Resampling(4_000, 7)
    low, high = bootstrap.percentiles(bootstrap.f1(drawing.sums(counts)))
    assert [low, high] == near(case)(case["expected"]["ci95"])
    again = bootstrap.Resampling(4_000, 7)
    assert bootstrap.percentiles(bootstrap.f1(again.sums(counts))) == (low, high)


def test_the_missed_row_is_named_as_in_the_cases():
    assert confusion.MISSED == "(missed)"
    assert tables(document({"A": [(0, 5, "X")], "B": []})).labels == ["X"]


@pytest.mark.parametrize("case", cases("dawid_skene"))
def test_dawid_and_skene(case):
    responses, classes = case["input"]["responses"], case["input"]["classes"]
    people = sorted({person for said in responses.values() for person in said})
    answers = np.zeros((len(responses), len(people), len(classes)))
    for row, unit in enumerate(sorted(responses, key=int)):
        for person, values in responses[unit].items():
            for value in values:
                answers[row, people.index(person), classes.index(value)] += 1
    found, expected = estimate(answers), case["expected"]
    assert found.likelihood == near(case)(expected["loglik"])
    assert found.shares.tolist() == near(case)(expected["marginals"])
    likely = [classes[place] for place in found.truth.argmax(axis=1)]
    assert likely == expected["map_labels"]
