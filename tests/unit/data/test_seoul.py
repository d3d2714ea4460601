"""What the case of the Seoul Ministerial must say."""

from __future__ import annotations

import pytest

from airlift.flight.atmosphere import density_altitude_rule_ft
from airlift.flight.geodesy import distance_nm
from airlift.scenario import COST_KINDS, Scenario, load
from tests.unit.data.shipped import BASE, rows

BOXES_DEG = {  # south, north, west, east: a little wider than the country
    "BGD": (20, 27, 88, 93), "CAF": (2, 11.5, 14, 28), "COD": (-14, 6, 12, 32), "ETH": (3, 15, 32, 48),
    "GHA": (4, 12, -4, 2), "JOR": (29, 34, 34, 40), "KEN": (-5, 5.5, 33, 42), "KOR": (33, 39, 124, 132),
    "LKA": (5, 10, 79, 82), "MLI": (10, 25, -13, 5), "PAK": (23, 38, 60, 78), "RWA": (-3, -1, 28, 31),
    "SDN": (8, 23, 21, 39), "SEN": (12, 17, -18, -11), "SLV": (13, 15, -91, -87), "SOM": (-2, 12, 40, 52),
    "SSD": (3, 13, 23, 36), "UGA": (-2, 5, 29, 36), "ZAF": (-35, -22, 16, 33),
}  # fmt: skip
DENSITY_ALTITUDE_FT = {
    "unmiss-juba": 4600, "unmiss-bentiu": 4800, "unmiss-malakal": 4600, "minusca-bangui": 3700,
    "minusca-bouar": 6200, "minusca-bria": 4800, "monusco-bunia": 6700, "monusco-goma": 7600,
    "monusco-kavumu": 8300, "ke-embakasi": 8200, "ke-laikipia": 9000, "minusma-gao": 4500,
    "minusma-timbuktu": 4500,
}  # fmt: skip
MISSIONS = {"unmiss", "minusca", "monusco", "unisfa", "unsos", "minusma"}


@pytest.fixture(scope="module")
def seoul() -> Scenario:
    return load("seoul-2021")


def test_sixty_months_from_january_2022(seoul: Scenario) -> None:
    """The plan begins the month after the Ministerial and runs five years."""
    assert (seoul.start_month, seoul.horizon_months) == ("2022-01", 60)


def test_lots_are_sixteen_500md(seoul: Scenario) -> None:
    """The Republic of Korea gives six and ten 500MD, each with a gate of its own, and Kenya may have them."""
    assert sorted(lot.aircraft for lot in seoul.lots) == [6, 10]
    assert {(lot.donor, lot.aircraft_type) for lot in seoul.lots} == {("rok", "500md")}
    assert len({lot.gate_month for lot in seoul.lots}) == 2
    assert all("kenya" in lot.partners for lot in seoul.lots)


def test_candidate_partners(seoul: Scenario) -> None:
    """Kenya and at least eight more, two of them besides Kenya with aircraft of the MD 500 family."""
    assert seoul.partner_by_id["kenya"].home_base == "ke-embakasi"
    assert len(seoul.partners) >= 9
    family = {row.id for row in seoul.aircraft_types if row.family == "md500"}
    assert len({row.partner for row in seoul.partner_fleet if row.aircraft_type in family} - {"kenya"}) >= 2


def test_us_money_is_for_korean_aircraft_in_kenya(seoul: Scenario) -> None:
    """The United States pays for Korean aircraft in Kenya, and prepares the Kenyan unit."""
    marks = {(row.donor, row.partner, row.cost_kind) for row in seoul.earmarks if row.sponsor == "us-gpoi"}
    korean = {("rok", "kenya", kind) for kind in ("refurbishment", "shipping", "training")}
    assert marks == korean | {(None, "kenya", "predeployment")}


def test_sponsors_have_money_and_a_purpose(seoul: Scenario) -> None:
    """Each sponsor has earmark and budget, treasuries pay for their own partner, each cost has a payer."""
    for sponsor in seoul.sponsors:
        marks = [row for row in seoul.earmarks if row.sponsor == sponsor.id]
        assert marks, sponsor.id
        assert any(row.budget_usd > 0 for row in seoul.budgets if row.sponsor == sponsor.id), sponsor.id
        if sponsor.kind == "partner":
            assert {f"treasury-{row.partner}" for row in marks} == {sponsor.id}
    assert {row.cost_kind for row in seoul.earmarks} == set(COST_KINDS)


def test_korean_trust_fund(seoul: Scenario) -> None:
    """The trust fund has the million dollars of the Ministerial."""
    assert sum(row.budget_usd for row in seoul.budgets if row.sponsor == "rok-trust-fund") == 1_000_000


def test_missions_and_their_demands(seoul: Scenario) -> None:
    """Six missions ask for one to three capabilities each; MINUSMA is closed from January 2024."""
    assert {mission.id for mission in seoul.missions} == MISSIONS
    for mission in MISSIONS:
        own = [row for row in seoul.demands if row.mission == mission]
        assert 1 <= len(own) <= 3
        assert all(site.startswith(f"{mission}-") for row in own for site in row.sites)
    assert seoul.mission_by_id["minusma"].closure_month == "2024-01"
    assert {row.role: row.tier for row in seoul.demands} == {"medevac": 1, "patrol": 2, "utility": 3}


def test_more_is_asked_than_can_be_sent(seoul: Scenario) -> None:
    """Demand exceeds what the partners would send and the donated aircraft together."""
    asked = sum(row.aircraft for row in seoul.demands)
    sent = sum(row.deployable_aircraft for row in seoul.partner_fleet)
    donated = (
        sum(row.aircraft for row in seoul.lots) * seoul.policy.matching.donated_deployable_pct.value / 100
    )
    assert asked > sent + donated


def test_sites_lie_in_their_countries(seoul: Scenario) -> None:
    """Each site lies in a box around its country."""
    for site in seoul.sites:
        south, north, west, east = BOXES_DEG[site.iso3]
        assert south <= site.latitude_deg <= north, site.id
        assert west <= site.longitude_deg <= east, site.id
        assert -100 <= site.elevation_ft <= 9000, site.id
        assert 20 <= site.hot_day_c <= 46, site.id


@pytest.mark.parametrize(("site_id", "expected_ft"), sorted(DENSITY_ALTITUDE_FT.items()))
def test_density_altitude_of_named_sites(seoul: Scenario, site_id: str, expected_ft: float) -> None:
    """A hot afternoon gives the density altitude reckoned for the site, within 100 ft."""
    site = seoul.site_by_id[site_id]
    assert density_altitude_rule_ft(site.elevation_ft, site.hot_day_c) == pytest.approx(expected_ft, abs=100)


def _payload_kg(scenario: Scenario, type_id: str, demand_id: str) -> float:
    """Payload of a type at a demand's home base with fuel for its radius; -inf if the tank is too small."""
    kind, demand = scenario.aircraft_type_by_id[type_id], scenario.demand_by_id[demand_id]
    home, rules = scenario.site_by_id[demand.sites[0]], scenario.policy.flight
    altitude_ft = density_altitude_rule_ft(home.elevation_ft, home.hot_day_c)
    lost_pct = max(0.0, altitude_ft - kind.full_mass_density_altitude_ft) / 250
    burnt_min = 120 * demand.radius_nm / kind.cruise_kt * (1 + rules.contingency_pct.value / 100)
    burnt_min += rules.reserve_day_min.value
    fuel_kg = burnt_min * kind.burn_kg_per_h / 60 + rules.taxi_fuel_kg.value
    if fuel_kg > kind.fuel_capacity_kg:
        return float("-inf")
    crew_kg = (kind.pilots + kind.cabin_crew) * rules.crew_mass_kg.value
    return kind.mtow_kg * (1 - lost_pct / 100) - kind.empty_kg - crew_kg - fuel_kg


def test_500md_lifts_one_casualty_at_low_sites_but_not_at_goma(seoul: Scenario) -> None:
    """A 500MD meets the medevac demands of the low sites and is too heavy at Goma; an MD 530F is not."""
    wanted_kg = {row.id: row.payload_kg for row in seoul.demands}
    for demand in ("unmiss-medevac", "minusca-medevac", "unisfa-medevac", "unsos-medevac"):
        assert _payload_kg(seoul, "500md", demand) >= wanted_kg[demand]
    assert _payload_kg(seoul, "500md", "monusco-medevac") < wanted_kg["monusco-medevac"]
    assert _payload_kg(seoul, "md530f", "monusco-medevac") >= wanted_kg["monusco-medevac"]


def test_medevac_payload_is_one_patient_with_attendant(seoul: Scenario) -> None:
    """The payload of a medevac demand is one patient with the attendants of the policy."""
    rules = seoul.policy.flight
    one = (
        rules.litter_patient_mass_kg.value
        + rules.attendants_per_medevac.value * rules.attendant_mass_kg.value
    )
    assert {row.payload_kg for row in seoul.demands if row.role == "medevac"} == {one}


def test_a_maintenance_base_reaches_each_demand(seoul: Scenario) -> None:
    """Each home base of a demand lies in reach of a maintenance base that keeps 500MD or Mi-17."""
    for demand in seoul.demands:
        home = seoul.site_by_id[demand.sites[0]]
        reaching = [
            base.id
            for base in seoul.maintenance_bases
            if distance_nm(
                home.latitude_deg,
                home.longitude_deg,
                seoul.site_by_id[base.site].latitude_deg,
                seoul.site_by_id[base.site].longitude_deg,
            )
            <= base.reach_nm
            and {"500md", "mi-17"} & set(base.aircraft_types)
        ]
        assert reaching, demand.id


def test_own_figures_of_types_and_partners_have_their_own_source() -> None:
    """Provenance names a source for the cost of each aircraft type and for the women of each partner."""
    named = {(row["table"], row["row"], row["column"]) for row in rows(BASE / "provenance.csv")}
    for row in rows(BASE / "aircraft_types.csv"):
        assert ("aircraft_types", row["id"], "loa_usd_per_aircraft_month") in named
    for row in rows(BASE / "partners.csv"):
        assert ("partners", row["id"], "women_technicians") in named
