"""Making a pledge: one pure function, each kind adds what it says and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import airlift
from airlift.errors import ScenarioError
from airlift.scenario import Pledge, Scenario, write_folder
from airlift.study.apply import apply_pledge, apply_pledges
from tests.scenarios import tiny_scenario, with_rows
from tests.unit.study.pledgerows import CREWS, LOT, pledge

SCENARIO = tiny_scenario()

EVERY_KIND = (
    LOT,
    pledge(
        "aircraft",
        3,
        id="new-lot",
        donor="japan",
        aircraft_type="500md",
        first_month="2022-04",
        partner="kenya",
    ),
    pledge("aircraft", 2, id="own", partner="kenya", aircraft_type="500md"),
    CREWS,
    pledge("crews", 5, id="new-crews", partner="kenya", aircraft_type="mi-17"),
    pledge("technicians", 15, partner="el-salvador"),
    pledge("seats", 2, course="tpp-crew"),
    pledge("money", 1e6, sponsor="usa", first_month="2022-01", last_month="2024-12"),
    pledge("money", 5e5, id="tied", donor="rok", partner="el-salvador", first_month="2023-01"),
    pledge("docks", 1, maintenance_base="juba-hangar"),
    pledge("consent", 1, mission="unmiss", partner="kenya", first_month="2022-06"),
)


SHIPPED = [(name, row) for name in ("seoul-2021", "kenya-only") for row in airlift.load(name).pledges]


@pytest.mark.parametrize(("name", "row"), SHIPPED, ids=lambda value: getattr(value, "id", value))
def test_every_shipped_pledge_can_be_made(name: str, row: Pledge, tmp_path: Path):
    """The candidates of the shipped scenarios apply, and the wider scenario has no problem."""
    write_folder(apply_pledge(airlift.load(name), row), tmp_path / "wider")
    assert airlift.check_scenario(str(tmp_path / "wider")) == ()


def changed(before: Scenario, after: Scenario) -> set[str]:
    """Names of the tables that differ."""
    return {name for name in type(before).model_fields if getattr(before, name) != getattr(after, name)}


@pytest.mark.parametrize("row", EVERY_KIND, ids=lambda row: row.id)
def test_the_wider_scenario_has_no_problem(row: Pledge, tmp_path: Path):
    """A scenario with a pledge made passes the same checks as any, and the old one is untouched."""
    before = SCENARIO.model_dump_json()
    wider = apply_pledge(SCENARIO, row)
    write_folder(wider, tmp_path / "wider")
    assert airlift.check_scenario(str(tmp_path / "wider")) == ()
    assert SCENARIO.model_dump_json() == before


def test_aircraft_of_a_lot():
    """The lot grows and stays as it is otherwise."""
    wider = apply_pledge(SCENARIO, LOT)
    assert wider.lot_by_id["rok-1"].aircraft == SCENARIO.lot_by_id["rok-1"].aircraft + 4
    assert changed(SCENARIO, wider) == {"lots"}


def test_a_new_lot_is_priced_like_one_of_its_type():
    """Workshop, times and prices are those of a lot of the type; gate and partner are the pledge's."""
    wider = apply_pledge(SCENARIO, EVERY_KIND[1])
    lot = wider.lots[-1]
    assert (lot.donor, lot.aircraft, lot.gate_month, lot.partners) == ("japan", 3, "2022-04", ("kenya",))
    assert lot.refurbishment_usd_per_aircraft == SCENARIO.lots[0].refurbishment_usd_per_aircraft
    assert lot.source == "made for tests"


def test_a_new_lot_of_a_new_type_is_ready_to_fly():
    """Without another lot of the type there is no workshop; mission and return are those of the pledge."""
    row = pledge(
        "aircraft",
        3,
        donor="japan",
        aircraft_type="mi-17",
        mission="minusca",
        first_month="2022-04",
        last_month="2023-06",
    )
    lot = apply_pledge(SCENARIO, row).lots[-1]
    assert (lot.refurbishment_months, lot.refurbishment_usd_per_aircraft, lot.refurbishment_per_month) == (
        0,
        0,
        3,
    )
    assert (lot.partners, lot.missions, lot.return_month) == ((), ("minusca",), "2023-07")


def test_own_aircraft_of_a_partner():
    """They are let go from the partner's fleet, which grows where it must, or make one."""
    more = apply_pledge(SCENARIO, pledge("aircraft", 2, partner="rwanda", aircraft_type="mi-17"))
    row = more.fleet_by_key["rwanda", "mi-17"]
    assert (row.aircraft, row.deployable_aircraft) == (8, 8)
    beyond = apply_pledge(SCENARIO, pledge("aircraft", 3, partner="rwanda", aircraft_type="mi-17"))
    row = beyond.fleet_by_key["rwanda", "mi-17"]
    assert (row.aircraft, row.deployable_aircraft) == (9, 9)
    new = apply_pledge(SCENARIO, pledge("aircraft", 2, partner="kenya", aircraft_type="500md"))
    assert new.fleet_by_key["kenya", "500md"].deployable_aircraft == 2


def test_crews_join_those_that_are_there():
    """Twelve crews and nine are twenty-one, with the same qualifications."""
    row = apply_pledge(SCENARIO, CREWS).crews_by_key["kenya", "500md"]
    assert (row.crews, row.tags) == (21, ("medevac", "nvg"))


def test_seats_and_technicians_and_docks():
    """Each grows by its amount; docks bring their share of the man-hours."""
    wider = apply_pledges(SCENARIO, EVERY_KIND[5:7] + EVERY_KIND[9:10])
    assert wider.partner_by_id["el-salvador"].technicians == 45
    assert wider.course_by_id["tpp-crew"].seats == 6
    base = wider.maintenance_base_by_id["juba-hangar"]
    assert (base.docks, base.man_hours_per_month) == (3, 3750)


def test_money_of_a_sponsor_falls_in_each_year():
    """A year that has a budget has more of it, one without gets it."""
    wider = apply_pledge(SCENARIO, EVERY_KIND[7])
    usa = {row.year: row.budget_usd for row in wider.budgets if row.sponsor == "usa"}
    assert usa == {2022: 7e6, 2023: 7e6, 2024: 1e6}
    assert changed(SCENARIO, wider) == {"budgets"}


def test_money_of_a_new_sponsor_is_tied_as_the_pledge_says():
    """A sponsor, its budget and its one earmark."""
    wider = apply_pledge(SCENARIO, EVERY_KIND[8])
    assert changed(SCENARIO, wider) == {"sponsors", "budgets", "earmarks"}
    row = wider.earmarks[-1]
    assert (row.sponsor, row.donor, row.partner, row.cost_kind) == (
        wider.sponsors[-1].id,
        "rok",
        "el-salvador",
        None,
    )
    assert [(b.year, b.budget_usd) for b in wider.budgets if b.sponsor == row.sponsor] == [(2023, 5e5)]


def consents(scenario: Scenario) -> set[tuple[str | None, str | None]]:
    """Type and month of the consents of UNMISS to Kenya."""
    rows = (row for row in scenario.consents if (row.mission, row.partner) == ("unmiss", "kenya"))
    return {(row.aircraft_type, row.first_month) for row in rows}


def consent_row(**columns: Any) -> dict[str, Any]:
    """Return a row of the table of consents of UNMISS to Kenya."""
    return {"mission": "unmiss", "partner": "kenya", "aircraft_type": None, "first_month": None} | columns


def test_consent_opens_what_was_refused():
    """A refusal of every type becomes consent from the pledge's month."""
    refused = with_rows(SCENARIO, "consents", consent_row())
    assert consents(apply_pledge(refused, EVERY_KIND[10])) == {("500md", "2022-06"), ("mi-17", "2022-06")}


def test_consent_for_one_type_leaves_the_others_refused():
    """Only the type of the pledge is let in."""
    refused = with_rows(SCENARIO, "consents", consent_row())
    row = pledge(
        "consent", 1, mission="unmiss", partner="kenya", aircraft_type="500md", first_month="2022-06"
    )
    assert consents(apply_pledge(refused, row)) == {("500md", "2022-06"), ("mi-17", None)}


def test_consent_never_delays():
    """Who is let in earlier than the pledge says stays so; who has no row has consent anyway."""
    earlier = with_rows(SCENARIO, "consents", consent_row(first_month="2022-03"))
    assert consents(apply_pledge(earlier, EVERY_KIND[10])) == {("500md", "2022-03"), ("mi-17", "2022-03")}
    assert consents(apply_pledge(SCENARIO, EVERY_KIND[10])) == set()


@pytest.mark.parametrize(
    "row",
    [
        pledge("crews", 2.5, partner="kenya", aircraft_type="500md"),
        pledge("crews", 2, aircraft_type="500md"),
        pledge("technicians", 2, partner="atlantis"),
        pledge("aircraft", 2, donor="japan", aircraft_type="mi-99", first_month="2022-04"),
        pledge("seats", 2),
    ],
)
def test_an_unclear_pledge_is_refused(row: Pledge):
    """Half a crew, no partner, an unknown one, an unknown type, no course."""
    with pytest.raises(ScenarioError, match="bad-pledge"):
        apply_pledge(SCENARIO, row)
