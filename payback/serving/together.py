"""Web server and worker as children of one command that needs no server installed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import click

from payback.core import parts
from payback.core.logs import init_logs
from payback.serving.kept import KeptChild
from payback.serving.parent import STOP_SECONDS
from payback.serving.web import require_free_port

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from payback.config import Config

LOOK_SECONDS = 0.2


def serve(config: Config, host: str, port: int) -> None:
    """Run web server and worker as child processes until told to stop; keep both running.

    Each child leads its own process group, so that Ctrl-C reaches it once, from here, and reads
    from a pipe whose end tells it that this process is gone. Links in mail and calendars lead to
    this port unless ``PAYBACK_BASE_URL`` says another address.
    """
    require_free_port(host, port)
    init_logs(config.log_level)
    os.environ.setdefault("PAYBACK_BASE_URL", f"http://{host}:{port}")
    alive, _held_open = os.pipe()
    children = [
        KeptChild("web", partial(_start, alive, "web", "--host", host, "--port", str(port))),
        KeptChild("worker", partial(_start, alive, "work")),
    ]
    told = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    click.echo(f"Community Payback is at http://{host}:{port} (Ctrl-C stops it)")
    while not told:
        _tend(config, children)
        time.sleep(LOOK_SECONDS)
    _stop([child.process for child in children if child.process is not None])
    parts.forget(config)


def _tend(config: Config, children: Sequence[KeptChild]) -> None:
    """Look after each child, and say on ``/health`` what has changed."""
    now = time.monotonic()
    if any([child.tend(now) for child in children]):
        parts.note(
            config,
            {
                child.name: parts.Part(running=child.running, restarted_at=child.restarted_at)
                for child in children
            },
        )


def _start(alive: int, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "payback", "--until-closed", str(alive), *arguments]
    return subprocess.Popen(  # noqa: S603 - ours
        command, env=dict(os.environ), start_new_session=True, pass_fds=[alive]
    )


def _stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
