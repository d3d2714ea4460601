"""Casualty zones: few enough, where the deaths are, and as often as the sources say."""

from __future__ import annotations

import pytest

from airlift.flight.geodesy import distance_nm
from airlift.scenario import Scenario, load
from airlift_data.generate import DAYS
from airlift_data.places import mission_sites
from airlift_data.zones import FARTHEST_NM, MOST_ZONES, RATES, Cluster, merge, sectors
from tests.unit.data.shipped import BASE, REFERENCE, rows

MISSIONS = [day.mission for day in DAYS]
SECTORS = {"unmiss": 5, "minusca": 4, "monusco": 4, "unisfa": 2, "unsos": 6, "minusma": 4}


@pytest.fixture(scope="module")
def seoul() -> Scenario:
    return load("seoul-2021")


@pytest.mark.parametrize("mission", MISSIONS)
def test_rates_add_up_to_sectors_times_rate(seoul: Scenario, mission: str) -> None:
    """The events of a mission's zones are the calls of a sector times its sectors, and no zone has none."""
    events = [zone.events_per_month for zone in seoul.zones if zone.mission == mission]
    assert sectors(mission_sites(BASE, mission)) == SECTORS[mission]
    assert sum(events) == pytest.approx(RATES[mission].per_sector * SECTORS[mission], abs=1e-9)
    assert min(events) > 0


@pytest.mark.parametrize("mission", MISSIONS)
def test_zones_are_few_and_near(seoul: Scenario, mission: str) -> None:
    """At most forty, each within the farthest distance of a site of the mission."""
    zones = [zone for zone in seoul.zones if zone.mission == mission]
    sites = mission_sites(BASE, mission)
    assert 0 < len(zones) <= MOST_ZONES
    for zone in zones:
        away_nm = [
            distance_nm(zone.latitude_deg, zone.longitude_deg, site.lat_deg, site.lon_deg) for site in sites
        ]
        assert min(away_nm) <= FARTHEST_NM, zone.id


def test_the_deaths_of_south_sudan_are_all_in_zones() -> None:
    """No cell of the country is far from all sites, so both its missions together hold every death of the series."""
    deaths = sum(
        int(row["deaths_best"]) for row in rows(REFERENCE / "conflict_cells.csv") if row["iso3"] == "SSD"
    )
    held = [
        int(row["source"].split(" conflict cells with ")[1].split()[0])
        for row in rows(BASE / "zones.csv")
        if row["mission"] in ("unmiss", "unisfa")
    ]
    assert sum(held) == deaths


def test_the_rate_of_a_zone_follows_its_deaths(seoul: Scenario) -> None:
    """Within a mission events per death are the same in each zone, to the step of a rate."""
    source = {row["id"]: row["source"] for row in rows(BASE / "zones.csv")}
    zones = [zone for zone in seoul.zones if zone.mission == "minusca"]
    deaths = {zone.id: int(source[zone.id].split(" with ")[1].split()[0]) for zone in zones}
    per_death = RATES["minusca"].per_sector * SECTORS["minusca"] / sum(deaths.values())
    for zone in zones:
        assert zone.events_per_month == pytest.approx(deaths[zone.id] * per_death, abs=1e-4)


def test_merging_joins_what_is_near_and_light() -> None:
    """Of four clusters the two neighbours merge first, into their mean by deaths, and deaths are kept."""
    heavy, light = Cluster(0, 0, 30), Cluster(0, 1, 10)
    far = [Cluster(9, 0, 5), Cluster(0, 9, 5)]
    merged = merge([far[0], heavy, far[1], light], 3)
    assert Cluster(0, 0.25, 40) in merged
    assert sum(one.deaths for one in merged) == 50
    assert merge(merged, 3) == merged
