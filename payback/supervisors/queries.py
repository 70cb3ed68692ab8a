"""Reads of supervisors, always within the reader's areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from payback.accounts.models import Account
from payback.areas.models import Area
from payback.core.access import Role
from payback.core.errors import NotFound
from payback.supervisors.models import Supervisor, SupervisorLeave, SupervisorSkill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.core.access import Actor


def count_supervisors(db: Session, actor: Actor, words: str = "") -> int:
    """Return how many supervisors `list_supervisors` has in all."""
    query = select(func.count(Supervisor.id)).where(*_listed(actor, words))
    return db.execute(query).scalar_one()


def list_supervisors(
    db: Session, actor: Actor, words: str = "", *, offset: int, limit: int
) -> Sequence[Supervisor]:
    """Return a page of the reader's areas' supervisors, active ones first, by name.

    Parameters
    ----------
    words
        Part of a name; empty for everybody.
    """
    return db.scalars(
        select(Supervisor)
        .where(*_listed(actor, words))
        .options(
            load_only(
                *(Supervisor.name, Supervisor.weekly_minutes, Supervisor.active), raiseload=True
            ),
            joinedload(Supervisor.area).load_only(Area.name, raiseload=True),
            joinedload(Supervisor.account).load_only(Account.email, raiseload=True),
            selectinload(Supervisor.skills).load_only(SupervisorSkill.skill, raiseload=True),
        )
        .order_by(Supervisor.active.desc(), Supervisor.name, Supervisor.id)
        .offset(offset)
        .limit(limit)
    ).all()


def _listed(actor: Actor, words: str) -> list[ColumnElement[bool]]:
    named = [Supervisor.name.icontains(words, autoescape=True)] if words else []
    return [actor.within(Supervisor.area_id), *named]


def supervisor_by_id(db: Session, actor: Actor, supervisor_id: int) -> Supervisor:
    """Return a supervisor with skills, leave, area and account.

    Raises
    ------
    NotFound
        If there is no such supervisor in the reader's areas.
    """
    supervisor = db.scalar(
        select(Supervisor)
        .where(Supervisor.id == supervisor_id, actor.within(Supervisor.area_id))
        .options(
            joinedload(Supervisor.area),
            joinedload(Supervisor.account),
            selectinload(Supervisor.skills),
            selectinload(Supervisor.leave),
        )
    )
    if supervisor is None:
        raise NotFound
    return supervisor


def free_accounts(db: Session, actor: Actor, mine: int | None) -> list[Account]:
    """Return supervisors' accounts of the reader's areas that nobody else is linked to, by name.

    Parameters
    ----------
    mine
        The account that is linked already, which is offered too.
    """
    linked = select(Supervisor.account_id).where(Supervisor.account_id.is_not(None))
    accounts = db.scalars(
        select(Account)
        .where(Account.role == Role.SUPERVISOR, Account.active)
        .where(or_(Account.id.not_in(linked), Account.id == mine))
        .options(selectinload(Account.areas))
        .order_by(Account.name, Account.id)
    )
    return [
        account
        for account in accounts
        if account.id == mine or any(actor.works_in(area.id) for area in account.areas)
    ]


def leave_of(supervisor: Supervisor, leave_id: int) -> SupervisorLeave:
    """Return one of a supervisor's leaves.

    Raises
    ------
    NotFound
        If the supervisor has no such leave.
    """
    found = next((each for each in supervisor.leave if each.id == leave_id), None)
    if found is None:
        raise NotFound
    return found
