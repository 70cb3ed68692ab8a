"""Breaks as pages list them: session by session, naming supervisors and never a person. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import wording
from payback.diary.breaks.rules import Counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payback.diary.breaks.rules import Break
    from payback.diary.models import WorkSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A session with what is wrong there, a sentence for each thing."""

    session: WorkSession
    sentences: tuple[str, ...]


def by_session(breaks: Iterable[Break]) -> list[Trouble]:
    """Return the sessions of breaks in the order of the breaks."""
    found: dict[int, list[Break]] = defaultdict(list)
    for each in breaks:
        found[each.session.id].append(each)
    return [
        Trouble(session=here[0].session, sentences=tuple(_sentences(here)))
        for here in found.values()
    ]


def _sentences(here: Sequence[Break]) -> list[str]:
    of_session = [reason for each in here if not each.duty for reason in each.reasons]
    booked = Counter(reason for each in here if each.appointment for reason in each.reasons)
    duties = [f"{each.who}: {_joined(each.reasons)}" for each in here if each.duty]
    people = [
        f"{wording.plural(count, 'person', 'people')} booked: {_lower(reason)}"
        for reason, count in booked.items()
    ]
    return [*(each for each in of_session if each not in booked), *duties, *people]


def _joined(reasons: Iterable[str]) -> str:
    return ", ".join(_lower(each) for each in reasons)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def counted(breaks: Sequence[Break]) -> Counts:
    """Count breaks that are at hand."""
    bookings = sum(each.appointment is not None for each in breaks)
    duties = sum(each.duty is not None for each in breaks)
    return Counts(bookings=bookings, duties=duties, sessions=len(breaks) - bookings - duties)


def how_many(counts: Counts) -> str:
    """Say what there is to mend: "2 bookings, 1 duty and 1 session"."""
    named = (
        (counts.bookings, "booking", "bookings"),
        (counts.duties, "duty", "duties"),
        (counts.sessions, "session as a whole", "sessions as a whole"),
    )
    parts = [wording.plural(*each) for each in named if each[0]]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def elsewhere(breaks: Sequence[Break]) -> str:
    """Say how much may not stand in areas that are not the reader's, and nothing else of it."""
    areas = {each.session.project.area_id for each in breaks}
    where, whose = (
        ("another borough", "its coordinator sees")
        if len(areas) == 1
        else ("other boroughs", "their coordinators see")
    )
    it = "it" if len(breaks) == 1 else "them"
    return f"{how_many(counted(breaks))} in {where} may not stand any more; {whose} {it}."
