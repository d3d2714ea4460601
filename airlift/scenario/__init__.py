"""What is asked: the schema of a scenario, reading, checking and writing it."""

from __future__ import annotations

from airlift.scenario.base import PLEDGE_STATES, PledgeState, Sourced
from airlift.scenario.checks import Problem, ScenarioCheck
from airlift.scenario.conditions import Concession, Consent, ParityTarget, Pledge, PledgeKind, Spares
from airlift.scenario.demands import Demand, Mission, Provenance, Site, Task
from airlift.scenario.issues import Issue
from airlift.scenario.json_schema import schema
from airlift.scenario.loading import check_source, load
from airlift.scenario.locate import Source
from airlift.scenario.model import SCHEMA_VERSION, Scenario, add_months, month_index
from airlift.scenario.offers import (
    COST_KINDS,
    AircraftType,
    Budget,
    CostKind,
    Course,
    Earmark,
    Lot,
    MaintenanceBase,
    Partner,
    PartnerCrews,
    PartnerFleet,
    Sponsor,
)
from airlift.scenario.policy import Policy
from airlift.scenario.shipped import shipped_scenarios
from airlift.scenario.write import new_scenario, to_json, write_folder

__all__ = [
    "COST_KINDS",
    "PLEDGE_STATES",
    "SCHEMA_VERSION",
    "AircraftType",
    "Budget",
    "Concession",
    "Consent",
    "CostKind",
    "Course",
    "Demand",
    "Earmark",
    "Issue",
    "Lot",
    "MaintenanceBase",
    "Mission",
    "ParityTarget",
    "Partner",
    "PartnerCrews",
    "PartnerFleet",
    "Pledge",
    "PledgeKind",
    "PledgeState",
    "Policy",
    "Problem",
    "Provenance",
    "Scenario",
    "ScenarioCheck",
    "Site",
    "Source",
    "Sourced",
    "Spares",
    "Sponsor",
    "Task",
    "add_months",
    "check_source",
    "load",
    "month_index",
    "new_scenario",
    "schema",
    "shipped_scenarios",
    "to_json",
    "write_folder",
]
