"""MHTML pages, made up for the purpose."""

import quopri

from annotator.domain.corpora import Skipped
from annotator.ingest.mhtml import read_mhtml
from annotator.ingest.reading import read_paths

PAGE = """<html><head><title>Rain</title></head><body><article><h1>Regen in Köln</h1>
<p>Es regnete von früh bis spät, und nur die Enten auf dem Fluss waren darüber froh.</p>
</article></body></html>"""


def message(charset="utf-8", declared="utf-8", kind="text/html"):
    body = quopri.encodestring(PAGE.encode(charset)).decode("ascii")
    return f"""From: <Saved by a browser>
Snapshot-Content-Location: https://post.example/regen
Subject: Rain
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--XX"

----XX
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
----XX
Content-Type: {kind}; charset="{declared}"
Content-Transfer-Encoding: quoted-printable

{body}
----XX--
""".encode("ascii")


def test_the_first_html_part_is_the_page(tmp_path):
    path = tmp_path / "a.mhtml"
    path.write_bytes(message())
    (article,) = read_paths([path])
    assert article.document.title == "Regen in Köln"
    assert "früh bis spät" in article.document.text
    assert article.document.facts["url"] == "https://post.example/regen"
    assert (article.provenance.reader, article.provenance.encoding) == ("mhtml", "utf-8")


def test_encodings():
    assert "Köln" in read_mhtml(message("cp1252", "windows-1252")).draft.text
    assert "Köln" in read_mhtml(message("utf-8", "martian")).draft.text
    assert "Köln" in read_mhtml(message("cp1252", "utf-8"), "cp1252").draft.text


def test_no_page(tmp_path):
    assert read_mhtml(message(kind="text/plain")).reason.startswith("No article")
    path = tmp_path / "a.mht"
    path.write_bytes(b"not a message at all")
    (skipped,) = read_paths([path])
    assert isinstance(skipped, Skipped)
