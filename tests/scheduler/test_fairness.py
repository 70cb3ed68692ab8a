"""How fairly a rota shares the work, counted by hand on small rotas."""

import pytest

from scheduler import fairness
from tests.scheduler.building import (
    DAYS,
    HERE,
    THREE_KM_AWAY,
    a_person,
    a_problem,
    a_project,
    a_rota,
    a_session,
)

SATURDAY = "2026-11-28"


def test_offers_kept_are_counted_in_all_by_sex_and_by_group() -> None:
    problem = a_problem(
        end="2026-11-29",
        sessions=[a_session(minutes=420)],
        people=[
            a_person("ann", female=True),
            a_person("bob"),
            a_person("col"),
            a_person("done", remaining_minutes=0),
        ],
    )
    groups = {"ann": "Barnet", "bob": "Brent", "col": "Brent", "done": "Brent", "stranger": "X"}
    found = fairness(problem, a_rota(mon=("sam", "ann bob")), groups=groups)
    assert (found.overall.offered, found.overall.given) == (3, 2)
    assert found.overall.rate == pytest.approx(2 / 3)
    assert (found.by_sex["female"].rate, found.by_sex["male"].rate) == (1.0, 0.5)
    assert {name: share.rate for name, share in found.by_group.items()} == {
        "Barnet": 1.0,
        "Brent": 0.5,
    }
    assert (found.people_short, found.minutes_short) == (1, 420)


def test_an_offer_is_no_more_than_what_is_left_when_the_week_begins() -> None:
    problem = a_problem(people=[a_person(remaining_minutes=500)], sessions=[a_session(minutes=420)])
    first_week_only = fairness(problem, a_rota(mon=("sam", "ann")))
    assert first_week_only.minutes_short == 80
    assert first_week_only.overall.given == 0
    assert fairness(problem, a_rota()).minutes_short == 840


def test_journeys_weekends_and_stand_down_are_those_of_the_bookings() -> None:
    problem = a_problem(
        projects=[a_project(), a_project(id="canal", **THREE_KM_AWAY)],
        sessions=[
            a_session(),
            a_session(SATURDAY, id="sat", project="canal", places=1),
        ],
        people=[a_person("ann", attendance_rate=0.5), a_person("bob", attendance_rate=0.5, **HERE)],
    )
    found = fairness(problem, a_rota(mon=("sam", "ann"), sat=("sam", "ann bob")))
    assert found.travel is not None
    assert found.travel.least == 0
    assert found.travel.median == found.travel.most == pytest.approx(12.0, abs=0.02)
    assert found.weekend_share == pytest.approx(2 / 3)
    assert [(one.session, one.risk) for one in found.stand_down] == [("mon", 0.0), ("sat", 0.25)]


def test_a_rota_without_bookings_has_no_journeys() -> None:
    found = fairness(a_problem(sessions=[a_session(DAYS[1])], people=[]), a_rota())
    assert (found.travel, found.weekend_share, found.overall.rate) == (None, None, None)
