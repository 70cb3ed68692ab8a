"""Loading: the invented areas' rows, written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from payback.areas.postcodes import postcodes_in
from payback.areas.queries import all_areas
from payback.areas.service import ensure_london
from payback.core import clock
from payback.core.access import COMMAND_LINE
from payback.core.weeks import monday_of
from payback.demonstration import cast, history
from payback.demonstration.accounts import Accounts, open_accounts
from payback.demonstration.earlier import WEEKS, earlier_years
from payback.demonstration.nominations import add_nominations
from payback.demonstration.rows import write_area
from payback.demonstration.writer import Writer
from payback.diary.closed_days import closed_days
from payback.diary.generation import session_dates
from payback.people.models import Person
from payback.projects.models import Frequency, OpeningPattern
from payback.reports.service import load_published_figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.areas.models import Area
    from payback.config import Config
    from payback.core.db import Database

SEED = 20260703
BARNET = "E09000003"
WEEKS_AHEAD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is loaded: people, projects and supervisors at any one time.

    Parameters
    ----------
    weeks
        The past of those who are there today.
    years
        Others came and went in the years before that, if there are more than one.
    """

    codes: frozenset[str] | None
    people: int
    projects: int
    supervisors: int
    weeks: int
    years: int = 1

    @property
    def earlier_weeks(self) -> int:
        """The weeks before the past of those who are there today."""
        return (self.years - 1) * WEEKS

    @property
    def all_weeks(self) -> int:
        """The weeks of the whole past."""
        return self.weeks + self.earlier_weeks


SIZES = {
    "borough": Size(codes=frozenset({BARNET}), people=220, projects=12, supervisors=7, weeks=26),
    "london": Size(codes=None, people=7_000, projects=350, supervisors=220, weeks=52),
}


def is_empty(db: Session) -> bool:
    """Return whether no person has been recorded yet."""
    return db.query(Person.id).first() is None


def load(database: Database, config: Config, size: Size, say: Callable[[str], None]) -> Accounts:
    """Load demonstration data; the same on the same day for the same size.

    Parameters
    ----------
    size
        One of ``SIZES``.
    say
        Called with a line for each area, so that long work shows progress.

    Raises
    ------
    PermissionError
        In production, where invented people must never be loaded.
    """
    if not config.demonstration:
        message = "demonstration data is refused in production"
        raise PermissionError(message)
    with database.transaction(COMMAND_LINE) as db:
        ensure_london(db)
        load_published_figures(db)
        areas = [a for a in all_areas(db) if size.codes is None or a.code in size.codes]
        accounts = open_accounts(db, areas)
        writer = Writer(db)
        for number, area in enumerate(areas):
            _load_area(writer, size, area, number, len(areas), accounts)
            writer.write()
            _add_nominations(db, area)
            say(f"{area.name}: people, projects and {size.all_weeks} weeks of attendance")
        writer.finish()
    return accounts


def _load_area(
    writer: Writer, size: Size, area: Area, number: int, of: int, accounts: Accounts
) -> None:
    random = Random(f"{SEED}-{area.code}")  # noqa: S311 - the same data at every load is wanted
    places = postcodes_in(area.code)
    today = clock.today()
    monday = monday_of(today)
    first = monday - timedelta(weeks=size.weeks)
    months = 17 if size.weeks < 30 else 19
    share = _shares(size, number, of)
    tag = "" if of == 1 else f".{area.code[-2:]}"
    world = history.Area(
        workers=cast.people(random, places, share[0], f"X{area.code[-2:]}", today, months),
        leaders=cast.leaders(random, places, share[1], tag),
        sites=cast.sites(random, places, share[2], f"CP{area.code[-2:]}-"),
        dates={},
    )
    last = monday + timedelta(weeks=WEEKS_AHEAD, days=-1)
    begun = first - timedelta(weeks=size.earlier_weeks)
    world.dates = {site.code: opening_days(site, begun, last) for site in world.sites}
    for worker in world.workers:
        history.bring_forward(random, worker, first)
    sunday = monday + timedelta(days=6)
    held = history.simulate(random, world, first, today, sunday)
    earlier = Random(f"{SEED}-{area.code}-earlier")  # noqa: S311 - as above
    people, sessions = earlier_years(
        earlier, places, f"X{area.code[-2:]}", world, begun, first - timedelta(days=1)
    )
    world.workers = people + world.workers
    write_area(writer, area, world, sessions + held, accounts, begun)


def _add_nominations(db: Session, area: Area) -> None:
    random = Random(f"{SEED}-{area.code}-nominations")  # noqa: S311 - as above
    add_nominations(db, random, area, postcodes_in(area.code))


def opening_days(site: cast.Site, first: date, last: date) -> list[date]:
    """Return the days on which a site can open, without bank holidays."""
    pattern = OpeningPattern(
        weekdays=site.sort.weekdays,
        starts_at=site.times[0],
        ends_at=site.times[1],
        frequency=Frequency.WEEKLY,
        from_on=first,
    )
    days = session_dates(pattern, first, last, closed_days(first, last))
    return [day.on for day in days if not day.left_out]


def _shares(size: Size, number: int, of: int) -> tuple[int, int, int]:
    def share(total: int) -> int:
        return total * (number + 1) // of - total * number // of

    return share(size.people), share(size.supervisors), share(size.projects)
