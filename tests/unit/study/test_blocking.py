"""Blocking triples: who would rather have each other, by the definition of the module."""

from __future__ import annotations

from airlift.plans import Allocation, Status, Transfer, Unit
from airlift.study.blocking import blocking_triples
from airlift.study.brokerage import Fit
from airlift.study.fits import Offer
from tests.scenarios import tiny_scenario, with_row

SCENARIO = tiny_scenario()


def unit(
    partner: str, demand: str, first_month: str = "2022-09", aircraft: int = 3, months: int = 16
) -> Unit:
    """Return a unit of 500MD."""
    return Unit(
        id=f"{partner}.{demand}",
        partner=partner,
        demand=demand,
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month=first_month,
        aircraft=(aircraft,) * months,
    )


def fit(partner: str, demand: str, value: float, usd: float = 0.0, lots: int = 0) -> Fit:
    """Return what a partner could do for a demand alone, with some aircraft of the lot rok-1."""
    moved = (Transfer(lot="rok-1", partner=partner, month="2022-05", aircraft=lots),) if lots else ()
    return Fit(
        Offer("partner", partner, partner),
        demand,
        value,
        48,
        first_month="2022-09",
        usd=usd,
        status=Status.OPTIMAL,
        allocation=Allocation(units=(unit(partner, demand),), transfers=moved),
    )


def pairs(allocation: Allocation, *fits: Fit) -> set[tuple[str | None, str, str]]:
    """Donor, partner and demand of the blocking triples."""
    return {(row.donor, row.partner, row.demand) for row in blocking_triples(SCENARIO, allocation, fits)}


def test_an_empty_demand_and_an_idle_partner_block():
    """Nobody serves and El Salvador stays at home: both would rather have each other, and no donor is to be asked."""
    found = pairs(Allocation(), fit("el-salvador", "unmiss-medevac", 48))
    assert found == {(None, "el-salvador", "unmiss-medevac")}


def test_a_partner_without_aircraft_at_home_does_not_come():
    """El Salvador's three aircraft are all elsewhere, at a demand that it likes as much."""
    plan = Allocation(units=(unit("el-salvador", "unmiss-patrol"),))
    rival = fit("el-salvador", "unmiss-medevac", 48)
    scenario = with_row(SCENARIO, "partners", "el-salvador", max_units=2)
    assert blocking_triples(scenario, plan, [rival]) == ()
    more = with_row(
        scenario, "partner_fleet", {"partner": "el-salvador", "aircraft_type": "500md"}, deployable_aircraft=6
    )
    assert len(blocking_triples(more, plan, [rival])) == 1


def test_a_pair_of_the_plan_does_not_block():
    """Kenya serves already."""
    plan = Allocation(units=(unit("kenya", "unmiss-medevac"),))
    assert pairs(plan, fit("kenya", "unmiss-medevac", 48)) == set()


def test_a_demand_would_rather_have_who_serves_more():
    """El Salvador serves where Kenya, idle elsewhere, could serve more, at a cost that Kenya likes better."""
    plan = Allocation(
        units=(unit("el-salvador", "unmiss-medevac", "2022-06", months=19), unit("kenya", "minusca-medevac"))
    )
    fits = [
        fit("kenya", "unmiss-medevac", 57, usd=100),
        fit("el-salvador", "unmiss-medevac", 48),
        fit("kenya", "minusca-medevac", 40, usd=9e6),
    ]
    assert pairs(plan, *fits) == {(None, "kenya", "unmiss-medevac")}
    fits[0] = fit("kenya", "unmiss-medevac", 40, usd=100)
    assert pairs(plan, *fits) == set()


def test_a_partner_that_likes_what_it_has_does_not_come():
    """Kenya leads no unit in vain: its own demand is the cheaper, so it stays; the demand alone cannot block."""
    plan = Allocation(
        units=(unit("el-salvador", "unmiss-medevac", "2022-06", months=19), unit("kenya", "minusca-medevac"))
    )
    fits = [
        fit("kenya", "unmiss-medevac", 57, usd=9e6),
        fit("el-salvador", "unmiss-medevac", 48),
        fit("kenya", "minusca-medevac", 40, usd=100),
    ]
    assert pairs(plan, *fits) == set()


def test_a_donor_gives_what_no_other_partner_has():
    """Two of six aircraft are with El Salvador: four more can be had, five cannot."""
    plan = Allocation(transfers=(Transfer(lot="rok-1", partner="el-salvador", month="2022-05", aircraft=2),))
    assert pairs(plan, fit("kenya", "unmiss-medevac", 48, lots=4)) == {("rok", "kenya", "unmiss-medevac")}
    assert pairs(plan, fit("kenya", "unmiss-medevac", 48, lots=5)) == set()


def test_what_could_do_nothing_does_not_block():
    """A partner that could serve no aircraft-month, or was not looked at, is no rival."""
    nothing = fit("kenya", "unmiss-medevac", 0)
    unknown = Fit(Offer("partner", "rwanda", "Rwanda"), "unmiss-medevac", None, 48)
    assert pairs(Allocation(), nothing, unknown) == set()


def test_a_triple_says_why():
    """Each of the three has its reason."""
    (triple,) = blocking_triples(SCENARIO, Allocation(), [fit("kenya", "unmiss-medevac", 48, lots=4)])
    row = triple.to_dict()
    assert (row["donor"], row["mission"]) == ("rok", "unmiss")
    assert len(row["why"]) == 3
    assert "lacks aircraft in 16 months" in row["why"][0]
