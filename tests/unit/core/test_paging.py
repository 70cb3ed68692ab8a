"""Lists in pages."""

from __future__ import annotations

import pytest

from payback.core.paging import Paging, page_number


def numbers(paging: Paging) -> list[object]:
    links = paging.links(lambda n: f"?page={n}")
    assert links is not None
    items = links["items"]
    assert isinstance(items, list)
    return ["…" if "ellipsis" in item else item["number"] for item in items]


def test_a_middle_page_links_both_ways_and_to_the_ends() -> None:
    paging = Paging(number=4, total=240)
    links = paging.links(lambda n: f"?page={n}")
    assert links is not None
    assert (links["previous"], links["next"]) == ({"href": "?page=3"}, {"href": "?page=5"})
    assert numbers(paging) == [1, "…", 3, 4, 5, "…", 10]
    assert (paging.offset, paging.summary) == (75, "76 to 100 of 240")


def test_the_first_and_the_last_page_link_one_way() -> None:
    first = Paging(number=1, total=60).links(str)
    last = Paging(number=3, total=60).links(str)
    assert first is not None
    assert last is not None
    assert "previous" not in first
    assert "next" not in last
    assert Paging(number=3, total=60).summary == "51 to 60 of 60"


def test_a_single_page_has_no_links() -> None:
    assert Paging(number=1, total=25).links(str) is None
    assert Paging(number=1, total=0).links(str) is None
    assert Paging(number=1, total=0).summary == "0 to 0 of 0"


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-5, 1), (99, 3), (2, 2)])
def test_a_page_beyond_the_ends_is_brought_back(asked: int, shown: int) -> None:
    assert Paging(number=asked, total=60).current == shown


@pytest.mark.parametrize("raw", [None, "", "x", "-1", "1.5", "²", "٣"])
def test_an_odd_page_number_is_the_first_page(raw: str | None) -> None:
    assert page_number(raw) == 1


@pytest.mark.parametrize("raw", ["1000000000", "9" * 24, "9" * 5000])
def test_a_number_beyond_the_end_is_the_last_page_however_large(raw: str) -> None:
    assert Paging(number=page_number(raw), total=60).current == 3


def test_a_page_number_is_read() -> None:
    assert page_number("12") == 12
    assert page_number("0" * 20 + "2") == 2
