"""Which relations were lost, whose they are and why, with both ends."""

from annotator.agreement.bootstrap import Resampling
from annotator.agreement.building import build
from annotator.agreement.figures import Scope
from annotator.agreement.relation_places import lost_relations
from annotator.agreement.relations import LOST
from annotator.agreement.values import Settings
from tests.unit.agreement.corpora import document, reported, work

A, B, C = (0, 5, "X"), (10, 15, "X"), (20, 25, "Y")


def test_each_kind_with_its_place():
    documents = [
        document({"P": work([A, B], [("in", 0, 1)]), "Q": work([A, B], [("in", 0, 1)])}, "equal"),
        document({"P": work([A, B], [("in", 0, 1)]), "Q": work([A, B], [("of", 0, 1)])}, "type"),
        document({"P": work([A, B], [("in", 0, 1)]), "Q": work([A, B], [("in", 1, 0)])}, "turned"),
        document({"P": work([A, B], [("in", 0, 1)]), "Q": work([A, B])}, "alone"),
        document({"P": work([A]), "Q": work([A, (10, 12, 14, 16, "X")], [("in", 1, 0)])}, "end"),
        document({"P": work([A, C], [("by", 0, 1)]), "Q": work([A, C], [("by", 1, 0)])}, "even"),
    ]
    settings = Settings(resamples=0, symmetric=frozenset({"by"}))
    tables = build(documents, settings)
    found = lost_relations(Scope.of(tables, Resampling(0, 1)))
    told = [
        (tables.documents[at], one.annotator, one.why, one.label,
         one.source.fragments, one.target.fragments)
        for at, rows in found.items() for one in rows
    ]  # fmt: skip
    a, b = ((0, 5),), ((10, 15),)
    assert told == [
        ("type", "P", "type", "in", a, b),
        ("type", "Q", "type", "of", a, b),
        ("turned", "P", "direction", "in", a, b),
        ("turned", "Q", "direction", "in", b, a),
        ("alone", "P", "one side only", "in", a, b),
        ("end", "Q", "argument", "in", ((10, 12), (14, 16)), a),
    ]
    counts = {why: sum(one[2] == why for one in told) for why in LOST}
    lost = reported(*documents, symmetric=frozenset({"by"}))["relations"]["lost"]
    assert lost == counts


def test_documents_that_one_did_alone_have_none():
    alone = document({"P": work([A, B], [("in", 0, 1)]), "Q": None})
    tables = build([alone, document({"P": [], "Q": []}, "both")], Settings())
    assert lost_relations(Scope.of(tables, Resampling(0, 1))) == {}
