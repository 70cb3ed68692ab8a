"""When a statement of account adds up."""

from __future__ import annotations

import pytest

from payback.attendance.statement import Proof


def a_proof(**changes: int) -> Proof:
    values = {
        "lines": 3,
        "ordered_minutes": 6000,
        "last_minutes": 480,
        "sum_minutes": 480,
        "recorded_minutes": 420,
        "appointment_minutes": 420,
    } | changes
    return Proof(**values)


def test_equal_sums_hold() -> None:
    assert a_proof().holds
    assert a_proof().remaining_minutes == 5520


@pytest.mark.parametrize("wrong", ["last_minutes", "sum_minutes"])
@pytest.mark.parametrize("minutes", [479, 481])
def test_lines_that_come_to_anything_else_do_not(wrong: str, minutes: int) -> None:
    proof = a_proof(**{wrong: minutes})
    assert not proof.holds
    assert (proof.lines_agree, proof.appointments_agree) == (False, True)


@pytest.mark.parametrize("wrong", ["recorded_minutes", "appointment_minutes"])
@pytest.mark.parametrize("minutes", [419, 421])
def test_appointments_that_come_to_anything_else_do_not(wrong: str, minutes: int) -> None:
    proof = a_proof(**{wrong: minutes})
    assert not proof.holds
    assert (proof.lines_agree, proof.appointments_agree) == (True, False)
