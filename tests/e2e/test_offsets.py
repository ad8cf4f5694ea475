"""Offsets from a file on disk through the project to both exports and back."""

import json
from pathlib import Path

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.spans import Extent
from tests.e2e.awkward import AWKWARD

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")
LINE_ENDS = ("\n", "\r\n", "\r")


@pytest.mark.parametrize("line_end", LINE_ENDS, ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_label_stands_on_its_string_from_file_to_export(run, encoding, line_end):
    lines = ["A headline of some length about things", ""]
    lines += [line for text, _ in AWKWARD.values() for line in (text, "")]
    raw = line_end.join(lines).encode(encoding)
    Path("a.txt").write_bytes(raw)
    run("new", "p.annotations")
    assert run("ingest", "p.annotations", "a.txt", "--json").json["documents"] == 1
    wanted = []
    with Session.open(Path("p.annotations")) as session:
        session.use_annotator("Ada")
        (entry,) = session.listing().page(0, 2)
        text = session.document(entry.id).text
        assert text.strip() == "\n".join(lines).strip()
        label = session.schema().span_labels[0].id
        for _, strings in AWKWARD.values():
            for string in strings:
                start = text.index(string)
                if start not in [begin for begin, _ in wanted]:
                    session.run(AddSpan(entry.id, (Extent(start, start + len(string)),), label))
                    wanted.append((start, string))
        session.run(SetState(entry.id, State.FINISHED))
        assert session.project is not None
    out = ("export", "p.annotations")
    run(*out, "a.jsonl", "--format", "jsonl")
    row = json.loads(Path("a.jsonl").read_text(encoding="utf-8").split("\n")[1])
    spans = [span["fragments"][0] for span in row["sets"][0]["spans"]]
    assert [(s, row["text"][s:e]) for s, e in spans] == sorted(wanted)
    lost = run(*out, "sp", "--format", "spacy", "--annotator", "Ada", "--json").json
    run("new", "q.annotations")
    back = run("import", "q.annotations", "sp", "--annotator", "Ada", "--json").json
    cut = sum(row["count"] for row in lost["losses"] if row["code"] == "span-cuts-token")
    assert back["spans"] == len(wanted) - cut
    with Session.open(Path("q.annotations")) as session:
        session.use_annotator("Ada")
        (entry,) = session.listing().page(0, 2)
        read = session.document(entry.id).text
        assert read == text
        found = {span.surface(read) for span in session.annotation_set(entry.id).spans}
        assert found <= {string for _, string in wanted}
