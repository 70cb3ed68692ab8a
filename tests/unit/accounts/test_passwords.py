"""What a new password must be: long, and not one of those that everybody tries first."""

from __future__ import annotations

import pytest

from payback.accounts.rules import password_fault

READABLE = "Choose another password: everybody can read this one on demonstrations"
GUESSABLE = "Choose a password that is harder to guess, such as three random words"


def fault(password: str) -> str | None:
    return password_fault(password, email="rosa.example@example.org", name="Rosa Example")


@pytest.mark.parametrize(
    "password",
    [
        "Password12345",
        "P@ssw0rd12345",
        "passwordpassword",
        "Qwertyuiop123",
        "123456789012345",
        "London123456",
        "Liverpool1234",
        "summer2026summer",
        "administrator1",
        "iloveyou2020!",
        "rosaexample2026",
        "rosa.example@example.org",
        "CommunityPayback1",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "x" * 200,
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert fault(password) == GUESSABLE


@pytest.mark.parametrize(
    "password",
    ["violet harbour ninety", "kJ8$hq2LpZ0w", "correct horse battery", "Ünïcode Füße Käse 9"],
)
def test_words_by_chance_and_random_characters_are_taken(password: str) -> None:
    assert fault(password) is None


def test_a_short_or_endless_password_is_refused_with_its_length() -> None:
    assert fault("kJ8$hq2LpZ0") == "Password must be at least 12 characters"
    assert fault("violet harbour " * 20) == "Password must be 200 characters or fewer"


@pytest.mark.parametrize(
    "password",
    [
        "orchard lantern seven",
        "Orchard  Lantern\tSeven",
        "orchardlanternseven",
        "orchard-lantern-seven",
        "orchard_lantern_seven!",
        "orchard lantern seven1",
        "2026 orchard lantern sevenths",
        "\uff4f\uff52\uff43\uff48\uff41\uff52\uff44 lantern seven",
        "orchard\u200blantern\u200bseven",
    ],
)
def test_no_spelling_of_the_demonstrations_password_is_taken(password: str) -> None:
    assert fault(password) == READABLE
