"""How a partnership lasts: hand-overs, crew rotations, the plan's reach, and when a partner stands on its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import ceil

from airlift.plans.allocation import Unit
from airlift.plans.costs import Cost
from airlift.plans.model import Plan
from airlift.scenario.model import Scenario

__all__ = ["HandOver", "Reach", "Rotation", "Transition", "hand_overs", "reach", "rotations", "transitions"]

AHEAD_MONTHS = 24
"""Months that a partnership should be planned ahead."""

AFTER_MONTHS = 60
"""Months after these for which it should be planned."""

_TOLERANCE_USD = 1.0


@dataclass(frozen=True, slots=True)
class HandOver:
    """One unit relieves another at a demand while that one is still there: relief in place.

    `month` is the first without the unit that leaves; `overlap_months` is how long both were there.
    """

    demand: str
    leaving: str
    relieving: str
    month: str
    overlap_months: int


@dataclass(frozen=True, slots=True)
class Rotation:
    """Reliefs of the crews of a unit: how often all its people change, and how many people travel for it."""

    unit: str
    partner: str
    rotations: int
    people: float


@dataclass(frozen=True, slots=True)
class Reach:
    """Months of the plan in which a partner has a unit deployed.

    Parameters
    ----------
    partner : str
        Partner with at least one unit.
    spans : tuple of (str, str)
        Months without a break, first and last included.
    ahead, ahead_of : int
        Months covered of the first two years, and how many of these the plan has.
    after, after_of : int
        Months covered of the five years that follow, and how many of these the plan has.
    """

    partner: str
    spans: tuple[tuple[str, str], ...]
    ahead: int
    ahead_of: int
    after: int
    after_of: int

    @property
    def months(self) -> int:
        """Months covered."""
        return self.ahead + self.after


@dataclass(frozen=True, slots=True)
class Transition:
    """From when a partner sustains its units alone; a month is None where the plan never comes to it.

    Parameters
    ----------
    partner : str
        Partner with at least one unit.
    own_money : str or None
        First month from which its own treasury and UN reimbursement pay all its costs to the end of the plan. Payments
        are by calendar year, so it is a January or the start.
    own_instructors : str or None
        First month from which none of its people are in a course that is not its own school.
    sustained : str or None
        First month with both and a unit deployed.
    """

    partner: str
    own_money: str | None
    own_instructors: str | None
    sustained: str | None


def hand_overs(scenario: Scenario, plan: Plan) -> tuple[HandOver, ...]:
    """List reliefs in place by month: the relieving unit came after the other, before its end, and stays longer."""
    spans = {unit.id: _span(scenario, unit) for unit in plan.allocation.units}
    found = []
    for old in plan.allocation.units:
        start, end = spans[old.id]
        relief = [
            unit
            for unit in plan.allocation.units
            if unit.demand == old.demand and start < spans[unit.id][0] < end < spans[unit.id][1]
        ]
        if relief:
            # The last to come is the one that takes over; those before it reinforced.
            new = max(relief, key=lambda unit: (spans[unit.id][0], unit.id))
            overlap = end - spans[new.id][0]
            found.append(HandOver(old.demand, old.id, new.id, scenario.month_label(end), overlap))
    return tuple(sorted(found, key=lambda row: (row.month, row.demand, row.leaving)))


def rotations(scenario: Scenario, plan: Plan) -> tuple[Rotation, ...]:
    """Count the crew tours that begin while a unit is deployed, and its people who travel, one tour each."""
    policy = scenario.policy.crew
    tour_months = policy.crew_tour_months.value
    return tuple(
        Rotation(
            unit.id,
            unit.partner,
            ceil(len(unit.aircraft) / tour_months) - 1,
            sum(unit.aircraft) * policy.people_per_aircraft.value / tour_months,
        )
        for unit in plan.allocation.units
    )


def reach(scenario: Scenario, plan: Plan) -> tuple[Reach, ...]:
    """Say which months each partner covers: of the two years planned ahead, and of the five years after."""
    horizon = scenario.horizon_months
    ahead_of = min(AHEAD_MONTHS, horizon)
    after_of = min(AFTER_MONTHS, horizon - ahead_of)
    rows = []
    for partner in scenario.partners:
        covered = _covered(scenario, plan, partner.id)
        if covered:
            rows.append(
                Reach(
                    partner.id,
                    _spans(scenario, covered),
                    sum(month < ahead_of for month in covered),
                    ahead_of,
                    sum(ahead_of <= month < ahead_of + after_of for month in covered),
                    after_of,
                )
            )
    return tuple(rows)


def transitions(scenario: Scenario, plan: Plan, costs: tuple[Cost, ...]) -> tuple[Transition, ...]:
    """Say from when each partner with a unit needs neither outside money nor outside instructors."""
    rows = []
    for partner in scenario.partners:
        covered = _covered(scenario, plan, partner.id)
        if not covered:
            continue
        money = _own_money(scenario, plan, costs, partner.id)
        instructors = _own_instructors(scenario, plan, partner.id)
        later = [month for month in covered if month >= max(money, instructors)]
        rows.append(
            Transition(
                partner.id,
                _label(scenario, money),
                _label(scenario, instructors),
                scenario.month_label(later[0]) if later else None,
            )
        )
    return tuple(rows)


def _own_money(scenario: Scenario, plan: Plan, costs: tuple[Cost, ...], partner: str) -> int:
    """Month index after the last year with a cost that neither its treasury nor the UN pays."""
    open_usd: dict[int, float] = {}
    for cost in costs:
        if cost.partner == partner:
            open_usd[cost.year] = open_usd.get(cost.year, 0.0) + cost.usd
    tolerance_usd = {year: _TOLERANCE_USD + 1e-6 * usd for year, usd in open_usd.items()}
    for row in plan.allocation.payments:
        own = scenario.sponsor_by_id[row.sponsor].kind in ("partner", "un")
        if row.partner == partner and own and row.year in open_usd:
            open_usd[row.year] -= row.usd
    outside = [year for year, usd in open_usd.items() if usd > tolerance_usd[year]]
    return max(0, scenario.month_index(f"{max(outside) + 1}-01")) if outside else 0


def _own_instructors(scenario: Scenario, plan: Plan, partner: str) -> int:
    """Month index after the last month of a course that is not the partner's own school."""
    ends = [0]
    for row in plan.allocation.training:
        course = scenario.course_by_id[row.course]
        if row.partner == partner and not course.own_school:
            ends.append(scenario.month_index(row.month) + course.duration_months)
    return max(ends)


def _label(scenario: Scenario, month: int) -> str | None:
    return scenario.month_label(month) if month < scenario.horizon_months else None


def _span(scenario: Scenario, unit: Unit) -> tuple[int, int]:
    first = scenario.month_index(unit.first_month)
    return first, first + len(unit.aircraft)


def _covered(scenario: Scenario, plan: Plan, partner: str) -> list[int]:
    months = {
        month
        for unit in plan.allocation.units
        if unit.partner == partner
        for month in range(*_span(scenario, unit))
    }
    return sorted(month for month in months if 0 <= month < scenario.horizon_months)


def _spans(scenario: Scenario, months: list[int]) -> tuple[tuple[str, str], ...]:
    spans = []
    for _, run in groupby(enumerate(months), lambda pair: pair[1] - pair[0]):
        block = [month for _, month in run]
        spans.append((scenario.month_label(block[0]), scenario.month_label(block[-1])))
    return tuple(spans)
