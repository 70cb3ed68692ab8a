"""The words that nominations are described with; each value is what is stored and shown."""

from __future__ import annotations

from enum import StrEnum


class NominationState(StrEnum):
    """Where a nomination stands."""

    SUBMITTED = "submitted"
    MORE_INFORMATION = "more information"
    APPROVED = "approved"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """How a nomination reached us."""

    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    POST = "post"
    IN_PERSON = "in person"


class Criterion(StrEnum):
    """What every project must be; the value names the question page."""

    COMMUNITY_BENEFIT = "community-benefit"
    PAID_WORK = "paid-work"
    PROFIT = "profit"
    DEMANDING = "demanding"


class Verdict(StrEnum):
    """What staff think of one criterion."""

    MET = "met"
    NOT_MET = "not met"
    UNSURE = "unsure"


class DoneBy(StrEnum):
    """Who does the work now."""

    NOBODY = "nobody"
    VOLUNTEERS = "volunteers"
    PAID = "paid people"


class LastPaid(StrEnum):
    """When somebody was last paid for the work."""

    NEVER = "never, as far as I know"
    LONG_AGO = "more than 2 years ago"
    RECENTLY = "in the last 2 years"
    UNKNOWN = "I do not know"


class Owner(StrEnum):
    """Who owns or runs the place."""

    COUNCIL = "council or other public body"
    CHARITY = "charity or community group"
    FAITH = "place of worship"
    SCHOOL = "school, college or nursery"
    BUSINESS = "business"
    PRIVATE = "private person"
    UNKNOWN = "I do not know"


class WorkType(StrEnum):
    """What kind of work it is."""

    OPEN_SPACES = "gardening and open spaces"
    CLEANING = "cleaning streets and clearing litter"
    DECORATING = "decorating"
    REPAIRS = "repairs, fences and paths"
    GRAFFITI = "removing graffiti"
    GRAVEYARD = "cemeteries and churchyards"
    COMMUNITY = "helping in a charity or community centre"
    OTHER = "something else"


class EventKind(StrEnum):
    """What happened to a nomination."""

    SUBMITTED = "submitted"
    ASKED = "asked"
    ANSWERED = "answered"
    APPROVED = "approved"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    NOTE = "note"
    PLANNED = "planned"
    UNPLANNED = "planned no more"
    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    FINISHED = "finished"
    ABANDONED = "abandoned"


NEWS = frozenset(
    {
        *(EventKind.PLANNED, EventKind.UNPLANNED, EventKind.STARTED, EventKind.PAUSED),
        *(EventKind.RESUMED, EventKind.FINISHED, EventKind.ABANDONED),
    }
)
"""What happens to the work after approval; each is told by mail."""


class Item(StrEnum):
    """Something that staff may ask the nominator for."""

    BENEFIT = "benefit"
    PAID_WORK = "paid work"
    OWNER = "owner"
    WORK = "work"
    SIZE = "size"
    PLACE = "place"
    TOILETS = "toilets"
    HAND_WASHING = "hand-washing"
    SITE_ACCESS = "access"
    PARKING = "parking"
    TOOLS = "tools"
    OTHER = "other"
