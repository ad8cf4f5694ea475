"""Input made to break readers: a clear reason or a sound article, never a crash."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.corpora import Skipped
from annotator.ingest.json_lines import LARGEST
from annotator.ingest.reading import read_paths

SUFFIXES = [".txt", ".md", ".html", ".jsonl"]


def one(tmp_path, name, raw):
    path = tmp_path / name
    path.write_bytes(raw)
    return list(read_paths([path]))


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("pdf.txt", b"%PDF-1.7\n%\xe2\xe3 obj", "binary"),
        ("bytes.txt", bytes(range(256)) * 20, "binary"),
        ("zip.html", b"PK\x03\x04 xx", "binary"),
        ("blank.txt", b" \n\t ", "empty"),
        ("blank.md", b"---\ntitle: x\n---\n", "no text"),
        ("nbsp.txt", "\u00a0\n".encode(), "no text"),
        ("deep.html", b"<div>" * 100_000 + b"x", "no text"),
        ("deep.jsonl", b'{"text": ' + b"[" * 100_000, "nested too deeply"),
        ("empty.jsonl", b"", "empty"),
    ],
)
def test_skipped_with_a_reason(tmp_path, name, raw, reason):
    (skipped,) = one(tmp_path, name, raw)
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason


def test_a_line_of_fifty_megabytes_is_passed_over(tmp_path):
    huge = b'{"text": "' + b"a " * (25 << 20) + b'"}\n'
    skipped, article = one(tmp_path, "huge.jsonl", huge + b'{"text": "Fine."}\n')
    assert skipped.path == "huge.jsonl:1"
    assert "longer than 20 MB" in skipped.reason
    assert article.document.text == "Fine."
    (skipped,) = one(tmp_path, "huge.txt", b"a " * (25 << 20))
    assert "Larger than 20 MB" in skipped.reason


def test_a_long_line_below_the_limit_is_an_article(tmp_path):
    (article,) = one(tmp_path, "long.txt", b"word " * (LARGEST // 10))
    assert len(article.document.zones) == 1


def test_entity_bombs_and_outside_entities_are_not_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    page = f"""<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "boomboom">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "{secret.as_uri()}">]>
<html><body><p>It rained &b; all day &x; long.</p></body></html>"""
    (article,) = one(tmp_path, "bomb.xhtml", page.encode())
    assert "boomboom" not in article.document.text
    assert "SECRET" not in article.document.text
    assert article.document.text.startswith("It rained")


def test_nul_in_a_page_and_in_text(tmp_path):
    for name, raw in (
        ("a.html", b"<p>It \0rained all day.</p>"),
        ("a.txt", b"It \0rained all day."),
    ):
        (article,) = one(tmp_path, name, raw)
        assert article.document.text == "It rained all day."
        assert article.repairs.count("nul") == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(SUFFIXES),
    st.one_of(
        st.binary(max_size=200),
        st.text(st.sampled_from("<>/pah1=\"' \n#*_[]()!-`|&;:{}é\u2028😀"), max_size=80).map(
            str.encode
        ),
    ),
)
def test_any_bytes_end_in_articles_or_reasons(tmp_path, suffix, raw):
    for result in one(tmp_path, "any" + suffix, raw):
        if isinstance(result, Skipped):
            assert result.reason.endswith(".")
        else:
            document = result.document
            document.text.encode("utf-8")
            assert not {"\r", "\0"} & set(document.text)
            assert document.zones[0].start == 0
            assert document.zones[-1].end == len(document.text)
