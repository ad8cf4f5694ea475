"""CSV and TSV, each row an article."""

import pytest

from annotator.domain.corpora import Skipped
from annotator.ingest.reading import read_paths

ROWS = '''text,title,date,desk
"It rained, and
it snowed.",Rain,2021-03-03,weather
Hail.,"Hail ""x""",,
'''


def read(tmp_path, raw, name="a.csv", **options):
    path = tmp_path / name
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return list(read_paths([path], **options))


def test_rows_are_articles_named_by_their_row(tmp_path):
    first, second = read(tmp_path, ROWS)
    assert first.document.text == "It rained, and\nit snowed."
    assert first.document.facts == {"title": "Rain", "published": "2021-03-03", "desk": "weather"}
    assert (first.provenance.name, first.provenance.reader) == ("a.csv:2", "csv")
    assert first.raw == b'"It rained, and\nit snowed.",Rain,2021-03-03,weather\n'
    assert second.document.facts == {"title": 'Hail "x"'}
    assert second.provenance.name == "a.csv:3"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_and_the_mark_of_excel(tmp_path, delimiter):
    raw = f"Title{delimiter}Text\r\nRain{delimiter}It rained, twice.\r\n".encode("utf-8-sig")
    (article,) = read(tmp_path, raw)
    assert article.document.text == "It rained, twice."
    assert article.document.title == "Rain"
    assert not article.repairs


def test_tabs_by_suffix(tmp_path):
    (article,) = read(tmp_path, "a,b,c\ttext\n1\tIt rained.\n", "a.tsv")
    assert article.document.facts == {"a,b,c": "1"}


def test_mapped_columns(tmp_path):
    raw = "story,head\nIt rained.,Rain\n"
    (article,) = read(tmp_path, raw, columns={"text": "story", "title": "head"})
    assert (article.document.text, article.document.title) == ("It rained.", "Rain")
    (skipped,) = read(tmp_path, raw, columns={"text": "body"})
    assert skipped.reason == 'There is no column "body"; the first row has: story, head.'
    (skipped,) = read(tmp_path, raw)
    assert "--map text=COLUMN" in skipped.reason


def test_rows_that_are_no_articles(tmp_path):
    results = read(tmp_path, "text,title\nA,b,c\n,Rain\n\n,,\nLast.\n")
    assert [getattr(result, "path", None) for result in results] == ["a.csv:2", "a.csv:3", None]
    assert "3 fields" in results[0].reason
    assert isinstance(results[1], Skipped)
    assert results[2].document.text == "Last."


def test_encodings(tmp_path):
    late = "text\n" + f"{'It rained. ' * 400}\n" * 100
    results = read(tmp_path, late.encode() + "Łódź jest mokra.\n".encode("cp1250"))
    assert results[-1].repairs.count("encoding-guessed") == 1
    (article,) = read(tmp_path, "text\nŁódź\n".encode("cp1250"), encoding="cp1250")
    assert article.document.text == "Łódź"
    (article,) = read(tmp_path, "text\nŁódź\n".encode("utf-16"))
    assert article.document.text == "Łódź"


def test_hostile_tables(tmp_path):
    assert isinstance(read(tmp_path, b"")[0], Skipped)
    (spreadsheet,) = read(tmp_path, b"PK\x03\x04" + bytes(200))
    assert spreadsheet.reason == "The file is binary, not text."
    no_line_end = read(tmp_path, b"text\n" + b"x" * ((20 << 20) + 5))
    assert "longer than 20 MB" in no_line_end[0].reason
    (skipped,) = read(tmp_path, 'text\n"never closed' + " x" * 100)
    assert not isinstance(skipped, Skipped) or skipped.reason
    (article,) = read(tmp_path, "text\n" + "long " * 60_000 + "\n")
    assert len(article.document.text) >= 299_999
    (article,) = read(tmp_path, b"text\nIt\0 rained.\n")
    assert article.document.text == "It rained."


def test_progress_ends_with_the_file(tmp_path):
    told = []
    read(tmp_path, ROWS, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (len(ROWS), len(ROWS))
