"""The real article of the samples, where they are at hand."""

from pathlib import Path

import pytest

from annotator.ingest.reading import read_paths

SAMPLE = Path(__file__).parents[3].parent / "shared" / "samples" / "article" / "us-japan-chips.txt"

pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="the samples are not here")


def test_the_saved_page_comes_out_whole_and_in_its_zones():
    (article,) = read_paths([SAMPLE])
    document = article.document
    assert len(document.text) == 5363
    assert document.text == SAMPLE.read_bytes().decode("utf-8")
    pieces = [(zone.kind.value, document.text[zone.start : zone.end]) for zone in document.zones]
    assert "".join(piece for _, piece in pieces) == document.text
    assert [kind for kind, _ in pieces] == [
        *["navigation", "headline", "standfirst", "caption", "body", "related", "body"],
        *["crosshead", "body", "crosshead", "body", "credit", "related", "biography", "related"],
    ]
    by_place = [piece.strip() for _, piece in pieces]
    assert by_place[0] == "Type to search"
    assert by_place[3].count("\n") == 1
    assert by_place[3].endswith("Photo: Reuters")
    assert by_place[5].startswith("Also on AF: ")
    assert "\n" not in by_place[5]
    assert by_place[11].startswith("• Reuters with")
    assert len([line for line in by_place[12].split("\n") if line.strip()]) == 4
    assert len(by_place[13].split("\n")) == 3
    assert by_place[14].startswith("AF ")
    assert document.facts == {"title": by_place[1]}
    assert article.provenance.name == SAMPLE.name
    assert not article.repairs
