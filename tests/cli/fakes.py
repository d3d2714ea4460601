"""A public API that answers at once, in the place of the real one where only the command is under test."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from airlift.checker import Finding, Findings
from airlift.plans import Allocation, ObjectiveLevel, Payment, Plan, Result, Status, Unit, UnmetDemand
from airlift.scenario.issues import Issue
from airlift.scenario.model import Scenario
from airlift.solvers.options import Interrupt, ProgressEvent
from tests.scenarios import tiny_scenario

ISSUES = (
    Issue("not-a-number", "lots.csv", 4, "aircraft", '"six" is not a number', "write digits, such as 6"),
    Issue("missing-reference", "demands.csv", 12, "mission", 'no mission "unmis"', 'maybe "unmiss"'),
    Issue("bad-month", "demands.csv", 13, "first_month", '"2022" is no month', "write 2022-01"),
    Issue("empty-table", "", None, None, "there are no partners", "add a row to partners.csv"),
)


BROKEN = Findings(
    (
        Finding("crew.duty", "sorties", "unmiss s3", 35.0, "min", "The crew is on duty 755 min."),
        Finding("fuel.reserve", "sorties", "unmiss s1", 2.5, "kg", "Lands below the reserve."),
        Finding("crew.duty", "sorties", "unmiss s4", 5.0, "min", "The crew is on duty 725 min."),
    )
)


def made_plan(status: Status = Status.FEASIBLE, *, interrupted: bool = False, **changes: Any) -> Plan:
    """Return a plan with one unit, one payment and one unmet demand, found by one planning level."""
    found = status in (Status.OPTIMAL, Status.FEASIBLE)
    level = ObjectiveLevel(
        name="unmet tier 1",
        unit="aircraft-months",
        status=status,
        value=10.0 if found else None,
        bound=8.0 if found else None,
        wall_s=1.0,
    )
    result = Result(
        level="matching",
        status=status,
        objectives=(level,),
        seed=7,
        deterministic=False,
        workers=2,
        time_limit_s=5.0,
        wall_s=1.0,
        interrupted=interrupted,
        versions={"ortools": "9.15"},
        conflict=("unit.minimum_size", "crew.available") if status is Status.INFEASIBLE else (),
    )
    unit = Unit(
        id="kenya-unmiss-medevac-1",
        partner="kenya",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month="2022-09",
        aircraft=(3, 3, 3, 3, 3, 3),
    )
    payment = Payment(
        sponsor="usa", partner="kenya", donor="rok", cost_kind="training", year=2022, usd=250000.0
    )
    unmet = UnmetDemand(demand="minusca-medevac", month="2022-09", aircraft=4)
    allocation = Allocation(units=(unit,), payments=(payment,), unmet=(unmet,)) if found else Allocation()
    fields = {"scenario": "tiny", "scenario_sha256": "0" * 64, "allocation": allocation, "results": (result,)}
    return Plan.model_validate(fields | changes)


def tell(progress: Callable[[ProgressEvent], None] | None, value: float | None, elapsed_s: float) -> None:
    """Send one event of progress, if anyone listens."""
    if progress is not None:
        progress(ProgressEvent("matching", "unmet tier 1", value, 8.0, elapsed_s))


@dataclass
class FakeApi:
    """Answers of the public functions; `calls` keeps the options of every call of `plan`."""

    scenario: Scenario = field(default_factory=tiny_scenario)
    result: Plan = field(default_factory=made_plan)
    findings: Findings = field(default_factory=Findings)
    issues: tuple[Issue, ...] = ()
    error: Exception | None = None
    wait_for_interrupt: bool = False
    deaf: bool = False
    calls: list[dict[str, Any]] = field(default_factory=list)

    def names(self) -> dict[str, Any]:
        """Return the public names that this object stands for."""
        return {
            "Interrupt": Interrupt,
            "load": self.load,
            "check_scenario": lambda _source: self.issues,
            "scenarios": lambda: (("kenya-only", "Kenya alone"), ("seoul-2021", "The pledge of Seoul")),
            "schema": lambda: {
                "title": "Scenario",
                "description": "Fünf Hubschrauber",
                "padding": "x" * 100_000,
            },
            "new_scenario": self.new_scenario,
            "plan": self.plan,
            "check": lambda _scenario, _plan: self.findings,
            "save": self.save,
            "export": self.export,
            "report": self.report,
            "summary": lambda *_: "Kenya: 3 × 500MD, medevac for UNMISS at Juba",
            "verify": lambda _scenario, _path: self.findings,
            "open_plan": lambda _path: (self.scenario, self.result),
        }

    def load(self, _source: str) -> Scenario:
        if self.error is not None:
            raise self.error
        return self.scenario

    def new_scenario(self, path: Path, from_: str = "seoul-2021") -> Path:
        Path(path).mkdir()
        (Path(path) / "scenario.toml").write_text(f'name = "{from_}"\n')
        return Path(path)

    def plan(self, scenario: Scenario, **options: Any) -> Plan:
        self.calls.append(options)
        tell(options["progress"], 10.0, 0.5)
        if self.deaf:
            time.sleep(120)
        if self.wait_for_interrupt:
            pressed = threading.Event()
            options["interrupt"].add(pressed.set)
            assert pressed.wait(60)
        tell(options["progress"], 10.0, 1.0)
        return self.result

    def save(self, _scenario: Scenario, plan: Plan, folder: Path) -> Path:
        (folder / "scenario.json").write_text("{}")
        (folder / "plan.json").write_text(
            json.dumps({"schema_version": "1", "scenario": plan.scenario, "allocation": {}})
        )
        return folder / "plan.json"

    def export(self, _scenario: Scenario, _plan: Plan, folder: Path, cover: Any = None) -> list[Path]:
        (folder / "tables").mkdir()
        written = [folder / "tables" / "units.csv", folder / "map.geojson"]
        for path in written:
            path.write_text("made\n")
        return written

    def report(
        self,
        _scenario: Scenario,
        _plan: Plan,
        path: Path,
        findings: Any = None,
        simulation: Any = None,
        cover: Any = None,
    ) -> Path:
        told = "" if simulation is None else f" {Path(simulation).name}"
        path.write_text(f"<html>é {len(list(findings))} findings{told}</html>", encoding="utf-8")
        return path
