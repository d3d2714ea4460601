"""Explanations made by hand: one of each answer."""

from __future__ import annotations

from typing import Any

from airlift.explaining.explanation import (
    Check,
    Clash,
    Contest,
    Explanation,
    Gap,
    GivenWay,
    Infeasible,
    Loss,
    RuleAt,
    Shift,
    Span,
    Way,
)
from airlift.plans import Status

FIRST, SECOND = "CP-SAT, seed 1, 4 workers", "CP-SAT, seed 2, 1 worker, no presolve"


def check(answer: Status, engine: str = FIRST, question: str = "a question") -> Check:
    return Check(question=question, answer=answer, engine=engine, wall_s=0.1)


CLASH = Clash(
    rules=(
        RuleAt(rule="crew.available", subject="kenya md500"),
        RuleAt(rule="crew.available", subject="el-salvador md500"),
        RuleAt(rule="lift.flights", subject=""),
    ),
    is_minimal=True,
    is_confirmed=True,
    checks=(check(Status.FEASIBLE), check(Status.INFEASIBLE), check(Status.INFEASIBLE, SECOND)),
)

WAY = Way(
    status=Status.OPTIMAL,
    given=(
        GivenWay(
            rule="crew.available",
            subject="kenya md500",
            units=2,
            unit="crews",
            usd=120_000,
            first_month="2023-03",
        ),
        GivenWay(rule="sponsor.budget", subject="usa 2023", units=900_000, unit="usd", usd=900_000),
        GivenWay(
            rule="base.docks",
            subject="juba-hangar",
            units=1,
            unit="dock-days",
            usd=10,
            first_month="2023-04",
        ),
    ),
    usd=1_020_010,
    bound_usd=1_020_010,
    is_confirmed=True,
    checks=(check(Status.OPTIMAL), check(Status.FEASIBLE, SECOND)),
)

CONTEST = Contest(
    rivals=("monusco-medevac",),
    shifts=(Shift(name="tier 1 unmet", unit="aircraft-months", before=734, after=740, bound=738),),
    losses=(Loss(demand="monusco-medevac", aircraft_months=12),),
    serving=("kenya, 3 × 500md, Jan 2023 – Jun 2023",),
    is_worse=True,
    checks=(check(Status.INFEASIBLE, question="beside all other service as planned"),),
)


def gap(**changes: Any) -> Gap:
    spans = (Span(first_month="2022-01", last_month="2022-08", lacking=3),)
    fields: dict[str, Any] = {
        "demand": "unmiss-medevac",
        "tier": 1,
        "spans": spans,
        "answer": "impossible",
        "reachable": 0,
        "clash": CLASH,
        "way": WAY,
        "spent_s": 7.0,
    }
    return Gap.model_validate(fields | changes)


def explanation(*gaps: Gap, **changes: Any) -> Explanation:
    fields: dict[str, Any] = {
        "scenario": "tiny",
        "scenario_sha256": "0" * 64,
        "gaps": gaps,
        "time_limit_s": 60.0,
        "wall_s": 12.4,
        "seed": 1,
        "workers": 4,
        "versions": {"ortools": "9.15"},
    }
    return Explanation.model_validate(fields | changes)


INFEASIBLE = Infeasible(asked="serve any demand in any month", clash=CLASH, way=WAY)
