"""Figures of a flying programme: what flies of what is asked, how long, with how much fuel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from airlift.plans.programme import Programme, Sortie
from airlift.scenario.model import Scenario

__all__ = ["ProgrammeKpis", "fuel_used_kg", "programme_kpis"]

PRIORITIES = ("alpha", "bravo", "charlie", "routine")


@dataclass(frozen=True, slots=True)
class ProgrammeKpis:
    """Figures of one mission's flying programme."""

    mission: str
    day: str
    sorties: int
    flight_min: int
    fuel_kg: float
    tasks_by_priority: Mapping[str, int]
    flown_by_priority: Mapping[str, int]
    not_flown_by_rule: Mapping[str, int]
    surgery_min_by_task: Mapping[str, int]

    @property
    def tasks(self) -> int:
        """Tasks of the day."""
        return sum(self.tasks_by_priority.values())

    @property
    def flown(self) -> int:
        """Tasks flown."""
        return sum(self.flown_by_priority.values())


def programme_kpis(scenario: Scenario, programme: Programme) -> ProgrammeKpis:
    """Count tasks, sorties, minutes and fuel of one mission's day."""
    asked: Counter[str] = Counter()
    flown: Counter[str] = Counter()
    for outcome in programme.outcomes:
        priority = scenario.task_by_id[outcome.task].priority
        asked[priority] += 1
        flown[priority] += outcome.sortie is not None
    not_flown = Counter(o.rule or "no rule named" for o in programme.outcomes if o.sortie is None)
    return ProgrammeKpis(
        mission=programme.mission,
        day=programme.day.isoformat(),
        sorties=len(programme.sorties),
        flight_min=sum(sortie.end_min - sortie.start_min for sortie in programme.sorties),
        fuel_kg=sum(fuel_used_kg(sortie) for sortie in programme.sorties),
        tasks_by_priority={p: asked[p] for p in PRIORITIES if asked[p]},
        flown_by_priority={p: flown[p] for p in PRIORITIES if asked[p]},
        not_flown_by_rule=dict(sorted(not_flown.items())),
        surgery_min_by_task={o.task: o.surgery_min for o in programme.outcomes if o.surgery_min is not None},
    )


def fuel_used_kg(sortie: Sortie) -> float:
    """Fuel that a sortie burns: what it takes on, less what it lands with."""
    taken_kg = sum(stop.refuel_kg for stop in sortie.stops[1:])
    return sortie.stops[0].fuel_kg + taken_kg - sortie.stops[-1].fuel_kg
