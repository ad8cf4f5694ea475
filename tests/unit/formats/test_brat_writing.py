"""Writing brat files: byte for byte where nothing changed, line by line where something did."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotation_sets import State
from annotator.domain.corpora import AnnotatedDocument, Original
from annotator.domain.ids import RelationId, SpanId
from annotator.domain.schema import Schema
from annotator.domain.spans import Extent, Origin, Relation, Span
from annotator.formats.brat import BRAT
from annotator.formats.format import Reading
from tests.unit.formats.brat_pairs import TEXT, put

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "brat-news"


EMPTY = Schema("s")


FILE = (
    "T1\tPER 0 4\tAnna\n"
    "T2\tORG 9 13\tAcme\n"
    "T7\tMerge 32 38\tmerged\n"
    "T4\tORG 44 48\tAjax\n"
    "T6\tORG 27 31\tAcme\n"
    "something that is no line\n"
    "E1\tMerge:T7 Org:T6 Org2:T4 \n"
    "R1\tMet Arg1:T1 Arg2:T2\n"
    "A1\tNegated E1\n"
    "A2\tLevel T1 Name\n"
    "#1\tAnnotatorNotes T1\twho?\n"
    "N1\tReference T1 Wiki:64\tAnna of Ayr\n"
    "#2\tAnnotatorNotes R1\treally?\t\n"
    "R9\tMet Arg1:T1 Arg2:T90\t\n"
    "*\tAlias T2 T6\n"
)


def read(folder: Path) -> tuple[AnnotatedDocument, Schema]:
    reading = BRAT.read(folder, EMPTY)
    (document,) = reading
    assert isinstance(document, AnnotatedDocument)
    assert reading.schema is not None
    work = replace(document.sets[0], states={"main": State.FINISHED})
    return replace(document, sets=(work,)), reading.schema


def changed(document: AnnotatedDocument, **changes: object) -> AnnotatedDocument:
    return replace(document, sets=(replace(document.sets[0], **changes),))


def lines(folder: Path) -> list[str]:
    return (folder / "x.ann").read_text(encoding="utf-8").split("\n")[:-1]


def test_nothing_changed_gives_the_same_bytes(tmp_path):
    source = put(tmp_path / "in", TEXT, FILE)
    document, schema = read(source)
    result = BRAT.write([document], schema, tmp_path / "out")
    for name in ("x.txt", "x.ann"):
        assert (tmp_path / "out" / name).read_bytes() == (source / name).read_bytes()
    assert (result.spans, result.relations) == (5, 3)
    assert not result.losses


@pytest.mark.parametrize(
    ("text", "annotations"),
    [
        ("\ufeffAnna", "T1\tPER 1 5\tAnna"),
        ("\ufeffAnna", "T1\tPER 0 4\tAnna\n"),
        ("a\r\nAnna", "\ufeffT1\tPER 3 7\tAnna\r\n\r\n"),
        ("a\r\nAnna", "T1\tPER 2 6\tAnna\r\n"),
        ("👳🏻 Anna", "T1\tPER 5 9\tAnna\n"),
        ("Anna ", "T1\tPER 0 5\tAnna \n"),
        ("Anna", "T1\tPER 0 4\tAnna\nT2\tPER 0 4\tAnna\nA1\tX T2\n#3\tAnnotatorNotes T1\ty\n"),
        ("Anna", "#1\tOther T1\tz\nT1\tPER 0 4\tAnna\nE1\tMet:T1 A:E1 A:T1 A3:T1\nE2\tMet:T1\n"),
        ("Anna", "R1\tMet Arg1:T9 Arg2:T8\nT1\tPER 3 9\tAnna\nA1\tX T1\nT1\tPER 0 4\tAnna"),
    ],
)
def test_odd_files_come_back_byte_for_byte(tmp_path, text, annotations):
    source = put(tmp_path / "in", text, annotations)
    document, schema = read(source)
    BRAT.write([document], schema, tmp_path / "out")
    for name in ("x.txt", "x.ann"):
        assert (tmp_path / "out" / name).read_bytes() == (source / name).read_bytes()


def test_a_label_that_went_takes_its_lines_along(tmp_path):
    document, schema = read(put(tmp_path / "in", TEXT, FILE))
    work = document.sets[0]
    left = changed(
        document,
        spans=tuple(span for span in work.spans if span.id != "T2"),
        relations=tuple(each for each in work.relations if "T2" not in (each.source, each.target)),
        chains=(),
    )
    BRAT.write([left], schema, tmp_path / "out")
    gone = {"T2\tORG 9 13\tAcme", "R1\tMet Arg1:T1 Arg2:T2", "#2\tAnnotatorNotes R1\treally?\t"}
    gone.add("*\tAlias T2 T6")
    assert lines(tmp_path / "out") == [each for each in FILE.split("\n")[:-1] if each not in gone]


def test_new_labels_stand_at_the_end_under_fresh_ids(tmp_path):
    document, schema = read(put(tmp_path / "in", TEXT, FILE))
    work = document.sets[0]
    place = work.spans[0].label
    new = Span(SpanId("new"), (Extent(17, 25),), place, {"Level": "Name"}, "here?")
    relation = Relation(RelationId("new"), work.relations[-1].label, new.id, work.spans[0].id)
    more = changed(document, spans=(*work.spans, new), relations=(*work.relations, relation))
    BRAT.write([more], schema, tmp_path / "out")
    assert lines(tmp_path / "out") == [
        *FILE.split("\n")[:-1],
        "T91\tPER 17 20;21 25\tNew York",
        "R10\tMet Arg1:T91 Arg2:T1\t",
        "A3\tLevel T91 Name",
        "#3\tAnnotatorNotes T91\there?",
    ]


def test_an_event_keeps_its_line_and_id_when_its_roles_change(tmp_path):
    document, schema = read(put(tmp_path / "in", TEXT, FILE))
    work = document.sets[0]
    roles = [each for each in work.relations if each.source == "T7"]
    left = [each for each in work.relations if each is not roles[0]]
    person = next(span for span in work.spans if span.id == "T1")
    left.append(Relation(RelationId("new"), roles[0].label, SpanId("T7"), person.id))
    BRAT.write([changed(document, relations=tuple(left))], schema, tmp_path / "out")
    expected = FILE.replace("E1\tMerge:T7 Org:T6 Org2:T4 ", "E1\tMerge:T7 Org:T4 Org2:T1")
    assert lines(tmp_path / "out") == expected.split("\n")[:-1]


def test_a_note_is_changed_from_the_first_line_that_differs(tmp_path):
    document, schema = read(put(tmp_path / "in", TEXT, FILE))
    spans = [
        replace(span, note="who?\nnot she\nReference Wiki:7") if span.id == "T1" else span
        for span in document.sets[0].spans
    ]
    BRAT.write([changed(document, spans=tuple(spans))], schema, tmp_path / "out")
    written = lines(tmp_path / "out")
    assert "#1\tAnnotatorNotes T1\twho?" in written
    assert not any(line.startswith("N1\t") for line in written)
    assert written[-2:] == ["#3\tAnnotatorNotes T1\tnot she", "N2\tReference T1 Wiki:7\t"]


def test_a_role_with_a_note_becomes_a_relation(tmp_path):
    document, schema = read(put(tmp_path / "in", TEXT, FILE))
    relations = [
        replace(each, note="sure") if each.target == "T4" else each
        for each in document.sets[0].relations
    ]
    BRAT.write([changed(document, relations=tuple(relations))], schema, tmp_path / "out")
    written = lines(tmp_path / "out")
    assert "E1\tMerge:T7 Org:T6" in written
    assert written[-2:] == ["R10\tOrg Arg1:T7 Arg2:T4\t", "#3\tAnnotatorNotes R10\tsure"]


def test_a_file_without_a_last_line_end_gets_one_before_new_lines(tmp_path):
    document, schema = read(put(tmp_path / "in", "a\r\nAnna", "T1\tPER 3 7\tAnna"))
    work = document.sets[0]
    new = Span(SpanId("new"), (Extent(0, 6),), work.spans[0].label)
    BRAT.write([changed(document, spans=(*work.spans, new))], schema, tmp_path / "out")
    assert (tmp_path / "out" / "x.ann").read_bytes() == (
        b"T1\tPER 3 7\tAnna\nT2\tPER 0 1;3 7\ta Anna\n"
    )
    assert (tmp_path / "out" / "x.txt").read_bytes() == b"a\r\nAnna"


def test_new_lines_count_as_the_file_does(tmp_path):
    source = put(tmp_path / "in", "\ufeff👳🏻 a\r\nAnna b", "T1\tPER 8 12\tAnna\r\n")
    document, schema = read(source)
    work = document.sets[0]
    assert work.spans[0].fragments == ((5, 9),)
    new = Span(SpanId("new"), (Extent(3, 4),), work.spans[0].label)
    BRAT.write([changed(document, spans=(*work.spans, new))], schema, tmp_path / "out")
    assert lines(tmp_path / "out")[1].startswith("T2\tPER ")
    back, _ = read(tmp_path / "out")
    assert [span.fragments for span in back.sets[0].spans] == [((3, 4),), ((5, 9),)]


def test_of_several_files_that_of_the_set_is_taken_up(tmp_path):
    anna, schema = read(put(tmp_path / "a", TEXT, FILE))
    other = FILE.replace("T1\tPER 0 4\tAnna\n", "").replace("T1", "T2")
    originals = (*anna.originals, Original("brat", "y.ann", other.encode()))
    both = replace(anna, originals=originals)
    BRAT.write([both], schema, tmp_path / "out")
    assert (tmp_path / "out" / "x.ann").read_bytes() == FILE.encode()


def test_somebody_elses_file_is_not_taken_up(tmp_path):
    document, schema = read(put(tmp_path / "in", TEXT, FILE))
    by_hand = [replace(span, origin=Origin.HAND) for span in document.sets[0].spans]
    own = changed(document, spans=tuple(by_hand), relations=(), chains=())
    BRAT.write([own], schema, tmp_path / "out")
    written = lines(tmp_path / "out")
    assert "something that is no line" not in written
    assert written[0] == "T1\tPER 0 4\tAnna"
    assert written[5] == "E1\tMerge:T4 "


def test_a_hostile_name_stays_in_the_folder(tmp_path):
    document, schema = read(put(tmp_path / "in", TEXT, FILE))
    originals = [
        replace(one, name=f"../../{one.name}" if at else f"/etc/../..//{one.name}")
        for at, one in enumerate(document.originals)
    ]
    evil = Original("brat", "../../annotation.conf", b"[entities]\nPER\nORG\nMerge\n")
    BRAT.write([replace(document, originals=(*originals, evil))], schema, tmp_path / "a" / "out")
    outside = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all((tmp_path / "a" / "out") in path.parents or path.parent.name == "in"
               for path in outside)  # fmt: skip


def test_names_alike_but_for_case_do_not_collide(tmp_path):
    documents = []
    for text, name in (("Anna", "x"), ("Bob", "X"), ("Cy", "x")):
        document, schema = read(put(tmp_path / "in", text, ""))
        originals = [replace(one, name=one.name.replace("x.", f"{name}.", 1))
                     for one in document.originals]  # fmt: skip
        documents.append(replace(document, originals=originals))
    result = BRAT.write(documents, schema, tmp_path / "out")
    texts = sorted(str(path) for path in result.files if path.suffix == ".txt")
    assert texts == ["X-2.txt", "x-3.txt", "x.txt"]


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_the_samples_come_back_byte_for_byte(tmp_path):
    reading: Reading = BRAT.read(SAMPLES, EMPTY)
    documents = [
        replace(each, sets=(replace(each.sets[0], states={"main": State.FINISHED}),))
        for each in reading
    ]
    result = BRAT.write(documents, reading.schema, tmp_path / "out")
    assert not result.losses
    names = [path.name for path in SAMPLES.iterdir() if path.suffix in (".ann", ".txt", ".conf")]
    assert len(names) == 30
    for name in names:
        assert (tmp_path / "out" / name).read_bytes() == (SAMPLES / name).read_bytes()


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_the_samples_without_their_files_are_taken_by_brats_own_parser(tmp_path):
    judge = pytest.importorskip("bratsubset.annotation")
    reading = BRAT.read(SAMPLES, EMPTY)
    documents = [
        replace(each, originals=(), sets=(replace(each.sets[0], states={"main": State.FINISHED}),))
        for each in reading
    ]
    BRAT.write(documents, reading.schema, tmp_path / "out")
    files = sorted((tmp_path / "out").glob("*.ann"))
    assert len(files) == 13
    for file in files:
        parsed = judge.TextAnnotations(str(file.with_suffix("")))
        assert parsed.failed_lines == []
        assert str(parsed) == file.read_text(encoding="utf-8")


def test_of_two_files_that_share_all_the_nearer_one_is_taken_up(tmp_path):
    document, schema = read(put(tmp_path / "in", TEXT, FILE))
    shorter = FILE.replace("T2\tORG 9 13\tAcme\n", "").replace("R1\tMet Arg1:T1 Arg2:T2\n", "")
    shorter = shorter.replace("no line", "line at all")
    own = put(tmp_path / "own", TEXT, shorter)
    (own / "x.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    theirs, _ = read(own)
    both = replace(theirs, originals=(*document.originals, *theirs.originals))
    BRAT.write([both], schema, tmp_path / "out")
    assert (tmp_path / "out" / "x.ann").read_bytes() == shorter.encode()
