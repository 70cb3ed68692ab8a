"""The form of a postcode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.postcodes import is_postcode, normalise_postcode


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("NW4 4BG", "NW4 4BG"),
        ("nw44bg", "NW4 4BG"),
        ("  n w 4 - 4 b g. ", "NW4 4BG"),
        ("(EC1A\t1BB)", "EC1A 1BB"),
        ("W1A\u00a01AA", "W1A 1AA"),
        ("sw1a\u20111aa", "SW1A 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("GIR 0AA", "GIR 0AA"),
    ],
)
def test_a_postcode_is_read_however_it_is_spaced(text: str, normal: str) -> None:
    assert normalise_postcode(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "NW4", "NW4 4B", "NW4 4BGG", "4BG NW4", "QA1 1AA", "NW4 4CG", "NW4 4BK"),
        *("1W4 4BG", "ZZ99 9ZZ", "EN5 4BE x", "NW4\n4BG; DROP", "Barnet"),
        *("\uff2e\uff374 4BG", "NW\u0664 4BG", "\U0001d40dW4 4BG", "\u017fW1A 1AA"),
    ],
)
def test_what_is_no_postcode_is_refused_with_a_sentence(text: str) -> None:
    assert not is_postcode(text)
    with pytest.raises(ValueError, match="Enter a full UK postcode"):
        normalise_postcode(text)


@given(st.text(max_size=12))
def test_normalising_twice_changes_nothing(text: str) -> None:
    if is_postcode(text):
        assert normalise_postcode(normalise_postcode(text)) == normalise_postcode(text)
