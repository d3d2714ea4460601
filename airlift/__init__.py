"""From a pledge of helicopters to the flying programme.

``import airlift`` loads none of the rooms of the library: each public name is fetched from its home on first
use, so that a command which only prints its help does not wait for pandas and the solvers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airlift.api import check as check
    from airlift.api import check_scenario as check_scenario
    from airlift.api import cover as cover
    from airlift.api import export as export
    from airlift.api import open_plan as open_plan
    from airlift.api import plan as plan
    from airlift.api import report as report
    from airlift.api import save as save
    from airlift.api import scenarios as scenarios
    from airlift.api import summary as summary
    from airlift.api import tables as tables
    from airlift.api import verify as verify
    from airlift.api import write_cover as write_cover
    from airlift.checker import Finding as Finding
    from airlift.checker import Findings as Findings
    from airlift.errors import AirliftError as AirliftError
    from airlift.errors import PlanError as PlanError
    from airlift.errors import ScenarioError as ScenarioError
    from airlift.explaining import Explanation as Explanation
    from airlift.explaining import explain as explain
    from airlift.partnership import partnership_graph as partnership_graph
    from airlift.plans import Plan as Plan
    from airlift.plans import Result as Result
    from airlift.plans import Status as Status
    from airlift.plans.cover import Cover as Cover
    from airlift.robustness import EventError as EventError
    from airlift.robustness import RobustStudy as RobustStudy
    from airlift.robustness import StressReport as StressReport
    from airlift.robustness import load_events as load_events
    from airlift.robustness import robust as robust
    from airlift.robustness import stress as stress
    from airlift.rules import RULES as RULES
    from airlift.scenario import Issue as Issue
    from airlift.scenario import Scenario as Scenario
    from airlift.scenario import load as load
    from airlift.scenario import new_scenario as new_scenario
    from airlift.scenario import schema as schema
    from airlift.simulation import Comparison as Comparison
    from airlift.simulation import Simulation as Simulation
    from airlift.simulation import simulate as simulate
    from airlift.simulation import simulate_pair as simulate_pair
    from airlift.solvers.options import Interrupt as Interrupt
    from airlift.solvers.options import ProgressEvent as ProgressEvent
    from airlift.study import Brokerage as Brokerage
    from airlift.study import PledgeList as PledgeList
    from airlift.study import TradeOffs as TradeOffs
    from airlift.study import broker as broker
    from airlift.study import pareto as pareto
    from airlift.study import pledges as pledges

__version__ = "0.1.0"

# The public API: each name and the module that it comes from. The block above tells type checkers the same.
# No module of airlift may have one of these names: importing it would put it in the place of the function.
_HOMES = {
    "AirliftError": "airlift.errors",
    "Cover": "airlift.plans.cover",
    "EventError": "airlift.robustness",
    "Explanation": "airlift.explaining",
    "Finding": "airlift.checker",
    "Findings": "airlift.checker",
    "Issue": "airlift.scenario",
    "Interrupt": "airlift.solvers.options",
    "load_events": "airlift.robustness",
    "Plan": "airlift.plans",
    "PlanError": "airlift.errors",
    "ProgressEvent": "airlift.solvers.options",
    "robust": "airlift.robustness",
    "RobustStudy": "airlift.robustness",
    "RULES": "airlift.rules",
    "Result": "airlift.plans",
    "Scenario": "airlift.scenario",
    "ScenarioError": "airlift.errors",
    "Status": "airlift.plans",
    "check": "airlift.api",
    "check_scenario": "airlift.api",
    "cover": "airlift.api",
    "explain": "airlift.explaining",
    "export": "airlift.api",
    "load": "airlift.scenario",
    "new_scenario": "airlift.scenario",
    "open_plan": "airlift.api",
    "partnership_graph": "airlift.partnership",
    "plan": "airlift.api",
    "report": "airlift.api",
    "save": "airlift.api",
    "scenarios": "airlift.api",
    "schema": "airlift.scenario",
    "Comparison": "airlift.simulation",
    "simulate": "airlift.simulation",
    "simulate_pair": "airlift.simulation",
    "Simulation": "airlift.simulation",
    "stress": "airlift.robustness",
    "StressReport": "airlift.robustness",
    "summary": "airlift.api",
    "tables": "airlift.api",
    "verify": "airlift.api",
    "write_cover": "airlift.api",
    "Brokerage": "airlift.study",
    "PledgeList": "airlift.study",
    "TradeOffs": "airlift.study",
    "broker": "airlift.study",
    "pareto": "airlift.study",
    "pledges": "airlift.study",
}

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
