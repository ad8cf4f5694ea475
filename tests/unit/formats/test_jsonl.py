"""Our own format: equal values back, and bad lines skipped with their place and reason."""

import json
from pathlib import Path

import pytest

from annotator.domain.annotation_sets import GOLD, AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import Document, Provenance, Zone, ZoneKind
from annotator.domain.errors import Stopped, UserError
from annotator.domain.ids import (
    AnnotatorId,
    ChainId,
    LabelId,
    RelationId,
    SpanId,
    document_id,
    set_id,
)
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.domain.spans import Chain, Extent, Origin, Relation, Span
from annotator.formats.format import Reading
from annotator.formats.registry import FORMATS

JSONL = FORMATS["jsonl"]

PERSON = Label(
    LabelId("l-person"),
    "PERSON",
    "Person",
    LabelKind.ENTITY,
    "#aa0000",
    "#ff8888",
    key="1",
    guideline="People,\nwith \u2028 their names.",
    examples=("Anna", "安娜"),
)
ORG = Label(LabelId("l-org"), "ORG", "Organisation", LabelKind.ENTITY, "#00aa00", "#88ff88")
ROLE = Label(LabelId("l-role"), "ROLE", "Role", LabelKind.VALUE, "#00aaaa", "#88ffff")
WORKS = Label(
    LabelId("l-works"),
    "WORKS_FOR",
    "works for",
    LabelKind.RELATION,
    "#0000aa",
    "#8888ff",
    sources=(PERSON.id,),
    targets=(ORG.id,),
    schema_pass="relations",
)
ROLE_RELATION = Label(
    LabelId("l-role-r"), "ROLE", "", LabelKind.RELATION, "#123456", "#654321", symmetric=True
)
SCHEMA = Schema(
    "news",
    (PERSON, ORG, ROLE, WORKS, ROLE_RELATION),
    (Attribute("a1", "mention", ("name", "pronoun"), (PERSON.id,), "name"),),
    ("main", "relations"),
    {"PER": PERSON.id},
)
TEXT = 'Anna 👩🏽‍💻 of Ñandú\u0085\u2028\u2029 Corp.\n\nשלום עולם 東京\u00a0"q" \\ end'


def _full() -> AnnotatedDocument:
    identity = document_id(TEXT)
    anna, gold = AnnotatorId("u1"), GOLD
    spans = (
        Span(
            SpanId("s1"),
            (Extent(0, 4),),
            PERSON.id,
            {"a1": "name"},
            "note \u2029 here",
            Origin.ACCEPTED,
            "en_core_web_sm 3.8.0",
        ),
        Span(SpanId("s2"), (Extent(0, 4), Extent(5, 9)), ROLE.id),
        Span(SpanId("s3"), (Extent(13, 18),), ORG.id, origin=Origin.IMPORTED),
    )
    relations = (
        Relation(RelationId("r1"), WORKS.id, SpanId("s1"), SpanId("s3"), {"x": "y"}, "because"),
        Relation(
            RelationId("r2"),
            ROLE_RELATION.id,
            SpanId("s2"),
            SpanId("s2"),
            origin=Origin.ADJUDICATED,
        ),
    )
    states = {"main": State.FINISHED, "relations": State.IN_PROGRESS}
    sets = (
        AnnotationSet(
            set_id(identity, anna),
            identity,
            anna,
            spans,
            relations,
            (Chain(ChainId("c1"), (SpanId("s1"), SpanId("s2"))),),
            states,
            "odd",
            "a note",
        ),
        AnnotationSet(set_id(identity, gold), identity, gold),
    )
    zones = (
        Zone(0, 9, ZoneKind.HEADLINE),
        Zone(9, 26, ZoneKind.BODY),
        Zone(26, len(TEXT), ZoneKind.COMMENTS),
    )
    document = Document(identity, TEXT, {"title": "Anna", "language": "en", "x": ""}, zones)
    return AnnotatedDocument(
        document,
        sets,
        {anna: Annotator(anna, "Anna Ö"), gold: Annotator(gold, "gold")},
        (Provenance("a/b.html", "html", "utf-8", "ab" * 32, {"url": "x"}), Provenance("b", "t")),
    )


def _bare(text: str) -> AnnotatedDocument:
    return AnnotatedDocument(Document(document_id(text), text))


def _documents(reading: Reading) -> list[AnnotatedDocument]:
    items = list(reading)
    assert not [item for item in items if isinstance(item, Skipped)]
    return [item for item in items if isinstance(item, AnnotatedDocument)]


def test_reads_back_equal_values(tmp_path: Path) -> None:
    destination = tmp_path / "out" / "all.jsonl"
    documents = [_full(), _bare("one"), _bare("two\x0b\x0c\x1c lines")]
    result = JSONL.write(iter(documents), SCHEMA, destination)
    assert (result.documents, result.spans, result.relations) == (3, 3, 2)
    assert not result.losses
    assert result.files == [Path("all.jsonl")]
    reading = JSONL.read(destination, Schema("another"))
    assert reading.schema == SCHEMA
    assert _documents(reading) == documents
    assert not reading.repairs
    assert [path.name for path in destination.parent.iterdir()] == ["all.jsonl"]


def test_writing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    JSONL.write([_full()], SCHEMA, first)
    reading = JSONL.read(first, SCHEMA)
    JSONL.write(_documents(reading), SCHEMA, second)
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_text("utf-8").splitlines()) == 2  # no foreign line end inside


def test_what_the_schema_lacks_is_counted(tmp_path: Path) -> None:
    schema = Schema("small", (PERSON, ROLE, ROLE_RELATION), passes=("main", "relations"))
    destination = tmp_path / "x.jsonl"
    result = JSONL.write([_full()], schema, destination)
    assert (result.spans, result.relations) == (2, 1)
    assert result.losses.count("label-not-in-schema") == 2
    [document] = _documents(JSONL.read(destination, schema))
    assert [span.id for span in document.sets[0].spans] == ["s1", "s2"]
    assert [relation.id for relation in document.sets[0].relations] == ["r2"]


def test_hand_written_file_needs_little(tmp_path: Path) -> None:
    label = {"id": "p", "name": "PERSON", "kind": "entity"}
    header = {"format": "annotator-jsonl", "version": 1, "schema": {"labels": [label]}}
    span = {"fragments": [[0, 4]], "label": "PERSON"}
    row = {"text": "Anna", "sets": [{"annotator": {"id": "u"}, "spans": [span]}], "more": 1}
    lines = [json.dumps(header), "", json.dumps(row)]
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    reading = JSONL.read(path, SCHEMA)
    [document] = _documents(reading)
    assert document.document.id == document_id("Anna")
    assert document.sets[0].id == set_id(document.document.id, AnnotatorId("u"))
    assert document.sets[0].spans[0].id
    assert {row.code: row.count for row in reading.repairs} == {
        "byte-order-mark": 1,
        "id-made": 1,
        "unknown-field": 1,
    }


def _good_row() -> dict[str, object]:
    return {
        "text": "Anna works",
        "zones": [[0, 4, "headline"], [4, 10, "body"]],
        "sets": [
            {
                "annotator": {"id": "u"},
                "states": {"main": "finished"},
                "spans": [
                    {"id": "s1", "fragments": [[0, 4]], "label": "PERSON"},
                    {"id": "s2", "fragments": [[5, 10]], "label": "ORG"},
                ],
                "relations": [{"id": "r1", "label": "WORKS_FOR", "source": "s1", "target": "s2"}],
                "chains": [{"id": "c1", "spans": ["s1"]}],
            }
        ],
    }


HOSTILE = [
    ("text", 7, "text is not a string"),
    ("text", "", "text is empty"),
    ("text", "Anna\rwork", "carriage return (CR) at 4"),
    ("text", "Anna\0work", "NUL"),
    ("text", "Anna \ud83dork", "surrogate"),
    ("text", "\ufeffAnna work", "byte order mark"),
    ("text", "Anna work", "text at 9"),
    ("id", "0" * 32, "does not belong to the id"),
    ("id", ["x"], "id is not a string"),
    ("facts", {"title": 1}, "facts.title is not a string"),
    ("facts", {"title": "\ud800"}, "surrogate"),
    ("zones", [[0, 5, "headline"], [4, 10, "body"]], "zones must tile"),
    ("zones", [[0, 10, "advert"]], "no kind of zone"),
    ("zones", [[0, 10]], "zones[0] is not"),
    ("zones", {"a": 1}, "zones is not an array"),
    ("provenance", [{"reader": "x"}], "provenance[0].name is missing"),
    ("sets", [1], "sets[0] is not a JSON object"),
    ("sets.0.annotator", {"id": 3}, "annotator.id is not a string"),
    ("sets.0.states", {"main": "done"}, "no state 'done'"),
    ("sets.0.flag", True, "sets[0].flag is not a string"),
    ("sets.0.spans.0.fragments", [[0, 11]], "does not fit a text of 10"),
    ("sets.0.spans.0.fragments", [[-1, 4]], "does not fit"),
    ("sets.0.spans.0.fragments", [[4, 4]], "does not fit"),
    ("sets.0.spans.0.fragments", [[4, 0]], "does not fit"),
    ("sets.0.spans.0.fragments", [[0, 4.0]], "not a whole number"),
    ("sets.0.spans.0.fragments", [[False, 4]], "not a whole number"),
    ("sets.0.spans.0.fragments", [[0, 10**30]], "does not fit"),
    ("sets.0.spans.0.fragments", [[0, 1, 2]], "array of 2"),
    ("sets.0.spans.0.fragments", [], "at least one fragment"),
    ("sets.0.spans.1.label", "PLACE", "sets[0].spans[1].label: the schema has no span label"),
    ("sets.0.spans.1.label", "WORKS_FOR", "no span label 'WORKS_FOR'"),
    ("sets.0.spans.1.id", "s1", "'s1' stands twice"),
    ("sets.0.spans.1.id", "a\nb", "is not an id"),
    ("sets.0.spans.1.origin", "magic", "no origin 'magic'"),
    ("sets.0.spans.1.attributes", {"a": None}, "attributes.a is not a string"),
    ("sets.0.relations.0.label", "PERSON", "no relation label 'PERSON'"),
    ("sets.0.relations.0.target", "s9", "relations[0].target: there is no span 's9'"),
    ("sets.0.relations.0.id", "s1", "'s1' stands twice"),
    ("sets.0.chains.0.spans", ["s1", "s9"], "there is no span 's9'"),
    ("sets.0.chains.0.spans", ["s1", "s1"], "stands twice"),
]


def _header() -> bytes:
    from annotator.formats.jsonl_lines import line_of
    from annotator.formats.schema_json import schema_to_json

    schema = schema_to_json(SCHEMA)
    return line_of({"format": "annotator-jsonl", "version": 1, "schema": schema})


@pytest.mark.parametrize(("place", "value", "reason"), HOSTILE)
def test_bad_document_is_skipped_with_place_and_reason(
    tmp_path: Path, place: str, value: object, reason: str
) -> None:
    row = _good_row()
    inner: object = row
    *parents, last = place.split(".")
    for step in parents:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]  # type: ignore[index]
    inner[last] = value  # type: ignore[index]
    good = json.dumps(_good_row() | {"text": "Otto works"}).replace('"s1"', '"t1"')
    good = good.replace('"s2"', '"t2"').replace('"r1"', '"t3"').replace('"c1"', '"t4"')
    path = tmp_path / "bad.jsonl"
    path.write_bytes(_header() + json.dumps(row).encode() + b"\n" + good.encode())
    skipped, kept = list(JSONL.read(path, SCHEMA))
    assert isinstance(skipped, Skipped)
    assert skipped.path == "bad.jsonl:2"
    assert reason in skipped.reason
    assert isinstance(kept, AnnotatedDocument)
    assert kept.document.text == "Otto works"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"text": "a", "text": "b"}', '"text" stands twice'),
        (b'{"text": "a", "x": NaN}', "NaN is not a JSON value"),
        (b'{"text": "caf\xe9"}', "not UTF-8 at byte"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"text": "a", "x": ' + b"9" * 10_000 + b"}", "not JSON"),
        (b'{"text": "a\nb"}', "not JSON"),
        (b'{"text": "a", "sets": [{"annotator": {"id": "u"}}, {"annotator": {"id": "u"}}]}', "sec"),
    ],
)
def test_bad_line_is_skipped(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(_header() + line + b'\n{"text": "kept"}\n')
    *skipped, kept = list(JSONL.read(path, SCHEMA))
    assert skipped
    assert isinstance(skipped[0], Skipped)
    assert reason in skipped[0].reason
    assert isinstance(kept, AnnotatedDocument)


def test_a_document_or_row_twice_is_skipped(tmp_path: Path) -> None:
    row = json.dumps(_good_row()).encode()
    other = json.dumps(_good_row() | {"text": "Otto works"}).encode()
    path = tmp_path / "twice.jsonl"
    path.write_bytes(_header() + row + b"\n" + row + b"\n" + other + b"\n")
    kept, again, rows = list(JSONL.read(path, SCHEMA))
    assert isinstance(kept, AnnotatedDocument)
    assert isinstance(again, Skipped)
    assert "the document" in again.reason
    assert isinstance(rows, Skipped)
    assert rows.path == "twice.jsonl:4"
    assert "'s1' stands twice" in rows.reason


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"", "[Nn]ot JSON"),
        (b'{"text": "x"}', "not the header"),
        (b'{"format": "annotator-jsonl", "version": 2}', "version 2"),
        (b'{"format": "annotator-jsonl", "version": true}', "whole number"),
        (b'{"format": "annotator-jsonl", "version": 1, "schema": {"labels": [{}]}}', "missing"),
        (b'{"format": "annotator-jsonl", "version": 1, "schema": {"aliases": {"a": "b"}}}', "'b'"),
        (b"\xff\xfe{", "UTF-8"),
    ],
)
def test_bad_header_is_a_user_error(tmp_path: Path, header: bytes, reason: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(header + b'\n{"text": "x"}\n')
    with pytest.raises(UserError, match=reason):
        JSONL.read(path, SCHEMA)


def test_doubled_label_in_header_is_a_user_error(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    twice = Schema("s", (PERSON, PERSON))
    with pytest.raises(UserError, match="PERSON"):
        JSONL.write([], twice, path)
    path.write_bytes(_header().replace(b'"name": "ORG"', b'"name": "PERSON"'))
    with pytest.raises(UserError, match="span label 'PERSON' twice"):
        JSONL.read(path, SCHEMA)


def test_missing_file_and_folder_are_user_errors(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        JSONL.read(tmp_path / "none.jsonl", SCHEMA)
    with pytest.raises(UserError):
        JSONL.read(tmp_path, SCHEMA)
    with pytest.raises(UserError, match="folder"):
        JSONL.write([], SCHEMA, tmp_path)


def test_only_an_earlier_export_is_replaced(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.jsonl", tmp_path / "other.jsonl"
    JSONL.write([_bare("one")], SCHEMA, mine)
    JSONL.write([_bare("two")], SCHEMA, mine)
    assert _documents(JSONL.read(mine, SCHEMA)) == [_bare("two")]
    other.write_text('{"text": "precious"}\n')
    with pytest.raises(UserError, match="not an earlier export"):
        JSONL.write([_bare("one")], SCHEMA, other)
    assert other.read_text() == '{"text": "precious"}\n'


def test_a_stopped_export_leaves_nothing_behind(tmp_path: Path) -> None:
    def documents() -> object:
        yield _bare("one")
        raise Stopped

    destination = tmp_path / "new" / "folder" / "x.jsonl"
    with pytest.raises(Stopped):
        JSONL.write(documents(), SCHEMA, destination)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_half_a_surrogate_pair_is_a_user_error(tmp_path: Path) -> None:
    document = Document(document_id("x"), "\ud800")
    with pytest.raises(UserError, match="surrogate"):
        JSONL.write([AnnotatedDocument(document)], SCHEMA, tmp_path / "x.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_user_error() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    from annotator.formats.staging import file_problem

    try:
        with full.open("wb") as file:
            file.write(b"x" * 100_000)
            file.flush()
    except OSError as error:
        assert "disk is full" in str(file_problem(error, full))
    else:
        raise AssertionError("/dev/full took the bytes")
