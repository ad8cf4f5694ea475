"""Files changed at random: what cannot be read is said in a UserError or as skipped, never else."""

import copy
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.format import ReadOptions
from annotator.formats.registry import FORMATS
from tests.fuzz import json_rows

TEXT = "😀 Anna met\r\nBert 👩🏽‍💻."
_REGION = {
    "id": "a",
    "from_name": "label",
    "to_name": "text",
    "type": "labels",
    "meta": {"text": ["n"]},
    "value": {"start": 2, "end": 6, "text": "Anna", "labels": ["PER"]},
}
VALID: dict[str, object] = {
    "doccano": [
        {"id": 1, "text": TEXT, "label": [[3, 7, "PER"]], "meta": {"a": 1}, "Comments": ["c"]},
        {
            "text": TEXT,
            "entities": [{"id": 1, "start_offset": 3, "end_offset": 7, "label": "P"}],
            "relations": [{"id": 1, "from_id": 1, "to_id": 1, "type": "is"}],
        },
        {
            "text": TEXT,
            "annotations": [{"label": 1, "start_offset": 3, "end_offset": 7, "user": 2}],
        },
    ],
    "label-studio": [
        {
            "id": 1,
            "data": {"text": TEXT, "title": "t"},
            "predictions": [],
            "drafts": [],
            "annotations": [
                {
                    "id": 1,
                    "completed_by": {"id": 1, "email": "a"},
                    "was_cancelled": False,
                    "result": [
                        _REGION,
                        {
                            "id": "a",
                            "from_name": "c",
                            "type": "choices",
                            "value": {"choices": ["x"]},
                        },
                        {"id": "a", "from_name": "d", "type": "textarea", "value": {"text": ["x"]}},
                        {
                            "type": "relation",
                            "from_id": "a",
                            "to_id": "a",
                            "direction": "bi",
                            "labels": ["is"],
                        },
                    ],
                }
            ],
        },
        {
            "data": {"text": "<p>Anna</p>"},
            "completions": [
                {
                    "result": [
                        {
                            "id": "h",
                            "to_name": "t",
                            "type": "hypertextlabels",
                            "value": {
                                "text": "Anna",
                                "globalOffsets": {"start": 0, "end": 4},
                                "hypertextlabels": ["X"],
                            },
                        }
                    ]
                }
            ],
        },
    ],
    "pubannotation": json_rows.pubannotation(TEXT),
    "gate": [json_rows.gate(TEXT, utf16=True)],
    "bioc": [json_rows.bioc(TEXT)],
}
ODD = [
    None,
    True,
    -1,
    0,
    3,
    10**30,
    1.5,
    "",
    " ",
    "x",
    "1",
    "\u2028",
    "\x00",
    "\ud800",
    [],
    {},
    [[]],
    [1, 2, 3],
    {"a": {"b": []}},
    "é" * 50,
    ["x", None],
    {"id": 1, "text": "y"},
]


def _places(value: object, path: tuple = ()) -> list[tuple]:
    """Return the path of every value inside."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += _places(inner, (*path, number))
    return found


def _changed(value: object, chance: random.Random) -> object:
    """Return a copy with one value replaced, taken out, doubled or moved."""
    value = copy.deepcopy(value)
    *way, last = chance.choice(_places(value))
    holder = value
    for step in way:
        holder = holder[step]
    what = chance.randrange(4)
    if what == 0:
        del holder[last]
    elif what == 1 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[last]))
    else:
        holder[last] = copy.deepcopy(chance.choice(ODD))
    return value


def check(name: str, path: Path, offsets: str = "") -> None:
    """Read a file; nothing but a UserError may come out, and what comes in is whole."""
    try:
        reading = FORMATS[name].read(path, Schema("s"), ReadOptions(offsets=offsets))
        for one in reading:
            if isinstance(one, Skipped):
                assert one.path.startswith(path.name)
                assert one.reason
                continue
            assert isinstance(one, AnnotatedDocument)
            text = one.document.text
            text.encode("utf-8")
            for work in one.sets:
                assert work.annotator in one.annotators
                ids = {span.id for span in work.spans}
                assert len(ids) == len(work.spans)
                for span in work.spans:
                    assert all(0 <= start < end <= len(text) for start, end in span.fragments)
                    assert reading.schema is not None
                    assert reading.schema.label(span.label) is not None
                    assert all(isinstance(value, str) for value in span.attributes.values())
                assert all({each.source, each.target} <= ids for each in work.relations)
            assert all(isinstance(value, str) for value in one.document.facts.values())
        reading.repairs.as_json()
    except UserError as error:
        assert str(error)


@pytest.mark.parametrize("name", VALID)
@pytest.mark.parametrize("lines", [False, True])
@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 2**32), changes=st.integers(1, 4), offsets=st.sampled_from(["", "utf-16"])
)
def test_values_changed_at_random(name, lines, seed, changes, offsets, tmp_path_factory):
    chance = random.Random(seed)
    value = VALID[name]
    for _ in range(changes):
        if not _places(value):
            break
        value = _changed(value, chance)
    path = tmp_path_factory.getbasetemp() / f"fuzz-{name}.json"
    rows = value if lines and isinstance(value, list) else [value]
    path.write_bytes("\n".join(json.dumps(row) for row in rows).encode("utf-8"))
    check(name, path, offsets)


_XML = {
    "gate": """<GateDocument><TextWithNodes>a <Node id="1"/>b<Node id="2"/></TextWithNodes>
    <AnnotationSet Name="k"><Annotation Id="1" Type="X" StartNode="1" EndNode="2"><Feature>
    <Name>n</Name><Value>v</Value></Feature></Annotation></AnnotationSet></GateDocument>""",
    "bioc": """<collection><source>s</source><document><id>1</id><passage><offset>0</offset>
    <text>ab</text><annotation id="1"><infon key="type">X</infon>
    <location offset="0" length="1"/><text>a</text></annotation><relation id="r">
    <node refid="1" role="a"/><node refid="1" role="b"/></relation></passage></document>
    </collection>""",
}


@pytest.mark.parametrize(
    ("name", "xml"), [*((name, False) for name in VALID), *((name, True) for name in _XML)]
)
@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 5))
def test_bytes_changed_at_random(name, xml, seed, changes, tmp_path_factory):
    chance = random.Random(seed)
    text = _XML[name] if xml else json.dumps(VALID[name], ensure_ascii=False)
    content = bytearray(text.encode("utf-8"))
    for _ in range(changes):
        at = chance.randrange(len(content) + 1)
        what = chance.randrange(4)
        if what == 0:
            del content[at : at + chance.randrange(1, 30)]
        elif what == 1:
            del content[at:]
        elif what == 2:
            content[at:at] = chance.choice(
                [
                    b"\0",
                    b"\xff",
                    b"\xed\xa0\x80",
                    b'"',
                    b"[",
                    b"}",
                    b"\\u0000",
                    b"<",
                    b"&x;",
                    b"-9",
                    b"\n",
                    b"9" * 5000,
                ]
            )
        else:
            content[at:at] = content[: chance.randrange(200)]
    path = tmp_path_factory.getbasetemp() / f"fuzz-{name}.bytes"
    path.write_bytes(content)
    check(name, path)


@pytest.mark.parametrize("name", VALID)
@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=200)
    | st.text(max_size=100).map(lambda t: t.encode("utf-8", "replace"))
)
def test_anything_at_all(name, content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / f"fuzz-{name}.any"
    path.write_bytes(content)
    check(name, path)


@pytest.mark.parametrize("name", VALID)
def test_a_folder_and_a_missing_file_are_said(name, tmp_path):
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(UserError):
            list(FORMATS[name].read(place, Schema("")))
