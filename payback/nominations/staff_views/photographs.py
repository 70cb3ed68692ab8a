"""The photographs of a nomination, for the staff of its area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.web import actor, reading
from payback.nominations import inbox_queries, queries
from payback.nominations.served import send_photograph
from payback.nominations.staff_views.reach import blueprint

if TYPE_CHECKING:
    from flask import Response


@blueprint.get("/nominations/inbox/<int:nomination_id>/photographs/<name>")
@requires(Permission.SEE_NOMINATIONS)
def show_photograph(nomination_id: int, name: str) -> Response:
    """Show a picture to staff of the nomination's area."""
    nomination = inbox_queries.nomination_within(reading(), actor(), nomination_id)
    shown = queries.photographs_of(reading(), nomination.id)
    if name not in {each.name for each in shown}:
        raise NotFound
    return send_photograph(name)
