"""Web server and worker as processes: one command that needs no server installed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import click
from waitress.server import create_server

from payback.app import create_app
from payback.core.logs import init_logs

if TYPE_CHECKING:
    from types import FrameType

    from payback.config import Config

THREADS = 8
STOP_SECONDS = 15.0


def run_web(config: Config, host: str, port: int) -> None:
    """Serve the web application in this process until it is told to stop."""
    require_free_port(host, port)
    init_logs(config.log_level)
    server = create_server(create_app(config), host=host, port=port, threads=THREADS, ident=None)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    server.close()


def require_free_port(host: str, port: int) -> None:
    """Leave with status 1 and a sentence if the web server cannot listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            click.echo(f"Cannot listen on {host}:{port} ({error.strerror}).", err=True)
            click.echo("Choose another port: --port 8001, or make run PORT=8001.", err=True)
            sys.exit(1)


def serve(host: str, port: int) -> None:
    """Run web server and worker as child processes; stop both when told, or when one ends.

    Each child leads its own process group, so that Ctrl-C reaches it once, from here. Links in
    mail and calendars lead to this port unless ``PAYBACK_BASE_URL`` says another address.
    """
    require_free_port(host, port)
    os.environ.setdefault("PAYBACK_BASE_URL", f"http://{host}:{port}")
    children = [_start("web", "--host", host, "--port", str(port)), _start("work")]
    click.echo(f"Community Payback is at http://{host}:{port} (Ctrl-C stops it)")
    told = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not told and all(child.poll() is None for child in children):
        time.sleep(0.2)
    _stop(children)
    if not told:
        click.echo("A part of the service ended by itself; see the log above.", err=True)
        sys.exit(1)


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "payback", *arguments]
    return subprocess.Popen(command, env=dict(os.environ), start_new_session=True)  # noqa: S603 - ours


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
