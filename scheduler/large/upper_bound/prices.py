"""The prices that the relaxation puts on what is scarce, and those that later searches go by."""

from dataclasses import dataclass

from scheduler.arrays.columns import Floats


@dataclass(slots=True, kw_only=True)
class Prices:
    """Multipliers, none negative but those of `start`; `link` has one for each pair."""

    place: Floats
    once: Floats
    skill: Floats
    minute: Floats
    start: Floats
    link: Floats

    def copy(self) -> "Prices":
        """Return prices that can be changed without changing these."""
        return Prices(
            place=self.place.copy(),
            once=self.once.copy(),
            skill=self.skill.copy(),
            minute=self.minute.copy(),
            start=self.start.copy(),
            link=self.link.copy(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a place of each session, and an expected minute of work in it, would earn elsewhere."""

    place: Floats
    minute: Floats
