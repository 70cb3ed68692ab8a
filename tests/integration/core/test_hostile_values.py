"""No value in an address, a query string or a form is a fault of ours, on any route."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter

from payback.core.access import COMMAND_LINE, ROLES, Role, access_of
from payback.core.forms import PaybackForm
from payback.core.guard import STATIC_ENDPOINTS
from payback.core.throttle import limiter
from tests.support import builders
from tests.support.builders_nominations import a_nomination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from werkzeug.routing import Rule

    from payback.core.db import Database
    from tests.support.client import Client

NUMBERS = ("1", str(2**31), str(2**63), "9" * 5000, "-1")
TEXTS = ("x", "a\0b", "\ufeff", "\x1b[2J", "x" * 3000)
FOR_LINKS = {name: "x" for name in ("endpoint", "values", "_anchor", "_method", "_scheme")}
FOR_LINKS |= {"_external": "1", "self": "x", "number": "x", "filename": "x"}
HUGE = "99999999999999999999"
FILLINGS = (HUGE, "a\0b", "1")
ENCODED = "application/x-www-form-urlencoded"
UNSENT = frozenset({"own_account.sign_out"})


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", False)


@pytest.fixture
def world(database: Database) -> None:
    """One row of most kinds, so that a view gets further than a missing row."""
    with database.transaction(COMMAND_LINE) as db:
        area = builders.an_area(db)
        project = builders.a_project(db, area_id=area.id)
        builders.a_pattern(db, project)
        requirement = builders.a_requirement(db)
        supervisor = builders.a_supervisor(db)
        session = builders.a_session(db, project, on=date(2026, 11, 24))
        builders.a_duty(db, session, supervisor)
        builders.an_appointment(db, session, requirement)
        a_nomination(db)


def rules(app: Flask, role: Role, method: str) -> list[Rule]:
    """Return the routes that a role may use, public ones only for the first role."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in STATIC_ENDPOINTS | UNSENT or method not in (rule.methods or ()):
            continue
        needed = access_of(app.view_functions[rule.endpoint]) or frozenset()
        if needed & ROLES[role] or (not needed and role is WALKERS[0]):
            found.append(rule)
    return found


def addresses(rule: Rule) -> Iterator[str]:
    """Yield the address with one hostile value at a time, the others harmless."""
    kinds = {
        name: NUMBERS if isinstance(converter, IntegerConverter) else TEXTS
        for name, converter in rule._converters.items()
    }
    harmless = {name: values[0] for name, values in kinds.items()}
    yield filled(rule, harmless)
    for name, values in kinds.items():
        for value in values[1:]:
            yield filled(rule, harmless | {name: value})


def filled(rule: Rule, values: dict[str, str]) -> str:
    parts = (quote(values[text], safe="") if is_name else text for is_name, text in rule._trace)
    return "".join(parts).removeprefix("|")


def every_form(kind: type[PaybackForm] = PaybackForm) -> Iterator[type[PaybackForm]]:
    for each in kind.__subclasses__():
        yield each
        yield from every_form(each)


def every_name() -> set[str]:
    """Return every name under which some form of the service reads something."""
    ends = ("", "-day", "-month", "-year", "-hours", "-minutes")
    fields = {
        name
        for form in every_form()
        for name in dir(form)
        if not name.startswith("_") and hasattr(getattr(form, name), "creation_counter")
    }
    more = {"page", "week", "who", "session", "area", "first", "next", "width", "submission_token"}
    return {name + end for name in fields for end in ends} | more


def every_box_with(value: str, **others: str) -> str:
    """Return a form, or a query, that has every name with one value, but for some others."""
    return urlencode(dict.fromkeys(every_name(), value) | others)


WALKERS = (Role.COORDINATOR, Role.MANAGER, Role.SUPERVISOR, Role.ADMINISTRATOR)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("role", WALKERS)
def test_no_value_in_an_address_or_a_query_string_is_a_fault(
    app: Flask, signed_in: Callable[[Role], Client], role: Role
) -> None:
    app.testing = False
    client = signed_in(role)
    faults = []
    queries = [urlencode(FOR_LINKS), *map(every_box_with, FILLINGS)]
    for rule in rules(app, role, "GET"):
        for address in addresses(rule):
            faults += _fault(client, address)
        for query in queries:
            faults += _fault(client, next(addresses(rule)), query_string=query)
    assert faults == []


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("role", WALKERS)
def test_no_value_in_a_form_is_a_fault(
    app: Flask, signed_in: Callable[[Role], Client], role: Role
) -> None:
    app.testing = False
    client = signed_in(role)
    token = client.tokens("/account/password")["csrf_token"]
    forms = [every_box_with(value, csrf_token=token) for value in FILLINGS]
    faults = []
    for rule in rules(app, role, "POST"):
        for address in addresses(rule):
            faults += _fault(client, address, data=urlencode({"csrf_token": token}))
        for form in forms:
            faults += _fault(client, next(addresses(rule)), data=form)
    assert faults == []


def _fault(client: Client, address: str, **sent: str) -> list[tuple[str, str]]:
    """Return the address if it is answered with 500; without looking closer at the page."""
    how = {"method": "POST", "content_type": ENCODED} if "data" in sent else {"method": "GET"}
    answer = FlaskClient.open(client, address, buffered=True, **how, **sent)  # type: ignore[arg-type]
    return [(address[:80], str(sent)[:80])] if answer.status_code == 500 else []


def test_links_of_a_list_carry_what_its_own_form_asked_and_nothing_else(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    client = signed_in(Role.COORDINATOR)
    with database.transaction(COMMAND_LINE) as db:
        for _ in range(30):
            builders.a_person(db)
    page = client.get_page("/people?q=Example&endpoint=x&_anchor=y&_scheme=javascript&other=z")
    link = str(page.select_one(".govuk-pagination__next a")["href"])  # type: ignore[index]
    assert link == "/people?q=Example&page=2"


@pytest.mark.parametrize("page", ["/people", "/projects", "/supervisors", "/accounts"])
def test_an_over_long_search_is_answered_alike_on_every_list(
    signed_in: Callable[[Role], Client], page: str
) -> None:
    role = Role.ADMINISTRATOR if page == "/accounts" else Role.COORDINATOR
    client = signed_in(role)
    assert client.get(page).status_code == 200
    assert client.get(f"{page}?q={'x' * 101}").status_code == 422
