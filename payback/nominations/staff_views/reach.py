"""The blueprint of every page about nominations for staff."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("nominations", __name__)
