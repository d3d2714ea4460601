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
from airlift.plans.model import PLAN_SCHEMA_VERSION, Plan
from airlift.plans.programme import Action, Outcome, Programme, Sortie, Stop, UnitDay
from airlift.plans.result import ObjectiveLevel, Result, Status, worst_status

__all__ = [
    "PLAN_SCHEMA_VERSION",
    "Action",
    "Allocation",
    "AssessmentVisit",
    "GatePassed",
    "ObjectiveLevel",
    "Outcome",
    "Payment",
    "Plan",
    "Programme",
    "Result",
    "Sortie",
    "Status",
    "Stop",
    "Trainees",
    "Transfer",
    "Unit",
    "UnitDay",
    "UnmetDemand",
    "worst_status",
]
