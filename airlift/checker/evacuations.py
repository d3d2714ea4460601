"""Casualties of a zone by aircraft on standby: fuel, mass, light and the two clocks.

Every event is one call for one aircraft, in the middle of its hour. Each leg takes its time at cruise and that of a
landing. The patient goes to the hospital with the shortest flight from the zone that fuel and mass allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from airlift.checker.case import Case
from airlift.checker.tolerances import FUEL_KG, MINUTE
from airlift.flight import day_window_min, daylight_on, distance_nm
from airlift.scenario.casualties import Zone
from airlift.scenario.demands import Site
from airlift.scenario.offers import AircraftType

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Evacuation", "Evacuations"]

_DAY_MIN = 1440.0


@dataclass(frozen=True, slots=True)
class Evacuation:
    """One aircraft to one zone and on to a hospital; times in minutes, from wounding but for `busy_min`."""

    arrive_min: float
    landing_min: float
    surgery_min: float
    busy_min: float


class Evacuations:
    """Evacuations of a mission, each flown once.

    Parameters
    ----------
    case : Case
        The scenario.
    mission : str
        Whose zones; the mission is known.
    month : str
        Light is that of its fifteenth day.
    """

    def __init__(self, case: Case, mission: str, month: str) -> None:
        self.case = case
        scenario = case.scenario
        level = scenario.policy.casualty.surgery_medical_level.value
        self.zones = [zone for zone in scenario.zones if zone.mission == mission]
        self._hospitals = [site for site in scenario.sites if site.medical_level >= level]
        self._from_zone = _distances(self.zones, scenario.sites)
        self._from_hospital = _distances(self._hospitals, scenario.sites)
        self._site = {site.id: number for number, site in enumerate(scenario.sites)}
        self._fuel = [number for number, site in enumerate(scenario.sites) if site.fuel]
        self._flown: dict[tuple[str, str, int, bool], Evacuation | None] = {}
        offset_h = scenario.mission_by_id[mission].utc_offset_h
        day = date.fromisoformat(f"{month}-15")
        basis = scenario.policy.flight.daylight_basis.value
        self._light = [
            day_window_min(daylight_on(day, zone.latitude_deg, zone.longitude_deg, offset_h), basis)
            for zone in self.zones
        ]

    def at(self, kind: AircraftType, post: Site, zone: int, hour: int, by_night: bool) -> Evacuation | None:
        """Evacuation of an event in an hour of the local day; None where it cannot be flown."""
        by_day = self._fly(kind, post, zone, night=False)
        if by_day is not None and self._in_daylight(by_day, zone, hour):
            return by_day
        return self._fly(kind, post, zone, night=True) if by_night else None

    def _in_daylight(self, flight: Evacuation, zone: int, hour: int) -> bool:
        """Whether take-off and landing at the hospital lie in the flying day."""
        light = self._light[zone]
        if light is None:
            return False
        alert_min = self.case.scenario.policy.casualty.alert_min.value
        take_off = (60.0 * hour + 30.0 + alert_min) % _DAY_MIN
        landing = take_off + flight.landing_min - alert_min
        return take_off >= light[0] - MINUTE and landing <= light[1] + MINUTE

    def _fly(self, kind: AircraftType, post: Site, zone: int, *, night: bool) -> Evacuation | None:
        key = (kind.id, post.id, zone, night)
        if key not in self._flown:
            self._flown[key] = self._evacuation(kind, post, zone, night)
        return self._flown[key]

    def _evacuation(self, kind: AircraftType, post: Site, zone: int, night: bool) -> Evacuation | None:
        policy = self.case.scenario.policy
        out = self._leg_min(kind, self._from_zone[zone, self._site[post.id]])
        tank_kg = self._fuel_kg(kind, post, self.zones[zone], out)
        reserve_min = (policy.flight.reserve_night_min if night else policy.flight.reserve_day_min).value
        possible = []
        for number, hospital in enumerate(self._hospitals):
            onward = self._leg_min(kind, self._from_zone[zone, self._site[hospital.id]])
            trip = out + onward + self._to_fuel_min(kind, number)
            planned_min = trip * (1.0 + policy.flight.contingency_pct.value / 100.0) + reserve_min
            need_kg = kind.burn_kg_per_h / 60.0 * planned_min + policy.flight.taxi_fuel_kg.value
            if need_kg <= tank_kg + FUEL_KG / 1000.0:
                possible.append((onward, number))
        if not possible:
            return None
        onward, number = min(possible)
        arrive = policy.casualty.alert_min.value + out
        landing = arrive + policy.casualty.scene_min.value + onward
        back = self._leg_min(kind, self._from_hospital[number, self._site[post.id]])
        return Evacuation(
            arrive,
            landing,
            landing + policy.casualty.handover_min.value,
            landing - policy.casualty.alert_min.value + kind.refuel_min + back,
        )

    def _leg_min(self, kind: AircraftType, away_nm: float) -> float:
        return away_nm / kind.cruise_kt * 60.0 + self.case.scenario.policy.sorties.landing_min.value

    def _to_fuel_min(self, kind: AircraftType, hospital: int) -> float:
        """Flight from a hospital to its nearest fuel; none where it has fuel."""
        if self._hospitals[hospital].fuel:
            return 0.0
        nearest_nm = min((self._from_hospital[hospital, site] for site in self._fuel), default=np.inf)
        return self._leg_min(kind, float(nearest_nm))

    def _fuel_kg(self, kind: AircraftType, post: Site, zone: Zone, out_min: float) -> float:
        """Fuel at start-up: full tanks, as far as the take-offs at post and zone allow with a patient on board."""
        policy = self.case.scenario.policy.flight
        loaded_kg = (
            kind.empty_kg
            + self.case.crew_mass_kg(kind)
            + policy.attendants_per_medevac.value * policy.attendant_mass_kg.value
            + policy.litter_patient_mass_kg.value
            - policy.taxi_fuel_kg.value
        )
        burnt_kg = kind.burn_kg_per_h / 60.0 * out_min
        return min(
            kind.fuel_capacity_kg,
            self.case.mass_limit_kg(kind, post) - loaded_kg,
            self.case.mass_limit_kg(kind, zone) - loaded_kg + burnt_kg,
        )


def _distances(origins: Sequence[Site | Zone], ends: Sequence[Site]) -> NDArray[np.float64]:
    """Geodesic distances in nm, shape (origins, ends)."""
    pairs = np.array(
        [
            (start.latitude_deg, start.longitude_deg, end.latitude_deg, end.longitude_deg)
            for start in origins
            for end in ends
        ]
    ).reshape(-1, 4)
    return np.asarray(distance_nm(*pairs.T), dtype=np.float64).reshape(len(origins), len(ends))
