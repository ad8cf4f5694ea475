"""What all exports share: a file or folders, splits, reports, and nothing left behind."""

import json
from pathlib import Path
from typing import ClassVar

import pytest

from annotator.domain.annotation_sets import Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.errors import Stopped, UserError
from annotator.domain.ids import AnnotatorId
from annotator.formats.export_job import FileKind
from annotator.formats.format import ExportOptions
from annotator.formats.split_files import JsonArrays, JsonLines

BERT = Annotator(AnnotatorId("u2"), "Bert")


class Lines:
    """A small format: the text and the number of spans on a line."""

    opened: ClassVar[list["Lines"]] = []

    def __init__(self, folder, job):
        self.folder, self.job = folder, job
        self.lines = JsonLines(folder, ".rows", job)
        self.released = 0
        Lines.opened.append(self)

    def add(self, annotated, work, split):
        """Write a line."""
        if annotated.document.text == "bad":
            raise ValueError("a bug of the format")
        for span in work.spans:
            if len(span.fragments) > 1:
                self.job.lose("discontinuous-span", annotated.document.id, span.start, "x" * 500)
                continue
            self.job.result.spans += 1
        self.lines.write({"text": annotated.document.text}, split)

    def close(self):
        """Write a companion."""
        (self.folder / "more").mkdir()
        (self.folder / "more" / "note.txt").write_text("x")
        self.lines.release()

    def release(self):
        """Let go."""
        self.released += 1
        self.lines.release()


class Flat(Lines):
    """The same without a folder inside."""

    def close(self):
        """Write a companion."""
        (self.folder / "note.txt").write_text("x")
        self.lines.release()


KIND = FileKind("lines", Lines, ".rows")
FLAT = FileKind("lines", Flat, ".rows")


def texts(path: Path) -> list[str]:
    """Return the texts in a file."""
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def names(folder: Path) -> list[str]:
    """Return all files below a folder."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def manifest(path: Path) -> dict:
    """Return a manifest."""
    return json.loads(path.read_bytes())


def test_a_folder_holds_the_file_the_reports_and_what_the_format_adds(make, tmp_path):
    place = tmp_path / "new" / "out"
    result = KIND.write([make.annotated("one")], make.schema, place, ExportOptions())
    expected = ["corpus.rows", "losses.json", "manifest.json", "more/note.txt"]
    assert names(place) == expected == sorted(manifest(place / "manifest.json")["files"])
    assert [path.as_posix() for path in result.files] == expected
    assert json.loads((place / "losses.json").read_bytes()) == []
    assert result.documents == 1


def test_one_file_has_its_companions_beside_it(make, tmp_path):
    place = tmp_path / "mine.rows"
    result = FLAT.write([make.annotated("one")], make.schema, place, ExportOptions())
    assert names(tmp_path) == [
        "mine.losses.json", "mine.manifest.json", "mine.note.txt", "mine.rows",
    ]  # fmt: skip
    assert sorted(path.as_posix() for path in result.files) == names(tmp_path)
    assert sorted(manifest(tmp_path / "mine.manifest.json")["files"]) == names(tmp_path)
    assert texts(place) == ["one"]


def test_the_loss_report_stands_in_the_file_as_in_the_result(make, tmp_path):
    span = make.span("s", make.person, (0, 1), (2, 3))
    document = make.annotated("one two", [span, make.span("t", make.person, (4, 7))])
    result = KIND.write([document], make.schema, tmp_path / "o", ExportOptions())
    (row,) = json.loads((tmp_path / "o" / "losses.json").read_bytes())
    assert row["code"] == "discontinuous-span"
    assert row["count"] == 1
    assert row["examples"][0]["document"] == document.document.id
    assert row["examples"][0]["offset"] == 0
    assert len(row["examples"][0]["text"]) == 200
    assert [row] == result.losses.as_json()
    assert manifest(tmp_path / "o" / "manifest.json")["spans"] == result.spans == 1


def test_splits_are_files_and_only_those_with_a_share(make, tmp_path):
    documents = [make.annotated(f"text {n}") for n in range(60)]
    options = ExportOptions(split=(0.5, 0.0, 0.5), seed=3)
    KIND.write(documents, make.schema, tmp_path / "o", options)
    found = [texts(tmp_path / "o" / name) for name in ("train.rows", "test.rows")]
    assert not (tmp_path / "o" / "dev.rows").exists()
    assert sorted(found[0] + found[1]) == sorted(f"text {n}" for n in range(60))
    assert min(map(len, found)) > 10
    told = manifest(tmp_path / "o" / "manifest.json")
    assert (told["split"], told["seed"]) == ([0.5, 0.0, 0.5], 3)
    KIND.write(documents[:30], make.schema, tmp_path / "p", options)
    assert set(texts(tmp_path / "p" / "train.rows")) <= set(found[0])


def test_near_duplicates_stay_in_one_split(make, tmp_path):
    documents = [
        AnnotatedDocument(each.document, each.sets, each.annotators, cluster="same")
        for each in (make.annotated(f"text {n}") for n in range(20))
    ]
    options = ExportOptions(split=(0.4, 0.3, 0.3))
    KIND.write(documents, make.schema, tmp_path / "o", options)
    sizes = sorted(len(texts(path)) for path in (tmp_path / "o").glob("*.rows"))
    assert sizes == [0, 0, 20]


def test_shares_that_do_not_add_up_are_refused(make, tmp_path):
    options = ExportOptions(split=(0.5, 0.5, 0.5))
    with pytest.raises(UserError, match="add up"):
        KIND.write([make.annotated("a")], make.schema, tmp_path / "o", options)
    assert names(tmp_path) == []


def test_a_single_file_with_a_split_becomes_a_folder(make, tmp_path):
    options = ExportOptions(split=(1.0, 0.0, 0.0))
    FLAT.write([make.annotated("a")], make.schema, tmp_path / "o.rows", options)
    assert names(tmp_path / "o.rows") == [
        "losses.json", "manifest.json", "note.txt", "train.rows",
    ]  # fmt: skip


def test_several_annotators_have_a_folder_each(make, tmp_path):
    documents = [
        make.annotated("one"),
        make.annotated("two", owner=BERT),
        make.annotated("three", owner=BERT),
    ]
    options = ExportOptions(annotators=(make.anna.id, BERT.id))
    result = KIND.write(documents, make.schema, tmp_path / "o", options)
    assert texts(tmp_path / "o" / "Anna" / "corpus.rows") == ["one"]
    assert texts(tmp_path / "o" / "Bert" / "corpus.rows") == ["two", "three"]
    assert manifest(tmp_path / "o" / "manifest.json")["annotators"] == [
        {"name": "Anna", "folder": "Anna"},
        {"name": "Bert", "folder": "Bert"},
    ]
    assert result.documents == 3
    assert (tmp_path / "o" / "losses.json").exists()


def test_names_that_no_file_system_takes_get_folders_too(make, tmp_path):
    odd = [Annotator(AnnotatorId(f"u{n}"), name) for n, name in enumerate(
        ["manifest.json", "../up", "a/b", "A/B", "con"])]  # fmt: skip
    documents = [make.annotated(each.name, owner=each) for each in odd]
    options = ExportOptions(annotators=tuple(each.id for each in odd))
    KIND.write(documents, make.schema, tmp_path / "o", options)
    told = manifest(tmp_path / "o" / "manifest.json")["annotators"]
    assert len({one["folder"].casefold() for one in told}) == len(odd)
    for one in told:
        assert texts(tmp_path / "o" / one["folder"] / "corpus.rows") == [one["name"]]
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


def test_only_what_is_finished_goes_out(make, tmp_path):
    states = [State.FINISHED, State.IN_PROGRESS, State.NEW, State.SET_ASIDE]
    documents = [make.annotated(f"text {state}", state=state) for state in states]
    documents.append(AnnotatedDocument(make.annotated("nobody's").document))
    place = tmp_path / "o"
    result = KIND.write(documents, make.schema, place, ExportOptions())
    assert texts(place / "corpus.rows") == ["text finished"]
    assert {row.code: row.count for row in result.losses} == {
        "document-not-finished": 3,
        "document-without-set": 1,
    }
    options = ExportOptions(all_states=True)
    assert KIND.write(documents, make.schema, tmp_path / "p", options).documents == 4


def test_nothing_finished_is_nothing_to_export(make, tmp_path):
    document = make.annotated("a", state=State.NEW)
    with pytest.raises(UserError, match="nothing to export"):
        KIND.write([document], make.schema, tmp_path / "x" / "o", ExportOptions())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["deep/er/o", "deep/er/o.rows"])
@pytest.mark.parametrize("error", [Stopped, KeyboardInterrupt, RuntimeError])
def test_a_stop_or_an_error_leaves_nothing_behind(make, tmp_path, place, error):
    def interrupted():
        yield make.annotated("one")
        raise error("stopped")

    Lines.opened.clear()
    with pytest.raises(error):
        FLAT.write(interrupted(), make.schema, tmp_path / place, ExportOptions())
    assert list(tmp_path.iterdir()) == []
    assert [each.released for each in Lines.opened] == [1]


def test_a_bug_in_a_format_leaves_the_earlier_export_alone(make, tmp_path):
    place = tmp_path / "o"
    KIND.write([make.annotated("one")], make.schema, place, ExportOptions())
    before = {path: (place / path).read_bytes() for path in names(place)}
    with pytest.raises(ValueError, match="bug"):
        documents = [make.annotated("two"), make.annotated("bad")]
        KIND.write(documents, make.schema, place, ExportOptions())
    assert {path: (place / path).read_bytes() for path in names(place)} == before
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


def test_an_earlier_export_is_replaced(make, tmp_path):
    for place, kind in ((tmp_path / "o", KIND), (tmp_path / "o.rows", FLAT)):
        for text in ("one", "two"):
            kind.write([make.annotated(text)], make.schema, place, ExportOptions())
        assert texts(place / "corpus.rows" if place.is_dir() else place) == ["two"]
    assert not [path for path in names(tmp_path) if ".part" in path]


def test_foreign_files_in_the_folder_are_not_touched(make, tmp_path):
    place = tmp_path / "o"
    KIND.write([make.annotated("one")], make.schema, place, ExportOptions())
    (place / "model.bin").write_bytes(b"weeks of training")
    with pytest.raises(UserError, match=r"model\.bin"):
        KIND.write([make.annotated("two")], make.schema, place, ExportOptions())
    assert (place / "model.bin").exists()
    assert texts(place / "corpus.rows") == ["one"]


@pytest.mark.parametrize("name", ["o.rows", "o.losses.json", "o.note.txt"])
def test_foreign_files_beside_a_single_file_are_not_touched(make, tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(UserError, match="not an earlier export"):
        FLAT.write([make.annotated("a")], make.schema, tmp_path / "o.rows", ExportOptions())
    assert names(tmp_path) == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_another_format_s_export_is_not_replaced(make, tmp_path):
    other = FileKind("other", Flat, ".rows")
    for place in (tmp_path / "o", tmp_path / "o.rows"):
        other.write([make.annotated("a")], make.schema, place, ExportOptions())
        with pytest.raises(UserError):
            FLAT.write([make.annotated("b")], make.schema, place, ExportOptions())


def test_labels_are_spelled_and_the_mapping_is_written(make, tmp_path):
    kind = FileKind("lines", Lines, ".rows", lambda name: name.replace("_", "-"))
    result = kind.write([make.annotated("a")], make.schema, tmp_path / "o", ExportOptions())
    content = json.loads((tmp_path / "o" / "labels.json").read_bytes())
    assert content == {"format": "lines", "labels": {"relations": {"WORKS-FOR": "WORKS_FOR"}}}
    assert result.losses.count("label-spelled") == 1
    assert "labels.json" in manifest(tmp_path / "o" / "manifest.json")["files"]


def test_arrays_are_valid_even_when_empty_and_lines_keep_their_breaks(make, tmp_path):
    class Arrays:
        def __init__(self, folder, job):
            self.arrays = JsonArrays(folder, ".json", job)

        def add(self, annotated, work, split):
            self.arrays.write(annotated.document.text, split)

        def close(self):
            self.arrays.close()
            self.arrays.release()

    text = "a\u2028b\u0085c\u2029😀"
    options = ExportOptions(split=(1.0, 0.0, 0.0))
    kind = FileKind("arrays", Arrays, ".json")
    documents = [make.annotated(text), make.annotated("b")]
    kind.write(documents, make.schema, tmp_path / "o", options)
    content = (tmp_path / "o" / "train.json").read_bytes()
    assert json.loads(content) == [text, "b"]
    assert len(content.decode().splitlines()) == 4
    halves = ExportOptions(split=(0.999999, 0.000001, 0.0))
    kind.write(documents, make.schema, tmp_path / "p", halves)
    assert json.loads((tmp_path / "p" / "dev.json").read_bytes()) == []
