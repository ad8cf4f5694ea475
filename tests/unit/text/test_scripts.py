import unicodedata

import pytest

from annotator.store.search import spaced
from annotator.text.scripts import may_be_unspaced, may_be_wide


@pytest.mark.parametrize("text", ["", "plain", "“Łódź” – ça… №5 → ½", "Ελλάδα Привет عربي עברית"])
def test_texts_of_scripts_with_spaces_are_told_at_once(text):
    assert not may_be_unspaced(text)
    assert not may_be_wide(text)
    assert spaced(text) is text


@pytest.mark.parametrize("text", ["a 日", "กรุง", "か", "서울", "𠀀", "ລາວ", "မြန်မာ", "ខ្មែរ"])
def test_no_unspaced_script_is_missed(text):
    assert may_be_unspaced(text)
    assert may_be_wide(text)


def test_every_wide_character_and_every_one_that_the_search_parts_is_told():
    for point in range(0x80, 0x30000):
        one = chr(point)
        if unicodedata.category(one) == "Cs":
            continue
        if 0x1100 <= point < 0xFF61 and unicodedata.east_asian_width(one) in "WF":
            assert may_be_wide(one) or 0x2000 <= point < 0x2E80, hex(point)
        if spaced(f"a{one}") != f"a{one}":
            assert may_be_unspaced(one), hex(point)
