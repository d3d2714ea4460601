"""Constraints of the force generation model: one function a rule family, named by the rules that it states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ortools.sat.python import cp_model

from airlift.matching.problem import MatchingProblem
from airlift.matching.variables import Variables, course_starts, lot_lead_months
from airlift.scenario.offers import Partner
from airlift.units import need_units, supply_units

__all__ = ["add_constraints"]

DAYS_PER_MONTH = 30
"""Dock days that one dock gives in a month."""

LinearExprT = cp_model.LinearExprT


def add_constraints(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """State every rule of level 1 but those on money."""
    for family in (
        _lots,
        _absorption,
        _deployable_fleet,
        _crews,
        _technicians,
        _courses,
        _unit_lifecycle,
        _unit_numbers,
        _arrangements,
        _handover,
        _maintenance,
        _lift,
        _demands,
    ):
        family(model, problem, variables)


def _sum(terms: Iterable[LinearExprT]) -> LinearExprT:
    return cp_model.LinearExpr.sum(list(terms))


def _retention(problem: MatchingProblem, months: int) -> float:
    """Share of crews or technicians that is left after some months."""
    loss = problem.scenario.policy.crew.attrition_pct_per_year.value / 100
    return float((1 - loss) ** (months / 12))


def _deployed(
    problem: MatchingProblem, variables: Variables, partner: str, types: set[str], t: int
) -> Iterator[tuple[int, cp_model.IntVar]]:
    """Choice index and aircraft variable of a partner's units of some types in a month."""
    for c in problem.choices_of_partner.get(partner, ()):
        if problem.choices[c].aircraft_type in types and (c, t) in variables.aircraft:
            yield c, variables.aircraft[c, t]


def _lots(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """lot.gate, lot.lead_time, lot.supply, lot.refurbishment_rate: a lot arrives as its gate and workshop let it."""
    horizon = problem.scenario.horizon_months
    for lot in problem.scenario.lots:
        passed = [variables.gate[lot.id, t] for t in range(horizon) if (lot.id, t) in variables.gate]
        for earlier, later in pairwise(passed):
            model.add_implication(earlier, later)
        arrived: list[cp_model.IntVar] = []
        for t in range(horizon):
            arriving = [
                v for (name, _, month), v in variables.transfer.items() if name == lot.id and month == t
            ]
            arrived += arriving
            if arriving:
                months_open = [
                    variables.gate[lot.id, s]
                    for s in range(t - lot_lead_months(lot) + 1)
                    if (lot.id, s) in variables.gate
                ]
                model.add(_sum(arrived) <= lot.refurbishment_per_month * _sum(months_open))
                model.add(_sum(arrived) <= lot.aircraft * months_open[-1])
        if arrived:
            model.add(_sum(arrived) <= lot.aircraft)


def _absorption(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """partner.absorption: in all and in a month."""
    for partner in problem.scenario.partners:
        by_month: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (_, receiver, t), variable in variables.transfer.items():
            if receiver == partner.id:
                by_month[t].append(variable)
        for arriving in by_month.values():
            model.add(_sum(arriving) <= partner.absorb_aircraft_per_month)
        if by_month:
            model.add(_sum(v for arriving in by_month.values() for v in arriving) <= partner.absorb_aircraft)


def _deployable_fleet(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """fleet.deployable: own aircraft offered to missions plus a share of the donated ones after work-up."""
    scenario = problem.scenario
    policy = scenario.policy.matching
    share = supply_units(policy.donated_deployable_pct.value / 100)
    lots_of = defaultdict(set)
    for lot in scenario.lots:
        lots_of[lot.aircraft_type].add(lot.id)
    for partner in scenario.partners:
        for aircraft in scenario.aircraft_types:
            fleet = scenario.fleet_by_key.get((partner.id, aircraft.id))
            own = fleet.deployable_aircraft if fleet else 0
            for t in range(scenario.horizon_months):
                deployed = [v for _, v in _deployed(problem, variables, partner.id, {aircraft.id}, t)]
                if not deployed:
                    continue
                ready = [
                    v
                    for (lot, receiver, month), v in variables.transfer.items()
                    if receiver == partner.id
                    and lot in lots_of[aircraft.id]
                    and month <= t - policy.work_up_months.value
                ]
                model.add(need_units(1) * (_sum(deployed) - own) <= share * _sum(ready))


def _crews(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """crew.available: for the whole family, and again for each qualification that demands ask for."""
    scenario = problem.scenario
    policy = scenario.policy.crew
    need = need_units(policy.crews_per_aircraft.value * (1 + policy.home_crews_per_deployed_crew.value))
    asked = sorted({tag for demand in scenario.demands for tag in demand.crew_tags})
    families: defaultdict[str, set[str]] = defaultdict(set)
    for aircraft in scenario.aircraft_types:
        families[aircraft.family].add(aircraft.id)
    for partner in scenario.partners:
        for _, types in sorted(families.items()):
            for tag in (None, *asked):
                for t in range(scenario.horizon_months):
                    deployed = [
                        variable
                        for c, variable in _deployed(problem, variables, partner.id, types, t)
                        if tag is None or tag in scenario.demand_by_id[problem.choices[c].demand].crew_tags
                    ]
                    if deployed:
                        current = _current_crews(problem, variables, partner, types, tag, t)
                        model.add(need * _sum(deployed) <= current)


def _current_crews(
    problem: MatchingProblem,
    variables: Variables,
    partner: Partner,
    types: set[str],
    tag: str | None,
    t: int,
) -> LinearExprT:
    """Crews current on a family in a month, in solver units: those of the start and graduates, less attrition."""
    scenario = problem.scenario
    start = sum(
        row.crews
        for row in scenario.partner_crews
        if row.partner == partner.id and row.aircraft_type in types and (tag is None or tag in row.tags)
    )
    graduates = _graduates(
        problem,
        variables,
        partner.id,
        {
            course.id
            for course in scenario.courses
            if course.audience == "crew"
            and course.aircraft_type in types
            and (tag is None or tag in course.tags)
        },
        t,
    )
    return supply_units(start * _retention(problem, t)) + graduates


def _graduates(
    problem: MatchingProblem, variables: Variables, partner: str, courses: set[str], t: int
) -> LinearExprT:
    """Graduates of some courses that a partner still has in a month, in solver units."""
    terms: list[LinearExprT] = []
    for course_id in sorted(courses):
        course = problem.scenario.course_by_id[course_id]
        for start in course_starts(problem, course):
            since = t - start - course.duration_months
            if since >= 0 and (course_id, partner, start) in variables.trainees:
                passed = course.pass_pct / 100 * _retention(problem, since)
                terms.append(supply_units(passed) * variables.trainees[course_id, partner, start])
    return _sum(terms)


def _technicians(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """technician.available: those of the start and graduates, less attrition."""
    scenario = problem.scenario
    need = need_units(scenario.policy.crew.technicians_per_aircraft.value)
    types = {aircraft.id for aircraft in scenario.aircraft_types}
    courses = {course.id for course in scenario.courses if course.audience == "technician"}
    for partner in scenario.partners:
        for t in range(scenario.horizon_months):
            deployed = [v for _, v in _deployed(problem, variables, partner.id, types, t)]
            if deployed:
                start = supply_units(partner.technicians * _retention(problem, t))
                model.add(
                    need * _sum(deployed) <= start + _graduates(problem, variables, partner.id, courses, t)
                )


def _courses(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """course.seats, course.instructors, course.intake; calendar and partners by the variables that exist."""
    scenario = problem.scenario
    seats: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    intake: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    taught: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    for (course_id, partner_id, start), variable in variables.trainees.items():
        course = scenario.course_by_id[course_id]
        seats[course_id, start].append(variable)
        if course.audience == "crew":
            intake[partner_id, scenario.year_of(start)].append(variable)
            if course.own_school:
                for t in range(start, start + course.duration_months):
                    taught[partner_id, t].append(variable)
    for (course_id, _), trainees in seats.items():
        model.add(_sum(trainees) <= scenario.course_by_id[course_id].seats)
    for (partner_id, _), trainees in intake.items():
        model.add(_sum(trainees) <= scenario.partner_by_id[partner_id].trainable_crews_per_year)
    per_instructor = supply_units(scenario.policy.crew.crews_per_instructor.value)
    for (partner_id, _), trainees in taught.items():
        model.add(
            need_units(1) * _sum(trainees) <= per_instructor * scenario.partner_by_id[partner_id].instructors
        )


def _unit_lifecycle(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """unit.minimum_size, unit.maximum_size, unit.minimum_tour: size while deployed, and no early return.

    The minimum tour is stated as in the convex hull of minimum up-times (Rajan and Takriti 2005).
    """
    tour = problem.scenario.policy.matching.min_tour_months.value
    for c, choice in enumerate(problem.choices):
        for t in range(choice.first, choice.end):
            active, aircraft = variables.active[c, t], variables.aircraft[c, t]
            model.add(aircraft >= choice.least * active)
            model.add(aircraft <= choice.most * active)
            if t == choice.first:
                model.add(active == variables.start[c, t])
            else:
                before = variables.active[c, t - 1]
                model.add(active - before == variables.start[c, t] - variables.stop[c, t])
            recent = [variables.start[c, s] for s in range(max(choice.first, t - tour + 1), t + 1)]
            model.add(_sum(recent) <= active)
        if choice.end < choice.window_end:
            # Every base closes before the demand ends: the last months are too late for a whole tour.
            for t in range(max(choice.first, choice.end - tour + 1), choice.end):
                model.add(variables.start[c, t] == 0)


def _arrangements(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """base.arrangement, base.suitable: one base for a choice, open in every month in which a unit is deployed."""
    for c, choice in enumerate(problem.choices):
        if len(choice.bases) == 1:
            continue
        model.add_exactly_one(variables.arranged[c, base] for base, _, _ in choice.bases)
        for t in range(choice.first, choice.end):
            bases = [base for base, opens, closes in choice.bases if opens <= t < closes]
            model.add(_sum(variables.supported[c, base, t] for base in bases) == variables.aircraft[c, t])
            for base in bases:
                model.add(variables.supported[c, base, t] <= choice.most * variables.arranged[c, base])


def _unit_numbers(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """partner.max_units, unit.per_demand, and one unit at a time of one partner at one demand."""
    scenario = problem.scenario
    by_partner: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    by_demand: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    by_pair: defaultdict[tuple[str, str, int], list[cp_model.IntVar]] = defaultdict(list)
    for (c, t), active in variables.active.items():
        choice = problem.choices[c]
        by_partner[choice.partner, t].append(active)
        by_demand[choice.demand, t].append(active)
        by_pair[choice.partner, choice.demand, t].append(active)
    for (partner_id, _), units in by_partner.items():
        model.add(_sum(units) <= scenario.partner_by_id[partner_id].max_units)
    for units in by_demand.values():
        model.add(_sum(units) <= scenario.policy.matching.max_units_per_demand.value)
    for units in by_pair.values():
        model.add_at_most_one(units)


def _handover(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """unit.handover: no unit starts around the end of another, except early enough for the overlap or after a gap."""
    overlap = problem.scenario.policy.matching.handover_overlap_months.value
    if overlap == 0:
        return
    tour = problem.scenario.policy.matching.min_tour_months.value
    of_demand: defaultdict[str, list[int]] = defaultdict(list)
    for c, choice in enumerate(problem.choices):
        of_demand[choice.demand].append(c)
    for demand_id, members in of_demand.items():
        first, end = problem.windows[demand_id]
        any_start: dict[int, cp_model.IntVar] = {}
        for t in range(first, end):
            starts = [variables.start[c, t] for c in members if (c, t) in variables.start]
            if starts:
                any_start[t] = model.new_bool_var(f"any start {demand_id} {t}")
                for start in starts:
                    model.add_implication(start, any_start[t])
        for c in members:
            ends = [(t, variables.stop[c, t]) for t in range(first, end) if (c, t) in variables.stop]
            choice = problem.choices[c]
            if choice.end < end:
                ends.append((choice.end, variables.active[c, choice.end - 1]))
            for stop_month, stopped in ends:
                for t in range(stop_month - overlap + 1, stop_month + overlap + 1):
                    if t >= stop_month or tour >= overlap:
                        # The unit's own start is a tour earlier, so every start in these months is another's.
                        if t in any_start:
                            model.add_implication(stopped, any_start[t].negated())
                        continue
                    for other in members:
                        if other != c and (other, t) in variables.start:
                            model.add_implication(stopped, variables.start[other, t].negated())


def _maintenance(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """base.man_hours, base.docks: monthly work for all supported units."""
    scenario = problem.scenario
    man_hours: defaultdict[tuple[str, int], list[LinearExprT]] = defaultdict(list)
    dock_days: defaultdict[tuple[str, int], list[LinearExprT]] = defaultdict(list)
    for (c, base_id, t), aircraft in variables.supported.items():
        choice = problem.choices[c]
        kind = scenario.aircraft_type_by_id[choice.aircraft_type]
        hours = scenario.demand_by_id[choice.demand].hours_per_aircraft_month
        man_hours[base_id, t].append(need_units(hours * kind.man_hours_per_flight_hour) * aircraft)
        dock_days[base_id, t].append(need_units(hours / kind.phase_hours * kind.phase_days) * aircraft)
    for (base_id, t), work in man_hours.items():
        base = scenario.maintenance_base_by_id[base_id]
        model.add(_sum(work) <= supply_units(base.man_hours_per_month))
        model.add(_sum(dock_days[base_id, t]) <= supply_units(base.docks * DAYS_PER_MONTH))


def _lift(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """lift.flights: every aircraft that joins a unit is flown in."""
    scenario = problem.scenario
    by_month: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    for (c, t), flights in variables.flights.items():
        choice = problem.choices[c]
        per_flight = scenario.aircraft_type_by_id[choice.aircraft_type].aircraft_per_lift_flight
        before = variables.aircraft[c, t - 1] if t > choice.first else 0
        model.add(per_flight * flights >= variables.aircraft[c, t] - before)
        by_month[t].append(flights)
    for flights_of_month in by_month.values():
        model.add(_sum(flights_of_month) <= scenario.policy.matching.lift_flights_per_month.value)


def _demands(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    """Unmet aircraft of each month, and the months in which a medevac demand has not yet had a unit."""
    deployed: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    started: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    for (c, t), aircraft in variables.aircraft.items():
        deployed[problem.choices[c].demand, t].append(aircraft)
        started[problem.choices[c].demand, t].append(variables.start[c, t])
    for (demand_id, t), unmet in variables.unmet.items():
        demand = problem.scenario.demand_by_id[demand_id]
        model.add(unmet >= demand.aircraft - _sum(deployed[demand_id, t]))
    for (demand_id, t), uncovered in variables.uncovered.items():
        before = variables.uncovered.get((demand_id, t - 1))
        model.add(_sum([uncovered, *started[demand_id, t]]) >= (1 if before is None else before))
