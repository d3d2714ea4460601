"""What a demand could have if it were alone: month by month, and in all of its months together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.explaining.allowance import Allowance
from airlift.explaining.explanation import Check
from airlift.explaining.switchboard import Engine, Reply, Switchboard
from airlift.matching.model import build_model
from airlift.matching.problem import build_problem
from airlift.plans import Status
from airlift.scenario import Scenario

__all__ = ["Reach", "reach_alone"]

_WHOLE_SHARE = 0.4
"""Share of the time left for the best plan for all months at once."""

_MARKING_SHARE = 0.5
"""Share of the time left for finding months that can be met together; the proof of those that cannot needs the rest."""


@dataclass
class Reach:
    """What a demand could have in the months in which it lacks aircraft, with every other demand dropped.

    Attributes
    ----------
    least : dict
        Month index to the fewest aircraft that it must lack there; months that were not settled are missing.
    together : dict
        Month index to the aircraft lacking in the best plan for all months at once.
    is_joint : bool or None
        Whether all months can have their fewest at once; None when that was not settled.
    checks : list of Check
        The solves.
    """

    least: dict[int, int] = field(default_factory=dict)
    together: dict[int, int] = field(default_factory=dict)
    is_joint: bool | None = None
    checks: list[Check] = field(default_factory=list)


def reach_alone(
    scenario: Scenario, demand: str, lacking: Mapping[int, int], engine: Engine, allowance: Allowance
) -> Reach:
    """Find the fewest aircraft that a demand must lack in each month, were it alone.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    demand : str
        The demand.
    lacking : mapping of int to int
        Aircraft that it lacks in the plan, by month index.
    engine, allowance
        How to solve, and the time.
    """
    return _Reaching(scenario, demand, lacking, engine, allowance).run()


class _Reaching:
    def __init__(
        self,
        scenario: Scenario,
        demand: str,
        lacking: Mapping[int, int],
        engine: Engine,
        allowance: Allowance,
    ) -> None:
        alone = tuple(row for row in scenario.demands if row.id == demand)
        matching = build_model(build_problem(scenario.model_copy(update={"demands": alone})))
        self.model = matching.cp_model
        self.unmet = {t: matching.variables.unmet[demand, t] for t in sorted(lacking)}
        self.lacking = dict(sorted(lacking.items()))
        self.board = Switchboard(self.model, {})
        self.engine, self.allowance = engine, allowance
        self.found = Reach()
        self.best: dict[int, int] = {}

    def run(self) -> Reach:
        """Find the best plan for all months at once, then settle each number of lacking aircraft from none on."""
        reply = self.board.ask(
            "all months together",
            (),
            self.engine,
            self.allowance.part(_WHOLE_SHARE),
            minimise=cp_model.LinearExpr.sum(list(self.unmet.values())),
        )
        self.found.checks.append(reply.check)
        if reply.values is not None:
            self._remember(reply.values)
        pending = set(self.lacking)
        for level in range(max(self.lacking.values(), default=0)):
            for t in sorted(pending):
                if self.best.get(t, self.lacking[t]) <= level < self.lacking[t]:
                    self.found.least[t] = level
                    pending.discard(t)
            pending = self._settle(pending, level)
        for t in pending & self.lacking.keys():
            self.found.least.setdefault(t, self.lacking[t])
        self._settle_together()
        return self.found

    def _settle(self, pending: set[int], level: int) -> set[int]:
        """Find which of the months can lack as few as `level`; return those that cannot."""
        open_ = {t for t in pending if self.lacking[t] > level}
        while open_:
            hits = self._hits(open_, level)
            some = self.model.add(cp_model.LinearExpr.sum(list(hits.values())) >= 1)
            switch = self.model.new_bool_var(f"some month at {level}")
            some.only_enforce_if(switch)
            reply = self._ask(hits, switch, f"fewest lacking: {level} in some month")
            if reply.status is Status.INFEASIBLE:
                break
            if reply.values is None:
                self._give_up(open_)
                return pending - open_
            reached = {t for t in open_ if reply.values[self.unmet[t].index] <= level}
            for t in reached:
                self.found.least[t] = level
            open_ -= reached
            pending -= reached
        return pending

    def _ask(self, hits: Mapping[int, cp_model.IntVar], switch: cp_model.IntVar, question: str) -> Reply:
        """Look for a plan that meets as many months as possible; failing that, for any that meets one.

        The switch is on for these two solves and off for ever after.
        """
        domain = self.model.proto.variables[switch.index].domain
        domain.clear()
        domain.extend([1, 1])
        part = self.allowance.part(_MARKING_SHARE)
        most = cp_model.LinearExpr.sum(list(hits.values()))
        reply = self.board.ask(question, (), self.engine, part, minimise=-most)
        if reply.status is Status.UNKNOWN:
            reply = self.board.ask(question, (), self.engine, self.allowance.part(0.5))
        domain.clear()
        domain.extend([0, 0])
        self.found.checks.append(reply.check)
        if reply.values is not None:
            self._remember(reply.values)
        return reply

    def _hits(self, months: set[int], level: int) -> dict[int, cp_model.IntVar]:
        hits = {}
        for t in sorted(months):
            hits[t] = self.model.new_bool_var(f"hit {t} {level}")
            self.model.add(self.unmet[t] <= level).only_enforce_if(hits[t])
        return hits

    def _give_up(self, months: set[int]) -> None:
        """Leave months open that no answer was found for."""
        for t in months:
            self.lacking.pop(t)
            self.found.least.pop(t, None)

    def _remember(self, values: list[int]) -> None:
        profile = {t: values[variable.index] for t, variable in self.unmet.items()}
        if not self.best or sum(profile.values()) < sum(self.best.values()):
            self.best = profile

    def _settle_together(self) -> None:
        """Find whether all months can have their fewest at once, and the best plan for them."""
        wanted = {t: k for t, k in self.found.least.items() if k < self.lacking.get(t, 0)}
        if not wanted:
            return
        if self.best and all(self.best[t] <= k for t, k in wanted.items()):
            self.found.is_joint = True
            self.found.together = {t: self.best[t] for t in wanted}
            return
        over = []
        for t, k in sorted(wanted.items()):
            extra = self.model.new_int_var(0, self.lacking[t] - k, f"over {t}")
            self.model.add(self.unmet[t] <= k + extra)
            over.append(extra)
        reply = self.board.ask(
            "all months together",
            (),
            self.engine,
            self.allowance.part(0.5),
            minimise=cp_model.LinearExpr.sum(over),
        )
        self.found.checks.append(reply.check)
        if reply.values is not None:
            self._remember(reply.values)
        if reply.objective is not None and reply.objective < 0.5:
            self.found.is_joint = True
        elif reply.bound is not None and reply.bound > 0.5:
            self.found.is_joint = False
        self.found.together = {
            t: self.best[t] for t in wanted if self.best and self.best[t] < self.lacking[t]
        }
