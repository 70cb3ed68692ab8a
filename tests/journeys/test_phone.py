"""The supervisor's phone without signal: nothing is lost or doubled, nobody else sees it."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from payback.core import clock
from payback.diary.models import Rating
from tests.journeys.on_the_phone import (
    COMPLIED,
    PAGE,
    a_shift,
    card,
    counts,
    open_with_lists,
    record,
    says,
    shows,
)
from tests.support.browser import ARGUMENTS, PHONE, Visitor, chromium
from tests.support.builders import PASSWORD
from tests.support.running import RunningService, clean_environment
from tests.support.shifting import in_the_evening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Route

    from tests.journeys.on_the_phone import Shift

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

EVERYTHING_HELD = """async () => {
  const opened = indexedDB.open('payback-phone')
  await new Promise((done) => { opened.onsuccess = done })
  const found = []
  for (const store of opened.result.objectStoreNames) {
    const asked = opened.result.transaction(store).objectStore(store).getAll()
    found.push(...await new Promise((done) => { asked.onsuccess = () => done(asked.result) }))
  }
  const text = (each) => each.data ? new TextDecoder('latin1').decode(each.data) : ''
  return found.map((each) => JSON.stringify(each) + text(each)).join('\\n')
}"""

SPOIL = """async () => {
  const opened = indexedDB.open('payback-phone')
  await new Promise((done) => { opened.onsuccess = done })
  const records = opened.result.transaction('records', 'readwrite').objectStore('records')
  const asked = records.getAll()
  await new Promise((done) => { asked.onsuccess = done })
  for (const record of asked.result) records.put({ ...record, data: new ArrayBuffer(40) })
}"""
FILL_UP = """async () => {
  const opened = indexedDB.open('filling')
  opened.onupgradeneeded = () => opened.result.createObjectStore('parts', { autoIncrement: true })
  await new Promise((done) => { opened.onsuccess = done })
  for (let size = 60_000; size > 100;) {
    const change = opened.result.transaction('parts', 'readwrite')
    change.objectStore('parts').add(crypto.getRandomValues(new Uint8Array(size)))
    const full = await new Promise((done) => {
      change.oncomplete = () => done('')
      change.onabort = () => done(change.error.name)
    })
    if (full && size < 1000) { opened.result.close(); return full }
    if (full) size /= 2
  }
}"""


@pytest.fixture(scope="module")
def service(
    browser: Browser,  # noqa: ARG001 - without a browser nothing is started
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningService]:
    """A service of these journeys' own: they add supervisors and sessions to it."""
    folder, evening = tmp_path_factory.mktemp("phone"), in_the_evening()
    environment = clean_environment(PAYBACK_DATA_DIR=str(folder), **evening)
    subprocess.run([sys.executable, "-m", "payback", "migrate"], env=environment, check=True)
    service = RunningService(folder, ("serve",), **evening)
    service.wait_until_well()
    yield service
    assert service.stop() == 0


@pytest.fixture
def shift(service: RunningService) -> Shift:
    return a_shift(service)


@pytest.fixture
def supervisor(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor("supervisor", size=PHONE)


def test_a_day_without_signal(supervisor: Visitor, shift: Shift) -> None:
    page = open_with_lists(supervisor, shift)
    says(page, "This page also works without signal.")
    supervisor.look("lists")
    supervisor.context.set_offline(True)
    page.reload()
    card(page, shift.project).locator("a").click()
    says(page, "No signal. What you record is kept on this phone.")
    supervisor.look("session")
    card(page, shift.people[0]).locator("a").click()
    page.get_by_role("button", name="Save on this phone").click()
    assert page.locator(":focus").inner_text().splitlines() == [
        "There is a problem",
        "Select what happened",
    ]
    supervisor.look("error")
    record(page, shift, 0, COMPLIED | {"penalty_minutes": "30"})
    record(page, shift, 1, {"outcome": "UACP", "notes": "Rang at noon"})
    counts(page, 2)
    page.reload()
    page.locator("#phone-count a").click()
    shows(page, "Waits for signal")
    supervisor.look("waiting")
    assert shift.stored().outcome_code is None

    supervisor.context.set_offline(False)
    says(page, "Sent 2 records.")
    counts(page, 0)
    assert (shift.stored().outcome_code, shift.credits()) == ("ATTC", [390])
    assert (shift.stored(1).outcome_code, shift.stored(1).notes) == ("UACP", "Rang at noon")
    page.goto(supervisor.address + PAGE)
    assert "All recorded" in card(page, shift.project).inner_text()


def test_everybody_at_once_and_then_the_exceptions(supervisor: Visitor, shift: Shift) -> None:
    page = open_with_lists(supervisor, shift)
    supervisor.context.set_offline(True)
    card(page, shift.project).locator("a").click()
    page.get_by_role("link", name="Record everyone who attended").click()
    page.get_by_label(shift.people[1]).uncheck()
    page.locator("[name=behaviour]").select_option("excellent")
    supervisor.look("everyone")
    page.get_by_role("button", name="Save on this phone").click()
    counts(page, 1)
    card(page, shift.people[1]).locator("a").click()
    page.locator('[name=outcome][value="UACP"]').check()
    page.locator("[name=notes]").fill("No word from him")
    page.wait_for_timeout(700)
    page.reload()
    page.get_by_text("What you had typed here is still here").wait_for()
    assert page.locator("[name=notes]").input_value() == "No word from him"
    page.get_by_role("button", name="Save on this phone").click()
    counts(page, 2)
    assert "No word" not in page.evaluate(EVERYTHING_HELD)
    supervisor.context.set_offline(False)
    says(page, "Sent 2 records.")
    both = [(each.outcome_code, each.behaviour) for each in (shift.stored(0), shift.stored(1))]
    assert both == [("ATTC", Rating.EXCELLENT), ("UACP", None)]
    assert shift.stored(1).notes == "No word from him"


def test_nothing_is_kept_or_sent_twice(supervisor: Visitor, shift: Shift) -> None:
    page = open_with_lists(supervisor, shift)
    supervisor.context.set_offline(True)
    page.goto(f"{supervisor.address}{PAGE}#/person/{shift.appointment_ids[0]}")
    page.locator('[name=outcome][value="ATTC"]').check()
    for name in ("work_quality", "behaviour"):
        page.locator(f"[name={name}]").select_option("good")
    page.get_by_role("button", name="Save on this phone").dblclick()
    page.locator("#phone-form").wait_for(state="hidden")
    counts(page, 1)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/outcome", lose_the_answer, times=1)
    with page.expect_event("requestfailed", lambda each: each.url.endswith("/outcome")):
        supervisor.context.set_offline(False)
    counts(page, 1)
    assert shift.credits() == [420]
    page.get_by_role("button", name="Send now").click()
    says(page, "This was saved before.")
    counts(page, 0)
    assert shift.credits() == [420]


def test_two_phones_see_both_sides(visitor: Callable[..., Visitor], shift: Shift) -> None:
    first, second = visitor("first", size=PHONE), visitor("second", size=PHONE)
    page, other = open_with_lists(first, shift), open_with_lists(second, shift)
    for each in (first, second):
        each.context.set_offline(True)
    record(page, shift, 0)
    record(page, shift, 1)
    record(other, shift, 0, {"outcome": "UACP"})
    record(other, shift, 1)
    first.context.set_offline(False)
    says(page, "Sent 2 records.")
    second.context.set_offline(False)
    says(other, "1 record needs you.")
    other.locator("#phone-count a").click()
    shows(other, "Recorded otherwise")
    assert shift.people[1] not in other.locator("#phone-screen").inner_text(), "both say the same"
    sides = other.locator("table").inner_text()
    assert "Unacceptable absence" in sides
    assert "Attended – complied" in sides
    second.troubles = [each for each in second.troubles if "409" not in each]
    second.look("both-sides")
    other.get_by_role("button", name="Send mine instead").click()
    counts(other, 0)
    assert (shift.stored().outcome_code, shift.credits()) == ("UACP", [420, -420])


def test_whoever_signs_in_next_neither_sees_nor_sends_it(
    supervisor: Visitor, shift: Shift, service: RunningService
) -> None:
    page, other = open_with_lists(supervisor, shift), a_shift(service)
    supervisor.context.set_offline(True)
    record(page, shift, 0, {"outcome": "UACP", "notes": "Only mine to read"})
    page.goto(f"{supervisor.address}{PAGE}#/")
    page.get_by_role("button", name="Sign out and remove the lists").click()
    says(page, "The lists are removed from this phone.")
    assert shift.people[0] not in page.content() + page.evaluate(EVERYTHING_HELD)

    supervisor.context.set_offline(False)
    says(page, "1 record not sent lies sealed on this phone")
    open_with_lists(supervisor, other)
    counts(page, 0)
    page.locator("#phone-count a").click()
    shows(page, "1 record of somebody else lies sealed")
    supervisor.look("somebody-elses")
    held = page.content() + page.evaluate(EVERYTHING_HELD)
    assert shift.people[0] not in held
    assert "Only mine to read" not in held
    assert shift.stored().outcome_code is None

    page.goto(f"{supervisor.address}/my/sessions")
    supervisor.press("Sign out")
    assert "holder" not in page.evaluate(EVERYTHING_HELD)
    open_with_lists(supervisor, shift)
    says(page, "Sent.")
    assert shift.stored().notes == "Only mine to read"


def test_after_the_sign_in_has_ended_what_is_kept_is_sent_at_the_next(
    supervisor: Visitor, shift: Shift
) -> None:
    page = open_with_lists(supervisor, shift)
    supervisor.context.set_offline(True)
    record(page, shift)
    supervisor.context.clear_cookies()
    supervisor.context.set_offline(False)
    says(page, "You are signed out. 1 record not sent lies sealed on this phone")
    page.get_by_role("link", name="Sign in", exact=True).click()
    supervisor.answer({"email": shift.email, "password": PASSWORD})
    supervisor.press("Sign in")
    says(page, "Sent.")
    assert page.url.startswith(supervisor.address + PAGE)
    assert shift.credits() == [420]


def test_a_refused_record_says_why_and_stops_no_other(supervisor: Visitor, shift: Shift) -> None:
    page = open_with_lists(supervisor, shift)
    supervisor.context.set_offline(True)
    record(page, shift, 0, COMPLIED | {"ended_at": "9am"})
    record(page, shift, 1)
    supervisor.context.set_offline(False)
    says(page, "1 record needs you.")
    assert shift.credits(1) == [420]
    page.locator("#phone-count a").click()
    shows(page, "Finish must be after the start, 9:30am")
    supervisor.look("refused")
    page.get_by_role("link", name=f"Change {shift.people[0]}").click()
    page.locator(".govuk-error-summary:focus", has_text="Finish must be after").wait_for()
    assert page.locator("[name=ended_at]").input_value() == "9am"
    record(page, shift, 0, {"ended_at": "4pm"})
    says(page, "Sent.")
    assert shift.credits() == [390]


def test_a_full_phone_says_so_and_loses_nothing(supervisor: Visitor, shift: Shift) -> None:
    supervisor.open("/sign-in")
    little = {"origin": supervisor.address, "quotaSize": 3_000_000}
    browser = supervisor.context.new_cdp_session(supervisor.page)
    browser.send("Storage.overrideQuotaForOrigin", little)
    page = open_with_lists(supervisor, shift)
    supervisor.context.set_offline(True)
    record(page, shift, 0)
    assert page.evaluate(FILL_UP) == "QuotaExceededError"
    page.goto(f"{supervisor.address}{PAGE}#/person/{shift.appointment_ids[1]}")
    page.locator('[name=outcome][value="UACP"]').check()
    page.locator("[name=notes]").fill("Long " * 700)
    page.get_by_role("button", name="Save on this phone").click()
    page.locator(".govuk-error-summary", has_text="This phone has no room left").wait_for()
    supervisor.look("no-room")
    assert page.locator("[name=notes]").input_value().startswith("Long Long")
    page.evaluate("indexedDB.deleteDatabase('filling')")
    page.get_by_role("button", name="Save on this phone").click()
    page.locator("#phone-form").wait_for(state="hidden")
    counts(page, 2)
    supervisor.context.set_offline(False)
    says(page, "Sent 2 records.")


def test_lists_go_when_their_time_is_up_and_when_the_clock_goes_back(
    supervisor: Visitor, shift: Shift
) -> None:
    page = open_with_lists(supervisor, shift)
    for hours in (13, -1):
        supervisor.context.set_offline(True)
        record(page, shift, 0 if hours > 0 else 1)
        page.clock.set_system_time(clock.now() + timedelta(hours=hours))
        page.reload()
        page.get_by_text("No sessions are held on this phone").first.wait_for()
        counts(page, 1)
        assert "holder" not in page.evaluate(EVERYTHING_HELD)
        supervisor.context.set_offline(False)
        says(page, "Sent.")
    assert (shift.credits(0), shift.credits(1)) == ([420], [420]), "the service's clock decides"


def test_a_record_whose_key_is_gone_says_so_and_can_be_removed(
    supervisor: Visitor, shift: Shift
) -> None:
    page = open_with_lists(supervisor, shift)
    supervisor.context.set_offline(True)
    record(page, shift)
    page.evaluate(SPOIL)
    page.goto(f"{supervisor.address}{PAGE}#/waiting")
    shows(page, "A record that cannot be opened")
    supervisor.look("spoiled")
    supervisor.context.set_offline(False)
    counts(page, 1)
    page.get_by_role("button", name="Remove it").click()
    counts(page, 0)
    assert shift.stored().outcome_code is None


def test_the_browser_can_be_closed_and_opened_without_signal(
    browser: Browser, shift: Shift, service: RunningService, tmp_path: Path
) -> None:
    def start() -> Visitor:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium(),
            args=list(ARGUMENTS),
            viewport=PHONE,  # type: ignore[arg-type]
        )
        return Visitor(context, service.address, "phone-restart")

    supervisor = start()
    page = open_with_lists(supervisor, shift)
    supervisor.context.set_offline(True)
    record(page, shift)
    supervisor.context.close()

    supervisor = start()
    supervisor.context.set_offline(True)
    supervisor.open(PAGE)
    card(supervisor.page, shift.project).wait_for()
    counts(supervisor.page, 1)
    supervisor.context.set_offline(False)
    says(supervisor.page, "1 record not sent")
    supervisor.sign_in(shift.email, PASSWORD)
    supervisor.open(PAGE)
    says(supervisor.page, "Sent.")
    supervisor.context.close()
    assert shift.credits() == [420]
