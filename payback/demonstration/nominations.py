"""Nominations: three of an area wait for a coordinator, one became a project with news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from payback.core import clock
from payback.core.references import ALPHABET
from payback.demonstration.words import FAMILIES, PLACES, WOMEN
from payback.diary.models import Appointment, WorkSession
from payback.nominations.models import (
    Criterion,
    CriterionAnswer,
    DoneBy,
    EventKind,
    LastPaid,
    Nomination,
    NominationEvent,
    NominationState,
    Owner,
    Verdict,
    WorkType,
)
from payback.nominations.service import promise_from
from payback.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from random import Random

    from sqlalchemy.orm import Session

    from payback.areas.models import Area
    from payback.areas.postcodes import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a nominator asks for, and when: days ago."""

    days_ago: int
    title: str
    description: str
    work_type: WorkType
    owner: Owner
    people: int
    days: int
    organisation: str
    evidence: tuple[str, str, str, str]


PROPOSALS = (
    Proposal(
        days_ago=13,
        title="Clear the alley behind {place} Road shops",
        description="Fly-tipping and brambles block 90 metres of alley. Bag litter, cut back the "
        "growth and paint over graffiti on the two end walls.",
        work_type=WorkType.CLEANING,
        owner=Owner.COUNCIL,
        people=6,
        days=4,
        organisation="{place} Road Residents",
        evidence=(
            "About 140 homes use the alley to reach the bus stop; two are wheelchair users.",
            "The council stopped sweeping it years ago. No contract covers it.",
            "It is public land. Nobody charges for anything there.",
            "Heavy lifting and cutting back for four days, in all weathers.",
        ),
    ),
    Proposal(
        days_ago=6,
        title="Repaint {place} community hall",
        description="The main room and the corridor have peeling paint and damp marks. Wash down, "
        "fill, sand and give two coats. We buy the paint.",
        work_type=WorkType.DECORATING,
        owner=Owner.CHARITY,
        people=5,
        days=6,
        organisation="{place} Community Association",
        evidence=(
            "Used by a food bank, a lunch club for 60 older people and two youth groups.",
            "We have no budget for a decorator and have never paid one.",
            "We are a registered charity; hire fees only cover heating.",
            "High walls, much preparation: six full days for a group.",
        ),
    ),
    Proposal(
        days_ago=1,
        title="Paths and benches in {place} churchyard",
        description="Graves and paths are overgrown. Clear ivy by hand, level the gravel, treat "
        "eight benches. Open to the public all day.",
        work_type=WorkType.GRAVEYARD,
        owner=Owner.FAITH,
        people=8,
        days=10,
        organisation="Friends of {place} Churchyard",
        evidence=(
            "A quiet green space in an area with few parks; open to everybody.",
            "Volunteers of our group do what they can; nobody is paid.",
            "Entry is free and nothing is sold.",
            "Digging, carrying gravel and sanding; far too much for our four volunteers.",
        ),
    ),
)


def add_nominations(db: Session, random: Random, area: Area, places: Sequence[Place]) -> None:
    """Add an area's waiting nominations with their answers."""
    for proposal in PROPOSALS:
        _add(db, random, area, places, proposal)
    _add_followed(db, random, area, places)
    db.flush()


def _add_followed(db: Session, random: Random, area: Area, places: Sequence[Place]) -> None:
    """Add the nomination that the area's first project came of, with the news of its work."""
    found = db.execute(
        select(Project, func.min(WorkSession.on))
        .join(WorkSession, WorkSession.project_id == Project.id)
        .join(Appointment, Appointment.session_id == WorkSession.id)
        .where(Project.area_id == area.id, Appointment.started_at.is_not(None))
        .group_by(Project.id)
        .order_by(Project.id)
        .limit(1)
    ).first()
    if found is None:
        return
    project, began = found
    nomination = _add(db, random, area, places, PROPOSALS[0])
    nomination.title = f"Work at {project.name}"
    nomination.address, nomination.postcode = project.address, project.postcode
    nomination.lat, nomination.lon = project.lat, project.lon
    nomination.project_id, nomination.state = project.id, NominationState.APPROVED
    nomination.submitted_at, nomination.decided_at = (
        _sent_at(began - timedelta(days=days)) for days in (40, 30)
    )
    nomination.decide_by = promise_from(db, nomination.submitted_at.date())
    for answer in nomination.criteria:
        answer.verdict = Verdict.MET
    steps = ((EventKind.APPROVED, 30, None), (EventKind.PLANNED, 7, began))
    for kind, days, on in (*steps, (EventKind.STARTED, 0, began)):
        at = _sent_at(began - timedelta(days=days))
        told = at if on else None
        db.add(NominationEvent(nomination_id=nomination.id, at=at, kind=kind, on=on, told_at=told))
    sent = select(NominationEvent).where(
        NominationEvent.nomination_id == nomination.id, NominationEvent.kind == EventKind.SUBMITTED
    )
    db.scalars(sent).one().at = nomination.submitted_at


def _add(
    db: Session, random: Random, area: Area, places: Sequence[Place], proposal: Proposal
) -> Nomination:
    place = places[random.randrange(len(places))]
    name = random.choice(PLACES)
    given, family = random.choice(WOMEN), random.choice(FAMILIES)
    sent_at = _sent_at(clock.today() - timedelta(days=proposal.days_ago))
    nomination = Nomination(
        reference=_reference(random),
        area_id=area.id,
        address=f"{name} Road",
        postcode=place.postcode,
        lat=place.point.lat,
        lon=place.point.lon,
        title=proposal.title.format(place=name),
        description=proposal.description,
        work_type=proposal.work_type,
        people=proposal.people,
        days=proposal.days,
        done_by=DoneBy.NOBODY,
        has_budget=False,
        last_paid=LastPaid.NEVER,
        owner=proposal.owner,
        toilets="Nearby, by arrangement",
        hand_washing="Nearby, by arrangement",
        site_access="Level access; some uneven ground",
        contact_name=f"{given} {family}",
        organisation=proposal.organisation.format(place=name),
        email=f"{given}.{family}@nominator.example".lower(),
        submitted_at=sent_at,
        decide_by=promise_from(db, sent_at.date()),
        criteria=[
            CriterionAnswer(criterion=criterion, evidence=evidence)
            for criterion, evidence in zip(Criterion, proposal.evidence, strict=True)
        ],
    )
    db.add(nomination)
    db.flush()
    db.add(
        NominationEvent(nomination_id=nomination.id, at=sent_at, kind=EventKind.SUBMITTED, text="")
    )
    db.flush()
    return nomination


def _sent_at(day: date) -> datetime:
    return clock.london_instant(day, time(19, 40))


def _reference(random: Random) -> str:
    letters = "".join(random.choice(ALPHABET) for _ in range(8))
    return f"CP-{letters[:4]}-{letters[4:]}"
