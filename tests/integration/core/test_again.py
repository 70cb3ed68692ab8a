"""A view runs once more after a deadlock, unless it has committed something already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from payback.core.access import public
from payback.core.web import transaction
from payback.policies.models import Policy

if TYPE_CHECKING:
    from flask import Flask


class Deadlocked(Exception):
    """What the driver raises."""

    sqlstate = "40P01"


def a_deadlock() -> OperationalError:
    return OperationalError("UPDATE", {}, Deadlocked())


@pytest.fixture
def calls(app: Flask) -> list[str]:
    """Views that meet deadlocks, and how often they ran."""
    ran: list[str] = []

    @public
    def once() -> str:
        ran.append("once")
        with transaction():
            if len(ran) == 1:
                raise a_deadlock()
        return "<!DOCTYPE html>"

    @public
    def always() -> str:
        ran.append("always")
        raise a_deadlock()

    @public
    def half() -> str:
        ran.append("half")
        with transaction() as db:
            row = db.query(Policy).order_by(Policy.id).first()
            assert row is not None
            row.value += 1
        raise a_deadlock()

    for view in (once, always, half):
        app.add_url_rule(f"/test/{view.__name__}", view.__name__, view)
    return ran


def test_a_view_runs_once_more_after_a_deadlock(app: Flask, calls: list[str]) -> None:
    with app.test_request_context("/test/once"):
        app.preprocess_request()
        assert app.dispatch_request() == "<!DOCTYPE html>"
    assert calls == ["once", "once"]


@pytest.mark.parametrize(("name", "times"), [("always", 2), ("half", 1)])
def test_it_is_not_tried_a_third_time_nor_after_a_commit(
    app: Flask, calls: list[str], name: str, times: int
) -> None:
    with app.test_request_context(f"/test/{name}"):
        app.preprocess_request()
        with pytest.raises(OperationalError):
            app.dispatch_request()
    assert len(calls) == times
