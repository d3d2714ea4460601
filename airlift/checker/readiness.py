"""What comes before a deployment: PCRS level, assessment visit, training in time, consent of the host state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, worst
from airlift.checker.case import Case
from airlift.checker.decisions import Deployment
from airlift.checker.tolerances import COUNT
from airlift.scenario.offers import Partner
from airlift.scenario.phrases import count

__all__ = ["consent", "predeployment", "readiness", "visit", "visits_per_month"]

_TO_BE_VISITED = ("0", "1")
"""PCRS levels at which no assessment team has been at the partner's unit."""


def readiness(case: Case) -> Iterator[Breach]:
    """partner.readiness: first month not before the lead time of the partner's PCRS level, from the start."""
    for unit in case.units:
        if unit.partner is None:
            continue
        lead = _lead_months(case, unit.partner.readiness_level)
        if unit.first < lead:
            yield Breach(
                {"unit": unit.id, "month": case.month(unit.first)},
                lead - unit.first,
                f"PCRS level {unit.partner.readiness_level} lets it deploy from {case.month(lead)} on",
            )


def visit(case: Case) -> Iterator[Breach]:
    """readiness.visit: below level 2 one visit, when the partner is due for it, and then level 2's lead time."""
    visited: defaultdict[str, list[int]] = defaultdict(list)
    for row in case.visits:
        visited[row.partner.id].append(row.month)
    lead = _lead_months(case, "2")
    for partner in sorted(case.scenario.partners, key=lambda row: row.id):
        months = sorted(visited[partner.id])
        if len(months) > 1:
            yield Breach(
                {"partner": partner.id},
                len(months) - 1,
                f"{len(months)} assessment visits, one is enough",
                "visits",
            )
        if partner.readiness_level in _TO_BE_VISITED:
            yield from _visit_in_time(case, partner, months, lead)


def _visit_in_time(case: Case, partner: Partner, months: list[int], lead: int) -> Iterator[Breach]:
    """Judge the first visit of a partner, and its first unit after it."""
    level = partner.readiness_level
    earliest = max(0, _lead_months(case, level) - lead)
    if months and months[0] < earliest:
        yield Breach(
            {"partner": partner.id, "month": case.month(months[0])},
            earliest - months[0],
            f"PCRS level {level} lets it be visited from {case.month(earliest)} on",
        )
    starts = [unit.first for unit in case.units if unit.partner is partner]
    if not starts:
        return
    where = {"partner": partner.id, "month": case.month(min(starts))}
    if not months:
        yield Breach(where, max(1, lead), f"deployed at PCRS level {level} without an assessment visit")
    elif min(starts) < months[0] + lead:
        yield Breach(
            where,
            months[0] + lead - min(starts),
            f"visited in {case.month(months[0])}, it can deploy from {case.month(months[0] + lead)} on",
        )


def visits_per_month(case: Case) -> Iterator[Breach]:
    """readiness.visits_per_month: assessment visits of a month, to all partners."""
    limit = case.scenario.policy.matching.assessment_visits_per_month.value
    for month, visits in sorted(Counter(row.month for row in case.visits).items()):
        if visits > limit:
            yield Breach(
                {"month": case.month(month)},
                visits - limit,
                f"{count(visits, 'assessment visit')}, {limit} can be made",
            )


def predeployment(case: Case) -> Iterator[Breach]:
    """partner.predeployment: aircraft that join the partner's units in a month."""
    joining: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for unit in case.units:
        if unit.partner is not None:
            joining[unit.partner.id].update(dict(unit.increases()))
    for partner_id, by_month in sorted(joining.items()):
        limit = case.scenario.partner_by_id[partner_id].predeployment_aircraft_per_month
        if limit is None:
            continue
        if found := worst({month: aircraft - limit for month, aircraft in by_month.items()}, COUNT):
            yield Breach(
                {"partner": partner_id, "month": case.month(found.month)},
                found.amount,
                f"{by_month[found.month]} aircraft join its units,"
                f" it can train {limit} a month before deployment{found.others}",
            )


def consent(case: Case) -> Iterator[Breach]:
    """mission.consent: no month before the host state's consent to partner and type; without a row it is given."""
    for unit in case.units:
        if unit.partner is None or unit.demand is None:
            continue
        given = _consents(case, unit, unit.partner.id, unit.demand.mission)
        if not given:
            continue
        if None in given:
            without = [month for month, _ in unit.months()]
            words = f"mission {unit.demand.mission} refuses its partner or type"
        else:
            first = max(month for month in given if month is not None)
            without = [month for month, _ in unit.months() if month < case.scenario.month_index(first)]
            words = f"mission {unit.demand.mission} consents to it from {first} on"
        if without:
            where = {"unit": unit.id, "partner": unit.partner.id, "month": case.month(without[0])}
            yield Breach(where, len(without), words)


def _consents(case: Case, unit: Deployment, partner_id: str, mission_id: str) -> list[str | None]:
    """First months of the consents that bind a unit; None for a refusal."""
    type_id = unit.aircraft_type.id if unit.aircraft_type is not None else None
    return [
        row.first_month
        for row in case.scenario.consents
        if (row.mission, row.partner) == (mission_id, partner_id) and row.aircraft_type in (None, type_id)
    ]


def _lead_months(case: Case, level: str) -> int:
    policy = case.scenario.policy.matching
    return {
        "0": policy.readiness_lead_0_months,
        "1": policy.readiness_lead_1_months,
        "2": policy.readiness_lead_2_months,
        "3": policy.readiness_lead_3_months,
        "rdl": policy.readiness_lead_rdl_months,
    }[level].value
