"""Builders of nominations, with keyword overrides."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from payback.core.references import new_reference
from payback.nominations.letters import add_link
from payback.nominations.models import (
    Criterion,
    CriterionAnswer,
    DoneBy,
    EventKind,
    LastPaid,
    Nomination,
    NominationEvent,
    Owner,
    Verdict,
    WorkType,
)
from tests.support.builders import an_area

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SUBMITTED_AT = datetime(2026, 11, 16, 10, tzinfo=UTC)


def a_nomination(
    db: Session, *, verdict: Verdict | None = None, secret: str = "", **changes: Any
) -> Nomination:
    """Add a nomination that waits for a decision.

    Parameters
    ----------
    verdict
        The verdict on all four criteria; none unless told otherwise.
    secret
        A secret whose link leads to it.
    """
    values = {
        "reference": new_reference("CP"),
        "address": "The path behind 1 Park Road, Hendon",
        "postcode": "NW4 4BG",
        "lat": 51.59,
        "lon": -0.22,
        "title": "Clear the path behind Park Road",
        "description": "Clear brambles from 80 metres of path.",
        "work_type": WorkType.OPEN_SPACES,
        "people": 6,
        "days": 4,
        "done_by": DoneBy.NOBODY,
        "has_budget": False,
        "last_paid": LastPaid.NEVER,
        "owner": Owner.COUNCIL,
        "toilets": "In the library, 100 metres",
        "hand_washing": "In the library",
        "site_access": "Level path from the road",
        "contact_name": "Rosa Example",
        "organisation": "Friends of the Path",
        "email": "rosa@example.org",
        "phone": "020 7946 0018",
        "submitted_at": SUBMITTED_AT,
        "decide_by": date(2026, 11, 30),
    } | changes
    values.setdefault("area_id", an_area(db).id)
    nomination = Nomination(**values)
    nomination.criteria = [
        CriterionAnswer(criterion=each, evidence=f"What I know of {each.value}.", verdict=verdict)
        for each in Criterion
    ]
    db.add(nomination)
    db.flush()
    db.add(
        NominationEvent(
            nomination_id=nomination.id, at=nomination.submitted_at, kind=EventKind.SUBMITTED
        )
    )
    if secret:
        add_link(db, nomination, secret)
    db.flush()
    return nomination
