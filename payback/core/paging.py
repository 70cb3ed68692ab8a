"""Long lists in pages: which part to read and which page numbers to link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE_SIZE = 25
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """One page of a list.

    Parameters
    ----------
    number
        The page asked for, from 1; one beyond the ends is brought back to the nearest.
    total
        The length of the whole list.
    size
        The rows of one page.
    """

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def current(self) -> int:
        """The page that is shown."""
        return min(max(1, self.number), self.count)

    @property
    def offset(self) -> int:
        """How many rows to skip."""
        return (self.current - 1) * self.size

    @property
    def summary(self) -> str:
        """What is shown, in words: "26 to 50 of 220"."""
        last = min(self.offset + self.size, self.total)
        return f"{min(self.offset + 1, last):,} to {last:,} of {self.total:,}"

    def links(self, href: Callable[[int], str]) -> dict[str, object] | None:
        """Return the parameters of GOV.UK's pagination, or nothing for a single page."""
        if self.count == 1:
            return None
        links: dict[str, object] = {"items": self._items(href)}
        if self.current > 1:
            links["previous"] = {"href": href(self.current - 1)}
        if self.current < self.count:
            links["next"] = {"href": href(self.current + 1)}
        return links

    def _items(self, href: Callable[[int], str]) -> list[dict[str, object]]:
        near = {1, self.current - 1, self.current, self.current + 1, self.count}
        items: list[dict[str, object]] = []
        before = 0
        for number in sorted(n for n in near if 1 <= n <= self.count):
            if number - before > 1:
                items.append({"ellipsis": True})
            link = {"number": number, "href": href(number), "current": number == self.current}
            items.append(link)
            before = number
        return items


def page_number(raw: str | None) -> int:
    """Return the page number of a query string; what is no number is the first page.

    However large, a number beyond the end leads to the last page.
    """
    plain = raw or ""
    if not (plain.isascii() and plain.isdigit()):
        return 1
    digits = plain.lstrip("0") or "0"
    return int(digits) if len(digits) <= MOST_DIGITS else 10**MOST_DIGITS
