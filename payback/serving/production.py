"""The web server of production: gunicorn, whose processes are forked from one application."""

from __future__ import annotations

import gc
import logging
from importlib import import_module
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from payback.app import create_app
from payback.core.logs import init_logs
from payback.core.web_running import running_web
from payback.serving.web import require_free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from payback.config import Config

# Longer than a reverse proxy keeps a connection that nobody uses (nginx: 60 seconds). If the
# server is the first to close it, a request that is on its way just then is lost.
KEEP_ALIVE_SECONDS = 75
# Between the slowest page and a process that hangs.
SILENT_SECONDS = 120
LOADED_LATE = (
    "celery",
    "holidays",
    "payback.calendars.ics",
    "payback.reports.charts",
    "scheduler.checking",
    "scheduler.format",
    "scheduler.questions.explanation",
    "scheduler.questions.fairness",
    "scheduler.questions.pinning",
    "zxcvbn",
)
"""What views load when they are first asked for it: here once, and shared by every process."""


def run_production(config: Config, host: str, port: int, workers: int, threads: int) -> None:
    """Serve with several processes; one that dies is replaced.

    Parameters
    ----------
    workers, threads
        How many processes, and how many requests each answers at a time.
    """
    require_free_port(host, port)
    init_logs(config.log_level)
    options = production_options(config, host, port, workers, threads)
    with running_web(config):
        Gunicorn(lambda: _whole_app(config), options).run()


def _whole_app(config: Config) -> Flask:
    """Build the application with all that its processes would load, each for itself, later.

    What is there before they are forked is no garbage, and stays in memory that they share.
    """
    for name in LOADED_LATE:
        import_module(name)
    app = create_app(config)
    gc.collect()
    gc.freeze()
    return app


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


class Gunicorn(BaseApplication):  # type: ignore[misc,unused-ignore]
    """Gunicorn with our settings; its processes share an application that has no connection yet.

    Parameters
    ----------
    build
        Makes the application, before any process is forked.
    options
        Gunicorn's settings by their names.
    """

    def __init__(self, build: Callable[[], Flask], options: dict[str, object]) -> None:
        self._build = build
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn the settings."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application."""
        return self._build()


class _OurLog(Logger):  # type: ignore[misc,unused-ignore]
    """Gunicorn's own lines in our log; no line for a request, whose address may hold a secret."""

    def setup(self, cfg: object) -> None:  # noqa: ARG002 - gunicorn passes it
        """Let the lines go where all others go."""
        self.error_log.handlers[:] = []
        self.error_log.propagate = True
        self.error_log.setLevel(logging.NOTSET)
