"""Somebody with a browser: goes through pages as people do, judges each one, keeps pictures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from tests.support.requirements import skip_or_fail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

PICTURES = Path("build/journey")
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
Sizes = tuple[dict[str, int], ...]
BOTH: Sizes = (DESK, PHONE)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A radio or checkbox that reveals a box carries aria-expanded: so the design system draws it.
KNOWN_UPSTREAM = {"aria-allowed-attr": re.compile(r'type="(radio|checkbox)"[^>]*aria-expanded')}
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
NO_CHROMIUM = (
    "Browser tests are skipped: install Chromium so that `chromium` is on the path, "
    "on Debian and Ubuntu by: apt install chromium"
)
EXPECTED = ("the server responded with a status of 422", "net::ERR_INTERNET_DISCONNECTED")
"""What a browser's console says of a form with an error, and of being without signal."""
LEFT = "Execution context was destroyed"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def start_browser(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine without a window, or skip."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))


def chromium() -> str:
    """Return where this machine's Chromium is, or skip."""
    path = chromium_if_any()
    if path is None:
        skip_or_fail(NO_CHROMIUM)
    return path


def chromium_if_any() -> str | None:
    """Return where this machine's Chromium is, if it has one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Visitor:
    """Somebody with a browser of their own.

    Parameters
    ----------
    context
        The browser's context: cookies, size, scripts on or off.
    address
        Where the service is.
    story
        The folder under ``build/journey`` for this visitor's pictures.
    scripts
        Whether pages may run scripts; axe needs them.
    """

    def __init__(
        self, context: BrowserContext, address: str, story: str, *, scripts: bool = True
    ) -> None:
        self.context = context
        self.address = address
        self.story = story
        self.page: Page = context.new_page()
        self.scripts = scripts
        self.count = 0
        self.troubles: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _hear(self, message: Any) -> None:
        expected = any(words in message.text for words in EXPECTED)
        if message.type == "error" and not expected:
            self.troubles.append(message.text)

    def open(self, path: str) -> None:
        """Go to an address of the service; anything but a good answer fails."""
        answer = self.page.goto(self.address + path if path.startswith("/") else path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"

    def sign_in(self, email: str, password: str) -> None:
        """Sign in and arrive at the first page."""
        self.open("/sign-in")
        self.answer({"email": email, "password": password})
        self.press("Sign in")

    def answer(self, values: Mapping[str, object]) -> None:
        """Answer the boxes of the page's form by their names: type, choose or tick."""
        for name, value in values.items():
            box = self.page.locator(f'main [name="{name}"]:not([type=hidden])')
            kind = box.first.evaluate("box => box.type")
            if kind in ("radio", "checkbox"):
                for each in value if isinstance(value, list | tuple) else [value]:
                    self.page.locator(f'main [name="{name}"][value="{each}"]').check()
            elif kind == "select-one":
                box.first.select_option(str(value))
            else:
                box.first.fill(str(value))

    def answer_date(self, name: str, day: date) -> None:
        """Type a day, month and year."""
        parts = {"day": day.day, "month": day.month, "year": day.year}
        self.answer({f"{name}-{part}": number for part, number in parts.items()})

    def press(self, name: str) -> None:
        """Press a button and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow_button(self, name: str) -> None:
        """Follow a link that looks like a button."""
        with self.page.expect_navigation():
            self.page.locator("main .govuk-button", has_text=name).first.click()

    def follow(self, name: str) -> None:
        """Follow a link."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()

    @property
    def heading(self) -> str:
        """The words of the main heading."""
        return self.page.locator("h1").inner_text().strip()

    @property
    def words(self) -> str:
        """Every word that the page shows in its main part."""
        return self.page.locator("main").inner_text()

    def look(self, name: str, sizes: Sizes = BOTH) -> None:
        """Judge the page at each width and keep its picture."""
        self.count += 1
        usual = self.page.viewport_size
        for size in sizes:
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            faults = self._faults(f"{self.count:02d}-{name}-{size['width']}.png", size["width"])
            assert not faults, f"{name} at {size['width']} px:\n" + "\n".join(faults)
        if usual:
            self.page.set_viewport_size(usual)
        assert not self.troubles, f"{name}: {self.troubles}"

    def _faults(self, picture: str, width: int) -> list[str]:
        """Judge the page as it is; a page that looks again by itself meanwhile, once more."""
        try:
            self._keep(picture)
            return [*self._axe_faults(), *self._layout_faults(width)]
        except Error as error:
            if LEFT not in error.message:
                raise
            self.page.wait_for_load_state()
            return [*self._axe_faults(), *self._layout_faults(width)]

    def _keep(self, name: str) -> None:
        folder = PICTURES / self.story
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / name, full_page=True)

    def _axe_faults(self) -> list[str]:
        if not self.scripts:
            return []
        options = {"runOnly": RULES, "resultTypes": ["violations"]}
        found = Axe().run(self.page, options=options).response["violations"]
        return [
            f"{each['id']}: {each['help']}: {node['html'][:200]}"
            for each in found
            for node in each["nodes"]
            if not _is_known(each["id"], node["html"])
        ]

    def _layout_faults(self, width: int) -> list[str]:
        needed = self.page.evaluate("document.documentElement.scrollWidth")
        return [f"the page is {needed} px wide"] if needed > width else []


def _is_known(rule: str, html: str) -> bool:
    known = KNOWN_UPSTREAM.get(rule)
    return bool(known and known.search(html))
