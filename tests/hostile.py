"""Files made to do harm, imported into a real project: what such tests share."""

import zipfile
import zlib
from pathlib import Path

from annotator.app.exchange import ImportOptions, ImportReport, import_paths
from annotator.app.tasks import Progress
from annotator.domain.errors import UserError
from annotator.formats.registry import FORMATS
from annotator.store.digests import digest, state

READING = [name for name, each in FORMATS.items() if each.reads]
SECRET = "the secret of another folder"
ANNA = ImportOptions("Anna")
SAMPLES = Path(__file__).parents[1].parent / "shared" / "samples"


def picture(project):
    """Return what must not change: content, rows, and the files beside the project."""
    with project.reading() as link:
        images = digest(link), state(link)
    return images, sorted(each.name for each in project.path.parent.iterdir() if each.is_file())


def steps(project) -> list[str]:
    """Return the titles of what was done to a project."""
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
    """Import a file for Anna."""
    return import_paths(project, [path], ANNA, Progress(), format_name=name)


def put(path: Path, content: bytes | str) -> Path:
    """Write a file and return its path."""
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def suffix(name: str) -> str:
    """Return the usual ending of a format's files."""
    return FORMATS[name].suffixes[0]


def archive(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip file with members of any name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return path


def read_files(path: Path) -> list[Path]:
    """Return the files of an export that its reader reads."""
    ours = ("manifest.json", "losses.json", "README.txt", ".cfg", ".py", "TypeSystem.xml")
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [each for each in files if each.is_file() and not each.name.endswith(ours)]


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
