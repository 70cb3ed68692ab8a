"""A first visit with a telephone over a slow line: what travels, and when the page can be read.

Chromium itself slows the line down. Nothing is in its cache, and whoever has to sign in has done so
in another window.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from payback.demonstration.accounts import PASSWORD
from tests.support.browser import ARGUMENTS, PHONE, chromium_if_any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, StorageState

BITS_A_SECOND, LATENCY_MS = 1_600_000, 150
WANTED_BYTES, WANTED_MS = 60_000, 1_500
VISITS = 5
PAGES = {"/": "", "/my/sessions": "supervisor"}
"""Where people begin who stand outside with a telephone, and the role that they sign in with."""
SETTLED_MS = 1_000
LISTEN = """
    window.painted = 0
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) window.painted = entry.startTime
    }).observe({type: "largest-contentful-paint", buffered: true})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One first visit: requests, bytes with their headers, milliseconds to the largest paint."""

    requests: int
    size: int
    painted: float


def first_visits(port: int, emails: dict[str, list[str]]) -> dict[str, Visit]:
    """Return the visit in the middle of several to each page; none without Chromium."""
    path = chromium_if_any()
    if path is None:
        return {}
    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        found = {}
        for page, role in PAGES.items():
            state = _signed_in(browser, address, emails[role][0]) if role else None
            visits = [_visit(browser, address + page, state) for _ in range(VISITS)]
            found[page] = Visit(
                requests=max(each.requests for each in visits),
                size=max(each.size for each in visits),
                painted=median(each.painted for each in visits),
            )
        browser.close()
    return found


def _signed_in(browser: Browser, address: str, email: str) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()
    state = context.storage_state()
    context.close()
    return state


def _visit(browser: Browser, address: str, state: StorageState | None) -> Visit:
    context = browser.new_context(viewport=PHONE, storage_state=state)  # type: ignore[arg-type]
    context.add_init_script(LISTEN)
    page = context.new_page()
    line = context.new_cdp_session(page)
    arrived: list[float] = []
    line.on("Network.loadingFinished", lambda said: arrived.append(said["encodedDataLength"]))
    line.send("Network.enable")
    speed = BITS_A_SECOND / 8
    conditions = {"offline": False, "latency": LATENCY_MS}
    speeds = {"downloadThroughput": speed, "uploadThroughput": speed}
    line.send("Network.emulateNetworkConditions", conditions | speeds)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    painted = float(page.evaluate("window.painted"))
    context.close()
    return Visit(requests=len(arrived), size=round(sum(arrived)), painted=painted)
