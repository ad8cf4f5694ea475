"""Reading by columns gives what reading one by one gives, whatever stands in the file."""

import json
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import ChainId
from annotator.domain.schema import Schema
from annotator.domain.spans import Chain
from annotator.formats import (
    conll_columns,
    conll_runs,
    huggingface_reading,
    llm_chat_reading,
    scierc_reading,
    token_rows,
    token_texts,
)
from annotator.formats.conll_runs import runs
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.registry import FORMATS
from annotator.formats.token_texts import restored

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
QUICK = settings(
    max_examples=120,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SHORTCUTS = (
    (scierc_reading, "own_line", lambda line: None),
    (scierc_reading, "_columns", lambda rows, count: None),
    (scierc_reading, "all_text", lambda words: False),
    (huggingface_reading, "own_row", lambda line, where: None),
    (huggingface_reading, "plain_entities", lambda rows: None),
    (huggingface_reading, "plain_relations", lambda rows: []),
    (llm_chat_reading, "plain_entities", lambda *_: None),
    (conll_columns.Columns, "table", lambda self, lines: None),
    (conll_columns, "_rows", lambda lines, tabs: []),
    (token_rows.RowGroups, "_add_plain", lambda *_: False),
    (token_texts, "_spread_out", lambda *_: False),
    (DocumentDraft, "add_spans", lambda self, *columns: _one_by_one(self, *columns)),
)
TEXTS = (
    "Anna Berg met Bo in Oslo.\nBo said: “no”.",
    "Bo  met Öl AG\u00a0and Anna 🦊 there.\n\nAnna left.",
    "Di met Al.",
    "Anna met Bo, and Bo met Di.",
)
ODD = st.sampled_from(
    [None, True, -1, 0, 3, 10**20, 1.5, "", " ", "x", "PERSON", "NEW", "a\tb", [], {}, [0, 1, "X"]]
)


def _one_by_one(draft, keys, starts, ends, labels):
    for key, start, end, label in zip(keys, starts, ends, labels, strict=True):
        draft.add_span(key, [(start, end)], label)


@contextmanager
def no_shortcuts():
    """Read all one by one."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name, instead in SHORTCUTS:
            patch.setattr(place, name, instead)
        yield


@pytest.fixture(scope="module")
def files(make, tmp_path_factory):
    """Return folders of exports: spans that nest and touch, relations, chains, a note."""
    documents = []
    for text in TEXTS:
        names = [name for name in ("Anna Berg", "Anna", "Bo", "Öl AG", "Di") if name in text]
        spans = [make.on(text, name, make.person) for name in names]
        relations = [make.relation("r", make.works, names[0], names[-1])]
        annotated = make.annotated(text, spans, relations)
        work = annotated.sets[0]
        chain = Chain(ChainId("c"), (spans[0].id, spans[-1].id))
        documents.append(replace(annotated, sets=(replace(work, chains=(chain,)),)))
    noted = documents[-1].sets[0]
    spans = (replace(noted.spans[0], note="sure?"), *noted.spans[1:])
    documents[-1] = replace(documents[-1], sets=(replace(noted, spans=spans),))
    unchained = [replace(e, sets=(replace(e.sets[0], chains=()),)) for e in documents]
    root = tmp_path_factory.mktemp("shortcuts")
    for name in ("conll", "huggingface", "scierc", "llm-chat"):
        FORMATS[name].write(iter([*documents, *unchained]), make.schema, root / name)
    return root


def outcome(name, folder):
    """Return all that comes of reading a folder: documents, what was skipped, reports, schema."""
    found = []
    try:
        reading = FORMATS[name].read(folder, Schema("s"))
        for item in reading:
            if isinstance(item, Skipped):
                found.append(item)
                continue
            work = item.sets[0]
            rows = (work.spans, work.relations, work.chains)
            found.append((item.document, work.id, *rows, item.provenance))
    except UserError as error:
        return [*found, str(error)]
    labels = [(label.kind, label.name) for label in reading.schema.labels]
    return [*found, reading.repairs.as_json(), labels]


def agree(name, folder):
    """Check that both ways of reading say the same."""
    quick = outcome(name, folder)
    with no_shortcuts():
        assert outcome(name, folder) == quick
    return quick


def places(value, path=()):
    """Return the ways to all values inside one."""
    if not isinstance(value, dict | list):
        return
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        yield from places(each, (*path, key))


def damage(draw, row):
    """Put something odd into a row, take something out, or double it."""
    *way, key = draw(st.sampled_from(sorted(places(row), key=str)))
    inner = row
    for each in way:
        inner = inner[each]
    what = draw(st.integers(0, 9))
    if what == 0:
        del inner[key]
    elif what == 1 and isinstance(inner, list):
        inner.append(inner[key])
    elif what == 2 and isinstance(inner, dict):
        inner["more"] = draw(ODD)
    elif what < 6 and type(inner[key]) is int:
        inner[key] += draw(st.integers(-3, 3))
    else:
        inner[key] = draw(ODD)


@st.composite
def damaged(draw, lines):
    """Return JSON lines with some of them changed, spelt anew or out of order."""
    rows = [json.loads(line) for line in lines]
    for row in rows:
        if draw(st.integers(0, 2)) == 0:
            continue
        if "messages" in row and draw(st.booleans()):
            answer = json.loads(row["messages"][2]["content"])
            damage(draw, answer)
            row["messages"][2]["content"] = json.dumps(answer, ensure_ascii=draw(st.booleans()))
        else:
            damage(draw, row)
    close = draw(st.sampled_from([None, (",", ":")]))
    return [json.dumps(row, ensure_ascii=draw(st.booleans()), separators=close) for row in rows]


@pytest.mark.parametrize("name", ["huggingface", "scierc", "llm-chat"])
def test_damaged_json_lines_are_read_the_same_either_way(name, files, tmp_path):
    lines = (files / name / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    for beside in (files / name).iterdir():
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    assert len(agree(name, tmp_path)) == 2 * len(TEXTS) + 2

    @QUICK
    @given(damaged(lines))
    def each(rows):
        content = "\n".join(rows).encode("utf-8")
        (tmp_path / "corpus.jsonl").write_bytes(content)
        agree(name, tmp_path)

    each()


@pytest.mark.parametrize("beside", [True, False])
def test_damaged_columns_are_read_the_same_either_way(beside, files, tmp_path):
    whole = (files / "conll" / "corpus.conll").read_text(encoding="utf-8")
    if beside:
        side = (files / "conll" / "documents.jsonl").read_bytes()
        (tmp_path / "documents.jsonl").write_bytes(side)
    pieces = [
        "\n",
        "\n\n",
        " ",
        "\t",
        "\r\n",
        "-X- ",
        "O",
        "I-PERSON",
        "B-NEW",
        "# c",
        "-DOCSTART-",
    ]

    @QUICK
    @given(st.data())
    def each(data):
        content = whole
        if data.draw(st.integers(0, 4)) == 0:
            content = content.replace(" ", "\t")
        if data.draw(st.integers(0, 4)) == 0:
            content = content.replace("\n", "\r\n")
        for _ in range(data.draw(st.integers(0, 3))):
            at = data.draw(st.integers(0, len(content)))
            gone = data.draw(st.sampled_from([0, 0, 1, 5]))
            piece = data.draw(st.sampled_from(pieces))
            content = content[:at] + piece + content[at + gone :]
        (tmp_path / "corpus.conll").write_bytes(content.encode("utf-8"))
        agree("conll", tmp_path)

    each()


def test_the_first_document_aside_own_lines_are_read_by_columns(files, monkeypatch):
    seen = []
    for place, name in (
        (scierc_reading, "own_line"),
        (huggingface_reading, "own_row"),
        (llm_chat_reading, "plain_entities"),
    ):
        known = getattr(place, name)

        def told(*given, known=known):
            seen.append(known(*given) is not None)
            return known(*given)

        monkeypatch.setattr(place, name, told)
    for name in ("scierc", "llm-chat", "huggingface"):
        seen.clear()
        list(FORMATS[name].read(files / name, Schema("s")))
        assert sum(seen) >= len(TEXTS)


@QUICK
@given(
    lines=st.lists(st.sampled_from([b"a O", b"\xc3\xb6 B-X", b"", b" \t", b"x", b"\r", b"b\rc O"])),
    ends=st.lists(st.sampled_from([b"\n", b"\r\n", b"\r\r\n"]), min_size=20, max_size=20),
    piece=st.integers(1, 12),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    last=st.booleans(),
)
def test_runs_are_the_lines_of_the_file(lines, ends, piece, mark, last, tmp_path):
    content = b"".join(line + ends[n % 20] for n, line in enumerate(lines))
    content = content if last else content.rstrip(b"\n")
    (tmp_path / "x").write_bytes(mark + content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conll_runs, "_PIECE", piece)
        found = list(runs(tmp_path / "x", "x"))
    wanted = {
        number: line.rstrip("\r\n")
        for number, line in enumerate(content.decode().split("\n"), 1)
        if line.strip("\r")
    }
    assert wanted == {
        n + k: line for n, run in found if run for k, line in enumerate(run.split("\n"))
    }
    # Two runs stand together only where a long one was cut.
    for (number, run), (after, lines) in pairwise(found):
        assert not (run and lines) or number + run.count("\n") + 1 == after
    empty = {number for number, line in enumerate(content.decode().split("\n"), 1)} - set(wanted)
    assert {number for number, run in found if not run} <= empty | {1}


def test_what_is_no_utf_8_comes_with_its_line_after_what_is_before_it(tmp_path):
    (tmp_path / "x").write_bytes(b"a O\n\nb O\nc\xff O\n")
    found = runs(tmp_path / "x", "x")
    assert [next(found), next(found), next(found)] == [(1, "a O"), (2, ""), (3, "b O")]
    with pytest.raises(UserError, match="x:4"):
        next(found)


@QUICK
@given(
    st.text("ab \n\u00a0", min_size=4, max_size=12),
    st.lists(
        st.tuples(st.integers(-1, 2), st.integers(1, 3), st.booleans()), min_size=1, max_size=4
    ),
)
def test_tokens_are_where_they_start_or_there_is_no_text(text, places):
    words, starts, behind = [], [], 0
    for gap, length, blank in places:
        start = behind + gap
        word = text[max(start, 0) : max(start, 0) + length] or "a"
        words.append(word.replace("\n", " ") if blank else word)
        starts.append(start)
        behind = start + len(word)
    found = restored(text, starts, words)
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    fits = starts[0] >= 0 and all(
        end <= start for end, start in zip(ends, starts[1:], strict=False)
    )
    fits = fits and all(text[s:e] == w for s, e, w in zip(starts, ends, words, strict=True))
    assert (found is not None) == fits
    if found:
        assert (found.starts, found.ends) == (starts, ends)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("scierc", '"doc_key":"', '"doc_key":"a\\tb'),
        ("scierc", '"doc_key":"', '"doc_key":"' + "x" * 200),
        ("scierc", '"doc_key":"', '"doc_key":"x","doc_key":"'),
        ("scierc", '"clusters":[[0', '"clusters":[[9'),
        ("scierc", '"PERSON"', '"PERSON",0.5'),
        ("scierc", '"facts":{"language":"en"}', '"facts":{"language":"en","title":5}'),
        ("huggingface", '"note":""', '"note": "n"'),
        ("huggingface", '"note":""', '"note":"n"'),
        ("huggingface", '"attributes":[]', '"attributes": [{"name":"a","value":"b"}]'),
        ("huggingface", '"attributes":[]', '"attributes":[{"name":"a","value":"b"}]'),
        ("huggingface", '"chain":0', '"chain": 0'),
        ("huggingface", '"end_chars":[', '"end_chars":[{"a":1,"a":2},'),
        ("huggingface", '"label":"', '"label":" '),
        ("huggingface", '"doc_id":"', '"doc_id":"","was":"'),
        ("llm-chat", '\\"id\\":\\"T1', '\\"id\\":\\"T\\\\t1'),
        ("llm-chat", '\\"id\\":\\"T1', '\\"id\\":\\"' + "T" * 201),
        ("llm-chat", '\\"id\\":\\"T2', '\\"id\\":\\"T1'),
        ("llm-chat", '\\"occurrence', '\\"fragments\\":[],\\"occurrence'),
        ("llm-chat", '\\"start\\":', '\\"start\\":1'),
        ("llm-chat", '\\"type\\":\\"WORKS', '\\"type\\":\\" \\",\\"t\\":\\"WORKS'),
    ],
)
def test_one_oddity_in_every_line_is_read_the_same_either_way(name, old, new, files, tmp_path):
    whole = (files / name / "corpus.jsonl").read_text(encoding="utf-8")
    for beside in (files / name).iterdir():
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    head, *lines = whole.splitlines(keepends=True)
    assert any(old in line for line in lines)
    content = head + "".join(lines).replace(old, new)
    (tmp_path / "corpus.jsonl").write_bytes(content.encode("utf-8"))
    agree(name, tmp_path)


@pytest.mark.parametrize(
    ("good", "odd"),
    [
        ("a O\nb B-PERSON\n", "a O\nx\ny z O\n"),
        ("a O\nb B-PERSON\n", "a O\n B-PERSON\nb O\n"),
        ("a O\nb B-PERSON\n", "a O \nb  O\n c O\n \nd O\n"),
        ("a -X- -X- O\nb -X- -X- B-PERSON\n", "a -X- -X- O -X- -X- O\nB-PERSON\n"),
        ("a -X- -X- O\nb -X- -X- B-PERSON\n", "-X- -X- -X- O\na O\n"),
        ("1 a O\n2 b B-PERSON\n", "1 x O\n x O\n2 y O\n"),
        ("1\ta\tO\n2\tb\tB-PERSON\n", "1\t \tO\n\tx\tO\n \t \n3 \ty\tO\n"),
        ("a\tO\nb\tB-PERSON\n", "a O\nx\tI-PERSON\n"),
    ],
)
def test_odd_blanks_and_columns_are_read_the_same_either_way(good, odd, tmp_path):
    (tmp_path / "x.conll").write_bytes((f"{good}\n" * 60 + odd + f"\n{good}").encode())
    agree("conll", tmp_path / "x.conll")
