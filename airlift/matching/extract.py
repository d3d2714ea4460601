"""From solver values to an allocation: units cut into unbroken stays, payments split among their costs."""

from __future__ import annotations

from collections import defaultdict

from airlift.matching.costs import CostKey, allocation_costs, eligible_sponsors
from airlift.matching.dates import gate_month, lot_lead_months
from airlift.matching.outcome import SearchOutcome
from airlift.matching.problem import MatchingProblem
from airlift.matching.variables import Variables
from airlift.plans import (
    Allocation,
    AssessmentVisit,
    GatePassed,
    Payment,
    Trainees,
    Transfer,
    Unit,
    UnmetDemand,
)
from airlift.scenario import Scenario

__all__ = ["extract_allocation"]


def extract_allocation(problem: MatchingProblem, outcome: SearchOutcome) -> Allocation:
    """Read the decisions of the best solution.

    Parameters
    ----------
    problem : MatchingProblem
        The whole problem, for what stays unmet.
    outcome : SearchOutcome
        The solution; its own problem may be cut to the first tiers when the search was ended early.
    """
    scenario, variables = problem.scenario, outcome.model.variables
    transfers = tuple(
        Transfer(lot=lot, partner=partner, month=scenario.month_label(t), aircraft=outcome.value(v))
        for (lot, partner, t), v in sorted(variables.transfer.items(), key=lambda item: (item[0][2], item[0]))
        if outcome.value(v)
    )
    training = tuple(
        Trainees(course=course, partner=partner, month=scenario.month_label(t), trainees=outcome.value(v))
        for (course, partner, t), v in sorted(
            variables.trainees.items(), key=lambda item: (item[0][2], item[0])
        )
        if outcome.value(v)
    )
    units = _units(outcome.problem, variables, outcome)
    unpaid = Allocation(
        gates=_gates(scenario, transfers),
        transfers=transfers,
        training=training,
        units=units,
        visits=_visits(scenario, variables, outcome, {unit.partner for unit in units}),
    )
    payments = _payments(scenario, variables, outcome, allocation_costs(scenario, unpaid))
    return unpaid.model_copy(
        update={"payments": payments, "unmet": _unmet(problem, unpaid.units)},
    )


def _gates(scenario: Scenario, transfers: tuple[Transfer, ...]) -> tuple[GatePassed, ...]:
    """Gates of the lots that move: as early as they can be, or, where that rule was lifted, as early as they must."""
    passed: dict[str, int] = {}
    for transfer in transfers:
        lot = scenario.lot_by_id[transfer.lot]
        latest = max(0, scenario.month_index(transfer.month) - lot_lead_months(lot))
        passed[lot.id] = min(passed.get(lot.id, gate_month(scenario, lot)), latest)
    return tuple(GatePassed(lot=lot, month=scenario.month_label(passed[lot])) for lot in sorted(passed))


def _visits(
    scenario: Scenario, variables: Variables, outcome: SearchOutcome, deploying: set[str]
) -> tuple[AssessmentVisit, ...]:
    """Visits to partners that deploy; one that leads to nothing is not made."""
    return tuple(
        AssessmentVisit(partner=partner, month=scenario.month_label(t))
        for (partner, t), visit in sorted(variables.visit.items(), key=lambda item: (item[0][1], item[0]))
        if partner in deploying and outcome.value(visit)
    )


def _units(problem: MatchingProblem, variables: Variables, outcome: SearchOutcome) -> tuple[Unit, ...]:
    scenario = problem.scenario
    stays: list[tuple[int, int, tuple[int, ...]]] = []
    for c, choice in enumerate(problem.choices):
        counts: list[int] = []
        for t in range(choice.first, choice.end + 1):
            deployed = variables.aircraft.get((c, t))
            count = 0 if deployed is None else outcome.value(deployed)
            if count:
                counts.append(count)
            elif counts:
                stays.append((t - len(counts), c, tuple(counts)))
                counts = []
    stays.sort()
    numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
    units = []
    for t, c, counts_of_stay in stays:
        choice = problem.choices[c]
        numbers[choice.partner, choice.demand] += 1
        number = numbers[choice.partner, choice.demand]
        units.append(
            Unit(
                id=f"{choice.demand}.{choice.partner}.{number}",
                partner=choice.partner,
                demand=choice.demand,
                aircraft_type=choice.aircraft_type,
                maintenance_base=next(
                    base
                    for base, _, _ in choice.bases
                    if len(choice.bases) == 1 or outcome.value(variables.arranged[c, base])
                ),
                first_month=scenario.month_label(t),
                aircraft=counts_of_stay,
            )
        )
    return tuple(units)


def _unmet(problem: MatchingProblem, units: tuple[Unit, ...]) -> tuple[UnmetDemand, ...]:
    """Aircraft that each demand lacks in each of its months."""
    scenario = problem.scenario
    deployed: defaultdict[tuple[str, int], int] = defaultdict(int)
    for unit in units:
        first = scenario.month_index(unit.first_month)
        for offset, count in enumerate(unit.aircraft):
            deployed[unit.demand, first + offset] += count
    rows = []
    for demand in scenario.demands:
        for t in range(*problem.windows[demand.id]):
            missing = demand.aircraft - deployed[demand.id, t]
            if missing > 0:
                rows.append(UnmetDemand(demand=demand.id, month=scenario.month_label(t), aircraft=missing))
    return tuple(rows)


def _payments(
    scenario: Scenario, variables: Variables, outcome: SearchOutcome, costs: dict[CostKey, float]
) -> tuple[Payment, ...]:
    """Split what each sponsor pays to a group of costs among these costs, in the order of the keys.

    The model rounds costs up, so what it set aside covers the exact costs and may leave a few dollars over.
    """
    purse = {key: float(outcome.value(v)) for key, v in variables.payment.items()}
    payments = []
    for key, cost_usd in costs.items():
        sponsors = eligible_sponsors(scenario, key)
        missing_usd = cost_usd
        for sponsor in sponsors:
            share_usd = min(missing_usd, purse.get((key.year, sponsors, sponsor), 0.0))
            if share_usd > 0:
                purse[key.year, sponsors, sponsor] -= share_usd
                missing_usd -= share_usd
                payments.append(
                    Payment(
                        sponsor=sponsor,
                        partner=key.partner,
                        donor=key.donor or None,
                        cost_kind=key.kind,
                        year=key.year,
                        usd=round(share_usd, 2),
                    )
                )
    return tuple(payments)
