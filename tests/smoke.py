"""Start what ``make run`` starts in a fresh folder, walk each role's first page, stop it.

``python -m tests.smoke`` prints a line for each step and ends with status 1 at the first fault.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

from bs4 import BeautifulSoup

from payback.demonstration.accounts import PASSWORD
from tests.support.html import check_page
from tests.support.running import RunningService

FIRST_START_SECONDS = 90.0
SECOND_START_SECONDS = 45.0
COUNTED = ("people", "projects", "work_sessions", "appointments", "ledger_entries", "accounts")
PUBLIC_PAGES = ("/", "/sign-in", "/privacy-notice", "/cookies", "/accessibility-statement")


class Visitor:
    """Somebody with a browser that keeps cookies and judges every page."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.ProxyHandler({})
        )

    def open(self, path: str, values: dict[str, str] | None = None) -> BeautifulSoup:
        """Fetch a page, or send a form; any answer but a good page raises."""
        data = urllib.parse.urlencode(values).encode() if values else None
        request = urllib.request.Request(self.address + path, data)  # noqa: S310 - http, ours
        try:
            with self.opener.open(request, timeout=30) as answer:
                html = answer.read().decode()
        except urllib.error.HTTPError as error:
            message = f"{path} answers {error.code}"
            raise AssertionError(message) from error
        check_page(html)
        page = BeautifulSoup(html, "html.parser")
        heading = page.select_one("h1")
        assert heading is not None, f"{path} has no main heading"
        assert page.select_one(".govuk-error-summary") is None, f"{path} shows an error"
        return page

    def sign_in(self, email: str) -> str:
        """Sign in and return the heading of the first page."""
        form = self.open("/sign-in").select_one("form[method=post]")
        assert form is not None, "the sign-in page has no form"
        values = {str(box["name"]): str(box.get("value", "")) for box in form.select("input")}
        page = self.open("/sign-in", values | {"email": email, "password": PASSWORD})
        heading = page.select_one("h1")
        assert heading is not None
        words = heading.get_text(" ", strip=True)
        assert "Sign in" not in words, f"{email} could not sign in"
        return words


def walk(address: str, emails: list[tuple[str, str]]) -> None:
    """Open the public pages and each role's first page."""
    visitor = Visitor(address)
    for path in PUBLIC_PAGES:
        visitor.open(path)
    say(f"{len(PUBLIC_PAGES)} public pages")
    for role, email in emails:
        say(f"{role}: “{Visitor(address).sign_in(email)}”")


def run(folder: Path, limit: float) -> float:
    """Start the service, walk it and stop it; return the seconds until it answered."""
    begun = time.monotonic()
    service = RunningService(folder)
    try:
        service.wait_until_well()
        seconds = time.monotonic() - begun
        say(f"answers after {seconds:.1f} s")
        assert seconds < limit, f"it took {seconds:.1f} s to start, more than {limit:.0f} s"
        assert len(service.children) == 2, f"not two children: {service.children}"
        walk(service.address, service.sign_ins())
    finally:
        status = service.stop()
    assert status == 0, f"it ended with status {status}:\n{service.printed()}"
    assert not service.left_running(), f"left running: {service.left_running()}"
    assert "Traceback" not in service.printed(), service.printed()
    say("stopped, and both its children")
    return seconds


def held(folder: Path) -> dict[str, int]:
    """Return how much of each kind the database holds."""
    with closing(sqlite3.connect(folder / "payback.sqlite")) as database:
        count = "SELECT count(*) FROM "
        return {name: database.execute(count + name).fetchone()[0] for name in COUNTED}


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the service twice over the same folder."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="payback-smoke-") as name:
        folder = Path(name)
        try:
            say("first start, in an empty folder")
            run(folder, FIRST_START_SECONDS)
            before = held(folder)
            say("second start, on the same data")
            run(folder, SECOND_START_SECONDS)
            assert held(folder) == before, f"the data changed: {before} became {held(folder)}"
        except (AssertionError, OSError) as fault:
            say(f"FAULT: {fault}")
            return 1
    say(f"smoke test passed in {time.monotonic() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
