"""Figures of level 2, standby: who stands by in each mission, and what share of its casualties that covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from airlift.plans.model import Plan
from airlift.plans.standby import CoverShares
from airlift.scenario.model import Scenario

__all__ = ["StandbyLine", "mean_pct", "standby_lines"]


@dataclass(frozen=True, slots=True)
class StandbyLine:
    """Standby of one mission. `events_per_month` are those of its zones."""

    mission: str
    month: str
    aircraft: int
    sites: tuple[str, ...]
    zones: int
    events_per_month: float
    cover: CoverShares
    cover_at_home: CoverShares


def standby_lines(scenario: Scenario, plan: Plan) -> tuple[StandbyLine, ...]:
    """Return a line for each mission whose standby was planned, in the order of the plan."""
    lines = []
    for row in plan.standby:
        by_watch = Counter[int]()
        for post in row.posts:
            by_watch[post.watch] += post.aircraft
        zones = [zone for zone in scenario.zones if zone.mission == row.mission]
        lines.append(
            StandbyLine(
                mission=row.mission,
                month=row.month,
                aircraft=max(by_watch.values(), default=0),
                sites=tuple(sorted({post.site for post in row.posts})),
                zones=len(zones),
                events_per_month=sum(zone.events_per_month for zone in zones),
                cover=row.cover,
                cover_at_home=row.cover_at_home,
            )
        )
    return tuple(lines)


def mean_pct(lines: Iterable[StandbyLine], share: Callable[[StandbyLine], float]) -> float | None:
    """Mean of a share over missions, each with the weight of its events; None where none are expected."""
    weights = [(line.events_per_month, share(line)) for line in lines]
    events = sum(weight for weight, _ in weights)
    return sum(weight * pct for weight, pct in weights) / events if events else None
