"""Costs in USD and who pays them.

Costs are summed over all keys (partner, donor, kind, year) that the same sponsors may pay in the same year: within
such a group one dollar is as good as another, so that payments by group exist just when payments by key do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.matching.crosscheck.linear import Model, Term, Variable
from airlift.matching.crosscheck.stays import Stay
from airlift.matching.crosscheck.supply import Arrivals, Class
from airlift.scenario.model import Scenario
from airlift.scenario.offers import CostKind, Course

__all__ = ["USD", "add_money"]

USD = 1e-3
"""Money is counted in thousands within the model, nearer to the size of everything else."""

_Item = tuple[str, str | None, CostKind, int, Variable, float]


def add_money(
    model: Model, scenario: Scenario, stays: list[Stay], arrivals: list[Arrivals], classes: list[Class]
) -> list[Term]:
    """Add payments within budgets and return the cost of the plan, in thousands of USD."""
    groups: defaultdict[tuple[int, tuple[str, ...]], list[Term]] = defaultdict(list)
    cost: list[Term] = []
    for items in (_aircraft(scenario, arrivals), _training(scenario, classes), _deployment(scenario, stays)):
        for partner, donor, kind, year, variable, usd in items:
            if usd > 0:
                cost.append((variable, usd * USD))
                groups[year, _payers(scenario, partner, donor, kind)].append((variable, usd * USD))
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
        yield one.partner.id, donor, "training", year, one.trainees, one.course.usd_per_seat


def _only_donor(scenario: Scenario, course: Course) -> str | None:
    """Donor of the course's type where it is the only one."""
    donors = {lot.donor for lot in scenario.lots if lot.aircraft_type == course.aircraft_type}
    return donors.pop() if len(donors) == 1 else None


def _deployment(scenario: Scenario, stays: list[Stay]) -> Iterator[_Item]:
    costs = scenario.policy.cost
    people = scenario.policy.crew.people_per_aircraft.value
    for stay in stays:
        choice, partner = stay.choice, stay.choice.partner.id
        flown_h = choice.demand.hours_per_aircraft_month
        kind = choice.type
        month_usd: tuple[tuple[CostKind, float], ...] = (
            ("personnel", people * costs.personnel_usd_per_month.value),
            ("operations", kind.loa_usd_per_aircraft_month + flown_h * kind.operating_usd_per_flight_hour),
            ("maintenance", flown_h * kind.man_hours_per_flight_hour * choice.base.usd_per_man_hour),
        )
        for t, started in stay.started.items():
            assessment_usd = costs.assessment_usd_per_unit.value
            yield partner, None, "assessment", scenario.year_of(t), started, assessment_usd
        for t, aircraft in stay.aircraft.items():
            year = scenario.year_of(t)
            yield partner, None, "lift", year, stay.flights[t], kind.lift_usd_per_flight
            for cost_kind, usd in month_usd:
                yield partner, None, cost_kind, year, aircraft, usd
