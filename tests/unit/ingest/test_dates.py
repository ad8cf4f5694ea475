"""Dates as articles write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ingest.dates import iso_date, without_dates


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2022-07-29", "2022-07-29"),
        ("2022-07-29T10:15:00Z", "2022-07-29T10:15:00+00:00"),
        ("Published: 29 July 2022", "2022-07-29"),
        ("July 29, 2022", "2022-07-29"),
        ("Fri 3rd Sept. 2021, 10:00", "2021-09-03"),
        ("Fri, 29 Jul 2022 08:00:00 +0200", "2022-07-29T08:00:00+02:00"),
        ("29/07/2022", None),
        ("31 February 2022", None),
        ("2022-13-45", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_dates(written, iso):
    assert iso_date(written) == iso


@given(st.text(max_size=40))
def test_no_text_breaks_it(written):
    iso_date(written)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Ann Bee | 7 February 2025", "Ann Bee"),
        ("Ann Bee and Carl Dee, March 3, 2021 at 10:30 am GMT", "Ann Bee and Carl Dee"),
        ("Ann Bee · Published 2021-03-03T10:00:00Z · Updated on 4 March 2021", "Ann Bee"),
        ("Ann-Marie Bee", "Ann-Marie Bee"),
        ("3 March 2021", ""),
    ],
)
def test_a_byline_without_its_dates(written, left):
    assert without_dates(written) == left
