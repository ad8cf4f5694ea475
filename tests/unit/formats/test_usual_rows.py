"""Rows that the parser gives whole come in as those do that are looked at value by value.

Each file is read twice: as it is, and with the quick ways shut. Documents, what is skipped
and why, repairs and schema are the same, for good rows and for damaged ones.
"""

import copy
import json
import re
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import Skipped
from annotator.domain.schema import Schema
from annotator.formats import docred_reading, json_seams, token_rows
from annotator.formats.docred import DOCRED
from annotator.formats.docred_rows import Row
from annotator.formats.gliner import GLINER
from annotator.formats.json_arrays import json_values
from annotator.formats.spert import SPERT

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
WORDS = st.sampled_from(
    ["Anna", "Öl", "🦊", "e\u0301", '"', "\\", "},", '{"tokens"', "a b", "\u2028"]
)
LABELS = st.sampled_from(["PERSON", "ORG", "Öl", "a b"])
SINGLE = [
    None,
    True,
    -1,
    0,
    1,
    7,
    1.0,
    1.5,
    10**20,
    "",
    " ",
    "x",
    "\0",
    "\ud83d",
    "a\tb",
    "P" * 300,
]
SEVERAL = [[], {}, [1], ["x"], {"x": 1}, [[]], [0, 1], [0, 1, "x"], [0, 0, 1, 0, "x"], [{}]]
JUNK = st.sampled_from([*SINGLE, *SEVERAL])


def _sentences(draw, most):
    return draw(st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=most))


def _place(draw, words):
    first = draw(st.integers(0, len(words) - 1))
    return first + _slip(draw), draw(st.integers(first + 1, len(words))) + _slip(draw)


def _slip(draw):
    """Return 0 most often, else how far a number is beside the right one."""
    return draw(st.sampled_from([*[0] * 30, 1, -1, 20]))


def _kept(words, **more):
    edges = [*accumulate((len(word) + 1 for word in words), initial=0)]
    return {"text": " ".join(words), "starts": edges[:-1], "facts": {"language": "en"}, **more}


def _spert(draw, number):
    (words,) = _sentences(draw, 1)
    places = [_place(draw, words) for _ in range(draw(st.integers(0, 3)))]
    entities = [{"type": draw(LABELS), "start": a, "end": b} for a, b in places]
    ends = range(draw(st.integers(0, 2)) if places else 0)
    relations = [{"type": draw(LABELS), "head": 0, "tail": len(places) - 1} for _ in ends]
    row = {"tokens": words, "entities": entities, "relations": relations, "orig_id": number}
    if draw(st.booleans()):
        row["_annotator"] = _kept(words, id=f"d{number}")
    return row


def _gliner(draw, number):
    row = _spert(draw, number)
    ner = [[each["start"], each["end"] - 1, each["type"]] for each in row["entities"]]
    relations = [[each["head"], each["tail"], each["type"]] for each in row["relations"]]
    kept = {"_annotator": row["_annotator"]} if "_annotator" in row else {}
    return {"tokenized_text": row["tokens"], "ner": ner, "relations": relations, **kept}


def _docred(draw, number):
    sents = _sentences(draw, 3)
    vertices = []
    for _ in range(draw(st.integers(1, 4))):
        vertices.append([])
        for _ in range(draw(st.integers(1, 2))):
            sentence = draw(st.integers(0, len(sents) - 1))
            pos = list(_place(draw, sents[sentence]))
            vertices[-1].append(
                {"name": "x", "sent_id": sentence, "pos": pos, "type": draw(LABELS)}
            )
    last = len(vertices) - 1
    labels = [{"h": 0, "t": last, "r": draw(LABELS), "evidence": [0]}] if last else []
    row = {"title": f"T {number}", "sents": sents, "vertexSet": vertices, "labels": labels}
    if draw(st.booleans()):
        exact = [[0, 0, last, 0, each["r"]] for each in labels]
        words = [word for sentence in sents for word in sentence]
        row["_annotator"] = _kept(words, chains=[last], relations=exact)
    return row


MAKERS = {"spert": (SPERT, _spert), "gliner": (GLINER, _gliner), "docred": (DOCRED, _docred)}
LAYOUTS = st.sampled_from(["lines", "compact", "usual", "indented"])


def _places(value, path=()):
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from _places(one, (*path, key))


def _damaged(draw, rows):
    """Put something else in one or two places, or take what is there away."""
    rows = copy.deepcopy(rows)
    for _ in range(draw(st.integers(0, 2))):
        *path, key = draw(st.sampled_from([*_places(rows)]))
        holder = rows
        for step in path:
            holder = holder[step]
        if draw(st.integers(0, 4)):
            holder[key] = copy.deepcopy(draw(JUNK))
        elif path:
            del holder[key]
    return rows


@st.composite
def files(draw, make):
    rows = [make(draw, number // 2) for number in range(draw(st.integers(1, 6)))]
    rows = _damaged(draw, rows)
    match draw(LAYOUTS):
        case "lines":
            return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
        case "compact":
            return json.dumps(rows, separators=(",", ":"))
        case "indented":
            return json.dumps(rows, indent=1)
    return json.dumps(rows)


def _read(form, path):
    reading = form.read(path, Schema("s"))
    items = list(reading)
    return items, reading.repairs.as_json(), reading.schema


@pytest.mark.parametrize("name", MAKERS)
def test_both_ways_give_the_same(name, tmp_path):
    form, make = MAKERS[name]
    path = tmp_path / "x.json"

    @settings(
        max_examples=150,
        deadline=None,
        phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(files(make))
    def same(text):
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        quick = _read(form, path)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(json_seams, "_SEAM", re.compile(r"(?!)"))
            assert _read(form, path) == quick
            patch.setattr(token_rows.RowGroups, "_add_plain", lambda *_: False)
            patch.setattr(docred_reading._Document, "_add_plain_members", lambda _: False)
            assert _read(form, path) == quick

    same()


@pytest.mark.parametrize("separator", [",\n", ", ", ",", "\n,\n  "])
def test_the_parser_gives_the_rows_between_the_first_and_the_last(tmp_path, separator):
    row = '{"sents": [["Bo", "Öl"]], "title": "x", "vertexSet": [[]], "more": {"sents": 1}}'
    odd = '{"sents": [["Bo"]], "title": 5}'
    path = tmp_path / "x.json"
    path.write_text(f"[{separator.join([row, row, odd, row, row])}]", encoding="utf-8")
    kinds = [type(value) for _, value in json_values(path, Row)]
    assert kinds == [dict, Row, dict, Row, dict]


BLANK = {
    "spert": [
        {"tokens": ["Bo"], "entities": [{"type": " ", "start": 0, "end": 1}]},
        {"tokens": ["Bo"], "relations": [{"type": "", "head": 0, "tail": 0}]},
    ],
    "gliner": [
        {"tokenized_text": ["Bo"], "ner": [[0, 0, ""]]},
        {"tokenized_text": ["Bo"], "relations": [[0, 0, " "]]},
    ],
    "docred": [
        {"sents": [["Bo"]], "vertexSet": [[{"sent_id": 0, "pos": [0, 1], "type": " "}]]},
        {"sents": [["Bo"]], "_annotator": _kept(["Bo"], relations=[[0, 0, 0, 0, " "]])},
    ],
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_usual_row_with_a_label_without_a_name_is_skipped(name, tmp_path):
    form, bad = MAKERS[name][0], BLANK[name]
    (tmp_path / "x.json").write_text(json.dumps([bad[0], *bad, bad[1]]))
    items, _, _ = _read(form, tmp_path / "x.json")
    assert [each.reason for each in items] == ["a label has no name"] * 4


def test_what_no_text_can_hold_is_found_in_usual_rows(tmp_path):
    good = {"tokens": ["Bo"], "entities": [], "relations": []}
    bad = {**good, "tokens": ["B\0"]}
    half = {**good, "tokens": ["B\ud83d"]}
    (tmp_path / "x.json").write_text(json.dumps([good, bad, half, good, good]))
    items, _, _ = _read(SPERT, tmp_path / "x.json")
    reasons = [each.reason for each in items if isinstance(each, Skipped)]
    assert reasons == [
        "a string holds the character NUL",
        "a string holds half of a surrogate pair",
    ]


def test_a_file_of_other_rows_is_not_tried_for_ever():
    row = '{"sents": 5, "b": [{"sents": 5}, {"sents": 5}]}'
    text = ", ".join([row] * 40)
    seams = json_seams.Seams(Row)
    for start in range(0, len(text), len(row) + 2):
        seams.learn(text, start + len(row))
        assert seams.value(text, start) is None
    assert seams._failures == 8
    assert seams._usual is None
    assert seams._seam == ""


def test_of_an_entity_of_many_mentions_only_the_first_are_compared(tmp_path, monkeypatch):
    looks = []
    monkeypatch.setattr(docred_reading, "_key", lambda *key: looks.append(key) or str(key))
    mentions = [{"sent_id": 0, "pos": [n, n + 1], "type": "x"} for n in range(1000)]
    labels = [{"h": 0, "t": 0, "r": f"r{n}", "evidence": [0]} for n in range(30)]
    row = {"sents": [["Bo"] * 1000], "vertexSet": [mentions], "labels": labels}
    (tmp_path / "x.json").write_text(json.dumps([row]))
    (item,), _, _ = _read(DOCRED, tmp_path / "x.json")
    assert len(item.sets[0].spans) == 1000
    assert len(item.sets[0].relations) == 30
    assert len(looks) <= 2 * 1000 + 30 * 2 * 50
