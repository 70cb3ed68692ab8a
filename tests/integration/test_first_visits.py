"""A first visit fits over a slow line; how long it takes there is measured by `make bench-web`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from payback.core import clock
from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import SessionState
from tests.support.builders import (
    PASSWORD,
    a_duty,
    a_project,
    a_session,
    a_supervisor,
    an_account,
)

if TYPE_CHECKING:
    from payback.areas.models import Area
    from payback.core.db import Database
    from tests.support.client import Client

MOST_BYTES = 60_000
"""What the page and all that it loads at once may bring over the wire, headers included."""
IMPORTED = "/static/govuk-frontend-6.3.0/govuk-frontend.min.js"
DUTIES = 30
"""A session on nearly every working day that the list shows."""


def over_the_wire(client: Client, address: str) -> int:
    """Return the bytes of one answer to a browser."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    assert answer.status_code == 200, address
    return len(answer.data) + len(str(answer.headers).encode())


def first_visit(client: Client, page: str) -> int:
    """Return the bytes of a page with its styles, scripts and pictures that do not wait."""
    size = over_the_wire(client, page)
    loaded = [
        *(each["href"] for each in client.page.select("link[href]")),
        *(each["src"] for each in client.page.select("script[src], img:not([loading=lazy])")),
    ]
    assert any("payback.js" in str(each) for each in loaded)
    addresses = [urljoin(page, str(each)) for each in loaded]
    return size + sum(over_the_wire(client, each) for each in {*addresses, IMPORTED})


def test_the_start_page_fits(client: Client) -> None:
    assert first_visit(client, "/") <= MOST_BYTES


def test_a_supervisors_list_fits(client: Client, database: Database, barnet: Area) -> None:
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.SUPERVISOR, areas=[barnet])
        supervisor = a_supervisor(db, account_id=account.id)
        for number in range(DUTIES):
            day = clock.today() + timedelta(days=number - DUTIES // 3)
            session = a_session(db, a_project(db), on=day, state=SessionState.OPEN)
            a_duty(db, session, supervisor)
    client.sign_in(account.email, PASSWORD)
    size = first_visit(client, "/my/sessions")
    assert len(client.page.select(".payback-touch")) == DUTIES
    assert size <= MOST_BYTES


def test_the_script_that_is_counted_is_the_one_that_ours_imports(client: Client) -> None:
    script = client.get("/static/payback.js", buffered=True).text
    assert IMPORTED.removeprefix("/static/") in script
