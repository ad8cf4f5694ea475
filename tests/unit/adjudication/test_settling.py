"""What each rule settles, on work written down by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication.clusters import Member, clusters
from annotator.adjudication.rules import Rule, rule_named
from annotator.adjudication.settling import settle
from annotator.adjudication.values import GoldRelation, Linked, Marked, PassLabels, Work
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent

LABELS = PassLabels(
    {"PER": "main", "ORG": "main", "knows": "main", "in": "main"}, frozenset({"knows"})
)
MAIN = frozenset({"main"})


def span(start: int, end: int, label: str = "ORG", **attributes: str) -> Marked:
    return Marked((Extent(start, end),), label, tuple(sorted(attributes.items())))


def work(annotator: str, *spans: Marked, relations=(), chains=()) -> Work:
    return Work(annotator, spans, relations, chains, MAIN)


def settled_spans(everybody, rule):
    decisions = settle(everybody, rule, LABELS).spans
    return [list(one.outcome) if one.outcome is not None else one.why for one in decisions]


UNANIMOUS, MAJORITY, SINGLE = (rule_named(name) for name in ("unanimous", "majority", "single"))


def test_unanimous_settles_what_all_marked_alike_and_nothing_else():
    everybody = [work("a", span(0, 4), span(10, 12)), work("b", span(0, 4))]
    assert settled_spans(everybody, UNANIMOUS) == [[span(0, 4)], "too-few-votes"]


def test_nested_spans_that_all_marked_are_one_cluster_and_settle_together():
    both = (span(0, 15), span(8, 15, "PER"))
    everybody = [work("a", *both), work("b", *both)]
    assert settled_spans(everybody, UNANIMOUS) == [sorted(both)]


def test_the_share_is_one_of_those_who_did_the_document_not_of_the_votes_cast():
    # One of three marked it. INCEpTION divides by the votes at the place and lets it pass.
    everybody = [work("a", span(0, 4)), work("b"), work("c")]
    assert settled_spans(everybody, Rule("majority", 0.5, 1)) == ["too-few-votes"]


# INCEpTION's ThresholdBasedMergeStrategyTest, with the voters as those who did the document.
@pytest.mark.parametrize(
    ("votes", "rule", "winner"),
    [
        ([["A", "B"], ["C"]], Rule("t", 0.0, 0), 0),
        ([["A"], ["B"]], Rule("t", 0.0, 0), None),
        ([["A", "B"], ["C"]], Rule("t", 1.0, 0), None),
        ([["A"]], Rule("t", 1.0, 0), 0),
        ([["A", "B", "C"], ["D", "E"]], Rule("t", 0.5, 0), 0),
    ],
)
def test_thresholds(votes, rule, winner):
    labels = ["ORG", "PER"]
    everybody = [
        work(who, span(0, 4, labels[n])) for n, people in enumerate(votes) for who in people
    ]
    expected = [span(0, 4, labels[winner])] if winner is not None else None
    (found,) = settle(everybody, rule, LABELS).spans
    assert (list(found.outcome) if found.outcome is not None else None) == expected


def test_majority_takes_the_label_of_most_and_the_boundaries_most_of_them_chose():
    everybody = [
        work("a", span(0, 8)),
        work("b", span(0, 8)),
        work("c", span(4, 8)),
        work("d", span(0, 8, "PER")),
    ]
    assert settled_spans(everybody, MAJORITY) == [[span(0, 8)]]


def test_majority_leaves_a_tie_between_boundaries_open():
    everybody = [work("a", span(0, 8)), work("b", span(4, 8)), work("c")]
    assert settled_spans(everybody, MAJORITY) == ["boundaries-tie"]


def test_spans_that_only_a_third_one_links_are_no_votes_for_each_other():
    everybody = [
        work("a", span(0, 1)),
        work("b", span(0, 1)),
        work("c", span(0, 2, "PER")),
        work("d", span(1, 2)),
    ]
    assert settled_spans(everybody, MAJORITY) == ["too-few-votes"]


def test_attributes_must_agree_too():
    everybody = [work("a", span(0, 4, mention="NAM")), work("b", span(0, 4, mention="NOM"))]
    assert settled_spans(everybody, UNANIMOUS) == ["attributes-differ"]
    assert settled_spans(everybody, MAJORITY) == ["attributes-differ"]


def test_a_split_needs_its_votes_like_anything_else():
    long, halves = (span(0, 10),), (span(0, 4), span(5, 10))
    two = [work("a", *long), work("b", *halves)]
    assert settle(two, MAJORITY, LABELS).spans[0].outcome is None
    three = [*two, work("c", *halves)]
    assert settled_spans(three, MAJORITY) == [list(halves)]


def test_single_copies_the_one_annotator_and_no_document_of_two():
    assert settled_spans([work("a", span(0, 4))], SINGLE) == [[span(0, 4)]]
    assert settled_spans([work("a", span(0, 4)), work("b", span(0, 4))], SINGLE) == [
        "too-few-annotators"
    ]
    assert settled_spans([work("a", span(0, 4))], UNANIMOUS) == ["too-few-annotators"]


def test_relations_follow_their_settled_spans_and_symmetric_ones_have_no_direction():
    spans = (span(0, 4, "PER"), span(10, 14, "PER"))
    everybody = [
        work("a", *spans, relations=[Linked("knows", 0, 1)]),
        work("b", *spans, relations=[Linked("knows", 1, 0)]),
    ]
    (found,) = settle(everybody, UNANIMOUS, LABELS).relations
    assert found.outcome == (GoldRelation("knows", *spans),)
    turned = [
        work("a", *spans, relations=[Linked("in", 0, 1)]),
        work("b", *spans, relations=[Linked("in", 1, 0)]),
    ]
    assert [one.why for one in settle(turned, UNANIMOUS, LABELS).relations] == ["too-few-votes"] * 2


def test_a_relation_is_bound_again_to_the_span_its_end_became():
    everybody = [
        work("a", span(0, 8), span(20, 24), relations=[Linked("in", 0, 1)]),
        work("b", span(0, 8), span(20, 24), relations=[Linked("in", 0, 1)]),
        work("c", span(4, 8), span(20, 24), relations=[Linked("in", 0, 1)]),
    ]
    (found,) = settle(everybody, MAJORITY, LABELS).relations
    assert found.outcome == (GoldRelation("in", span(0, 8), span(20, 24)),)
    assert found.sources == ("a", "b", "c")


def test_a_relation_of_a_span_that_is_open_is_blocked():
    everybody = [
        work("a", span(0, 4), span(10, 14), relations=[Linked("in", 0, 1)]),
        work("b", span(0, 4)),
    ]
    (found,) = settle(everybody, UNANIMOUS, LABELS).relations
    assert found.why == "end-not-settled"


def test_chains_are_settled_where_their_settled_spans_are_the_same():
    spans = (span(0, 4), span(10, 14), span(20, 24))
    everybody = [work("a", *spans, chains=[[0, 1, 2]]), work("b", *spans, chains=[[2, 1, 0]])]
    (found,) = settle(everybody, UNANIMOUS, LABELS).chains
    assert found.outcome == (spans,)


def test_passes_that_are_not_finished_have_no_say():
    labels = PassLabels({"ORG": "main", "PER": "second"})
    half = Work("c", (), (), (), frozenset({"second"}))
    everybody = [work("a", span(0, 4)), work("b", span(0, 4)), half]
    (found,) = settle(everybody, UNANIMOUS, labels).spans
    assert found.outcome == (span(0, 4),)


def test_fragments_that_lie_around_another_span_are_no_overlap():
    around = Marked((Extent(0, 2), Extent(8, 10)), "ORG")
    inside = span(3, 6)
    found = clusters([Member("a", 0, around), Member("b", 0, inside)])
    assert len(found) == 2


@pytest.mark.parametrize(("name", "votes"), [("most", None), ("majority", 0), ("single", 2)])
def test_rules_that_cannot_be_are_refused(name, votes):
    with pytest.raises(UserError):
        rule_named(name, votes)


_places = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from(["PER", "ORG"])), max_size=6
)


@given(st.lists(_places, min_size=1, max_size=4), st.sampled_from(["unanimous", "majority"]))
def test_what_a_rule_settles_has_its_votes_whatever_the_order(people, name):
    rule = rule_named(name)
    everybody = [
        work(str(who), *{span(start, start + length, label) for start, length, label in places})
        for who, places in enumerate(people)
    ]
    found = settle(everybody, rule, LABELS)
    turned = settle(list(reversed(everybody)), rule, LABELS)
    assert [(d.key, d.inputs, d.outcome) for d in found.spans] == [
        (d.key, d.inputs, d.outcome) for d in turned.spans
    ]
    for decision in found.spans:
        for one in decision.outcome or ():
            near = sum(
                any(other.label == one.label and _overlap(one, other) for other in each.spans)
                for each in everybody
            )
            assert rule.enough(near, len(everybody))
            exact = sum(one in each.spans for each in everybody)
            assert exact == len(everybody) or name == "majority"
    everything = {one for each in everybody for one in each.spans}
    assert everything == {a.proposal for d in found.spans for a in d.alternatives}


def _overlap(one: Marked, other: Marked) -> bool:
    return (
        one.fragments[0][0] < other.fragments[0][1] and other.fragments[0][0] < one.fragments[0][1]
    )
