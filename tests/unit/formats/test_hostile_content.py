"""Nonsense, files cut off, doubled keys, numbers beyond measure: a sentence, nothing changed."""

import shutil
import time

import pytest

from annotator.app.exchange import import_paths
from annotator.app.tasks import Progress
from annotator.domain.errors import Stopped, UserError
from tests.hostile import (
    ANNA,
    NONSENSE,
    READING,
    SILENT,
    imported,
    picture,
    put,
    read_files,
    refused,
    steps,
    suffix,
)


@pytest.mark.parametrize("name", READING)
def test_nonsense_is_refused_and_changes_nothing(project, tmp_path, name):
    wrong = []
    for kind, content in NONSENSE.items():
        path = put(tmp_path / f"bad{suffix(name)}", content)
        try:
            assert refused(project, path, name) or kind in SILENT, "not a word was said"
        except Exception as error:
            wrong.append((kind, repr(error)[:300]))
    assert wrong == []


@pytest.mark.parametrize("name", READING)
def test_files_cut_anywhere_are_never_half_understood(project, valid, tmp_path, name):
    """What comes in of a truncated file is whole documents; what does not is said."""
    for path in valid[name]:
        file = max(read_files(path), key=lambda each: each.stat().st_size)
        content = file.read_bytes()
        for share in (0.3, 0.6, 0.9):
            place = tmp_path / f"cut-{share}-{path.name}"
            if path.is_dir():
                shutil.copytree(path, place)
                put(place / file.relative_to(path), content[: int(len(content) * share)])
            else:
                put(place, content[: int(len(content) * share)])
            try:
                imported(project, place, name)
            except UserError as error:
                assert error.where or error.mend
    with project.reading() as link:
        problems = link.execute("PRAGMA integrity_check").fetchone()[0]
    assert problems == "ok"


@pytest.mark.parametrize("name", READING)
def test_a_file_that_vanishes_or_changes_between_two_documents(project, valid, tmp_path, name):
    for path in valid[name]:
        place = tmp_path / path.name
        (shutil.copytree if path.is_dir() else shutil.copy)(path, place)

        class Meddling(Progress):
            place = tmp_path / path.name

            def report(self, done: int, total: int = 0) -> None:
                for each in read_files(self.place):
                    each.unlink() if done % 2 else put(each, b"\xff{" * 1000)

        try:
            import_paths(project, [place], ANNA, Meddling(), format_name=name)
        except UserError as error:
            assert error.where or error.mend
    with project.reading() as link:
        assert link.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


@pytest.mark.parametrize("name", READING)
def test_a_stopped_import_leaves_nothing_behind(project, valid, name):
    class AfterTheFirst(Progress):
        def report(self, done: int, total: int = 0) -> None:
            raise Stopped

    for path in valid[name]:
        before, logged = picture(project), steps(project)
        with pytest.raises(Stopped):
            import_paths(project, [path], ANNA, AfterTheFirst(), format_name=name)
        assert picture(project) == before
        assert steps(project) == logged
        assert imported(project, path, name).documents
        project.restore(sorted(project.path.parent.glob("*.backups/*"))[-1])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jsonl", '{"format": "annotator-jsonl", "format": "x", "version": 1}\n'),
        ("doccano", '{"text": "Anna", "text": "Bert", "label": [[0, 4, "X"]]}\n'),
        ("prodigy", '{"text": "Anna", "text": "Bert", "spans": [], "spans": []}\n'),
        ("pubannotation", '{"text": "Anna", "denotations": [], "denotations": [], "text": "B"}'),
    ],
)
def test_doubled_keys(project, tmp_path, name, content):
    """Refused where it costs nothing to see; elsewhere the last counts, as others have it."""
    path = put(tmp_path / f"d{suffix(name)}", content)
    if name == "jsonl":
        assert "twice" in refused(project, path, name)
    elif name in ("doccano", "prodigy"):
        assert "twice" in imported(project, path, name).skipped[0].reason
    else:
        assert imported(project, path, name).documents == 1


@pytest.mark.parametrize("name", ["doccano", "pubannotation", "gate", "brat", "prodigy"])
def test_numbers_beyond_all_measure(project, tmp_path, name):
    huge = "9" * 4000
    content = {
        "doccano": '{"text": "Anna", "label": [[0, %s, "X"], [-%s, 1e99, "X"]]}\n',
        "pubannotation": '{"text": "Anna", "denotations": [{"id": "T1", "span": {"begin": %s,'
        ' "end": -%s}, "obj": "X"}]}',
        "gate": '{"text": "Anna", "offset_type": "p", "features": {}, "annotation_sets": {"": {'
        '"annotations": [{"type": "X", "start": %s, "end": -%s, "id": 1, "features": {}}]}}}',
        "brat": "T1\tX 0 %s\tAnna\nT2\tX -%s 4\tAnna\n",
        "prodigy": '{"text": "Anna", "spans": [{"start": %s, "end": -%s, "label": "X"}]}\n',
    }[name] % (huge, huge)
    put(tmp_path / "n.txt", "Anna")
    path = put(tmp_path / f"n{suffix(name)}", content)
    try:
        report = imported(project, path, name)
    except UserError as error:
        assert error.where or error.mend
    else:
        assert report.spans == 0
        assert report.skipped or report.repairs.as_json()


def test_thousands_of_spans_under_one_id_take_no_thousands_of_looks(project, tmp_path):
    text = "word " * 20_000
    lines = [f"T1\tX {5 * n} {5 * n + 4}\tword\n" for n in range(20_000)]
    put(tmp_path / "d.txt", text)
    began = time.monotonic()
    imported(project, put(tmp_path / "d.ann", "".join(lines)), "brat")
    assert time.monotonic() - began < 15
