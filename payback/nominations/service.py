"""What a nominator does: submit, answer a question, withdraw, ask for the link again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.areas.queries import all_areas
from payback.core import clock
from payback.core.errors import RuleBroken
from payback.core.references import new_reference
from payback.nominations import queries
from payback.nominations.forgetting import forget_later
from payback.nominations.letters import add_link, tell_nominator
from payback.nominations.models import (
    CriterionAnswer,
    EventKind,
    Item,
    Nomination,
    NominationEvent,
)
from payback.nominations.promises import promised_by, resumed
from payback.nominations.questions import NominationDetails, details_of
from payback.nominations.rules import Step, next_state
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.nominations.models import NominationDraft

FACTS = {
    Item.TOILETS: "toilets",
    Item.HAND_WASHING: "hand_washing",
    Item.SITE_ACCESS: "site_access",
    Item.PARKING: "parking",
    Item.TOOLS: "tools",
}
"""The items whose answer replaces a fact about the site."""


def submit(db: Session, config: Config, draft: NominationDraft, key: str) -> Nomination:
    """Make a nomination of a complete draft, and write to the nominator.

    Parameters
    ----------
    draft
        Locked by the caller; one that was sent before gives the same nomination again.
    key
        The browser's secret, which from now on also leads to the nomination's page.
    """
    if draft.nomination_id is not None:
        return queries.nomination_by_id(db, draft.nomination_id)
    areas = {area.code: area for area in all_areas(db)}
    details = details_of(draft.answers, areas)
    nomination = _nomination(db, details, areas[details.area_code].id)
    draft.nomination_id = nomination.id
    for photograph in queries.photographs_of_draft(db, draft.id):
        photograph.nomination_id = nomination.id
    add_link(db, nomination, key)
    tell_nominator(db, config, nomination, "nomination_submitted", secret=key)
    return nomination


def _nomination(db: Session, details: NominationDetails, area_id: int) -> Nomination:
    taken = ("area_code", "point", "evidence")
    facts = {name: getattr(details, name) for name in details.__slots__ if name not in taken}
    nomination = Nomination(
        **facts,
        reference=new_reference("CP"),
        area_id=area_id,
        lat=details.point.lat if details.point else None,
        lon=details.point.lon if details.point else None,
        submitted_at=clock.now(),
        decide_by=promise_from(db, clock.today()),
        criteria=[
            CriterionAnswer(criterion=criterion, evidence=evidence)
            for criterion, evidence in details.evidence.items()
        ],
    )
    db.add(nomination)
    db.flush()
    note_event(db, nomination, EventKind.SUBMITTED)
    return nomination


def promise_from(db: Session, day: date) -> date:
    """Return by when a nomination of a day is decided, by the policy in force."""
    allowed = all_policies(db).minutes_on(PolicyName.DECISION_WORKING_DAYS, day)
    return promised_by(day, allowed)


def note_event(
    db: Session,
    nomination: Nomination,
    kind: EventKind,
    text: str = "",
    *,
    account_id: int | None = None,
) -> None:
    """Write one line of a nomination's history."""
    db.add(
        NominationEvent(
            nomination_id=nomination.id,
            at=clock.now(),
            kind=kind,
            text=text,
            account_id=account_id,
        )
    )
    db.flush()


def answer_items(db: Session, nomination: Nomination, answers: Mapping[int, str]) -> None:
    """Take the nominator's answers to what was asked; the promise goes on from today.

    Parameters
    ----------
    answers
        A text for each open item, by the item's id.

    Raises
    ------
    Conflict
        If nothing is asked any more.
    RuleBroken
        If an answer is missing.
    """
    nomination.state = next_state(nomination.state, Step.ANSWER)
    now = clock.now()
    for each in queries.items_of(db, nomination.id):
        if each.answered_at is not None:
            continue
        each.answer = answers.get(each.id, "")
        each.answered_at = now
        if not each.answer:
            raise RuleBroken(f"item_{each.id}", "Enter an answer")
        if each.item in FACTS:
            setattr(nomination, FACTS[each.item], " ".join(each.answer.split())[:255])
    resume(nomination)
    note_event(db, nomination, EventKind.ANSWERED)


def resume(nomination: Nomination) -> None:
    """Let the clock of the promise go on after a wait for the nominator."""
    if nomination.waiting_since is not None:
        nomination.decide_by = resumed(
            nomination.decide_by, nomination.waiting_since, clock.today()
        )
        nomination.waiting_since = None


def withdraw(db: Session, config: Config, nomination: Nomination, reason: str) -> None:
    """Take a nomination back at the nominator's wish.

    Raises
    ------
    Conflict
        If it is no longer open.
    """
    nomination.state = next_state(nomination.state, Step.WITHDRAW)
    nomination.waiting_since = None
    nomination.decided_at = clock.now()
    note_event(db, nomination, EventKind.WITHDRAWN, reason)
    tell_nominator(db, config, nomination, "nomination_withdrawn")
    forget_later(db, nomination)


def send_link(db: Session, config: Config, *, reference: str, email: str) -> None:
    """Send the link again if there is such a nomination; say nothing if there is none."""
    nomination = queries.nomination_by_reference(db, reference, email)
    if nomination is not None:
        tell_nominator(db, config, nomination, "nomination_link")
