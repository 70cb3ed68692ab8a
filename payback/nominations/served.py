"""Photographs on their way out, whoever may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import send_file

from payback.core.errors import NotFound
from payback.core.web import services
from payback.nominations import photographs

if TYPE_CHECKING:
    from flask import Response


def send_photograph(name: str) -> Response:
    """Send a picture of ours as nothing but a picture."""
    path = photographs.folder(services().config) / name
    if not path.is_file():
        raise NotFound
    response = send_file(path, mimetype="image/jpeg", conditional=True, max_age=0)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
