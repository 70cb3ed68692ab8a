"""What a supervisor does, on a phone: carry the rota, record attendance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support.browser import PHONE

if TYPE_CHECKING:
    from tests.support.browser import Visitor

ON_PHONE = (PHONE,)


def make_calendar_address(supervisor: Visitor) -> str:
    """Make a secret address for a calendar and return it."""
    supervisor.look("my-sessions", sizes=ON_PHONE)
    supervisor.open("/my/calendar")
    supervisor.answer({"name": "My phone"})
    supervisor.look("my-calendar", sizes=ON_PHONE)
    supervisor.page.locator("main form button[type=submit]").first.click()
    supervisor.page.get_by_text("Copy this address now").wait_for()
    supervisor.look("calendar-address", sizes=ON_PHONE)
    return supervisor.page.locator("#address").input_value().strip()


def record_attendance(supervisor: Visitor, project: str) -> float:
    """Record that the first person of a session complied; return the hours credited."""
    supervisor.open("/my/sessions")
    waiting = supervisor.page.locator("main li", has_text="to record").filter(has_text=project)
    waiting.first.locator("a").click()
    supervisor.page.get_by_text("booked").first.wait_for()
    supervisor.look("attendance", sizes=ON_PHONE)
    person = supervisor.page.locator("main li.payback-touch").first
    name, before = person.locator("a").inner_text(), hours_left(person.inner_text())
    person.locator("a").click()
    supervisor.page.wait_for_url("**/outcome")
    supervisor.answer({"outcome": "ATTC", "work_quality": "good", "behaviour": "good"})
    supervisor.answer({"penalty_minutes": "30"})
    supervisor.look("outcome", sizes=ON_PHONE)
    supervisor.press("Continue")
    supervisor.look("check-outcome", sizes=ON_PHONE)
    supervisor.press("Save")
    supervisor.look("outcome-saved", sizes=ON_PHONE)
    after = hours_left(
        supervisor.page.locator("main li.payback-touch", has_text=name).first.inner_text()
    )
    assert after < before
    return before - after


def hours_left(words: str) -> float:
    """Return the hours of “12 hours 30 minutes remaining”."""
    if "All hours worked" in words:
        return 0.0
    line = next(line for line in words.splitlines() if "remaining" in line)
    hours, minutes = re.search(r"(\d+) hour", line), re.search(r"(\d+) minute", line)
    return int(hours[1] if hours else 0) + int(minutes[1] if minutes else 0) / 60
