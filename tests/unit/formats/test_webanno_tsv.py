"""WebAnno TSV: ids, stacking, sub-tokens, escapes, units, old versions; originals kept."""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import ChainId
from annotator.domain.schema import Schema
from annotator.domain.spans import Chain
from annotator.formats import webanno_tsv
from annotator.formats.format import ExportOptions, ReadOptions
from annotator.formats.webanno_tsv import WEBANNO_TSV

NE = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
HEAD = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={NE}|identifier|value\n\n\n"
PLAIN = (
    HEAD + "#Text=Ada met Bo .\n"
    "1-1\t0-3\tAda\t*[1]\tPER[1]\t\n1-2\t4-7\tmet\t_\t_\t\n"
    "1-3\t8-10\tBo\tQ1\tPER\t\n1-4\t11-12\t.\t_\t_\t\n"
)


def read(tmp_path, text, schema=None, name="doc.tsv", options=None):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    reading = WEBANNO_TSV.read(path, schema or Schema("project"), options)
    return reading, list(reading)


def spans(reading, item):
    names = {label.id: label.name for label in reading.schema.labels}
    text = item.document.text
    return [
        (span.surface(text), names[span.label], dict(span.attributes))
        for span in item.sets[0].spans
    ]


def repairs(reading):
    return {row.code: row.count for row in reading.repairs if not row.code.endswith("-added")}


def test_value_is_the_label_and_other_features_are_attributes(tmp_path):
    reading, (item,) = read(tmp_path, PLAIN)
    assert item.document.text == "Ada met Bo ."
    assert spans(reading, item) == [("Ada", "PER", {}), ("Bo", "PER", {"identifier": "Q1"})]
    assert repairs(reading) == {}
    assert item.provenance[0].reader == "webanno-tsv"


def test_labels_are_those_of_the_project(tmp_path, make):
    text = PLAIN.replace("PER", "PERSON")
    reading, (item,) = read(tmp_path, text, make.schema)
    assert {span.label for span in item.sets[0].spans} == {make.person.id}
    assert [label.name for label in reading.schema.labels] == [
        label.name for label in make.schema.labels
    ]


def test_pitfall_offsets_are_utf16_although_the_file_is_utf8(tmp_path):
    text = (
        HEAD
        + "#Text=I 😊 you\n1-1\t0-1\tI\t_\t_\t\n1-2\t2-4\t😊\t*\tMOOD\t\n1-3\t5-8\tyou\t*\tPER\t\n"
    )
    reading, (item,) = read(tmp_path, text)
    assert spans(reading, item) == [("😊", "MOOD", {}), ("you", "PER", {})]
    assert repairs(reading) == {}


def test_offsets_that_only_fit_code_points_are_told(tmp_path):
    text = (
        HEAD
        + "#Text=I 😊 you\n1-1\t0-1\tI\t_\t_\t\n1-2\t2-3\t😊\t*\tMOOD\t\n1-3\t4-7\tyou\t*\tPER\t\n"
    )
    reading, (item,) = read(tmp_path, text)
    assert spans(reading, item) == [("😊", "MOOD", {}), ("you", "PER", {})]
    assert repairs(reading) == {"offsets-in-code-points": 1}
    named, (item,) = read(tmp_path, text, options=ReadOptions(offsets="code-points"))
    assert spans(named, item) == [("😊", "MOOD", {}), ("you", "PER", {})]
    assert repairs(named) == {}
    with pytest.raises(UserError, match="no offset unit"):
        read(tmp_path, text, options=ReadOptions(offsets="furlongs"))


def test_escapes_in_values_and_text(tmp_path):
    text = (
        HEAD + "#Text=a\\\\b c\\td\n"
        "1-1\t0-3\ta\\b\t\\*\tx\\|y\\[1\\]\\_\\;\\->\\n\\t\\\\\t\n1-2\t4-7\tc\td\t_\t_\n"
    )
    reading, (item,) = read(tmp_path, text.replace("c\td", "c d"))
    assert item.document.text == "a\\b c\td"
    text = HEAD + "#Text=a\n1-1\t0-1\ta\t\\*\tx\\|y\\[1\\]\\_\\;\\->\\\\[7]\t\n"
    reading, (item,) = read(tmp_path, text)
    assert spans(reading, item) == [("a", "x|y[1]_;->\\", {"identifier": "*"})]


def test_version_3_1_writes_java_escapes_and_form_feeds(tmp_path):
    text = "#FORMAT=WebAnno TSV 3.1\n#T_SP=webanno.custom.Span|value\n\n\n"
    text += "#Text=caf\\u00e9\\fau\n1-1\t0-4\tcafé\tX\t\n1-2\t5-7\tau\t_\t\n"
    reading, (item,) = read(tmp_path, text)
    assert item.document.text == "café\nau"
    assert spans(reading, item) == [("café", "X", {"uima-layer": "webanno.custom.Span"})]


def test_pitfall_files_in_the_wild_have_lines_of_their_own(tmp_path):
    text = PLAIN.replace("3.3", "3.2").replace("#Text=", "#Summary1=All said\n#Text=")
    text = text.replace("1-3\t", "#a remark\n1-3\t")
    reading, (item,) = read(tmp_path, text)
    assert [one[0] for one in spans(reading, item)] == ["Ada", "Bo"]
    assert repairs(reading) == {"comment-skipped": 2}


def test_sentence_ids_and_missing_trailing_tabs(tmp_path):
    text = PLAIN.replace("#Text=", "#Sentence.id=s1\n#Text=").replace("\t\n", "\n")
    reading, (item,) = read(tmp_path, text)
    assert [one[0] for one in spans(reading, item)] == ["Ada", "Bo"]


def test_crlf_and_byte_order_mark(tmp_path):
    reading, (item,) = read(tmp_path, b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode())
    assert item.document.text == "Ada met Bo ."
    assert [one[0] for one in spans(reading, item)] == ["Ada", "Bo"]


def test_text_between_sentences_is_a_line_end_and_blanks(tmp_path):
    text = HEAD + "#Text=One .\n1-1\t0-3\tOne\t_\t_\t\n1-2\t4-5\t.\t_\t_\t\n\n"
    reading, (item,) = read(tmp_path, text + "#Text=Two\n2-1\t8-11\tTwo\t*\tNUM\t\n")
    assert item.document.text == "One .\n  Two"
    assert spans(reading, item) == [("Two", "NUM", {})]


def test_a_relation_that_points_nowhere_is_counted(tmp_path):
    text = HEAD.replace("\n\n\n", f"\n#T_RL=webanno.custom.Relation|value|BT_{NE}\n\n\n")
    text += "#Text=a b\n1-1\t0-1\ta\t*\tX\tR\t7-7[0_3]\t\n1-2\t2-3\tb\t_\t_\t_\t_\t\n"
    reading, (item,) = read(tmp_path, text)
    assert item.sets[0].relations == ()
    assert repairs(reading) == {"end-not-found": 1}


def test_relations_of_stacked_spans_go_by_their_numbers(tmp_path):
    text = HEAD.replace("\n\n\n", f"\n#T_RL=webanno.custom.Relation|value|BT_{NE}\n\n\n")
    text += (
        "#Text=a b\n1-1\t0-1\ta\t*[1]|*[2]\tX[1]|Y[2]\tR|S\t1-2[0_2]|1-2[0_1]\t\n"
        "1-2\t2-3\tb\t*\tZ\t_\t_\t\n"
    )
    reading, (item,) = read(tmp_path, text)
    names = {label.id: label.name for label in reading.schema.labels}
    on = {span.id: names[span.label] for span in item.sets[0].spans}
    found = [(names[one.label], on[one.source], on[one.target]) for one in item.sets[0].relations]
    assert found == [("R", "Z", "Y"), ("S", "Z", "X")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD, "no sentences"),
        (HEAD + "#Text=a\n", "without tokens"),
        (HEAD + "1-1\t0-1\ta\t_\t_\t\n", "before any #Text"),
        (HEAD + "#Text=a\n1-1\t0-1\ta\t_\n", "columns"),
        (HEAD + "#Text=a\n1-x\t0-1\ta\t_\t_\t\n", "id"),
        (HEAD + "#Text=a\n1-1\t1-0\ta\t_\t_\t\n", "ends before"),
        (HEAD + "#Text=a\n1-1\t900000000-900000001\ta\t_\t_\t\n", "gap"),
        (
            HEAD + "#Text=ab\n1-1\t0-2\tab\t_\t_\t\n\n#Text=c\n2-1\t1-2\tc\t_\t_\t\n",
            "inside the one",
        ),
        (HEAD.replace("#T_SP", "#T_RL") + "#Text=a\n1-1\t0-1\ta\t_\t_\t\n", "BT_"),
        (HEAD.encode() + b"#Text=a\xff\n", "UTF-8"),
    ],
)
def test_a_broken_file_is_skipped_with_the_line(tmp_path, text, reason):
    _, (item,) = read(tmp_path, text)
    assert isinstance(item, Skipped)
    assert reason in item.reason


def test_other_files_are_refused(tmp_path):
    for text in ("", "one\ttwo\n", "#FORMAT=WebAnno TSV 2\n"):
        with pytest.raises(UserError, match="not a file of WebAnno TSV 3"):
            read(tmp_path, text)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=r"no file \.tsv"):
        WEBANNO_TSV.read(tmp_path / "empty", Schema("x"))
    with pytest.raises(UserError, match="No such file"):
        WEBANNO_TSV.read(tmp_path / "gone.tsv", Schema("x"))


def test_a_huge_file_is_not_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(webanno_tsv, "MAX_FILE", 10)
    with pytest.raises(UserError, match="larger than"):
        read(tmp_path, PLAIN)


def test_a_folder_gives_a_document_for_each_file(tmp_path):
    read(tmp_path, PLAIN, name="in/a/anna.tsv")
    read(tmp_path, PLAIN.replace("Ada", "Eve"), name="in/b/anna.tsv")
    (tmp_path / "in" / "c.tsv").write_text("x\ty\n")
    items = list(WEBANNO_TSV.read(tmp_path / "in", Schema("x")))
    assert [type(item) for item in items] == [AnnotatedDocument, AnnotatedDocument, Skipped]
    assert [item.originals[0].name for item in items[:2]] == ["a/anna.tsv", "b/anna.tsv"]


def test_files_come_in_the_order_of_their_paths_and_nothing_else_does(tmp_path):
    names = ["b.tsv", "a/c.tsv", "a/b/z.tsv", "a-b/x.tsv", "a b.tsv", "a.tsv"]
    for number, name in enumerate(names):
        read(tmp_path, PLAIN.replace("Ada", f"Ad{number}"), name=f"in/{name}")
    folder = tmp_path / "in"
    (folder / "folder.tsv").mkdir()
    (folder / "gone.tsv").symlink_to(tmp_path / "nothing.tsv")
    (folder / "linked").symlink_to(folder / "a", target_is_directory=True)
    (folder / "also.tsv").symlink_to(folder / "b.tsv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.tsv")
    found = [item.originals[0].name for item in WEBANNO_TSV.read(folder, Schema("x"))]
    places = sorted(folder / name for name in [*names, "also.tsv"])
    assert found == [place.relative_to(folder).as_posix() for place in places]


def test_two_files_of_one_text_are_told(tmp_path):
    read(tmp_path, PLAIN, name="in/doc/anna.tsv")
    read(tmp_path, PLAIN.replace("PER", "LOC"), name="in/doc/bert.tsv")
    reading = WEBANNO_TSV.read(tmp_path / "in", Schema("x"))
    assert len(list(reading)) == 2
    assert repairs(reading) == {"text-read-before": 1}


def test_doubled_ids_lose_no_span(tmp_path):
    text = PLAIN.replace("1-3\t", "1-1\t").replace("*[1]", "*").replace("PER[1]", "ORG")
    reading, (item,) = read(tmp_path, text)
    assert [one[:2] for one in spans(reading, item)] == [("Ada", "ORG"), ("Bo", "PER")]
    assert repairs(reading) == {"id-doubled": 1}


def write(tmp_path, items, schema, **options):
    out = tmp_path / "out"
    result = WEBANNO_TSV.write(items, schema, out, ExportOptions(all_states=True, **options))
    return out, result


def test_the_unchanged_file_comes_back_byte_for_byte(tmp_path):
    text = PLAIN.replace("#Text", "#Summary1=kept\n#Text")
    reading, items = read(tmp_path, text)
    out, result = write(tmp_path, items, reading.schema)
    assert (out / "doc.tsv").read_bytes() == text.encode()
    assert (result.documents, result.spans, list(result.losses)) == (1, 2, [])


def test_a_changed_set_is_written_anew_on_the_same_tokens(tmp_path):
    text = PLAIN.replace("1-2\t4-7\tmet\t_\t_", "1-2\t4-6\tme\t_\t_\t\n1-3\t6-7\tt\t_\t_")
    text = text.replace("1-3\t8", "1-4\t8").replace("1-4\t11", "1-5\t11")
    reading, (item,) = read(tmp_path, text)
    (work,) = item.sets
    changed = replace(item, sets=(replace(work, spans=work.spans[:1]),))
    out, _ = write(tmp_path, [changed], reading.schema)
    written = (out / "doc.tsv").read_text(encoding="utf-8")
    assert "1-3\t6-7\tt\t_\t\n" in written
    assert "1-1\t0-3\tAda\tPER\t\n" in written
    assert "Q1" not in written


def test_several_annotators_get_a_folder_each(tmp_path, make):
    text = "Ada met Bo"
    first = make.annotated(text, [make.on(text, "Ada", make.person)])
    other = replace(make.anna, id="u2", name="Bert")
    second = make.annotated(text, [make.on(text, "Bo", make.person)], owner=other)
    both = replace(
        first,
        sets=(*first.sets, *second.sets),
        annotators={**first.annotators, **second.annotators},
    )
    out, result = write(tmp_path, [both], make.schema)
    files = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.tsv"))
    assert files == ["Anna/Ada met Bo.tsv", "Bert/Ada met Bo.tsv"]
    assert result.spans == 2


def test_file_names_are_unique_and_safe(tmp_path, make):
    items = [make.annotated(f"../x/ {n}\nbody") for n in "ab"]
    items = [
        replace(one, document=replace(one.document, facts={"title": "Same: title?"}))
        for one in items
    ]
    out, _ = write(tmp_path, items, make.schema)
    assert sorted(path.name for path in out.rglob("*.tsv")) == [
        "Same_ title_-2.tsv",
        "Same_ title_.tsv",
    ]


def test_what_is_written_is_laid_out_as_inception_does(tmp_path, make):
    text = "Ada met Bo. She left.\n\nBye"
    spans = [
        make.on(text, "Ada", make.person),
        make.on(text, "Bo. She", make.org),
        make.on(text, "She", make.person),
    ]
    relation = make.relation("r", make.works, "Ada", "She")
    annotated = make.annotated(text, spans, [relation])
    work = replace(annotated.sets[0], chains=(Chain(ChainId("c"), (spans[0].id, spans[2].id)),))
    out, _ = write(tmp_path, [replace(annotated, sets=(work,))], make.schema)
    link = "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink"
    assert (out / "Ada met Bo. She left.tsv").read_text(encoding="utf-8") == (
        "#FORMAT=WebAnno TSV 3.3\n"
        f"#T_SP={NE}|value\n"
        f"#T_CH={link}|referenceRelation|referenceType\n"
        f"#T_RL=webanno.custom.Relation|value|BT_{NE}\n"
        "\n\n"
        "#Text=Ada met Bo. \n"
        "1-1\t0-3\tAda\tPERSON\t*->1-1\tPERSON[1]\t_\t_\t\n"
        "1-2\t4-7\tmet\t_\t_\t_\t_\t_\t\n"
        "1-3\t8-10\tBo\tORG[1]\t_\t_\t_\t_\t\n"
        "1-4\t10-11\t.\tORG[1]\t_\t_\t_\t_\t\n"
        "\n"
        "#Text=She left.\n#Text=\n"
        "2-1\t12-15\tShe\tORG[1]|PERSON[2]\t*->1-2\tPERSON[1]\tWORKS\\_FOR\t1-1[0_2]\t\n"
        "2-2\t16-20\tleft\t_\t_\t_\t_\t_\t\n"
        "2-3\t20-21\t.\t_\t_\t_\t_\t_\t\n"
        "\n"
        "#Text=Bye\n"
        "3-1\t23-26\tBye\t_\t_\t_\t_\t_\t\n"
    )


def test_pitfall_spans_that_cannot_be_held_are_counted(tmp_path, make):
    text = "Ada met Bo"
    spans = [
        make.span("blank", make.person, (3, 4)),
        make.span("edge", make.org, (3, 8)),
        make.span("parts", make.person, (0, 3), (8, 10)),
    ]
    annotated = make.annotated(text, spans, [make.relation("r", make.works, "edge", "parts")])
    _, result = write(tmp_path, [annotated], make.schema)
    assert {row.code: row.count for row in result.losses} == {
        "span-without-token": 1,
        "span-white-space-trimmed": 1,
        "discontinuous-span": 1,
        "relation-without-span": 1,
    }
    assert (result.spans, result.relations) == (1, 0)


def test_white_space_before_the_first_token_is_told(tmp_path, make):
    _, result = write(tmp_path, [make.annotated("\n Ada")], make.schema)
    assert result.losses.count("leading-white-space") == 1


def test_a_layer_that_can_no_longer_be_is_told(tmp_path, make):
    text = "Ada met Bo"
    marked = replace(make.on(text, "Ada", make.person), attributes={"uima-layer": "uima.cas.Sofa"})
    _, result = write(tmp_path, [make.annotated(text, [marked])], make.schema)
    assert result.losses.count("layer-changed") == 1


def test_an_original_of_another_text_is_not_used(tmp_path, make):
    reading, (item,) = read(tmp_path, PLAIN)
    other = replace(make.annotated("Ada met Al ."), originals=item.originals)
    out, _ = write(tmp_path, [other], reading.schema)
    assert "met Al ." in (out / "doc.tsv").read_text(encoding="utf-8")


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_mutation_of_a_file_raises_anything_but_a_message(tmp_path, data):
    content = bytearray(
        PLAIN.replace("\n\n\n", f"\n#T_CH=webanno.custom.L|referenceRelation|referenceType\n"
                      f"#T_SP=a.H|ROLE_a.H:links_a.L|{NE}\n"
                      f"#T_RL=a.R|value|BT_{NE}\n\n\n")
        .replace("PER[1]\t\n", "PER[1]\t*->1-1\tT[1]\tr;*\t1-3;1-1[1]\tR\t1-3[0_1]\t\n")
        .replace("_\t_\t\n", "_\t_\t_\t_\t_\t_\t_\t_\t\n")
        .replace("Q1\tPER\t\n", "Q1\tPER\t_\t_\t_\t_\t_\t_\t\n")
        .encode()
    )  # fmt: skip
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(content)))
        width = data.draw(st.integers(0, 4))
        pieces = [b"", b"\\", b"[", b"]", b"|", b"->", b";", b"\t", b"\n", b"9", b"_", b"\x00",
                  b"\xff", "😀".encode(), b"#T_SP=", b"1-1"]  # fmt: skip
        content[place : place + width] = data.draw(st.sampled_from(pieces))
    path = tmp_path / "m.tsv"
    path.write_bytes(content)
    try:
        items = list(WEBANNO_TSV.read(path, Schema("x")))
    except UserError:
        return
    assert all(isinstance(one, Skipped) or isinstance(one.sets[0], AnnotationSet) for one in items)
