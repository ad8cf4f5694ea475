"""CoNLL-U: words and spaces, brackets of entities, and files that come back as they were."""

from dataclasses import replace
from pathlib import Path

import conllu
import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import ChainId
from annotator.domain.schema import Schema
from annotator.domain.spans import Chain
from annotator.formats.conllu import CONLLU
from annotator.formats.format import ExportOptions

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples" / "conllu"
ALL = ExportOptions(all_states=True)


def rows(*lines):
    """Return rows of ten columns from ``id form misc``."""
    made = []
    for line in lines:
        number, form, misc = (*line.split(" "), "_")[:3]
        made.append("\t".join([number, form, *"_______", misc]))
    return "\n".join(made) + "\n\n"


def read(tmp_path, content, schema=None):
    path = tmp_path / "x.conllu"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reading = CONLLU.read(path, schema or Schema("s"))
    return list(reading), reading


def found(item):
    return [item.document.text[span.start : span.end] for span in item.sets[0].spans]


def test_text_comes_from_space_after_and_multiword_tokens(tmp_path):
    content = "# newdoc id = a\n# newpar\n" + rows(
        "1-2 Mecca's", "1 Mecca Entity=(1-place)", "2 's", "3 dogs SpaceAfter=No", "4 . "
    )
    (item,), _ = read(tmp_path, content)
    assert item.document.text == "Mecca's dogs."
    assert found(item) == ["Mecca"]


def test_a_word_that_is_not_written_so_gets_the_whole_token(tmp_path):
    content = rows("1-2 du", "1 de", "2 le Entity=(1-place", "3 lac Entity=1)")
    (item,), reading = read(tmp_path, content)
    assert found(item) == ["du lac"]
    assert reading.repairs.count("multiword-token-not-cut") == 1


def test_empty_nodes_are_not_text_and_an_entity_on_them_is_reported(tmp_path):
    content = rows("0.1 _ Entity=(1-x)", "1 Bo", "1.1 she Entity=(2-x)", "2 sleeps")
    (item,), reading = read(tmp_path, content)
    assert item.document.text == "Bo sleeps"
    assert reading.repairs.count("entity-on-empty-node") == 2


def test_the_text_comment_rules_where_the_words_fit_it(tmp_path):
    content = "# text = Bo\u00a0 sleeps .\n" + rows("1 Bo Entity=(1-x)", "2 sleeps", "3 .")
    (item,), reading = read(tmp_path, content)
    assert item.document.text == "Bo\u00a0 sleeps ."
    content = "# text = Somebody else\n" + rows("1 Bo Entity=(1-x)", "2 sleeps")
    (item,), reading = read(tmp_path, content)
    assert item.document.text == "Bo sleeps"
    assert reading.repairs.count("text-does-not-fit-tokens") == 1


def test_entities_nest_cross_have_gaps_and_share_a_chain(tmp_path):
    content = rows(
        "1 a Entity=(1-x(2-y)",
        "2 b Entity=(3-z",
        "3 c Entity=1)(4[1/2]-w)",
        "4 d Entity=3)",
        "5 e Entity=(4[2/2]-w)(2-y)",
    )
    (item,), _ = read(tmp_path, content)
    assert sorted(tuple(s.fragments) for s in item.sets[0].spans) == [
        ((0, 1),),
        ((0, 5),),
        ((2, 7),),
        ((4, 5), (8, 9)),
        ((8, 9),),
    ]
    assert [len(chain.spans) for chain in item.sets[0].chains] == [2]


def test_plus_columns_of_tags_are_read(tmp_path):
    content = "# global.columns = ID FORM NER\n1\tBo\tB-PER\n2\tBerg\tI-PER\n3\tslept\tO\n\n"
    (item,), _ = read(tmp_path, content)
    assert found(item) == ["Bo Berg"]


def test_documents_begin_at_newdoc(tmp_path):
    one = "# newdoc id = a\n" + rows("1 a")
    (first, second), _ = read(tmp_path, one + one.replace("\ta\t", "\tb\t"))
    assert (first.document.text, second.document.text) == ("a", "b")


@pytest.mark.parametrize(
    "content",
    [
        rows("1 a Entity=(1-x"),
        rows("1 a Entity=1)"),
        rows("1 a Entity=((("),
        "just words\n\n",
        rows("x a"),
    ],
)
def test_a_broken_document_is_skipped_with_its_line(tmp_path, content):
    items, _ = read(tmp_path, "# newdoc\n" + rows("1 fine") + "# newdoc\n" + content)
    assert [type(each).__name__ for each in items] == ["AnnotatedDocument", "Skipped"]
    assert items[1].path == "x.conllu:4"


def test_other_encodings_are_refused(tmp_path):
    with pytest.raises(UserError, match=r"x\.conllu:1"):
        read(tmp_path, "1\té\t".encode("latin-1"))


def test_what_was_not_changed_comes_back_byte_for_byte(tmp_path):
    one = "# newdoc id = a\n# odd\n" + rows("1 a Entity=(1-x)", "2 b")
    content = (one + one.replace("\ta\t", "\tc\t")).replace("\n", "\r\n").rstrip().encode()
    items, reading = read(tmp_path, content)
    result = CONLLU.write(iter(items), reading.schema, tmp_path / "y.conllu", ALL)
    assert (tmp_path / "y.conllu").read_bytes() == content
    assert result.spans == 2
    # One label less, and that document is written anew, the other as it was.
    changed = replace(items[1], sets=(replace(items[1].sets[0], spans=()),))
    result = CONLLU.write(iter([items[0], changed]), reading.schema, tmp_path / "y.conllu", ALL)
    again = (tmp_path / "y.conllu").read_bytes()
    assert again.startswith(content[: content.index(b"# newdoc", 5)])
    assert b"# text = c b" in again
    assert result.losses.count("columns-left-out") == 1


def test_the_library_reads_and_writes_our_file_the_same(tmp_path, make):
    text = "“Öl  AG”, said\tBo's 🦊. Yes!\n\nMore (here) | _ # = \u00a0x."
    spans = [
        make.on(text, "Öl  AG", make.org),
        make.on(text, "Bo", make.person),
        make.on(text, "Bo's 🦊", make.person, "nested"),
    ]
    annotated = make.annotated(text, spans)
    work = replace(annotated.sets[0], chains=(Chain(ChainId("c"), (spans[1].id, spans[2].id)),))
    dest = tmp_path / "x.conllu"
    result = CONLLU.write(iter([replace(annotated, sets=(work,))]), make.schema, dest)
    assert result.losses.as_json() == []
    content = dest.read_text(encoding="utf-8")
    assert "".join(each.serialize() for each in conllu.parse(content)) == content
    (item,), _ = read(tmp_path, content, make.schema)
    assert item.document.text == text
    assert {span.fragments for span in item.sets[0].spans} == {span.fragments for span in spans}
    assert [len(chain.spans) for chain in item.sets[0].chains] == [2]


def test_crossing_spans_of_one_chain_cannot_be_told_apart(tmp_path, make):
    text = "a b c d"
    spans = [make.span("x", make.org, (0, 5)), make.span("y", make.org, (2, 7))]
    annotated = make.annotated(text, spans)
    work = replace(annotated.sets[0], chains=(Chain(ChainId("c"), (spans[0].id, spans[1].id)),))
    items = [replace(annotated, sets=(work,))]
    result = CONLLU.write(iter(items), make.schema, tmp_path / "o")
    assert result.losses.count("span-crosses-in-chain") == 1


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize(
    ("name", "sentences", "tokens", "entities"),
    [
        ("afghan", 39, 940, 276),
        ("asylum", 15, 373, 102),
        ("clock", 37, 679, 237),
        ("crane", 13, 289, 78),
    ],
)
def test_the_samples_of_gum(tmp_path, name, sentences, tokens, entities):
    path = SAMPLES / f"GUM_news_{name}.conllu"
    reading = CONLLU.read(path, Schema("s"))
    (item,) = reading
    assert not isinstance(item, Skipped)
    assert len(item.sets[0].spans) == entities
    told = conllu.parse(path.read_text(encoding="utf-8"))
    assert len(told) == sentences
    assert sum(isinstance(each["id"], int) for one in told for each in one) == tokens
    place = 0
    for one in told:
        assert (place := item.document.text.find(one.metadata["text"], place)) >= 0
    CONLLU.write(iter([item]), reading.schema, tmp_path / "x.conllu", ALL)
    assert (tmp_path / "x.conllu").read_bytes() == path.read_bytes()
    fresh = replace(item, originals=())
    result = CONLLU.write(iter([fresh]), reading.schema, tmp_path / "x.conllu", ALL)
    assert (result.spans, result.losses.as_json()) == (entities, [])
    (back,) = CONLLU.read(tmp_path / "x.conllu", reading.schema)
    wanted = {(span.fragments, span.label) for span in item.sets[0].spans}
    assert {(span.fragments, span.label) for span in back.sets[0].spans} == wanted
    assert len(back.sets[0].chains) == len(item.sets[0].chains)
