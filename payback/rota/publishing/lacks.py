"""What a week would still lack once a rota is published: risks that ask for a word.

What would break a rule stops a publication (`staleness`); what stands here may be good reason to
publish all the same, such as a group that is likely to be too small, a project whose work is likely
to be done by then, or somebody on leave at a session too near to be planned again.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from payback.core import wording
from payback.diary.breaks.queries import breaks_of
from payback.diary.breaks.scope import in_area
from payback.rota.publishing.said import Said
from payback.rota.rules import last_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.rota.draft.board import Board
    from payback.rota.models import Rota
    from payback.rota.publishing.staleness import CurrentWeek

MOST_SEEN = 16


def lacks_of(db: Session, rota: Rota, board: Board, current: CurrentWeek) -> list[Said]:
    """Return what the week of a draft would lack, as sentences with names, by day; then its risks.

    Breaks of sessions that the draft settles are none any more; those of sessions announced for
    good, or left out of the plan, stay.
    """
    found = [
        (card.session, _at(card.session, warning))
        for _, cards in board.days
        for card in cards
        for warning in card.warnings
    ]
    week = in_area(rota.area_id, rota.week_on, last_day(rota.week_on))
    for each in breaks_of(db, week):
        if each.session.id not in current.free_session_ids:
            what = f"{each.who}: {'; '.join(each.reasons)}"
            found.append((each.session, _at(each.session, what, each.people)))
    found.sort(key=lambda item: (item[0].on, item[0].starts_at, item[0].id))
    return [*(said for _, said in found), *current.risks]


def seen_as(lacks: Iterable[Said]) -> str:
    """Return what stands for these sentences in a form, so that it can be told if others came."""
    said = "\n".join(each.sentence for each in lacks)
    return hashlib.sha256(said.encode()).hexdigest()[:MOST_SEEN]


def _at(session: WorkSession, what: str, people: tuple[int, ...] = ()) -> Said:
    where = (
        f"{session.project.name}, {wording.short_date(session.on)}, "
        f"{wording.time(session.starts_at)}"
    )
    return Said(sentence=f"{where}: {what}", people=people)
