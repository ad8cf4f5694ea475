"""BioC collections, XML and JSON: passages as one text, locations however they count."""

import json
import tracemalloc
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.bioc import BIOC
from annotator.formats.format import ReadOptions

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "bioc"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")


def annotation(key, *locations, text="", **infons):
    """Return an annotation; a location is an offset and a length."""
    found = [{"offset": offset, "length": length} for offset, length in locations]
    return {"id": key, "infons": infons, "text": text, "locations": found}


def relation(key, *nodes, **infons):
    """Return a relation; a node is an id and a role."""
    rows = [{"refid": refid, "role": role} for refid, role in nodes]
    return {"id": key, "infons": infons, "nodes": rows}


def passage(offset, text, *annotations, relations=(), sentences=(), **infons):
    """Return a passage."""
    return {
        "offset": offset,
        "infons": infons,
        "text": text,
        "sentences": list(sentences),
        "annotations": list(annotations),
        "relations": list(relations),
    }


def collection(*passages, **more):
    """Return a collection of one document."""
    document = {
        "id": "d1",
        "infons": {},
        "passages": list(passages),
        "annotations": [],
        "relations": [],
        **more,
    }
    return {"source": "PubMed", "date": "", "key": "", "infons": {}, "documents": [document]}


def as_xml(values):
    """Return a collection as XML."""

    def infons(row):
        rows = row.get("infons", {}).items()
        return "".join(f'<infon key="{escape(k)}">{escape(v)}</infon>' for k, v in rows)

    def labels(row):
        for one in row.get("annotations", ()):
            places = "".join(
                f'<location offset="{p["offset"]}" length="{p["length"]}"/>'
                for p in one["locations"]
            )
            text = f"<text>{escape(one['text'])}</text>"
            yield f'<annotation id="{one["id"]}">{infons(one)}{places}{text}</annotation>'
        for one in row.get("relations", ()):
            nodes = "".join(
                f'<node refid="{n["refid"]}" role="{n["role"]}"/>' for n in one["nodes"]
            )
            yield f'<relation id="{one["id"]}">{infons(one)}{nodes}</relation>'

    def piece(tag, row):
        inner = "".join(piece("sentence", one) for one in row.get("sentences", ()))
        text = f"<text>{escape(row['text'])}</text>" if row["text"] else ""
        offset = f"<offset>{row['offset']}</offset>"
        return f"<{tag}>{infons(row)}{offset}{inner}{text}{''.join(labels(row))}</{tag}>"

    documents = "".join(
        f"<document><id>{one['id']}</id>{infons(one)}"
        f"{''.join(piece('passage', p) for p in one['passages'])}{''.join(labels(one))}</document>"
        for one in values["documents"]
    )
    head = "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE collection SYSTEM 'BioC.dtd'>"
    source = f"<source>{values['source']}</source>"
    return f"{head}<collection>{source}{documents}</collection>"


@pytest.fixture(params=["xml", "json"])
def read(request, tmp_path):
    """Read a collection, as XML and as JSON; return what comes of it and the reading."""

    def reading(values, offsets=""):
        path = tmp_path / f"a.{request.param}"
        text = as_xml(values) if request.param == "xml" else json.dumps(values)
        path.write_text(text, encoding="utf-8")
        found = BIOC.read(path, Schema("s"), ReadOptions(offsets=offsets))
        return list(found), found

    return reading


def content(document, reading):
    """Return spans with attributes, and relations."""
    names = {label.id: label.name for label in reading.schema.labels}
    (work,) = document.sets
    surfaces = {span.id: span.surface(document.document.text) for span in work.spans}
    return (
        [(surfaces[s.id], names[s.label], dict(s.attributes)) for s in work.spans],
        [(names[r.label], surfaces[r.source], surfaces[r.target]) for r in work.relations],
    )


def codes(reading):
    """Return the counts of all codes but those of new labels and attributes."""
    return {r.code: r.count for r in reading.repairs if not r.code.endswith("-added")}


TITLE, BODY = "On IRF-4.", "IRF-4 binds 😀 IFN-α twice."


def test_passages_are_lines_and_locations_count_from_the_document(read):
    first = annotation("1", (3, 5), text="IRF-4", type="Gene", identifier="3662")
    second = annotation("2", (24, 5), text="IFN-α", type="Gene")
    pieces = annotation("3", (10, 5), (24, 5), text="IRF-4 IFN-α", type="Pair")
    values = collection(
        passage(0, TITLE, first, type="title"),
        passage(
            10,
            BODY,
            second,
            pieces,
            relations=[relation("r", ("2", "x"), ("1", "subject"), type="binds")],
        ),
    )
    (document,), reading = read(values)
    assert document.document.text == f"{TITLE}\n{BODY}"
    assert content(document, reading) == (
        [
            ("IRF-4", "Gene", {"identifier": "3662"}),
            ("IRF-4 … IFN-α", "Pair", {}),
            ("IFN-α", "Gene", {}),
        ],
        [("binds", "IRF-4", "IFN-α")],
    )
    assert document.document.facts == {"source": "PubMed", "document-id": "d1", "title": TITLE}
    assert codes(reading) == {}


@pytest.mark.parametrize(("unit", "more"), [("utf-16", 1), ("bytes", 3)])
def test_other_units_are_found_by_the_strings(read, unit, more):
    length = len("IFN-α".encode()) if unit == "bytes" else 5
    rows = [
        annotation("2", (14 + more, length), text="IFN-α", type="Gene"),
        annotation("1", (0, 5), text="IRF-4", type="Gene"),
    ]
    (document,), reading = read(collection(passage(0, BODY, *rows)))
    assert [surface for surface, _, _ in content(document, reading)[0]] == ["IRF-4", "IFN-α"]
    assert codes(reading) == {}
    without = collection(passage(0, BODY, annotation("2", (14 + more, length), type="Gene")))
    (document,), reading = read(without, offsets=unit)
    assert content(document, reading)[0][0][0] == "IFN-α"


def test_offsets_from_the_passage_are_found_by_the_strings_and_said(read):
    sentences = [
        passage(10, "One Anna.", annotation("1", (4, 4), text="Anna", type="P")),
        passage(20, "Two Bert.", annotation("2", (4, 4), text="Bert", type="P")),
    ]
    (document,), reading = read(collection(passage(0, "", sentences=sentences)))
    assert document.document.text == "One Anna. Two Bert."
    assert [surface for surface, _, _ in content(document, reading)[0]] == ["Anna", "Bert"]
    assert codes(reading) == {"offsets-relative": 1}


def test_wide_gaps_are_not_filled_with_blanks(read):
    values = collection(
        passage(5, "One."), passage(60, "Two.", annotation("1", (60, 3), text="Two", type="N"))
    )
    (document,), reading = read(values)
    assert document.document.text == "One.\n\nTwo."
    assert content(document, reading)[0] == [("Two", "N", {})]


def test_a_relation_of_many_becomes_pairs_and_that_is_said(read):
    rows = [annotation(str(n), (n, 1), type="N") for n in range(3)]
    many = relation("r", ("0", "theme"), ("1", ""), ("2", "agent"), type="event")
    (document,), reading = read(collection(passage(0, "abc", *rows), relations=[many]))
    assert content(document, reading)[1] == [("event", "c", "a"), ("event", "c", "b")]
    attributes = [dict(each.attributes) for each in document.sets[0].relations]
    assert attributes == [
        {"source role": "agent", "target role": "theme"},
        {"source role": "agent"},
    ]
    assert codes(reading) == {"relation-of-many-split": 1}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (annotation("x", (0, 1)), "span-without-label"),
        (annotation("x", type="N"), "span-not-read"),
        (annotation("x", (900, 3), type="N"), "span-outside-text"),
        (annotation("x", (0, 3), text="zzz", type="N"), "span-does-not-match"),
        (annotation("x", (0, 3), text="binds", type="N"), "span-moved"),
        (annotation("x", (0, 2), (6, 2), text="zz zz", type="N"), "span-does-not-match"),
        (annotation("1", (6, 5), text="binds", type="N"), "id-doubled"),
        (annotation("x", (0, 1), type=" "), "span-without-label"),
    ],
)
def test_each_bad_annotation_is_counted_and_the_others_come_in(read, row, code):
    good = annotation("1", (0, 5), text="IRF-4", type="Gene")
    (document,), reading = read(collection(passage(0, BODY, good, row)))
    assert ("IRF-4", "Gene", {}) in content(document, reading)[0]
    assert codes(reading) == {code: 1}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (relation("r", ("1", "x"), type="n"), "relation-not-of-two"),
        (relation("r", ("1", "x"), ("9", "y"), type="n"), "relation-without-span"),
        (relation("r", ("1", "x"), ("1", "y")), "relation-without-label"),
    ],
)
def test_each_bad_relation_is_counted(read, row, code):
    good = annotation("1", (0, 5), text="IRF-4", type="Gene")
    (document,), reading = read(collection(passage(0, BODY, good, relations=[row])))
    assert codes(reading) == {code: 1}
    assert len(content(document, reading)[1]) == (code == "relation-without-label")


def test_documents_without_text_or_order_are_skipped(read):
    values = collection(passage(0, ""))
    values["documents"] += [
        {"id": "2", "passages": [passage(0, "Good.")]},
        {"id": "3", "passages": []},
    ]
    found, _ = read(values)
    assert [isinstance(one, Skipped) for one in found] == [True, False, True]


def test_json_documents_alone_and_one_a_line(tmp_path):
    rows = [{"id": str(n), "passages": [passage(0, f"Text {n}.")]} for n in range(3)]
    path = tmp_path / "a.json"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert len(list(BIOC.read(path, Schema("")))) == 3
    path.write_text(json.dumps({"PubTator3": rows}))
    assert len(list(BIOC.read(path, Schema("")))) == 3
    path.write_text(json.dumps({"documents": [5, *rows], "x": 1}))
    assert [isinstance(one, Skipped) for one in BIOC.read(path, Schema(""))] == [True] + [False] * 3
    path.write_text('{"other": 1}')
    assert [isinstance(one, Skipped) for one in BIOC.read(path, Schema(""))] == [True]


@pytest.mark.parametrize(
    ("location", "length"), [("x", "1"), ("", "1"), ("-1", "2"), ("1", "9" * 400), ("1.5", "1")]
)
def test_numbers_that_are_none_skip_the_document(tmp_path, location, length):
    values = as_xml(collection(passage(0, "abc", annotation("1", (0, 1), type="N"))))
    path = tmp_path / "a.xml"
    path.write_text(
        values.replace('offset="0" length="1"', f'offset="{location}" length="{length}"')
    )
    (skipped,) = list(BIOC.read(path, Schema("")))
    assert isinstance(skipped, Skipped)
    assert skipped.path == "a.xml:1"


def test_a_truncated_file_gives_what_came_before(tmp_path):
    values = collection(passage(0, "One."))
    values["documents"] *= 3
    path = tmp_path / "a.xml"
    text = as_xml(values).replace("</document>", "</document>\n")
    path.write_text(text[: text.rindex("<document>") + 60])
    found = list(BIOC.read(path, Schema("")))
    assert [isinstance(one, Skipped) for one in found] == [False, False, True]
    assert found[2].path == "a.xml:3"
    assert "nothing behind it" in found[2].reason


def test_hostile_xml_reads_no_file_and_takes_no_memory(tmp_path):
    (tmp_path / "secret").write_text("secret words")
    entity = f'<!ENTITY e SYSTEM "file://{tmp_path}/secret">'
    bomb = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    path = tmp_path / "a.xml"
    for inside, use in ((entity, "&e;"), (bomb, "&a11;")):
        text = as_xml(collection(passage(0, "PLACE")))
        text = text.replace("SYSTEM 'BioC.dtd'", f"[{inside}]").replace("PLACE", f"x {use}")
        path.write_text(text)
        for one in BIOC.read(path, Schema("")):
            assert isinstance(one, Skipped) or "secret words" not in one.document.text
            assert isinstance(one, Skipped) or len(one.document.text) < 100
    path.write_text("<collection>" + "<document>" * 5000)
    assert [isinstance(one, Skipped) for one in BIOC.read(path, Schema(""))] == [True]


def test_memory_does_not_grow_with_the_file(tmp_path):
    one = as_xml(collection(passage(0, "x" * 5_000)))
    begin, end = one.index("<document>"), one.index("</document>") + len("</document>")
    path = tmp_path / "a.xml"
    path.write_text(one[:begin] + one[begin:end] * 2_000 + one[end:])
    tracemalloc.start()
    assert sum(1 for _ in BIOC.read(path, Schema(""))) == 2_000
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


@pytest.mark.parametrize("content", ["", "x", "<a/>", "<html><body/></html>", "\x00"])
def test_what_is_no_collection_is_refused(tmp_path, content):
    (tmp_path / "a.xml").write_text(content)
    with pytest.raises(UserError):
        list(BIOC.read(tmp_path / "a.xml", Schema("")))


@needs_samples
def test_the_samples():
    found = {}
    for path in sorted(SAMPLES.glob("*.xml")):
        reading = BIOC.read(path, Schema(""))
        documents = list(reading)
        assert not any(isinstance(one, Skipped) for one in documents)
        found[path.stem.removeprefix("example-with-")] = (documents, reading)
    assert {name: len(documents) for name, (documents, _) in found.items()} == {
        "incomplete-metadata": 3,
        "multiple-documents": 3,
        "sentences": 1,
        "sentences-ref": 1,
        "text-in-passage": 1,
    }
    (document,), reading = found["sentences-ref"]
    spans, relations = content(document, reading)
    assert spans == [
        ("Sentence", "custom.Span", {"label": "span-annotation-value"}),
        ("1", "custom.Span", {"label": "span-annotation-value"}),
    ]
    assert relations == [("custom.Relation", "Sentence", "1")]
    # The strings of these two are no part of their texts: nothing is guessed.
    assert codes(found["text-in-passage"][1])["span-does-not-match"] == 2
    assert codes(found["sentences"][1])["span-outside-text"] == 2
