"""Documents that brat never had, written as its files; and what it cannot hold."""

from collections.abc import Sequence
from dataclasses import replace

from annotator.domain.annotation_sets import Annotator
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Provenance
from annotator.domain.ids import AnnotatorId, ChainId, RelationId, SpanId
from annotator.domain.schema import Attribute, LabelKind, Schema
from annotator.domain.spans import Chain, Extent, Relation, Span
from annotator.formats.brat import BRAT
from annotator.formats.format import ExportOptions
from annotator.formats.label_intake import new_label
from tests.labelled import ANNA, labelled
from tests.unit.formats.brat_pairs import TEXT

LABELS = [
    new_label("PERSON", LabelKind.ENTITY),
    new_label("Big Org", LabelKind.ENTITY),
    new_label("Merge", LabelKind.TRIGGER),
    new_label("Org-Arg", LabelKind.RELATION),
    new_label("Org-Arg2", LabelKind.RELATION),
    new_label("met", LabelKind.RELATION, symmetric=True),
]


PERSON, BIG, MERGE, ORG, ORG2, MET = LABELS


SCHEMA = Schema("s", LABELS, (Attribute("a", "How sure?", ("not sure", "sure")),))


def fresh(
    text: str, spans: Sequence[Span], relations: Sequence[Relation] = (), **rest: object
) -> AnnotatedDocument:
    return labelled(text, spans, relations, facts={"title": "A title"}, **rest)


def span(name: str, label: object, *places: tuple[int, int], **rest: object) -> Span:
    return Span(SpanId(name), tuple(Extent(*each) for each in places), label.id, **rest)


def relation(name: str, label: object, source: str, target: str) -> Relation:
    return Relation(RelationId(name), label.id, SpanId(source), SpanId(target))


def test_a_document_that_brat_never_had(tmp_path):
    spans = [
        span("a", PERSON, (0, 4), attributes={"How sure?": "not sure"}),
        span("b", BIG, (9, 13)),
        span("c", MERGE, (32, 38)),
        span("d", BIG, (44, 48)),
        span("e", MERGE, (5, 8)),
    ]
    relations = [
        relation("r1", ORG, "c", "b"),
        relation("r2", ORG, "c", "d"),
        relation("r3", ORG2, "c", "e"),
        relation("r4", MET, "a", "c"),
        relation("r5", ORG2, "c", "a"),
    ]
    chain = Chain(ChainId("k"), (SpanId("b"), SpanId("d")))
    document = fresh(TEXT, spans, relations, chains=(chain,), note="n", flag="f")
    document = replace(document, provenance=(Provenance("news/one two.html", "html"),))
    result = BRAT.write([document], SCHEMA, tmp_path / "out")
    written = (tmp_path / "out" / "one_two.ann").read_text(encoding="utf-8")
    assert written == (
        "T1\tPERSON 0 4\tAnna\nT2\tBig_Org 9 13\tAcme\nT3\tMerge 32 38\tmerged\n"
        "T4\tBig_Org 44 48\tAjax\nT5\tMerge 5 8\tmet\n"
        "E1\tMerge:T3 Org-Arg:T2 Org-Arg2:T4\nE2\tMerge:T5 \n"
        "R1\tmet Arg1:T1 Arg2:T3\t\nR2\tOrg-Arg2 Arg1:T3 Arg2:T5\t\n"
        "R3\tOrg-Arg2 Arg1:T3 Arg2:T1\t\n"
        "A1\tHow_sure_ T1 not_sure\n*\tEquiv T2 T4\n"
    )
    losses = {row.code: row.count for row in result.losses}
    assert losses == {"label-spelled": 3, "flag": 1, "document-note": 1}
    reading = BRAT.read(tmp_path / "out", SCHEMA)
    (back,) = reading
    assert {(s.fragments, s.label) for s in back.sets[0].spans} == {
        (s.fragments, s.label) for s in spans
    }
    assert len(back.sets[0].relations) == 5
    assert back.sets[0].spans[0].attributes == {"How sure?": "not sure"}


def test_what_brat_cannot_hold_is_counted(tmp_path):
    spans = [
        span("a", PERSON, (0, 5)),
        span("b", PERSON, (0, 4)),
        span("c", BIG, (20, 21)),
        span("d", BIG, (17, 20), (21, 25)),
        span("e", PERSON, (9, 13), attributes={"How sure?": ""}),
        Span(SpanId("f"), (Extent(0, 4),), new_label("GONE", LabelKind.ENTITY).id),
    ]
    relations = [
        relation("r1", MET, "a", "d"),
        relation("r2", MET, "b", "d"),
        relation("r3", MET, "c", "d"),
        Relation(
            RelationId("r4"),
            new_label("GONE", LabelKind.RELATION).id,
            SpanId("a"),
            SpanId("d"),
        ),
    ]
    chain = Chain(ChainId("k"), (SpanId("a"), SpanId("b"), SpanId("c")))
    document = fresh(TEXT, spans, relations, chains=(chain,))
    result = BRAT.write([document], SCHEMA, tmp_path / "out")
    assert {row.code: row.count for row in result.losses} == {
        "span-white-space-trimmed": 1, "span-doubled": 1, "span-without-text": 1,
        "fragments-joined": 1, "label-not-in-schema": 2, "relation-doubled": 1,
        "relation-without-span": 1, "chain-member-without-span": 1, "attribute-without-value": 1,
        "label-spelled": 3,
    }  # fmt: skip
    assert (result.spans, result.relations) == (3, 1)
    text = (tmp_path / "out" / "A_title.ann").read_text()
    assert text.split("\n")[1] == "T2\tBig_Org 17 20;21 25\tNew York"


def test_splits_are_folders(tmp_path):
    documents = [fresh(f"Text {number}", ()) for number in range(30)]
    options = ExportOptions(split=(0.5, 0.25, 0.25))
    result = BRAT.write(documents, SCHEMA, tmp_path / "out", options)
    folders = {path.parts[0] for path in result.files if path.suffix == ".ann"}
    assert folders == {"train", "dev", "test"}
    assert sum(path.suffix == ".txt" for path in result.files) == 30


def test_several_annotators_get_a_folder_each(tmp_path):
    one = fresh("Anna", [span("a", PERSON, (0, 4))])
    bob = Annotator(AnnotatorId("u2"), "Bob")
    theirs = replace(one.sets[0], annotator=bob.id, spans=())
    both = replace(one, sets=(*one.sets, theirs), annotators={ANNA.id: ANNA, bob.id: bob})
    options = ExportOptions(annotators=(ANNA.id, bob.id))
    BRAT.write([both], SCHEMA, tmp_path / "out", options)
    assert (tmp_path / "out" / "Anna" / "A_title.ann").read_bytes() == b"T1\tPERSON 0 4\tAnna\n"
    assert (tmp_path / "out" / "Bob" / "A_title.ann").read_bytes() == b""
    assert (tmp_path / "out" / "Bob" / "annotation.conf").exists()
