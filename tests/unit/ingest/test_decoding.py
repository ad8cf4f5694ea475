"""Bytes to text."""

import codecs

import pytest

from annotator.domain.errors import UserError
from annotator.ingest.decoding import checked_encoding, decode, looks_binary

FRENCH = "Déjà vu à la carte : un été très chaud à Orléans, où l’élève était assis."
RUSSIAN = "Президент заявил в четверг, что правительство примет новые меры."


def test_utf8_is_no_guess_and_keeps_its_mark_for_the_report():
    decoded = decode(codecs.BOM_UTF8 + FRENCH.encode())
    assert (decoded.text, decoded.encoding, decoded.guessed) == ("\ufeff" + FRENCH, "utf-8", False)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_marks_of_wide_encodings(encoding):
    decoded = decode(FRENCH.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.guessed) == (FRENCH, encoding, False)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_encodings_without_a_mark_are_recognised(encoding):
    decoded = decode(FRENCH.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.guessed) == (FRENCH, encoding, True)


@pytest.mark.parametrize(("text", "encoding"), [(FRENCH, "cp1252"), (RUSSIAN, "cp1251")])
def test_old_code_pages_are_guessed(text, encoding):
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.guessed) == (text, encoding, True)


def test_a_named_encoding_is_taken_as_it_is():
    assert decode("Łódź".encode("cp1250"), encoding="windows-1250").text == "Łódź"


def test_a_named_encoding_that_does_not_fit_is_refused():
    with pytest.raises(UserError, match="not utf-8 at byte 3"):
        decode("caf\xe9".encode("latin-1"), encoding="utf-8")


@pytest.mark.parametrize("name", ["martian", "", "hex", "a\0b"])
def test_an_unknown_encoding_is_refused(name):
    with pytest.raises(UserError, match="no text encoding"):
        checked_encoding(name)


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="windows-1251">',
        "<META http-equiv=Content-Type content='text/html; charset=windows-1251'>",
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_markup_declares_its_encoding(declaration):
    page = f"<html>{declaration}<p>{RUSSIAN}</p></html>"
    decoded = decode(page.encode("cp1251"), markup=True)
    assert (decoded.text, decoded.encoding, decoded.guessed) == (page, "cp1251", False)


def test_a_false_declaration_does_not_spoil_utf8():
    page = f'<meta charset="iso-8859-1"><p>{FRENCH}</p>'
    assert decode(page.encode(), markup=True).text == page


def test_what_does_not_fit_is_counted():
    decoded = decode(codecs.BOM_UTF16_LE + "abc".encode("utf-16-le") + b"x")
    assert decoded.text.startswith("abc")
    assert decoded.replaced == 1


@pytest.mark.parametrize(
    ("raw", "binary"),
    [
        (b"%PDF-1.7 text", True),
        (bytes(range(256)), True),
        (b"\x89PNG\r\n", True),
        (b"one \0 slip in a text", False),
        (FRENCH.encode("utf-16"), False),
        (FRENCH.encode("utf-16-le"), False),
        (FRENCH.encode("cp1252"), False),
        (b"", False),
    ],
)
def test_binary_files_are_told_from_text(raw, binary):
    assert looks_binary(raw) is binary
