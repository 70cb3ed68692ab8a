"""Every route of the service is public on purpose or asks for a permission, for every role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter

from payback.core.access import ROLES, Role, access_of
from payback.core.guard import STATIC_ENDPOINTS
from tests.support.builders import PASSWORD, an_account

from payback.core.access import COMMAND_LINE  # isort: skip

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule

    from payback.areas.models import Area
    from payback.core.db import Database
    from tests.support.client import Client

SAMPLES = {"string": "x", "default": "x", "path": "x", "date": "2026-11-23"}
SAMPLES |= {"uuid": "00000000-0000-4000-8000-000000000000"}


def rules(app: Flask) -> list[Rule]:
    return [r for r in app.url_map.iter_rules() if r.endpoint not in STATIC_ENDPOINTS]


def address(rule: Rule) -> str:
    values = {
        name: SAMPLES.get(converter.__class__.__name__.removesuffix("Converter").lower(), "x")
        for name, converter in rule._converters.items()
    }
    values = {
        name: "999999" if isinstance(rule._converters[name], IntegerConverter) else value
        for name, value in values.items()
    }
    values |= {
        name: sorted(converter.items)[0]
        for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    }
    built = rule.build(values, append_unknown=False)
    assert built is not None, rule
    return built[1]


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    silent = [r.endpoint for r in rules(app) if access_of(app.view_functions[r.endpoint]) is None]
    assert silent == []


@pytest.mark.parametrize("role", [None, *Role])
def test_every_route_admits_exactly_the_roles_of_the_table(
    app: Flask, client: Client, database: Database, barnet: Area, role: Role | None
) -> None:
    app.testing = False
    if role is not None:
        with database.transaction(COMMAND_LINE) as db:
            email = an_account(db, role, areas=[barnet]).email
        client.sign_in(email, PASSWORD)
    token = client.tokens("/cookies" if role else "/sign-in").get("csrf_token", "")
    wrong = []
    for rule in rules(app):
        if rule.endpoint == "own_account.sign_out":
            continue
        needed = access_of(app.view_functions[rule.endpoint]) or frozenset()
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            data = {"csrf_token": token} if method == "POST" else None
            response = client.open(address(rule), method=method, data=data)
            let_in = not refused(response.status_code, response.location)
            expected = not needed or bool(role and needed & ROLES[role])
            if let_in != expected:
                wrong.append((method, rule.rule, response.status_code, response.location))
            if response.status_code >= 500 and response.status_code != 503:
                wrong.append((method, rule.rule, response.status_code, "a fault"))
    assert wrong == []


def refused(status: int, location: str | None) -> bool:
    return status == 403 or (status == 302 and (location or "").startswith("/sign-in"))
