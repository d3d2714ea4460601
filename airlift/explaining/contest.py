"""What meeting a demand would displace: the plan is held, and gives way as little as possible."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from ortools.sat.python import cp_model

from airlift.explaining.allowance import Allowance
from airlift.explaining.explanation import Answer, Check, Contest, Loss, Shift
from airlift.explaining.switchboard import Engine, Reply, Switchboard
from airlift.matching.ask import LIMITED, Ask, Forced
from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import MatchingProblem, build_problem
from airlift.matching.solve import solve
from airlift.matching.values import values_of
from airlift.matching.variables import IntVar
from airlift.plans import ObjectiveLevel, Plan, Status
from airlift.plans.coverage import unmet_aircraft
from airlift.scenario import Scenario
from airlift.scenario.phrases import month_name, type_short
from airlift.solvers.options import SolveOptions

__all__ = ["Rest"]

_PROOF_SHARE = 0.4
"""Share of the time left for the proof that somebody must lose; a plan with little loss is searched in the rest."""

_FULL_SEARCHES = 5
"""A search of everything anew is begun only with so many times the time that its model takes to build."""


@dataclass(frozen=True)
class _Model:
    """A model of the scenario, or of some of its choices, and the values that the plan gives to it."""

    problem: MatchingProblem
    matching: MatchingModel
    start: list[int] | None
    built_s: float


class Rest:
    """The rest of a plan, against which the service of one demand after another is held.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    plan : Plan
        What is decided.
    engine : Engine
        How to solve.
    """

    def __init__(self, scenario: Scenario, plan: Plan, engine: Engine) -> None:
        self.scenario, self.plan, self.engine = scenario, plan, engine
        self.unmet = unmet_aircraft(scenario, plan)
        self.tiers = sorted({row.tier for row in scenario.demands})
        self._problem = build_problem(scenario)
        self._made: _Model | None = None
        self._lock = Lock()

    @property
    def whole(self) -> _Model:
        """The model of the whole scenario, built when it is first asked for."""
        with self._lock:
            if self._made is None:
                self._made = self._build(self._problem)
            return self._made

    def _build(self, problem: MatchingProblem) -> _Model:
        began = time.monotonic()
        matching = build_model(problem)
        known = values_of(problem, matching, self.plan.allocation)
        start = None if known is None else list(known.values())
        return _Model(problem, matching, start, time.monotonic() - began)

    def contest(self, demand: str, wanted: Mapping[int, int], allowance: Allowance) -> tuple[Answer, Contest]:
        """Find whether a demand can be met beside the plan, and at most what others would lose.

        That others must lose something is shown by the bounds of the plan itself, or by a search of all plans that
        serve them as planned. What is enough is shown by a plan in which they only give up units or parts of them,
        which leaves a small model: its plan is one of the whole scenario.

        Parameters
        ----------
        demand : str
            The demand.
        wanted : mapping of int to int
            Month index to the aircraft that it lacks at most there; a plan for it alone is known to exist.
        allowance : Allowance
            Time.
        """
        answer, found = self.proof(demand, wanted, allowance.part(_PROOF_SHARE))
        return (
            (answer, found) if answer == "equal" else self.giving_up(demand, wanted, answer, found, allowance)
        )

    def proof(self, demand: str, wanted: Mapping[int, int], allowance: Allowance) -> tuple[Answer, Contest]:
        """Find whether a demand can be met beside the plan; see `contest`."""
        least, check = self._least_lost(demand, wanted)
        if check is None:
            reply = self._beside(demand, wanted, allowance)
            check = reply.check
            if reply.values is not None:
                serving = tuple(self._serving(self.whole, demand, wanted, reply.values))
                return "equal", Contest(serving=serving, is_worse=False, checks=(check,))
        is_proven = check.answer is Status.INFEASIBLE
        return ("displaces" if is_proven else "unsettled"), Contest(least_lost=least, checks=(check,))

    def giving_up(
        self,
        demand: str,
        wanted: Mapping[int, int],
        answer: Answer,
        proof: Contest,
        allowance: Allowance,
    ) -> tuple[Answer, Contest]:
        """Find what others lose at most, after the proof that they must lose something was tried; see `contest`."""
        given = self._giving_up(demand, wanted, allowance)
        found = given.model_copy(update={"checks": (*proof.checks, *given.checks)})
        if given.is_worse is False:
            return "equal", found
        found = found.model_copy(update={"least_lost": proof.least_lost})
        return ("trade" if answer == "unsettled" and given.losses else answer), found

    def _giving_up(self, demand: str, wanted: Mapping[int, int], allowance: Allowance) -> Contest:
        """Search the plans in which other demands have no unit that they have not in the plan, and none greater."""
        planned = {(u.demand, u.partner, u.aircraft_type) for u in self.plan.allocation.units}
        choices = tuple(
            choice
            for choice in self._problem.choices
            if choice.demand == demand or (choice.demand, choice.partner, choice.aircraft_type) in planned
        )
        small = self._build(replace(self._problem, choices=choices))
        if small.start is None:
            return Contest()
        variables, model = small.matching.variables, self._wishing(small, demand, wanted)
        for (c, t), aircraft in variables.aircraft.items():
            if choices[c].demand != demand:
                most = small.start[aircraft.index]
                _narrow(model, aircraft, most)
                _narrow(model, variables.active[c, t], min(1, most))
        coarse = model.clone()
        for (unit, at), size in self._planned_sizes(small, demand).items():
            keeps = coarse.new_bool_var(f"keeps {unit}")
            for c, t in at:
                coarse.add(_of(coarse, variables.aircraft[c, t]) == size[c, t] * keeps)
        first = self._least(small, coarse, f"{demand} met, others giving up whole units", allowance.part(0.6))
        if first.values is not None:
            model.clear_hints()  # type: ignore[no-untyped-call]  # ortools leaves it without annotations
            for index, value in enumerate(first.values[: len(small.start)]):
                model.add_hint(model.get_int_var_from_proto_index(index), value)
        reply = self._least(small, model, f"{demand} met, others giving up what they must", allowance)
        found = reply if reply.values is not None else first
        if found.values is None:
            return Contest(checks=(first.check, reply.check))
        return self._compared(small, demand, wanted, found)

    def _planned_sizes(
        self, model: _Model, demand: str
    ) -> dict[tuple[str, tuple[tuple[int, int], ...]], dict[tuple[int, int], int]]:
        """Aircraft of each unit of other demands in each block of months, by its name and blocks."""
        by_key = {(c.partner, c.demand, c.aircraft_type): n for n, c in enumerate(model.problem.choices)}
        sizes = {}
        for unit in self.plan.allocation.units:
            c = by_key.get((unit.partner, unit.demand, unit.aircraft_type))
            if c is None or unit.demand == demand:
                continue
            first = self.scenario.month_index(unit.first_month)
            blocks = (block.first for run in model.matching.variables.runs[c] for block in run.blocks)
            of_unit = {
                (c, t): unit.aircraft[t - first] for t in blocks if first <= t < first + len(unit.aircraft)
            }
            sizes[unit.id, tuple(of_unit)] = of_unit
        return sizes

    def _least(self, small: _Model, model: cp_model.CpModel, question: str, allowance: Allowance) -> Reply:
        weighted = self._weighted(small, model)
        return Switchboard(model, {}).ask(question, (), self.engine, allowance, minimise=weighted)

    def _compared(self, model: _Model, demand: str, wanted: Mapping[int, int], reply: Reply) -> Contest:
        """Compare a plan that was found with the plan, tier by tier."""
        values = reply.values or []
        after = {row.id: 0 for row in self.scenario.demands}
        own = 0
        for (name, t), variable in model.matching.variables.unmet.items():
            after[name] += values[variable.index]
            if name == demand and t not in wanted:
                own += max(0, values[variable.index] - self.unmet[name].get(t, 0))
        before = {name: sum(months.values()) for name, months in self.unmet.items()}
        lost = {name: after[name] - before[name] for name in after} | {demand: own}
        losses = tuple(Loss(demand=name, aircraft_months=n) for name, n in lost.items() if n > 0)
        shift = None
        for tier in self.tiers:
            names = [row.id for row in self.scenario.demands if row.tier == tier]
            was, is_now = sum(before[name] for name in names), sum(after[name] for name in names)
            if was != is_now:
                level = self._recorded(tier)
                bound = level.bound if level is not None and level.bound is not None else 0.0
                shift = Shift(
                    name=f"tier {tier} unmet",
                    unit="aircraft-months",
                    before=was,
                    after=is_now,
                    bound=min(bound, is_now),
                )
                break
        is_worse = shift is not None and shift.after > shift.before
        return Contest(
            shifts=() if shift is None else (shift,),
            losses=losses,
            serving=tuple(self._serving(model, demand, wanted, values)),
            is_worse=None if is_worse else False,
            checks=(reply.check,),
        )

    def _least_lost(self, demand: str, wanted: Mapping[int, int]) -> tuple[int, Check | None]:
        """Aircraft-months lost elsewhere at least, by the bound that the plan was proven with.

        The bound of a tier holds for all plans that serve the tiers before it no worse than the search did. A plan that
        meets the demand beside all other service would be below it, so there is none.
        """
        tier = self.scenario.demand_by_id[demand].tier
        for earlier in (one for one in self.tiers if one < tier):
            level = self._recorded(earlier)
            if level is None or level.value is None or self._tier_unmet(earlier) > level.value:
                return 0, None
        level = self._recorded(tier)
        if level is None or level.bound is None:
            return 0, None
        gained = sum(self.unmet[demand].get(t, 0) - lacking for t, lacking in wanted.items())
        least = math.ceil(level.bound - 1e-6) - (self._tier_unmet(tier) - gained)
        if least <= 0:
            return 0, None
        check = Check(
            question=f"tier {tier} unmet below {level.bound:,.0f} aircraft-months, as the plan was proven",
            answer=Status.INFEASIBLE,
            engine=str(self.engine),
            wall_s=round(level.wall_s, 3),
        )
        return least, check

    def _recorded(self, tier: int) -> ObjectiveLevel | None:
        """Return the level of a tier as the plan records it."""
        for result in self.plan.results:
            if result.level == "matching" and LIMITED not in result.restrictions:
                return next((one for one in result.objectives if one.name == f"tier {tier} unmet"), None)
        return None

    def _tier_unmet(self, tier: int) -> int:
        rows = (row for row in self.scenario.demands if row.tier == tier)
        return sum(sum(self.unmet[row.id].values()) for row in rows)

    def _beside(self, demand: str, wanted: Mapping[int, int], allowance: Allowance) -> Reply:
        """Look for a plan that meets the demand and serves every other as planned, by whomever."""
        model = self._wishing(self.whole, demand, wanted)
        for (other, t), unmet in self.whole.matching.variables.unmet.items():
            if other != demand or t not in wanted:
                model.add(_of(model, unmet) <= self.unmet[other].get(t, 0))
        question = "beside all other service as planned"
        return Switchboard(model, {}).ask(question, (), self.engine, allowance)

    def _wishing(self, whole: _Model, demand: str, wanted: Mapping[int, int]) -> cp_model.CpModel:
        """Copy a model, with the demand met and the plan as where to start."""
        model = whole.matching.cp_model.clone()
        for t, lacking in sorted(wanted.items()):
            model.add(_of(model, whole.matching.variables.unmet[demand, t]) <= lacking)
        for index, value in enumerate(whole.start or ()):
            model.add_hint(model.get_int_var_from_proto_index(index), value)
        return model

    def _weighted(self, whole: _Model, model: cp_model.CpModel) -> cp_model.LinearExpr:
        """Unmet aircraft-months, those of a tier weighing more than all of the tiers after it."""
        weights, weight = {}, 1
        for tier in reversed(self.tiers):
            weights[tier] = weight
            rows = (row for row in self.scenario.demands if row.tier == tier)
            weight *= 1 + sum(row.aircraft * len(range(*self.scenario.demand_window(row))) for row in rows)
        unmet = whole.matching.variables.unmet
        return cp_model.LinearExpr.weighted_sum(
            [_of(model, variable) for variable in unmet.values()],
            [weights[self.scenario.demand_by_id[demand].tier] for demand, _ in unmet],
        )

    def may_search_all(self, allowance: Allowance) -> bool:
        """Whether there is time to plan again from the beginning."""
        return allowance.left_s > _FULL_SEARCHES * self.whole.built_s

    def displaced(self, demand: str, wanted: Mapping[int, int], allowance: Allowance) -> Contest:
        """Plan again with the service forced, and compare with the plan tier by tier."""
        options = SolveOptions(
            time_limit_s=None if math.isinf(allowance.left_s) else allowance.left_s,
            seed=self.engine.seed,
            workers=self.engine.workers,
            interrupt=allowance.interrupt,
        )
        ask = Ask(
            minimise=tuple(f"tier {tier} unmet" for tier in self.tiers),
            forced=tuple(_forced(demand, wanted)),
            start=self.plan.allocation,
        )
        allocation, result = solve(self.scenario, options, ask=ask)
        check = Check(
            question=f"best plan that meets {demand}",
            answer=result.status,
            engine=str(self.engine),
            wall_s=round(result.wall_s, 3),
        )
        levels = {level.name: level for level in result.objectives}
        shifts: list[Shift] = []
        is_worse: bool | None = False
        for tier in self.tiers:
            level = levels.get(f"tier {tier} unmet")
            before = self._tier_unmet(tier)
            if level is None or level.value is None or level.bound is None:
                is_worse = None
                break
            if level.value != before:
                shifts.append(
                    Shift(
                        name=level.name,
                        unit=level.unit,
                        before=before,
                        after=level.value,
                        bound=min(level.bound, level.value),
                    )
                )
                is_worse = None if level.bound <= before < level.value else level.value > before
                break
        other = unmet_aircraft(self.scenario, self.plan.model_copy(update={"allocation": allocation}))
        lost = {name: sum(other[name].values()) - sum(months.values()) for name, months in self.unmet.items()}
        has_plan = bool(result.objectives) and result.objectives[0].value is not None
        return Contest(
            shifts=tuple(shifts),
            losses=tuple(
                Loss(demand=name, aircraft_months=n) for name, n in lost.items() if has_plan and n > 0
            ),
            is_worse=is_worse,
            checks=(check,),
        )

    def _serving(
        self, model: _Model, demand: str, wanted: Mapping[int, int], values: Sequence[int]
    ) -> Iterator[str]:
        """Partners and types that serve the wanted months in a solution of a model."""
        problem, aircraft = model.problem, model.matching.variables.aircraft
        for c in problem.choices_of_demand.get(demand, ()):
            choice = problem.choices[c]
            counts = {t: values[aircraft[c, t].index] for t in sorted(wanted) if (c, t) in aircraft}
            months = [t for t, count in counts.items() if count]
            if months:
                first, last = (month_name(self.scenario.month_label(t)) for t in (months[0], months[-1]))
                kind = type_short(self.scenario.aircraft_type_by_id[choice.aircraft_type])
                name = self.scenario.partner_by_id[choice.partner].name
                yield f"{name}, {max(counts.values())} × {kind}, {first} – {last}"


def _of(model: cp_model.CpModel, variable: IntVar) -> IntVar:
    """Return the variable of a copy."""
    return model.get_int_var_from_proto_index(variable.index)


def _narrow(model: cp_model.CpModel, variable: IntVar, most: int) -> None:
    domain = model.proto.variables[variable.index].domain
    least = domain[0]
    domain.clear()
    domain.extend([least, max(least, most)])


def _forced(demand: str, wanted: Mapping[int, int]) -> list[Forced]:
    """Unbroken months of equal service."""
    found: list[Forced] = []
    for t, lacking in sorted(wanted.items()):
        if found and found[-1].end == t and found[-1].unmet == lacking:
            found[-1] = Forced(demand, found[-1].first, t + 1, lacking)
        else:
            found.append(Forced(demand, t, t + 1, lacking))
    return found
