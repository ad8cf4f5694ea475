"""Spans added by columns are the spans added one by one, whatever is wrong with them."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.schema import Schema
from annotator.domain.spans import Extent, Origin, Span, imported_spans
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake

TEXTS = ["Anna met Bo in Oslo.", " Ö \r\nb\t𝒳 c ", "a"]
LABELS = ["PERSON", "GPE", "ORG", " "]

spans = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4", "5", "6"]),
        st.integers(-1, 22),
        st.integers(-1, 22),
        st.sampled_from(LABELS),
    ),
    max_size=6,
)
"""Anything: outside the text, empty, blank at the edges, doubled places, doubled keys."""

good = st.lists(
    st.sampled_from([(0, 4), (0, 8), (5, 8), (9, 11), (15, 19), (15, 20), (12, 19)]), max_size=6
)


def drafts(text: str) -> tuple[DocumentDraft, Reading]:
    """Return a draft whose labels are known already, as they are from the second document on."""
    reading = Reading(iter(()), Schema("s"))
    labels = LabelIntake(reading)
    for name in LABELS[:2]:
        labels.span(name)
    return DocumentDraft(text, labels, reading.repairs), reading


def one_by_one(draft: DocumentDraft, reading: Reading, rows, surfaces=None) -> None:
    """Add spans as a reader without columns would."""
    for number, (key, start, end, label) in enumerate(rows):
        told = surfaces[number] if surfaces else None
        try:
            draft.add_span(key, ((start, end),), label, surface=told)
        except BadValue:
            draft._count("label-not-usable", start, label)


def reports(reading: Reading) -> list[tuple[object, ...]]:
    """Return what a report says, so that two can be compared."""
    return [(row.code, row.count, tuple(row.examples)) for row in reading.repairs]


def both(text: str, rows, surfaces=None) -> tuple[AnnotatedDocument, AnnotatedDocument]:
    """Return the document made by columns and one by one; their reports are the same."""
    quick, its_reading = drafts(text)
    slow, other_reading = drafts(text)
    columns = [[*column] for column in zip(*rows, strict=True)] or [[], [], [], []]
    quick.add_spans(*columns, surfaces)
    one_by_one(slow, other_reading, rows, surfaces)
    assert reports(its_reading) == reports(other_reading)
    for key in "123456":
        assert quick.has_span(key) == slow.has_span(key)
        assert quick.span(key) == slow.span(key)
    return quick.annotated(), slow.annotated()


@given(st.sampled_from(TEXTS), spans)
def test_columns_give_what_rows_give(text, rows):
    mine, expected = both(text, rows)
    assert mine == expected


@given(good)
def test_good_columns_in_any_order(places):
    rows = [(str(n), *place, LABELS[n % 2]) for n, place in enumerate(places)]
    mine, expected = both(TEXTS[0], rows)
    assert mine == expected


@given(good, st.integers(0, 5))
def test_surfaces_that_do_not_match_are_seen(places, wrong):
    rows = [(str(n), *place, LABELS[n % 2]) for n, place in enumerate(places)]
    surfaces = [TEXTS[0][start:end] for _, start, end, _ in rows]
    if wrong < len(surfaces):
        surfaces[wrong] = "Oslo"
    mine, expected = both(TEXTS[0], rows, surfaces)
    assert mine == expected


def test_what_comes_after_columns_stands_beside_them():
    draft, reading = drafts(TEXTS[0])
    draft.add_spans(["b", "a"], [9, 0], [11, 4], ["PERSON", "PERSON"])
    draft.add_relation("r", "a", "b", "KNOWS")
    draft.add_span("c", ((15, 19),), "GPE")
    draft.add_span("d", ((0, 4),), "PERSON")
    draft.note_span("a", "sure")
    draft.add_chain("x", ["a", "b"])
    [work] = draft.annotated().sets
    assert [(span.id, span.note) for span in work.spans] == [("a", "sure"), ("b", ""), ("c", "")]
    assert [(one.source, one.target) for one in work.relations] == [("a", "b")]
    assert [one.spans for one in work.chains] == [("a", "b")]
    assert reading.repairs.count("span-doubled") == 1


def test_another_annotator_begins_without_the_columns_of_the_first():
    draft, _ = drafts(TEXTS[0])
    draft.add_spans(["a"], [0], [4], ["PERSON"])
    other = draft.again()
    assert not other.has_span("a")
    assert other.annotated().sets[0].spans == ()
    assert len(draft.annotated().sets[0].spans) == 1


@given(st.lists(st.tuples(st.text(), st.integers(0, 9), st.integers(10, 20), st.text())))
def test_imported_spans_are_spans_like_any(rows):
    made = imported_spans(rows)
    assert made == tuple(
        Span(key, (Extent(start, end),), label, {}, "", Origin.IMPORTED)
        for key, start, end, label in rows
    )
    assert all(type(one) is Span for one in made)
