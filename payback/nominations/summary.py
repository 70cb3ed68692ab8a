"""The answers of a nomination as people read them: on pages and in mails alike. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core.wording import plural
from payback.nominations.models import Criterion
from payback.nominations.questions import CONTACT, PLACE, SITE, WORK
from payback.nominations.suitability import CRITERIA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payback.nominations.models import Nomination
    from payback.nominations.questions import NominationDetails

NONE = "Not given"


@dataclass(frozen=True, slots=True)
class Row:
    """One answer and the question page that it comes from."""

    question: str
    answer: str
    page: str


@dataclass(frozen=True, slots=True)
class Section:
    """Answers that belong together."""

    title: str
    rows: tuple[Row, ...]


def begin(text: str) -> str:
    """Return a phrase with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def sections_of(
    subject: Nomination | NominationDetails, evidence: Mapping[Criterion, str], borough: str
) -> list[Section]:
    """Return every answer in order.

    Parameters
    ----------
    subject
        A nomination, or what somebody is about to send.
    evidence
        What they said on each criterion.
    borough
        The name of the area.
    """
    return [
        Section(CRITERIA[each], criterion_rows(subject, each, evidence[each])) for each in Criterion
    ] + [
        Section(
            "The place",
            _rows(
                PLACE,
                ("Address", subject.address),
                ("Postcode", subject.postcode),
                ("Borough", borough),
            ),
        ),
        _work(subject),
        _site(subject),
        _contact(subject),
    ]


def criterion_rows(
    subject: Nomination | NominationDetails, criterion: Criterion, evidence: str
) -> tuple[Row, ...]:
    """Return the answers on one criterion."""
    rows: list[tuple[str, str]] = {
        Criterion.COMMUNITY_BENEFIT: [],
        Criterion.PAID_WORK: [
            ("Who does this work now?", begin(subject.done_by.value)),
            ("Contract or budget?", "Yes" if subject.has_budget else "No"),
            ("Last paid for", begin(subject.last_paid.value)),
        ],
        Criterion.PROFIT: [("Who owns or runs the place?", begin(subject.owner.value))],
        Criterion.DEMANDING: [
            (
                "Size of the job",
                f"{plural(subject.people, 'person', 'people')} for {plural(subject.days, 'day')}",
            )
        ],
    }[criterion]
    return _rows(criterion, *rows, (EVIDENCE[criterion], evidence))


EVIDENCE = {
    Criterion.COMMUNITY_BENEFIT: "Who will benefit, and how?",
    Criterion.PAID_WORK: "How do you know?",
    Criterion.PROFIT: "Who uses it, and does anybody pay?",
    Criterion.DEMANDING: "What would people do?",
}


def _work(subject: Nomination | NominationDetails) -> Section:
    return Section(
        "The work",
        _rows(
            WORK,
            ("Short name", subject.title),
            ("Kind of work", begin(subject.work_type.value)),
            ("What should be done", subject.description),
        ),
    )


def _site(subject: Nomination | NominationDetails) -> Section:
    return Section(
        "What a group finds there",
        _rows(
            SITE,
            ("Toilets nearby", subject.toilets),
            ("Places to wash hands", subject.hand_washing),
            ("Access for people who find it hard to walk", subject.site_access),
            ("Parking for a minibus", subject.parking),
            ("Tools, materials and storage", subject.tools),
        ),
    )


def _contact(subject: Nomination | NominationDetails) -> Section:
    return Section(
        "Contact",
        _rows(
            CONTACT,
            ("Name", subject.contact_name),
            ("Organisation", subject.organisation),
            ("Email address", subject.email),
            ("Telephone number", subject.phone),
        ),
    )


def _rows(page: str, *pairs: tuple[str, str]) -> tuple[Row, ...]:
    return tuple(Row(question, answer or NONE, str(page)) for question, answer in pairs)
