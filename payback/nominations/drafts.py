"""Writes of drafts: what a browser has answered so far."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from payback.core import clock, jobs
from payback.core.errors import RuleBroken
from payback.core.references import hash_secret
from payback.nominations import queries
from payback.nominations.models import NominationDraft, Photograph
from payback.nominations.questions import BOROUGH, PLACE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.nominations.photographs import Picture

KEPT = timedelta(days=7)
FORGET = "forget draft"
MOST_PHOTOGRAPHS = 5
TOO_MANY = f"You can add up to {MOST_PHOTOGRAPHS} photographs. Remove one first"


def start(db: Session, key: str) -> NominationDraft:
    """Begin a draft for a browser."""
    draft = NominationDraft(
        key_hash=hash_secret(key), answers={}, expires_at=clock.now() + KEPT, nomination_id=None
    )
    db.add(draft)
    db.flush()
    forget_later(db, draft)
    return draft


def forget_later(db: Session, draft: NominationDraft) -> None:
    """See to it that a draft goes when its time is over, whether or not anybody comes back."""
    jobs.enqueue(db, FORGET, draft.id, due_at=draft.expires_at)


def answer(db: Session, draft: NominationDraft, page: str, answers: dict[str, Any]) -> None:
    """Store the answers of one page and keep the draft for another week.

    A changed postcode takes back the borough that was chosen for the old one.
    """
    stored = dict(draft.answers)
    if page == PLACE and stored.get(PLACE, {}).get("postcode") != answers.get("postcode"):
        stored.pop(BOROUGH, None)
    stored[page] = answers
    draft.answers = stored
    draft.expires_at = clock.now() + KEPT
    db.flush()


def add_photograph(db: Session, draft: NominationDraft, name: str, picture: Picture) -> Photograph:
    """Add a picture to a draft.

    Raises
    ------
    RuleBroken
        If the draft has as many as it may have.
    """
    if len(queries.photographs_of_draft(db, draft.id)) >= MOST_PHOTOGRAPHS:
        raise RuleBroken("photographs", TOO_MANY)
    photograph = Photograph(
        draft_id=draft.id, name=name, width=picture.width, height=picture.height
    )
    db.add(photograph)
    db.flush()
    return photograph


def remove_photograph(db: Session, draft: NominationDraft, name: str) -> list[str]:
    """Take a picture out of a draft; return the names of the files to remove after the commit."""
    found = [each for each in queries.photographs_of_draft(db, draft.id) if each.name == name]
    for each in found:
        db.delete(each)
    return [each.name for each in found]


def forget(db: Session, draft: NominationDraft) -> list[str]:
    """Delete a draft; return the names of the files to remove after the commit."""
    names = []
    for each in queries.photographs_of_draft(db, draft.id):
        names.append(each.name)
        db.delete(each)
    for sent in queries.sent_photographs_of_draft(db, draft.id):
        sent.draft_id = None
    db.flush()
    db.delete(draft)
    db.flush()
    return names


def forget_expired(db: Session) -> list[str]:
    """Delete the drafts whose time is over; return the files to remove after the commit."""
    return [name for draft in queries.expired_drafts(db) for name in forget(db, draft)]
