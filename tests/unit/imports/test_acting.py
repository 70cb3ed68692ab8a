"""In whose name a job acts that somebody asked for earlier."""

from __future__ import annotations

import json

from payback.core.access import Actor, Permission
from payback.imports.models import FileImport, written

SOMEBODY = Actor(
    name="manager",
    account_id=7,
    permissions=frozenset({Permission.IMPORT_FIGURES, Permission.OWN_ACCOUNT}),
    area_ids=frozenset({3, 5}),
    source="192.0.2.9",
)


def test_who_confirmed_is_who_acts() -> None:
    assert FileImport(account_id=7, acts_as=written(SOMEBODY)).actor == SOMEBODY


def test_a_right_that_a_newer_version_does_not_know_is_none() -> None:
    kept = json.loads(written(SOMEBODY))
    kept["permissions"].append("GONE")
    assert FileImport(account_id=7, acts_as=json.dumps(kept)).actor == SOMEBODY
