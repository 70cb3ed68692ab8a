"""What a coordinator does: decide, keep projects and people, plan and publish."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from payback.core import clock
from payback.nominations.models import Criterion

if TYPE_CHECKING:
    from tests.support.browser import Visitor

PLANNING_SECONDS = 10
PATIENCE_MS = 180_000
EVERY_SLOT = [str(number) for number in range(21)]


def approve(coordinator: Visitor, title: str) -> None:
    """Judge the four criteria of a nomination and approve it."""
    coordinator.look("inbox")
    coordinator.follow(title)
    coordinator.look("nomination")
    coordinator.answer({f"verdict_{each.name}": "met" for each in Criterion})
    coordinator.press("Save verdicts")
    coordinator.follow_button("Approve")
    coordinator.answer({"message": "Thank you. We will look at the place first."})
    coordinator.look("approve")
    coordinator.press("Approve and make a project")
    coordinator.look("approved")


def complete_project(coordinator: Visitor, title: str) -> None:
    """Say what the project needs, when it opens, and let it run."""
    coordinator.page.locator("main a", has_text=title).first.click()
    coordinator.page.wait_for_url("**/projects/*")
    coordinator.follow_button("Change the project")
    coordinator.answer({"places": 6, "min_people": 2, "length": "long", "needed_hours": 120})
    coordinator.answer_date("risk_assessed_until", clock.today() + timedelta(days=200))
    coordinator.look("project-form")
    coordinator.press("Save project")
    coordinator.press("Mark as ready")
    coordinator.press("Start running")
    coordinator.follow_button("Add an opening pattern")
    coordinator.answer({"weekdays": ["0", "2", "4", "5"], "frequency": "weekly"})
    coordinator.look("opening-pattern")
    coordinator.press("Save pattern")
    coordinator.look("project")


def create_sessions(coordinator: Visitor, title: str) -> None:
    """Preview and create two weeks of sessions of a project."""
    coordinator.follow("Sessions")
    coordinator.follow_button("Create sessions")
    choices = coordinator.page.locator('select[name="what"] option').all_inner_texts()
    label = next(choice for choice in choices if title in choice)
    coordinator.page.locator('select[name="what"]').select_option(label=label)
    coordinator.answer({"weeks": 2})
    coordinator.answer_date("from_on", next_monday())
    coordinator.press("Preview")
    coordinator.look("sessions-preview")
    create = coordinator.page.get_by_role("button", name=re.compile(r"^Create \d+ sessions$"))
    coordinator.press(create.inner_text())
    coordinator.look("sessions-created")


def add_person(coordinator: Visitor) -> None:
    """Add a person on probation with 100 hours to work, free on every day."""
    coordinator.follow("People")
    coordinator.look("people")
    coordinator.follow_button("Add a person")
    coordinator.answer(
        {"crn": "X777001", "given_name": "Robin", "family_name": "Example", "sex": "female"}
    )
    coordinator.answer({"home": "NW4 4BG"})
    coordinator.answer_date("date_of_birth", clock.today() - timedelta(days=10_000))
    coordinator.look("person-form")
    coordinator.press("Save person")
    coordinator.answer(
        {"order_type": "community order", "ordered_minutes-hours": 100, "event_number": 1}
    )
    coordinator.answer_date("sentenced_on", clock.today() - timedelta(days=30))
    coordinator.look("requirement-form")
    coordinator.press("Save requirement")
    coordinator.follow("Change the usual week")
    coordinator.answer({"slots": EVERY_SLOT})
    coordinator.look("availability")
    coordinator.press("Save availability")
    assert "100 hours" in coordinator.words
    coordinator.look("person")


def add_supervisor(coordinator: Visitor) -> None:
    """Add a supervisor who can work on any day."""
    coordinator.follow("Supervisors")
    coordinator.look("supervisors")
    coordinator.follow_button("Add a supervisor")
    coordinator.answer({"name": "Sasha Newcomer", "sex": "female", "home": "NW4 4BG"})
    coordinator.page.locator('select[name="area"]').select_option(label="Barnet")
    coordinator.answer({"weekly_minutes-hours": 37, "slots": EVERY_SLOT})
    coordinator.look("supervisor-form")
    coordinator.press("Save supervisor")
    coordinator.look("supervisor")


def plan_next_week(coordinator: Visitor) -> None:
    """Let the optimiser plan next week, watch it, and read the draft."""
    coordinator.follow("Rotas")
    coordinator.follow_button("Plan weeks")
    coordinator.answer({"first_on": next_monday().isoformat(), "seconds": PLANNING_SECONDS})
    coordinator.look("plan-form")
    coordinator.press("Start planning")
    coordinator.look("planning")
    coordinator.page.get_by_text("Rotas of this plan").wait_for(timeout=PATIENCE_MS)
    coordinator.page.get_by_text("Plan again").wait_for(timeout=PATIENCE_MS)
    coordinator.look("planned")
    coordinator.page.locator("main table a").first.click()
    coordinator.page.get_by_text("People with work").wait_for()
    coordinator.look("draft-rota")


def ask_why(coordinator: Visitor) -> None:
    """From the draft, read why somebody is placed, and what can be insisted on; then go back."""
    draft = coordinator.page.url
    coordinator.page.get_by_text("Who is booked").first.click()
    coordinator.page.locator(".payback-card details a").first.click()
    assert "What the booking earns" in coordinator.words
    coordinator.look("why")
    coordinator.follow("Insist on this booking")
    coordinator.look("insist")
    coordinator.page.goto(draft)


def ask_what_if(coordinator: Visitor) -> None:
    """From the draft, see what would follow if its Tuesday were lost; then go back."""
    draft = coordinator.page.url
    coordinator.follow_button("What if")
    lost = coordinator.page.locator("#what option", has_text="No work is possible on Tue").first
    coordinator.answer({"what": lost.get_attribute("value")})
    coordinator.press("See what would follow")
    coordinator.look("what-if-asked")
    answer = coordinator.page.get_by_text("would become").first
    answer.wait_for(state="attached", timeout=PATIENCE_MS)
    coordinator.look("what-if")
    coordinator.page.goto(draft)


def publish(coordinator: Visitor, title: str) -> bool:
    """Publish the draft that is being read; return whether it opens a project."""
    coordinator.follow_button("Publish")
    coordinator.look("publish")
    lacking = coordinator.page.get_by_label("Why do you publish it all the same?")
    if lacking.count():
        lacking.fill("Agreed with the team")
    coordinator.press("Publish the rota")
    assert "Published" in coordinator.words
    coordinator.look("published-rota")
    return coordinator.page.locator(".payback-card h3", has_text=title).count() > 0


def session_to_record(coordinator: Visitor) -> tuple[str, str]:
    """Return the project and a supervisor of the latest session whose attendance is missing."""
    coordinator.follow("Sessions")
    coordinator.look("week")
    coordinator.follow("Attendance")
    coordinator.look("missing-outcomes")
    row = coordinator.page.locator("main tbody tr").last
    project = row.locator("a").inner_text().strip()
    name = row.locator("td").last.inner_text().split(",")[0].strip()
    with coordinator.page.expect_navigation():
        row.locator("a").click()
    coordinator.look("session-to-record")
    return project, name


def next_monday() -> date:
    """Return the first day of next week."""
    today = clock.today()
    return today + timedelta(days=7 - today.weekday())
