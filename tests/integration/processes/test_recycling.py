"""Clients that keep their connections lose no request while production's processes are replaced."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import requests

from tests.support import databases
from tests.support.running import RunningService, children_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLIENTS, REQUESTS = 4, 100
PATIENCE_SECONDS = 90.0
PAUSES = (0.0, 0.02, 0.1)


@pytest.fixture
def production(templates: Path, tmp_path: Path) -> Iterator[RunningService]:
    """What ``payback web --production`` runs."""
    databases.new_sqlite(databases.sqlite_template(templates), tmp_path)
    service = RunningService(
        tmp_path,
        ("web", "--production", "--workers", "2", "--threads", "4"),
        PAYBACK_MODE="test",
        PAYBACK_SECRET_KEY="a-key-for-tests-0123456789abcdef-0123456789",
    )
    try:
        wait_for_children(service, but=set())
        yield service
    finally:
        assert service.stop() == 0


def wait_for_children(service: RunningService, *, but: set[int]) -> None:
    """Wait until both processes run, none of them an old one, and answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        fresh = set(children_of(service.process.pid)) - but
        if len(fresh) == 2 and not but & set(children_of(service.process.pid)):
            try:
                requests.get(f"{service.address}/privacy-notice", timeout=60)
            except requests.RequestException:
                pass
            else:
                return
        time.sleep(0.1)
    pytest.fail(f"the processes were not replaced:\n{service.printed()[-2000:]}")


def ask(service: RunningService, found: Counter[str], replaced: threading.Event) -> None:
    """Ask for pages over one connection, as a proxy does, until the processes were replaced."""
    session, asked = requests.Session(), 0
    while asked < REQUESTS or not replaced.is_set():
        try:
            answer = session.get(f"{service.address}/privacy-notice", timeout=60)
            found[str(answer.status_code)] += 1
        except requests.RequestException as error:
            found[repr(error)] += 1
        asked += 1
        time.sleep(random.choice(PAUSES))
    session.close()


def test_no_request_is_lost_while_processes_are_replaced(production: RunningService) -> None:
    found: Counter[str] = Counter()
    replaced = threading.Event()
    clients = [
        threading.Thread(target=ask, args=(production, found, replaced)) for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    try:
        for _ in range(2):
            before = set(children_of(production.process.pid))
            production.process.send_signal(signal.SIGHUP)
            wait_for_children(production, but=before)
    finally:
        replaced.set()
        for client in clients:
            client.join()
    assert set(found) == {"200"}
    assert found["200"] >= CLIENTS * REQUESTS
