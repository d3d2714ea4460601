"""Conditions of offers must be possible: roles, delays, what courses teach, rules that may give way."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from airlift.rules import RULES
from airlift.scenario.checks.problem import Problem
from airlift.scenario.demands import Demand
from airlift.scenario.wording import did_you_mean, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.model import Scenario

__all__ = ["check_concessions", "check_courses", "check_delays", "check_roles"]


def check_roles(scenario: Scenario) -> Iterator[Problem]:
    """Find roles of lots and caveats that no demand can have: a misspelt one would forbid, or allow, too much."""
    known = get_args(Demand.model_fields["role"].annotation)
    cells = [("lots", row.id, "roles", row.roles) for row in scenario.lots]
    cells += [("partners", row.id, "caveat_roles", row.caveat_roles) for row in scenario.partners]
    for table, key, column, roles in cells:
        for role in roles:
            if role not in known:
                hint = did_you_mean(role, known, f"choose {', '.join(known)}")
                yield Problem("unknown-role", table, key, column, f"{show(role)} is not a role", hint)


def check_delays(scenario: Scenario) -> Iterator[Problem]:
    """Find lots that may be late by no month."""
    for row in scenario.lots:
        if row.late_probability_pct > 0 and row.late_months == 0:
            message = f"late_months 0 contradicts late_probability_pct {row.late_probability_pct:g}"
            hint = "write how many months, or 0 for the probability"
            yield Problem("no-delay", "lots", row.id, "late_months", message, hint)


def check_courses(scenario: Scenario) -> Iterator[Problem]:
    """Find courses that teach nobody anything: upgrades without a qualification, qualifications not for crews."""
    for row in scenario.courses:
        if row.audience == "upgrade" and not row.tags:
            message, hint = "an upgrade needs a qualification", "write it, such as nvg"
            yield Problem("unfit-course", "courses", row.id, "tags", message, hint)
        elif row.audience not in ("crew", "upgrade") and row.tags:
            message = (
                f"{', '.join(row.tags)}: only crews hold qualifications, not the audience {row.audience}"
            )
            yield Problem("unfit-course", "courses", row.id, "tags", message, "leave it empty")


def check_concessions(scenario: Scenario) -> Iterator[Problem]:
    """Find prices for rules that force generation does not have, and second prices for one rule."""
    rules = [name for name, rule in RULES.items() if rule.level == "matching"]
    first: dict[str, str] = {}
    for row in scenario.concessions:
        if row.rule not in rules:
            known = row.rule in RULES
            message = f"{show(row.rule)} is not a rule{' of force generation' if known else ''}"
            hint = did_you_mean(row.rule, rules, "`airlift rules` lists them")
            yield Problem("unknown-rule", "concessions", row.id, "rule", message, hint)
        elif row.rule in first:
            message = f"{row.rule} has a price already, in {first[row.rule]}"
            yield Problem("duplicate-rule", "concessions", row.id, "rule", message, "remove one of the two")
        else:
            first[row.rule] = row.id
