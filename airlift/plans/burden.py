"""Who carries how much: donors, partners and sponsors in cash, capability and contribution.

NATO speaks of burden sharing in these three measures, because each member looks best in another one: what it pays, what
it makes ready, and what it sends.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from airlift.partnership.fleets import fleet_outlook
from airlift.plans.allocation import Payment
from airlift.plans.costs import REIMBURSED
from airlift.plans.model import Plan
from airlift.scenario.model import Scenario
from airlift.scenario.offers import Partner

__all__ = ["Burden", "Share", "burden_shares"]

Role = Literal["donor", "partner", "sponsor"]


@dataclass(frozen=True, slots=True)
class Share:
    """An amount and what it is of the whole plan's, in per cent; None of nothing."""

    amount: float
    pct: float | None


@dataclass(frozen=True, slots=True)
class Burden:
    """What one member of the partnership carries over the horizon.

    An aircraft-month is the contribution of the donor of the aircraft, of the partner that flies it and of the sponsors
    that pay for it: shares of contribution add up within a role, those of cash and capability over all roles. A
    partner's treasury is counted with the partner.

    Parameters
    ----------
    role, member : str
        `donor`, `partner` or `sponsor`, and its identifier.
    cash_usd : Share
        USD paid. A donor pays as the sponsor that bears its identifier, if there is one.
    aircraft : Share
        Capability: aircraft given (donor); own ones that it would deploy, of the types that it deploys (partner).
    crews : Share
        Capability: crews that passed a course. Those of its own school and of courses that nobody pays are the
        partner's; others are shared by those who pay for the partner's training in that year.
    aircraft_months : Share
        Contribution, deployed: flown by the partner; flown with the donor's aircraft, a partner's own being deployed
        first; paid for by the sponsor, in proportion to what is paid of personnel, operations and maintenance.
    used_pct : float or None
        Partners: aircraft-months of the most that it could have deployed all the time; None for the other roles.
    """

    role: Role
    member: str
    cash_usd: Share
    aircraft: Share
    crews: Share
    aircraft_months: Share
    used_pct: float | None = None


def burden_shares(scenario: Scenario, plan: Plan) -> tuple[Burden, ...]:
    """Return members that carry anything: donors, partners, sponsors, each in the order of the scenario."""
    donors = frozenset(lot.donor for lot in scenario.lots)
    treasuries = frozenset(row.id for row in scenario.sponsors if row.kind == "partner")
    payers = _Payers(donors, treasuries)
    cash = _cash_usd(plan, payers)
    aircraft = _aircraft(scenario, plan)
    crews = _trained_crews(scenario, plan, payers)
    months = _aircraft_months(scenario, plan, payers)
    wholes = [sum(found.values()) for found in (cash, aircraft, crews)]
    wholes.append(sum(amount for (role, _), amount in months.items() if role == "partner"))
    members: list[_Key] = [("donor", donor) for donor in dict.fromkeys(lot.donor for lot in scenario.lots)]
    members += [("partner", partner.id) for partner in scenario.partners]
    members += [("sponsor", row.id) for row in scenario.sponsors if row.id not in treasuries | donors]
    rows = []
    for key in members:
        amounts = [found[key] for found in (cash, aircraft, crews, months)]
        if any(amounts):
            shares = [_share(amount, whole) for amount, whole in zip(amounts, wholes, strict=True)]
            partner = scenario.partner_by_id[key[1]] if key[0] == "partner" else None
            used_pct = None if partner is None else _used_pct(scenario, partner, months[key])
            rows.append(Burden(*key, shares[0], shares[1], shares[2], shares[3], used_pct))
    return tuple(rows)


_Key = tuple[Role, str]
_Amounts = defaultdict[_Key, float]


def _share(amount: float, whole: float) -> Share:
    return Share(amount, 100.0 * amount / whole if whole else None)


@dataclass(frozen=True, slots=True)
class _Payers:
    """Tells whose burden a payment for a partner is."""

    donors: frozenset[str]
    treasuries: frozenset[str]

    def of(self, row: Payment) -> _Key:
        if row.sponsor in self.treasuries:
            return "partner", row.partner
        return ("donor" if row.sponsor in self.donors else "sponsor"), row.sponsor


def _cash_usd(plan: Plan, payers: _Payers) -> _Amounts:
    cash: _Amounts = defaultdict(float)
    for row in plan.allocation.payments:
        cash[payers.of(row)] += row.usd
    return cash


def _aircraft(scenario: Scenario, plan: Plan) -> _Amounts:
    aircraft: _Amounts = defaultdict(float)
    for row in plan.allocation.transfers:
        aircraft["donor", scenario.lot_by_id[row.lot].donor] += row.aircraft
    for partner, kind in sorted({(unit.partner, unit.aircraft_type) for unit in plan.allocation.units}):
        fleet = scenario.fleet_by_key.get((partner, kind))
        aircraft["partner", partner] += fleet.deployable_aircraft if fleet else 0
    return aircraft


def _trained_crews(scenario: Scenario, plan: Plan, payers: _Payers) -> _Amounts:
    paid: defaultdict[tuple[str, int], _Amounts] = defaultdict(lambda: defaultdict(float))
    for row in plan.allocation.payments:
        if row.cost_kind == "training":
            paid[row.partner, row.year][payers.of(row)] += row.usd
    crews: _Amounts = defaultdict(float)
    for start in plan.allocation.training:
        course = scenario.course_by_id[start.course]
        if course.audience != "crew":
            continue
        passed = start.trainees * course.pass_pct / 100.0
        paying = paid[start.partner, int(start.month[:4])]
        if course.own_school or not any(paying.values()):
            crews["partner", start.partner] += passed
        else:
            _spread(passed, paying, crews)
    return crews


def _aircraft_months(scenario: Scenario, plan: Plan, payers: _Payers) -> _Amounts:
    months: _Amounts = defaultdict(float)
    deployed: defaultdict[tuple[str, str, int], int] = defaultdict(int)
    for unit in plan.allocation.units:
        months["partner", unit.partner] += sum(unit.aircraft)
        for month, aircraft in enumerate(unit.aircraft, scenario.month_index(unit.first_month)):
            deployed[unit.partner, unit.aircraft_type, month] += aircraft
    paid: defaultdict[str, _Amounts] = defaultdict(lambda: defaultdict(float))
    for row in plan.allocation.payments:
        if row.cost_kind in REIMBURSED:
            paid[row.partner][payers.of(row)] += row.usd
    for partner, paying in sorted(paid.items()):
        financed: _Amounts = defaultdict(float)
        _spread(months["partner", partner], paying, financed)
        for key, share in financed.items():
            # A donor's contribution is its aircraft and a partner's its flying, whoever pays.
            if key[0] == "sponsor":
                months[key] += share
    for (partner, kind, month), aircraft in deployed.items():
        fleet = scenario.fleet_by_key.get((partner, kind))
        donated = aircraft - (fleet.deployable_aircraft if fleet else 0)
        if donated > 0:
            _spread(donated, _in_hand(scenario, plan, partner, kind, month), months)
    return months


def _in_hand(scenario: Scenario, plan: Plan, partner: str, kind: str, month: int) -> _Amounts:
    """Donated aircraft of a type that a partner has ready in a month, by donor."""
    ready = month - scenario.policy.matching.work_up_months.value
    found: _Amounts = defaultdict(float)
    for row in plan.allocation.transfers:
        lot = scenario.lot_by_id[row.lot]
        if row.partner != partner or lot.aircraft_type != kind or scenario.month_index(row.month) > ready:
            continue
        if lot.return_month is None or month < scenario.month_index(lot.return_month):
            found["donor", lot.donor] += row.aircraft
    return found


def _spread(amount: float, weights: _Amounts, into: _Amounts) -> None:
    """Divide an amount in proportion to weights; nobody gets it where all weights are zero."""
    whole = sum(weights.values())
    for key, weight in weights.items():
        if weight:
            into[key] += amount * weight / whole


def _used_pct(scenario: Scenario, partner: Partner, aircraft_months: float) -> float | None:
    most = sum(fleet_outlook(scenario, partner, kind).deployable for kind in scenario.aircraft_types)
    return 100.0 * aircraft_months / (most * scenario.horizon_months) if most else None
