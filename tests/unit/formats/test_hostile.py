"""Files made to do harm, imported into a real project: a clear sentence, and nothing changed."""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from annotator.app.exchange import ImportOptions, ImportReport, import_paths
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.domain.errors import Stopped, UserError
from annotator.formats.detection import detect
from annotator.formats.registry import FORMATS
from annotator.formats.samples import HEAD, Sample
from annotator.store.digests import digest, state
from tests.fuzz.valid_files import small_schema, write_valid_files

READING = [name for name, each in FORMATS.items() if each.reads]
SECRET = "the secret of another folder"
ANNA = ImportOptions("Anna")


@pytest.fixture(scope="module")
def valid(tmp_path_factory):
    return write_valid_files(tmp_path_factory.mktemp("valid"))


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a real project; temporary files would be made in a folder that is watched."""
    room = tmp_path / "temporary"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    (tmp_path / "own").mkdir()
    with Session.create(tmp_path / "own" / "p.annotator", small_schema()) as session:
        yield session.project
        assert list(room.iterdir()) == []


def picture(project):
    """Return what must not change: content, rows, and the files beside the project."""
    with project.reading() as link:
        images = digest(link), state(link)
    return images, sorted(each.name for each in project.path.parent.iterdir() if each.is_file())


def steps(project) -> list[str]:
    with project.reading() as link:
        return [row[0] for row in link.execute("SELECT title FROM steps ORDER BY number")]


def refused(project, path: Path, name: str | None, options: ImportOptions = ANNA) -> str:
    """Import a bad file: UserError, or nothing but skipped rows; nothing in the project."""
    before, logged = picture(project), steps(project)
    try:
        report = import_paths(project, [path], options, Progress(), format_name=name)
    except UserError as error:
        said = str(error)
        assert error.what[-1] in ".!?", said
        assert not error.what[0].islower(), said
        assert error.where or error.mend, said
        assert steps(project) == logged
    else:
        assert (report.documents, report.spans) == (0, 0)
        said = " | ".join(f"{each.path}: {each.reason}" for each in report.skipped)
        assert steps(project) in (logged, [*logged, "Import"])
    assert picture(project) == before
    return said


def imported(project, path: Path, name: str) -> ImportReport:
    return import_paths(project, [path], ANNA, Progress(), format_name=name)


def put(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def suffix(name: str) -> str:
    return FORMATS[name].suffixes[0]


NONSENSE = {
    "empty": b"",
    "blank": b" \n\t\r\n ",
    "nul": b"\0" * 5000,
    "bytes": bytes(range(256)) * 40,
    "utf-16": "T1\tPER 0 4\tAnna\n{}".encode("utf-16"),
    "latin-1": "Köln\tB-LOC\n".encode("latin-1") * 10,
    "half-surrogate": b'{"text": "\xed\xa0\x80", "spans": []}\n',
    "escaped-half": b'{"text": "\\ud800", "spans": [], "label": []}\n',
    "deep-json": b"[" * 200_000,
    "deep-objects": b'{"a":' * 200_000,
    "deep-xml": b"<a>" * 200_000,
    "long-number": b'{"text": "x", "id": ' + b"9" * 20_000 + b"}\n",
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "zlib": zlib.compress(b"nothing of msgpack"),
    "parquet": b"PAR1" + b"\0" * 50 + b"PAR1",
    "html": b"<!DOCTYPE html><html><body><p>Hello</p></body></html>",
    "one-quote": b'"',
    "null": b"null",
    "array-of-null": b"[null, 1, [], {}]",
}

SILENT = ("empty", "blank")
"""A file without anything may be read as one without documents."""


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
        file = max(_read_files(path), key=lambda each: each.stat().st_size)
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


def _read_files(path: Path) -> list[Path]:
    ours = ("manifest.json", "losses.json", "README.txt", ".cfg", ".py", "TypeSystem.xml")
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [each for each in files if each.is_file() and not each.name.endswith(ours)]


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "boomboomboom">'
    + "".join(
        f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";" + ("&" + chr(97 + n) + ";") * 9}">'
        for n in range(12)
    )
    + "]>"
)
XML = {
    "gate": "<GateDocument><TextWithNodes>{}</TextWithNodes></GateDocument>",
    "bioc": "<collection><document><passage><offset>0</offset><text>{}</text></passage>"
    "</document></collection>",
    "uima-xmi": '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"'
    ' xmi:version="2.0"><cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView"'
    ' mimeType="text" sofaString="{}"/></xmi:XMI>',
}


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("offered", [True, False])
def test_entities_of_outside_and_bombs_are_not_expanded(project, tmp_path, name, offered):
    secret = put(tmp_path / "secret", SECRET)
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    dtd = f'<!DOCTYPE x SYSTEM "{secret.as_uri()}">'
    remote = '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">'
    began = time.monotonic()
    for head, entity in ((BOMB, "m"), (outside, "a"), (dtd, "lt"), (remote, "lt")):
        content = f"<?xml version='1.0'?>{head}{XML[name].format(f'text &{entity}; end')}"
        path = put(
            tmp_path / f"x{FORMATS[name].suffixes[0] if name != 'gate' else '.xml'}", content
        )
        try:
            report = import_paths(
                project, [path], ANNA, Progress(), format_name=name if offered else None
            )
        except UserError as error:
            said = str(error)
        else:
            said = " ".join(each.reason for each in report.skipped)
        assert SECRET not in said
    assert time.monotonic() - began < 5
    with project.reading() as link:
        texts = [row[0] for row in link.execute("SELECT text FROM texts")]
    assert not [text for text in texts if "boom" in text or SECRET in text]


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path


@pytest.mark.parametrize("name", ["uima-xmi", "uima-json"])
def test_archives_with_tricks(project, valid, tmp_path, name):
    kind = suffix(name)
    inner = sorted((valid[name][0]).glob(f"*{kind}"))[0].read_bytes()
    outside = tmp_path / "outside"
    outside.mkdir()
    names = [f"../outside/a{kind}", f"/etc/a{kind}", f"C:/a{kind}", f"..\\a{kind}"]
    said = refused(project, archive(outside / "slip.zip", dict.fromkeys(names, inner)), name)
    assert said.count("out of the archive") == 4
    assert sorted(each.name for each in outside.iterdir()) == ["slip.zip"]
    bomb = archive(outside / "bomb.zip", {f"b{kind}": b"\0" * (80 << 20)})
    assert bomb.stat().st_size < 1 << 20
    assert "larger than" in refused(project, bomb, name)
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as file:
        file.writestr("deeper.zip", bomb.read_bytes())
    deep = archive(outside / "deep.zip", {"in.zip": nested.getvalue()})
    assert "not opened" in refused(project, deep, name)
    whole = archive(outside / "ok.zip", {f"a{kind}": inner * 1})
    content = whole.read_bytes()
    for cut in (10, len(content) // 2, len(content) - 5):
        refused(project, put(outside / "cut.zip", content[:cut]), name)
    spoilt = bytearray(content)
    for at in range(40, min(200, len(spoilt)), 7):
        spoilt[at] ^= 0xFF
        refused(project, put(outside / "spoilt.zip", bytes(spoilt)), name)
    # Found by the fuzzer: a member without a name, and a version from the future.
    for old, new in ((f"a{kind}".encode(), b"\0" + f"{kind}".encode()), (b"\x14\x00", b"\xe9\x00")):
        refused(project, put(outside / "odd.zip", content.replace(old, new)), name)


def test_archives_in_an_archive_share_one_measure(project, tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.uima_sources.MAX_ARCHIVE", 30_000)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.xmi", b"0" * 9_000)
    members = {f"{number}.zip": inner.getvalue() for number in range(9)}
    said = refused(project, archive(tmp_path / "many.zip", members), "uima-xmi")
    assert said.count("unpacks to more") >= 5


def test_a_docbin_that_unpacks_to_beyond_measure(project, tmp_path):
    path = put(tmp_path / "bomb.spacy", zlib.compress(b"\0" * (300 << 20), 9))
    assert path.stat().st_size < 1 << 20
    assert "not a spaCy DocBin" in refused(project, path, "spacy")


@pytest.mark.parametrize("name", [None, *READING])
def test_pipes_and_devices_are_not_read(project, tmp_path, name):
    pipe = tmp_path / f"pipe{suffix(name or 'jsonl')}"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), Path("/dev/null")):
        assert "pipe, socket or device" in refused(project, path, name)
    bound = socket.socket(socket.AF_UNIX)
    with bound:
        place = tmp_path / "s.jsonl"
        bound.bind(str(place)[-100:] if len(str(place)) < 100 else "\0annotator-test")
        if place.exists():
            assert "pipe, socket or device" in refused(project, place, name)


@pytest.mark.parametrize("name", READING)
def test_folders_full_of_nonsense(project, tmp_path, name):
    """Links in a circle, pipes, links to nowhere, empty files: a sentence, and an end."""
    folder = tmp_path / "folder"
    (folder / "empty").mkdir(parents=True)
    (folder / "circle").symlink_to(folder)
    (folder / f"self{suffix(name)}").symlink_to(folder / f"self{suffix(name)}")
    (folder / f"nowhere{suffix(name)}").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / f"pipe{suffix(name)}")
    (folder / f"folder{suffix(name)}").mkdir()
    for kind, content in NONSENSE.items():
        put(folder / f"{kind}{suffix(name)}", content)
        if name != "brat":
            put(folder / f"{kind}.txt", content)
    began = time.monotonic()
    assert refused(project, folder, name)
    assert time.monotonic() - began < 20
    refused(project, folder / f"self{suffix(name)}", name)
    refused(project, folder / "empty", name)


def test_a_folder_of_nonsense_of_no_format(project, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for kind, content in NONSENSE.items():
        put(folder / f"{kind}.dat", content)
    os.mkfifo(folder / "pipe.xml")
    assert "no format" in refused(project, folder, None)


def test_folders_in_folders_beyond_measure(project, tmp_path):
    top = tmp_path / "top"
    top.mkdir()
    before = os.getcwd()
    try:
        os.chdir(top)
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(before)
    try:
        for name in (None, *READING):
            assert refused(project, top, name)
    finally:
        _take_away(top)


def _take_away(top: Path) -> None:
    """Remove a tree that is too deep for ``shutil.rmtree``."""
    inner = top / "d"
    while inner.exists():
        moved = top.parent / "moved"
        (inner / "d").rename(moved) if (inner / "d").exists() else None
        inner.rmdir()
        if moved.exists():
            moved.rename(inner)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", [None, *READING])
def test_what_may_not_be_read(project, tmp_path, name):
    path = put(tmp_path / f"closed{suffix(name or 'jsonl')}", b"{}")
    path.chmod(0)
    assert "cannot be used" in refused(project, path, name)


@pytest.mark.parametrize("name", READING)
def test_names_that_are_no_text(project, valid, tmp_path, name):
    for path in valid[name]:
        place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9" + path.suffix.encode()))
        (shutil.copytree if path.is_dir() else shutil.copy)(path, place)
        assert imported(project, place, name).documents
        files = sorted(place.rglob("*")) if place.is_dir() else []
        for each in [one for one in files if one.is_file() and one.suffix == suffix(name)]:
            twin = each.with_name(os.fsdecode(b"caf\xe9" + each.name.encode()))
            each.rename(twin)
            if name == "brat":
                each.with_suffix(".txt").rename(twin.with_suffix(".txt"))
        assert imported(project, place, name).documents
    with project.reading() as link:
        for row in link.execute("SELECT name FROM provenance"):
            row[0].encode("utf-8")


@pytest.mark.parametrize("name", READING)
def test_a_file_that_vanishes_or_changes_between_two_documents(project, valid, tmp_path, name):
    for path in valid[name]:
        place = tmp_path / path.name
        (shutil.copytree if path.is_dir() else shutil.copy)(path, place)

        class Meddling(Progress):
            place = tmp_path / path.name

            def report(self, done: int, total: int = 0) -> None:
                for each in _read_files(self.place):
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
    elif name == "doccano":
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


RUNS = [
    b"a",
    b"(",
    b"[",
    b"{",
    b'"',
    b"<",
    b"\t",
    b" ",
    b"\n",
    b"0",
    b"\\",
    b"T1\t",
    b"\xff",
    b"#",
    b"-",
]


@pytest.mark.parametrize("run", [*RUNS, *[each * 2 + b" " for each in RUNS]])
@pytest.mark.parametrize(
    "head", [b"", b"<?xml ", b'{"a": "', b"#FORMAT=WebAnno TSV ", b"PK\x03\x04"]
)
def test_recognising_nonsense_is_quick(tmp_path, run, head):
    content = (head + run * HEAD)[:HEAD]
    path = put(tmp_path / "x", content)
    for each in FORMATS.values():
        if each.recognise is not None:
            for ending in each.suffixes:
                began = time.perf_counter()
                each.recognise(Sample(path.with_suffix(ending), content))
                assert time.perf_counter() - began < 0.5, each.name


def test_detection_never_raises_on_nonsense(tmp_path):
    for kind, content in NONSENSE.items():
        for ending in {end for each in FORMATS.values() for end in each.suffixes}:
            found = detect(put(tmp_path / f"{kind}{ending}", content), FORMATS.values())
            assert isinstance(found.sure, bool)
    assert isinstance(detect(tmp_path, FORMATS.values()).sure, bool)


@pytest.mark.parametrize("name", READING)
def test_detection_knows_a_valid_file(valid, name):
    for path in valid[name]:
        found = detect(path, FORMATS.values())
        assert ([each.name for each in found.candidates[:1]], found.sure) == ([name], True), path


SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
FOLDERS = {
    "bioc": "bioc",
    "brat-news": "brat",
    "conll": "conll",
    "conllu": "conllu",
    "gate": "gate",
    "gliner": "gliner",
    "label-studio": "label-studio",
    "prodigy": "prodigy",
    "pubannotation": "pubannotation",
    "scierc": "scierc",
    "doccano/relation_extraction": "doccano",
}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize("folder", FOLDERS)
def test_detection_knows_the_folders_of_samples(folder):
    found = detect(SAMPLES / folder, FORMATS.values())
    names = [each.name for each in found.candidates]
    assert (names[:1], found.sure) == ([FOLDERS[folder]], True), names


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
@pytest.mark.parametrize("folder", ["article", "newsml-g2", "ninjs"])
def test_detection_claims_no_raw_articles(folder):
    assert detect(SAMPLES / folder, FORMATS.values()).candidates == ()


MEASURED = """
import resource, sys
from pathlib import Path
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.registry import FORMATS
try:
    count = sum(1 for _ in FORMATS[sys.argv[1]].read(Path(sys.argv[2]), Schema("s")))
except UserError:
    count = 0
status = Path("/proc/self/status")
if status.exists():
    # What getrusage tells begins with the parent's memory.
    (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    most = int(line.split()[1]) // 1024
else:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(count, most)
"""


def measured(name: str, path: Path) -> tuple[int, int]:
    """Read a file in a process of its own; return the items and the most memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, name, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    count, most = done.stdout.split()
    return int(count), int(most)


LINES = ("jsonl", "prodigy", "conll", "conllu", "doccano", "llm-chat", "scierc", "spacy")


@pytest.mark.slow
def test_a_line_of_a_gigabyte_is_never_held(tmp_path):
    path = tmp_path / "line.x"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(1024):
            file.write(b"a" * (1 << 20))
    for name in LINES:
        assert measured(name, path)[1] < 200, name
    # A value of an array may have 64 Mi characters, held twice while it grows.
    assert measured("gliner", path)[1] < 450
    path.unlink()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("prodigy", b'{"text": "Anna met Bert.", "spans": []}\n'),
        ("conll", b"-DOCSTART- -X- O O\n\nAnna B-PER\nmet O\n\n"),
    ],
)
def test_long_files_are_read_in_constant_memory(tmp_path, name, piece):
    path = put(tmp_path / "long.x", piece * (30 * 2**20 // len(piece) // 4))
    count, most = measured(name, path)
    assert count > 100_000
    assert most < 200
