"""Costs in USD and who pays them.

Costs are summed over all keys (partner, donor, kind, year) that the same sponsors may pay in the same year: within
such a group one dollar is as good as another, so that payments by group exist just when payments by key do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.matching.crosscheck.courses import Class
from airlift.matching.crosscheck.linear import Model, Term, Variable
from airlift.matching.crosscheck.lots import Arrivals
from airlift.matching.crosscheck.people import Visit
from airlift.matching.crosscheck.stays import Stay
from airlift.scenario.model import Scenario
from airlift.scenario.offers import CostKind, Course

__all__ = ["USD", "add_credit", "add_money"]

USD = 1e-3
"""Money is counted in thousands within the model, nearer to the size of everything else."""

_Item = tuple[str, str | None, CostKind, int, Variable, float]


def add_money(
    model: Model,
    scenario: Scenario,
    stays: list[Stay],
    arrivals: list[Arrivals],
    classes: list[Class],
    visits: list[Visit],
) -> list[Term]:
    """Add payments within budgets and return the cost of the plan, in thousands of USD."""
    groups: defaultdict[tuple[int, tuple[str, ...]], list[Term]] = defaultdict(list)
    cost: list[Term] = []
    allowed: dict[tuple[str, str | None, CostKind], tuple[str, ...]] = {}
    for items in (
        _aircraft(scenario, arrivals),
        _training(scenario, classes),
        _assessment(scenario, stays, visits),
        _deployment(scenario, stays),
    ):
        for partner, donor, kind, year, variable, usd in items:
            if usd > 0:
                key = partner, donor, kind
                if key not in allowed:
                    allowed[key] = _payers(scenario, *key)
                cost.append((variable, usd * USD))
                groups[year, allowed[key]].append((variable, usd * USD))
    spent: defaultdict[str, defaultdict[int, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for (year, payers), terms in sorted(groups.items(), key=lambda group: group[0]):
        paid = {sponsor: model.number() for sponsor in payers}
        model.equal([*terms, *((payment, -1.0) for payment in paid.values())], 0.0)
        for sponsor, payment in paid.items():
            spent[sponsor][year].append((payment, 1.0))
    _budgets(model, scenario, spent)
    return cost


def _payers(scenario: Scenario, partner: str, donor: str | None, kind: CostKind) -> tuple[str, ...]:
    """Sponsors of whom some earmark allows the cost."""
    return tuple(
        sorted(
            {
                row.sponsor
                for row in scenario.earmarks
                if row.partner in (None, partner)
                and (row.donor is None or row.donor == donor)
                and row.cost_kind in (None, kind)
            }
        )
    )


def _budgets(model: Model, scenario: Scenario, spent: defaultdict[str, defaultdict[int, list[Term]]]) -> None:
    """Payments of a year, or of all years so far with carry-over, within the budget."""
    years = range(scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1) + 1)
    for sponsor in scenario.sponsors:
        terms: list[Term] = []
        budget_usd = 0.0
        for year in years:
            income_usd = sum(
                row.budget_usd for row in scenario.budgets if row.sponsor == sponsor.id and row.year == year
            )
            if sponsor.carry_over:
                terms = terms + spent[sponsor.id][year]
                budget_usd += income_usd
            else:
                terms, budget_usd = spent[sponsor.id][year], income_usd
            model.at_most(terms, budget_usd * USD)


def _aircraft(scenario: Scenario, arrivals: list[Arrivals]) -> Iterator[_Item]:
    for row in arrivals:
        lot, partner = row.lot, row.partner.id
        for t, aircraft in row.aircraft.items():
            year = scenario.year_of(t - row.lead_months)
            yield partner, lot.donor, "refurbishment", year, aircraft, lot.refurbishment_usd_per_aircraft
            yield partner, lot.donor, "shipping", year, aircraft, lot.shipping_usd_per_aircraft


def _training(scenario: Scenario, classes: list[Class]) -> Iterator[_Item]:
    for one in classes:
        donor = _only_donor(scenario, one.course)
        year = scenario.year_of(one.start)
        travels = one.course.mode == "in_person" and not one.course.own_school
        usd = one.course.usd_per_seat + (scenario.policy.cost.course_travel_usd.value if travels else 0.0)
        yield one.partner.id, donor, "training", year, one.trainees, usd


def _only_donor(scenario: Scenario, course: Course) -> str | None:
    """Donor of the course's type where it is the only one."""
    donors = {lot.donor for lot in scenario.lots if lot.aircraft_type == course.aircraft_type}
    return donors.pop() if len(donors) == 1 else None


def _assessment(scenario: Scenario, stays: list[Stay], visits: list[Visit]) -> Iterator[_Item]:
    costs = scenario.policy.cost
    for visit in visits:
        year = scenario.year_of(visit.month)
        usd = costs.assessment_usd_per_visit.value
        yield visit.partner.id, None, "assessment", year, visit.made, usd
    for stay in stays:
        for t, started in stay.started.items():
            usd = costs.assessment_usd_per_unit.value
            yield stay.choice.partner.id, None, "assessment", scenario.year_of(t), started, usd


def _deployment(scenario: Scenario, stays: list[Stay]) -> Iterator[_Item]:
    crew, costs = scenario.policy.crew, scenario.policy.cost
    last = scenario.horizon_months - 1
    relief_usd = (
        crew.people_per_aircraft.value * costs.rotation_usd_per_person.value / crew.crew_tour_months.value
    )
    for stay in stays:
        partner = stay.choice.partner.id
        outlay_usd = _outlay_usd(scenario, stay)
        for t, flights in stay.flights.items():
            yield partner, None, "lift", scenario.year_of(t), flights, stay.choice.type.lift_usd_per_flight
        for t, joined in stay.joined.items():
            usd = costs.predeployment_usd_per_aircraft.value
            yield partner, None, "predeployment", scenario.year_of(t), joined, usd
        for t, aircraft in stay.aircraft.items():
            yield partner, None, "rotation", scenario.year_of(t), aircraft, relief_usd
            # What falls due after the horizon is charged to its last year.
            due = scenario.year_of(min(t + costs.reimbursement_delay_months.value, last))
            for kind, usd in outlay_usd.items():
                yield partner, None, kind, due, aircraft, usd


def _outlay_usd(scenario: Scenario, stay: Stay) -> dict[CostKind, float]:
    """Return what a partner lays out for one aircraft in one month and is later reimbursed for."""
    costs, kind = scenario.policy.cost, stay.choice.type
    flown_h = stay.choice.demand.hours_per_aircraft_month
    return {
        "personnel": scenario.policy.crew.people_per_aircraft.value * costs.personnel_usd_per_month.value,
        "operations": kind.loa_usd_per_aircraft_month + flown_h * kind.operating_usd_per_flight_hour,
        "maintenance": flown_h * kind.man_hours_per_flight_hour * stay.choice.base.usd_per_man_hour,
    }


def add_credit(model: Model, scenario: Scenario, stays: list[Stay]) -> None:
    """Outlay of the months not yet reimbursed within the credit of each partner that has a limit."""
    delay = scenario.policy.cost.reimbursement_delay_months.value
    if delay == 0:
        return
    for partner in scenario.partners:
        if partner.credit_usd is None:
            continue
        outlay: defaultdict[int, list[Term]] = defaultdict(list)
        for stay in stays:
            if stay.choice.partner is partner:
                usd = sum(_outlay_usd(scenario, stay).values())
                for t, aircraft in stay.aircraft.items():
                    outlay[t].append((aircraft, usd * USD))
        for t in range(scenario.horizon_months):
            open_months = range(t - delay + 1, t + 1)
            model.at_most([term for s in open_months for term in outlay[s]], partner.credit_usd * USD)
