"""What a plan of the partnership comes to, and how two such plans differ, in sentences made of the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import airlift

__all__ = ["Figures", "Tier", "caveat", "contrast", "figures_of", "in_one_sentence", "usd"]


@dataclass(frozen=True)
class Tier:
    """Unmet aircraft-months of one tier: in the plan, and the least that is proven possible."""

    tier: int
    demanded: int
    unmet: int
    bound: float
    status: str

    @property
    def least(self) -> int:
        """The bound as whole aircraft-months, rounded to the safe side."""
        return max(0, min(self.unmet, int(self.bound + 1e-6)))


@dataclass(frozen=True)
class Figures:
    """Figures of one plan.

    Parameters
    ----------
    name : str
        Of the scenario.
    tiers : tuple of Tier
        The most urgent first.
    units, served, demanded : int
        Units, and aircraft-months over all tiers.
    flown : mapping
        Aircraft-months by name of the partner, most first.
    offered, handed_over, donated : mapping
        Aircraft offered and handed over, and aircraft-months flown with them, by donor.
    received : mapping
        Aircraft handed over by (donor, name of the partner).
    first_month : str or None
        In which the first unit deploys.
    cost_usd : float
        Of the whole plan.
    paid_usd : mapping
        By name of the sponsor, most first; the treasuries of partners are one.
    """

    name: str
    tiers: tuple[Tier, ...]
    units: int
    served: int
    demanded: int
    flown: Mapping[str, int]
    offered: Mapping[str, int]
    handed_over: Mapping[str, int]
    donated: Mapping[str, float]
    received: Mapping[tuple[str, str], int]
    first_month: str | None
    cost_usd: float
    paid_usd: Mapping[str, float]


TREASURIES = "the partners' own treasuries"


def figures_of(scenario: airlift.Scenario, plan: airlift.Plan) -> Figures:
    """Count a plan, from its tables."""
    tables = {name: frame.to_dict("records") for name, frame in airlift.tables(scenario, plan).items()}
    flown = Counter[str]()
    for row in tables["units"]:
        flown[scenario.partner_by_id[row["partner"]].name] += row["aircraft_months"]
    offered, handed_over = Counter[str](), Counter[str]()
    for row in tables["lots"]:
        offered[row["donor"]] += row["aircraft"]
        handed_over[row["donor"]] += row["handed_over"]
    received = Counter[tuple[str, str]]()
    for row in tables["transfers"]:
        received[row["donor"], scenario.partner_by_id[row["partner"]].name] += row["aircraft"]
    paid = Counter[str]()
    for row in tables["payments"]:
        sponsor = scenario.sponsor_by_id[row["sponsor"]]
        paid[TREASURIES if sponsor.kind == "partner" else sponsor.name] += row["paid_usd"]
    (everything,) = (row for row in tables["coverage"] if row["scope"] == "all")
    return Figures(
        name=scenario.name,
        tiers=tuple(_tiers(plan, tables["coverage"])),
        units=len(tables["units"]),
        served=everything["served"],
        demanded=everything["demanded"],
        flown=dict(flown.most_common()),
        offered=dict(offered),
        handed_over=dict(handed_over),
        donated={row["member"]: row["aircraft_months"] for row in tables["burden"] if row["role"] == "donor"},
        received=dict(received.most_common()),
        first_month=min((row["first_month"] for row in tables["units"]), default=None),
        cost_usd=sum(row["cost_usd"] for row in tables["costs"]),
        paid_usd=dict(paid.most_common()),
    )


def _tiers(plan: airlift.Plan, coverage: Iterable[Mapping[Hashable, Any]]) -> Iterator[Tier]:
    levels = {level.name: level for level in plan.results[0].objectives} if plan.results else {}
    for row in coverage:
        if row["scope"] == "tier":
            level = levels.get(f"tier {row['key']} unmet")
            bound = 0.0 if level is None or level.bound is None else level.bound
            status = "not searched" if level is None else level.status.value
            yield Tier(int(row["key"]), row["demanded"], row["unmet"], bound, status)


def in_one_sentence(one: Figures) -> Iterator[str]:
    """Say who gives, who flies and who pays in a plan."""
    for donor, offered in one.offered.items():
        to = ", ".join(
            f"{partner} {count}" for (giver, partner), count in one.received.items() if giver == donor
        )
        given = one.handed_over[donor]
        if not given:
            yield f"None of the {offered} aircraft that `{donor}` offers is handed over."
            continue
        flown = one.donated.get(donor, 0.0)
        share = f" ({100 * flown / one.served:.1f} % of all that is served)" if one.served else ""
        yield (
            f"Of the {offered} aircraft that `{donor}` offers, {given} are handed over{f' ({to})' if to else ''}; "
            f"{flown:,.0f} aircraft-months are flown with them{share}."
        )
    if one.flown:
        yield f"Aircraft-months are flown by {', '.join(f'{name} {count:,}' for name, count in one.flown.items())}."
    if one.paid_usd:
        payers = ", ".join(f"{name} {usd(amount)}" for name, amount in one.paid_usd.items())
        yield f"The plan costs {usd(one.cost_usd)}, paid by: {payers}."


def contrast(one: Figures, other: Figures) -> Iterator[str]:
    """Say how one plan differs from another one, and what of that is proven of the best plans."""
    yield f"{_scale(one)}; {_scale(other)}."
    if one.tiers and other.tiers and one.tiers[0].tier == other.tiers[0].tier:
        yield _first_tier(one, other)
    givers = sorted({*one.handed_over, *other.handed_over})
    given = [
        f"{one.handed_over.get(donor, 0)} aircraft of `{donor}` instead of {other.handed_over.get(donor, 0)}"
        for donor in givers
        if one.handed_over.get(donor, 0) != other.handed_over.get(donor, 0)
    ]
    payers = [*dict.fromkeys([*one.paid_usd, *other.paid_usd])]
    paid = [
        f"{name} {usd(one.paid_usd.get(name, 0.0))} instead of {usd(other.paid_usd.get(name, 0.0))}"
        for name in payers
        if usd(one.paid_usd.get(name, 0.0)) != usd(other.paid_usd.get(name, 0.0))
    ]
    if given:
        yield f"It hands over {' and '.join(given)}."
    yield f"Who pays differently: {'; '.join(paid)}." if paid else "Every sponsor pays the same."


def _scale(one: Figures) -> str:
    return (
        f"`{one.name}` deploys {one.units} units (partners: {len(one.flown)}) and serves {one.served:,} of "
        f"{one.demanded:,} aircraft-months for {usd(one.cost_usd)}"
    )


def caveat(counted: Sequence[Figures]) -> str | None:
    """Say of which plans the first tier is not proven; None where it is of all."""
    names = [f"`{one.name}`" for one in counted if one.tiers and one.tiers[0].status != "optimal"]
    if not names:
        return None
    return (
        f"Not proven best in their first tier: {', '.join(names)}. With more time their plans may look quite "
        "different; of the scenarios themselves only that holds which is said to be proven."
    )


def _first_tier(one: Figures, other: Figures) -> str:
    mine, theirs = one.tiers[0], other.tiers[0]
    difference = mine.unmet - theirs.unmet
    least, most = mine.least - theirs.unmet, mine.unmet - theirs.least
    words = f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}" if difference else "as many"
    if least == most:
        proven = "which is proven of the best plans too"
    elif least > 0:
        proven = f"proven of the best plans are at least {least:,} and at most {most:,} more"
    elif most < 0:
        proven = f"proven of the best plans are at least {-most:,} and at most {-least:,} fewer"
    else:
        proven = (
            "the searches did not prove which scenario is better there: between the best plans lie from "
            f"{least:+,} to {most:+,}"
        )
    return (
        f"Of tier {mine.tier}, `{one.name}` leaves {mine.unmet:,} aircraft-months unmet and `{other.name}` "
        f"{theirs.unmet:,}: {words} ({proven})."
    )


def usd(amount: float) -> str:
    """Write money: `USD 1.25 million`, `USD 940,000`."""
    return f"USD {amount / 1e6:,.2f} million" if abs(amount) >= 999_500 else f"USD {amount:,.0f}"
