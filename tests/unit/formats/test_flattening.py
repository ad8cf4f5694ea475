"""Which of overlapping spans stay."""

import pytest

from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.spans import Extent, Span
from annotator.formats.flattening import RULES, check_rule, flattened
from annotator.formats.token_spans import TokenSpan


def spans(*edges):
    made = [
        TokenSpan(first, last, f"L{n}", Span(SpanId(str(n)), (Extent(first, last),), LabelId("x")))
        for n, (first, last) in enumerate(edges)
    ]
    return sorted(made, key=lambda each: (each.first, -each.last))


def edges(found):
    return [(each.first, each.last) for each in found]


NESTED = [(0, 6), (1, 3), (2, 3), (4, 5)]


@pytest.mark.parametrize(
    ("rule", "kept"),
    [("outer", [(0, 6)]), ("longest", [(0, 6)]), ("inner", [(2, 3), (4, 5)])],
)
def test_nested_spans(rule, kept):
    stay, left = flattened(spans(*NESTED), rule)
    assert edges(stay) == kept
    assert len(stay) + len(left) == len(NESTED)


@pytest.mark.parametrize(
    ("rule", "kept"), [("outer", [(0, 2)]), ("longest", [(1, 5)]), ("inner", [(0, 2)])]
)
def test_crossing_spans(rule, kept):
    assert edges(flattened(spans((0, 2), (1, 5)), rule)[0]) == kept


@pytest.mark.parametrize("rule", sorted(RULES))
def test_touching_spans_stay_and_of_equal_ones_the_first_named(rule):
    stay, left = flattened(spans((0, 1), (1, 3), (1, 3)), rule)
    assert [each.label for each in stay] == ["L0", "L1"]
    assert [each.label for each in left] == ["L2"]


def test_an_unknown_rule_is_refused_with_the_names():
    with pytest.raises(UserError, match="outer, inner, longest"):
        check_rule("widest")
