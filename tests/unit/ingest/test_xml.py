"""XML: what it is, and what it must not do."""

import pytest

from annotator.domain.corpora import Skipped
from annotator.ingest.reading import read_paths
from annotator.ingest.xml import parsed_xml, root_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "<?xml version='1.0'?>\n<!-- <a> -->\n<!DOCTYPE x [<!ENTITY a 'b'>]>\n<n:NewsML x='1'>",
            "newsml",
        ),
        ("\ufeff  <rss>", "rss"),
        ("no xml", ""),
        ("", ""),
    ],
)
def test_the_root_is_found_behind_the_prolog(text, name):
    assert root_name(text) == name


def read(tmp_path, text, name="a.xml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read_paths([path]))


def test_each_kind_finds_its_reader(tmp_path):
    nitf = "<nitf><body><p>It rained.</p></body></nitf>"
    for name in ("a.xml", "a.nitf", "a.newsml", "a.rss"):
        (article,) = read(tmp_path, nitf, name)
        assert article.provenance.reader == "nitf"
    (article,) = read(tmp_path, "<?xml version='1.0'?>" + nitf, "a.txt")
    assert article.provenance.reader == "nitf"
    page = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>"
    page += "<p>It rained.</p></body></html>"
    (article,) = read(tmp_path, page)
    assert article.provenance.reader == "html"
    (skipped,) = read(tmp_path, "<svg/>")
    assert skipped == Skipped("a.xml", "No reader for XML whose root element is svg.")
    (skipped,) = read(tmp_path, "<nitf><p></nitf>")
    assert "well-formed" in skipped.reason


def test_no_entity_is_expanded_and_no_file_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    external = f"""<!DOCTYPE nitf [<!ENTITY x SYSTEM "{secret.as_uri()}">]>
    <nitf><body><p>It rained &x; today.</p></body></nitf>"""
    (article,) = read(tmp_path, external)
    assert "SECRET" not in article.document.text
    assert "It rained" in article.document.text
    assert "today." in article.document.text
    laughs = "<!DOCTYPE nitf [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
    )
    results = read(tmp_path, laughs + "]><nitf><body><p>&j;</p></body></nitf>")
    assert all(isinstance(r, Skipped) or len(r.document.text) < 1000 for r in results)


def test_deep_and_odd_xml(tmp_path):
    deep = "<nitf><body>" + "<block>" * 5000 + "x" + "</block>" * 5000 + "</body></nitf>"
    assert len(read(tmp_path, deep)) == 1
    assert len(read(tmp_path, "<nitf><body><p>caf&eacute; &unknown; x</p></body></nitf>")) == 1
    assert parsed_xml("") is None
    (article,) = read(tmp_path, "<nitf><body><p>caf&eacute; &amp; &lt;</p></body></nitf>")
    assert article.document.text == "café & <"
