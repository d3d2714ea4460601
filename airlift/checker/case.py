"""A scenario and a plan side by side, with what many rules look up."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cached_property

import numpy as np

from airlift.checker.decisions import (
    Arrival,
    Class,
    Deployment,
    Visit,
    arrivals,
    classes,
    deployments,
    first_gates,
    visits,
)
from airlift.checker.fleetplan import Fleet
from airlift.checker.flights import Day, days
from airlift.flight import Daylight, daylight_on, distance_nm, isa_temperature_c
from airlift.plans import Plan
from airlift.scenario.casualties import Zone
from airlift.scenario.demands import Demand, Site
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType

__all__ = ["Case"]


class Case:
    """What is judged: the decisions of a plan, resolved against its scenario.

    Parameters
    ----------
    scenario : Scenario
        The question; its own references are taken as checked.
    plan : Plan
        The answer; anything that validates.
    """

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.scenario = scenario
        self.plan = plan
        self._daylight: dict[tuple[str, date, float], Daylight] = {}

    @cached_property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Transfers of donated aircraft."""
        return arrivals(self.scenario, self.plan.allocation)

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """Trainees in course starts."""
        return classes(self.scenario, self.plan.allocation)

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """Assessment visits to partners."""
        return visits(self.scenario, self.plan.allocation)

    @cached_property
    def units(self) -> tuple[Deployment, ...]:
        """Units."""
        return deployments(self.scenario, self.plan.allocation)

    @cached_property
    def gates(self) -> dict[str, int]:
        """Month index of the first gate passing by lot."""
        return first_gates(self.scenario, self.plan.allocation)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """Flying programmes."""
        return days(self.scenario, self.plan, self.units, self.fleet)

    @cached_property
    def fleet(self) -> Fleet | None:
        """Fleet plan; None where sustainment was not planned."""
        if self.plan.fleet is None:
            return None
        return Fleet(self.scenario, self.plan.fleet, self.units, self._ferry_nm)

    def _ferry_nm(self, unit: Deployment) -> float:
        """Distance of a unit's maintenance base from its home base; 0 where one of them is unknown."""
        if unit.base is None or unit.demand is None:
            return 0.0
        return self.distance_nm(self.scenario.site_by_id[unit.base.site], self.home_base(unit.demand))

    @cached_property
    def windows(self) -> dict[str, tuple[int, int]]:
        """First month index and end of each demand's window."""
        return {row.id: self.scenario.demand_window(row) for row in self.scenario.demands}

    @cached_property
    def deployed(self) -> dict[str, Counter[int]]:
        """Aircraft deployed to each demand by month index."""
        totals: dict[str, Counter[int]] = {row.id: Counter() for row in self.scenario.demands}
        for unit in self.units:
            if unit.demand is not None:
                totals[unit.demand.id].update(dict(unit.months()))
        return totals

    @cached_property
    def unmet(self) -> dict[tuple[str, int], int]:
        """Aircraft that each demand lacks, by demand and month index of its window; only where some lack."""
        lacking: dict[tuple[str, int], int] = {}
        for demand in self.scenario.demands:
            for month in range(*self.windows[demand.id]):
                short = demand.aircraft - self.deployed[demand.id][month]
                if short > 0:
                    lacking[demand.id, month] = short
        return lacking

    def month(self, index: int) -> str:
        """Label of a month index."""
        return self.scenario.month_label(index)

    def home_base(self, demand: Demand) -> Site:
        """Home base of the units of a demand."""
        return self.scenario.site_by_id[demand.sites[0]]

    @cached_property
    def _distances_nm(self) -> dict[tuple[str, str], float]:
        """Distances that the rules ask for, computed in one go."""
        pairs = {
            (unit.base.site, unit.demand.sites[0]) for unit in self.units if unit.base and unit.demand
        } | {
            (start.site.id, end.site.id)
            for day in self.days
            for flight in day.flights
            for start, end in flight.legs()
            if start.site and end.site
        }
        ordered = sorted(pairs)
        sites = self.scenario.site_by_id
        ends = np.array(
            [
                (sites[a].latitude_deg, sites[a].longitude_deg, sites[b].latitude_deg, sites[b].longitude_deg)
                for a, b in ordered
            ]
        )
        return dict(zip(ordered, distance_nm(*ends.T).tolist(), strict=True))

    def distance_nm(self, start: Site, end: Site) -> float:
        """Geodesic distance of a leg of the plan, or of a maintenance base from a home base."""
        return self._distances_nm[start.id, end.id]

    def mass_limit_kg(self, aircraft_type: AircraftType, site: Site | Zone) -> float:
        """Greatest take-off mass of a type at a site, or in a zone, on a hot day.

        Density altitude by the policy's feet per degree above ISA; the elevation is taken as pressure
        altitude. Above the type's full-mass density altitude the limit falls by the policy's share for
        each 250 ft.
        """
        policy = self.scenario.policy.flight
        above_isa_c = site.hot_day_c - isa_temperature_c(site.elevation_ft)
        altitude_ft = site.elevation_ft + policy.density_altitude_ft_per_c.value * above_isa_c
        excess_ft = max(0.0, altitude_ft - aircraft_type.full_mass_density_altitude_ft)
        loss = policy.hot_high_mass_loss_pct_per_250_ft.value / 100.0 * excess_ft / 250.0
        return aircraft_type.mtow_kg * max(0.0, 1.0 - loss)

    def crew_mass_kg(self, aircraft_type: AircraftType) -> float:
        """Mass of pilots and cabin crew with kit."""
        return (
            aircraft_type.pilots + aircraft_type.cabin_crew
        ) * self.scenario.policy.flight.crew_mass_kg.value

    def daylight(self, site: Site, day: date, utc_offset_h: float) -> Daylight:
        """Light at a site on a day, in minutes of a mission's local time."""
        key = (site.id, day, utc_offset_h)
        if key not in self._daylight:
            self._daylight[key] = daylight_on(day, site.latitude_deg, site.longitude_deg, utc_offset_h)
        return self._daylight[key]
