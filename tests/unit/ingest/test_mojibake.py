"""Wrongly decoded characters are proposed to people, never changed."""

import pytest

from annotator.ingest.mojibake import find_mojibake
from annotator.ingest.reading import read_paths


@pytest.mark.parametrize("text", ["Décès à Orléans", "“Don’t” – he said…", "Łódź 上海 😀 прямо"])
def test_what_was_read_wrongly_is_mended_in_the_proposal(text):
    wrong = text.encode("utf-8").decode("cp1252", "replace")
    if "\ufffd" in wrong:
        wrong = text.encode("utf-8").decode("latin-1")
    found = list(find_mojibake(wrong))
    assert found
    assert all(" → " in proposal for _, proposal in found)


def test_sound_texts_have_none():
    for text in (
        "Décès à Orléans",
        "São Tiberio’s €3 million – Ã",
        "Ângela",
        "AMANHÃ… É”",
        "plain",
        "上海",
    ):
        assert list(find_mojibake(text)) == []


def test_it_is_reported_with_place_and_proposal(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Two DÃ©cÃ¨s today.", encoding="utf-8")
    (article,) = read_paths([path])
    assert article.document.text == "Two DÃ©cÃ¨s today."
    assert article.repairs.count("mojibake") == 2
    example = article.repairs.as_json()[0]["examples"][0]
    assert (example["offset"], example["text"]) == (5, "DÃ©cÃ¨s → DécÃ¨s")
