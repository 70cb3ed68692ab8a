"""H4: a person's credited minutes in a week are limited; and what those minutes are worth."""

from dataclasses import dataclass

import numpy as np

from scheduler.arrays.columns import Floats, Ints, Numbers, sum_at
from scheduler.large.programmes.draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Work:
    """Credited minutes of people in weeks.

    Attributes
    ----------
    who
        The person of each week of somebody's.
    basic, more
        A variable for each: minutes up to those offered a week, and those beyond.
    limits, sums
        For each booking, the row that limits its week, and the row that adds its minutes up.
    """

    who: Ints
    basic: Ints
    more: Ints
    limits: Ints
    sums: Ints


def write(draft: Draft, now: Numbers) -> Work:
    """Add two rows and two variables for each week of each person.

    Parameters
    ----------
    draft
        The programme.
    now
        Minutes that each booking credits in the rota as it is.
    """
    arrays, programme, people = draft.arrays, draft.programme, draft.arrays.people
    bookings, outside = draft.bookings, draft.scope.outside
    units, unit = np.unique(bookings.who * arrays.weeks + bookings.week, return_inverse=True)
    who, week = np.divmod(units, arrays.weeks)
    before = outside.credited[who, week]
    room = people.room[who, week] - before
    limits = programme.rows(len(units), -np.inf, room)
    programme.put(limits[unit], draft.x, bookings.credit)
    most = np.minimum(room, people.remaining[who] - outside.total[who]).astype(float)
    used = people.used[who, week] + before
    most_basic: Floats = np.clip(people.weekly[who] - used, 0, most)
    most_more = most - most_basic
    rate = arrays.problem.policy.extra_hours_rate
    basic = programme.variables(people.urgency[who], most_basic)
    more = programme.variables(rate * people.urgency[who], most_more)
    sums = programme.rows(len(units), -np.inf, 0.0)
    programme.put(sums[unit], draft.x, -arrays.sessions.minutes[bookings.where])
    programme.put(sums, basic, 1.0)
    programme.put(sums, more, 1.0)
    credited = sum_at(unit, now, len(units))
    draft.note(basic, np.minimum(credited, most_basic))
    draft.note(more, np.clip(credited - most_basic, 0, most_more))
    return Work(who=who, basic=basic, more=more, limits=limits[unit], sums=sums[unit])
