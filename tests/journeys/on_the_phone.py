"""A supervisor with a phone: their session of today, what they do on the page, what is stored."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.core import clock
from payback.core.access import COMMAND_LINE, Role
from payback.core.db import Database
from payback.diary.models import Appointment, SessionState
from payback.people.models import LedgerEntry
from tests.support.builders import (
    PASSWORD,
    a_duty,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_account,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page

    from tests.support.browser import Visitor
    from tests.support.running import RunningService

PAGE = "/my/phone"
COMPLIED = {"outcome": "ATTC", "work_quality": "good", "behaviour": "good"}
_letters = itertools.count()


@dataclass(frozen=True)
class Shift:
    """A session of today with two people, and the address by which its supervisor signs in."""

    service: RunningService
    email: str
    project: str
    people: tuple[str, str]
    appointment_ids: tuple[int, int]

    def stored(self, number: int = 0) -> Appointment:
        """Return an appointment as the service has it."""
        with _database(self.service).reading() as db:
            return db.get_one(Appointment, self.appointment_ids[number])

    def credits(self, number: int = 0) -> list[int]:
        """Return what the ledger has of an appointment."""
        mine = LedgerEntry.appointment_id == self.appointment_ids[number]
        with _database(self.service).reading() as db:
            return list(
                db.scalars(select(LedgerEntry.minutes).where(mine).order_by(LedgerEntry.id))
            )


def a_shift(service: RunningService) -> Shift:
    """Give a new supervisor a session of today; by the service's clock it is over."""
    name = f"Grove {next(_letters)}"
    with _database(service).transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.SUPERVISOR, areas=[an_area(db)])
        project = a_project(db, name=name, code=name)
        session = a_session(db, project, on=clock.today(), state=SessionState.OPEN)
        a_duty(db, session, a_supervisor(db, account_id=account.id))
        people = [a_person(db, given_name=each, family_name=name) for each in ("Ann", "Ben")]
        booked = [
            an_appointment(db, session, a_requirement(db, person_id=each.id)) for each in people
        ]
        names, ids = [each.listed_name for each in people], [each.id for each in booked]
    return Shift(service, account.email, name, (names[0], names[1]), (ids[0], ids[1]))


def _database(service: RunningService) -> Database:
    return Database(f"sqlite:///{service.folder / 'payback.sqlite'}")


def open_with_lists(supervisor: Visitor, shift: Shift) -> Page:
    """Sign in, open the page and wait until it works without signal."""
    supervisor.sign_in(shift.email, PASSWORD)
    supervisor.open(PAGE)
    card(supervisor.page, shift.project).locator("a").wait_for()
    supervisor.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return supervisor.page


def record(
    page: Page, shift: Shift, number: int = 0, answers: Mapping[str, str] = COMPLIED
) -> None:
    """Answer the form for a person and save it on the phone."""
    page.goto(page.url.partition("#")[0] + f"#/person/{shift.appointment_ids[number]}")
    form = page.locator("#phone-form")
    form.wait_for()
    for name, value in answers.items():
        box = form.locator(f'[name="{name}"]')
        if name == "outcome":
            form.locator(f'[name="outcome"][value="{value}"]').check()
        elif name in ("work_quality", "behaviour"):
            box.select_option(value)
        else:
            box.fill(value)
    form.get_by_role("button", name="Save on this phone").click()
    form.wait_for(state="hidden")


def card(page: Page, words: str) -> Locator:
    """Return the card that shows words."""
    return page.locator(".payback-touch", has_text=words)


def says(page: Page, words: str) -> None:
    """Wait until the page's own line says something."""
    page.locator("#phone-status", has_text=words).wait_for()


def shows(page: Page, words: str) -> None:
    """Wait until the screen shows something."""
    page.locator("#phone-screen", has_text=words).wait_for()


def counts(page: Page, number: int) -> None:
    """Wait until the page counts so many records as not sent."""
    page.locator("#phone-count", has_text=f"{number} not sent").wait_for(state="attached")
