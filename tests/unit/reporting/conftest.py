"""The tiny scenario and a plan of it, for all tests of reports."""

from __future__ import annotations

import pytest

from airlift.plans import Plan
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario
from tests.unit.reporting.handmade import hand_plan


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """Return the tiny scenario."""
    return tiny_scenario()


@pytest.fixture(scope="session")
def plan(scenario: Scenario) -> Plan:
    """Return the plan written by hand."""
    return hand_plan(scenario)
