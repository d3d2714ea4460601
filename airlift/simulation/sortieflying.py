"""The programme's sorties: flown as planned, cancelled with a cause, or broken off for a casualty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.simulation.aircraft import Aircraft, Flown
from airlift.simulation.world import PlannedSortie

if TYPE_CHECKING:
    from airlift.simulation.engine import Engine

__all__ = ["SortieFlying"]


class SortieFlying:
    """Flies sorties stop by stop.

    Weather is forecast without error: a sortie does not start when one of its places will be closed as it comes
    there. It keeps the times of the programme, or later ones where its flight needs longer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, sortie: PlannedSortie, day: int) -> None:
        """Take off, or cancel."""
        engine = self._engine
        cause = self._obstacle(sortie, day)
        if cause is not None:
            self._cancel(sortie, cause)
            return
        one = engine.aircraft[sortie.unit][sortie.line]
        engine.start_job(one, "sortie")
        one.sortie, one.sortie_day = sortie, day
        engine.roster.watch_posts()
        self._depart(one, one.version, 0, engine.now)

    def break_off(self, one: Aircraft) -> None:
        """Count the tasks of a sortie that is given up."""
        if one.sortie is not None:
            self._cancel(one.sortie, "re-tasked")
            one.sortie = None

    def _cancel(self, sortie: PlannedSortie, cause: str) -> None:
        for kind in sortie.tasks:
            self._engine.record.causes[f"{kind} cancelled", cause] += 1

    def _obstacle(self, sortie: PlannedSortie, day: int) -> str | None:
        """Say why a sortie cannot start; None when it can."""
        engine = self._engine
        one = engine.aircraft[sortie.unit][sortie.line]
        unit = engine.world.units[sortie.unit]
        if sortie.line >= unit.lines[day]:
            return "no serviceable tail"
        if one.job in ("casualty", "defect"):
            return "re-tasked" if one.job == "casualty" else "defect"
        if not one.idle or one.site != sortie.stops[0].site:
            return "tail not back"
        if not engine.roster.crew_can(sortie.unit, sortie.crew):
            return "crew sickness"
        base_min = 1440.0 * day
        if any(engine.chances.closed(stop.site, base_min + stop.arrive_min) for stop in sortie.stops):
            return "weather"
        drawn = [sortie.stops[0], *(stop for stop in sortie.stops[1:] if stop.refuels)]
        if any(engine.chances.dry(stop.site, engine.day(base_min + stop.arrive_min)) for stop in drawn):
            return "fuel late"
        return None

    def _depart(self, one: Aircraft, version: int, number: int, arrived_min: float) -> None:
        """Leave a stop for the next one."""
        engine = self._engine
        if one.version != version or one.sortie is None:
            return
        sortie, base_min = one.sortie, 1440.0 * one.sortie_day
        self._note(one, number, arrived_min)
        one.stop, one.airborne, one.departed_min = number, True, engine.now
        following = sortie.stops[number + 1]
        flown_min = engine.now + following.leg_min
        arrive_min = max(flown_min, base_min + following.arrive_min)
        engine.at(arrive_min, self._arrive, one, version, number + 1)

    def _arrive(self, one: Aircraft, version: int, number: int) -> None:
        engine = self._engine
        if one.version != version or one.sortie is None:
            return
        sortie, base_min = one.sortie, 1440.0 * one.sortie_day
        stop = sortie.stops[number]
        engine.fly(one, engine.now - one.departed_min)
        one.stop, one.airborne = number, False
        if number + 1 < len(sortie.stops):
            planned_min = sortie.stops[number].depart_min - sortie.stops[number].arrive_min
            depart_min = max(base_min + stop.depart_min, engine.now + planned_min)
            engine.at(depart_min, self._depart, one, version, number, engine.now)
            return
        self._note(one, number, engine.now)
        one.sortie = None
        for kind in sortie.tasks:
            engine.record.flown[kind] += 1
        turnaround_min = engine.world.units[one.unit].turnaround_min
        ready_min = engine.refuelled_min(stop.site, engine.now + turnaround_min)
        engine.at(ready_min, engine.free, one, one.version, stop.site, frees=True)

    def _note(self, one: Aircraft, number: int, arrived_min: float) -> None:
        """Write a stop down where nothing is left to chance: that is compared with the plan."""
        engine = self._engine
        if not engine.world.random and one.sortie is not None:
            engine.record.stops.append(Flown(one.sortie.id, one.sortie_day, number, arrived_min, engine.now))
