"""The web server in this process, for small places: waitress."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
from typing import TYPE_CHECKING

import click

from payback.app import create_app
from payback.core.logs import init_logs
from payback.core.web_running import running_web

if TYPE_CHECKING:
    from types import FrameType

    from payback.config import Config

THREADS = 8


def run_web(config: Config, host: str, port: int) -> None:
    """Serve the web application in this process until it is told to stop."""
    from waitress.server import create_server  # what production never needs

    require_free_port(host, port)
    init_logs(config.log_level)
    server = create_server(
        create_app(config),
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        # Without a proxy its headers are anybody's word. With one, the application reads them.
        clear_untrusted_proxy_headers=not config.trusted_proxies,
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    with contextlib.suppress(KeyboardInterrupt), running_web(config):
        server.run()
    server.close()


def require_free_port(host: str, port: int) -> None:
    """Leave with status 1 and a sentence if the web server cannot listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            click.echo(f"Cannot listen on {host}:{port} ({error.strerror}).", err=True)
            click.echo("Choose another port: --port 8001, or make run PORT=8001.", err=True)
            sys.exit(1)
