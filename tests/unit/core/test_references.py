"""References for people and secrets for addresses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from payback.core.references import (
    hash_secret,
    new_reference,
    new_secret,
    normalise_reference,
    secret_matches,
)


def test_a_reference_survives_how_people_type_it() -> None:
    reference = new_reference("CP")
    assert normalise_reference(f"  {reference.lower().replace('-', ' ')} ") == reference


@given(st.text())
def test_any_typed_reference_is_read_without_a_fault(text: str) -> None:
    assert isinstance(normalise_reference(text), str)


@given(st.text())
def test_only_the_secret_itself_matches_its_hash(text: str) -> None:
    secret = new_secret()
    assert secret_matches(secret, hash_secret(secret))
    assert not secret_matches(text, hash_secret(secret))
    assert secret not in hash_secret(secret)
