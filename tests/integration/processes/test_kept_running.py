"""The service goes on when a part of it is killed, behind a proxy too, as real processes."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from payback.serving.web import require_free_port
from tests.support import databases
from tests.support.running import ROOT, RunningService, children_of, is_running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_SECONDS = 90.0
SIGN_INS = 8
PRODUCTION = ("web", "--production", "--workers", "2", "--threads", "4")


def wait_for(what: Callable[[], bool], sentence: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < deadline, sentence
        time.sleep(0.05)


def health(service: RunningService) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"{service.address}/health", timeout=5) as answer:  # noqa: S310
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        found = json.load(error)
    except (OSError, ValueError):
        return {}
    assert isinstance(found, dict)
    return found


def serving(template: Path, folder: Path, command: tuple[str, ...]) -> Iterator[RunningService]:
    databases.new_sqlite(template, folder)
    service = RunningService(
        folder,
        command,
        PAYBACK_TRUSTED_PROXIES="1",
        PAYBACK_MODE="test",
        PAYBACK_SECRET_KEY="a-key-for-tests-0123456789abcdef-0123456789",
    )
    try:
        wait_for(lambda: health(service).get("database") == "well", "it did not start")
        yield service
    finally:
        service.stop()


@pytest.fixture
def together(templates: Path, tmp_path: Path) -> Iterator[RunningService]:
    """What ``payback serve`` runs, behind one proxy."""
    yield from serving(databases.sqlite_template(templates), tmp_path, ("serve",))


@pytest.fixture
def production(templates: Path, tmp_path: Path) -> Iterator[RunningService]:
    """What ``payback web --production`` runs, behind one proxy."""
    yield from serving(databases.sqlite_template(templates), tmp_path, PRODUCTION)


def test_a_killed_part_is_started_again_and_the_other_goes_on(together: RunningService) -> None:
    wait_for(lambda: health(together).get("status") == "well", "the worker did not start")
    web, worker = sorted(children_of(together.process.pid))
    os.kill(worker, signal.SIGKILL)
    once = {"web": 0, "worker": 1}
    wait_for(lambda: health(together).get("restarts_today") == once, "no worker was started")
    assert web in children_of(together.process.pid)

    os.kill(web, signal.SIGKILL)
    both = {"web": 1, "worker": 1}
    wait_for(lambda: health(together).get("restarts_today") == both, "no web server was started")
    wait_for(lambda: health(together).get("status") == "well", "not well again")
    assert together.printed().count("ended by itself and is started again") == 2
    children = children_of(together.process.pid)
    assert together.stop() == 0
    assert not set(children) & set(children_of(1))


def test_nothing_outlives_a_service_that_is_killed(together: RunningService) -> None:
    wait_for(lambda: health(together).get("status") == "well", "the worker did not start")
    web, worker = sorted(children_of(together.process.pid))
    together.process.kill()
    together.process.wait()
    wait_for(lambda: not is_running(web), "the web server outlives the service")
    wait_for(lambda: not is_running(worker), "the worker outlives the service")
    assert together.printed().count("this one is gone, so this one ends too") == 2
    require_free_port("127.0.0.1", together.port)


def test_a_child_that_does_not_end_when_told_is_ended() -> None:
    reading, writing = os.pipe()
    code = (
        "import signal, time; from payback.serving import parent; parent.STOP_SECONDS = 0.3; "
        f"signal.signal(signal.SIGTERM, signal.SIG_IGN); parent.end_with_parent({reading}); "
        "print('ready', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=ROOT, pass_fds=[reading], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.5)
        os.close(writing)
        assert child.wait(30) == -signal.SIGKILL
    os.close(reading)


def statuses_of_wrong_sign_ins(service: RunningService, address: str, number: int) -> list[int]:
    """Sign in wrongly through a proxy that says where the requests come from."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    opener.addheaders = [("X-Forwarded-For", address)]
    page = f"{service.address}/sign-in"
    with opener.open(page, timeout=30) as answer:
        token = BeautifulSoup(answer.read(), "html.parser").select_one("[name=csrf_token]")
    assert token is not None
    values = {"csrf_token": token["value"], "email": "a@example.org", "password": "wrong " * 3}
    found = []
    for _ in range(number):
        try:
            with opener.open(page, urllib.parse.urlencode(values).encode(), timeout=30) as answer:
                found.append(answer.status)
        except urllib.error.HTTPError as error:
            found.append(error.code)
    return found


def test_people_behind_one_proxy_are_told_apart(together: RunningService) -> None:
    first = statuses_of_wrong_sign_ins(together, "192.0.2.1", SIGN_INS + 1)
    assert first == [422] * SIGN_INS + [429]
    assert statuses_of_wrong_sign_ins(together, "192.0.2.2", 1) == [422]


def test_production_keeps_idle_connections_and_replaces_a_killed_process(
    production: RunningService,
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", production.port, timeout=30)
    for _ in range(2):
        connection.request("GET", "/privacy-notice")
        answer = connection.getresponse()
        assert (answer.status, bool(answer.read())) == (200, True)
        closed, _, _ = select.select([connection.sock], [], [], 2.5)
        assert not closed, "the server was the first to close an idle connection"
    connection.close()

    before = children_of(production.process.pid)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    wait_for(
        lambda: len(set(children_of(production.process.pid)) - {before[0]}) == 2,
        "the killed process was not replaced",
    )
    assert health(production)["database"] == "well"
    assert production.stop() == 0
