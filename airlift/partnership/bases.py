"""Which maintenance bases could support whom where, and when: the rule base.suitable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from airlift.flight.geodesy import distance_nm
from airlift.partnership.reason import Reason
from airlift.partnership.wording import listed, month_word, partners_listed
from airlift.scenario.demands import Demand
from airlift.scenario.model import Scenario
from airlift.scenario.offers import AircraftType, MaintenanceBase, Partner
from airlift.scenario.phrases import type_short

__all__ = [
    "BaseMonths",
    "base_demand_reasons",
    "base_distances_nm",
    "base_partner_reasons",
    "no_base_reason",
    "suitable_bases",
]

_RULE = "base.suitable"


@dataclass(frozen=True, slots=True)
class BaseMonths:
    """A maintenance base and the month indices between which it could support a unit, `end` exclusive."""

    base: str
    first: int
    end: int


Distances = Mapping[tuple[str, str], float]


def base_distances_nm(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Distance of each maintenance base from the home base of each demand, by (base, demand)."""
    away = {}
    for base in scenario.maintenance_bases:
        site = scenario.site_by_id[base.site]
        for demand in scenario.demands:
            home = scenario.site_by_id[demand.sites[0]]
            # The order of the points is that of the search for a plan, so that both round alike.
            away[base.id, demand.id] = distance_nm(
                home.latitude_deg, home.longitude_deg, site.latitude_deg, site.longitude_deg
            )
    return away


def suitable_bases(
    scenario: Scenario,
    away_nm: Distances,
    demand: Demand,
    partner: Partner,
    aircraft: AircraftType,
    months: tuple[int, int],
) -> tuple[BaseMonths, ...]:
    """Maintenance bases that take type and partner, reach the home base and are open in some of the months."""
    found = []
    for base in scenario.maintenance_bases:
        if aircraft.id not in base.aircraft_types or not _serves(base, partner):
            continue
        if away_nm[base.id, demand.id] > base.reach_nm:
            continue
        first, end = _open_months(scenario, base, months)
        if first < end:
            found.append(BaseMonths(base.id, first, end))
    return tuple(found)


def no_base_reason(
    scenario: Scenario,
    away_nm: Distances,
    demand: Demand,
    partner: Partner,
    aircraft: AircraftType,
    months: tuple[int, int],
) -> Reason:
    """Say why no maintenance base suits, by the one that comes nearest to it."""
    kind = type_short(aircraft)
    taking = [base for base in scenario.maintenance_bases if aircraft.id in base.aircraft_types]
    serving = [base for base in taking if _serves(base, partner)]
    reaching = [base for base in serving if away_nm[base.id, demand.id] <= base.reach_nm]
    if reaching:
        closed = listed(f"{base.name} {_open_words(scenario, base)}" for base in reaching)
        first, last = month_word(scenario, months[0]), month_word(scenario, months[1] - 1)
        words = f"no maintenance base is open for {kind} from {first} to {last}: {closed}"
    elif serving:
        nearest = min(serving, key=lambda base: away_nm[base.id, demand.id] - base.reach_nm)
        home = scenario.site_by_id[demand.sites[0]].name
        words = (
            f"no maintenance base for {kind} within reach: {nearest.name} is {away_nm[nearest.id, demand.id]:.1f} nm "
            f"from {home} and reaches {nearest.reach_nm:g} nm"
        )
    elif taking:
        words = f"no maintenance base that takes {kind} serves {partner.name}"
    else:
        words = f"no maintenance base takes {kind}"
    return Reason(_RULE, words, aircraft.id)


def base_partner_reasons(
    scenario: Scenario, base: MaintenanceBase, partner: Partner, types: tuple[str, ...]
) -> Iterator[Reason]:
    """Why a maintenance base supports no unit of a partner that could deploy the `types`."""
    if not _serves(base, partner):
        names = partners_listed(scenario, base.partners)
        yield Reason(_RULE, f"{base.name} serves only {names}")
    if not set(types) & set(base.aircraft_types):
        could = (
            listed(type_short(scenario.aircraft_type_by_id[kind]) for kind in types) if types else "no type"
        )
        yield Reason(_RULE, f"{base.name} takes none of what {partner.name} could deploy: {could}")


def base_demand_reasons(
    scenario: Scenario, away_nm: Distances, base: MaintenanceBase, demand: Demand
) -> Iterator[Reason]:
    """Why a maintenance base supports no unit at a demand, whatever its partner and type."""
    distance = away_nm[base.id, demand.id]
    if distance > base.reach_nm:
        home = scenario.site_by_id[demand.sites[0]].name
        yield Reason(_RULE, f"{base.name} is {distance:.1f} nm from {home} and reaches {base.reach_nm:g} nm")
    window = scenario.demand_window(demand)
    first, end = _open_months(scenario, base, window)
    if window[0] < window[1] and first >= end:
        span = f"{month_word(scenario, window[0])} to {month_word(scenario, window[1] - 1)}"
        yield Reason(_RULE, f"{base.name} {_open_words(scenario, base)}, the demand lasts from {span}")


def _serves(base: MaintenanceBase, partner: Partner) -> bool:
    return not base.partners or partner.id in base.partners


def _open_months(scenario: Scenario, base: MaintenanceBase, months: tuple[int, int]) -> tuple[int, int]:
    opens = scenario.month_index(base.open_month) if base.open_month else 0
    closes = scenario.month_index(base.close_month) if base.close_month else scenario.horizon_months
    return max(months[0], opens), min(months[1], closes)


def _open_words(scenario: Scenario, base: MaintenanceBase) -> str:
    parts = []
    if base.open_month:
        parts.append(f"opens {month_word(scenario, scenario.month_index(base.open_month))}")
    if base.close_month:
        parts.append(f"closes {month_word(scenario, scenario.month_index(base.close_month))}")
    return listed(parts)
