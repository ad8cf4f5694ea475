"""CoNLL columns: schemes, columns, refusals, and outside judges."""

from pathlib import Path

import pytest

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.conll import CONLL
from annotator.formats.conll_tags import decoded, detected, parsed
from annotator.formats.format import ExportOptions, ReadOptions

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
TEXT = "Real Madrid Real Madrid beat FC Barcelona. Messi cried 🦊."


def tags(line):
    return [parsed(tag) for tag in line.split()]


def read(path, **options):
    reading = CONLL.read(path, Schema("s"), ReadOptions(**options))
    return list(reading), reading


def written(tmp_path, content, name="x.conll"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def found(item):
    return [(item.document.text[s.start : s.end], s.start) for s in item.sets[0].spans]


@pytest.mark.parametrize(
    ("line", "scheme"),
    [
        ("I-A O I-B I-B B-B", "iob1"),
        ("O B-A I-A O", "iob2"),
        ("B-A I-A O I-A", "iob2"),
        ("O O O", "iob2"),
        ("S-A B-A I-A E-A", "bioes"),
        ("U-A B-A I-A L-A", "biluo"),
    ],
)
def test_schemes_are_detected(line, scheme):
    assert detected([tags(line)]) == scheme


@pytest.mark.parametrize(
    ("line", "scheme", "spans"),
    [
        ("I-A I-A B-A O I-B", "iob1", [(0, 2), (2, 3), (4, 5)]),
        ("B-A B-A I-A I-B", "iob2", [(0, 1), (1, 3), (3, 4)]),
        ("S-A B-A E-A S-A", "bioes", [(0, 1), (1, 3), (3, 4)]),
        ("U-A B-A I-A L-A I-A", "biluo", [(0, 1), (1, 4), (4, 5)]),
    ],
)
def test_tags_become_spans(line, scheme, spans):
    assert [(each.first, each.last) for each in decoded(tags(line), scheme)] == spans


def test_a_label_may_hold_a_hyphen_or_look_like_a_tag():
    assert parsed("B-A-B") == ("B", "A-B")
    assert parsed("I-B-PER") == ("I", "B-PER")
    assert parsed("B-O") == ("B", "O")


@pytest.mark.parametrize("tag", ["creative-work,B-person", "B-creative-work,B-person"])
def test_two_tags_on_a_token_are_refused_with_the_line(tmp_path, tag):
    path = written(tmp_path, "\n".join(["a\tO"] * 30 + [f"b\t{tag}", ""]))
    with pytest.raises(UserError, match=r"x\.conll:31"):
        read(path)


def test_a_truncated_file_is_refused_with_the_line(tmp_path):
    path = written(tmp_path, "a O\nb B-PER\nc O\n" * 10 + "Lond")
    with pytest.raises(UserError, match=r"x\.conll:31.*token and a tag"):
        read(path)


def test_touching_entities_of_one_label_stay_two(tmp_path, make):
    spans = [make.span("a", make.org, (0, 11)), make.span("b", make.org, (12, 23))]
    for scheme in ("iob1", "iob2", "bioes"):
        dest = tmp_path / f"{scheme}.conll"
        items = [make.annotated(TEXT, spans)]
        CONLL.write(iter(items), make.schema, dest, ExportOptions(scheme=scheme))
        (item,), reading = read(dest)
        assert found(item) == [("Real Madrid", 0), ("Real Madrid", 12)]
        assert item.document.text == TEXT
        assert {row.code for row in reading.repairs} == {"label-added"}


def test_our_own_files_are_read_in_the_scheme_they_were_written_in(tmp_path, make):
    # From the tags alone this could be IOB2: only the second span has a token with B.
    text = "-DOCSTART- Anna"
    spans = [make.span("a", make.person, (0, 10)), make.span("b", make.person, (11, 15))]
    for scheme in ("iob1", "iob2", "bioes"):
        items = iter([make.annotated(text, spans)])
        CONLL.write(items, make.schema, tmp_path / scheme, ExportOptions(scheme=scheme))
        reading = CONLL.read(tmp_path / scheme, make.schema)
        (item,) = reading
        assert [span.fragments for span in item.sets[0].spans] == [((0, 10),), ((11, 15),)]
        assert reading.repairs.as_json() == []
        assert item.provenance[0].reader == f"conll ({scheme})"


def test_the_columns_are_found_by_what_is_in_them(tmp_path):
    rows = "1\tAnna\tNNP\tB-NP\tB-PER\n2\tslept\tVBD\tB-VP\tO\n\n1\tBo\tNNP\tB-NP\tB-PER\n"
    (item,), _ = read(written(tmp_path, rows))
    assert item.document.text == "Anna slept\nBo"
    assert found(item) == [("Anna", 0), ("Bo", 11)]
    (item,), _ = read(written(tmp_path, "B-PER Anna\nO slept\n"))
    assert found(item) == [("Anna", 0)]


def test_a_stray_tag_begins_a_span_and_is_reported(tmp_path):
    _, reading = read(written(tmp_path, "a B-X\nb O\nc I-X\n"))
    assert reading.repairs.count("tag-out-of-place") == 1


def test_lines_end_at_lf_alone_and_no_break_spaces_are_part_of_tokens(tmp_path):
    content = "a\u2028b\tB-X\r\nc\u0085d\u00a0e\tO\r\n\r\nf\u200b\tB-X\r\n"
    (item,), _ = read(written(tmp_path, content))
    assert item.document.text == "a\u2028b c\u0085d\u00a0e\nf\u200b"
    assert len(item.sets[0].spans) == 2


def test_documents_begin_at_docstart(tmp_path):
    (one, two), reading = read(
        written(tmp_path, "-DOCSTART- -X- -X- O\n\na N N O\n\n-DOCSTART- -X- -X- O\n\nb N N I-X\n")
    )
    assert (one.document.text, two.document.text) == ("a", "b")
    assert reading.repairs.count("spacing-invented") == 2
    assert two.provenance[0].reader == "conll (iob1)"


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfeO\x00", b"a O\nb\xff O\n" * 9, b"no tags here\n", b"{}", b"x" * (2 << 20)],
)
def test_what_is_no_conll_is_refused(tmp_path, content):
    with pytest.raises(UserError):
        read(written(tmp_path, content))


def test_a_named_scheme_that_is_none_is_refused(tmp_path):
    with pytest.raises(UserError, match="biluo"):
        read(written(tmp_path, "a O\n"), scheme="io")


def test_masked_zones_are_missing_and_the_text_comes_back_whole(tmp_path, make):
    text = "It sank.\nBy Anna Berg\nTwo died."
    zones = [
        (0, 9, ZoneKind.BODY),
        (9, 22, ZoneKind.BYLINE),
        (22, len(text), ZoneKind.BODY),
    ]
    result = CONLL.write(iter([make.annotated(text, zones=zones)]), make.schema, tmp_path / "o")
    assert result.losses.count("masked-zone") == 1
    assert "Anna" not in (tmp_path / "o" / "corpus.conll").read_text()
    (item,), _ = read(tmp_path / "o")
    assert item.document.text == text


def test_splits_and_annotators_come_back_from_their_folders(tmp_path, make):
    items = [
        make.annotated(f"Anna {n} met Bo.", [make.span("s", make.person, (0, 4))]) for n in range(9)
    ]
    options = ExportOptions(split=(0.5, 0.25, 0.25), seed=3)
    result = CONLL.write(iter(items), make.schema, tmp_path / "o", options)
    names = {path.name for path in result.files}
    assert {"train.conll", "train.documents.jsonl", "test.conll"} <= names
    back, _ = read(tmp_path / "o")
    assert {each.document.text for each in back} == {each.document.text for each in items}


def test_labels_with_white_space_are_spelled_and_come_back(tmp_path, make):
    from dataclasses import replace

    odd = [replace(make.person, name="a b"), replace(make.org, name="a_b")]
    schema = Schema("s", odd)
    spans = [make.span("a", make.person, (0, 4)), make.span("b", make.org, (5, 11))]
    CONLL.write(iter([make.annotated(TEXT, spans)]), schema, tmp_path / "o")
    assert "B-a_b2" in (tmp_path / "o" / "corpus.conll").read_text()
    reading = CONLL.read(tmp_path / "o", schema)
    (item,) = reading
    assert [span.label for span in item.sets[0].spans] == [make.person.id, make.org.id]


@pytest.mark.parametrize("scheme", ["iob2", "bioes"])
def test_seqeval_in_strict_mode_finds_the_gold_spans(tmp_path, make, scheme):
    pytest.importorskip("seqeval")
    from seqeval.metrics import f1_score
    from seqeval.metrics.sequence_labeling import get_entities
    from seqeval.scheme import IOB2, IOBES, Entities

    spans = [
        make.span("a", make.org, (0, 11)),
        make.span("b", make.org, (12, 23)),
        make.span("c", make.org, (29, 41)),
        make.span("d", make.person, (43, 48)),
    ]
    dest = tmp_path / "x.conll"
    CONLL.write(
        iter([make.annotated(TEXT, spans)]), make.schema, dest, ExportOptions(scheme=scheme)
    )
    rows = [block.split("\n") for block in dest.read_text().strip().split("\n\n")][1:]
    seen = [[line.split(" ")[-1] for line in block] for block in rows]
    entities = Entities(seen, {"iob2": IOB2, "bioes": IOBES}[scheme])
    assert [len(each) for each in entities.entities] == [3, 1]
    assert [(each[0]) for each in get_entities(seen)] == ["ORG", "ORG", "ORG", "PERSON"]
    gold = {"iob2": [["B-ORG", "I-ORG"] * 2 + ["O", "B-ORG", "I-ORG", "O"], ["B-PERSON", *"OOO"]]}
    gold["bioes"] = [["B-ORG", "E-ORG"] * 2 + ["O", "B-ORG", "E-ORG", "O"], ["S-PERSON", *"OOO"]]
    score = f1_score(
        gold[scheme], seen, mode="strict", scheme={"iob2": IOB2, "bioes": IOBES}[scheme]
    )
    assert score == 1.0


def test_spacys_converter_reads_the_same_entities(tmp_path, make):
    from spacy.training.converters import conll_ner_to_docs

    spans = [
        make.span("a", make.org, (0, 11)),
        make.span("b", make.org, (12, 23)),
        make.span("d", make.person, (43, 48)),
    ]
    items = [
        make.annotated(TEXT, spans),
        make.annotated("Bo slept.", [make.span("x", make.person, (0, 2))]),
    ]
    dest = tmp_path / "x.conll"
    CONLL.write(iter(items), make.schema, dest)
    one, two = conll_ner_to_docs(dest.read_text(), no_print=True)
    assert [(each.text, each.label_) for each in one.ents] == [
        ("Real Madrid", "ORG"),
        ("Real Madrid", "ORG"),
        ("Messi", "PERSON"),
    ]
    assert [each.text for each in two.ents] == ["Bo"]


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_the_sample_of_emerging_entities():
    items, reading = read(SAMPLES / "conll" / "emerging.dev.conll")
    assert all(isinstance(each, AnnotatedDocument) for each in items)
    assert sum(len(each.sets[0].spans) for each in items) == 836
    assert sum(each.document.text.count("\n") + 1 for each in items) == 1009
    assert any("watched\u200bwas" in each.document.text for each in items)
    assert reading.repairs.count("tag-out-of-place") == 0
