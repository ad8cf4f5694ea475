"""Where agreement goes wrong in practice: each trap with the figure that avoids it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from annotator.agreement import chance
from annotator.agreement.masking import cut
from annotator.agreement.values import ComparedSet
from annotator.domain.errors import UserError
from tests.unit.agreement.corpora import document, figure, reported, spans, work

PAIR = ("pairs", "A|B")


def f1(found, measure="exact_f1"):
    return figure(found, "spans", measure, "pooled")


def reasons(found):
    return {row["what"]: row["why"] for row in found["undefined"]}


def test_nested_spans_count_each():
    nested = [(0, 20, "ORG"), (5, 9, "PLACE")]
    found = reported(document({"A": nested, "B": nested}))
    assert {f1(found, name) for name in found["spans"] if name.endswith("_f1")} == {1.0}
    assert found["spans"]["overlap_f1_untyped"]["pooled"]["value"] == 1.0
    assert "ORG+PLACE" in found["tokens"]["categories"]
    half = reported(document({"A": nested, "B": nested[:1]}))
    assert f1(half) == f1(half, "overlap_f1_untyped") == pytest.approx(2 / 3)


def test_spans_stacked_on_one_place_are_two_spans_and_one_boundary():
    found = reported(document({"A": [(0, 5, "X"), (0, 5, "Y")], "B": [(0, 5, "X")]}))
    assert f1(found) == pytest.approx(2 / 3)
    assert f1(found, "boundary_f1") == 1.0
    assert f1(found, "overlap_f1_untyped") == pytest.approx(2 / 3)


def test_touching_spans_do_not_overlap():
    found = reported(document({"A": [(0, 5, "X")], "B": [(5, 10, "X")]}))
    assert [f1(found, name) for name in ("overlap_f1", "overlap_f1_untyped", "char_f1")] == [0] * 3


def test_spans_do_not_meet_across_documents():
    first = document({"A": [(95, 100, "X")], "B": []}, "one")
    found = reported(first, document({"A": [], "B": [(0, 5, "X")]}, "two"))
    assert f1(found, "overlap_f1_untyped") == 0


@pytest.mark.parametrize("edges", [(5, 5), (7, 3), (-1, 4), (98, 101)])
def test_a_span_without_a_character_or_outside_is_refused(edges):
    with pytest.raises(UserError, match="does not fit"):
        reported(document({"A": [(*edges, "X")], "B": []}))


def test_duplicates_are_one_and_counted():
    found = reported(document({"A": [(0, 5, "X"), (0, 5, "X")], "B": [(0, 5, "X")]}))
    assert f1(found) == 1.0
    assert found["spans"]["exact_f1"]["pooled"]["n"] == 2
    assert found["settings"]["duplicates"] == 1


def test_a_split_is_half_a_match_and_told():
    found = reported(document({"A": [(0, 20, "X")], "B": [(0, 9, "X"), (10, 20, "X")]}))
    assert f1(found) == 0
    assert f1(found, "overlap_f1") == pytest.approx(2 / 3)
    assert f1(found, "partial_f1") == pytest.approx(1 / 3)
    assert found["spans"]["kinds"]["A|B"] == {
        "agree": 0, "label": 0, "boundary": 1, "label+boundary": 0, "only A": 0, "only B": 1,
        "split": 2,
    }  # fmt: skip


def test_overlaps_are_matched_one_to_one_as_many_as_can_be():
    # Taking the equal pair first would leave the two others without a partner.
    found = reported(document({"A": [(0, 6, "X"), (4, 8, "X")], "B": [(4, 8, "X"), (7, 12, "X")]}))
    assert f1(found, "overlap_f1") == f1(found, "overlap_f1_untyped") == 1.0


def test_fragments_must_all_be_equal():
    parted, whole = [(0, 4, 8, 12, "X")], [(0, 12, "X")]
    found = reported(document({"A": parted, "B": whole}))
    assert (f1(found), f1(found, "boundary_f1"), f1(found, "overlap_f1")) == (0, 0, 1)
    assert f1(found, "char_f1") == pytest.approx(2 * 8 / (8 + 12))
    assert f1(reported(document({"A": parted, "B": parted}))) == 1.0


def test_a_span_in_the_gap_of_another_does_not_overlap_it():
    found = reported(document({"A": [(0, 4, 8, 12, "X")], "B": [(4, 8, "X")]}))
    assert f1(found, "overlap_f1") == f1(found, "overlap_f1_untyped") == 0


def test_two_empty_sets_have_no_f1_but_their_tokens_count():
    empty = document({"A": [], "B": []}, "empty")
    found = reported(empty)
    assert f1(found) is None
    assert reasons(found)["spans.exact_f1.pooled"] == "no span by either"
    assert reasons(found)["spans.exact_f1.pairs.A|B"] == "no span by either"
    assert figure(found, "tokens", "alpha") is None
    assert reasons(found)["tokens.alpha"] == "one category only"
    assert figure(found, "tokens", "observed") == 1.0
    other = document({"A": [(0, 5, "X")], "B": [(5, 10, "X")]}, "other")
    alone, both = reported(other), reported(other, empty)
    assert f1(alone) == f1(both) == 0
    assert both["tokens"]["observed"]["n"] == 2 * alone["tokens"]["observed"]["n"]
    assert figure(both, "tokens", "observed") > figure(alone, "tokens", "observed")


def test_done_and_empty_is_not_the_same_as_not_done():
    marked = [(0, 5, "X")]
    both = document({"A": marked, "B": marked}, "both")
    assert f1(reported(both, document({"A": marked, "B": None}, "half"))) == 1.0
    assert f1(reported(both, document({"A": marked, "B": []}, "half"))) == pytest.approx(2 / 3)


def test_no_shared_documents_is_no_agreement():
    found = reported(document({"A": [(0, 5, "X")]}, "a"), document({"B": [(0, 5, "X")]}, "b"))
    assert found["documents"] == {"A|B": 0}
    assert f1(found) is None
    why = reasons(found)
    assert why["spans.exact_f1.mean"] == why["spans.exact_f1.pairs.A|B"] == "no shared documents"
    assert why["tokens.kappa.pairs.A|B"] == "no shared documents"
    assert why["tokens.alpha"] == "no token that two annotators did"


def test_an_annotator_without_a_span_is_compared_all_the_same():
    found = reported(document({"A": [(0, 5, "X")], "B": []}))
    assert f1(found) == 0
    assert figure(found, "tokens", "kappa", *PAIR) == 0


def test_a_label_of_one_annotator_alone_has_an_alpha_near_zero():
    found = reported(
        document({"A": [(0, 5, "X"), (10, 15, "ONLY")], "B": [(0, 5, "X")]}, length=2_000)
    )
    labels = found["tokens"]["alpha"]["labels"]
    assert labels["X"]["value"] == 1.0
    assert labels["ONLY"]["value"] == pytest.approx(0, abs=0.01)


def test_the_prevalence_paradox():
    # Both tables agree on 85 of 100; one of them almost only says yes.
    balanced, skewed = np.array([[40.0, 9], [6, 45]]), np.array([[80.0, 10], [5, 5]])
    assert chance.cohen_kappa(balanced) == pytest.approx(0.70, abs=0.005)
    assert chance.cohen_kappa(skewed) == pytest.approx(0.32, abs=0.005)


def test_kappa_looks_at_every_token_not_at_those_both_marked():
    # On the one token that both marked they agree; kappa over such tokens would be 1.
    found = reported(
        document({"A": [(0, 5, "X"), (10, 15, "X")], "B": [(0, 5, "X"), (20, 25, "X")]})
    )
    po, pe = 18 / 20, (2 * 2 + 18 * 18) / 400
    assert figure(found, "tokens", "kappa", *PAIR) == pytest.approx((po - pe) / (1 - pe))


def test_the_share_of_o_stands_beside_kappa():
    short, long = (
        reported(document({"A": [(0, 5, "X")], "B": [(0, 5, "X"), (5, 10, "X")]}, length=size))
        for size in (20, 2_000)
    )
    shares = [figure(found, "tokens", "share_of_o") for found in (short, long)]
    assert shares == pytest.approx([5 / 8, 797 / 800])
    # The same labels in more text look like better agreement to observed agreement.
    assert figure(long, "tokens", "observed") > figure(short, "tokens", "observed")


def test_a_symmetric_relation_may_be_stored_either_way():
    people = [(0, 5, "P"), (10, 15, "P")]
    one, other = work(people, [("MARRIED", 0, 1)]), work(people, [("MARRIED", 1, 0)])
    made = document({"A": one, "B": other})
    assert figure(reported(made), "relations", "strict_f1", "pooled") == 0
    symmetric = reported(made, symmetric=frozenset({"MARRIED"}))
    assert {
        figure(symmetric, "relations", name, "pooled")
        for name in ("strict_f1", "boundary_f1", "relaxed_f1", "conditional_f1")
    } == {1.0}
    assert reported(made)["relations"]["lost"]["direction"] == 2


def test_lost_relations_are_told_apart():
    marked = [(0, 5, "P"), (10, 15, "Q"), (20, 25, "Q"), (30, 35, "Q")]
    moved = [*marked[:3], (30, 36, "Q")]
    mine = [("in", 0, 1), ("in", 1, 2), ("in", 0, 3), ("of", 0, 2)]
    theirs = [("of", 0, 1), ("in", 2, 1), ("in", 0, 3)]
    found = reported(document({"A": work(marked, mine), "B": work(moved, theirs)}))
    assert found["relations"]["lost"] == {
        "argument": 2, "type": 2, "direction": 2, "one side only": 1,
    }  # fmt: skip
    assert figure(found, "relations", "conditional_f1", "pooled") == 0
    assert figure(found, "relations", "relaxed_f1", "pooled") == pytest.approx(2 * 1 / 7)


def test_relations_are_not_there_when_their_spans_are_not_agreed():
    made = document(
        {"A": work([(0, 5, "P"), (10, 15, "P")], [("in", 0, 1)]), "B": work([(0, 5, "P")])}
    )
    found = reported(made)
    assert figure(found, "relations", "strict_f1", "pooled") == 0
    assert figure(found, "relations", "conditional_f1", "pooled") is None
    assert "conditional" not in json.dumps(found["relations"]["lost"])


def test_gold_is_nobodys_work():
    right, wrong = [(0, 5, "X"), (10, 15, "X")], [(0, 5, "X")]
    found = reported(document({"A": right, "B": wrong}, gold=work(right)))
    assert found["annotators"] == ["A", "B"]
    assert f1(found) == pytest.approx(2 / 3)
    assert found["gold"]["A"]["f1"]["value"] == 1.0
    assert [found["gold"]["B"][name]["value"] for name in ("precision", "recall")] == [1.0, 0.5]
    assert reported(document({"A": right, "B": wrong}))["gold"] is None


def test_what_both_took_from_the_same_suggestion_can_be_left_out():
    taken = spans((0, 5, "X"), (10, 15, "X"), taken=True)
    mine = ComparedSet([*taken, *spans((20, 25, "X"))])
    theirs = ComparedSet([*taken[:1], *spans((10, 15, "X"), (30, 35, "X"))])
    found = reported(document({"A": mine, "B": theirs}))
    assert f1(found) == pytest.approx(4 / 6)
    # The second was taken by one and marked by hand by the other: that is two opinions.
    assert f1(found, "independent_f1") == pytest.approx(2 / 4)
    only = reported(document({"A": ComparedSet(taken), "B": ComparedSet(taken)}))
    assert (f1(only), f1(only, "independent_f1")) == (1.0, None)


def test_masked_characters_do_not_exist():
    # [40, 60) is a byline: nobody was to label it.
    labelable = [(0, 40), (60, 100)]
    mine = [(0, 5, "X"), (42, 50, "X"), (35, 45, "Y"), (30, 70, "Z")]
    theirs = [(0, 5, "X"), (35, 40, "Y"), (30, 40, 60, 70, "Z")]
    found = reported(document({"A": mine, "B": theirs}, labelable=labelable))
    assert f1(found) == 1.0
    assert found["masked_characters"] == 20
    assert (found["settings"]["masked_spans"], found["settings"]["cut_spans"]) == (1, 2)
    assert found["tokens"]["observed"]["n"] == 16
    assert figure(found, "tokens", "observed") == 1.0


def test_relations_and_chains_go_with_masked_spans():
    marked = [(0, 5, "X"), (50, 55, "X"), (70, 75, "X")]
    both = work(marked, [("in", 0, 1), ("in", 0, 2)], [[0, 1], [1, 2]])
    found = reported(document({"A": both, "B": both}, labelable=[(0, 40), (60, 100)]))
    assert found["relations"]["strict_f1"]["pooled"] == {"value": 1.0, "n": 2, "ci95": None}
    assert found["chains"]["ceaf_e"]["pooled"]["value"] is None


def test_cutting_keeps_every_piece_in_order():
    starts = [0, 60]
    assert cut(((30, 70),), [(0, 40), (60, 100)], starts) == ((30, 40), (60, 70))
    assert cut(((45, 50),), [(0, 40), (60, 100)], starts) == ()
    assert cut(((5, 10),), [(0, 40), (60, 100)], starts) == ((5, 10),)
    assert cut(((5, 10),), [], []) == ()


def test_only_passes_finished_by_both_count():
    passes = {"label_passes": {"X": "names", "Y": "events"}}
    mine = work([(0, 5, "X"), (10, 15, "Y")], finished=frozenset({"names", "events"}))
    theirs = work([(0, 5, "X")], finished=frozenset({"names"}))
    found = reported(document({"A": mine, "B": theirs}), **passes)
    assert f1(found) == 1.0
    assert found["spans"]["exact_f1"]["labels"]["Y"]["value"] is None
    # Tokens need every pass that holds labels for spans, but each label its own alone.
    assert found["tokens"]["alpha"]["n"] == 0
    assert found["tokens"]["alpha"]["labels"]["X"]["value"] == 1.0
    assert found["tokens"]["alpha"]["labels"]["Y"]["value"] is None


def test_relations_wait_for_their_own_pass():
    passes = {"label_passes": {"X": "names"}, "relation_passes": {"in": "links"}}
    marked = [(0, 5, "X"), (10, 15, "X")]
    mine = work(marked, [("in", 0, 1)], finished=frozenset({"names", "links"}))
    theirs = work(marked, finished=frozenset({"names"}))
    found = reported(document({"A": mine, "B": theirs}), **passes)
    assert f1(found) == 1.0
    assert figure(found, "relations", "strict_f1", "pooled") is None


def test_attributes_are_compared_on_spans_marked_alike():
    def marked(*given):
        return ComparedSet(
            [
                span._replace(attributes={"sense": value} if value else {})
                for span, value in zip(
                    spans((0, 5, "X"), (10, 15, "X"), (20, 25, "X"), (30, 35, "X")),
                    given,
                    strict=True,
                )
            ]
        )

    mine = marked("literal", "literal", "figurative", "")
    theirs = marked("literal", "figurative", "figurative", "")
    found = reported(document({"A": mine, "B": theirs}))
    value = found["spans"]["attributes"]["sense"]["alpha"]
    expected = chance.nominal_alpha([["l", "l", "f"], ["l", "f", "f"]])
    assert (value["value"], value["n"]) == (pytest.approx(expected), 3)
    apart = reported(document({"A": mine, "B": [(50, 55, "X")]}))
    assert apart["spans"]["attributes"]["sense"]["alpha"]["value"] is None


def test_chains_worked_by_hand():
    marked = [(at, at + 5, "X") for at in range(0, 50, 10)]
    mine = work(marked, chains=[[0, 1, 2], [3, 4]])
    theirs = work(marked, chains=[[0, 1], [2, 3, 4]])
    chains = reported(document({"A": mine, "B": theirs}))["chains"]
    # Entity similarities 2*2/5 each; B-cubed: (4/3 + 1/3 + 4/2) / 5 on either side.
    assert figure(chains, "ceaf_e", "pooled") == pytest.approx(4 / 5)
    assert figure(chains, "b_cubed", "pooled") == pytest.approx((4 / 3 + 1 / 3 + 2) / 5)
    assert reported(document({"A": marked, "B": marked}))["chains"] is None


def test_units_that_overlap_are_refused_with_their_number():
    nested = [(0, 20, "X"), (5, 9, "Y")]
    found = reported(document({"A": nested, "B": [(0, 20, "X")]}))
    why = reasons(found)["units.pairs.A|B.u_alpha"]
    assert why == "spans that overlap others of the same annotator: 1 of A"
    assert found["units"]["pairs"]["A|B"]["labels"]["X"]["value"] == 1.0


def test_nothing_is_undefined_without_a_reason():
    found = reported(document({"A": [], "B": []}), document({"A": [(0, 5, "X")]}, "e"))

    def nulls(tree, path=()):
        if isinstance(tree, dict):
            if "value" in tree and tree["value"] is None:
                yield ".".join(path)
            for key, inner in tree.items():
                yield from nulls(inner, (*path, key))

    told = reasons(found)
    assert set(nulls(found)) == set(told) - {"gamma"}
    assert all(told.values())


def test_one_annotator_alone_is_refused():
    with pytest.raises(UserError, match="two annotators"):
        reported(document({"A": [(0, 5, "X")]}))


def test_no_documents_at_all_are_undefined_figures():
    found = reported(annotators=["A", "B"])
    assert f1(found) is None
    assert reasons(found)["spans.exact_f1.pooled"] == "no shared documents"


def test_the_program_starts_without_the_library_for_numbers():
    # It costs a tenth of a second, which the window and the other verbs need not wait for.
    code = (
        "import sys, annotator.app.agreement; from annotator.cli.main import command_line;"
        " command_line(); print('numpy' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.strip() == "False"


def test_few_documents_have_no_interval_and_say_so():
    made = [document({"A": [(0, 5, "X")], "B": [(0, 5, "X")]}, str(at)) for at in range(4)]
    found = reported(*made, resamples=100)
    assert found["spans"]["exact_f1"]["pooled"]["ci95"] is None
    assert found["notes"][0]["why"].startswith("4 documents: too few")
    more = reported(*made, document({"A": [], "B": [(0, 5, "X")]}, "more"), resamples=100)
    low, high = more["spans"]["exact_f1"]["pooled"]["ci95"]
    assert low < f1(more) <= high
    assert "rough" in more["notes"][0]["why"]


def test_the_report_is_json_with_the_keys_of_the_contract():
    found = reported(document({"A": [(0, 5, "X")], "B": [(0, 5, "X")]}))
    assert json.loads(json.dumps(found)) == found
    assert {
        "annotators", "documents", "tokens_from", "masked_characters", "spans", "tokens",
        "relations", "chains", "gamma", "gold", "drift", "undefined",
    } <= found.keys()  # fmt: skip
    assert found["gamma"] is None
    assert found["chains"] is None
    assert set(found["spans"]["exact_f1"]) == {"mean", "pooled", "macro", "pairs", "labels"}
    assert set(found["tokens"]["alpha"]) == {"value", "n", "ci95", "labels"}


def test_where_all_that_meets_has_one_label_the_reason_says_so():
    found = reported(document({"A": [(0, 3, "L")], "B": [(0, 3, "L")]}))
    why = {row["what"]: row["why"] for row in found["undefined"]}
    assert why["units.pairs.A|B.cu_alpha"] == "all stretches that meet have one label"
    apart = reported(document({"A": [(0, 3, "L")], "B": [(5, 8, "L")]}))
    why = {row["what"]: row["why"] for row in apart["undefined"]}
    assert why["units.pairs.A|B.cu_alpha"] == "no marked stretches meet"
