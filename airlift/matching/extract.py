"""From solver values to an allocation: units cut into unbroken stays, payments split among their costs."""

from __future__ import annotations

from collections import defaultdict

from airlift.matching.costs import CostKey, allocation_costs, eligible_sponsors
from airlift.matching.problem import MatchingProblem
from airlift.matching.search import SearchOutcome
from airlift.matching.variables import Variables
from airlift.plans import Allocation, GatePassed, Payment, Trainees, Transfer, Unit, UnmetDemand
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
    unpaid = Allocation(
        gates=_gates(scenario, variables, outcome, {transfer.lot for transfer in transfers}),
        transfers=transfers,
        training=training,
        units=_units(outcome.problem, variables, outcome),
    )
    payments = _payments(scenario, variables, outcome, allocation_costs(scenario, unpaid))
    return unpaid.model_copy(
        update={"payments": payments, "unmet": _unmet(problem, unpaid.units)},
    )


def _gates(
    scenario: Scenario, variables: Variables, outcome: SearchOutcome, moved: set[str]
) -> tuple[GatePassed, ...]:
    """First month of each gate that lets aircraft through; a gate that serves nothing is left closed."""
    passed: dict[str, int] = {}
    for (lot, t), variable in sorted(variables.gate.items(), key=lambda item: item[0][1]):
        if lot in moved and outcome.value(variable):
            passed.setdefault(lot, t)
    return tuple(GatePassed(lot=lot, month=scenario.month_label(passed[lot])) for lot in sorted(passed))


def _units(problem: MatchingProblem, variables: Variables, outcome: SearchOutcome) -> tuple[Unit, ...]:
    scenario = problem.scenario
    stays: list[tuple[int, int, tuple[int, ...]]] = []
    for c, choice in enumerate(problem.choices):
        t = choice.first
        while t < choice.end:
            counts: list[int] = []
            while t + len(counts) < choice.end and outcome.value(variables.aircraft[c, t + len(counts)]):
                counts.append(outcome.value(variables.aircraft[c, t + len(counts)]))
            if counts:
                stays.append((t, c, tuple(counts)))
            t += max(1, len(counts))
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
            share_usd = min(missing_usd, purse[key.year, sponsors, sponsor])
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
