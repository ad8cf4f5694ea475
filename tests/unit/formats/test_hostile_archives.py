"""Packed files made to do harm: paths out of an archive, bombs, damage."""

import io
import json
import time
import zipfile
import zlib

import pytest

from annotator.domain.errors import UserError
from tests.hostile import (
    archive,
    put,
    refused,
    suffix,
)


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


def test_archives_with_odd_members(project, valid, tmp_path):
    """Links, reserved names and names cut at NUL: nothing is unpacked, so nothing is followed."""
    inner = sorted(valid["uima-xmi"][0].glob("*.xmi"))[0].read_bytes()
    secret = put(tmp_path / "secret.xmi", inner)
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("link.xmi")
        link.external_attr = 0o120777 << 16
        file.writestr(link, str(secret))
    assert "link.xmi" in refused(project, path, "uima-xmi")
    before = sorted(each.name for each in tmp_path.iterdir())
    members = dict.fromkeys(("CON.xmi", "a\x1b[2J.xmi", "AUX/nul.xmi", "x" * 300 + ".xmi"), b"<a/>")
    said = refused(project, archive(tmp_path / "odd.zip", members), "uima-xmi")
    assert "CON.xmi" in said
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([*before, "odd.zip"])


def test_an_archive_that_lists_very_many_files(project, tmp_path, monkeypatch):
    """Refused before the list is taken into memory, in an archive in an archive too."""
    many = archive(tmp_path / "many.zip", {f"{number}.xmi": b"" for number in range(500)})
    monkeypatch.setattr("annotator.formats.zip_directories.MAX_DIRECTORY", 10_000)
    for name in (None, "uima-xmi"):
        assert "list of files in the archive is longer" in refused(project, many, name)
    outer = archive(tmp_path / "outer.zip", {"many.zip": many.read_bytes()})
    assert "list of files in the archive is longer" in refused(project, outer, "uima-xmi")


def test_the_length_of_the_list_is_that_of_the_large_form_too():
    from annotator.formats.zip_directories import refuse_long_directory

    large = b"PK\6\6" + b"\0" * 36 + (1 << 40).to_bytes(8, "little") + b"\0" * 8
    locator = b"PK\6\7" + b"\0" * 16
    end = b"PK\5\6" + b"\0" * 8 + b"\xff" * 8 + b"\0\0"
    for content in (large + locator + end, large + locator + end[:-2] + b"\4\0text"):
        with pytest.raises(UserError, match="list of files"):
            refuse_long_directory(io.BytesIO(content), "a.zip")
    hidden = b"PK\5\6" + b"\0" * 8 + (1 << 30).to_bytes(4, "little") + b"PK\5\6\0\0"
    with pytest.raises(UserError, match="list of files"):
        refuse_long_directory(io.BytesIO(hidden), "a.zip")
    for content in (b"", b"PK\3\4", end, b"PK\5\6" + b"\0" * 18):
        if content != end:
            refuse_long_directory(io.BytesIO(content), "a.zip")


def test_members_that_overlap_are_read_once_each_or_refused(project, tmp_path, monkeypatch):
    """Many entries of the list may point at one member: what they unpack to is counted."""
    monkeypatch.setattr("annotator.formats.uima_sources.MAX_ARCHIVE", 30_000)
    path = archive(tmp_path / "one.zip", {"a.xmi": b"0" * 9_000})
    content = path.read_bytes()
    start = content.index(b"PK\1\2")
    entry = content[start : content.index(b"PK\5\6")]
    end = bytearray(content[content.index(b"PK\5\6") :])
    end[8:12] = (200).to_bytes(2, "little") * 2
    end[12:16] = (len(entry) * 200).to_bytes(4, "little")
    said = refused(
        project, put(tmp_path / "o.zip", content[:start] + entry * 200 + bytes(end)), "uima-xmi"
    )
    assert said.count("unpacks to more") + said.count("verlap") >= 190


def packed(**parts: bytes) -> bytes:
    """Return a DocBin of parts that are msgpack already."""
    names = {key: bytes([0xA0 | len(key)]) + key.encode() for key in parts}
    content = b"".join(names[key] + part for key, part in parts.items())
    return zlib.compress(bytes([0x80 | len(parts)]) + content, 9)


def array(count: int, item: bytes) -> bytes:
    return b"\xdd" + count.to_bytes(4, "big") + item * count


def raw(content: bytes) -> bytes:
    return b"\xc6" + len(content).to_bytes(4, "big") + content


EMPTY = {"attrs": b"\x90", "tokens": raw(b""), "spaces": raw(b""), "lengths": raw(b"\0" * 4),
         "strings": b"\x90"}  # fmt: skip
MILLIONS = 30_000_000


def mappings() -> bytes:
    return raw(array(MILLIONS, b"\x80"))


DOCBINS = {
    "unknown part": lambda: {**EMPTY, "x": array(MILLIONS, b"\x80")},
    "strings": lambda: {**EMPTY, "strings": array(MILLIONS // 3, b"\xa2ab")},
    "no strings": lambda: {**EMPTY, "strings": array(100, b"\x80")},
    "tokens": lambda: {**EMPTY, "tokens": array(MILLIONS, b"\x80")},
    "flags": lambda: {**EMPTY, "flags": array(MILLIONS, b"\x80")},
    "one flag": lambda: {**EMPTY, "flags": b"\x91\x81\xa1a" + array(MILLIONS, b"\x80")},
    "data": lambda: {**EMPTY, "flags": b"\x91\x80", "user_data": b"\x91" + mappings()},
    "no data": lambda: {**EMPTY, "user_data": b"\x91" + array(MILLIONS, b"\x80")},
    "spans": lambda: {
        **EMPTY,
        "flags": b"\x91\x80",
        "span_groups": b"\x91" + mappings(),
    },
    "declared": lambda: {**EMPTY, "cats": b"\xdd\xff\xff\xff\xff"},
}


@pytest.mark.parametrize("kind", DOCBINS)
def test_docbins_of_very_many_values_are_refused(project, tmp_path, kind):
    """A byte of msgpack can be a mapping, which takes 64 in memory."""
    path = put(tmp_path / "x.spacy", packed(**DOCBINS[kind]()))
    assert path.stat().st_size < 1 << 20
    began = time.process_time()
    said = refused(project, path, "spacy")
    assert "not a spaCy DocBin" in said or "damaged" in said
    assert time.process_time() - began < 8


def test_docbins_with_a_part_twice_are_refused(project, tmp_path):
    content = zlib.decompress(packed(**EMPTY))
    twice = b"\x87" + content[1:] + (b"\xa1x" + array(MILLIONS, b"\x80") + b"\xa1x\x90")
    path = put(tmp_path / "x.spacy", zlib.compress(twice, 9))
    assert "not a spaCy DocBin" in refused(project, path, "spacy")


def test_parquet_files_that_unpack_to_beyond_measure(project, tmp_path, monkeypatch):
    """One value told a million times, a value of hundreds of megabytes, rows without end."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("annotator.formats.parquet_files._FREE", 4 << 20)
    monkeypatch.setattr("annotator.formats.parquet_files._RATIO", 20)
    features = {"info": {"features": {"ner_tags": [{"names": ["O"], "_type": "ClassLabel"}]}}}
    word, count = "a" * (100 << 10), 100_000
    offsets = pa.array(range(count + 1), pa.int32())
    words = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([word]))
    tags = pa.ListArray.from_arrays(offsets, pa.array([0] * count))
    repeated = pa.table({"tokens": pa.ListArray.from_arrays(offsets, words), "ner_tags": tags})
    long = pa.table({"tokens": [["a" * (80 << 20)]], "ner_tags": [[0]]})
    for number, rows in enumerate((repeated, long)):
        path = tmp_path / f"{number}.parquet"
        told_of = {b"huggingface": json.dumps(features).encode()}
        parquet.write_table(rows.replace_schema_metadata(told_of), path, compression="zstd")
        assert path.stat().st_size < 1 << 20
        began = time.process_time()
        assert "unpacks to far more" in refused(project, path, "huggingface")
        assert time.process_time() - began < 8
    monkeypatch.setattr("annotator.formats.guarded_reading.MOST_SKIPPED", 1000)
    path = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"x": pa.array([1] * 2_000_000, pa.int8())}), path)
    assert "cannot be read" in refused(project, path, "huggingface")


def test_large_rows_of_parquet_are_read_a_few_at_a_time(tmp_path):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    from annotator.formats.parquet_files import parquet_rows

    rows = [{"text": str(number) * 1000, "n": number} for number in range(3000)]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "x.parquet")
    _, found = parquet_rows(tmp_path / "x.parquet")
    assert list(found) == rows


def test_a_parquet_file_with_damaged_statistics_does_not_end_the_program(project, tmp_path):
    """Found by the fuzzer: to ask pyarrow for a column's sizes aborts the process."""
    pytest.importorskip("pyarrow")
    from tests.memory import told

    script = """
import sys
from pathlib import Path
from annotator.domain.errors import UserError
from annotator.formats.parquet_files import parquet_rows
path = Path(sys.argv[1])
whole = path.read_bytes()
for place in range(len(whole) - 8 - int.from_bytes(whole[-8:-4], "little"), len(whole) - 8):
    for value in (whole[place] ^ 1, whole[place] ^ 0x10):
        spoilt = bytearray(whole)
        spoilt[place] = value
        path.write_bytes(spoilt)
        try:
            list(parquet_rows(path)[1])
        except UserError:
            pass
print("alive")
"""
    parquet = pytest.importorskip("pyarrow.parquet")
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"tokens": [["Anna", "met"], ["Bert"]]})
    parquet.write_table(table, tmp_path / "x.parquet", store_schema=False)
    assert told(script, tmp_path / "x.parquet")[-1] == "alive"
