"""What one page costs when nobody else asks for any."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.web.bare import ADDRESS as BARE
from benchmarks.web.pages import PEOPLE
from benchmarks.web.server import bare, settings
from benchmarks.web.visitor import TOKEN, Visitor
from payback.app import create_app
from payback.config import load_config
from payback.demonstration.accounts import PASSWORD
from tests.support.asked import statements_to

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from benchmarks.web.pages import Page
    from benchmarks.web.server import Served

ENOUGH_CPU_SECONDS, MOST_REQUESTS, BATCH = 1.0, 200, 10
BEFORE = 10
"""Requests that are not counted: the first of a process reads templates and opens connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one page costs: milliseconds of processors, and bytes as they travelled."""

    cpu: float
    size: int


def costs(server: Served, pages: list[Page], emails: dict[str, list[str]]) -> dict[str, Cost]:
    """Return what each page costs, web processes and the database's together."""
    found = {}
    for number, role in enumerate(PEOPLE, start=200):
        visitor = Visitor(server.port, number)
        if role in emails:
            visitor.sign_in(emails[role][0])
        for page in (each for each in pages if each.role == role):
            found[page.name] = _cost(server, visitor, page.address)
        visitor.close()
    return found


def bare_cost() -> Cost:
    """Return what a view costs that does nothing."""
    with bare() as server:
        visitor = Visitor(server.port, 1)
        found = _cost(server, visitor, BARE)
        visitor.close()
    return found


def _cost(server: Served, visitor: Visitor, address: str) -> Cost:
    """Ask until the processors have been used for long enough to be measured well.

    A visitor keeps one connection, so that all requests go to the same process.
    """
    for _ in range(BEFORE):
        visitor.get(address)
    begun, count, used = server.processor_seconds(), 0, 0.0
    while count < MOST_REQUESTS and used < ENOUGH_CPU_SECONDS:
        for _ in range(BATCH):
            status, content = visitor.get(address)
            if status >= 400:
                message = f"{address} answers {status}"
                raise RuntimeError(message)
        count += BATCH
        used = server.processor_seconds() - begun
    return Cost(cpu=used / count * 1000, size=len(content))


def queries(url: str, pages: list[Page], emails: dict[str, list[str]]) -> dict[str, int]:
    """Return how many queries each page asks when it is asked for a second time."""
    found = {}
    with TemporaryDirectory() as folder:
        app = create_app(load_config(settings(url, folder)))
        database = app.extensions["payback"].database
        for role in PEOPLE:
            client = app.test_client()
            if role in emails:
                _sign_in(client, emails[role][0])
            for page in (each for each in pages if each.role == role):
                client.get(page.address, buffered=True)
                with statements_to(database) as statements:
                    client.get(page.address, buffered=True)
                found[page.name] = len(statements)
        database.close()
    return found


def _sign_in(client: FlaskClient, email: str) -> None:
    token = TOKEN.search(client.get("/sign-in").text)
    fields = {"csrf_token": token[1] if token else "", "email": email, "password": PASSWORD}
    if client.post("/sign-in", data=fields).status_code != 302:
        message = "could not sign in"
        raise RuntimeError(message)
