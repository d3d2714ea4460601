"""What meeting a demand would displace: the rest of the plan is held, and then let go as little as possible."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property

from airlift.explaining.allowance import Allowance
from airlift.explaining.case import WISH
from airlift.explaining.conflict import smallest_conflict
from airlift.explaining.explanation import Answer, Check, Contest, Loss, Shift
from airlift.explaining.switchboard import Engine, Switchboard
from airlift.matching.ask import Ask, Forced
from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import MatchingProblem, build_problem
from airlift.matching.rulebook import Group
from airlift.matching.solve import solve
from airlift.matching.values import values_of
from airlift.matching.variables import IntVar
from airlift.plans import Allocation, Plan, Status
from airlift.plans.coverage import unmet_aircraft
from airlift.scenario import Scenario
from airlift.scenario.model import add_months
from airlift.scenario.phrases import month_name
from airlift.solvers.options import SolveOptions

__all__ = ["Rest"]

_BESIDE_SHARE = 0.6
"""Share of the time left for the question beside the whole plan; the demands that stand against it get the rest."""


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
        self._holds: bool | None = None

    def contest(self, demand: str, wanted: Mapping[int, int], allowance: Allowance) -> tuple[Answer, Contest]:
        """Find whether a demand can be met beside the plan, and which other demands stand against it.

        Parameters
        ----------
        demand : str
            The demand.
        wanted : mapping of int to int
            Month index to the aircraft that it lacks at most there; a plan for it alone is known to exist.
        allowance : Allowance
            Time.
        """
        wish = Group(WISH, demand)
        model = self._model.cp_model
        for t, lacking in sorted(wanted.items()):
            unmet = self._model.variables.unmet[demand, t]
            model.add(unmet <= lacking).only_enforce_if(self._board.guards[wish])
        return self._beside(demand, wanted, wish, allowance)

    def _beside(
        self, demand: str, wanted: Mapping[int, int], wish: Group, allowance: Allowance
    ) -> tuple[Answer, Contest]:
        floors = [group for group in self._board.guards if group.rule == _FLOOR]
        reply = self._board.ask(
            "beside all other service as planned",
            (*floors, wish),
            self.engine,
            allowance.part(_BESIDE_SHARE),
        )
        if reply.values is not None:
            serving = tuple(self._serving(demand, wanted, reply.values))
            return "equal", Contest(serving=serving, is_worse=False, checks=(reply.check,))
        if reply.status is not Status.INFEASIBLE:
            return "unsettled", Contest(checks=(reply.check,))
        rivals: tuple[str, ...] = ()
        checks: list[Check] = [reply.check]
        if self._plan_holds(floors, allowance.part(_BESIDE_SHARE)):
            rivals, more = self._rivals(wish, floors, allowance)
            checks += more
        return "displaces", Contest(rivals=rivals, checks=tuple(checks))

    def _plan_holds(self, floors: list[Group], allowance: Allowance) -> bool:
        """Whether the service of the plan can be given at all: that of a plan made by hand may break rules."""
        if self._holds is None:
            question = "the plan's own service"
            reply = self._board.ask(question, floors, self.engine, allowance, only_hinted=True)
            if not reply.found:
                reply = self._board.ask(question, floors, self.engine, allowance)
            self._holds = None if reply.status is Status.UNKNOWN else reply.found
        return self._holds is True

    @cached_property
    def _problem(self) -> MatchingProblem:
        return build_problem(self.scenario)

    @cached_property
    def _model(self) -> MatchingModel:
        return build_model(self._problem)

    @cached_property
    def _board(self) -> Switchboard:
        """The whole model with a switch for the service of each demand as planned; without it, the demand is dropped.

        Its start is the plan, so that a question that changes little finds its answer near by.
        """
        model, variables = self._model.cp_model, self._model.variables
        known = values_of(self._problem, self._model, self.plan.allocation) or {}
        for index, variable in enumerate(model.proto.variables):
            if variable.name in known:
                model.add_hint(model.get_int_var_from_proto_index(index), known[variable.name])
        guards: dict[Group, IntVar] = {}
        # What is least urgent is tried without first, so that the rivals named are the weightiest.
        for demand in sorted(self.scenario.demands, key=lambda row: (-row.tier, row.id)):
            floor = guards[Group(_FLOOR, demand.id)] = model.new_bool_var(f"as planned {demand.id}")
            guards[Group(WISH, demand.id)] = model.new_bool_var(f"wish {demand.id}")
            lacking = self.unmet[demand.id]
            for t in range(*self.scenario.demand_window(demand)):
                unmet = variables.unmet[demand.id, t]
                model.add(unmet <= lacking.get(t, 0)).only_enforce_if(floor)
        for active, demand_id in {
            active.index: (active, self._problem.choices[c].demand)
            for (c, _), active in variables.active.items()
        }.values():
            needed = [guards[Group(rule, demand_id)] for rule in (_FLOOR, WISH)]
            model.add_bool_or([active.negated(), *needed])
        return Switchboard(model, guards)

    def _rivals(
        self, wish: Group, floors: list[Group], allowance: Allowance
    ) -> tuple[tuple[str, ...], list[Check]]:
        """Smallest set of demands whose service as planned leaves no room for the wish; empty if none was found."""
        last: list[Check] = []

        def holds(kept: frozenset[Group]) -> Status:
            on = [group for group in floors if group in kept]
            reply = self._board.ask(
                f"beside {len(on)} demands served as planned",
                (*on, wish),
                self.engine,
                allowance.part(0.15),
            )
            if reply.status is Status.INFEASIBLE:
                last[:] = [reply.check]
            return reply.status

        found = smallest_conflict(
            floors,
            holds,
            bundle_of=lambda group: self.scenario.demand_by_id[group.subject].tier,
            guess=self._board.guess_core(floors, (wish,), allowance.part(0.3)),
        )
        if found is None or len(found.members) == len(floors):
            return (), []
        return tuple(sorted(group.subject for group in found.members)), last

    def displaced(self, demand: str, wanted: Mapping[int, int], allowance: Allowance) -> Contest | None:
        """Plan again with the service forced, and compare with the plan tier by tier; None without time for it."""
        if allowance.is_over:
            return None
        tiers = sorted({row.tier for row in self.scenario.demands})
        options = SolveOptions(
            time_limit_s=None if math.isinf(allowance.left_s) else allowance.left_s,
            seed=self.engine.seed,
            workers=self.engine.workers,
            interrupt=allowance.interrupt,
        )
        ask = Ask(
            minimise=tuple(f"tier {tier} unmet" for tier in tiers),
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
        for tier in tiers:
            level = levels.get(f"tier {tier} unmet")
            rows = [row for row in self.scenario.demands if row.tier == tier]
            before = sum(sum(self.unmet[row.id].values()) for row in rows)
            if level is None or level.value is None or level.bound is None:
                is_worse = None
                break
            if level.value != before:
                shift = Shift(
                    name=level.name, unit=level.unit, before=before, after=level.value, bound=level.bound
                )
                shifts.append(shift)
                is_worse = None if level.bound <= before < level.value else level.value > before
                break
        found = result.objectives and result.objectives[0].value is not None
        return Contest(
            shifts=tuple(shifts),
            losses=self._losses(allocation) if found else (),
            serving=tuple(_units(allocation, self.scenario, demand, wanted)),
            is_worse=is_worse,
            checks=(check,),
        )

    def _losses(self, allocation: Allocation) -> tuple[Loss, ...]:
        """Aircraft-months that demands have in the plan and not in the other allocation."""
        other = unmet_aircraft(self.scenario, self.plan.model_copy(update={"allocation": allocation}))
        lost = {
            row.id: sum(other[row.id].values()) - sum(self.unmet[row.id].values())
            for row in self.scenario.demands
        }
        return tuple(Loss(demand=name, aircraft_months=n) for name, n in lost.items() if n > 0)

    def _serving(self, demand: str, wanted: Mapping[int, int], values: list[int]) -> list[str]:
        """Partners and types that serve the wanted months in a solution of the whole model."""
        words = []
        for c in self._problem.choices_of_demand.get(demand, ()):
            choice = self._problem.choices[c]
            counts = {
                t: values[self._model.variables.aircraft[c, t].index]
                for t in wanted
                if (c, t) in self._model.variables.aircraft
            }
            months = sorted(t for t, count in counts.items() if count)
            if months:
                most = max(counts.values())
                first, last = (month_name(self.scenario.month_label(t)) for t in (months[0], months[-1]))
                words.append(f"{choice.partner}, {most} × {choice.aircraft_type}, {first} – {last}")
        return words


_FLOOR = "served"
"""Rule of the groups that hold the service of a demand as it is in the plan."""


def _forced(demand: str, wanted: Mapping[int, int]) -> list[Forced]:
    """Unbroken months of equal service."""
    found: list[Forced] = []
    for t, lacking in sorted(wanted.items()):
        if found and found[-1].end == t and found[-1].unmet == lacking:
            found[-1] = Forced(demand, found[-1].first, t + 1, lacking)
        else:
            found.append(Forced(demand, t, t + 1, lacking))
    return found


def _units(allocation: Allocation, scenario: Scenario, demand: str, wanted: Mapping[int, int]) -> list[str]:
    """Units of an allocation that serve some of the wanted months."""
    words = []
    for unit in allocation.units:
        first = scenario.month_index(unit.first_month)
        if unit.demand == demand and any(first <= t < first + len(unit.aircraft) for t in wanted):
            last = add_months(unit.first_month, len(unit.aircraft) - 1)
            words.append(
                f"{unit.partner}, {max(unit.aircraft)} × {unit.aircraft_type}, "
                f"{month_name(unit.first_month)} – {month_name(last)}"
            )
    return words
