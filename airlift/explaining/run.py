"""The explanation of a plan: demand after demand, question after question, within one time limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TypeVar

from airlift.explaining.allowance import Allowance
from airlift.explaining.candidates import asked_rows, names_of
from airlift.explaining.case import Question, Wish
from airlift.explaining.clash import find_clash
from airlift.explaining.contest import Rest
from airlift.explaining.explanation import Explanation, Infeasible
from airlift.explaining.gaps import DemandGaps, Part
from airlift.explaining.relief import cheapest_way, prices_of
from airlift.explaining.switchboard import Engine
from airlift.matching.ask import Forced
from airlift.plans import Plan, Status
from airlift.plans.coverage import unmet_aircraft
from airlift.plans.references import require_known_names
from airlift.plans.store import read_plan, require_same_scenario, scenario_digest
from airlift.scenario import Scenario
from airlift.scenario.phrases import month_name
from airlift.solvers.options import Interrupt, Progress, ProgressEvent
from airlift.solvers.versions import solver_versions

__all__ = ["explain", "explain_infeasible"]

LEVEL = "explain"

DEFAULT_WORKERS = 2
"""Questions at a time, each with one solver thread: most are small, and building models leaves a core idle."""

REACH_SHARE, CLASH_SHARE, CONTEST_SHARE, LOSS_SHARE = 0.5, 0.35, 0.6, 0.35
WAY_SHARE, BESIDE_SHARE, WAY_BESIDE_SHARE = 0.4, 0.5, 0.9
"""Shares of the time then left, phase after phase: what is possible alone, its conflicts, what can stand beside the
plan, what it displaces, the ways out of the conflicts, the conflicts beside the plan and the ways out of those.
A search of all plans for the least that meeting a demand would displace gets the rest.
"""

T = TypeVar("T")


def explain(
    scenario: Scenario,
    plan: Plan | str | Path | None,
    demand: str | None = None,
    *,
    time_limit_s: float | None = 60.0,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
    workers: int | None = None,
    seed: int | None = None,
) -> Explanation:
    """Explain why a plan leaves demands unmet; every statement rests on solves, which it names.

    For each gap: whether the demand could be met if it were alone; if not, the smallest set of rules that clash and
    the cheapest set to relax; if so, what meeting it would displace, or that it could be met at equal value.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    plan : Plan, str, Path or None
        What is decided, or where to read it; None when there is no plan: then the rules that clash are named.
    demand : str, optional
        The only demand to be explained.
    time_limit_s : float, optional
        Wall time for all questions; None for no limit. Building models is not cut short, so it can take a little more.
    progress : callable, optional
        Receives `ProgressEvent`s.
    interrupt : Interrupt, optional
        Ends the search early, from any thread, with what is known.
    workers : int, optional
        Questions at a time, each with one solver thread.
    seed : int, optional
        Seed of every random choice; the scenario's own where none is given.

    Raises
    ------
    PlanError
        The plan cannot be read, or was made from another scenario.
    ValueError
        The scenario has no such demand, or an option is out of its range.

    Examples
    --------
    >>> import airlift
    >>> scenario, plan = airlift.open_plan("seoul-2021-plan")  # doctest: +SKIP
    >>> print(airlift.explain(scenario, plan, "unmiss-medevac"))  # doctest: +SKIP
    """
    if demand is not None and demand not in scenario.demand_by_id:
        raise ValueError(f"the scenario {scenario.name!r} has no demand {demand!r}")
    decided = read_plan(plan) if isinstance(plan, (str, Path)) else plan
    asking = _Asking(scenario, time_limit_s, progress, interrupt, workers, seed)
    if decided is None:
        return asking.infeasible(())
    require_same_scenario(scenario, decided)
    require_known_names(scenario, decided)
    if any(row.level == "matching" and row.status is Status.INFEASIBLE for row in decided.results):
        return asking.infeasible(())
    return asking.gaps(decided, demand)


def explain_infeasible(
    scenario: Scenario,
    forced: Sequence[Forced] = (),
    *,
    time_limit_s: float | None = 60.0,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
    workers: int | None = None,
    seed: int | None = None,
) -> Explanation:
    """Name the rules that clash when no plan exists, and the cheapest way out.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    forced : sequence of Forced
        Service that every plan must give. Without any, a plan must deploy something at all.
    time_limit_s, progress, interrupt, workers, seed
        As for `explain`.
    """
    return _Asking(scenario, time_limit_s, progress, interrupt, workers, seed).infeasible(forced)


class _Asking:
    """All questions about one scenario."""

    def __init__(
        self,
        scenario: Scenario,
        time_limit_s: float | None,
        progress: Progress | None,
        interrupt: Interrupt | None,
        workers: int | None,
        seed: int | None,
    ) -> None:
        self.scenario = scenario
        self.time_limit_s = time_limit_s
        self.progress = progress
        self.interrupt = interrupt if interrupt is not None else Interrupt()
        self.at_once = workers if workers is not None else DEFAULT_WORKERS
        self.engine = Engine(workers=1, seed=scenario.seed if seed is None else seed)
        self.allowance = Allowance(time_limit_s, self.interrupt)
        self.prices = prices_of(scenario)

    def gaps(self, plan: Plan, demand: str | None) -> Explanation:
        """Explain every gap of a plan, or those of one demand."""
        unmet = unmet_aircraft(self.scenario, plan)
        asked = [row for row in self.scenario.demands if demand in (None, row.id) and unmet[row.id]]
        asked.sort(key=lambda row: (row.tier, -sum(unmet[row.id].values()), row.id))
        all_gaps = [DemandGaps(self.scenario, row.id, unmet[row.id], self.engine) for row in asked]
        rest = Rest(self.scenario, plan, self.engine)

        def reach(gaps: DemandGaps, part_s: Allowance) -> None:
            self._tell(gaps.demand, "what it could have alone")
            gaps.find_reach(part_s)

        self._each(reach, all_gaps, REACH_SHARE)

        def clash(one: tuple[DemandGaps, Part], part_s: Allowance) -> None:
            self._tell(one[0].demand, "rules that clash")
            one[0].find_clash(one[1], part_s)

        self._each(clash, [(gaps, part) for gaps in all_gaps for part in gaps.clashing()], CLASH_SHARE)
        for gaps in all_gaps:
            gaps.merge()
        clashing = [(gaps, part) for gaps in all_gaps for part in gaps.clashing() if part.clash is not None]

        def contest(one: tuple[DemandGaps, Part], part_s: Allowance) -> None:
            self._tell(one[0].demand, "whether it can be met beside the rest of the plan")
            one[0].find_contest(one[1], rest, part_s)

        contested = [(gaps, gaps.contested) for gaps in all_gaps if gaps.contested is not None]
        self._each(contest, contested, CONTEST_SHARE)
        contested = [(gaps, part) for gaps, part in contested if part.answer != "equal"]

        def losses(one: tuple[DemandGaps, Part], part_s: Allowance) -> None:
            self._tell(one[0].demand, "what meeting it would displace")
            one[0].find_losses(one[1], rest, part_s)

        self._each(losses, contested, LOSS_SHARE)
        contested = [(gaps, part) for gaps, part in contested if part.answer != "equal"]

        def way(one: tuple[DemandGaps, Part], part_s: Allowance) -> None:
            self._tell(one[0].demand, "the cheapest way out")
            one[0].find_way(one[1], self.prices, part_s)

        self._each(way, clashing, WAY_SHARE)

        def beside(one: tuple[DemandGaps, Part], part_s: Allowance) -> None:
            self._tell(one[0].demand, "rules that clash beside other demands")
            one[0].find_rules_beside(one[1], rest, part_s)

        self._each(beside, contested, BESIDE_SHARE)

        def way_beside(one: tuple[DemandGaps, Part], part_s: Allowance) -> None:
            self._tell(one[0].demand, "the cheapest way out beside other demands")
            one[0].find_way_beside(one[1], rest, self.prices, part_s)

        self._each(way_beside, contested, WAY_BESIDE_SHARE)

        def displaced(one: tuple[DemandGaps, Part], part_s: Allowance) -> None:
            self._tell(one[0].demand, "the least that it would displace")
            one[0].find_displaced(one[1], rest, part_s)

        self._each(displaced, contested, 1.0)
        return self._explanation(
            demands=tuple(asked_rows(self.scenario, asked)),
            gaps=tuple(gap for gaps in all_gaps for gap in gaps.gaps()),
        )

    def infeasible(self, forced: Sequence[Forced]) -> Explanation:
        """Explain why there is no plan."""
        question, asked = self._no_plan(forced)
        if not question.wishes:
            return self._explanation()
        self._tell("no plan", "rules that clash")
        clash = find_clash(question, self.engine, self.allowance.part(0.6), among_wishes=not question.in_any)
        way = None
        if clash is not None:
            self._tell("no plan", "the cheapest way out")
            way = cheapest_way(question, self.prices, self.engine, self.allowance.part(0.9))
        return self._explanation(infeasible=Infeasible(asked=asked, clash=clash, way=way))

    def _no_plan(self, forced: Sequence[Forced]) -> tuple[Question, str]:
        """Return the service that no plan gives, as a question and in words."""
        if not forced:
            wishes = tuple(
                Wish(row.id, months, row.aircraft - 1)
                for row in self.scenario.demands
                if (months := tuple(range(*self.scenario.demand_window(row))))
            )
            return Question(self.scenario, wishes, in_any=True), "serve any demand in any month"
        wishes = tuple(Wish(row.demand, tuple(range(row.first, row.end)), row.unmet) for row in forced)
        words = [
            f"{row.demand} with {self.scenario.demand_by_id[row.demand].aircraft - row.unmet} aircraft, "
            f"{month_name(self.scenario.month_label(row.first))} – "
            f"{month_name(self.scenario.month_label(row.end - 1))}"
            for row in forced
        ]
        return Question(self.scenario, wishes), f"serve {'; '.join(words)}"

    def _each(self, ask: Callable[[T, Allowance], None], things: Sequence[T], share: float) -> None:
        """Ask about each thing within a share of what is left, as many at a time as there are workers.

        Each gets an equal part; what one leaves over goes to those after it.
        """
        phase = self.allowance.part(share)
        waiting = list(enumerate(things))
        lock = Lock()

        def work() -> None:
            while True:
                with lock:
                    if not waiting:
                        return
                    done, thing = waiting.pop(0)
                    left = len(things) - done
                    part = phase.part(min(1.0, self.at_once / left))
                if part.is_over:
                    return
                ask(thing, part)

        with ThreadPoolExecutor(max_workers=self.at_once) as pool:
            for done in [pool.submit(work) for _ in range(min(self.at_once, len(things)))]:
                done.result()

    def _tell(self, stage: str, message: str) -> None:
        if self.progress is not None:
            self.progress(ProgressEvent(LEVEL, stage, None, None, self.allowance.elapsed_s, message))

    def _explanation(self, **said: object) -> Explanation:
        return Explanation.model_validate(
            {
                "scenario": self.scenario.name,
                "scenario_sha256": scenario_digest(self.scenario),
                "time_limit_s": self.time_limit_s,
                "wall_s": round(self.allowance.elapsed_s, 3),
                "interrupted": self.interrupt.is_set(),
                "seed": self.engine.seed,
                "workers": self.at_once,
                "versions": solver_versions(),
                "names": names_of(self.scenario),
                **said,
            }
        )
