"""The application factory: a contents page of the service."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from payback.accounts.start import require_usable
from payback.config import load_config, with_secret_key
from payback.core.again import init_again
from payback.core.bell import make_bell, ring_after_commit
from payback.core.conflicts import init_conflicts
from payback.core.db import Database
from payback.core.error_pages import init_error_pages
from payback.core.forms.unlinked import init_unlinked
from payback.core.guard import init_guard
from payback.core.incoming import init_incoming
from payback.core.notices import init_notices
from payback.core.offering import init_offering
from payback.core.private_files import keep_files_private
from payback.core.refusals import init_refusals
from payback.core.security import init_security
from payback.core.static_files import init_static_files
from payback.core.templating import init_templating
from payback.core.throttle import init_throttle
from payback.core.usable import init_usable
from payback.core.web import Services, init_web
from payback.navigation import init_navigation
from payback.registry import BLUEPRINTS

if TYPE_CHECKING:
    from payback.config import Config

MAX_REQUEST_BYTES = 40 * 1024 * 1024
MAX_FORM_MEMORY_BYTES = 2 * 1024 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Build the web application; the database is asked nothing before the first request.

    Parameters
    ----------
    config
        The settings; read from the environment if left out.

    Raises
    ------
    ConfigError
        If a setting is wrong or unsafe.
    """
    config = with_secret_key(config or load_config(os.environ))
    app = Flask("payback", static_folder=str(config.static_dir), template_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        DEBUG=config.debug,
        TESTING=False,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_MEMORY_BYTES,
        MAX_FORM_PARTS=2_000,
    )
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    keep_files_private(config)
    database = Database(config.database_url)
    ring_after_commit(database, cache(lambda: make_bell(config)))
    app.extensions["payback"] = Services(config=config, database=database, require=require_usable)

    init_incoming(app)
    init_web(app)
    init_templating(app, config)
    init_static_files(app)
    init_security(app, config)
    init_usable(app)
    init_throttle(app, config)
    init_guard(app)
    init_refusals(app)
    init_error_pages(app)
    init_conflicts(app)
    init_again(app, database)
    init_unlinked(app)
    init_navigation(app)
    init_notices(app)
    init_offering(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
