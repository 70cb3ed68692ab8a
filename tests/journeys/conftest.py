"""The running service and a browser, for every journey."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.support.browser import DESK, PICTURES, Visitor, start_browser
from tests.support.running import RunningService
from tests.support.shifting import in_the_evening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip that says how to get it."""
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def service(
    browser: Browser,  # noqa: ARG001 - without a browser nothing is started
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningService]:
    """What ``make run`` starts, with the demonstration data, in a fresh folder."""
    service = RunningService(
        tmp_path_factory.mktemp("service"), ("demonstrate",), **in_the_evening()
    )
    service.wait_until_well()
    yield service
    assert service.stop() == 0
    assert not service.left_running()


@pytest.fixture
def visitor(
    browser: Browser, service: RunningService, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Return somebody with a browser of their own: ``visitor("resident")``."""
    story = re.sub(r"[^a-z0-9-]+", "-", request.node.name.removeprefix("test_")).strip("-")
    shutil.rmtree(PICTURES / story, ignore_errors=True)
    contexts = []

    def come(name: str, *, size: dict[str, int] = DESK, scripts: bool = True) -> Visitor:
        context = browser.new_context(viewport=size, java_script_enabled=scripts, locale="en-GB")  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Visitor(context, service.address, f"{story}/{name}", scripts=scripts)

    yield come
    for context in contexts:
        for page in context.pages:
            page.screenshot(path=PICTURES / story / "at-the-end.png", full_page=True)
        context.close()
