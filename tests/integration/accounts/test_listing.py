"""Accounts are found by part of a name or of an e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from payback.core.access import COMMAND_LINE, Role
from tests.support.builders import an_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.support.client import Client


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ann", ["Ann Lee", "Joanna Day"]),
        ("  LEE ", ["Ann Lee"]),
        ("days@", ["Joanna Day"]),
        ("%", []),
        ("nobody", []),
    ],
)
def test_part_of_a_name_or_an_address_finds_an_account(
    signed_in: Callable[[Role], Client], database: Database, words: str, found: list[str]
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        an_account(db, Role.PARTNER, name="Ann Lee", email="first@example.org")
        an_account(db, Role.PARTNER, name="Joanna Day", email="days@example.org")
    administrator = signed_in(Role.ADMINISTRATOR)
    response = administrator.get("/accounts", query_string={"q": words})
    assert response.status_code == 200
    rows = administrator.page.select("tbody th")
    assert [each.get_text(strip=True) for each in rows] == found
    assert ("Nobody matches. Change or clear the search." in administrator.words) is (not found)
