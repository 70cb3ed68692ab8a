"""The sign-ins that are printed are the ones that exist, whatever was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.access import COMMAND_LINE, Role
from payback.demonstration.accounts import open_accounts, sign_ins
from tests.support.builders import an_account, an_area

if TYPE_CHECKING:
    from payback.core.db import Database


def test_the_first_sign_in_of_each_role_that_exists_is_shown(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        assert sign_ins(db) == []
        area = an_area(db)
        an_account(db, Role.SUPERVISOR, areas=[area], email="real@example.org")
        open_accounts(db, [area])
        for number in (1, 2):
            email = f"supervisor{number}.03@payback.example"
            an_account(db, Role.SUPERVISOR, areas=[area], email=email, demonstration=True)
        db.flush()
        assert sign_ins(db) == [
            ("administrator", "administrator@payback.example"),
            ("coordinator", "coordinator@payback.example"),
            ("supervisor", "supervisor1.03@payback.example"),
            ("manager", "manager@payback.example"),
            ("partner", "partner@payback.example"),
        ]
