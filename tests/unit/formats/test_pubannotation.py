"""PubAnnotation's documents: spans, relations, attributes, a set for each project."""

import json
from pathlib import Path

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.format import ReadOptions
from annotator.formats.pubannotation import PUBANNOTATION

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "pubannotation"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
TEXT = "😀 IRF-4 binds IFN-α."


def places(*extents):
    """Return a span of these pieces."""
    found = [{"begin": begin, "end": end} for begin, end in extents]
    return found[0] if len(found) == 1 else found


@pytest.fixture
def read(tmp_path):
    """Read one value; return what comes of it and the reading."""

    def reading(value, offsets=""):
        path = tmp_path / "a.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        found = PUBANNOTATION.read(path, Schema("s"), ReadOptions(offsets=offsets))
        return list(found), found

    return reading


def content(document, reading):
    """Return, by annotator, spans with attributes and relations."""
    names = {label.id: label.name for label in reading.schema.labels}
    found = {}
    for work in document.sets:
        surfaces = {span.id: span.surface(document.document.text) for span in work.spans}
        found[document.annotators[work.annotator].name] = (
            [(surfaces[s.id], names[s.label], dict(s.attributes)) for s in work.spans],
            [(names[r.label], surfaces[r.source], surfaces[r.target]) for r in work.relations],
        )
    return found


def codes(reading):
    """Return the counts of all codes but those of new labels and attributes."""
    return {row.code: row.count for row in reading.repairs if not row.code.endswith("-added")}


ROW = {
    "text": TEXT,
    "sourcedb": "PubMed", "sourceid": 7, "url": "http://example.org/7",
    "denotations": [
        {"id": "T1", "span": places((2, 7)), "obj": "Protein"},
        {"id": "T2", "span": places((14, 17), (18, 19)), "obj": "Protein"},
    ],
    "relations": [{"id": "R1", "subj": "T1", "pred": "binds", "obj": "T2"}],
    "attributes": [
        {"id": "A1", "subj": "T1", "pred": "uniprot", "obj": "Q1"},
        {"id": "A2", "subj": "T2", "pred": "sure", "obj": False},
        {"id": "A3", "subj": "R1", "pred": "n", "obj": 3},
    ],
    "modifications": [{"id": "M1", "pred": "Negation", "obj": "T1"}],
    "namespaces": [],
}  # fmt: skip


def test_a_document_with_everything(read):
    (document,), reading = read(ROW)
    ((spans, relations),) = content(document, reading).values()
    assert spans == [
        ("IRF-4", "Protein", {"uniprot": "Q1", "Negation": "true"}),
        ("IFN … α", "Protein", {"sure": "false"}),
    ]
    assert relations == [("binds", "IRF-4", "IFN … α")]
    assert dict(document.sets[0].relations[0].attributes) == {"n": "3"}
    assert document.document.facts == {
        "sourcedb": "PubMed", "sourceid": "7", "url": "http://example.org/7",
    }  # fmt: skip
    assert codes(reading) == {}


def test_tracks_are_the_sets_of_projects(read):
    tracks = [
        {"project": "A", "denotations": ROW["denotations"]},
        {"project": "B", "denotations": ROW["denotations"][:1]},
        "no track",
    ]
    (document,), reading = read({"text": TEXT, "tracks": tracks})
    assert {who: len(spans) for who, (spans, _) in content(document, reading).items()} == {
        "A": 2,
        "B": 1,
    }
    ids = [span.id for one in document.sets for span in one.spans]
    assert len(set(ids)) == 3


def test_an_array_and_lines_give_several(read, tmp_path):
    found, _ = read([ROW, {"text": "b"}])
    assert [len(one.sets) for one in found] == [1, 0]
    path = tmp_path / "lines.jsonl"
    path.write_text(f"{json.dumps(ROW)}\n{json.dumps({'text': 'b'})}\n")
    assert len(list(PUBANNOTATION.read(path, Schema("")))) == 2


@pytest.mark.parametrize(
    ("key", "row", "code"),
    [
        ("denotations", 5, "span-not-read"),
        ("denotations", {"id": "T9", "obj": "X"}, "span-not-read"),
        ("denotations", {"span": {"begin": 0, "end": "2"}, "obj": "X"}, "span-not-read"),
        ("denotations", {"span": places((0, 1)), "obj": ""}, "span-not-read"),
        ("denotations", {"span": places((0, 1)), "obj": " "}, "label-not-usable"),
        ("denotations", {"span": places((0, 99)), "obj": "X"}, "span-outside-text"),
        ("denotations", {"id": "T1", "span": places((8, 13)), "obj": "X"}, "id-doubled"),
        ("relations", {"subj": "T1", "pred": "x"}, "relation-not-read"),
        ("relations", {"subj": "T1", "pred": "x", "obj": "R1"}, "relation-without-span"),
        ("attributes", {"subj": "T1", "pred": "x", "obj": [1]}, "attribute-not-read"),
        ("attributes", {"subj": "T9", "pred": "x", "obj": "y"}, "attribute-without-span"),
        ("modifications", {"pred": "x"}, "attribute-not-read"),
        ("comments", [], "unknown-field"),
    ],
)
def test_each_bad_row_is_counted_and_the_others_come_in(read, key, row, code):
    value = {**ROW, key: [*ROW.get(key, []), row]}
    (document,), reading = read(value)
    ((spans, relations),) = content(document, reading).values()
    assert len(spans) == 2 + (code == "id-doubled")
    assert len(relations) == 1
    assert codes(reading) == {code: 1}


def test_a_person_can_say_the_unit(read):
    shifted = {"text": TEXT, "denotations": [{"span": places((3, 8)), "obj": "Protein"}]}
    (document,), _reading = read(shifted, offsets="utf-16")
    assert document.sets[0].spans[0].fragments == ((2, 7),)


def test_what_is_no_document_is_skipped_or_refused(read, tmp_path):
    found, _ = read([{"denotations": []}, {"text": ["a"]}, 5, {"text": " "}])
    assert [one.path for one in found if isinstance(one, Skipped)] == ["a.json:1"] * 4
    (tmp_path / "x").write_bytes(b"T1\tProtein 0 5\tIRF-4\n")
    with pytest.raises(UserError):
        PUBANNOTATION.read(tmp_path / "x", Schema(""))


@needs_samples
def test_the_samples():
    reading = PUBANNOTATION.read(SAMPLES / "samplePubAnnotation.json", Schema(""))
    (document,) = list(reading)
    found = content(document, reading)
    assert [len(spans) for spans, _ in found.values()] == [2, 2]
    assert found["PubmedHPO"][0][1] == ("canc … howeve", "HP_0002664", {"uncertain": "true"})
    assert [name for name, _, _ in found["PubmedHPO"][1]] == ["associatedWith"]
    assert codes(reading) == {}

    reading = PUBANNOTATION.read(SAMPLES / "samplePubAnnotationProjectScoped.json", Schema(""))
    (document,) = list(reading)
    assert content(document, reading) == {
        "GO-BP": (
            [("IRF-4", "Protein", {"uniprot": "Q15306"}),
             ("IFN-α", "Protein", {"uncertain": "true"})],
            [("interactWith", "IRF-4", "IFN-α")],
        )
    }  # fmt: skip

    documents = list(PUBANNOTATION.read(SAMPLES / "3181839.json", Schema("")))
    assert len(documents) == 8
    assert sum(len(one.document.text) for one in documents) == 29_336
    assert not any(one.sets for one in documents)
    (skipped,) = list(PUBANNOTATION.read(SAMPLES / "singleQueryResult.json", Schema("")))
    assert skipped.reason == "text is missing or not a string"
