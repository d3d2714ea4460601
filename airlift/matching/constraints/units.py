"""Rules on units: size, tour, rotation and hand-over."""

from __future__ import annotations

from ortools.sat.python import cp_model

from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, RuleBook
from airlift.matching.stays import Run
from airlift.matching.variables import IntVar, Variables

__all__ = ["state_unit_rules"]

_sum = cp_model.LinearExpr.sum


def state_unit_rules(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """State the rules on single units and on their reliefs."""
    for c in range(len(problem.choices)):
        for run in variables.runs[c]:
            _size(book, problem, variables, c, run)
            _stays(book, problem, variables, c, run)
            _rotation(book, problem, variables, c, run)
    _handover(book, problem, variables)


def _size(book: RuleBook, problem: MatchingProblem, variables: Variables, c: int, run: Run) -> None:
    """unit.minimum_size, unit.maximum_size: aircraft while deployed, and none otherwise."""
    choice = problem.choices[c]
    demand = problem.scenario.demand_by_id[choice.demand]
    for block in run.blocks:
        active, aircraft = variables.active[c, block.first], variables.aircraft[c, block.first]
        book.model.add(aircraft >= max(1, choice.least) * active)
        book.model.add(aircraft <= block.most * active)
        if choice.least < demand.min_unit:
            book.at_most("unit.minimum_size", demand.id, demand.min_unit * active, aircraft, per_unit=1)
        if block.most > demand.max_unit:
            book.at_most("unit.maximum_size", demand.id, aircraft, demand.max_unit, per_unit=1)


def _stays(book: RuleBook, problem: MatchingProblem, variables: Variables, c: int, run: Run) -> None:
    """unit.minimum_tour: no early return, as in the convex hull of minimum up-times (Rajan and Takriti 2005)."""
    demand = problem.choices[c].demand
    tour = problem.scenario.policy.matching.min_tour_months.value
    before: IntVar | None = None
    recent: list[tuple[int, IntVar]] = []
    for block in run.blocks:
        t = block.first
        active, start, stop = variables.active[c, t], variables.start.get((c, t)), variables.stop.get((c, t))
        if before is not None and active.index != before.index:
            book.model.add(active - before == (0 if start is None else start) - (0 if stop is None else stop))
        before = active
        recent = [(s, variable) for s, variable in recent if s > t - tour]
        if start is not None:
            recent.append((t, start))
        if any(variable.index != active.index for _, variable in recent):
            book.require("unit.minimum_tour", demand, _sum([variable for _, variable in recent]) <= active)
        if start is not None and not run.is_final and t + tour > run.end:
            book.require("unit.minimum_tour", demand, start <= 0)


def _rotation(book: RuleBook, problem: MatchingProblem, variables: Variables, c: int, run: Run) -> None:
    """unit.rotation, where it was lifted: nothing changes but in rotation months; elsewhere nothing else can."""
    choice = problem.choices[c]
    every = problem.scenario.policy.matching.rotation_every_months.value
    if Group("unit.rotation", choice.demand) not in problem.lifted or every == 1:
        return
    for t in range(run.first, run.end):
        if t % every == 0:
            continue
        if t == run.first:
            book.require("unit.rotation", choice.demand, variables.active[c, t] <= 0)
            continue
        now, before = variables.aircraft[c, t], variables.aircraft[c, t - 1]
        book.require("unit.rotation", choice.demand, now == before)
        for change in (variables.start.get((c, t)), variables.stop.get((c, t))):
            if change is not None:
                book.require("unit.rotation", choice.demand, change <= 0)
    if run.end % every and not run.is_final:
        book.require("unit.rotation", choice.demand, variables.active[c, run.end - 1] <= 0)


def _handover(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """unit.handover: no unit starts around the end of another, except early enough for the overlap or after a gap."""
    overlap = problem.scenario.policy.matching.handover_overlap_months.value
    if overlap == 0:
        return
    tour = problem.scenario.policy.matching.min_tour_months.value
    for demand_id, members in problem.choices_of_demand.items():
        tour_holds = book.treatment.is_plain(Group("unit.minimum_tour", demand_id))
        window = range(*problem.windows[demand_id])
        for t in window:
            starts = [variables.start[c, t] for c in members if (c, t) in variables.start]
            if starts:
                any_start = variables.literal(book.model, f"any start {demand_id} {t}")
                variables.any_start[demand_id, t] = any_start
                for start in starts:
                    book.model.add_implication(start, any_start)
        for c in members:
            for e in window:
                stopped = variables.stop.get((c, e))
                if stopped is None:
                    continue
                for t in range(e - overlap + 1, e + overlap + 1):
                    if t >= e or (tour_holds and tour >= overlap):
                        # The unit's own start is a tour earlier, so every start in these months is another's.
                        if (demand_id, t) in variables.any_start:
                            other = variables.any_start[demand_id, t]
                            book.require("unit.handover", demand_id, stopped + other <= 1)
                        continue
                    for another in members:
                        if another != c and (another, t) in variables.start:
                            other = variables.start[another, t]
                            book.require("unit.handover", demand_id, stopped + other <= 1)
