"""Variables of the force generation model, all integer, one group a decision.

A unit comes, goes and changes its size only in rotation months, so that all months of a block between two of them share
their variables: `aircraft[c, t]` is the same object for each month `t` of a block.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from ortools.sat.python import cp_model

from airlift.matching.bounds import Bounds
from airlift.matching.choice import Choice
from airlift.matching.dates import (
    course_starts,
    first_visit_month,
    gate_month,
    lot_lead_months,
    may_receive,
    visit_lead_months,
)
from airlift.matching.pools import open_courses
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, Treatment
from airlift.matching.stays import Run, runs_of

__all__ = ["IntVar", "Variables", "create_variables"]

IntVar = cp_model.IntVar


@dataclass
class Variables:
    """Decision variables; `c` indexes `problem.choices`, `t` is a month index, `b` the first month of a block.

    Parameters
    ----------
    transfer : dict
        (lot, partner, t): aircraft that arrive.
    trainees : dict
        (course, partner, t): trainees that start.
    visit : dict
        (partner, t): assessment visit.
    runs : dict
        c: unbroken months in which the choice can be deployed; it has no variables outside them.
    active, aircraft : dict
        (c, t): deployed in t; aircraft deployed.
    start, stop : dict
        (c, b): first month is b; first month without is b. At the ends of a run these are `active` itself.
    arranged : dict
        (c, base): the choice relies on the base; only where it has several to choose from.
    supported : dict
        (c, base, t): its aircraft when it relies on the base, else none; where it has one base, all of them.
    flights, joined : dict
        (c, b): strategic lift flights; aircraft that join the unit, only where somebody counts them.
    unmet : dict
        (demand, t): aircraft that are missing.
    uncovered : dict
        (demand, t): a medevac demand has had no unit up to month t.
    any_start : dict
        (demand, b): some unit starts.
    payment : dict
        (year, sponsors, sponsor): USD that a sponsor pays to costs that just these sponsors may pay.
    waived, irregular : dict
        (year, sponsors, kind, partner): USD that nobody pays; (..., sponsor): USD that a sponsor pays against its
        earmarks. Only where a treatment touches the rules on funding and earmarks.
    greatest : dict
        Greatest value of each variable but the payments, by its index: asking the solver's model is slow.
    """

    transfer: dict[tuple[str, str, int], IntVar] = field(default_factory=dict)
    trainees: dict[tuple[str, str, int], IntVar] = field(default_factory=dict)
    visit: dict[tuple[str, int], IntVar] = field(default_factory=dict)
    runs: dict[int, tuple[Run, ...]] = field(default_factory=dict)
    active: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    start: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    stop: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    aircraft: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    arranged: dict[tuple[int, str], IntVar] = field(default_factory=dict)
    supported: dict[tuple[int, str, int], IntVar] = field(default_factory=dict)
    flights: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    joined: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    unmet: dict[tuple[str, int], IntVar] = field(default_factory=dict)
    uncovered: dict[tuple[str, int], IntVar] = field(default_factory=dict)
    any_start: dict[tuple[str, int], IntVar] = field(default_factory=dict)
    payment: dict[tuple[int, tuple[str, ...], str], IntVar] = field(default_factory=dict)
    waived: dict[tuple[int, tuple[str, ...], str, str], IntVar] = field(default_factory=dict)
    irregular: dict[tuple[int, tuple[str, ...], str, str, str], IntVar] = field(default_factory=dict)
    greatest: dict[int, int] = field(default_factory=dict, repr=False)

    def integer(self, model: cp_model.CpModel, least: int, most: int, name: str) -> IntVar:
        """Create a variable of `least .. most` and remember its range."""
        variable = model.new_int_var(least, most, name)
        self.greatest[variable.index] = most
        return variable

    def literal(self, model: cp_model.CpModel, name: str) -> IntVar:
        """Create a variable of 0 or 1 and remember its range."""
        variable = model.new_bool_var(name)
        self.greatest[variable.index] = 1
        return variable

    def most_of(self, variable: IntVar) -> int:
        """Greatest value of the range of a variable that is no payment."""
        return self.greatest[variable.index]

    @cached_property
    def block_firsts(self) -> frozenset[int]:
        """First month of every block: from one to the next units only leave, so a fixed capacity binds there."""
        return frozenset(block.first for runs in self.runs.values() for run in runs for block in run.blocks)


def create_variables(
    model: cp_model.CpModel, problem: MatchingProblem, treatment: Treatment | None = None
) -> Variables:
    """Create every variable but the payments, which follow from the costs."""
    treatment = treatment or Treatment()
    variables = Variables()
    _create_transfers(model, problem, variables)
    _create_training(model, problem, variables)
    _create_units(model, problem, variables, treatment)
    _create_visits(model, problem, variables, treatment)
    _create_shortfalls(model, problem, variables, treatment)
    return variables


def _create_transfers(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    scenario, lifted = problem.scenario, problem.lifted
    # A donated aircraft helps only a partner that has some choice with its type, and only after its work-up.
    useful = {(choice.partner, choice.aircraft_type) for choice in problem.choices}
    end = scenario.horizon_months - scenario.policy.matching.work_up_months.value
    for lot in scenario.lots:
        gate = 0 if Group("lot.gate", lot.id) in lifted else gate_month(scenario, lot)
        lead = 0 if Group("lot.lead_time", lot.id) in lifted else lot_lead_months(lot)
        for partner in scenario.partners:
            if (partner.id, lot.aircraft_type) not in useful or not may_receive(
                scenario, lot, partner.id, lifted
            ):
                continue
            limits = [] if Group("lot.supply", lot.id) in lifted else [lot.aircraft]
            if Group("partner.absorption", partner.id) not in lifted:
                limits += [partner.absorb_aircraft, partner.absorb_aircraft_per_month]
            most = min(limits, default=sum(row.aircraft for row in scenario.lots) + lot.aircraft)
            for t in range(gate + lead, end if most else 0):
                variables.transfer[lot.id, partner.id, t] = variables.integer(
                    model, 0, most, f"transfer {lot.id} {partner.id} {t}"
                )


def _create_training(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    scenario = problem.scenario
    for partner in scenario.partners:
        choices = [problem.choices[c] for c in problem.choices_of_partner.get(partner.id, ())]
        families = {scenario.aircraft_type_by_id[choice.aircraft_type].family for choice in choices}
        flies_medevac = any(scenario.demand_by_id[choice.demand].role == "medevac" for choice in choices)
        for course in open_courses(
            problem, partner, ("crew", "technician", "instructor", "upgrade", "medical")
        ):
            family = scenario.aircraft_type_by_id[course.aircraft_type].family
            is_useful = bool(choices)
            if course.audience in ("crew", "upgrade"):
                is_useful = family in families
            elif course.audience == "medical":
                is_useful = flies_medevac and partner.medical_teams is not None
            if not is_useful:
                continue
            seats = course.seats
            if Group("course.seats", course.id) in problem.lifted:
                seats += sum(row.seats for row in scenario.courses)
            for t in course_starts(scenario, course, problem.lifted):
                if t + course.duration_months < scenario.horizon_months:
                    variables.trainees[course.id, partner.id, t] = variables.integer(
                        model, 0, seats, f"trainees {course.id} {partner.id} {t}"
                    )


def _create_units(
    model: cp_model.CpModel, problem: MatchingProblem, variables: Variables, treatment: Treatment
) -> None:
    bounds = Bounds(problem, treatment)
    policy = problem.scenario.policy
    for c, choice in enumerate(problem.choices):
        plain = treatment.is_plain(Group("unit.minimum_tour", choice.demand))
        tour = policy.matching.min_tour_months.value if plain else 1

        variables.runs[c] = runs_of(choice, tour, bounds.aircraft(choice), problem.coarse)
        for run in variables.runs[c]:
            _create_run(model, problem, variables, c, run)
        if len(choice.bases) > 1 and variables.runs[c]:
            label = _label(choice)
            for base, _, _ in choice.bases:
                variables.arranged[c, base] = variables.literal(model, f"arranged {label} {base}")


def _label(choice: Choice) -> str:
    return f"{choice.partner} {choice.demand} {choice.aircraft_type}"


def _create_run(
    model: cp_model.CpModel, problem: MatchingProblem, variables: Variables, c: int, run: Run
) -> None:
    choice = problem.choices[c]
    scenario = problem.scenario
    label = _label(choice)
    per_flight = scenario.aircraft_type_by_id[choice.aircraft_type].aircraft_per_lift_flight
    counts_joined = (
        scenario.policy.cost.predeployment_usd_per_aircraft.value > 0
        or scenario.partner_by_id[choice.partner].predeployment_aircraft_per_month is not None
    )
    active: IntVar | None = None
    for block in run.blocks:
        t = block.first
        may_start, may_stop = run.may_start(t), active is not None and run.may_stop(t)
        if active is None:
            active = variables.literal(model, f"active {label} {t}")
            variables.start[c, t] = active
        elif may_start or may_stop:
            active = variables.literal(model, f"active {label} {t}")
            if may_start:
                variables.start[c, t] = variables.literal(model, f"start {label} {t}")
            if may_stop:
                variables.stop[c, t] = variables.literal(model, f"stop {label} {t}")
        aircraft = variables.integer(model, 0, block.most, f"aircraft {label} {t}")
        variables.flights[c, t] = variables.integer(
            model, 0, -(-block.most // per_flight), f"flights {label} {t}"
        )
        if counts_joined:
            variables.joined[c, t] = variables.integer(model, 0, block.most, f"joined {label} {t}")
        bases = [base for base, opens, closes in choice.bases if opens <= t < closes]
        supported = {
            base: aircraft
            if len(choice.bases) == 1
            else variables.integer(model, 0, block.most, f"supported {label} {base} {t}")
            for base in bases
        }
        for month in range(block.first, block.end):
            variables.active[c, month] = active
            variables.aircraft[c, month] = aircraft
            for base in bases:
                variables.supported[c, base, month] = supported[base]
    if active is not None and not run.is_final:
        variables.stop[c, run.end] = active


def _create_visits(
    model: cp_model.CpModel, problem: MatchingProblem, variables: Variables, treatment: Treatment
) -> None:
    """Visits of partners that need one, up to the last month from which a unit could follow."""
    scenario = problem.scenario
    last_start: defaultdict[str, int] = defaultdict(int)
    for c, t in variables.start:
        partner = problem.choices[c].partner
        last_start[partner] = max(last_start[partner], t)
    for partner_id, start in last_start.items():
        earliest = first_visit_month(scenario, scenario.partner_by_id[partner_id])
        if earliest is None or Group("readiness.visit", partner_id) in treatment.relaxed:
            continue
        for t in range(earliest, start - visit_lead_months(scenario) + 1):
            variables.visit[partner_id, t] = variables.literal(model, f"visit {partner_id} {t}")


def _create_shortfalls(
    model: cp_model.CpModel, problem: MatchingProblem, variables: Variables, treatment: Treatment
) -> None:
    """Create what each demand lacks, with the least that it must lack when every unit is as large as can be."""
    scenario = problem.scenario
    for demand in scenario.demands:
        choices = problem.choices_of_demand.get(demand.id, ())
        units = scenario.policy.matching.max_units_per_demand.value
        if not treatment.is_plain(Group("unit.per_demand", demand.id)):
            units = len(choices)
        may_be_covered = False
        for first, end in problem.blocks_of(demand.id):
            by_partner: defaultdict[str, int] = defaultdict(int)
            for c in choices:
                if (c, first) in variables.aircraft:
                    partner = problem.choices[c].partner
                    by_partner[partner] = max(
                        by_partner[partner], variables.most_of(variables.aircraft[c, first])
                    )
            most = sum(sorted(by_partner.values(), reverse=True)[:units])
            least = max(0, demand.aircraft - most)
            unmet = variables.integer(model, least, demand.aircraft, f"unmet {demand.id} {first}")
            may_be_covered = may_be_covered or any((c, first) in variables.start for c in choices)
            uncovered = None
            if demand.role == "medevac":
                uncovered = variables.integer(
                    model, 0 if may_be_covered else 1, 1, f"uncovered {demand.id} {first}"
                )
            for t in range(first, end):
                variables.unmet[demand.id, t] = unmet
                if uncovered is not None:
                    variables.uncovered[demand.id, t] = uncovered
