"""Cutting a rota into slices that share nothing, and putting bettered ones together again."""

from dataclasses import replace

import numpy as np

from scheduler.arrays.columns import Ints
from scheduler.arrays.compiled import Arrays
from scheduler.large.improvement.local_search import Bettered, Key, Slice
from scheduler.large.rotas.working_rota import KILOMETRES, WorkingRota
from scheduler.large.upper_bound.prices import Rates
from scheduler.large.upper_bound.supervisor_weeks import Chains
from scheduler.settings.settings import USUAL, Settings


class Knife:
    """Cuts a rota into slices, a different way each time, and puts the answers together.

    Parameters
    ----------
    arrays, chains
        The problem, and the working days that supervisors may have.
    first
        Prices for the first cut, which has every session filled again.
    prices
        Those for all others, with noise on them, so that each search looks elsewhere.
    seed
        For the cuts, the noise and the searches.
    settings
        How slices are bettered, and how loud the noise is.
    """

    def __init__(
        self,
        arrays: Arrays,
        chains: Chains,
        first: Rates,
        prices: Rates,
        seed: int,
        settings: Settings = USUAL,
    ) -> None:
        self._noise, self._search = settings.rounds.price_noise, settings.search
        lean = replace(arrays.problem, people=(), sessions=(), projects=(), supervisors=())
        self._arrays, self._chains = replace(arrays, problem=lean), chains
        self._first: Rates | None = first
        self._prices = prices
        self._random = np.random.default_rng(seed)
        self._spot = arrays.journeys[arrays.sessions.project] * KILOMETRES
        self._failed: frozenset[Key] = frozenset()

    def cut(self, rota: WorkingRota, count: int, seconds: float, steps: int | None) -> list[Slice]:
        """Return slices of a rota with about equally many open sessions.

        Parameters
        ----------
        rota
            Stays as it is.
        count
            How many slices.
        seconds, steps
            For each slice; see `Slice`.
        """
        arrays = self._arrays
        angle = self._random.uniform(0.0, np.pi)
        along = self._spot @ np.array([np.cos(angle), np.sin(angle)])
        share = np.linspace(0, 1, count + 1)[1:-1]
        opened = along[rota.opened] if rota.opened.any() else along
        owner = np.searchsorted(np.quantile(opened, share), along, side="right")
        who, where = rota.bookings()
        pairs, staffing = arrays.pairs, arrays.staffing
        people = _owners(
            owner, who, where, pairs.who, pairs.session, len(arrays.people.rate), count
        )
        runs, column = np.nonzero(rota.staff >= 0)
        supervisors = _owners(
            owner,
            rota.staff[runs, column],
            runs,
            staffing.who,
            staffing.session,
            len(arrays.supervisors.female),
            count,
        )
        fresh, prices = self._first is not None, self._first or self._noisy()
        self._first = None
        return [
            Slice(
                arrays=self._arrays,
                chains=self._chains,
                rota=WorkingRota(
                    self._arrays, rota.opened.copy(), rota.staff.copy(), rota.booked.copy()
                ),
                prices=prices,
                failed=self._failed,
                sessions=owner == i,
                people=people == i,
                supervisors=np.flatnonzero(supervisors == i),
                seconds=seconds,
                steps=steps,
                fresh=fresh,
                settings=self._search,
                seed=int(self._random.integers(2**31)),
            )
            for i in range(count)
        ]

    def _noisy(self) -> Rates:
        """Return the prices of places with noise on them."""
        place = self._prices.place
        return Rates(
            place=place * np.exp(self._random.normal(0.0, self._noise, len(place))),
            minute=self._prices.minute,
        )

    def join(self, rota: WorkingRota, parts: list[tuple[Slice, Bettered]]) -> WorkingRota:
        """Return the rota with the answers of some slices put in."""
        result = rota.copy()
        for part, answer in parts:
            result.opened[part.sessions] = answer.rota.opened[part.sessions]
            result.staff[part.sessions] = answer.rota.staff[part.sessions]
            result.booked[part.people] = answer.rota.booked[part.people]
            mine = set(part.supervisors.tolist())
            self._failed = frozenset(k for k in self._failed if k[0] not in mine) | answer.failed
        return result


def _owners(
    owner: Ints, who: Ints, where: Ints, able: Ints, there: Ints, size: int, count: int
) -> Ints:
    """Return which slice each person is in: -1 if several, the nearest for those without any.

    `who` is booked `where`; `able` could be `there`.
    """
    now = np.bincount(who * count + owner[where], minlength=size * count).reshape(size, count)
    could = np.bincount(able.astype(np.int64) * count + owner[there], minlength=size * count)
    several = (now > 0).sum(axis=1) > 1
    best = np.where(now.any(axis=1), now.argmax(axis=1), could.reshape(size, count).argmax(axis=1))
    return np.where(several, -1, best)
