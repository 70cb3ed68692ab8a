"""What a letter to an address that nobody has shown to be theirs may say."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from payback.config import resource_folder
from payback.notifications.letters import write_letter

LURE = "You must pay your fine at https://evil.example"
LETTERS = sorted(
    path.stem
    for path in (resource_folder("templates") / "email").glob("nomination_*.txt")
    if path.stem != "nomination_footer"
)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_repeats_nothing_that_a_stranger_typed(letter: str) -> None:
    typed = dict.fromkeys(
        ("contact_name", "organisation", "title", "description", "address", "phone"), LURE
    )
    nomination = SimpleNamespace(
        **typed, reference="CP-7K4M-2Q9X", decide_by=date(2026, 12, 4), email="a@example.org"
    )
    written = write_letter(
        letter,
        nomination=nomination,
        link="https://payback.example.org/nominations/CP-7K4M-2Q9X/secret",
        open=True,
        operator="The team",
        operator_email="team@example.org",
        operator_phone="",
        message="What staff wrote.",
        reason="What staff wrote.",
        items=[SimpleNamespace(question="What staff asked?")],
    )
    assert "fine" not in written.subject + written.body
    assert "CP-7K4M-2Q9X" in written.subject + written.body
