"""What findings say, in words and as data."""

from __future__ import annotations

import json

import pytest

from airlift.checker import Finding, Findings, check
from airlift.checker.breach import Worst, figure, path, worst
from airlift.rules import RULES
from tests.scenarios import tiny_scenario, with_policy
from tests.unit.checker.valid_plan import valid_plan


@pytest.fixture
def findings() -> Findings:
    """Findings of two rules: one in crew duty, three in lift flights."""
    scenario = with_policy(tiny_scenario(), "crew", duty_h_per_day=2.9)
    return check(with_policy(scenario, "matching", lift_flights_per_month=0), valid_plan())


def test_no_findings_is_a_verdict() -> None:
    """Without findings the plan is in order, and the text says what was checked."""
    nothing = Findings()
    assert nothing.ok
    assert len(nothing) == 0
    assert str(nothing) == f"No findings: the plan keeps all {len(RULES)} rules."
    assert nothing.to_dict() == {"ok": True, "rules_checked": len(RULES), "findings": []}


def test_findings_are_a_collection(findings: Findings) -> None:
    """They can be counted, iterated, indexed and are true; `ok` is the verdict."""
    assert len(findings) == 4
    assert [item.rule for item in findings] == ["lift.flights"] * 3 + ["crew.duty"]
    assert isinstance(findings[0], Finding)
    assert findings
    assert not findings.ok


def test_findings_group_by_rule(findings: Findings) -> None:
    """Each broken rule comes once, in the order of the rules."""
    assert {rule: len(found) for rule, found in findings.by_rule().items()} == {
        "lift.flights": 3,
        "crew.duty": 1,
    }


def test_text_names_rule_place_and_amount(findings: Findings) -> None:
    """The text groups by rule and says rule, place, what is wrong and by how much."""
    lines = str(findings).splitlines()
    assert lines[0] == f"4 findings in 2 of {len(RULES)} rules"
    assert lines[1] == f"lift.flights: {RULES['lift.flights'].sentence}"
    assert lines[2] == "  2022-04: 1 lift flight, 0 can be had [1 flights]"
    assert lines[-1].startswith(
        "  programme unmiss 2022-10-12 unit ken-1 crew ken-1-c1: 175 min on duty of 174 min"
    )
    assert str(findings[3]).startswith("crew.duty  programme unmiss")


def test_data_hold_everything(findings: Findings) -> None:
    """As data a finding has rule, level, place in words and in parts, amount, unit and message."""
    data = json.loads(json.dumps(findings.to_dict()))
    assert data["ok"] is False
    assert data["findings"][3] == {
        "rule": "crew.duty",
        "level": "sorties",
        "place": "programme unmiss 2022-10-12 unit ken-1 crew ken-1-c1",
        "amount": pytest.approx(1.0),
        "unit": "min",
        "message": "175 min on duty of 174 min",
        "where": {"programme": "unmiss", "day": "2022-10-12", "unit": "ken-1", "crew": "ken-1-c1"},
    }


def test_notebook_shows_findings_escaped(findings: Findings) -> None:
    """A table with a row for each finding, or the verdict in a sentence; markup is shown and not run."""
    shown = findings._repr_html_()
    assert f"4 findings in 2 rules of {len(RULES)}" in shown
    assert shown.count("<tr>") == 5
    evil = Findings((Finding("crew.duty", "sorties", "<img src=x>", 1.0, "min", "&"),))
    assert "&lt;img src=x&gt;</td><td>&amp;</td>" in evil._repr_html_()
    assert "1 finding in 1 rule of" in evil._repr_html_()
    assert "keeps all" in Findings()._repr_html_()


def test_finding_is_hashable(findings: Findings) -> None:
    """Findings can be kept in sets, to compare two verdicts."""
    assert len(set(findings)) == 4


def test_worst_takes_the_earliest_of_equal_months() -> None:
    """The largest excess wins, the earliest month on a tie, and the others are counted."""
    found = worst({5: 1.0, 3: 2.0, 4: 2.0, 6: 0.0}, 0.5)
    assert found is not None
    assert (found.month, found.amount, found.months) == (3, 2.0, 3)
    assert found.others == "; also in 2 other months"
    assert Worst(3, 2.0, 2).others == "; also in 1 other month"
    assert worst({1: 0.5}, 0.5) is None


def test_place_in_words() -> None:
    """Months stand alone; every other part says what it is."""
    assert path({"unit": "ken-1", "month": "2024-03"}) == "unit ken-1 2024-03"


@pytest.mark.parametrize(
    ("number", "text"),
    [(1234567.0, "1,234,567"), (0.5, "0.5"), (-0.0001, "0"), (174.0000001, "174"), (100, "100")],
)
def test_figure(number: float, text: str) -> None:
    """Numbers of a sentence are short and never in powers of ten."""
    assert figure(number) == text
