"""All settings, in groups named for the parts of the method."""

from dataclasses import dataclass, field

from scheduler.settings.bounding import BoundSettings, WholeSettings
from scheduler.settings.improving import PieceSettings, RoundSettings, SearchSettings
from scheduler.settings.starting import AnnouncedSettings, DiveSettings, PeopleSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactSettings:
    """One CP-SAT model of a whole problem (`exact`).

    Attributes
    ----------
    most_cells
        People times sessions up to which one exact model is best; measured on parts of a borough.
    report_seconds
        Seconds a person that checking a rota and finding reasons take, kept back from larger ones.
    """

    most_cells: int = 2000
    report_seconds: float = 2e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSettings:
    """Parts of a problem solved beside each other (`large/parts`).

    Attributes
    ----------
    fewest_people
        People of a part at least; smaller ones are put together.
    quick_seconds, quick_share
        Seconds of each part's first turn at most, and the part of all the time.
    time_used, late_seconds
        Part of its fair time that a part is given, less so many seconds.
    poll_seconds
        How long to wait between two looks at those that run.
    """

    fewest_people: int = 2000
    quick_seconds: float = 3.0
    quick_share: float = 0.1
    time_used: float = 0.97
    late_seconds: float = 0.3
    poll_seconds: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything about the search that can be turned, as it is usually.

    Attributes
    ----------
    exact, parts
        Where one exact model takes over, and where a problem is cut.
    bound, whole
        What lowers the bound.
    dive, people, announced
        What makes first rotas.
    rounds, search, pieces
        What betters the rota.
    """

    exact: ExactSettings = field(default_factory=ExactSettings)
    parts: PartSettings = field(default_factory=PartSettings)
    bound: BoundSettings = field(default_factory=BoundSettings)
    whole: WholeSettings = field(default_factory=WholeSettings)
    dive: DiveSettings = field(default_factory=DiveSettings)
    people: PeopleSettings = field(default_factory=PeopleSettings)
    announced: AnnouncedSettings = field(default_factory=AnnouncedSettings)
    rounds: RoundSettings = field(default_factory=RoundSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    pieces: PieceSettings = field(default_factory=PieceSettings)


USUAL = Settings()
"""What is measured in `benchmarks/`."""
