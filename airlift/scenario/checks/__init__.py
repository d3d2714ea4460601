"""Checks of a whole scenario: what no single value shows."""

from __future__ import annotations

from airlift.scenario.checks.conditions import (
    check_concessions,
    check_courses,
    check_delays,
    check_roles,
)
from airlift.scenario.checks.demands import check_capability, check_unit_sizes, check_windows
from airlift.scenario.checks.offers import (
    check_earmarks,
    check_masses,
    check_months,
    check_numbers,
    check_women_aircrew,
)
from airlift.scenario.checks.pledges import check_pledge_donors, check_pledges
from airlift.scenario.checks.problem import Check, Problem, ScenarioCheck
from airlift.scenario.checks.provenance import check_provenance
from airlift.scenario.checks.standby import check_standby_policy, check_zones
from airlift.scenario.checks.tasks import check_days, check_kinds, check_times
from airlift.scenario.checks.upkeep import check_inspections, check_ladders, check_tails
from airlift.scenario.tables import TABLE_BY_NAME

__all__ = ["CHECKS", "Check", "Problem", "ScenarioCheck"]

CHECKS: tuple[Check, ...] = (
    Check(check_masses, frozenset({"policy"})),
    Check(check_numbers),
    Check(check_women_aircrew),
    Check(check_months),
    Check(check_earmarks, frozenset({"earmarks", "lots"})),
    Check(check_roles),
    Check(check_delays),
    Check(check_courses),
    Check(check_concessions),
    Check(check_pledges),
    Check(check_pledge_donors, frozenset({"lots", "pledges"})),
    Check(check_inspections),
    Check(check_ladders, frozenset({"inspections"})),
    Check(
        check_tails,
        frozenset({"head", "aircraft_types", "inspections", "partner_fleet", "partner_crews", "lots"}),
    ),
    Check(check_standby_policy, frozenset({"policy"})),
    Check(check_zones, frozenset({"sites", "missions", "demands"})),
    Check(check_unit_sizes),
    Check(check_windows, frozenset({"head"})),
    Check(check_capability, frozenset({"policy", "aircraft_types"})),
    Check(check_kinds),
    Check(check_times),
    Check(check_days),
    Check(check_provenance, frozenset(TABLE_BY_NAME)),
)
