"""How long after a session its supervisor sees who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from payback.attendance.rules import LOOKS_BACK_DAYS
from payback.core.access import Role
from tests.support.builders import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client


@pytest.mark.parametrize(("day", "status"), [("2027-01-08", 200), ("2027-01-09", 404)])
def test_a_supervisor_sees_the_people_of_a_session_for_forty_five_days(
    app: Flask, scene: Scene, signed_in: Callable[[Role], Client], day: str, status: int
) -> None:
    assert LOOKS_BACK_DAYS == 45
    with time_machine.travel(f"{day}T12:00:00Z", tick=False):
        supervisor = app.test_client()
        supervisor.sign_in(scene.email, PASSWORD)  # type: ignore[attr-defined]
        coordinator = signed_in(Role.COORDINATOR)
        pages = [
            f"/sessions/{scene.session.id}/attendance",
            f"/sessions/{scene.session.id}/attendance/everyone",
            f"/appointments/{scene.appointments[0].id}/outcome",
        ]
        for page in pages:
            assert supervisor.get(page).status_code == status
            assert coordinator.get(page).status_code == 200
