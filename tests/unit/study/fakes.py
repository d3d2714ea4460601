"""A solver that chooses from a short list of plans whose measures are given: every optimum can be seen at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from airlift.matching.ask import Ask
from airlift.plans import Allocation, ObjectiveLevel, Result, Status, Unit
from airlift.scenario import Scenario
from airlift.solvers.options import Progress, SolveOptions
from airlift.study.sharing import TimeShare

__all__ = ["ListSolver", "Listed", "allocation_of", "share"]

LEVELS = ("tier 1 unmet", "tier 2 unmet", "tier 3 unmet", "cost")
"""What is minimised when nothing is asked for."""

Values = Mapping[str, float]


def allocation_of(name: str, *pairs: tuple[str, str]) -> Allocation:
    """Return an allocation whose units (partner, demand) tell it from others; its first unit bears the name."""
    units = tuple(
        Unit(
            id=f"{name}.{number}",
            partner=partner,
            demand=demand,
            aircraft_type="500md",
            maintenance_base="juba-hangar",
            first_month="2022-09",
            aircraft=(3, 3, 3),
        )
        for number, (partner, demand) in enumerate(pairs or (("kenya", "unmiss-medevac"),))
    )
    return Allocation(units=units)


@dataclass(frozen=True)
class Listed:
    """A plan of the list: its decisions, its measures, and whether a scenario allows it."""

    allocation: Allocation
    values: Values
    allowed: Callable[[Scenario], bool] = lambda _scenario: True


@dataclass
class ListSolver:
    """Answers from a list; `asks` keeps what it was asked.

    `lazy` names measures of which it proves nothing and returns the worst plan that the limits allow.
    """

    plans: Sequence[Listed]
    lazy: frozenset[str] = frozenset()
    silent: bool = False
    asks: list[Ask] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)

    def __call__(
        self,
        scenario: Scenario,
        options: SolveOptions,
        progress: Progress | None = None,
        ask: Ask | None = None,
    ) -> tuple[Allocation, Result]:
        asked = ask if ask is not None else Ask()
        self.asks.append(asked)
        self.scenarios.append(scenario)
        left = [plan for plan in self.plans if plan.allowed(scenario) and self._keeps(plan, asked)]
        if self.silent:
            return Allocation(), _result(Status.UNKNOWN, (), options)
        if not left:
            return Allocation(), _result(Status.INFEASIBLE, (), options)
        levels = []
        for measure in asked.minimise or LEVELS:
            best, worst = (choose(plan.values[measure] for plan in left) for choose in (min, max))
            value = worst if measure in self.lazy else best
            status = Status.OPTIMAL if value == best else Status.FEASIBLE
            levels.append(
                ObjectiveLevel(name=measure, unit="-", status=status, value=value, bound=best, wall_s=0.0)
            )
            left = [plan for plan in left if plan.values[measure] == value]
        statuses = [level.status for level in levels]
        status = Status.FEASIBLE if Status.FEASIBLE in statuses else Status.OPTIMAL
        return left[0].allocation, _result(status, tuple(levels), options)

    @staticmethod
    def _keeps(plan: Listed, ask: Ask) -> bool:
        pairs = {(unit.partner, unit.demand) for unit in plan.allocation.units}
        within = all(plan.values[name] <= limit for name, limit in ask.held.items())
        return within and all(len(pairs ^ avoided) >= ask.differ for avoided in ask.avoided)


def _result(status: Status, levels: tuple[ObjectiveLevel, ...], options: SolveOptions) -> Result:
    return Result(
        level="matching",
        status=status,
        objectives=levels,
        seed=options.seed,
        deterministic=options.deterministic,
        workers=options.workers,
        time_limit_s=options.time_limit_s,
        wall_s=0.0,
    )


def share(time_limit_s: float | None = None, progress: Progress | None = None) -> TimeShare:
    """Return the time of a study without a limit, or with one that is counted as granted."""
    return TimeShare(SolveOptions(time_limit_s=time_limit_s, deterministic=True), "study", progress)
