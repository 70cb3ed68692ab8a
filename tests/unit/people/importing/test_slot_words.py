"""A week's availability in words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.people.availability import slot_bit
from payback.people.importing.slot_words import slots_of, words_of
from payback.people.models import ALL_SLOTS


@given(st.integers(0, ALL_SLOTS))
def test_words_and_characters_mean_the_slots_that_they_were_written_from(slots: int) -> None:
    assert slots_of(words_of(slots)) == slots
    assert slots_of("".join("1" if slots >> bit & 1 else "0" for bit in range(21))) == slots


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Mon am", slot_bit(0, 0)),
        ("monday Morning; TUES pm", slot_bit(0, 0) | slot_bit(1, 1)),
        ("Sat", slot_bit(5, 0) | slot_bit(5, 1) | slot_bit(5, 2)),
        ("Tue-Thu eve", slot_bit(1, 2) | slot_bit(2, 2) | slot_bit(3, 2)),
        ("sat to mon am", slot_bit(5, 0) | slot_bit(6, 0) | slot_bit(0, 0)),
        ("all", ALL_SLOTS),
        ("none", 0),
        ("y" * 3 + "n" * 18, 0b111),
    ],
)
def test_words_as_people_write_them(text: str, slots: int) -> None:
    assert slots_of(text) == slots


@pytest.mark.parametrize("text", ["Funday am", "Mon noon", "1010", "Mon am pm", "2" * 21, "x" * 20])
def test_what_is_not_understood_is_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="is not understood"):
        slots_of(text)


@given(st.text(max_size=60))
def test_no_text_does_harm(text: str) -> None:
    with suppress(ValueError):
        assert 0 <= slots_of(text) <= ALL_SLOTS
