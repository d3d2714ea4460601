"""What a simulation and a comparison say. Plain data; `to_dict` is what `--json` prints and `--save` writes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from airlift.simulation.aircraft import Flown
from airlift.simulation.estimates import Estimate

__all__ = [
    "Cause",
    "Comparison",
    "Difference",
    "GroupShare",
    "MissionSimulation",
    "PostGap",
    "ReachedPoint",
    "Response",
    "Simulation",
    "TimeShare",
    "UnitHours",
]


@dataclass(frozen=True, slots=True)
class TimeShare:
    """Casualties of a category that make a clock, in per cent, with what the plan expects."""

    category: str
    clock: str
    limit_min: float
    share: Estimate
    planned_pct: float | None


@dataclass(frozen=True, slots=True)
class GroupShare:
    """Alpha casualties of a zone or of a local hour that make a clock."""

    group: str
    clock: str
    share: Estimate


@dataclass(frozen=True, slots=True)
class ReachedPoint:
    """Share of all casualties of a category who are reached within so many minutes of wounding."""

    minutes: float
    share: Estimate


@dataclass(frozen=True, slots=True)
class Response:
    """Distribution of minutes from wounding. Quantiles are over all casualties; None where fewer are ever reached."""

    category: str
    clock: str
    limit_min: float
    casualties: int
    quantiles_min: dict[str, float | None]
    points: tuple[ReachedPoint, ...]


@dataclass(frozen=True, slots=True)
class UnitHours:
    """Flight hours of a unit for each of its aircraft, in a month of 30 days."""

    unit: str
    aircraft: int
    hours: Estimate


@dataclass(frozen=True, slots=True)
class Cause:
    """How often something happened in a replication, and why; `cause` is empty where there is none."""

    what: str
    cause: str
    count: Estimate


@dataclass(frozen=True, slots=True)
class PostGap:
    """How long and how often a post had no ready aircraft with a crew, in a replication."""

    unit: str
    site: str
    minutes: Estimate
    times: Estimate


@dataclass(frozen=True, slots=True)
class MissionSimulation:
    """One mission; `stops` are told where nothing was left to chance, to be compared with the programme."""

    mission: str
    month: str
    casualties: int
    in_hospital: int
    by_ground: int
    in_progress: int
    shares: tuple[TimeShare, ...]
    by_zone: tuple[GroupShare, ...]
    by_hour: tuple[GroupShare, ...]
    responses: tuple[Response, ...]
    hours: tuple[UnitHours, ...]
    flown: tuple[Cause, ...]
    causes: tuple[Cause, ...]
    posts: tuple[PostGap, ...]
    stops: tuple[Flown, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data of JSON."""
        return {
            "mission": self.mission,
            "month": self.month,
            "casualties": self.casualties,
            "in_hospital": self.in_hospital,
            "by_ground": self.by_ground,
            "in_progress": self.in_progress,
            "shares": [
                {"category": row.category, "clock": row.clock, "limit_min": row.limit_min}
                | _share(row.share)
                | {"planned_pct": row.planned_pct}
                for row in self.shares
            ],
            "by_zone": [{"zone": row.group, "clock": row.clock} | _share(row.share) for row in self.by_zone],
            "by_hour": [
                {"hour": int(row.group), "clock": row.clock} | _share(row.share) for row in self.by_hour
            ],
            "responses": [
                {
                    "category": row.category,
                    "clock": row.clock,
                    "limit_min": row.limit_min,
                    "casualties": row.casualties,
                    "quantiles_min": row.quantiles_min,
                    "points": [{"minutes": point.minutes} | _share(point.share) for point in row.points],
                }
                for row in self.responses
            ],
            "hours": [{"unit": row.unit, "aircraft": row.aircraft} | asdict(row.hours) for row in self.hours],
            "flown": [{"what": row.what} | asdict(row.count) for row in self.flown],
            "causes": [{"what": row.what, "cause": row.cause} | asdict(row.count) for row in self.causes],
            "posts": [
                {
                    "unit": row.unit,
                    "site": row.site,
                    "empty_min": asdict(row.minutes),
                    "times": asdict(row.times),
                }
                for row in self.posts
            ],
            "stops": [asdict(row) for row in self.stops],
        }


def _share(share: Estimate) -> dict[str, float]:
    """Write a share; a single replication has no limits of confidence."""
    found = {"share_pct": share.mean}
    if share.low is not None and share.high is not None:
        found |= {"low_pct": share.low, "high_pct": share.high}
    return found


@dataclass(frozen=True, slots=True)
class Simulation:
    """A plan in so many random worlds; `replications` were finished of those `asked`.

    `plan_sha256` is the digest of the plan's decisions (`airlift.plans.store.plan_digest`).
    """

    scenario: str
    plan_sha256: str
    days: int
    replications: int
    asked: int
    seed: int
    dispatch: str
    missions: tuple[MissionSimulation, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data of JSON."""
        return {
            "scenario": self.scenario,
            "plan_sha256": self.plan_sha256,
            "days": self.days,
            "replications": self.replications,
            "asked": self.asked,
            "seed": self.seed,
            "dispatch": self.dispatch,
            "missions": [row.to_dict() for row in self.missions],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two plans in the same worlds; `change` is the second less the first.

    Shares have the unit `points`; other figures are means of a replication.
    """

    mission: str
    what: str
    unit: str
    first: float
    second: float
    change: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans in the same random worlds."""

    days: int
    replications: int
    asked: int
    seed: int
    dispatch: str
    differences: tuple[Difference, ...]
    first: Simulation
    second: Simulation

    def to_dict(self) -> dict[str, Any]:
        """Return plain data of JSON."""
        return {
            "days": self.days,
            "replications": self.replications,
            "asked": self.asked,
            "seed": self.seed,
            "dispatch": self.dispatch,
            "differences": [asdict(row) for row in self.differences],
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
        }
