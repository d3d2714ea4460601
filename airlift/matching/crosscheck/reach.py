"""Who may serve what with which type from which base, and in which months, before any number is decided."""

from __future__ import annotations

from dataclasses import dataclass

from airlift.flight import distance_nm, max_takeoff_mass_kg, required_fuel_kg
from airlift.flight.from_scenario import (
    crew_mass_kg,
    hot_day_density_altitude_ft,
    performance_of,
    reserves_of,
)
from airlift.scenario.base import PLEDGE_STATES
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, Lot, MaintenanceBase, Partner

__all__ = ["Choice", "choices", "gate_month", "planned_lots", "readiness_months"]

_SMALL = 1e-6


@dataclass(frozen=True)
class Choice:
    """A unit that could be: partner, demand, type, base, months `first .. end - 1`.

    `window_end` is the end of the demand's window; `end` lies before it where the base closes earlier. `first` is a
    rotation month, and so is `end` unless it is `window_end`.
    """

    partner: Partner
    demand: Demand
    type: AircraftType
    base: MaintenanceBase
    first: int
    end: int
    window_end: int

    @property
    def months(self) -> range:
        """Months in which the unit could be deployed."""
        return range(self.first, self.end)


def gate_month(scenario: Scenario, lot_id: str) -> int:
    """Earliest month of a lot's gate. Passing it later never helps: it only delays and costs the same."""
    lot = scenario.lot_by_id[lot_id]
    return max(0, scenario.month_index(lot.gate_month), scenario.month_index(lot.offered_month))


def planned_lots(scenario: Scenario) -> list[Lot]:
    """Lots whose pledge is firm enough to be planned with."""
    least = PLEDGE_STATES.index(scenario.policy.matching.least_pledge_state.value)
    return [lot for lot in scenario.lots if PLEDGE_STATES.index(lot.state) >= least]


def choices(scenario: Scenario) -> list[Choice]:
    """List every unit that no rule on one unit alone excludes, in the order of the scenario's tables."""
    found = []
    lots = planned_lots(scenario)
    every = scenario.policy.matching.rotation_every_months.value
    for demand in scenario.demands:
        window_first, window_end = scenario.demand_window(demand)
        types = [row for row in scenario.aircraft_types if _type_fits(scenario, demand, row)]
        for partner in scenario.partners:
            if demand.mission in partner.caveat_missions or demand.role in partner.caveat_roles:
                continue
            ready = max(window_first, readiness_months(scenario, partner))
            for aircraft in types:
                consent = _consent_month(scenario, demand, partner, aircraft)
                if consent is None or not _could_hold(scenario, lots, partner, aircraft):
                    continue
                for base in scenario.maintenance_bases:
                    if not _supports(scenario, base, partner, demand, aircraft):
                        continue
                    first, end = _open_months(scenario, base, max(ready, consent), window_end)
                    first = -(-first // every) * every
                    if end < window_end:
                        end = end // every * every
                    least = scenario.policy.matching.min_tour_months.value if end < window_end else 1
                    if end - first >= least:
                        found.append(Choice(partner, demand, aircraft, base, first, end, window_end))
    return found


def readiness_months(scenario: Scenario, partner: Partner) -> int:
    """Months from the start until a partner of this readiness level can deploy."""
    policy = scenario.policy.matching
    lead_months = {
        "0": policy.readiness_lead_0_months,
        "1": policy.readiness_lead_1_months,
        "2": policy.readiness_lead_2_months,
        "3": policy.readiness_lead_3_months,
        "rdl": policy.readiness_lead_rdl_months,
    }
    return lead_months[partner.readiness_level].value


def _consent_month(
    scenario: Scenario, demand: Demand, partner: Partner, aircraft: AircraftType
) -> int | None:
    """Month from which the mission's host state consents to partner and type; None where it refuses."""
    latest = 0
    for row in scenario.consents:
        if (row.mission, row.partner) == (demand.mission, partner.id) and row.aircraft_type in (
            None,
            aircraft.id,
        ):
            if row.first_month is None:
                return None
            latest = max(latest, scenario.month_index(row.first_month))
    return latest


def _could_hold(scenario: Scenario, lots: list[Lot], partner: Partner, aircraft: AircraftType) -> bool:
    """Whether the partner has the type to deploy or may receive it."""
    own = scenario.fleet_by_key.get((partner.id, aircraft.id))
    if own is not None and own.deployable_aircraft > 0:
        return True
    return any(
        lot.aircraft_type == aircraft.id and (not lot.partners or partner.id in lot.partners) for lot in lots
    )


def _type_fits(scenario: Scenario, demand: Demand, aircraft: AircraftType) -> bool:
    """Equipment, and the payload over the radius on a hot day at the home base."""
    if not set(demand.aircraft_tags) <= set(aircraft.tags):
        return False
    policy = scenario.policy.flight
    performance = performance_of(aircraft, policy)
    flight_min = 2.0 * demand.radius_nm / aircraft.cruise_kt * 60.0
    fuel_kg = float(required_fuel_kg(performance, reserves_of(policy), flight_min, False))
    if fuel_kg > aircraft.fuel_capacity_kg + _SMALL:
        return False
    home = scenario.site_by_id[demand.sites[0]]
    limit_kg = float(max_takeoff_mass_kg(performance, hot_day_density_altitude_ft(home, policy)))
    at_takeoff_kg = fuel_kg - policy.taxi_fuel_kg.value
    left_kg = limit_kg - aircraft.empty_kg - crew_mass_kg(aircraft, policy) - at_takeoff_kg
    return left_kg >= demand.payload_kg - _SMALL


def _supports(
    scenario: Scenario, base: MaintenanceBase, partner: Partner, demand: Demand, aircraft: AircraftType
) -> bool:
    """Whether a base takes the type and the partner and reaches the home base of the demand."""
    if aircraft.id not in base.aircraft_types or (base.partners and partner.id not in base.partners):
        return False
    at, home = scenario.site_by_id[base.site], scenario.site_by_id[demand.sites[0]]
    away_nm = distance_nm(at.latitude_deg, at.longitude_deg, home.latitude_deg, home.longitude_deg)
    return away_nm <= base.reach_nm + _SMALL


def _open_months(scenario: Scenario, base: MaintenanceBase, first: int, end: int) -> tuple[int, int]:
    """Cut months to those in which the base is open."""
    if base.open_month is not None:
        first = max(first, scenario.month_index(base.open_month))
    if base.close_month is not None:
        end = min(end, scenario.month_index(base.close_month))
    return first, end
