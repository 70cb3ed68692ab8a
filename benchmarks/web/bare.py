"""What pages are set against: Flask with one view and nothing else, served as production is.

`python -m benchmarks.web.bare PORT`
"""

from __future__ import annotations

import sys

from flask import Flask

from benchmarks.web.server import THREADS, WORKERS
from payback.config import load_config
from payback.serving.production import Gunicorn, production_options

ADDRESS = "/bare"


def bare_app() -> Flask:
    """Return an application whose one view asks nothing of anybody."""
    app = Flask(__name__)
    app.add_url_rule(ADDRESS, view_func=lambda: "<!DOCTYPE html><title>Bare</title>")
    return app


if __name__ == "__main__":
    port = int(sys.argv[1])
    options = production_options(load_config({}), "127.0.0.1", port, WORKERS, THREADS)
    Gunicorn(bare_app, options).run()
