"""The format of a file is told from its content; in doubt the person is asked."""

import json

import pytest

from annotator.domain.errors import UserError
from annotator.formats.detection import detect, the_format
from annotator.formats.format import ExportOptions, ExportResult, Format, Reading, ReadOptions
from annotator.formats.samples import HEAD, Sample, Sureness, sample_of


def reader(path, schema, options: ReadOptions):
    return Reading(iter(()))


def writer(documents, schema, destination, options: ExportOptions):
    return ExportResult()


def format_of(name, sureness=None, suffixes=(".x",), read=reader):
    recognise = None if sureness is None else lambda sample: sureness
    return Format(name, name, suffixes, ("x",), read, writer, recognise)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.x"
    path.write_text("content")
    return path


def test_the_surest_wins(file):
    formats = [format_of("a", Sureness.MAYBE), format_of("b", Sureness.SURE),
               format_of("c", Sureness.LIKELY), format_of("d", Sureness.NO)]  # fmt: skip
    found = detect(file, formats)
    assert [one.name for one in found.candidates] == ["b", "c", "a"]
    assert found.sure
    assert the_format(file, formats).name == "b"


def test_two_that_are_as_sure_are_a_doubt(file):
    formats = [format_of("a", Sureness.LIKELY), format_of("b", Sureness.LIKELY)]
    assert not detect(file, formats).sure
    with pytest.raises(UserError, match=r"several formats[\s\S]*--format \(a, b\)"):
        the_format(file, formats)


def of_ending(name, ending):
    """Return a format that claims files with an ending, and folders that hold some."""

    def recognise(sample):
        places = sample.names or [sample.path.name]
        return Sureness.SURE if any(one.endswith(ending) for one in places) else Sureness.NO

    return Format(name, name, (ending,), ("x",), reader, writer, recognise)


def test_of_a_folder_of_several_formats_it_is_told_how_many_files_are_of_which(tmp_path):
    for name in ("a.x", "in/b.y", "in/c.y", "README", "labels.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("content")
    formats = [of_ending("ex", ".x"), of_ending("why", ".y"), of_ending("json", ".json")]
    found = detect(tmp_path, formats)
    assert not found.sure
    assert [one.name for one in found.candidates] == ["why", "ex", "json"]
    assert found.found == (
        "The files are of several formats: why (2 files, such as in/b.y), ex (a.x)."
    )
    with pytest.raises(UserError, match=r"in/b\.y[\s\S]*--format \(why, ex, json\), or import the"):
        the_format(tmp_path, formats)


def test_a_folder_whose_files_are_all_of_one_format_is_of_that(tmp_path):
    """What the names alone let several claim is settled by the content of the files."""
    (tmp_path / "a.x").write_text("content")
    by_name = Format("name", "name", (".x",), ("x",), reader, writer,
                     lambda sample: Sureness.SURE if sample.names else Sureness.NO)  # fmt: skip
    found = detect(tmp_path, [by_name, of_ending("ex", ".x")])
    assert ([one.name for one in found.candidates], found.sure) == (["ex"], True)
    assert found.found == ""


def test_files_that_cannot_be_read_do_not_keep_the_others_from_telling(tmp_path, monkeypatch):
    (tmp_path / "a.x").write_text("content")
    (tmp_path / "b.y").write_text("content")
    inner = Sample.inner

    def broken(sample, name):
        if name == "b.y":
            raise UserError("The file cannot be used: gone.")
        return inner(sample, name)

    monkeypatch.setattr(Sample, "inner", broken)
    found = detect(tmp_path, [of_ending("ex", ".x"), of_ending("why", ".y")])
    assert ([one.name for one in found.candidates], found.sure) == (["ex"], True)


def test_of_very_many_files_the_first_hundred_tell(tmp_path):
    for number in range(130):
        (tmp_path / f"{number:03}.{'xy'[number % 2]}").touch()
    found = detect(tmp_path, [of_ending("ex", ".x"), of_ending("why", ".y")])
    assert found.looked_at == 100
    assert found.found.startswith("The first 100 files are of several formats: ex (50 files")


def test_nobody_s_file_names_all_that_are_read(file):
    formats = [format_of("a", Sureness.NO), format_of("w", Sureness.NO, read=None)]
    assert detect(file, formats).candidates == ()
    with pytest.raises(UserError, match=r"no format that is read[\s\S]*\(a\)"):
        the_format(file, formats)


def test_a_format_that_is_only_written_is_never_meant(file):
    assert not detect(file, [format_of("w", Sureness.SURE, read=None)]).candidates


def test_without_a_look_at_the_content_the_ending_is_a_guess(file):
    formats = [format_of("a"), format_of("b", suffixes=(".y",))]
    found = detect(file, formats)
    assert [one.name for one in found.candidates] == ["a"]
    assert found.sure
    assert the_format(file, [*formats, format_of("c", Sureness.LIKELY)]).name == "c"


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UserError, match="cannot be used"):
        detect(tmp_path / "none.x", [format_of("a")])


def test_a_sample_is_the_beginning_of_a_file(tmp_path):
    path = tmp_path / "A.JSONL"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"a": 1}\r\n' + b"x" * HEAD)
    sample = sample_of(path)
    assert len(sample.head) == HEAD
    assert sample.suffix == ".jsonl"
    assert sample.names == ()
    assert sample.text.startswith('{"a"')
    assert sample.lines() == ['{"a": 1}']
    assert sample.first_object() == {"a": 1}


def test_a_cut_line_is_no_line_but_the_last_of_a_short_file_is(tmp_path):
    path = tmp_path / "a"
    path.write_text("one\ntwo")
    assert sample_of(path).lines() == ["one", "two"]
    assert sample_of(path).lines(1) == ["one"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"a": {"b": [1]}}', {"a": {"b": [1]}}),
        (' [ {"a": 1}, {"b": 2}]', {"a": 1}),
        ('{"a": 1}\n{"b": 2}', {"a": 1}),
        ("[]", {}),
        ("[1]", {}),
        ('"x"', {}),
        ("", {}),
        ('{"a": ', {}),
        ("[" * 100_000, {}),
        ('{"a":' * 10_000, {}),
    ],
)
def test_the_first_object(tmp_path, content, expected):
    path = tmp_path / "a"
    path.write_text(content)
    assert sample_of(path).first_object() == expected


def test_bytes_that_are_no_text_do_no_harm(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(bytes(range(256)) * 10)
    sample = sample_of(path)
    assert sample.first_object() == {}
    assert sample.lines()


def test_a_folder_is_known_by_its_names(tmp_path):
    for name in ("b.ann", "deep/er/a.txt", ".hidden", "deep/.x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps({"name": name}))
    sample = sample_of(tmp_path)
    assert sample.head == b""
    assert sample.names == ("b.ann", "deep/er/a.txt")
    assert sample.inner("b.ann").first_object() == {"name": "b.ann"}
    found = sample.first_with(".txt")
    assert found is not None
    assert found.path.name == "a.txt"
    assert sample.first_with(".zip") is None


def test_a_folder_of_very_many_files_is_not_read_to_its_end(tmp_path):
    for number in range(450):
        (tmp_path / f"{number}.txt").touch()
    assert len(sample_of(tmp_path).names) == 400


def test_an_empty_sample_answers_everything(tmp_path):
    sample = Sample(tmp_path / "a.b")
    assert (sample.text, sample.lines(), sample.first_object()) == ("", [""], {})
