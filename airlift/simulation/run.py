"""The doors: one plan in random worlds, and two plans in the same ones."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal

from airlift.errors import PlanError
from airlift.plans.model import Plan
from airlift.plans.references import require_known_names
from airlift.plans.store import open_plan, plan_digest, require_same_scenario
from airlift.scenario.model import Scenario
from airlift.simulation.aircraft import Record
from airlift.simulation.build import world_of
from airlift.simulation.dispatching import RULES, DispatchRule
from airlift.simulation.measures import differences_of, mission_figures
from airlift.simulation.results import Comparison, Simulation
from airlift.simulation.workers import run_replications
from airlift.simulation.world import World
from airlift.solvers.options import MOST_WORKERS, Interrupt, Progress, ProgressEvent

__all__ = ["simulate", "simulate_pair"]

Randomness = Literal["on", "off"]

_FEW = 40
"""So few replications are done before other processes have started."""

_NOTES = (
    "Units are those of the first month: one that leaves flies no more, one that comes later is left out",
    "Weather is forecast without error: nobody starts for a place that will be closed",
    "A hospital begins at most its number of operations in a day; those beyond wait for midnight",
    "An aircraft is taken from the call on; the planned cover counts it as busy from its launch",
    "An aircraft turned off a sortie has no medical team: advanced care begins at the hospital; one that waits at its "
    "base is taken to have one",
)


def simulate(
    plan: Plan | str | Path,
    scenario: Scenario | None = None,
    *,
    days: int = 30,
    replications: int = 200,
    seed: int | None = None,
    workers: int | None = 1,
    dispatch: DispatchRule = "programme",
    missions: Collection[str] = (),
    randomness: Randomness = "on",
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> Simulation:
    """Let chance befall a plan: casualties, defects, weather, late fuel and sick crews.

    Parameters
    ----------
    plan : Plan, str or Path
        The plan, or the folder that holds it with its scenario.
    scenario : Scenario, optional
        The scenario of a plan that is given as an object.
    days : int
        Days from the first one of the month for which a mission's standby is planned; its flying programmes repeat.
    replications : int
        Random worlds.
    seed : int, optional
        Seed of every random choice; the scenario's own where none is given. The answer does not depend on `workers`.
    workers : int, optional
        Processes; None for the number of cores, or one for few replications. A script that uses several needs the
        guard `if __name__ == "__main__"`, as always with processes.
    dispatch : {'programme', 'closest', 'priority'}
        Who goes to a casualty: standby first, then aircraft with other work; who is first there; who is first there,
        with the last idle aircraft of a unit kept for alpha and bravo.
    missions : collection of str
        Missions to simulate; all with units where none is named.
    randomness : {'on', 'off'}
        `off` flies the programme alone, with its own casualties, and nothing goes wrong: one replication, whose stops
        are told.
    progress : callable, optional
        Receives `ProgressEvent`s.
    interrupt : Interrupt, optional
        Ends the run with the replications that are finished.

    Raises
    ------
    PlanError
        The plan cannot be read or names what its scenario does not have, or the scenario is not known or another one.
    ValueError
        An option is out of its range.
    """
    opened = _opened(plan, scenario)
    run = _Run(
        (opened,), days, replications, seed, workers, dispatch, missions, randomness, progress, interrupt
    )
    return run.simulation(0)


def simulate_pair(
    first: Plan | str | Path,
    second: Plan | str | Path,
    scenario: Scenario | None = None,
    *,
    days: int = 30,
    replications: int = 200,
    seed: int | None = None,
    workers: int | None = 1,
    dispatch: DispatchRule = "programme",
    missions: Collection[str] = (),
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> Comparison:
    """Let the same chances befall two plans, and compare them replication by replication.

    Options are those of `simulate`. Missions that only one of the plans serves are left out.

    Raises
    ------
    PlanError
        A plan cannot be read, or its scenario is not known or another one.
    ValueError
        An option is out of its range.
    """
    pair = (_opened(first, scenario), _opened(second, scenario))
    return _Run(
        pair, days, replications, seed, workers, dispatch, missions, "on", progress, interrupt
    ).comparison()


def _opened(plan: Plan | str | Path, scenario: Scenario | None) -> tuple[Scenario, Plan]:
    if not isinstance(plan, Plan):
        scenario, plan = open_plan(plan)
    elif scenario is None:
        raise PlanError("The scenario of the plan is not given. Give it, or the folder that holds both.")
    require_same_scenario(scenario, plan)
    require_known_names(scenario, plan)
    return scenario, plan


class _Run:
    """Worlds, and the records of their replications."""

    def __init__(
        self,
        opened: Sequence[tuple[Scenario, Plan]],
        days: int,
        replications: int,
        seed: int | None,
        workers: int | None,
        dispatch: DispatchRule,
        missions: Collection[str],
        randomness: Randomness,
        progress: Progress | None,
        interrupt: Interrupt | None,
    ) -> None:
        if not 1 <= days <= 3660:
            raise ValueError(f"days must be from 1 to 3660: {days}")
        if replications < 1:
            raise ValueError(f"replications must be 1 or more: {replications}")
        if dispatch not in RULES:
            raise ValueError(f"dispatch must be one of {', '.join(RULES)}: {dispatch}")
        if randomness not in ("on", "off"):
            raise ValueError(f"randomness must be on or off: {randomness}")
        if workers is not None and not 1 <= workers <= MOST_WORKERS:
            raise ValueError(f"workers must be from 1 to {MOST_WORKERS}: {workers}")
        known = [mission.id for mission in opened[0][0].missions]
        for mission in missions:
            if mission not in known:
                raise ValueError(f"{mission!r} is no mission of the scenario; there are {', '.join(known)}")
        # Without chance every world is the same.
        self.days, self.asked, self.dispatch = days, replications if randomness == "on" else 1, dispatch
        self.seed = opened[0][0].seed if seed is None else seed
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"seed must be from 0 to 2147483647: {self.seed}")
        self.opened = opened
        chosen = [mission for mission in known if not missions or mission in missions]
        rows = [
            [world_of(scenario, plan, mission, days, random=randomness == "on") for scenario, plan in opened]
            for mission in chosen
            if all(any(one.id == mission for one in scenario.missions) for scenario, _ in opened)
        ]
        self.worlds: list[list[World]] = [
            found for row in rows if len(found := [one for one in row if one is not None]) == len(opened)
        ]
        self._progress, self._began = progress, time.monotonic()
        flat = [world for row in self.worlds for world in row]
        if workers is None:
            workers = (
                1 if replications * max(1, len(flat)) <= _FEW else min(MOST_WORKERS, os.cpu_count() or 1)
            )
        self.records = run_replications(
            flat, self.asked, self.seed, dispatch, workers, interrupt or Interrupt(), self._tell
        )

    def _tell(self, done: int) -> None:
        if self._progress is not None:
            elapsed_s = time.monotonic() - self._began
            message = f"{done} of {self.asked}"
            self._progress(ProgressEvent("simulation", "replications", None, None, elapsed_s, message))

    def _of(self, mission: int, plan: int) -> list[Record]:
        place = mission * len(self.opened) + plan
        return [records[place] for records in self.records]

    def simulation(self, plan: int) -> Simulation:
        """Figures of one of the plans."""
        scenario = self.opened[plan][0]
        return Simulation(
            scenario=scenario.name,
            plan_sha256=plan_digest(self.opened[plan][1]),
            days=self.days,
            replications=len(self.records),
            asked=self.asked,
            seed=self.seed,
            dispatch=self.dispatch,
            missions=tuple(
                mission_figures(row[plan], self._of(number, plan))
                for number, row in enumerate(self.worlds)
                if self.records
            ),
            notes=_NOTES,
        )

    def comparison(self) -> Comparison:
        """Figures of both plans and their differences."""
        differences = [
            difference
            for number, row in enumerate(self.worlds)
            if self.records
            for difference in differences_of((row[0], row[1]), (self._of(number, 0), self._of(number, 1)))
        ]
        return Comparison(
            days=self.days,
            replications=len(self.records),
            asked=self.asked,
            seed=self.seed,
            dispatch=self.dispatch,
            differences=tuple(differences),
            first=self.simulation(0),
            second=self.simulation(1),
        )
