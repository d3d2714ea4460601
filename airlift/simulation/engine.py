"""The event loop of one replication of one mission.

Time is minutes from the local midnight of the first day. An event is due at a minute; of those due at once, aircraft
become free first. Whatever frees somebody (an aircraft, a place, daylight, a new watch) lets the waiting be served.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from airlift.simulation.aircraft import Aircraft, Record, Waiting
from airlift.simulation.casualties import CasualtyService
from airlift.simulation.chances import AFTER_DAYS, CasualtyEvent, Chances, draw
from airlift.simulation.dispatching import DispatchRule
from airlift.simulation.roster import Roster
from airlift.simulation.sortieflying import SortieFlying
from airlift.simulation.streams import stream
from airlift.simulation.world import World

__all__ = ["Engine", "replicate"]

_FREE_FIRST, _THEN = 0, 1


def replicate(world: World, seed: int, replication: int, rule: DispatchRule) -> Record:
    """Run one replication."""
    return Engine(world, draw(world, seed, replication), rule, seed, replication).run()


class Engine:
    """State of the mission, and the queue of what comes next."""

    def __init__(
        self, world: World, chances: Chances, rule: DispatchRule, seed: int, replication: int
    ) -> None:
        self.world, self.chances, self.rule = world, chances, rule
        self.record = Record()
        self.now = 0.0
        self.end_min = 1440.0 * world.days
        self._queue: list[tuple[float, int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._number = 0
        self.aircraft = [
            [Aircraft(unit=number, line=line, site=site) for line, site in enumerate(unit.starts)]
            for number, unit in enumerate(world.units)
        ]
        self._defects = {}
        if world.random and world.luck.defects_per_flight_h > 0.0:
            for unit, row in zip(world.units, self.aircraft, strict=True):
                for one in row:
                    source = stream(seed, replication, "defect", f"{unit.id}/{one.line}")
                    self._defects[one.unit, one.line] = source
                    one.until_defect_min = self._next_defect_min(one)
        self._spares_used = [0] * len(world.units)
        self.roster = Roster(self)
        self.service = CasualtyService(self)
        self.sorties = SortieFlying(self)

    def at(self, minute: float, act: Callable[..., None], *arguments: Any, frees: bool = False) -> None:
        """Let something happen at a minute."""
        self._number += 1
        heapq.heappush(self._queue, (minute, _FREE_FIRST if frees else _THEN, self._number, act, arguments))

    def run(self) -> Record:
        """Run until everything is done, or the days after the last one are over."""
        last_min = self.end_min + 1440.0 * AFTER_DAYS
        self._open_days()
        while self._queue and self._queue[0][0] < last_min:
            self.now, _, _, act, arguments = heapq.heappop(self._queue)
            act(*arguments)
        self.service.close()
        self.roster.close(self.end_min)
        return self.record

    def day(self, minute: float) -> int:
        """Day in which a minute lies."""
        return int(minute // 1440.0)

    def free(self, one: Aircraft, version: int, site: str) -> None:
        """Let an aircraft stand ready at a site, unless its job was changed in between."""
        if one.version != version:
            return
        one.site, one.sortie = site, None
        unit = self.world.units[one.unit]
        if one.until_defect_min <= 0.0:
            self._repair(one)
            return
        one.job, one.idle = "", one.line < unit.lines[self.day(self.now)]
        self.roster.settle(one)
        self.roster.watch_posts()
        self.service.serve()

    def start_job(self, one: Aircraft, job: str) -> None:
        """Take an aircraft for a job; what it had to do before is void."""
        one.idle, one.job = False, job
        one.version += 1

    def fly(self, one: Aircraft, minutes: float) -> None:
        """Count flight time: of the unit, of the crew, and towards the next defect."""
        one.flown_min += minutes
        one.until_defect_min -= minutes
        if self.now < self.end_min:
            self.record.flight_min[self.world.units[one.unit].id] += minutes

    def refuelled_min(self, site: str, minute: float) -> float:
        """First moment, from a minute on, at which a site has fuel: that minute, or a later midnight."""
        if not self.chances.dry(site, self.day(minute)):
            return minute
        day = self.day(minute) + 1
        while self.chances.dry(site, day):
            day += 1
        return 1440.0 * day

    def _repair(self, one: Aircraft) -> None:
        """Ground an aircraft; a spare tail of the unit takes the line over as soon as it is made ready."""
        unit, source = self.world.units[one.unit], self._defects[one.unit, one.line]
        repair_min = float(source.exponential(self.world.luck.repair_min))
        one.until_defect_min = self._next_defect_min(one)
        self.start_job(one, "defect")
        self.record.causes["aircraft grounded", "defect"] += self.now < self.end_min
        back_min = self.now + repair_min
        if self._spares_used[one.unit] < unit.spares[self.day(self.now)]:
            self._spares_used[one.unit] += 1
            self.at(back_min, self._mended, one.unit)
            back_min = min(back_min, self.now + unit.turnaround_min)
        self.at(back_min, self.free, one, one.version, one.site, frees=True)
        self.roster.watch_posts()

    def _mended(self, unit: int) -> None:
        self._spares_used[unit] -= 1

    def _next_defect_min(self, one: Aircraft) -> float:
        source = self._defects[one.unit, one.line]
        return 60.0 * float(source.exponential(1.0 / self.world.luck.defects_per_flight_h))

    def _open_days(self) -> None:
        """Put what is known from the start into the queue."""
        world, days = self.world, self.world.days + AFTER_DAYS
        for day in range(days):
            self.at(1440.0 * day, self._begin_day, day, frees=True)
            for zone in world.zones if world.random else ():
                if zone.window is not None:
                    self.at(1440.0 * day + zone.window[0], self.service.serve)
        if not world.random:
            return
        self.at(0.0, self.roster.change_watch, frees=True)
        begin_min = world.clocks.first_watch_min % world.clocks.watch_min
        while begin_min < 1440.0 * days:
            self.at(begin_min, self.roster.change_watch, frees=True)
            begin_min += world.clocks.watch_min
        for event in self.chances.events:
            self.at(event.minute, self._wounded, event)
        for minute in self.chances.reopens():
            self.at(minute, self.service.serve)

    def _begin_day(self, day: int) -> None:
        world = self.world
        self.roster.begin_day(day)
        for unit, row in zip(world.units, self.aircraft, strict=True):
            for one in row:
                if not one.job:
                    one.idle = one.line < unit.lines[day]
        if world.programme and day < world.days:
            for sortie in world.programme[day % len(world.programme)]:
                self.at(1440.0 * day + sortie.stops[0].depart_min, self.sorties.start, sortie, day)
        self.roster.watch_posts()
        self.service.serve()

    def _wounded(self, event: CasualtyEvent) -> None:
        waiting = Waiting(event, list(event.categories))
        self.service.call(waiting)
        self.at(event.minute + self.world.clocks.patience_min, self.service.by_ground, waiting)
