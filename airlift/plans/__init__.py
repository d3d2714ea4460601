"""What is decided: the plan, its allocation, its flying programmes, and how each was found."""

from airlift.plans.allocation import (
    Allocation,
    AssessmentVisit,
    GatePassed,
    Payment,
    Trainees,
    Transfer,
    Unit,
    UnmetDemand,
)
from airlift.plans.fleet import DockVisit, FleetPlan, TailPlan, UnitWeek
from airlift.plans.model import PLAN_SCHEMA_VERSION, Plan
from airlift.plans.programme import Action, Outcome, Programme, Sortie, Stop, UnitDay
from airlift.plans.result import ObjectiveLevel, Result, Status, worst_status
from airlift.plans.rounds import Limit, Round
from airlift.plans.standby import CoverShares, MissionStandby, Post

__all__ = [
    "PLAN_SCHEMA_VERSION",
    "Action",
    "Allocation",
    "AssessmentVisit",
    "CoverShares",
    "DockVisit",
    "FleetPlan",
    "GatePassed",
    "Limit",
    "MissionStandby",
    "ObjectiveLevel",
    "Outcome",
    "Payment",
    "Plan",
    "Post",
    "Programme",
    "Result",
    "Round",
    "Sortie",
    "Status",
    "Stop",
    "TailPlan",
    "Trainees",
    "Transfer",
    "Unit",
    "UnitDay",
    "UnitWeek",
    "UnmetDemand",
    "worst_status",
]
