"""What a resident does: nominate work and follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import FilePayload

from tests.support.browser import BOTH, Sizes
from tests.support.nominating import ANSWERS, a_picture

if TYPE_CHECKING:
    from tests.support.browser import Visitor


def nominate(resident: Visitor, sizes: Sizes = BOTH) -> str:
    """Go from the start page to the reference; return the address that follows it."""
    resident.open("/")
    resident.look("start", sizes)
    resident.page.get_by_role("button", name="Start now").click()
    for page, values in ANSWERS.items():
        resident.page.wait_for_url(f"**/nominations/new/{page}")
        resident.look(page, sizes)
        if page == "photographs":
            add_a_photograph(resident, sizes)
        resident.answer({name: value for name, value in values.items() if value})
        resident.press("Continue")
    assert "Check your answers" in resident.heading
    assert str(ANSWERS["work"]["description"]) in resident.words
    resident.look("check-answers", sizes)
    resident.press("Send nomination")
    assert resident.heading.startswith("Nomination sent")
    resident.look("sent", sizes)
    resident.follow("Follow your nomination")
    resident.look("tracking-submitted", sizes)
    return resident.page.url


def add_a_photograph(resident: Visitor, sizes: Sizes) -> None:
    """Add one photograph and see it."""
    picture = FilePayload(
        name="path.jpg", mimeType="image/jpeg", buffer=a_picture(exif=True).getvalue()
    )
    resident.page.locator('main input[type="file"]').set_input_files([picture])
    resident.press("Upload")
    assert "1 photograph added" in resident.words
    resident.look("photograph-added", sizes)


def state_seen(resident: Visitor, tracking: str, name: str) -> str:
    """Return what the tracking page says."""
    resident.open(tracking)
    resident.look(f"tracking-{name}")
    return resident.words
