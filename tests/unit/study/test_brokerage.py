"""Offers and demands both ways: who fits whom, at what value, and what is missing."""

from __future__ import annotations

from airlift.partnership import partnership_graph
from airlift.plans import Allocation, Payment, Status
from airlift.scenario import Scenario
from airlift.study.brokerage import Fit, Misfit, broker_offers
from airlift.study.fits import Offer, missing_pieces, served_by
from airlift.study.outcomes import Brokerage
from tests.scenarios import tiny_scenario, with_row
from tests.unit.study.fakes import Listed, ListSolver, allocation_of, share

SCENARIO = tiny_scenario()
DEMAND = SCENARIO.demand_by_id["unmiss-medevac"]
KENYA = ("kenya", "unmiss-medevac")
RWANDA = ("rwanda", "unmiss-medevac")


def asks_for(scenario: Scenario, demand: str) -> bool:
    """Whether a small world is about a demand."""
    return [row.id for row in scenario.demands] == [demand]


def by_kenya(scenario: Scenario) -> bool:
    """Whether Kenya could serve the first demand here, with the Juba hangar and the UN's money."""
    return (
        asks_for(scenario, "unmiss-medevac")
        and "kenya" in scenario.partner_by_id
        and "juba-hangar" in scenario.maintenance_base_by_id
        and "un" in scenario.sponsor_by_id
    )


def solver() -> ListSolver:
    """Return a solver that knows one way to serve the first demand: nine aircraft-months of Kenya."""
    paid = Payment(sponsor="un", partner="kenya", donor=None, cost_kind="lift", year=2022, usd=1.0)
    served = allocation_of("k", KENYA).model_copy(update={"payments": (paid,)})
    tiers = {f"tier {tier} unmet": 0.0 for tier in (1, 2, 3)} | {"cost": 1.0}
    nothing = dict.fromkeys(tiers, 1.0)
    return ListSolver([Listed(served, tiers, by_kenya), Listed(Allocation(), nothing)])


def fits_of(demand: str) -> dict[tuple[str, str], Fit]:
    """Fits of a demand by kind and identifier of the offer."""
    fits, _ = broker_offers(SCENARIO, share(), solver())
    return {(fit.offer.kind, fit.offer.id): fit for fit in fits if fit.demand == demand}


def test_partners_and_lots_are_worth_what_they_could_serve_alone():
    """Kenya, and each lot that it may receive, could serve nine aircraft-months; the others none."""
    fits = fits_of("unmiss-medevac")
    assert fits["partner", "kenya"].value == 9
    assert fits["partner", "kenya"].first_month == "2022-09"
    assert fits["partner", "kenya"].status is Status.OPTIMAL
    assert fits["partner", "el-salvador"].value == 0
    assert fits["lot", "rok-1"].value == 9


def test_supports_are_worth_what_is_lost_without_them():
    """Without the hangar or the UN's money nothing is served; what the plan does not use is worth nothing."""
    fits = fits_of("unmiss-medevac")
    assert fits["base", "juba-hangar"].value == 9
    assert fits["sponsor", "un"].value == 9
    assert fits["course", "tpp-crew"].value == 0


def test_what_is_not_used_is_not_solved_for():
    """Only the hangar and the sponsor of the best plan are taken away."""
    chosen = solver()
    broker_offers(SCENARIO, share(), chosen)
    without = [s for s in chosen.scenarios if asks_for(s, "unmiss-medevac") and len(s.partners) > 1]
    removed = [s for s in without if len(s.maintenance_bases) + len(s.sponsors) + len(s.courses) < 8]
    assert len(removed) == 2


def test_a_misfit_names_every_missing_piece():
    """Uganda's Mi-17 lack nothing of the one demand and several things of the other; each reason has its rule."""
    _, misfits = broker_offers(SCENARIO, share(), solver())
    found = {(row.offer.id, row.demand): row for row in misfits if row.offer.kind == "partner"}
    rules = {reason.rule for reason in found["rwanda", "minusca-medevac"].reasons}
    assert "partner.caveat" in rules
    assert all(row.reasons for row in misfits), [row for row in misfits if not row.reasons]


def test_a_lot_with_conditions_does_not_fit_what_its_donor_excludes():
    """A donor that gives for MINUSCA alone has nothing for UNMISS."""
    tied = with_row(SCENARIO, "lots", "rok-1", missions=["minusca"])
    graph = partnership_graph(tied)
    lot = Offer("lot", "rok-1", "a lot")
    assert served_by(graph, lot, DEMAND) == ()
    assert any(reason.rule == "lot.conditions" for reason in missing_pieces(graph, lot, DEMAND))
    assert served_by(graph, lot, tied.demand_by_id["minusca-medevac"])


def test_without_time_offers_have_no_value():
    """A study cut short lists what fits and says that it does not know its worth."""
    fits, misfits = broker_offers(SCENARIO, share(0.0), solver())
    assert {fit.value for fit in fits} == {None}
    assert misfits


def brokerage() -> Brokerage:
    """Return a brokerage of the tiny scenario without a plan to judge."""
    fits, misfits = broker_offers(SCENARIO, share(), solver())
    return Brokerage(SCENARIO, fits, misfits, Allocation(), ())


def test_both_ways_tell_the_same():
    """The offers of a demand and the demands of an offer are the same fits, the most valuable first."""
    found = brokerage()
    offers = found.offers_for("unmiss-medevac")
    assert offers[0].offer.id == "kenya"
    assert [fit.value for fit in found.demands_for("partner", "kenya")] == [9, 0, 0]
    data = found.to_dict()
    forward = {(r["offer"], d["demand"]) for d in data["demands"] for r in d["offers"]}
    backward = {(o["offer"], r["demand"]) for o in data["offers"] for r in o["demands"]}
    assert forward == backward
    assert data["blocking"]["triples"] == []


def test_a_misfit_as_data():
    """The sentence and the rule of each reason are kept."""
    row: Misfit = brokerage().misfits[0]
    data = row.to_dict()
    assert data["offer"] == row.offer.id
    assert data["missing"][0]["rule"] == row.reasons[0].rule
