"""WebAnno TSV by columns and row by row: the same documents, the same reports."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import Skipped
from annotator.domain.reports import Report
from annotator.domain.schema import Schema
from annotator.formats import webanno_tsv_reading, webanno_tsv_table
from annotator.formats.format import ReadOptions
from annotator.formats.inception_layers import PlainSpans
from annotator.formats.webanno_tsv import WEBANNO_TSV
from annotator.formats.webanno_tsv_lines import parse_lines
from annotator.formats.webanno_tsv_reading import read_layers
from annotator.formats.webanno_tsv_spans import spans_of
from annotator.formats.webanno_tsv_table import parse_table

NE = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
LAYERS = {
    f"#T_SP={NE}|value": 1,
    f"#T_SP={NE}|identifier|value": 2,
    "#T_SP=webanno.custom.Thing|kind|note": 2,
    "#T_SP=webanno.custom.Bare|": 1,
    "#T_SP=webanno.custom.Twice|value|value": 2,
    f"#T_SP=a.H|ROLE_a.H:links_a.L|{NE}": 2,
    "#T_CH=webanno.custom.L|referenceRelation|referenceType": 2,
    f"#T_RL=webanno.custom.R|value|BT_{NE}": 2,
}
WORDS = ["Ada", "met", "Öl", ".", "of-the", "中文", "a", "😀", "1-1", "#Text=", "_", "x,y"]
VALUES = ["PER", "ORG", "*", "_", "Q1", "a b", "", "->", "\u200b", "1", "\u3042"]
NUMBERS = ["1", "2", "3", "10", "0", "01", "x", "", "1234567890"]
PIECES = ["", "\\", "[", "]", "|", "->", ";", "\t", "\n", "\r\n", "\n\n", "9", "0", "-", "_",
          "\x00", "😀", "é", "#T_SP=", "#Text=", "#Sentence.id=", "#Remark=", "1-1", "1-1.1",
          " ", ",", "٣", "*", "[1]", "\ufeff"]  # fmt: skip


@st.composite
def cells(draw, count, fine):
    """Return the cells of one row in the columns of one layer."""
    height = draw(st.sampled_from([0, 0, 0, 1, 1, 2]))
    if not height:
        return ["_"] * count
    stacks = [[] for _ in range(count)]
    for _ in range(height):
        number = draw(st.sampled_from(["", "", *(NUMBERS[:4] if fine else NUMBERS)]))
        for at, stack in enumerate(stacks):
            value = f"V{number}{at}" if number else draw(st.sampled_from(VALUES))
            if not fine and draw(st.integers(0, 30)) == 0:
                value = draw(st.sampled_from(VALUES))
            stack.append(f"{value}[{number}]" if number else value)
    return ["|".join(stack) for stack in stacks]


@st.composite
def files(draw, fine=False):
    """Return a file in which everything stands as it should; cells may be odd unless fine."""
    wide = [one for one, _ in LAYERS.items() if not fine or one.startswith("#T_SP=")]
    wide = [one for one in wide if not fine or "ROLE_" not in one]
    header = draw(st.lists(st.sampled_from(wide), max_size=3, unique=fine))
    if fine:  # a layer declared twice is for the rows
        header = [one for one in header if NE not in one or one == header[0]]
    lines = ["#FORMAT=WebAnno TSV 3.3", *header, "", ""]
    position = 0
    for number in range(1, draw(st.integers(1, 3)) + 1):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
        gaps = [draw(st.sampled_from(["", " ", "  "])) for _ in words[1:]]
        texts, rows = "", []
        for at, word in enumerate(words):
            texts += (gaps[at - 1] if at else "") + word
            end = position + len(texts.encode("utf-16-le")) // 2
            begin = end - len(word.encode("utf-16-le")) // 2
            row = [f"{number}-{at + 1}", f"{begin}-{end}", word]
            for one in header:
                row += draw(cells(LAYERS[one], fine))
            rows.append("\t".join(row) + "\t")
        position += len(texts.encode("utf-16-le")) // 2
        tail = draw(st.integers(0, 2))
        texts += "\n" * tail
        lines += [f"#Text={one}" for one in texts.split("\n")]
        lines += draw(st.sampled_from([[], [], ["#Sentence.id=s"]]))
        lines += [*rows, ""]
        position += tail + draw(st.integers(0, 2))
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))


@st.composite
def mutated(draw):
    """Return a file with a few places written over."""
    content = draw(files())
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(content)))
        width = draw(st.sampled_from([0, 0, 1, 1, 2, 5]))
        content = content[:place] + draw(st.sampled_from(PIECES)) + content[place + width :]
    return content


def said(path, offsets):
    """Return all that reading a file gives: documents, repairs, and the schema."""
    reading = WEBANNO_TSV.read(path, Schema("project"), ReadOptions(offsets=offsets))
    items = [*reading]
    return items, reading.repairs.as_json(), reading.schema


def both_ways(path, offsets=""):
    """Return what reading by columns gives where it can be, and what reading by rows gives."""
    by_columns = said(path, offsets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webanno_tsv_reading, "parse_table", lambda content, offsets: None)
        by_rows = said(path, offsets)
    return by_columns, by_rows


HEAD = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={NE}|value\n\n\n#Text=a b\n"
WIDE = HEAD.replace("|value", "|identifier|value")
CUT = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(CUT, max_examples=600)
@given(content=mutated(), offsets=st.sampled_from(["", "", "utf-16", "code-points", "bytes"]))
@example(content=HEAD + "1-1\t0-1\ta\tX[1]\t\n1-2\t2-3\tb\tY[1]\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\tX[0]\t\n1-2\t2-3\tb\tX[0]\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\tX[1]\t\n1-2\t2-3\tb\tX[01]\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\tX[y]\t\n1-2\t2-3\tb\tX[y]\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\tX[1][2]\t\n1-2\t2-3\tb\tX[2]\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\t_|X\t\n1-2\t2-3\tb\tX|X\t\n", offsets="")
@example(content=HEAD + "1-1\t0,1\ta\tX\t\n1-2\t2-3\tb\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0\ta\tX\t\n1-2\t1-2-3\tb\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0-01\ta\tX\t\n1-2\t2-3\tb\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0-2\ta\tX\t\n1-2\t2-3\tb\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\tX\t\n1-2\t2-9\tb\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t2-3\tb\tX\t\n1-2\t0-1\ta\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\tX\t\n1-1\t2-3\tb\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\tX\tY\t\n1-2\t2-3\tb\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0-0\t\tX\t\n1-2\t2-3\tb\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0-3\ta b\tX[1]\t\n1-2\t0-1\ta\tX[1]\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\tb\tX\t\n1-2\t2-3\ta\tX\t\n", offsets="")
@example(content=HEAD + "1-1\t0-1\ta\tX\\|Y\t\n1-2\t2-3\tb\tX\t\n", offsets="")
@example(content=HEAD.replace("b\n", "b\r\n") + "1-1\t0-1\ta\tX\t\n1-2\t2-3\tb\t_\t\n", offsets="")
@example(content=HEAD + "1-1\t200000-200001\ta\tX\t\n", offsets="")
@example(content=WIDE + "1-1\t0-1\ta\t*\tX[2]\t\n1-2\t2-3\tb\t*[2]\tX\t\n", offsets="")
@example(content=WIDE + "1-1\t0-1\ta\t*|*\tX\t\n1-2\t2-3\tb\t_\tX|Y\t\n", offsets="")
@example(content=HEAD.replace("a b", "a\\\n#Text=n b") + "1-1\t0-1\ta\tX\t\n", offsets="")
@example(content=HEAD.replace("3.3", "3.1").replace("a b", "a\\fb") + "1-1\t0-1\ta\tX\t\n",
         offsets="")  # fmt: skip
def test_columns_and_rows_say_the_same(tmp_path, content, offsets):
    path = tmp_path / "m.tsv"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    if not content.startswith("#FORMAT=WebAnno TSV 3."):
        return
    by_columns, by_rows = both_ways(path, offsets)
    assert by_columns == by_rows


@settings(CUT, max_examples=200)
@given(content=files(fine=True))
def test_what_is_as_it_should_be_is_read_by_columns(tmp_path, content):
    table = parse_table(content.encode(), "")
    assert table is not None
    assert spans_of(table) is not None
    (tmp_path / "m.tsv").write_text(content, encoding="utf-8", newline="\n")
    by_columns, by_rows = both_ways(tmp_path / "m.tsv")
    assert by_columns == by_rows
    assert not any(isinstance(item, Skipped) for item in by_rows[0])


@settings(CUT, max_examples=200)
@given(content=files())
def test_the_lines_of_a_table_are_those_of_the_file(content):
    table = parse_table(content.encode(), "utf-16")
    assert table is not None
    lines, repairs = parse_lines(content.encode(), "m.tsv", Report()), Report()
    text, unit = lines.assemble("utf-16", repairs, "m.tsv")
    assert (table.text, [*repairs]) == (text, [])
    again = table.lines()
    at = unit.to_code_points
    assert again.begins == [*map(at, lines.begins)]
    assert again.ends == [*map(at, lines.ends)]
    assert (again.units, again.width) == (lines.units, lines.width)
    assert [one.first for one in again.sentences] == [one.first for one in lines.sentences]
    said = [(row.unit, row.line, [*row.cells]) for row in again.marked]
    assert said == [(row.unit, row.line, [*row.cells]) for row in lines.marked]


@settings(CUT, max_examples=100)
@given(content=files())
def test_tokens_and_sentences_are_the_same(content):
    with pytest.MonkeyPatch.context() as patch:
        by_columns = read_layers(content.encode(), "m", "", Report(), segments=True)
        patch.setattr(webanno_tsv_reading, "parse_table", lambda content, offsets: None)
        by_rows = read_layers(content.encode(), "m", "", Report(), segments=True)
    assert by_columns.tokens == by_rows.tokens
    assert by_columns.sentences == by_rows.sentences


def test_labels_alone_are_handed_on_by_columns():
    rows = "1-1\t0-1\ta\tX[1]\t\n1-2\t2-3\tb\tX[1]|*[2]\t\n"
    table = parse_table((HEAD + rows).encode(), "")
    spans = spans_of(table)
    assert isinstance(spans, PlainSpans)
    assert (spans.begins, spans.ends, spans.labels) == ([0, 2], [3, 3], ["X", ""])
    assert spans.keys == [f"{NE}@6.0", f"{NE}@7.1"]


def test_a_long_file_is_left_to_the_lines(monkeypatch):
    content = (HEAD + "1-1\t0-1\ta\tX\t\n").encode()
    assert parse_table(content, "") is not None
    monkeypatch.setattr(webanno_tsv_table, "_LARGEST", len(content) - 1)
    assert parse_table(content, "") is None
