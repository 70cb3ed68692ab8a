"""The public form with JavaScript switched off: nothing needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.residents import nominate, state_seen
from tests.support.browser import PHONE
from tests.support.nominating import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.browser import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_resident_without_scripts_nominates_and_follows_it(
    visitor: Callable[..., Visitor],
) -> None:
    resident = visitor("resident", size=PHONE, scripts=False)
    tracking = nominate(resident, sizes=(PHONE,))
    assert str(ANSWERS["work"]["title"]) in state_seen(resident, tracking, "later")


def test_an_error_without_scripts_keeps_what_was_typed(visitor: Callable[..., Visitor]) -> None:
    resident = visitor("resident", size=PHONE, scripts=False)
    resident.open("/nominations/new/community-benefit")
    resident.answer({"evidence": "About 200 children walk along this path."})
    resident.press("Continue")
    assert resident.page.title().startswith("Error: ")
    assert resident.page.locator('[name="evidence"]').input_value().startswith("About 200 children")
    resident.page.locator(".govuk-error-summary a").first.click()
    assert resident.page.url.endswith("#answer")
    resident.look("error")
