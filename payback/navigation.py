"""The service navigation: one table of what each role can go to, in order.

The first entry that somebody may open is also their home page. A page is under the entry whose
blueprint it belongs to, which is why all of a feature's staff pages hang on one; a page that
several features share says where it stands (`core.web.stand_under`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, request, url_for

from payback.core.access import Permission
from payback.core.web import actor

if TYPE_CHECKING:
    from flask import Flask

    from payback.core.access import Actor


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry: its words, its page, the permission that shows it."""

    text: str
    endpoint: str
    permission: Permission


REPORTS = "reports.show_hours"

DESTINATIONS = (
    Destination("My sessions", "attendance.list_my_sessions", Permission.RECORD_OWN_ATTENDANCE),
    Destination("Accounts", "accounts.list_accounts", Permission.MANAGE_ACCOUNTS),
    Destination("Areas", "areas.list_areas", Permission.MANAGE_AREAS),
    Destination("Reports", REPORTS, Permission.IMPORT_FIGURES),
    Destination("Nominations", "nominations.list_inbox", Permission.SEE_NOMINATIONS),
    Destination("Projects", "projects.list_projects", Permission.SEE_PROJECTS),
    Destination("Sessions", "sessions.list_sessions", Permission.SEE_PROJECTS),
    Destination("Attendance", "attendance.list_missing", Permission.RECORD_ATTENDANCE),
    Destination("People", "people.list_people", Permission.SEE_PEOPLE),
    Destination("Supervisors", "supervisors.list_supervisors", Permission.MANAGE_SUPERVISORS),
    Destination("Rotas", "rota.list_rotas", Permission.SEE_ROTA),
    Destination("My calendar", "calendars.show_calendar", Permission.OWN_ROTA),
    Destination("Audit trail", "oversight.list_events", Permission.SEE_AUDIT),
    Destination("State of the service", "oversight.show_state", Permission.SEE_HEALTH),
    Destination("Reports", REPORTS, Permission.SEE_REPORTS),
)


def destinations_for(who: Actor) -> list[Destination]:
    """Return what somebody can go to, in order.

    A page may be named twice, so that it comes first for those who hold one permission and later
    for others; each is returned once.
    """
    found: dict[str, Destination] = {}
    for each in DESTINATIONS:
        if who.may(each.permission):
            found.setdefault(each.endpoint, each)
    return list(found.values())


def init_navigation(app: Flask) -> None:
    """Give every page its navigation."""
    app.context_processor(lambda: {"navigation": _entries()})


def _entries() -> list[dict[str, object]]:
    places = destinations_for(actor())
    named = {each.endpoint for each in places}
    return [
        {"text": each.text, "href": url_for(each.endpoint), "active": _leads_here(each, named)}
        for each in places
    ]


def _leads_here(place: Destination, named: set[str]) -> bool:
    """Return whether a page belongs to an entry: its own page, or another of its blueprint."""
    here: str = g.get("stands_under") or request.endpoint or ""
    if here in named:
        return here == place.endpoint
    return here.partition(".")[0] == place.endpoint.partition(".")[0]
