"""The two shapes of the service as real processes, and what can be killed in each."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tests.soak.cut import Door
from tests.support.running import ROOT, RunningService, children_of, clean_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.config import Config

WEB = ("web", "--production", "--workers", "2", "--threads", "4")
WORKERS = 2
CUT_SECONDS = 2.0
AMQP_PORT = 5672


class Shape(Protocol):
    """A running service."""

    web: RunningService

    def victims(self) -> dict[str, Callable[[], None]]:
        """Return how each of its parts is killed; what nobody looks after is started again."""
        ...

    def stop(self) -> None:
        """Stop it as an operator does."""
        ...


def kill(process_ids: list[int]) -> None:
    """Kill one of the processes, if there is one just now."""
    if process_ids:
        subprocess.run(["kill", "-9", str(random.choice(process_ids))], check=False)


def running(process_id: int, word: str) -> list[int]:
    """Return the children of a process that have a word in their command line."""
    found = []
    for each in children_of(process_id):
        try:
            words = Path(f"/proc/{each}/cmdline").read_text().split("\0")
        except OSError:
            continue
        found += [each] if word in words else []
    return found


class Together:
    """``payback serve``: it looks after web server and worker; an operator looks after it."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.web = self._started()

    def victims(self) -> dict[str, Callable[[], None]]:
        """Return web server, worker, and the command itself."""
        return {
            "web server": lambda: kill(running(self.web.process.pid, "web")),
            "worker": lambda: kill(running(self.web.process.pid, "work")),
            "the command itself": self._kill_all,
        }

    def stop(self) -> None:
        """Stop the command."""
        assert self.web.stop() == 0, self.web.printed()[-2000:]

    def _started(self) -> RunningService:
        return RunningService(self._config.data_dir, ("serve",), **settings(self._config))

    def _kill_all(self) -> None:
        self.web.process.kill()
        self.web.process.wait()
        self.web = self._started()


class Production:
    """Gunicorn's processes, two workers and a broker that is restarted now and then."""

    def __init__(self, config: Config, door: Door) -> None:
        self._config, self._door = config, door
        self._settings = settings(config)
        self._settings["PAYBACK_BROKER_URL"] = f"amqp://guest:guest@127.0.0.1:{door.port}//"
        self.web = self._started()
        self._workers = [self._worker() for _ in range(WORKERS)]

    def victims(self) -> dict[str, Callable[[], None]]:
        """Return web processes, the whole web server, workers and the broker."""
        return {
            "web process": lambda: kill(children_of(self.web.process.pid)),
            "web server": self._kill_web,
            "worker": self._kill_worker,
            "broker": lambda: self._door.shut_for(CUT_SECONDS),
        }

    def stop(self) -> None:
        """Stop web server and workers."""
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.wait(60)
        assert self.web.stop() == 0, self.web.printed()[-2000:]

    def _started(self) -> RunningService:
        return RunningService(self._config.data_dir, WEB, **self._settings)

    def _kill_web(self) -> None:
        self.web.process.kill()
        self.web.process.wait()
        self.web = self._started()

    def _kill_worker(self) -> None:
        worker = self._workers.pop(0)
        worker.kill()
        worker.wait()
        self._workers.append(self._worker())

    def _worker(self) -> subprocess.Popen[bytes]:
        with (self._config.data_dir / "worker.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "payback", "work"],
                cwd=ROOT,
                env=clean_environment(
                    PAYBACK_DATA_DIR=str(self._config.data_dir), **self._settings
                ),
                stdout=log,
                stderr=log,
            )


def settings(config: Config) -> dict[str, str]:
    """Return the settings of every process."""
    return {
        "PAYBACK_MODE": "test",
        "PAYBACK_SECRET_KEY": config.secret_key,
        "DATABASE_URL": config.database_url,
    }


@contextmanager
def started(config: Config) -> Iterator[Shape]:
    """Start the shape that goes with a database."""
    if config.database_url.startswith("sqlite"):
        yield from _until_stopped(Together(config))
        return
    door = Door(AMQP_PORT)
    try:
        yield from _until_stopped(Production(config, door))
    finally:
        door.end()


def _until_stopped(shape: Shape) -> Iterator[Shape]:
    try:
        yield shape
    finally:
        shape.stop()
