"""Variables of the force generation model, all integer, one group a decision."""

from __future__ import annotations

from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from airlift.matching.problem import MatchingProblem
from airlift.scenario.offers import Course, Lot

__all__ = ["Variables", "course_starts", "create_variables", "lot_lead_months"]

IntVar = cp_model.IntVar


@dataclass
class Variables:
    """Decision variables; `c` indexes `problem.choices`, `t` is a month index.

    Parameters
    ----------
    gate : dict
        (lot, t): the gate was passed in month t or before.
    transfer : dict
        (lot, partner, t): aircraft that arrive.
    trainees : dict
        (course, partner, t): trainees that start.
    active, start, stop : dict
        (c, t): deployed in t; first month is t; first month without is t.
    aircraft : dict
        (c, t): aircraft deployed.
    arranged : dict
        (c, base): the choice relies on the base; only where it has several to choose from.
    supported : dict
        (c, base, t): its aircraft when it relies on the base, else none; where it has one base, all of them.
    flights : dict
        (c, t): strategic lift flights.
    unmet : dict
        (demand, t): aircraft that are missing.
    uncovered : dict
        (demand, t): a medevac demand has had no unit up to month t.
    payment : dict
        (year, sponsors, sponsor): USD that a sponsor pays to costs that just these sponsors may pay.
    """

    gate: dict[tuple[str, int], IntVar] = field(default_factory=dict)
    transfer: dict[tuple[str, str, int], IntVar] = field(default_factory=dict)
    trainees: dict[tuple[str, str, int], IntVar] = field(default_factory=dict)
    active: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    start: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    stop: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    aircraft: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    arranged: dict[tuple[int, str], IntVar] = field(default_factory=dict)
    supported: dict[tuple[int, str, int], IntVar] = field(default_factory=dict)
    flights: dict[tuple[int, int], IntVar] = field(default_factory=dict)
    unmet: dict[tuple[str, int], IntVar] = field(default_factory=dict)
    uncovered: dict[tuple[str, int], IntVar] = field(default_factory=dict)
    payment: dict[tuple[int, tuple[str, ...], str], IntVar] = field(default_factory=dict)


def lot_lead_months(lot: Lot) -> int:
    """Months from the gate to the first aircraft in a partner's hands."""
    return lot.refurbishment_months + lot.shipping_months


def course_starts(problem: MatchingProblem, course: Course) -> tuple[int, ...]:
    """Month indices inside the horizon in which a course starts."""
    scenario = problem.scenario
    first, last = scenario.month_index(course.first_month), scenario.month_index(course.last_month)
    return tuple(t for t in range(first, last + 1, course.every_months) if 0 <= t < scenario.horizon_months)


def create_variables(model: cp_model.CpModel, problem: MatchingProblem) -> Variables:
    """Create every variable but the payments, which follow from the costs."""
    variables = Variables()
    _create_transfers(model, problem, variables)
    _create_training(model, problem, variables)
    _create_units(model, problem, variables)
    for demand in problem.scenario.demands:
        first, end = problem.windows[demand.id]
        for t in range(first, end):
            variables.unmet[demand.id, t] = model.new_int_var(0, demand.aircraft, f"unmet {demand.id} {t}")
            if demand.role == "medevac":
                variables.uncovered[demand.id, t] = model.new_bool_var(f"uncovered {demand.id} {t}")
    return variables


def _create_transfers(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    scenario = problem.scenario
    # A donated aircraft helps only a partner that has some choice with its type.
    useful = {(choice.partner, choice.aircraft_type) for choice in problem.choices}
    for lot in scenario.lots:
        gate = max(0, scenario.month_index(lot.gate_month), scenario.month_index(lot.offered_month))
        for t in range(gate, scenario.horizon_months):
            variables.gate[lot.id, t] = model.new_bool_var(f"gate {lot.id} {t}")
        for partner in scenario.partners:
            if lot.partners and partner.id not in lot.partners:
                continue
            if (partner.id, lot.aircraft_type) not in useful:
                continue
            most = min(lot.aircraft, lot.refurbishment_per_month * scenario.horizon_months)
            most = min(most, partner.absorb_aircraft, partner.absorb_aircraft_per_month)
            for t in range(gate + lot_lead_months(lot), scenario.horizon_months):
                variables.transfer[lot.id, partner.id, t] = model.new_int_var(
                    0, most, f"transfer {lot.id} {partner.id} {t}"
                )


def _create_training(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    scenario = problem.scenario
    families = {
        (choice.partner, scenario.aircraft_type_by_id[choice.aircraft_type].family)
        for choice in problem.choices
    }
    deploying = {choice.partner for choice in problem.choices}
    for course in scenario.courses:
        family = scenario.aircraft_type_by_id[course.aircraft_type].family
        for partner in scenario.partners:
            if course.partners and partner.id not in course.partners:
                continue
            if course.audience == "crew" and (partner.id, family) not in families:
                continue
            if partner.id not in deploying:
                continue
            for t in course_starts(problem, course):
                variables.trainees[course.id, partner.id, t] = model.new_int_var(
                    0, course.seats, f"trainees {course.id} {partner.id} {t}"
                )


def _create_units(model: cp_model.CpModel, problem: MatchingProblem, variables: Variables) -> None:
    for c, choice in enumerate(problem.choices):
        label = f"{choice.partner} {choice.demand} {choice.aircraft_type}"
        per_flight = problem.scenario.aircraft_type_by_id[choice.aircraft_type].aircraft_per_lift_flight
        for t in range(choice.first, choice.end):
            variables.active[c, t] = model.new_bool_var(f"active {label} {t}")
            variables.start[c, t] = model.new_bool_var(f"start {label} {t}")
            variables.aircraft[c, t] = model.new_int_var(0, choice.most, f"aircraft {label} {t}")
            variables.flights[c, t] = model.new_int_var(
                0, -(-choice.most // per_flight), f"flights {label} {t}"
            )
            if t > choice.first:
                variables.stop[c, t] = model.new_bool_var(f"stop {label} {t}")
        for base, opens, closes in choice.bases:
            if len(choice.bases) > 1:
                variables.arranged[c, base] = model.new_bool_var(f"arranged {label} {base}")
            for t in range(opens, closes):
                variables.supported[c, base, t] = (
                    variables.aircraft[c, t]
                    if len(choice.bases) == 1
                    else model.new_int_var(0, choice.most, f"supported {label} {base} {t}")
                )
