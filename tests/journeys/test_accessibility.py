"""The first pages of each role, at both widths: no axe violation, nothing wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from payback.demonstration.accounts import PASSWORD
from tests.support.sign_ins import EMAILS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PUBLIC = (
    "/",
    "/nominations/find",
    "/sign-in",
    "/privacy-notice",
    "/cookies",
    "/accessibility-statement",
)


def test_public_pages_are_accessible(visitor: Callable[..., Visitor]) -> None:
    resident = visitor("resident")
    for path in PUBLIC:
        resident.open(path)
        resident.look(path.strip("/").replace("/", "-") or "start")


@pytest.mark.parametrize(("role", "email"), EMAILS.items())
def test_every_main_page_of_a_role_is_accessible(
    role: str, email: str, visitor: Callable[..., Visitor]
) -> None:
    person = visitor(role)
    person.sign_in(email, PASSWORD)
    links = person.page.locator("nav[aria-label=Main] a, nav[aria-label=Menu] a")
    places = [str(each.get_attribute("href")) for each in links.all()]
    assert places
    for path in places:
        person.open(path)
        person.look(path.split("?")[0].strip("/").replace("/", "-"))


def test_the_keyboard_alone_reaches_the_content_and_the_menu(
    visitor: Callable[..., Visitor],
) -> None:
    person = visitor("keyboard")
    person.sign_in(EMAILS["coordinator"], PASSWORD)
    keys = person.page.keyboard
    keys.press("Tab")
    assert person.page.locator(":focus").inner_text() == "Skip to main content"
    keys.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "main-content"
    person.page.goto(person.page.url.partition("#")[0] + "?again")
    reached = []
    for _ in range(12):
        keys.press("Tab")
        reached.append(person.page.locator(":focus").inner_text())
    assert "Projects" in reached
    assert person.page.locator(":focus-visible").count() == 1
