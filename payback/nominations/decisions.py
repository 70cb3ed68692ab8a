"""What staff do with a nomination: judge the criteria, ask, approve, decline, merge, reopen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.areas.postcodes import find_postcode
from payback.core import clock
from payback.core.errors import RuleBroken
from payback.core.references import new_reference
from payback.nominations import inbox_queries
from payback.nominations.forgetting import forget_later
from payback.nominations.letters import tell_nominator
from payback.nominations.models import (
    Criterion,
    EventKind,
    Item,
    Nomination,
    NominationState,
    RequestedItem,
    Verdict,
)
from payback.nominations.rules import Step, is_short, next_state, require_verdicts_met
from payback.nominations.service import note_event, promise_from, resume
from payback.projects.models import ProjectKind
from payback.projects.service import ProjectFacts, add_project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from payback.areas.geo import Point
    from payback.config import Config
    from payback.core.access import Actor
    from payback.projects.models import Project

MINUTES_A_DAY = 420
MOST_PLACES = 10
LEAST_PEOPLE = 3


def record_verdicts(
    nomination: Nomination, verdicts: Mapping[Criterion, tuple[Verdict | None, str]]
) -> None:
    """Write down what staff make of each criterion, with a note for each.

    Raises
    ------
    Conflict
        If the nomination is no longer open.
    """
    next_state(nomination.state, Step.DECLINE)
    for each in nomination.criteria:
        each.verdict, each.note = verdicts[each.criterion]


def ask(
    db: Session,
    config: Config,
    nomination: Nomination,
    questions: Sequence[tuple[Item, str]],
    *,
    account_id: int | None,
) -> None:
    """Ask the nominator for more; the clock of the promise stops.

    Parameters
    ----------
    questions
        What is asked for, each with the question as the nominator reads it.

    Raises
    ------
    Conflict
        If the nomination is no longer open.
    RuleBroken
        If nothing is asked.
    """
    if not questions:
        raise RuleBroken("items", "Select what you need to know, or write a question")
    nomination.state = next_state(nomination.state, Step.ASK)
    nomination.waiting_since = nomination.waiting_since or clock.today()
    nomination.updated_at = now = clock.now()
    items = [
        RequestedItem(nomination_id=nomination.id, item=item, question=question, asked_at=now)
        for item, question in questions
    ]
    db.add_all(items)
    db.flush()
    text = "\n".join(each.question for each in items)
    note_event(db, nomination, EventKind.ASKED, text, account_id=account_id)
    tell_nominator(db, config, nomination, "nomination_more_information", items=items)


def approve(
    db: Session,
    config: Config,
    nomination: Nomination,
    *,
    account_id: int | None,
    nearby_postcode: str = "",
    message: str = "",
) -> Project:
    """Approve a nomination and make a proposed project of it, in one transaction.

    Parameters
    ----------
    nearby_postcode
        A known postcode close by, where the nomination's own is not known.
    message
        A sentence of the coordinator's for the nominator.

    Raises
    ------
    Conflict
        If the nomination is no longer open.
    RuleBroken
        Unless all four criteria are met and the place is known.
    """
    state = next_state(nomination.state, Step.APPROVE)
    require_verdicts_met(nomination.criteria)
    point = nomination.point or _point_nearby(nearby_postcode)
    project = add_project(db, _facts(nomination, point))
    nomination.project_id = project.id
    _decide(nomination, state)
    note_event(db, nomination, EventKind.APPROVED, message, account_id=account_id)
    for each in (nomination, *inbox_queries.merged_into(db, nomination.id)):
        tell_nominator(db, config, each, "nomination_approved", message=message)
    return project


def decline(
    db: Session, config: Config, nomination: Nomination, reason: str, *, account_id: int | None
) -> None:
    """Decline a nomination; the reason reaches the nominator as it is written.

    Raises
    ------
    Conflict
        If the nomination is no longer open.
    """
    _decide(nomination, next_state(nomination.state, Step.DECLINE))
    note_event(db, nomination, EventKind.DECLINED, reason, account_id=account_id)
    for each in (nomination, *inbox_queries.merged_into(db, nomination.id)):
        tell_nominator(db, config, each, "nomination_declined", reason=reason)
    forget_later(db, nomination)


def merge(
    db: Session,
    config: Config,
    nomination: Nomination,
    into: Nomination,
    *,
    account_id: int | None,
) -> None:
    """Join a nomination with another of the same work; both nominators hear of the decision.

    Raises
    ------
    Conflict
        If the nomination is no longer open.
    RuleBroken
        If the other one is the same, or has itself been joined or withdrawn.
    """
    if into.id == nomination.id or into.state in {
        NominationState.MERGED,
        NominationState.WITHDRAWN,
    }:
        raise RuleBroken("into", "Select a nomination that has not been joined or withdrawn")
    state = next_state(nomination.state, Step.MERGE)
    nomination.merged_into_id = into.id
    for each in inbox_queries.merged_into(db, nomination.id):
        each.merged_into_id = into.id
    _decide(nomination, state)
    note_event(db, nomination, EventKind.MERGED, account_id=account_id)
    note_event(
        db,
        into,
        EventKind.NOTE,
        f"{nomination.reference} was joined with this nomination.",
        account_id=account_id,
    )
    tell_nominator(db, config, nomination, "nomination_merged")


def reopen(
    db: Session, config: Config, nomination: Nomination, reason: str, *, account_id: int | None
) -> None:
    """Open a nomination again, with a new promise from today.

    Raises
    ------
    Conflict
        If it is open or approved.
    """
    nomination.state = next_state(nomination.state, Step.REOPEN)
    nomination.merged_into_id = None
    nomination.decided_at = None
    nomination.decide_by = promise_from(db, clock.today())
    note_event(db, nomination, EventKind.REOPENED, reason, account_id=account_id)
    tell_nominator(db, config, nomination, "nomination_reopened", reason=reason)


def add_note(db: Session, nomination: Nomination, text: str, *, actor: Actor) -> None:
    """Keep a note that only staff see."""
    note_event(db, nomination, EventKind.NOTE, text, account_id=actor.account_id)


def _decide(nomination: Nomination, state: NominationState) -> None:
    resume(nomination)
    nomination.state = state
    nomination.decided_at = clock.now()


def _point_nearby(postcode: str) -> Point:
    found = find_postcode(postcode)
    if found is None:
        sentence = "Enter a postcode close by that we know, so that journeys can be planned"
        raise RuleBroken("nearby_postcode", sentence)
    return found.point


def _facts(nomination: Nomination, point: Point) -> ProjectFacts:
    """Return what a project takes over; a coordinator completes it before it can open."""
    places = min(max(nomination.people, 1), MOST_PLACES)
    return ProjectFacts(
        code=new_reference("PR"),
        name=nomination.title,
        kind=ProjectKind.GROUP,
        area_id=nomination.area_id,
        address=nomination.address,
        postcode=nomination.postcode,
        lat=point.lat,
        lon=point.lon,
        beneficiary=nomination.organisation or nomination.contact_name,
        contact_name=nomination.contact_name,
        contact_phone=nomination.phone,
        contact_email=nomination.email,
        work=nomination.description,
        toilets=nomination.toilets,
        hand_washing=nomination.hand_washing,
        site_access=_access(nomination),
        tools=nomination.tools,
        short=is_short(nomination.person_days),
        needed_minutes=nomination.person_days * MINUTES_A_DAY,
        places=places,
        min_people=min(LEAST_PEOPLE, places),
    )


def _access(nomination: Nomination) -> str:
    parking = f". Parking: {nomination.parking}" if nomination.parking else ""
    return f"{nomination.site_access}{parking}"[:255]
