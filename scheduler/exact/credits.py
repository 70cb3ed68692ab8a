"""The minutes that each booking credits: min(session minutes, minutes the person has left)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.exact.choices import BookingChoice, WholeTerm, total

if TYPE_CHECKING:
    from datetime import date

    from scheduler.exact.model import Model


def declare_credits(model: Model) -> None:
    """Set the credit of every booking choice."""
    for choices in model.by_person.values():
        if _one_booking_uses_up_all(model, choices):
            for choice in choices:
                choice.credit = ((choice.person.remaining_minutes, choice.chosen),)
        else:
            _declare_in_order(model, choices)


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


def _one_booking_uses_up_all(model: Model, choices: list[BookingChoice]) -> bool:
    """Whether any booking leaves nothing for another, so that H5 allows only one."""
    left = choices[0].person.remaining_minutes
    return "H5" in model.rules and all(
        choice.free and choice.session.minutes >= left for choice in choices
    )


def _declare_in_order(model: Model, choices: list[BookingChoice]) -> None:
    """Credit = what is used up after a booking less what was used up before it."""
    left = choices[0].person.remaining_minutes
    most = most_minutes(choices, one_a_day="H3" in model.rules)
    booked: list[WholeTerm] = []
    used_before: list[WholeTerm] = []
    for number, choice in enumerate(choices, start=1):
        own = (choice.session.minutes, choice.chosen)
        booked = [*booked, own]
        if most[number] <= left:
            choice.credit = (own,)
            used_before = booked
            continue
        used = model.cp.new_int_var(0, left, f"{choice.person.id} used by {choice.session.id}")
        model.cp.add_min_equality(used, [total(booked), left])
        choice.credit = ((1, used), *((-minutes, chosen) for minutes, chosen in used_before))
        used_before = [(1, used)]
