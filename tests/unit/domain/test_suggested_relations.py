from annotator.domain.spans import Extent, Relation, Span
from annotator.domain.suggested_relations import by_fragments, forward, pending_relations, placed
from annotator.domain.suggestions import RelationSuggestion, SuggestedEnd, Suggestion
from tests.projects import make_schema

SCHEMA = make_schema()
PERSON, ORG, PLACE = "test:PERSON", "test:ORG", "test:PLACE"
WORKS, KNOWS, IN = "test:works_for", "test:knows", "test:in"
ADA, ACME = (Extent(0, 3),), (Extent(10, 14),)


def end(fragments, label):
    return SuggestedEnd(fragments, label)


def proposed(label=WORKS, source=(ADA, PERSON), target=(ACME, ORG), by="m 1"):
    return RelationSuggestion(label, (end(*source), end(*target)), by)


def span(name, fragments, label):
    return Span(name, fragments, label)


def shown(suggestions, stretches, relations=(), decided=()):
    return pending_relations(suggestions, decided, stretches, relations, SCHEMA, "d")


BOTH = (span("a", ADA, PERSON), span("b", ACME, ORG))


def test_it_is_shown_once_both_ends_stand_somewhere():
    one = proposed()
    assert shown([one], []) == []
    assert shown([one], BOTH[:1]) == []
    (found,) = shown([one], BOTH)
    assert (found.suggestion, found.source_end, found.target_end) == (one, *BOTH)
    waiting = Suggestion(ACME, ORG, "m 2")
    (found,) = shown([one], [BOTH[0], waiting])
    assert found.target_end is waiting


def test_an_end_may_have_another_label_if_the_schema_allows_the_relation():
    person_in = proposed(IN)
    (found,) = shown([person_in], [BOTH[0], span("b", ACME, PLACE)])
    assert found.target_end.label == PLACE
    assert shown([proposed()], [BOTH[0], span("b", ACME, PLACE)]) == []
    # As proposed on both sides it is shown even where the schema does not allow it.
    odd = proposed(WORKS, (ADA, PLACE), (ACME, PLACE))
    assert len(shown([odd], [span("a", ADA, PLACE), span("b", ACME, PLACE)])) == 1


def test_of_two_labels_on_the_same_words_the_proposed_one_is_the_end():
    here = by_fragments([*BOTH, span("c", ACME, PLACE)])
    assert placed(proposed(IN, target=(ACME, PLACE)), here, SCHEMA).target_end.id == "c"
    assert placed(proposed(IN), here, SCHEMA).target_end.id == "b"


def test_other_fragments_are_another_place():
    assert shown([proposed()], [BOTH[0], span("b", (Extent(10, 13),), ORG)]) == []


def test_what_is_drawn_already_is_not_shown_symmetric_ones_either_way_round():
    there = Relation("r", WORKS, "a", "b")
    assert shown([proposed()], BOTH, [there]) == []
    assert len(shown([proposed(IN)], BOTH, [there])) == 1
    for ends in (("a", "b"), ("b", "a")):
        assert shown([proposed(KNOWS)], BOTH, [Relation("r", KNOWS, *ends)]) == []
    assert len(shown([proposed(IN)], BOTH, [Relation("r", IN, "b", "a")])) == 1


def test_equal_ones_of_two_sources_are_one_and_decided_ones_stay_away():
    two = [proposed(by="z"), proposed(by="a")]
    assert [one.suggestion.source for one in shown(two, BOTH)] == ["a"]
    reverse = proposed(KNOWS, (ACME, ORG), (ADA, PERSON))
    assert len(shown([proposed(KNOWS), reverse], BOTH)) == 1
    # Whatever another source calls the ends.
    other = proposed(source=(ADA, PLACE), by="q")
    assert shown([other], BOTH, decided={two[0].key("d")}) == []
    assert two[0].key("d") != two[0].key("e")


def test_a_relation_joins_two_different_spans():
    itself = proposed(KNOWS, (ADA, PERSON), (ADA, PERSON))
    assert shown([itself], BOTH) == []


def test_symmetric_ones_are_turned_to_go_forward():
    back = proposed(KNOWS, (ACME, ORG), (ADA, PERSON))
    assert forward(back, symmetric=True).ends == (end(ADA, PERSON), end(ACME, ORG))
    assert forward(back, symmetric=False) == back
    assert (back.start, back.end) == (0, 14)


def test_they_come_in_reading_order():
    third = (Extent(20, 24),)
    late = proposed(IN, (ACME, ORG), (third, PLACE))
    early = proposed(IN, (third, PLACE), (ADA, PERSON))
    found = shown([late, early], [*BOTH, span("c", third, PLACE)])
    assert [one.suggestion for one in found] == [early, late]
