"""Values of the model's variables for an allocation that is known already: where a search can start."""

from __future__ import annotations

import math
from collections import defaultdict

from airlift.matching.choice import Choice
from airlift.matching.costs import CostKey, eligible_sponsors
from airlift.matching.measures import deployable_at_most
from airlift.matching.model import MatchingModel
from airlift.matching.money import Purse
from airlift.matching.payments import available_usd, plan_years
from airlift.matching.problem import MatchingProblem
from airlift.matching.stays import Run
from airlift.matching.variables import IntVar
from airlift.plans import Allocation
from airlift.plans.allocation import Unit

__all__ = ["values_of"]


def values_of(
    problem: MatchingProblem, model: MatchingModel, allocation: Allocation
) -> dict[str, int] | None:
    """Return the values that an allocation gives to the variables of a model, by name.

    What the model has no variables for is left out, units with all their months: taking units away breaks no rule. The
    costs of what remains are paid as the allocation pays them, and what is then missing by any sponsor that may.

    Returns
    -------
    dict or None
        Value of every variable; they keep the rules as far as the allocation does. None when the costs cannot be paid
        in this way.
    """
    return _Values(problem, model, allocation).find()


class _Values:
    def __init__(self, problem: MatchingProblem, model: MatchingModel, allocation: Allocation) -> None:
        self.problem, self.model, self.allocation = problem, model, allocation
        self.scenario, self.variables = problem.scenario, model.variables
        self.of: dict[int, int] = {}

    def find(self) -> dict[str, int] | None:
        self._set_offers()
        self._set_units()
        self._set_shortfalls()
        if not self._set_payments():
            return None
        for (partner, demand), literal in self.model.deployments.items():
            starts = [
                start
                for (c, _), start in self.variables.start.items()
                if (self.problem.choices[c].partner, self.problem.choices[c].demand) == (partner, demand)
            ]
            self._set(literal, max((self._of(start) for start in starts), default=0))
        self._set_burden()
        variables = self.model.cp_model.proto.variables
        return {v.name: self.of.get(index, next(iter(v.domain))) for index, v in enumerate(variables)}

    def _set(self, variable: IntVar | None, value: int) -> None:
        if variable is not None:
            self.of[variable.index] = value

    def _of(self, variable: IntVar) -> int:
        return self.of.get(variable.index, 0)

    def _set_offers(self) -> None:
        month, variables = self.scenario.month_index, self.variables
        for transfer in self.allocation.transfers:
            self._set(
                variables.transfer.get((transfer.lot, transfer.partner, month(transfer.month))),
                transfer.aircraft,
            )
        for row in self.allocation.training:
            self._set(variables.trainees.get((row.course, row.partner, month(row.month))), row.trainees)
        for visit in self.allocation.visits:
            self._set(variables.visit.get((visit.partner, month(visit.month))), 1)

    def _set_units(self) -> None:
        by_key = {
            (choice.partner, choice.demand, choice.aircraft_type): c
            for c, choice in enumerate(self.problem.choices)
        }
        bases: dict[int, str] = {}
        for unit in self.allocation.units:
            c = by_key.get((unit.partner, unit.demand, unit.aircraft_type))
            if c is None or bases.setdefault(c, unit.maintenance_base) != unit.maintenance_base:
                continue
            first = self.scenario.month_index(unit.first_month)
            run = next((run for run in self.variables.runs[c] if run.first <= first < run.end), None)
            if run is not None and self._fits(self.problem.choices[c], c, run, first, unit):
                self._set_unit(c, run, first, unit)
        for c in range(len(self.problem.choices)):
            self._set_changes(c)
            arranged = [base for (of, base) in self.variables.arranged if of == c]
            if arranged:
                base = bases.get(c)
                chosen = base if base in arranged else arranged[0]
                self._set(self.variables.arranged[c, chosen], 1)

    def _fits(self, choice: Choice, c: int, run: Run, first: int, unit: Unit) -> bool:
        """Whether the variables of a run can take the whole unit."""
        end = first + len(unit.aircraft)
        if end > run.end or (c, first) not in self.variables.start:
            return False
        if end < run.end and (c, end) not in self.variables.stop:
            return False
        if unit.maintenance_base not in {base for base, _, _ in choice.bases}:
            return False
        for block in run.blocks:
            sizes = {
                unit.aircraft[t - first] if first <= t < end else 0 for t in range(block.first, block.end)
            }
            if len(sizes) > 1 or max(sizes) > block.most or 0 < max(sizes) < choice.least:
                return False
        return all((c, unit.maintenance_base, t) in self.variables.supported for t in range(first, end))

    def _set_unit(self, c: int, run: Run, first: int, unit: Unit) -> None:
        for block in run.blocks:
            if first <= block.first < first + len(unit.aircraft):
                count = unit.aircraft[block.first - first]
                self._set(self.variables.active[c, block.first], 1)
                self._set(self.variables.aircraft[c, block.first], count)
                self._set(self.variables.supported[c, unit.maintenance_base, block.first], count)

    def _set_changes(self, c: int) -> None:
        """Set starts, stops, arrivals and lift flights of a choice by its aircraft."""
        variables = self.variables
        choice = self.problem.choices[c]
        per_flight = self.scenario.aircraft_type_by_id[choice.aircraft_type].aircraft_per_lift_flight
        for run in variables.runs[c]:
            before = 0
            for block in run.blocks:
                key = c, block.first
                count = self._of(variables.aircraft[key])
                if block.first > run.first:
                    self._set(variables.start.get(key), int(count > 0 and before == 0))
                    self._set(variables.stop.get(key), int(count == 0 and before > 0))
                joined = max(0, count - before)
                self._set(variables.flights[key], math.ceil(joined / per_flight))
                self._set(variables.joined.get(key), joined)
                if self._of(variables.active[key]) and (count > 0) > (before > 0):
                    self._set(variables.any_start.get((choice.demand, block.first)), 1)
                before = count

    def _set_shortfalls(self) -> None:
        deployed: defaultdict[tuple[str, int], int] = defaultdict(int)
        first_unit: dict[str, int] = {}
        for (c, t), aircraft in self.variables.aircraft.items():
            count = self._of(aircraft)
            demand = self.problem.choices[c].demand
            deployed[demand, t] += count
            if count:
                first_unit[demand] = min(t, first_unit.get(demand, t))
        for (demand, t), unmet in self.variables.unmet.items():
            asked = self.scenario.demand_by_id[demand].aircraft
            self._set(unmet, max(0, asked - deployed[demand, t]))
        for (demand, t), uncovered in self.variables.uncovered.items():
            self._set(uncovered, int(t < first_unit.get(demand, self.scenario.horizon_months)))

    def _set_burden(self) -> None:
        """Smallest burden that covers every partner."""
        if self.model.burden is None:
            return
        deployed: defaultdict[str, int] = defaultdict(int)
        for (c, _), aircraft in self.variables.aircraft.items():
            deployed[self.problem.choices[c].partner] += self._of(aircraft)
        most = {
            partner: deployable_at_most(self.scenario, self.scenario.partner_by_id[partner])
            * self.scenario.horizon_months
            for partner in deployed
        }
        burdens = [math.ceil(1000 * months / most[p]) for p, months in deployed.items() if most[p]]
        self._set(self.model.burden, max(burdens, default=0))

    def _set_payments(self) -> bool:
        paid = self._as_allocated()
        left = {
            (sponsor.id, year): available_usd(self.scenario, sponsor.id, year)
            for sponsor in self.scenario.sponsors
            for year in plan_years(self.scenario)
        }

        def room(sponsor: str, year: int) -> int:
            carries = self.scenario.sponsor_by_id[sponsor].carry_over
            return min(
                left[sponsor, y] for y in plan_years(self.scenario) if y == year or (carries and y > year)
            )

        def pay(purse: Purse, sponsor: str, usd: int) -> int:
            year = purse[0]
            usd = max(0, min(usd, room(sponsor, year)))
            carries = self.scenario.sponsor_by_id[sponsor].carry_over
            for y in plan_years(self.scenario):
                if y == year or (carries and y > year):
                    left[sponsor, y] -= usd
            variable = self.variables.payment[(*purse, sponsor)]
            self._set(variable, self._of(variable) + usd)
            return usd

        missing: dict[Purse, int] = {}
        for purse, by_whose in self.model.money.purses.items():
            missing[purse] = sum(
                usd * self._of(variable) for terms in by_whose.values() for usd, variable in terms
            )
            for sponsor in purse[1]:
                missing[purse] -= pay(purse, sponsor, min(missing[purse], paid[(*purse, sponsor)]))
        # What fewest can pay first.
        for purse in sorted(missing, key=lambda purse: (len(purse[1]), purse)):
            for sponsor in purse[1]:
                missing[purse] -= pay(purse, sponsor, missing[purse])
        return not any(missing.values())

    def _as_allocated(self) -> defaultdict[tuple[int, tuple[str, ...], str], int]:
        """Return what each sponsor pays to each purse in the allocation, in whole USD rounded up."""
        usd: defaultdict[tuple[int, tuple[str, ...], str], float] = defaultdict(float)
        for row in self.allocation.payments:
            key = CostKey(row.year, row.partner, row.donor or "", row.cost_kind)
            usd[row.year, eligible_sponsors(self.scenario, key), row.sponsor] += row.usd
        return defaultdict(int, {key: math.ceil(amount - 1e-6) for key, amount in usd.items()})
