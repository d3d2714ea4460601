"""Pledges thought of for a plan, and the scarcity that makes one think of them."""

from __future__ import annotations

import pytest

from airlift.plans import Allocation, Payment, Trainees, Unit
from airlift.scenario import Scenario
from airlift.study.apply import apply_pledge
from airlift.study.candidates import generate_pledges
from airlift.study.scarcity import scarcity
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows

SCENARIO = with_policy(tiny_scenario(), "crew", attrition_pct_per_year=0)


def unit(partner: str = "kenya", aircraft: int = 5, **changes: object) -> Unit:
    """Return a unit of 500MD at Juba for six months."""
    row: dict[str, object] = {
        "id": "u1",
        "partner": partner,
        "demand": "unmiss-medevac",
        "aircraft_type": "500md",
        "maintenance_base": "juba-hangar",
        "first_month": "2022-10",
        "aircraft": (aircraft,) * 6,
    }
    return Unit.model_validate(row | changes)


def test_crews_and_technicians_are_counted_with_those_at_home_and_graduates():
    """Five aircraft need 11.25 of 12 crews and 25 of 40 technicians; graduates of a course come on top."""
    plan = Allocation(units=(unit(),))
    used = scarcity(SCENARIO, plan)
    assert used.crews["kenya", "md500"] == pytest.approx(11.25 / 12)
    assert used.technicians["kenya"] == pytest.approx(25 / 40)
    taught = plan.model_copy(
        update={"training": (Trainees(course="tpp-crew", partner="kenya", month="2022-03", trainees=4),)}
    )
    assert scarcity(SCENARIO, taught).crews["kenya", "md500"] == pytest.approx(11.25 / (12 + 4 * 0.85))
    assert scarcity(SCENARIO, taught).seats == {"tpp-crew": 1.0}


def test_money_that_carries_over_is_summed_up():
    """The fund has spent all of 2022 in 2022, and two thirds of both years in 2023."""
    payment = Payment(
        sponsor="rok-fund", partner="kenya", donor="rok", cost_kind="shipping", year=2022, usd=1e6
    )
    used = scarcity(SCENARIO, Allocation(payments=(payment,)))
    assert used.budgets["rok-fund"] == 1.0
    late = scarcity(SCENARIO, Allocation(payments=(payment.model_copy(update={"year": 2023}),)))
    assert late.budgets["rok-fund"] == pytest.approx(1e6 / 1.5e6)
    assert late.budgets["usa"] == 0.0


def test_docks_are_used_by_days_or_man_hours_whichever_is_more():
    """Five aircraft of 30 hours need 225 of 2,500 man-hours and 3 of 60 dock days."""
    used = scarcity(SCENARIO, Allocation(units=(unit(),)))
    assert used.docks["juba-hangar"] == pytest.approx(225 / 2500)


def ids(scenario: Scenario, plan: Allocation, most: int = 20) -> list[str]:
    """Identifiers of the pledges thought of."""
    return [row.id for row in generate_pledges(scenario, plan, most)]


def test_what_runs_short_is_asked_for():
    """A plan that uses nearly all crews asks for crews; one that pays all a sponsor has asks for money."""
    payment = Payment(sponsor="un", partner="kenya", donor=None, cost_kind="lift", year=2022, usd=59e6)
    found = ids(SCENARIO, Allocation(units=(unit(),), payments=(payment,)))
    assert "more-crews-kenya-500md" in found
    assert "more-money-un" in found
    assert not any(name.startswith("more-technicians") for name in found)
    assert "more-crews-kenya-500md" not in ids(SCENARIO, Allocation(units=(unit(aircraft=3),)))


def test_lots_that_could_serve_are_asked_for_in_the_size_of_a_unit():
    """Three deployable aircraft of 75 % are four donated ones."""
    found = {row.id: row for row in generate_pledges(SCENARIO, Allocation(), 20)}
    assert found["more-aircraft-rok-1"].amount == 4
    assert found["more-aircraft-rok-1"].lot == "rok-1"


def test_consent_is_asked_for_where_it_is_refused_or_late():
    """A refusal of a demand that lacks aircraft is one to ask about; one of a demand that is met is none."""
    row = {"mission": "unmiss", "partner": "kenya", "aircraft_type": None, "first_month": None}
    refused = with_rows(SCENARIO, "consents", row)
    assert "more-consent-unmiss-kenya" in ids(refused, Allocation())
    assert not any(name.startswith("more-consent") for name in ids(SCENARIO, Allocation()))


def test_full_courses_are_asked_for_more_seats():
    """A start with every seat taken."""
    taught = Allocation(training=(Trainees(course="tpp-crew", partner="kenya", month="2022-03", trainees=4),))
    assert "more-seats-tpp-crew" in ids(SCENARIO, taught)
    assert "more-seats-tpp-crew" not in ids(SCENARIO, Allocation())


def test_there_are_no_more_than_asked_for_and_kinds_take_turns():
    """The first two are of different kinds; every one can be made."""
    found = generate_pledges(SCENARIO, Allocation(units=(unit(),)), 3)
    assert len(found) == 3
    assert found[0].kind != found[1].kind
    for row in found:
        apply_pledge(SCENARIO, row)


def test_nothing_is_asked_for_when_nothing_lacks():
    """A scenario without demands in its months needs no pledge."""
    met = SCENARIO
    for demand in SCENARIO.demands:
        met = with_row(met, "demands", demand.id, first_month="2030-01", last_month="2030-02")
    assert ids(met, Allocation()) == []
