"""What standby covers, zone by zone and hour by hour, and what is lost when a site is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from airlift.plans.standby import CoverShares, Post

__all__ = ["Cover", "MissionCover", "SiteLoss", "ZoneHour"]


@dataclass(frozen=True, slots=True)
class ZoneHour:
    """One zone of a mission in one hour of the local day, 0 to 23.

    Shares are those of its alpha casualties, busy aircraft taken into account. Minutes, post and hospital are those of
    the aircraft that goes first; None where nobody reaches the zone in that hour.
    """

    zone: str
    hour: int
    advanced_pct: float
    surgery_pct: float
    backup_advanced_pct: float
    backup_surgery_pct: float
    advanced_min: float | None
    surgery_min: float | None
    post: str | None
    hospital: str | None


@dataclass(frozen=True, slots=True)
class SiteLoss:
    """Cover of a mission without a site: its aircraft gone, and all aircraft sited anew; None where that was not asked.

    `kind` is `post` or `hospital`.
    """

    site: str
    kind: str
    surgery_pct: float
    resited_pct: float | None


@dataclass(frozen=True, slots=True)
class MissionCover:
    """Cover of one mission, for the strength that its units have in `month`.

    `aircraft_types` gives the type of each unit that has posts. Without a plan a unit has the name of its demand.
    `planned` says whether the posts are those of a plan.
    """

    mission: str
    month: str
    posts: tuple[Post, ...]
    shares: CoverShares
    shares_at_home: CoverShares
    hours: tuple[ZoneHour, ...]
    losses: tuple[SiteLoss, ...]
    aircraft_types: Mapping[str, str] = field(default_factory=dict)
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """Cover of all missions with zones; `planned` says whether the posts of any are those of a plan."""

    planned: bool
    missions: tuple[MissionCover, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data of JSON."""
        return {
            "planned": self.planned,
            "missions": [
                {
                    "mission": row.mission,
                    "month": row.month,
                    "planned": row.planned,
                    "aircraft_types": dict(row.aircraft_types),
                    "posts": [post.model_dump(mode="json") for post in row.posts],
                    "shares": row.shares.model_dump(mode="json"),
                    "shares_at_home": row.shares_at_home.model_dump(mode="json"),
                    "hours": [asdict(hour) for hour in row.hours],
                    "losses": [asdict(loss) for loss in row.losses],
                }
                for row in self.missions
            ],
        }
