"""Ingest takes the same memory for a large file as for a small one, and stops at bombs."""

import gzip
import time

import pytest

from annotator.domain.corpora import Skipped
from annotator.ingest.reading import Article, read_paths
from tests.memory import told

READ = """
import sys
from pathlib import Path
from annotator.commands.ingesting import ready
from annotator.domain.corpora import Skipped
from annotator.ingest.reading import read_each
count = skipped = 0
for one in read_each(ready, [Path(sys.argv[1])]):
    count += not isinstance(one, Skipped)
    skipped += isinstance(one, Skipped)
print(count, skipped, most())
"""
INGEST = """
import sys
from pathlib import Path
from annotator.app.exchange import ingest_paths
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.domain.schema import Schema
with Session.create(Path(sys.argv[2]), Schema("s")) as session:
    report = ingest_paths(session.project, [Path(sys.argv[1])], Progress())
    print(report.documents, len(report.skipped), most())
"""
SENTENCE = "The ferry {0} from Holyhead came in at {0} past noon, said the master of boat {0}. "


def table(path, size):
    """Write a table of so many bytes; return how many articles are in it."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("title,text,noise\n")
        while file.tell() < size:
            count += 1
            file.write(f'"Ferry {count}","{SENTENCE.format(count)}",{"x" * 20_000}\n')
    return count


def web_archive(path, size, content_of=None):
    """Write a web archive of so many bytes, a page a record."""
    count = 0
    with (gzip.open if path.suffix == ".gz" else open)(path, "wb") as file:
        written = 0
        while written < size:
            count += 1
            page = (
                f"<html><head><title>Ferry {count}</title></head><body><!--{'x' * 100_000}-->"
                f"<article><h1>Ferry {count}</h1><p>{SENTENCE.format(count) * 3}</p></article>"
            )
            raw = record(count, page.encode())
            file.write(raw)
            written += len(raw)
    return count


def record(number, page, length=0, more=b""):
    http = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n" + more + b"\r\n" + page
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        b"WARC-Target-URI: http://post.example/%d\r\nContent-Length: %d\r\n\r\n"
        % (number, length or len(http))
        + http
        + b"\r\n\r\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize(("name", "write"), [("a.csv", table), ("a.warc", web_archive)])
def test_reading_takes_the_same_memory_for_four_times_the_bytes(tmp_path, name, write):
    taken = []
    for size in (10 << 20, 40 << 20):
        count = write(tmp_path / name, size)
        ((found, skipped, most),) = [map(int, line.split()) for line in told(READ, tmp_path / name)]
        assert (found, skipped) == (count, 0)
        taken.append(most)
    assert taken[1] - taken[0] < 6, taken


@pytest.mark.slow
@pytest.mark.parametrize(("name", "write"), [("a.csv", table), ("a.warc", web_archive)])
def test_ingest_takes_the_same_memory_for_twice_the_bytes(tmp_path, name, write):
    """Batches fill first, and SQLite its cache: both are bounded, and full by 20 MB."""
    taken = []
    for size in (20 << 20, 40 << 20):
        count = write(tmp_path / name, size)
        project = tmp_path / f"{size}.annotator"
        ((found, skipped, most),) = [
            map(int, line.split()) for line in told(INGEST, tmp_path / name, project)
        ]
        assert (found, skipped) == (count, 0)
        taken.append(most)
    assert taken[1] - taken[0] < 16, taken


def read(path):
    began = time.process_time()
    found = list(read_paths([path]))
    assert time.process_time() - began < 10
    return [one for one in found if isinstance(one, Article)], [
        f"{one.path}: {one.reason}" for one in found if isinstance(one, Skipped)
    ]


GOOD = record(1, b"<html><body><article><p>" + SENTENCE.format(1).encode() * 4 + b"</p></article>")


@pytest.mark.parametrize(
    "bomb",
    [
        b"WARC/1.0\r\nX: " + b"x" * (60 << 20),
        b"WARC/1.0\r\n" + b"X: y\r\n" * (10 << 20),
        record(2, b"x", more=b"X: " + b"x" * (60 << 20) + b"\r\n"),
    ],
    ids=["long", "many", "http"],
)
def test_headers_beyond_measure_end_an_archive(tmp_path, bomb):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(GOOD) + gzip.compress(bomb, 9))
    assert path.stat().st_size < 1 << 20
    articles, skipped = read(path)
    assert len(articles) == 1
    (said,) = skipped
    assert "headers of a record are longer than 1 MB" in said


def test_a_record_that_unpacks_beyond_measure_ends_an_archive(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.ingest.archive_records.FREE", 1 << 20)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        gzip.compress(GOOD) + gzip.compress(record(2, b"<p>x", length=1 << 40) + b"x" * 2**20)
    )
    articles, (said,) = read(path)
    assert len(articles) == 1
    assert "unpacks to far more than web pages do" in said


def test_records_that_unpack_beyond_measure_together_end_an_archive(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.ingest.archive_records.FREE", 1 << 20)
    path = tmp_path / "a.warc.gz"
    filler = record(2, b"<p>" + b" " * (1 << 20))
    path.write_bytes(gzip.compress(GOOD) + gzip.compress(filler, 9) * 40)
    articles, skipped = read(path)
    assert len(articles) == 1
    assert "unpacks to far more than web pages do" in skipped[-1]
    assert len(skipped) < 20


def test_the_same_unpacked_is_no_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.ingest.archive_records.FREE", 1 << 20)
    path = tmp_path / "a.warc"
    path.write_bytes(record(2, b"<p>" + b" " * (1 << 20)) * 8 + GOOD)
    assert len(read(path)[0]) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "title,text\n" + "1,2,3\n" * 200), ("a.jsonl", "x\n" * 200)],
)
def test_a_file_of_nonsense_ends_after_very_many_reasons(tmp_path, monkeypatch, name, content):
    monkeypatch.setattr("annotator.ingest.reading.MOST_SKIPPED", 50)
    path = tmp_path / name
    path.write_text(content)
    articles, skipped = read(path)
    assert articles == []
    assert len(skipped) == 52
    assert skipped[-1] == f"{name}: More than 50 parts cannot be read; the rest was left out."


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.txt", "a.html", "a.warc"])
@pytest.mark.parametrize("filler", ["nul", "letters"])
def test_a_line_without_end_is_not_held(tmp_path, name, filler):
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b"title,text\nferry,")
        if filler == "letters":
            file.write(b"a" * (70 << 20))
        else:
            file.truncate(200 << 20)
    ((found, skipped, most),) = [map(int, line.split()) for line in told(READ, path)]
    assert found == 0
    assert 1 <= skipped < 20
    assert most < 260
