"""Watches of the standby in the words of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from airlift.plans import Post
from airlift.plans.cover import ZoneHour
from airlift.scenario.model import Scenario

__all__ = ["aircraft_by_watch", "mean_share", "watch_of_hour", "watch_text"]


def watch_text(scenario: Scenario, watch: int) -> str:
    """Write the local hours of a watch: `06–18 h`."""
    standby = scenario.policy.standby
    first = (standby.first_watch_h.value + watch * standby.watch_h.value) % 24
    end = (first + standby.watch_h.value) % 24
    return f"{first:02d}–{end:02d} h"


def watch_of_hour(scenario: Scenario, hour: int) -> int:
    """Return the watch in which a local hour begins."""
    standby = scenario.policy.standby
    return int((hour - standby.first_watch_h.value) % 24 // standby.watch_h.value)


def aircraft_by_watch(posts: Iterable[Post]) -> dict[tuple[str, str], dict[int, int]]:
    """Aircraft of each unit and site by watch."""
    found: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for post in posts:
        row = found[post.unit, post.site]
        row[post.watch] = row.get(post.watch, 0) + post.aircraft
    return dict(sorted(found.items()))


def mean_share(scenario: Scenario, hours: Iterable[ZoneHour], column: str) -> float | None:
    """Mean of a share of a zone over the day, each hour with its weight of casualties; None without an hour."""
    weights = scenario.policy.standby.hour_weights.value
    rows = [(weights[row.hour], float(getattr(row, column))) for row in hours]
    total = sum(weight for weight, _ in rows)
    return sum(weight * share for weight, share in rows) / total if total else None
