"""What chance brings in one replication, drawn before anything is flown."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from airlift.simulation.streams import stream
from airlift.simulation.world import World

__all__ = ["AFTER_DAYS", "CasualtyEvent", "Chances", "draw"]

AFTER_DAYS = 3
"""Days after the last one in which nobody is wounded, but those who were are still brought in."""


@dataclass(frozen=True, slots=True)
class CasualtyEvent:
    """People wounded at one place and time; `categories` are indices of CATEGORIES, the most urgent first."""

    minute: float
    zone: int
    categories: tuple[int, ...]


class Chances:
    """Casualties, closures, days without fuel and sick crews of one replication."""

    def __init__(
        self,
        events: list[CasualtyEvent],
        closures: dict[str, list[float]],
        dry: dict[str, frozenset[int]],
        sick: dict[str, frozenset[int]],
    ) -> None:
        self.events = events
        self.closures = closures
        self._dry = dry
        self._sick = sick

    def closed(self, place: str, minute: float) -> bool:
        """Whether weather closes a place; `closures` alternates starts and ends."""
        times = self.closures.get(place)
        return times is not None and bisect_right(times, minute) % 2 == 1

    def reopens(self) -> list[float]:
        """Return every moment at which a place opens again."""
        return [minute for times in self.closures.values() for minute in times[1::2]]

    def dry(self, site: str, day: int) -> bool:
        """Whether fuel is late at a site on a day."""
        days = self._dry.get(site)
        return days is not None and day in days

    def sick(self, crew: str, day: int) -> bool:
        """Whether a crew cannot fly on a day."""
        days = self._sick.get(crew)
        return days is not None and day in days


def draw(world: World, seed: int, replication: int) -> Chances:
    """Draw a replication; without randomness nothing happens."""
    if not world.random:
        return Chances([], {}, {}, {})
    luck, days = world.luck, world.days + AFTER_DAYS
    events: list[CasualtyEvent] = []
    for number, zone in enumerate(world.zones):
        events += _events(world, number, stream(seed, replication, "casualty", f"{world.mission}/{zone.id}"))
    events.sort(key=lambda one: (one.minute, one.zone))
    closures = {}
    if luck.closed > 0.0:
        for place in [*world.coordinates, *(zone.id for zone in world.zones)]:
            closures[place] = _closures(
                luck.closed, luck.closure_min, 1440.0 * days, stream(seed, replication, "weather", place)
            )
    dry = {
        site: _days(luck.fuel_late, days, stream(seed, replication, "fuel", site))
        for site in (world.fuel_sites if luck.fuel_late > 0.0 else ())
    }
    sick = {
        crew: _days(luck.sick, days, stream(seed, replication, "sickness", crew))
        for unit in (world.units if luck.sick > 0.0 else ())
        for crew in unit.crews
    }
    return Chances(events, closures, dry, sick)


def _events(world: World, number: int, random: np.random.Generator) -> list[CasualtyEvent]:
    """Events of a zone: Poisson with a rate that depends on the hour of the day."""
    rates = np.array(world.zones[number].events_per_hour)
    total = float(rates.sum())
    if total <= 0.0:
        return []
    count = int(random.poisson(total * world.days))
    hours = random.choice(24, count, p=rates / total)
    minutes = 1440.0 * random.integers(world.days, size=count) + 60.0 * (hours + random.random(count))
    sizes = random.geometric(1.0 / world.luck.casualties_per_event, count)
    bounds = (world.luck.alpha, world.luck.alpha + world.luck.bravo)
    events = []
    for minute, size in zip(minutes.tolist(), sizes.tolist(), strict=True):
        categories = np.searchsorted(bounds, random.random(size), side="right")
        events.append(CasualtyEvent(minute, number, tuple(sorted(categories.tolist()))))
    return events


def _closures(share: float, mean_min: float, end_min: float, random: np.random.Generator) -> list[float]:
    """Draw starts and ends in turn of an alternating renewal process that runs since long ago."""
    if share >= 1.0:
        return [0.0]
    open_min = mean_min * (1.0 - share) / share
    closed = bool(random.random() < share)
    times, now = ([0.0] if closed else []), 0.0
    while now < end_min:
        now += float(random.exponential(mean_min if closed else open_min))
        closed = not closed
        times.append(now)
    return times


def _days(chance: float, days: int, random: np.random.Generator) -> frozenset[int]:
    return frozenset(np.flatnonzero(random.random(days) < chance).tolist())
