"""Watches of the standby in the words of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from airlift.plans import Post
from airlift.scenario.model import Scenario

__all__ = ["aircraft_by_watch", "watch_of_hour", "watch_text"]


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
