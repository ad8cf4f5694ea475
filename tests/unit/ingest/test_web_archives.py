"""WARC files, written for the purpose."""

import gzip

import pytest

from annotator.domain.corpora import Skipped
from annotator.ingest.reading import Article, read_paths

PAGE = """<html><head><title>Rain</title></head><body><article><h1>Rain in Łódź all day</h1>
<p>It rained from dawn to dusk, and the ducks on the river were the only ones who were glad.</p>
</article></body></html>"""


def record(kind, content, address=""):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2021-03-03T08:00:00Z\r\n"
    head += f"WARC-Target-URI: {address}\r\n" if address else ""
    media = (
        "application/http; msgtype=response" if kind == "response" else "application/warc-fields"
    )
    head += f"Content-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content + b"\r\n\r\n"


def archive(path, pages, zipped=True):
    records = [record("warcinfo", b"software: x\r\n")]
    for number, (kind, status, body) in enumerate(pages):
        head = f"HTTP/1.0 {status} OK\r\nContent-Type: {kind}\r\n\r\n"
        records.append(record("response", head.encode() + body, f"http://post.example/{number}"))
    path.write_bytes(b"".join(gzip.compress(one) if zipped else one for one in records))


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_pages_are_articles_and_the_rest_is_counted(tmp_path, name):
    path = tmp_path / name
    pages = [
        ("text/html; charset=iso-8859-2", 200, PAGE.encode("iso-8859-2")),
        ("image/png", 200, b"\x89PNG"),
        ("text/html", 404, PAGE.encode()),
        ("text/html", 200, bytes(range(256)) * 20),
        ("text/html; charset=utf-8", 200, PAGE.replace("dawn", "noon").encode()),
    ]
    archive(path, pages, zipped=name.endswith("gz"))
    first, packed, second, rest = read_paths([path])
    assert packed.path == f"{name}:5"
    assert isinstance(first, Article)
    assert first.document.title == "Rain in Łódź all day"
    assert first.document.facts["url"] == "http://post.example/0"
    assert first.document.facts["captured"].startswith("20")
    assert first.raw == PAGE.encode("iso-8859-2")
    assert (first.provenance.reader, first.provenance.encoding) == ("warc", "iso8859-2")
    assert (first.provenance.name, second.provenance.name) == (f"{name}:2", f"{name}:6")
    assert rest == Skipped(name, "3 records are no web page.")


def test_damaged_and_foreign_files(tmp_path):
    path = tmp_path / "a.warc.gz"
    archive(path, [("text/html", 200, PAGE.encode() * 50)] * 2)
    raw = path.read_bytes()
    middle = len(raw) // 2
    scratched = raw[:middle] + bytes(60) + raw[middle + 60 :]
    for damaged in (raw[: len(raw) - 90], raw[:200], scratched, b"no archive\n" * 50, b""):
        path.write_bytes(damaged)
        results = list(read_paths([path]))
        assert isinstance(results[-1], Skipped)
