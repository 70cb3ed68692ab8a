"""The web server in this process: waitress for small places, gunicorn in production."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import sys
from typing import TYPE_CHECKING

import click
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from waitress.server import create_server

from payback.app import create_app
from payback.core.logs import init_logs

if TYPE_CHECKING:
    from types import FrameType

    from flask import Flask

    from payback.config import Config

THREADS = 8
# Longer than a reverse proxy keeps a connection that nobody uses (nginx: 60 seconds). If the
# server is the first to close it, a request that is on its way just then is lost.
KEEP_ALIVE_SECONDS = 75
# Between the slowest page and a process that hangs.
SILENT_SECONDS = 120


def run_web(config: Config, host: str, port: int) -> None:
    """Serve the web application in this process until it is told to stop."""
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
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    server.close()


def run_production(config: Config, host: str, port: int, workers: int, threads: int) -> None:
    """Serve with several processes; one that dies is replaced.

    Parameters
    ----------
    workers, threads
        How many processes, and how many requests each answers at a time.
    """
    require_free_port(host, port)
    init_logs(config.log_level)
    _Gunicorn(config, production_options(config, host, port, workers, threads)).run()


def production_options(
    config: Config, host: str, port: int, workers: int, threads: int
) -> dict[str, object]:
    """Return gunicorn's settings: those that matter, with nothing left to copy from a page."""
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "worker_class": "gthread",
        "workers": workers,
        "threads": threads,
        "keepalive": KEEP_ALIVE_SECONDS,
        "timeout": SILENT_SECONDS,
        "graceful_timeout": 30,
        "logger_class": _OurLog,
        "loglevel": config.log_level.lower(),
        # Whom to believe is a setting of the service, read by the application.
        "secure_scheme_headers": {},
        "control_socket_disable": True,
        # Built once, before any process: one that takes the place of another has nothing left to
        # do that could fail, upon which gunicorn would end all of them.
        "preload_app": True,
        "proc_name": "payback-web",
    }


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


class _Gunicorn(BaseApplication):  # type: ignore[misc,unused-ignore]
    """Gunicorn with our settings; its processes share an application that has no connection yet."""

    def __init__(self, config: Config, options: dict[str, object]) -> None:
        self._config = config
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn the settings."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application."""
        return create_app(self._config)


class _OurLog(Logger):  # type: ignore[misc,unused-ignore]
    """Gunicorn's own lines in our log; no line for a request, whose address may hold a secret."""

    def setup(self, cfg: object) -> None:  # noqa: ARG002 - gunicorn passes it
        """Let the lines go where all others go."""
        self.error_log.handlers[:] = []
        self.error_log.propagate = True
        self.error_log.setLevel(logging.NOTSET)
