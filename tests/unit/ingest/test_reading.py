"""Files and folders to articles."""

import hashlib
import os

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import document_id
from annotator.ingest.reading import Article, read_paths

TEXT = "Rain in Aland\n\nIt rained all day.\n"


def read(*paths, **options):
    return list(read_paths(list(paths), **options))


def names(results):
    return [
        result.path if isinstance(result, Skipped) else result.provenance.name for result in results
    ]


def test_a_text_file(tmp_path):
    path = tmp_path / "rain.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    (article,) = read(path)
    assert article.document.text == TEXT
    assert article.document.id == document_id(TEXT)
    assert article.document.facts == {"title": "Rain in Aland"}
    assert [zone.kind.value for zone in article.document.zones] == ["headline", "body"]
    assert article.provenance.name == "rain.txt"
    assert (article.provenance.reader, article.provenance.encoding) == ("plain", "utf-8")
    assert article.raw == path.read_bytes()
    assert article.provenance.raw_hash == hashlib.sha256(article.raw).hexdigest()
    assert [(row.code, row.count) for row in article.repairs] == [("bom", 1), ("line-ends", 3)]
    assert article.repairs.as_json()[0]["examples"][0]["document"] == "rain.txt"


def test_folders_are_walked_in_order_without_hidden_files(tmp_path):
    for name in ("b.txt", "a/z.md", "a/b/c.html", ".hidden.txt", ".git/x.txt", "c.pdf", "d.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if name == "d.txt" else f"It rained in {name}.", encoding="utf-8")
    results = read(tmp_path)
    assert names(results) == ["a/b/c.html", "a/z.md", "b.txt", "c.pdf", "d.txt"]
    assert "type .pdf" in results[3].reason
    assert "empty" in results[4].reason


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_a_circle_and_broken_ones(tmp_path):
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    results = read(tmp_path)
    assert names(results) == ["a.txt", "again", "gone.txt", "self"]
    assert all(isinstance(result, Skipped) for result in results[1:])


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_name_that_is_no_text(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        with open(path, "wb") as stream:
            stream.write(b"It rained.")
    except OSError:
        pytest.skip("this file system refuses the name")
    (article,) = read(tmp_path)
    assert article.provenance.name == "caf\ufffd.txt"


def test_a_page_saved_as_text_is_read_as_a_page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("<!DOCTYPE html><html><body><p>It rained all day.</p></body></html>")
    (article,) = read(path)
    assert article.provenance.reader == "html"
    assert article.document.text == "It rained all day."


def test_json_lines_each_an_article_and_bad_ones_by_number(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"text": "One\xe2\x80\xa8two."}\r\n\nnot json\n{"text": " "}\n'
        b'{"text": "caf\xe9"}\n{"text": "Last."}'
    )
    results = read(path)
    assert names(results) == [f"a.jsonl:{number}" for number in (1, 3, 4, 5, 6)]
    assert results[0].document.text == "One\u2028two."
    assert results[-1].raw == b'{"text": "Last."}'
    assert [isinstance(result, Skipped) for result in results] == [False, True, True, True, False]
    assert "utf-8 at byte" in results[3].reason


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "utf-32"])
def test_json_lines_in_other_encodings(tmp_path, encoding):
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "上 One.Ċ"}\n{"text": "Two."}\n'.encode(encoding))
    for results in (read(path, encoding=encoding), read(path)):
        texts = [r.document.text for r in results if isinstance(r, Article)]
        if encoding != "utf-16-le" or results[0].provenance.encoding == encoding:
            assert texts == ["上 One.Ċ", "Two."]
        if encoding == "utf-16-le":
            break


def test_columns(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"story": "It rained.", "Titel": "Rain"}', encoding="utf-8")
    (article,) = read(path, columns={"text": "story", "title": "Titel"})
    assert article.document.title == "Rain"


def test_a_named_encoding(tmp_path):
    (tmp_path / "a.txt").write_bytes("Łódź is wet.".encode("cp1250"))
    (tmp_path / "b.txt").write_bytes(b"\x81\x83 \x88")
    good, bad = read(tmp_path, encoding="windows-1250")
    assert good.document.text == "Łódź is wet."
    assert not good.repairs
    assert "not cp1250" in bad.reason


def test_a_guessed_encoding_is_reported(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Un été très chaud à Orléans.".encode("cp1252"))
    (article,) = read(path)
    assert article.document.text == "Un été très chaud à Orléans."
    assert article.repairs.count("encoding-guessed") == 1


def test_wrong_calls_are_refused_before_anything_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("It rained.", encoding="utf-8")
    with pytest.raises(UserError, match="no such file"):
        read_paths([tmp_path / "a.txt", tmp_path / "b.txt"])
    with pytest.raises(UserError, match="no text encoding"):
        read_paths([tmp_path], encoding="martian")
    with pytest.raises(UserError, match="maps nothing known"):
        read_paths([tmp_path], columns={"body": "x"})


def test_progress_counts_bytes_to_the_end(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("Three.", encoding="utf-8")
    told = []
    read(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (40, 40)


def test_articles_come_one_at_a_time(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("It rained.", encoding="utf-8")
    articles = read_paths([tmp_path])
    next(articles)
    (tmp_path / "1.txt").write_text("It snowed.", encoding="utf-8")
    assert next(articles).document.text == "It snowed."
