"""Who may do what: permissions, the one table of roles, and the actor of a change.

Everyone but an administrator works within areas. Access is denied by default: a view
that carries neither ``@public`` nor ``@requires`` is refused for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import false, true

from payback.core.among import among

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute

View = TypeVar("View", bound=Callable[..., Any])
ACCESS = "payback_access"


class Permission(StrEnum):
    """Something that a signed-in person may do; the value is the sentence."""

    OWN_ACCOUNT = "change their own password"
    MANAGE_ACCOUNTS = "add accounts, change roles and areas, end sessions"
    MANAGE_AREAS = "load areas and groupings"
    SEE_HEALTH = "see whether database, worker and mail are well"
    SEE_AUDIT = "read the audit trail"
    SEE_NOMINATIONS = "read nominations in their areas"
    DECIDE_NOMINATIONS = "approve, decline or ask for more about nominations"
    SEE_PROJECTS = "read projects and work sessions in their areas"
    MANAGE_PROJECTS = "change projects and work sessions"
    SEE_PEOPLE = "read the records of people on probation in their areas"
    MANAGE_PEOPLE = "change the records of people on probation, import them"
    MANAGE_SUPERVISORS = "change supervisors, their skills, availability and leave"
    SEE_ROTA = "read rotas in their areas"
    PLAN_ROTA = "run the optimiser, change and publish rotas"
    OWN_ROTA = "see their own sessions and keep calendar addresses for them"
    RECORD_OWN_ATTENDANCE = "record attendance at the sessions they supervise"
    RECORD_ATTENDANCE = "record and correct attendance at any session in their areas"
    ADJUST_LEDGER = "make adjustments to the hours of a requirement"
    SEE_REPORTS = "see the figures of their areas"
    SEE_EXACT_FIGURES = "see figures however small, and figures about single requirements"
    IMPORT_FIGURES = "import published figures"
    IMPORT_WIDER_FIGURES = "import published figures of regions and of the nation"


class Role(StrEnum):
    """What an account is for."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    PARTNER = "partner"


P = Permission
ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {P.OWN_ACCOUNT, P.MANAGE_ACCOUNTS, P.MANAGE_AREAS, P.SEE_HEALTH, P.SEE_AUDIT}
        | {P.SEE_REPORTS, P.SEE_EXACT_FIGURES, P.IMPORT_FIGURES, P.IMPORT_WIDER_FIGURES}
    ),
    Role.COORDINATOR: frozenset(
        {P.OWN_ACCOUNT, P.SEE_NOMINATIONS, P.DECIDE_NOMINATIONS, P.SEE_PROJECTS}
        | {P.MANAGE_PROJECTS, P.SEE_PEOPLE, P.MANAGE_PEOPLE, P.MANAGE_SUPERVISORS, P.SEE_ROTA}
        | {P.PLAN_ROTA, P.RECORD_ATTENDANCE, P.ADJUST_LEDGER, P.SEE_REPORTS}
        | {P.SEE_EXACT_FIGURES}
    ),
    Role.SUPERVISOR: frozenset({P.OWN_ACCOUNT, P.OWN_ROTA, P.RECORD_OWN_ATTENDANCE}),
    Role.MANAGER: frozenset(
        {P.OWN_ACCOUNT, P.SEE_NOMINATIONS, P.SEE_PROJECTS, P.SEE_ROTA, P.SEE_REPORTS}
        | {P.SEE_EXACT_FIGURES, P.IMPORT_FIGURES}
    ),
    Role.PARTNER: frozenset({P.OWN_ACCOUNT, P.SEE_REPORTS}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: for access, for scope and for the audit trail.

    Parameters
    ----------
    name
        For the audit trail when there is no account: ``public``, ``worker``, ``command line``.
    account_id
        The account, if somebody is signed in.
    permissions
        What they may do.
    area_ids
        The areas that they work in; ``None`` means every area.
    source
        The network address, or the name of the process.
    """

    name: str
    account_id: int | None = None
    permissions: frozenset[Permission] = frozenset()
    area_ids: frozenset[int] | None = frozenset()
    source: str = ""

    def may(self, permission: Permission) -> bool:
        """Return whether the actor holds a permission."""
        return permission in self.permissions

    def within(
        self, column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
    ) -> ColumnElement[bool]:
        """Return the condition that keeps a query inside the actor's areas."""
        if self.area_ids is None:
            return true()
        if not self.area_ids:
            return false()
        return among(column, self.area_ids)

    def works_in(self, area_id: int | None) -> bool:
        """Return whether an area is one of the actor's."""
        return self.area_ids is None or area_id in self.area_ids


PUBLIC = Actor(name="public")
WORKER = Actor(name="worker", area_ids=None, source="worker")
COMMAND_LINE = Actor(
    name="command line",
    permissions=frozenset({P.IMPORT_WIDER_FIGURES}),
    area_ids=None,
    source="command line",
)


def public(view: View) -> View:
    """Let everybody call a view."""
    setattr(view, ACCESS, frozenset())
    return view


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Let a view be called by those who hold at least one of the permissions."""

    def mark(view: View) -> View:
        setattr(view, ACCESS, frozenset(permissions))
        return view

    return mark


def access_of(view: Callable[..., Any] | None) -> frozenset[Permission] | None:
    """Return the permissions a view asks for; empty if public, ``None`` if it says nothing."""
    return getattr(view, ACCESS, None)
