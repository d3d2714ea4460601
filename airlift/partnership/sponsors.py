"""Who may pay for which partner: earmarks and budgets, before any price is known."""

from __future__ import annotations

from collections.abc import Iterator

from airlift.partnership.reason import Reason
from airlift.partnership.wording import partners_listed
from airlift.scenario.model import Scenario
from airlift.scenario.offers import COST_KINDS, Earmark, Partner, Sponsor

__all__ = ["payable", "sponsor_reasons"]


def payable(scenario: Scenario, sponsor: Sponsor, partner: Partner) -> tuple[str, ...]:
    """Cost kinds that a sponsor may pay for a partner, with the donors if only their aircraft are meant.

    Returns
    -------
    tuple of str
        Such as `assessment` or `refurbishment (rok)`, in the order of the cost kinds.
    """
    rows = [row for row in scenario.earmarks if row.sponsor == sponsor.id and _covers(row, partner)]
    words: list[str] = []
    for kind in COST_KINDS:
        matching = [row for row in rows if row.cost_kind is None or row.cost_kind == kind]
        donors = sorted({row.donor for row in matching if row.donor is not None})
        if any(row.donor is None for row in matching):
            words.append(kind)
        elif donors and kind in ("refurbishment", "shipping", "training"):
            # A donor causes no other cost, so an earmark for it pays nothing else.
            words.append(f"{kind} ({', '.join(donors)})")
    return tuple(words)


def sponsor_reasons(scenario: Scenario, sponsor: Sponsor, partner: Partner) -> Iterator[Reason]:
    """Why a sponsor pays nothing for a partner; nothing where it may pay."""
    if not payable(scenario, sponsor, partner):
        rows = [row for row in scenario.earmarks if row.sponsor == sponsor.id]
        named = sorted({row.partner for row in rows if row.partner is not None})
        if not rows:
            words = f"{sponsor.name} has no earmark and so pays nothing"
        elif partner.id not in named and named:
            words = f"{sponsor.name} pays only for {partners_listed(scenario, named)}"
        else:
            words = f"no earmark of {sponsor.name} covers a cost of {partner.name}"
        yield Reason("sponsor.earmark", words)
    first, last = scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1)
    rows_of_plan = (row for row in scenario.budgets if row.sponsor == sponsor.id and row.year <= last)
    if not any(row.budget_usd > 0 and row.year >= first for row in rows_of_plan):
        years = str(first) if first == last else f"{first}–{last}"
        yield Reason("sponsor.budget", f"{sponsor.name} has no budget in {years}")


def _covers(row: Earmark, partner: Partner) -> bool:
    return row.partner is None or row.partner == partner.id
