"""Money: earmarks and budgets of sponsors, every cost paid for once, what partners lay out until paid back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.checker.breach import Breach, figure, worst
from airlift.checker.case import Case
from airlift.checker.costs import CostKey, costs, reimbursable_usd
from airlift.checker.tolerances import LARGEST_USD, RELATIVE, USD
from airlift.plans import Payment
from airlift.scenario.offers import Earmark

__all__ = ["budget", "credit", "earmark", "funded"]


def earmark(case: Case) -> Iterator[Breach]:
    """sponsor.earmark: an earmark row of the sponsor allows donor, partner and cost kind of each payment."""
    for payment in case.plan.allocation.payments:
        if payment.sponsor not in case.scenario.sponsor_by_id or payment.usd <= USD:
            continue
        if not any(_allows(row, payment) for row in case.scenario.earmarks):
            key = _key(payment)
            cause = f" caused by donor {payment.donor}" if payment.donor is not None else ""
            yield Breach(
                {"sponsor": payment.sponsor, **key.where},
                min(payment.usd, LARGEST_USD),
                f"no earmark allows {payment.cost_kind} of {payment.partner}{cause}",
            )


def budget(case: Case) -> Iterator[Breach]:
    """sponsor.budget: payments of a year within its budget; with carry-over, of all years so far."""
    scenario = case.scenario
    horizon = range(scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1) + 1)
    paid: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for payment in case.plan.allocation.payments:
        if payment.sponsor in scenario.sponsor_by_id:
            paid[payment.sponsor][payment.year] += min(payment.usd, LARGEST_USD)
    for sponsor_id, by_year in sorted(paid.items()):
        income = {row.year: row.budget_usd for row in scenario.budgets if row.sponsor == sponsor_id}
        carry_over = scenario.sponsor_by_id[sponsor_id].carry_over
        for year in sorted(by_year):
            spent, limit = by_year[year], income.get(year, 0.0)
            if carry_over:
                spent = sum(usd for when, usd in by_year.items() if when <= year)
                limit = sum(usd for when, usd in income.items() if when in horizon and when <= year)
            if spent > limit + USD + RELATIVE * limit:
                until = "up to and including this year" if carry_over else "in this year"
                yield Breach(
                    {"sponsor": sponsor_id, "year": str(year)},
                    spent - limit,
                    f"{figure(spent)} USD paid {until}, the budget has {figure(limit)}",
                )


def funded(case: Case) -> Iterator[Breach]:
    """cost.funded: for each partner, donor, cost kind and year the payments add up to the cost."""
    due = costs(case)
    paid: defaultdict[CostKey, float] = defaultdict(float)
    for payment in case.plan.allocation.payments:
        if payment.sponsor in case.scenario.sponsor_by_id:
            paid[_key(payment)] += min(payment.usd, LARGEST_USD)
    for key in sorted({*due, *paid}, key=lambda key: (key.partner, key.donor or "", key.cost_kind, key.year)):
        cost, payment_usd = due.get(key, 0.0), paid.get(key, 0.0)
        missing = cost - payment_usd
        if abs(missing) > USD + RELATIVE * cost:
            word = "not paid for" if missing > 0 else "paid for more than it costs"
            yield Breach(
                key.where,
                abs(missing),
                f"{word}: cost {figure(cost)} USD, payments {figure(payment_usd)} USD",
            )


def credit(case: Case) -> Iterator[Breach]:
    """partner.credit: personnel, operations and maintenance of the last months, until they are reimbursed."""
    delay = case.scenario.policy.cost.reimbursement_delay_months.value
    for partner in case.scenario.partners:
        if partner.credit_usd is None or delay == 0:
            continue
        paid: defaultdict[int, float] = defaultdict(float)
        for unit in case.units:
            if unit.partner is partner:
                usd = sum(reimbursable_usd(case, unit).values())
                for month, aircraft in unit.months():
                    paid[month] += aircraft * usd
        laid_out = {
            month: sum(usd for when, usd in paid.items() if month - delay < when <= month) for month in paid
        }
        limit = partner.credit_usd
        excess = {month: usd - limit for month, usd in laid_out.items()}
        if found := worst(excess, USD + RELATIVE * limit):
            yield Breach(
                {"partner": partner.id, "month": case.month(found.month)},
                found.amount,
                f"{figure(laid_out[found.month])} USD laid out and not yet reimbursed,"
                f" its credit is {figure(limit)}{found.others}",
            )


def _allows(row: Earmark, payment: Payment) -> bool:
    return (
        row.sponsor == payment.sponsor
        and row.donor in (None, payment.donor)
        and row.partner in (None, payment.partner)
        and row.cost_kind in (None, payment.cost_kind)
    )


def _key(payment: Payment) -> CostKey:
    return CostKey(payment.partner, payment.donor, payment.cost_kind, payment.year)
