"""Events replayed on a plan: what it keeps untouched by planners, and what planning anew from that month on saves."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from airlift.matching.dates import lot_lead_months
from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import build_problem
from airlift.matching.values import values_of
from airlift.plans import Allocation, Plan, Status
from airlift.plans.costs import allocation_costs
from airlift.robustness.decided import allocation_of
from airlift.robustness.events import Event, EventError, scenario_after
from airlift.robustness.futures import Future
from airlift.robustness.losses import StressCase, StressReport, TierLoss
from airlift.robustness.stage import demanded
from airlift.robustness.starting import cut_to, verified
from airlift.robustness.tiers import Answer, minimise_levels, unmet_levels
from airlift.robustness.uncertainty import LATE
from airlift.scenario import Scenario
from airlift.solvers.lexicographic import Clock, Level
from airlift.solvers.options import Progress, SolveOptions
from airlift.solvers.versions import solver_versions

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["replay"]

KEEP_PART = 0.5
"""Share of a case's time for what the plan keeps; the rest is for planning anew."""


def replay(
    scenario: Scenario,
    plan: Plan,
    events: Sequence[Event],
    options: SolveOptions,
    progress: Progress | None = None,
) -> StressReport:
    """Replay each event alone, and all of them together; see `airlift.stress`."""
    began = time.monotonic()
    clock = Clock(options)
    notes: list[str] = []
    cases: list[tuple[str, tuple[Event, ...]]] = []
    for event in sorted(events, key=lambda one: (one.month, one.id)):
        if scenario_after(scenario, (event,)) == scenario:
            notes.append(f"{event.id}: the plan's scenario knew it already; it changes nothing")
        else:
            cases.append((event.id, (event,)))
    if len(cases) > 1:
        cases.append(("all", tuple(event for _, alone in cases for event in alone)))
    found = []
    for number, (name, together) in enumerate(cases):
        share = 1 / (len(cases) - number)
        case = _Case(scenario, plan.allocation, name, together, options, clock, progress)
        found.append(case.run(share))
    return StressReport(
        scenario=scenario.name,
        cases=tuple(found),
        seed=options.seed,
        interrupted=options.interrupt.is_set(),
        restrictions=(
            "kept: units may come later, be smaller or fall away, but are never more than planned; aircraft come as "
            "the lots then allow, to the partners that were to have them; planned courses and visits take place "
            "where they can be paid",
            "planned anew: everything before the month of the first event stays as it was kept, and the events are "
            "then known with all their dates",
            "served aircraft-months are counted where there still is a demand after the events",
        ),
        notes=tuple(notes),
        wall_s=time.monotonic() - began,
        versions=solver_versions(),
    )


@dataclass
class _Case:
    """One event, or several together, on one plan."""

    scenario: Scenario
    planned: Allocation
    name: str
    events: tuple[Event, ...]
    options: SolveOptions
    clock: Clock
    progress: Progress | None

    def run(self, share: float) -> StressCase:
        """Find what is kept and what planning anew saves, within a share of the time left."""
        self.after = scenario_after(self.scenario, self.events)
        self.known = max(0, min(self.after.month_index(event.month) for event in self.events))
        if self.known >= self.after.horizon_months:
            raise EventError(f"event {self.events[0].id}: {self.events[0].month} lies after the plan.")
        asked = demanded(self.after)
        self.tiers = tuple(sorted(asked))
        self.fallback = [asked[tier] for tier in self.tiers]
        self.problem = build_problem(self.after)
        kept = self._keep(share * KEEP_PART)
        anew = self._plan_anew(kept, share * (1 - KEEP_PART) / (1 - share * KEEP_PART))
        return self._case(kept, anew)

    def _keep(self, share: float) -> Answer:
        """Serve as much as the decisions of the plan still allow, then carry out as many of them as can be."""
        model = build_model(self.problem)
        self._hold(model)
        changed = {f"lot {c.row}": LATE for e in self.events for c in e.changes if c.table == "lots"}
        left = cut_to(Future(changed, 1, self.after), self.planned)
        start = verified(model.cp_model, values_of(self.problem, model, left) or {}, self.options)
        planned = values_of(self.problem, model, self.planned) or {}
        names = {row.name: index for index, row in enumerate(model.cp_model.proto.variables)}
        levels = [*unmet_levels(model.levels, self.tiers), self._carried_out(model)]
        return minimise_levels(
            model.cp_model,
            levels,
            [*self.fallback, 0],
            self.options,
            self.clock,
            share=share,
            label=f"{self.name}: what is kept",
            hint={names[name]: value for name, value in planned.items()},
            start=start,
            progress=self.progress,
        )

    def _hold(self, model: MatchingModel) -> None:
        """State that nothing is more than planned."""
        variables, cp = model.variables, model.cp_model
        units, bases = _units(self.after, self.planned)
        most: dict[int, int] = {}
        for (c, t), aircraft in variables.aircraft.items():
            choice = self.problem.choices[c]
            planned = units.get((choice.partner, choice.demand, choice.aircraft_type, t), 0)
            most[aircraft.index] = min(planned, most.get(aircraft.index, planned))
        for index, aircraft_planned in most.items():
            cp.add(cp.get_int_var_from_proto_index(index) <= aircraft_planned)
        for (c, base), arranged in variables.arranged.items():
            choice = self.problem.choices[c]
            planned_base = bases.get((choice.partner, choice.demand, choice.aircraft_type))
            if planned_base is not None and planned_base in {name for name, _, _ in choice.bases}:
                cp.add(arranged == (1 if base == planned_base else 0))
        arrivals: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
        for transfer in self.planned.transfers:
            arrivals[transfer.lot, transfer.partner][self.after.month_index(transfer.month)] = (
                transfer.aircraft
            )
        arrived: defaultdict[tuple[str, str], list[cp_model.IntVar]] = defaultdict(list)
        for (lot, partner, t), variable in sorted(variables.transfer.items(), key=lambda item: item[0][2]):
            arrived[lot, partner].append(variable)
            planned = sum(n for month, n in arrivals[lot, partner].items() if month <= t)
            cp.add(sum(arrived[lot, partner]) <= planned)
        planned_training = {
            (row.course, row.partner, self.after.month_index(row.month)): row.trainees
            for row in self.planned.training
        }
        for key, variable in variables.trainees.items():
            cp.add(variable <= planned_training.get(key, 0))
        visits = {(row.partner, self.after.month_index(row.month)) for row in self.planned.visits}
        for visit_key, variable in variables.visit.items():
            cp.add(variable <= (1 if visit_key in visits else 0))

    def _carried_out(self, model: MatchingModel) -> Level:
        """Deployed aircraft-months, trainees, transfers and visits, counted negative: nothing is given up in vain."""
        from ortools.sat.python import cp_model

        variables = model.variables
        carried_out = cp_model.LinearExpr.sum(
            [
                *variables.aircraft.values(),
                *variables.trainees.values(),
                *variables.transfer.values(),
                *variables.visit.values(),
            ]
        )
        return Level("carried out", "aircraft-months, trainees, transfers", -carried_out, 0.0)

    def _plan_anew(self, kept: Answer, share: float) -> Answer:
        """Minimise every level of the scenario, with everything before the first event as it was kept."""
        model = build_model(self.problem)
        if kept.solution is None:
            return Answer(tuple(kept.losses[: len(self.tiers)]), None)
        solution = kept.solution
        for variable in self._past(model):
            model.cp_model.add(variable == solution[variable.index])
        rest = [level for level in model.levels if not level.name.endswith(" unmet")]
        levels = [*unmet_levels(model.levels, self.tiers), *rest]
        return minimise_levels(
            model.cp_model,
            levels,
            [*self.fallback, *(0 for _ in rest)],
            self.options,
            self.clock,
            share=share,
            label=f"{self.name}: planned anew",
            start=solution,
            progress=self.progress,
        )

    def _past(self, model: MatchingModel) -> list[cp_model.IntVar]:
        """Variables of decisions that were taken before the first event was known."""
        variables = model.variables
        past = {v.index: v for (_, t), v in variables.aircraft.items() if t < self.known}
        deployed = {c for (c, t) in variables.aircraft if t < self.known}
        past |= {v.index: v for (c, _), v in variables.arranged.items() if c in deployed}
        past |= {v.index: v for (_, _, t), v in variables.trainees.items() if t < self.known}
        past |= {v.index: v for (_, t), v in variables.visit.items() if t < self.known}
        for (lot, _, t), variable in variables.transfer.items():
            if t - lot_lead_months(self.after.lot_by_id[lot]) < self.known:
                past[variable.index] = variable
        return list(past.values())

    def _case(self, kept: Answer, anew: Answer) -> StressCase:
        model = build_model(self.problem)
        kept_plan = allocation_of(self.problem, model, kept.solution)
        new_plan = allocation_of(self.problem, model, anew.solution)
        served = [_served(self.after, one) for one in (self.planned, kept_plan, new_plan)]
        money = [
            _unit_usd(scenario, one)
            for scenario, one in (
                (self.scenario, self.planned),
                (self.after, kept_plan),
                (self.after, new_plan),
            )
        ]
        rows = []
        for position, tier in enumerate(self.tiers):
            asked = self.fallback[position]
            bound = anew.losses[position].bound if position < len(anew.losses) else 0
            planned, on, new = (one.get(tier, 0) for one in served)
            planned_usd, kept_usd, new_usd = (one.get(tier, 0.0) for one in money)
            rows.append(
                TierLoss(
                    tier=tier,
                    planned=planned,
                    kept=None if kept.solution is None else on,
                    replanned=None if anew.solution is None else new,
                    planned_usd=planned_usd,
                    kept_usd=kept_usd,
                    replanned_usd=new_usd,
                    most_replanned=max(new, asked - bound),
                )
            )
        return StressCase(
            id=self.name,
            title=self.events[0].title if len(self.events) == 1 else "all events together",
            months=tuple(sorted({event.month for event in self.events})),
            tiers=tuple(rows),
            prepared_usd=_prepared_usd(self.scenario, self.planned),
            kept_prepared_usd=_prepared_usd(self.after, kept_plan),
            replanned_prepared_usd=_prepared_usd(self.after, new_plan),
            units=() if kept.solution is None else tuple(_changes(self.after, self.planned, kept_plan)),
            status=_status(anew, len(self.tiers)),
            kept_status=_status(kept, len(self.tiers)),
            source="; ".join(event.source for event in self.events),
            confidence=max((event.confidence for event in self.events), key=_CONFIDENCE.index),
        )


_CONFIDENCE = ("high", "medium", "low", "assumption")


def _units(
    scenario: Scenario, allocation: Allocation
) -> tuple[dict[tuple[str, str, str, int], int], dict[tuple[str, str, str], str]]:
    """Aircraft by partner, demand, type and month, and the base of each."""
    aircraft: dict[tuple[str, str, str, int], int] = {}
    bases: dict[tuple[str, str, str], str] = {}
    for unit in allocation.units:
        key = unit.partner, unit.demand, unit.aircraft_type
        bases[key] = unit.maintenance_base
        for t, count in enumerate(unit.aircraft, start=scenario.month_index(unit.first_month)):
            aircraft[(*key, t)] = count
    return aircraft, bases


def _served(scenario: Scenario, allocation: Allocation) -> Mapping[int, int]:
    """Aircraft-months served by tier, where there is a demand in this scenario."""
    deployed: defaultdict[tuple[str, int], int] = defaultdict(int)
    for (_, demand, _, t), count in _units(scenario, allocation)[0].items():
        deployed[demand, t] += count
    found: defaultdict[int, int] = defaultdict(int)
    for demand_row in scenario.demands:
        for t in range(*scenario.demand_window(demand_row)):
            found[demand_row.tier] += min(demand_row.aircraft, deployed[demand_row.id, t])
    return found


def _unit_usd(scenario: Scenario, allocation: Allocation) -> Mapping[int, float]:
    """Return what units cost, by the tier of their demands."""
    found: defaultdict[int, float] = defaultdict(float)
    for unit in allocation.units:
        costs = allocation_costs(scenario, Allocation(units=(unit,)))
        found[scenario.demand_by_id[unit.demand].tier] += sum(cost.usd for cost in costs)
    return {tier: round(usd, 2) for tier, usd in found.items()}


def _prepared_usd(scenario: Scenario, allocation: Allocation) -> float:
    """Return the cost of what belongs to no unit: refurbishment, shipping, training, visits."""
    without = allocation.model_copy(update={"units": ()})
    return round(sum(cost.usd for cost in allocation_costs(scenario, without)), 2)


def _changes(scenario: Scenario, planned: Allocation, kept: Allocation) -> list[str]:
    """Say what becomes of the units of a plan, where it is not what was planned."""
    before: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    after: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for counts, allocation in ((before, planned), (after, kept)):
        for (partner, demand, kind, _), count in _units(scenario, allocation)[0].items():
            counts[partner, demand, kind] += count
    words = []
    for key, months in sorted(before.items()):
        partner, demand, kind = key
        if after[key] == 0:
            words.append(f"{partner} at {demand} with {kind}: falls away, {months} aircraft-months")
        elif after[key] < months:
            words.append(f"{partner} at {demand} with {kind}: {after[key]} of {months} aircraft-months stay")
    return words


def _status(answer: Answer, tiers: int) -> Status:
    if answer.solution is None:
        return Status.UNKNOWN
    proven = all(loss.value == loss.bound for loss in answer.losses[:tiers])
    return Status.OPTIMAL if proven else Status.FEASIBLE
