"""The minutes that each booking credits: min(session minutes, minutes the person has left)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.modelling.choices import BookingChoice, WholeTerm, total

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from ortools.sat.python import cp_model


def declare_credits(
    cp: cp_model.CpModel, by_person: Iterable[list[BookingChoice]], rules: Collection[str]
) -> None:
    """Set the credit of every booking choice.

    Parameters
    ----------
    cp
        The CP-SAT model, which may be given variables for it.
    by_person
        All choices of each person, by start.
    rules
        Codes of the rules that the choices obey.
    """
    for choices in by_person:
        if _one_booking_uses_up_all(choices, rules):
            for choice in choices:
                choice.credit = ((choice.person.remaining_minutes, choice.chosen),)
        else:
            _declare_in_order(cp, choices, one_a_day="H3" in rules)


def most_minutes(choices: list[BookingChoice], *, one_a_day: bool) -> list[int]:
    """Return the most session minutes that a person's first choices can add up to.

    The list starts with 0, for no choice at all, and ends with the most of all choices.
    """
    most = [0]
    longest: dict[date, int] = {}
    for choice in choices:
        day = choice.session.start.date()
        before = longest.get(day, 0) if one_a_day else 0
        longest[day] = max(before, choice.session.minutes)
        most.append(most[-1] + longest[day] - before)
    return most


def _one_booking_uses_up_all(choices: list[BookingChoice], rules: Collection[str]) -> bool:
    """Whether any booking leaves nothing for another, so that H5 allows only one."""
    left = choices[0].person.remaining_minutes
    return "H5" in rules and all(
        choice.free and choice.session.minutes >= left for choice in choices
    )


def _declare_in_order(
    cp: cp_model.CpModel, choices: list[BookingChoice], *, one_a_day: bool
) -> None:
    """Credit = what is used up after a booking less what was used up before it."""
    left = choices[0].person.remaining_minutes
    most = most_minutes(choices, one_a_day=one_a_day)
    booked: list[WholeTerm] = []
    used_before: list[WholeTerm] = []
    for number, choice in enumerate(choices, start=1):
        own = (choice.session.minutes, choice.chosen)
        booked = [*booked, own]
        if most[number] <= left:
            choice.credit = (own,)
            used_before = booked
            continue
        used = cp.new_int_var(0, left, f"{choice.person.id} used by {choice.session.id}")
        cp.add_min_equality(used, [total(booked), left])
        choice.credit = ((1, used), *((-minutes, chosen) for minutes, chosen in used_before))
        used_before = [(1, used)]
