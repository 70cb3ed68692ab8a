"""The whole way through on the running service, as five people: nominate to report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from payback.core import clock
from payback.demonstration.accounts import PASSWORD
from tests.journeys import coordinators, managers, residents, supervisors
from tests.journeys.calendar_client import sessions_in
from tests.support.browser import PHONE
from tests.support.nominating import ANSWERS
from tests.support.sign_ins import EMAILS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.browser import Visitor
    from tests.support.running import RunningService

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WORK = str(ANSWERS["work"]["title"])


def test_the_whole_way_through(
    visitor: Callable[..., Visitor], service: RunningService, tmp_path: Path
) -> None:
    resident, coordinator = visitor("1-resident"), visitor("2-coordinator")
    manager, administrator = visitor("4-manager"), visitor("5-administrator")

    tracking = residents.nominate(resident)
    coordinator.sign_in(EMAILS["coordinator"], PASSWORD)
    coordinators.approve(coordinator, WORK)
    assert "Approved" in residents.state_seen(resident, tracking, "approved")
    coordinators.complete_project(coordinator, WORK)
    coordinators.create_sessions(coordinator, WORK)
    coordinators.add_person(coordinator)
    coordinators.add_supervisor(coordinator)
    coordinators.plan_next_week(coordinator)
    coordinators.ask_why(coordinator)
    coordinators.ask_what_if(coordinator)
    opens = coordinators.publish(coordinator, WORK)
    project, leader = coordinators.session_to_record(coordinator)

    supervisor = visitor("3-supervisor", size=PHONE)
    supervisor.sign_in(service.email_of(leader), PASSWORD)
    address = supervisors.make_calendar_address(supervisor)
    shown = sessions_in(address, tmp_path, first=str(clock.today() - timedelta(days=14)))
    assert any(project in line for line in shown)

    manager.sign_in(EMAILS["manager"], PASSWORD)
    before = managers.hours_at(manager, project, "hours-before")
    credited = supervisors.record_attendance(supervisor, project)
    assert managers.hours_at(manager, project, "hours-after") == pytest.approx(before + credited)
    assert "85.84%" in managers.published_quarters(manager)

    administrator.sign_in(EMAILS["administrator"], PASSWORD)
    administrator.open("/audit")
    administrator.look("audit-trail")
    seen = residents.state_seen(resident, tracking, "work-planned")
    assert ("Work starts on" in seen) is opens, "the resident reads what the rota says"
