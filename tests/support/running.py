"""The whole service as a process of its own: what ``make run`` starts, on a port of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("PAYBACK_", "DATABASE_URL")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
    return port


def clean_environment(**variables: str) -> dict[str, str]:
    """Return this process's environment without settings of the service, but with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | variables


def is_running(process_id: int) -> bool:
    """Return whether a process exists and has not ended."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def children_of(process_id: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == process_id and state != "Z":
            found.append(int(stat.parent.name))
    return found


class RunningService:
    """Web server and worker over a data folder, from start to stop.

    Parameters
    ----------
    folder
        The data folder; what is in it is kept.
    command
        What is run: with demonstration data, or another way to serve what the folder holds.
    variables
        Further settings.
    """

    def __init__(
        self, folder: Path, command: tuple[str, ...] = ("demonstrate",), **variables: str
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "output.log"
        self.children: list[int] = []
        folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "payback", *command, "--port", str(self.port)],
                cwd=ROOT,
                env=clean_environment(PAYBACK_DATA_DIR=str(folder), **variables),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_until_well(self, seconds: float = 120) -> None:
        """Wait for ``/health`` to say that all is well; stop and say why if it does not."""
        deadline = time.monotonic() + seconds
        while not self._is_well():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                message = f"the service did not start; it printed:\n{self.printed()}"
                raise AssertionError(message)
            time.sleep(0.1)
        self.children = children_of(self.process.pid)

    def printed(self) -> str:
        """Return what the service has printed."""
        return self.log.read_text(errors="replace")

    def email_of(self, name: str) -> str:
        """Return the sign-in of a person of the demonstration."""
        with closing(sqlite3.connect(self.folder / "payback.sqlite")) as database:
            row = database.execute("SELECT email FROM accounts WHERE name = ?", [name]).fetchone()
        return str(row[0])

    def sign_ins(self) -> list[tuple[str, str]]:
        """Return the sign-ins that the service has printed, each with its role."""
        lines = self.printed().splitlines()
        found = [line.split() for line in lines if line.startswith("  ") and "@" in line]
        return [(role, email) for role, email in found]

    def stop(self, seconds: float = 30) -> int:
        """Stop the service as Ctrl-C does; return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def left_running(self) -> list[int]:
        """Return the children that have outlived the service."""
        return [each for each in self.children if is_running(each)]

    def _is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=5) as answer:  # noqa: S310
                return str(json.load(answer)["status"]) == "well"
        except (urllib.error.URLError, OSError, ValueError):
            return False
