"""The order of the questions, and the draft's answers as one plain value. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from payback.areas.postcodes import find_postcode
from payback.nominations.models import Criterion, DoneBy, LastPaid, Owner, Source, WorkType
from payback.nominations.suitability import YES, refusal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from payback.areas.geo import Point

Answers = dict[str, dict[str, Any]]

PLACE, BOROUGH, WORK, SITE = "place", "borough", "work", "site"
CONTACT, PHOTOGRAPHS = "contact", "photographs"
PAGES = (*Criterion, PLACE, BOROUGH, WORK, SITE, CONTACT, PHOTOGRAPHS)
"""The question pages in order; each is answered once it has valid answers in the draft."""

SOURCE = "source"


def place_is_known(answers: Mapping[str, Any], area_codes: Iterable[str]) -> bool:
    """Return whether the postcode of the place lies in an area that we work in."""
    found = find_postcode(answers.get("postcode", ""))
    return found is not None and found.area_code in set(area_codes)


def pages_asked(answers: Answers, area_codes: Iterable[str]) -> list[str]:
    """Return the pages that these answers lead through: the borough only if it is not known."""
    known = place_is_known(answers.get(PLACE, {}), area_codes)
    return [str(page) for page in PAGES if page != BOROUGH or not known]


def first_unanswered(answers: Answers, area_codes: Iterable[str]) -> str | None:
    """Return the first page without an answer that lets the nomination go on, or ``None``."""
    for page in pages_asked(answers, area_codes):
        if page not in answers or refusal_of(page, answers[page]):
            return page
    return None


def may_open(page: str, answers: Answers, area_codes: Iterable[str]) -> bool:
    """Return whether every page before this one has been answered."""
    asked = pages_asked(answers, area_codes)
    if page not in asked:
        return False
    first = first_unanswered(answers, area_codes)
    return first is None or asked.index(page) <= asked.index(first)


def page_after(page: str, answers: Answers, area_codes: Iterable[str]) -> str | None:
    """Return where to go after a page: the next one, or ``None`` when all are answered."""
    codes = list(area_codes)
    if first_unanswered(answers, codes) is None:
        return None
    asked = pages_asked(answers, codes)
    following = asked[asked.index(page) + 1 :]
    return following[0] if following else None


def page_before(page: str, answers: Answers, area_codes: Iterable[str]) -> str | None:
    """Return the page before a page, or ``None`` for the first."""
    asked = pages_asked(answers, area_codes)
    place = asked.index(page)
    return asked[place - 1] if place else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationDetails:
    """Everything that somebody has answered, ready to be stored."""

    source: Source
    address: str
    postcode: str
    area_code: str
    point: Point | None
    title: str
    description: str
    work_type: WorkType
    people: int
    days: int
    done_by: DoneBy
    has_budget: bool
    last_paid: LastPaid
    owner: Owner
    evidence: dict[Criterion, str]
    toilets: str
    hand_washing: str
    site_access: str
    parking: str
    tools: str
    contact_name: str
    organisation: str
    email: str
    phone: str


def details_of(answers: Answers, area_codes: Iterable[str]) -> NominationDetails:
    """Return the answers of a complete draft as one value.

    Raises
    ------
    KeyError
        If a page has not been answered; ask `first_unanswered` before.
    """
    place, work, contact = answers[PLACE], answers[WORK], answers[CONTACT]
    paid, demanding = answers[Criterion.PAID_WORK], answers[Criterion.DEMANDING]
    found = find_postcode(place["postcode"])
    known = found is not None and found.area_code in set(area_codes)
    return NominationDetails(
        source=Source(answers.get(SOURCE, {}).get("source", Source.WEB)),
        address=place["address"],
        postcode=place["postcode"],
        area_code=found.area_code if found and known else answers[BOROUGH]["area"],
        point=found.point if found else None,
        title=work["title"],
        description=work["description"],
        work_type=WorkType(work["work_type"]),
        people=demanding["people"],
        days=demanding["days"],
        done_by=DoneBy(paid["done_by"]),
        has_budget=paid["budget"] == YES,
        last_paid=LastPaid(paid["last_paid"]),
        owner=Owner(answers[Criterion.PROFIT]["owner"]),
        evidence={each: answers[each]["evidence"] for each in Criterion},
        **{name: answers[SITE][name] for name in SITE_FIELDS},
        contact_name=contact["contact_name"],
        organisation=contact["organisation"],
        email=contact["email"],
        phone=contact["phone"],
    )


SITE_FIELDS = ("toilets", "hand_washing", "site_access", "parking", "tools")
