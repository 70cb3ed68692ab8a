"""What is hidden cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.reports.suppression import FEWEST_PEOPLE, Counted, hide, shows_few

ROWS = st.lists(
    st.integers(0, 12).flatmap(
        lambda people: st.tuples(st.integers(people, 14), st.integers(people, 14)).map(
            lambda figures: Counted(people=people, figures=figures if people else (0, 0))
        )
    ),
    max_size=6,
)


def possible(parts: int, total: int) -> list[set[int]]:
    """Return the values that each of some numbers, at least 1 each, can have for a sum."""
    values: list[set[int]] = [set() for _ in range(parts)]
    for guess in product(range(1, total + 1), repeat=parts - 1):
        rest = total - sum(guess)
        if rest >= 1:
            for place, value in enumerate((*guess, rest)):
                values[place].add(value)
    return values


@given(ROWS)
def test_no_hidden_figure_follows_from_the_total_and_the_figures_shown(rows: list[Counted]) -> None:
    hidden = hide(rows)
    if hidden.total or not hidden.rows:
        return
    for column in range(2):
        total = sum(row.figures[column] for row in rows)
        shown = sum(row.figures[column] for i, row in enumerate(rows) if i not in hidden.rows)
        if len(hidden.rows) > 3:
            assert total - shown > len(hidden.rows)  # too many to try: at least two ways remain
            continue
        assert all(len(each) > FEWEST_PEOPLE for each in possible(len(hidden.rows), total - shown))


@given(ROWS)
def test_every_row_about_few_people_is_hidden_and_none_about_nobody(rows: list[Counted]) -> None:
    hidden = hide(rows)
    for place, row in enumerate(rows):
        if 0 < row.people < FEWEST_PEOPLE:
            assert place in hidden.rows
        if row.people == 0:
            assert place not in hidden.rows


@given(ROWS)
def test_nothing_is_hidden_where_every_row_is_about_many_or_nobody(rows: list[Counted]) -> None:
    large = [row for row in rows if row.people == 0 or row.people >= FEWEST_PEOPLE]
    assert not hide(large).rows
    assert not hide(large).total


def test_a_single_small_row_takes_the_next_smallest_with_it() -> None:
    rows = [
        Counted(people=30, figures=(90, 900)),
        Counted(people=2, figures=(3, 30)),
        Counted(people=9, figures=(20, 200)),
    ]
    assert hide(rows).rows == {1, 2}
    assert not hide(rows).total


def test_a_table_of_one_small_row_hides_its_total() -> None:
    hidden = hide([Counted(people=3, figures=(40, 400))])
    assert hidden.rows == {0}
    assert hidden.total


@pytest.mark.parametrize(
    ("hit", "miss", "few"),
    [(0, 0, False), (7, 0, True), (0, 9, True), (4, 80, True), (5, 5, False)],
)
def test_a_split_with_a_small_or_empty_part_shows_few(hit: int, miss: int, few: bool) -> None:
    assert shows_few(hit, miss) is few
