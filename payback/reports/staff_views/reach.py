"""The blueprint of every report, so that the navigation marks them as one."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
