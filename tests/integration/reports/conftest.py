"""What every test of the reports stands on: a day in November 2026."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = "2026-11-21 12:00Z"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield
