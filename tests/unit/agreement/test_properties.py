"""What holds for any labels: bounds, symmetry, and equality with slow, plain computations."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import chance
from annotator.agreement.values import ComparedRelation, ComparedSet, ComparedSpan
from annotator.compare.alignment import align
from annotator.compare.matching import largest_matching
from annotator.compare.overlap import Labelled
from tests.unit.agreement.corpora import document, reported

LENGTH = 30
TOKENS = [(at, min(at + 4, LENGTH)) for at in range(0, LENGTH, 4)]
EXTENT = st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda e: (e[0], e[0] + e[1]))
TWO = st.tuples(st.integers(0, 12), *[st.integers(1, 4)] * 3).map(
    lambda e: ((e[0], e[0] + e[1]), (sum(e[:3]), sum(e)))
)
SPAN = st.builds(
    lambda fragments, label: ComparedSpan(fragments, label),
    st.one_of(EXTENT.map(lambda extent: (extent,)), TWO),
    st.sampled_from("XYZ"),
)
RELATION = st.builds(
    ComparedRelation, st.sampled_from(["in", "knows"]), st.integers(0, 5), st.integers(0, 5)
)


@st.composite
def sets(draw):
    marked = draw(st.lists(SPAN, max_size=6))
    linked = draw(st.lists(RELATION, max_size=4))
    fits = [one for one in linked if one.source < len(marked) and one.target < len(marked)]
    return ComparedSet(marked, fits)


def corpora(names="AB"):
    one = st.fixed_dictionaries({name: st.one_of(st.none(), sets(), sets()) for name in names})
    return st.lists(one, min_size=1, max_size=4)


def made(given):
    return [document(one, str(at), LENGTH, TOKENS) for at, one in enumerate(given)]


def run(given, **more):
    return reported(*made(given), symmetric=frozenset({"knows"}), annotators=["A", "B"], **more)


def values(tree, path=()):
    """Yield every value of a report with its path."""
    if isinstance(tree, dict):
        if "value" in tree and "ci95" in tree:
            yield path, tree["value"]
        for key, inner in tree.items():
            yield from values(inner, (*path, key))


def pooled(found, part):
    return {name: tree["pooled"]["value"] for at, name, tree in measures(found) if at == part}


def measures(found):
    for part in ("spans", "relations"):
        yield from ((part, name, tree) for name, tree in found[part].items() if "mean" in tree)


@settings(max_examples=25, deadline=None)
@given(corpora())
def test_figures_keep_their_bounds(given):
    for path, value in values(run(given)):
        if value is not None:
            assert value <= 1 + 1e-9, path
            assert value >= 0 or "alpha" in str(path) or "kappa" in path or path[-1] in (
                "ac1", "fleiss") or "units" in path, path  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(sets(), min_size=1, max_size=3))
def test_equal_sets_agree_wholly_or_not_at_all(given):
    found = run([{"A": one, "B": one} for one in given])
    for path, value in values(found):
        if path[-1] not in ("share_of_o",):
            assert value is None or value == pytest.approx(1), path


@settings(max_examples=25, deadline=None)
@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_documents_and_spans_does_not_matter(given, random):
    def shuffled(one):
        order = random.sample(range(len(one.spans)), len(one.spans))
        place = {old: new for new, old in enumerate(order)}
        linked = [
            ComparedRelation(each.label, place[each.source], place[each.target])
            for each in one.relations
        ]
        return ComparedSet([one.spans[old] for old in order], linked)

    mixed = [
        {name: one and shuffled(one) for name, one in sets_of.items()}
        for sets_of in random.sample(given, len(given))
    ]
    one, other = run(given), run(mixed)
    assert dict(values(other)) == pytest.approx(dict(values(one)), nan_ok=True)
    for key in ("confusion", "kinds"):
        assert one["spans"][key] == other["spans"][key]
    assert one["relations"]["lost"] == other["relations"]["lost"]


@settings(max_examples=25, deadline=None)
@given(corpora())
def test_neither_does_it_matter_who_is_who(given):
    one = run(given)
    other = run([{"A": sets_of["B"], "B": sets_of["A"]} for sets_of in given])
    assert dict(values(other)) == pytest.approx(dict(values(one)), nan_ok=True)
    rows = one["spans"]["confusion"]["A|B"]["rows"]
    turned_rows = other["spans"]["confusion"]["A|B"]["rows"]
    assert turned_rows == [list(row) for row in zip(*rows, strict=True)]
    kinds, turned = one["spans"]["kinds"]["A|B"], other["spans"]["kinds"]["A|B"]
    assert kinds == {**turned, "only A": turned["only B"], "only B": turned["only A"]}


@settings(max_examples=25, deadline=None)
@given(corpora("ABC"))
def test_three_annotators_are_their_three_pairs(given):
    found = reported(*made(given), annotators=["A", "B", "C"])
    alone = {
        f"{a}|{b}": reported(*made([{a: one[a], b: one[b]} for one in given]), annotators=[a, b])
        for a, b in combinations("ABC", 2)
    }
    for part, name, tree in measures(found):
        each = {pair: one[part][name]["pooled"]["value"] for pair, one in alone.items()}
        assert {pair: one["value"] for pair, one in tree["pairs"].items()} == each
        defined = [value for value in each.values() if value is not None]
        mean = sum(defined) / len(defined) if defined else None
        assert tree["mean"]["value"] == (mean if mean is None else pytest.approx(mean))


# -- the slow way ----------------------------------------------------------------------


def characters(span):
    return {at for start, end in span.fragments for at in range(start, end)}


def labelled(one):
    return sorted({Labelled(span.fragments, span.label) for span in one.spans})


def largest(first, second, meets):
    neighbours = {
        i: [j for j, other in enumerate(second) if meets(one, other)] for i, one in enumerate(first)
    }
    return len(largest_matching(neighbours))


def f1(parts):
    matched, total = map(sum, zip(*parts, strict=True)) if parts else (0, 0)
    return 2 * matched / total if total else None


def shared(given):
    return [(one["A"], one["B"]) for one in given if one["A"] and one["B"]]


def overlap(one, other):
    return bool(characters(one) & characters(other))


def typed(one, other):
    return one.label == other.label and overlap(one, other)


def multiset(one):
    return Counter(
        (token, span.label)
        for span in labelled(one)
        for token in TOKENS
        if characters(span) & set(range(*token))
    )


def in_sets(key):
    def count(one, other):
        mine, theirs = key(one), key(other)
        return len(mine & theirs), len(mine) + len(theirs)

    return count


def in_matching(meets):
    def count(one, other):
        first, second = labelled(one), labelled(other)
        return largest(first, second, meets), len(first) + len(second)

    return count


def in_tokens(one, other):
    mine, theirs = multiset(one), multiset(other)
    return (mine & theirs).total(), (mine + theirs).total()


SLOW = {
    "exact_f1": in_sets(lambda one: set(labelled(one))),
    "boundary_f1": in_sets(lambda one: {span.fragments for span in one.spans}),
    "overlap_f1": in_matching(typed),
    "overlap_f1_untyped": in_matching(overlap),
    "char_f1": in_sets(lambda one: {(c, s.label) for s in one.spans for c in characters(s)}),
    "char_f1_untyped": in_sets(lambda one: {c for s in one.spans for c in characters(s)}),
    "token_f1": in_tokens,
}


@settings(max_examples=50, deadline=None)
@given(corpora())
def test_span_figures_are_those_of_a_slow_computation(given):
    found = pooled(run(given), "spans")
    for name, count in SLOW.items():
        expected = f1([count(one, other) for one, other in shared(given)])
        assert found[name] == (None if expected is None else pytest.approx(expected)), name


@settings(max_examples=50, deadline=None)
@given(corpora())
def test_means_over_documents_leave_out_those_where_nobody_marked_anything(given):
    found = run(given)["spans"]["exact_f1"]["macro"]
    each = [
        f1([in_sets(lambda work: set(map(exact, work.spans)))(*pair)]) for pair in shared(given)
    ]
    defined = [value for value in each if value is not None]
    assert found["n"] == len(defined)
    mean = sum(defined) / len(defined) if defined else None
    assert found["value"] == (None if mean is None else pytest.approx(mean))


@settings(max_examples=50, deadline=None)
@given(corpora())
def test_kinds_and_confusion_are_those_of_the_alignment(given):
    found = run(given)["spans"]
    kinds, cells = Counter(), Counter()
    for one, other in shared(given):
        first, second = labelled(one), labelled(other)
        for row in align(first, second):
            kinds[str(row.kind)] += 1
            kinds["split"] += row.split
            mine = "(missed)" if row.first is None else first[row.first].label
            theirs = "(missed)" if row.second is None else second[row.second].label
            cells[mine, theirs] += 1
    assert Counter(found["kinds"]["A|B"]) == kinds
    matrix = found["confusion"]["A|B"]
    assert {
        (mine, theirs): count
        for mine, row in zip(matrix["labels"], matrix["rows"], strict=True)
        for theirs, count in zip(matrix["labels"], row, strict=True)
        if count
    } == cells


@settings(max_examples=50, deadline=None)
@given(corpora("ABC"))
def test_alpha_is_that_of_the_whole_matrix_of_tokens(given):
    found = reported(*made(given), annotators=["A", "B", "C"])
    rows = []
    for name in "ABC":
        row = []
        for one in given:
            for token in TOKENS:
                labels = one[name] and {
                    span.label for span in one[name].spans if characters(span) & set(range(*token))
                }
                row.append(None if one[name] is None else "+".join(sorted(labels)) or "O")
        rows.append(row)
    expected = chance.nominal_alpha(rows)
    value = found["tokens"]["alpha"]["value"]
    assert value == (None if expected != expected else pytest.approx(expected))
    for label, one in found["tokens"]["alpha"]["labels"].items():
        inside = [[c if c is None else label in c.split("+") for c in row] for row in rows]
        expected = chance.nominal_alpha(inside)
        assert one["value"] == (None if expected != expected else pytest.approx(expected))


def ends(work, relation, key):
    mine, other = (key(work.spans[at]) for at in (relation.source, relation.target))
    return (other, mine) if relation.label == "knows" and other < mine else (mine, other)


def exact(span):
    return span.fragments, span.label


def relaxed(one, other):
    def meets(first, second):
        (label, a, b), (other_label, c, d) = first, second
        straight = overlap(a, c) and overlap(b, d)
        crossed = label == "knows" and overlap(a, d) and overlap(b, c)
        return label == other_label and (straight or crossed)

    def distinct(work):
        found = {(r.label, *ends(work, r, exact)): r for r in work.relations}
        return [(r.label, work.spans[r.source], work.spans[r.target]) for r in found.values()]

    first, second = distinct(one), distinct(other)
    return largest(first, second, meets), len(first) + len(second)


@settings(max_examples=50, deadline=None)
@given(corpora())
def test_relation_figures_are_those_of_a_slow_computation(given):
    def linked(key, ordered=True):
        def of(work):
            return {
                (r.label, *(ends(work, r, key) if ordered else sorted(ends(work, r, key))))
                for r in work.relations
            }

        return of

    found = pooled(run(given), "relations")
    slow = {
        "strict_f1": in_sets(linked(exact)),
        "boundary_f1": in_sets(linked(lambda span: span.fragments)),
        "undirected_f1": in_sets(linked(lambda span: span.fragments, ordered=False)),
        "relaxed_f1": relaxed,
    }
    for name, count in slow.items():
        expected = f1([count(one, other) for one, other in shared(given)])
        assert found[name] == (None if expected is None else pytest.approx(expected)), name
    lost = run(given)["relations"]["lost"]
    total = sum(sum(in_sets(linked(exact))(*pair)) for pair in shared(given))
    matched = sum(in_sets(linked(exact))(*pair)[0] for pair in shared(given))
    assert sum(lost.values()) == total - matched - 2 * matched


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(sets(), st.lists(st.sampled_from(["in", "knows"]))), max_size=4))
def test_types_agree_as_far_as_the_labels_of_links_that_both_made(given):
    def other(work, labels):
        """Return the same spans with links under other labels, so that many are shared."""
        turned = [
            ComparedRelation(label, one.source, one.target)
            for label, one in zip(labels, work.relations, strict=False)
        ]
        return ComparedSet(work.spans, turned + list(work.relations[len(turned) + 1 :]))

    def links(work):
        found = {}
        for one in work.relations:
            key = frozenset(exact(work.spans[at]) for at in (one.source, one.target))
            found.setdefault(key, set()).add(one.label)
        return found

    pairs = [(work, other(work, labels)) for work, labels in given]
    found = run([{"A": one, "B": two} for one, two in pairs])["relations"]
    answers = []
    for one, two in pairs:
        mine, theirs = links(one), links(two)
        answers += [(frozenset(mine[key]), frozenset(theirs[key])) for key in mine.keys() & theirs]
    observed, kappa = (found[name]["pairs"].get("A|B") for name in ("type_observed", "type_kappa"))
    assert found["type_observed"]["pooled"]["value"] == observed["value"]
    assert observed["n"] == 2 * kappa["n"] == 2 * len(answers)
    if not answers:
        assert observed["value"] is None and kappa["value"] is None
        return
    agreed = sum(one == two for one, two in answers) / len(answers)
    assert observed["value"] == pytest.approx(agreed)
    margins = [Counter(side) for side in zip(*answers, strict=True)]
    chances = sum(margins[0][one] * margins[1][one] for one in margins[0]) / len(answers) ** 2
    expected = None if chances == 1 else pytest.approx((agreed - chances) / (1 - chances))
    assert kappa["value"] == expected
