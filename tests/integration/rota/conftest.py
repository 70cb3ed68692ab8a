"""A Saturday before the week planned, a small area, its rota and a coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from payback.core.access import COMMAND_LINE, Role
from tests.support.planning import TODAY, SmallArea, a_small_area, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.config import Config
    from payback.core.db import Database
    from payback.rota.models import Rota
    from tests.support.client import Client


@pytest.fixture
def saturday() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def small(database: Database) -> SmallArea:
    with database.transaction(COMMAND_LINE) as db:
        return a_small_area(db)


@pytest.fixture
def rota(database: Database, config: Config, small: SmallArea) -> Rota:
    """Return the draft of the small area's week."""
    (rota,) = plan(database, config, small.area)
    return rota


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client], small: SmallArea) -> Client:
    assert small
    return signed_in(Role.COORDINATOR)
