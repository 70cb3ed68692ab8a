"""What a manager does: read the hours at each project and take them along."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from payback.core import clock
from payback.reports.periods import DATES

if TYPE_CHECKING:
    from tests.support.browser import Visitor


def hours_at(manager: Visitor, project: str, name: str) -> float:
    """Return a month's hours at a project as the page shows them; the CSV must say the same."""
    today = clock.today()
    month = {"period": DATES, "first": today - timedelta(days=30), "last": today}
    manager.open(f"/reports/hours?{urlencode(month)}")
    manager.look(name)
    row = manager.page.locator("main table tr", has_text=project).first
    shown = float(row.locator("td").first.inner_text().replace(",", ""))
    lines = downloaded(manager, "Download hours by project (CSV)")
    (line,) = [line for line in lines if project in line.values()]
    assert float(line["hours"]) == shown
    return shown


def downloaded(manager: Visitor, link: str) -> list[dict[str, str]]:
    """Follow a link to a CSV file and read it."""
    with manager.page.expect_download() as download:
        manager.page.get_by_role("link", name=link).click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def published_quarters(manager: Visitor) -> str:
    """Return what the page of performance by quarter says."""
    manager.open("/reports/performance")
    manager.look("performance")
    return manager.words
