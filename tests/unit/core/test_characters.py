"""What nobody can see is taken out of a text; what some scripts need stays."""

from __future__ import annotations

import pytest

from payback.core.characters import as_email, printable
from payback.core.forms.typed import clean

INVISIBLE = (
    "\u200b",
    "\u2060",
    "\u00ad",
    "\u202e",
    "\u3164",
    "\u200d",
    "\u200c",
    "\u2800",
    "\ufe0f",
)


@pytest.mark.parametrize("sign", INVISIBLE)
@pytest.mark.parametrize("text", ["{}", "{0}{0}", " {} ", "{0} {0}\n{0}", "\u200b{}\u00a0"])
def test_a_text_that_nobody_can_see_is_empty(text: str, sign: str) -> None:
    assert clean(text.format(sign)) == ""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\u202eevil", "evil"),
        ("Ro\u200bsa", "Rosa"),
        ("hedge\u00adhog", "hedgehog"),
        ("\u2066Rosa\u2069", "Rosa"),
        ("\u200dRosa\u200c \u200dExample", "Rosa Example"),
        ("Rosa\U000e0041", "Rosa"),
    ],
)
def test_format_characters_go(typed: str, shown: str) -> None:
    assert printable(typed) == shown


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0d28\u0d4d\u200d\u0d31\u0d46",
        "\U0001f469\u200d\U0001f33e",
        "\u2764\ufe0f",
        "\u06011443",
        "\ud55c\uae00",
        "line\n\tnext",
        "Zo\u00eb O\u2019Neill",
    ],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert printable(text) == text


def test_an_address_has_one_spelling_whatever_is_hidden_in_it() -> None:
    assert as_email("Ro\u200bsa@\u2060example.org\u00ad") == "rosa@example.org"
