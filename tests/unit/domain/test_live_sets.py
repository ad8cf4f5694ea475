from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.live_sets import LiveSet
from annotator.domain.spans import Extent, Relation, Span


def span(name, start, end, label="L", **more):
    return Span(name, (Extent(start, end),), label, **more)


def test_equal_rows_are_one_span_and_the_lower_id_stands():
    live = LiveSet()
    live.put_span(span("b", 0, 3, note="later"))
    live.put_span(span("a", 0, 3, note="earlier"))
    assert [one.id for one in live.spans()] == ["a"]
    assert live.twins("b") == ["a", "b"]
    live.drop_span("a")
    assert [one.id for one in live.spans()] == ["b"]


def test_relations_of_a_twin_count_as_those_of_the_standing_span():
    live = LiveSet()
    for one in (span("a", 0, 3), span("b", 0, 3), span("c", 5, 9)):
        live.put_span(one)
    live.put_relation(Relation("r1", "R", "b", "c"))
    live.put_relation(Relation("r2", "R", "a", "c"))
    assert [(r.id, r.source, r.target) for r in live.relations()] == [("r1", "a", "c")]
    assert live.relation_twins("r1") == ["r1", "r2"]


def test_a_relation_is_live_only_while_both_ends_are():
    live = LiveSet()
    live.put_span(span("a", 0, 3))
    live.put_span(span("c", 5, 9))
    live.put_relation(Relation("r", "R", "a", "c"))
    assert len(live.relations()) == 1
    live.drop_span("c")
    assert live.relations() == ()
    live.put_span(span("c", 5, 9))
    assert len(live.relations()) == 1


def test_chains_that_share_a_span_are_one_chain():
    live = LiveSet()
    for number, name in enumerate("abcd"):
        live.put_span(span(name, number * 5, number * 5 + 3))
    for row, (chain, member) in enumerate([("k2", "a"), ("k2", "b"), ("k1", "b"), ("k1", "c")]):
        live.put_member(f"m{row}", chain, member)
    (chain,) = live.chains()
    assert (chain.id, chain.spans) == ("k1", ("a", "b", "c"))
    live.drop_span("b")
    assert live.chains() == ()


rows = st.lists(
    st.tuples(
        st.sampled_from(["put", "drop", "relate", "unrelate"]),
        st.integers(0, 5),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=40,
)


@given(rows)
def test_row_by_row_gives_the_same_as_all_at_once(steps):
    live, spans, relations = LiveSet(), {}, {}
    for step, one, start, other in steps:
        name, relation = f"s{one}", f"r{one}"
        if step == "put":
            spans[name] = span(name, start, start + 1 + other, f"L{other % 2}")
            live.put_span(spans[name])
        elif step == "drop":
            spans.pop(name, None)
            live.drop_span(name)
        elif step == "relate":
            relations[relation] = Relation(relation, "R", f"s{start}", f"s{other}")
            live.put_relation(relations[relation])
        else:
            relations.pop(relation, None)
            live.drop_relation(relation)
        live.relations()  # what is kept between edits must not go stale
    fresh = LiveSet()
    for row in reversed(list(spans.values())):
        fresh.put_span(row)
    for row in relations.values():
        fresh.put_relation(row)
    assert live.spans() == fresh.spans()
    assert live.relations() == fresh.relations()
    assert list(live.spans()) == sorted(live.spans(), key=lambda s: (s.start, -s.end, s.id))
