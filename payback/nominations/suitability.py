"""The four criteria: which answers fail, and what else somebody can do then. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from payback.nominations.models import Criterion, DoneBy, LastPaid, Owner

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALLEST_PERSON_DAYS = 4
YES, NO = "yes", "no"

CRITERIA: dict[Criterion, str] = {
    Criterion.COMMUNITY_BENEFIT: "It must benefit the local community",
    Criterion.PAID_WORK: "It must not take paid work away from others",
    Criterion.PROFIT: "No-one must make a profit from the work",
    Criterion.DEMANDING: "It must be challenging and demanding",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why work does not suit Community Payback, and what else to do."""

    title: str
    why: str
    instead: tuple[str, ...]


NO_BENEFIT = Refusal(
    "Community Payback is for work that helps a community",
    "You told us that the work would not benefit the local community. Community Payback cannot "
    "do work that helps only one household or one business.",
    (
        "Ask your council whether it offers help with homes and gardens for older or disabled "
        "people.",
        "Ask your local volunteer centre or a good-neighbour scheme.",
    ),
)
PAID_NOW = Refusal(
    "This work is somebody’s paid job",
    "You told us that people are paid to do this work now, or that there is a contract or a budget "
    "for it. Community Payback must not take paid work away from others.",
    (
        "Report the work to whoever is responsible for it. For streets, parks and bins this is "
        "usually the council: find it at www.gov.uk/find-local-council.",
        "Think about extra work at the same place that nobody is paid for, and nominate that.",
    ),
)
PROFIT = Refusal(
    "No-one may make a profit from the work",
    "You told us that somebody would make a profit. Community Payback works only where nobody "
    "earns more because of it.",
    (
        "Hire a contractor for the work.",
        "If a charity or community group uses the place, ask whether there is work that helps "
        "only the group.",
    ),
)
TOO_EASY = Refusal(
    "The work must be challenging and demanding",
    "Unpaid work is a punishment set by a court, so it has to be demanding. You told us that this "
    "work is not.",
    (
        "Ask a volunteer group or your local volunteer centre for light tasks.",
        "Think about whether the work is part of something bigger, and nominate that.",
    ),
)
TOO_SMALL = Refusal(
    "The work is too small for a group",
    f"A group needs at least {SMALLEST_PERSON_DAYS} days’ work in all: two people for two days, or "
    "four people for one day.",
    (
        "Put several small jobs at the same place, or near each other, into one nomination.",
        "Ask a volunteer group or your local volunteer centre.",
    ),
)


def refusal_of(page: str, answers: Mapping[str, Any]) -> Refusal | None:
    """Return why the answers of a question page end the nomination, or ``None``.

    Parameters
    ----------
    page
        The page's name, which for these four is a criterion's value.
    answers
        The valid answers of that page, by field.
    """
    said = answers.get("answer")
    if page == Criterion.COMMUNITY_BENEFIT:
        return NO_BENEFIT if said == NO else None
    if page == Criterion.PAID_WORK:
        paid = answers.get("done_by") == DoneBy.PAID or answers.get("budget") == YES
        return PAID_NOW if paid else None
    if page == Criterion.PROFIT:
        return PROFIT if said == YES else None
    if page == Criterion.DEMANDING:
        return _too_light(answers)
    return None


def _too_light(answers: Mapping[str, Any]) -> Refusal | None:
    if answers.get("answer") == NO:
        return TOO_EASY
    size = int(answers.get("people") or 0) * int(answers.get("days") or 0)
    return TOO_SMALL if size < SMALLEST_PERSON_DAYS else None


def doubts(*, last_paid: LastPaid, owner: Owner, has_budget: bool, done_by: DoneBy) -> list[str]:
    """Return what staff should look at again before they say that a criterion is met."""
    found = []
    if has_budget or done_by is DoneBy.PAID:
        found.append("Paid work: people are paid for this now, or there is a contract or a budget.")
    if last_paid is LastPaid.RECENTLY:
        found.append("Paid work: somebody was paid to do this in the last 2 years.")
    if last_paid is LastPaid.UNKNOWN:
        found.append("Paid work: the nominator does not know when somebody was last paid.")
    if owner in {Owner.BUSINESS, Owner.PRIVATE}:
        found.append(f"Profit: a {owner.value} owns or runs the place.")
    if owner is Owner.UNKNOWN:
        found.append("Profit: the nominator does not know who owns the place.")
    return found
