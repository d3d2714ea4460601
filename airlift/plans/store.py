"""A plan on disk: the plan and the scenario that it was made from, side by side in one folder.

Later commands need nothing but that folder. Files are canonical (fields in the order of the models), so equal
plans give equal bytes; only the times in the results differ from run to run.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from airlift.errors import PlanError
from airlift.plans.model import PLAN_SCHEMA_VERSION, Plan
from airlift.scenario.model import Scenario

__all__ = [
    "PLAN_FILE",
    "SCENARIO_FILE",
    "open_plan",
    "plan_digest",
    "plan_json",
    "read_plan",
    "require_same_scenario",
    "save",
    "scenario_digest",
    "write_atomically",
]

PLAN_FILE = "plan.json"
SCENARIO_FILE = "scenario.json"

_SHOWN_PROBLEMS = 5


def scenario_digest(scenario: Scenario) -> str:
    """SHA-256, in hexadecimal, of the scenario's canonical JSON: sorted keys, no blanks, UTF-8."""
    text = json.dumps(
        scenario.model_dump(mode="json"),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def plan_json(plan: Plan) -> str:
    """Return the text of `plan.json`: fields in the order of the models, a newline at the end."""
    return _canonical(plan.model_dump(mode="json"))


def plan_digest(plan: Plan) -> str:
    """SHA-256, in hexadecimal, of what a plan decides; how it was found does not count."""
    return hashlib.sha256(_canonical(plan.model_dump(mode="json", exclude={"results"})).encode()).hexdigest()


def save(scenario: Scenario, plan: Plan, folder: str | Path) -> Path:
    """Write `plan.json` and `scenario.json` into a folder, which is made where it is missing.

    Each file is complete or absent, never half-written. The plan is put in place last, and `open_plan`
    compares the digests: a folder whose writing was cut short holds no plan that could pass for another's.

    Returns
    -------
    Path
        The plan file.

    Raises
    ------
    PlanError
        The plan belongs to another scenario, or the folder cannot be written.
    """
    require_same_scenario(scenario, plan, place="the plan to be saved")
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        write_atomically(target / SCENARIO_FILE, _canonical(scenario.model_dump(mode="json")))
        write_atomically(target / PLAN_FILE, plan_json(plan))
    except OSError as error:
        raise PlanError(
            f"{target}: the plan cannot be written ({error.strerror}). "
            "Maybe name a folder that you may write to."
        ) from error
    return target / PLAN_FILE


def read_plan(path: str | Path) -> Plan:
    """Read the plan of a folder or of a `plan.json`, without the scenario beside it.

    Raises
    ------
    PlanError
        There is no plan, or it is not one that this version can read.
    """
    return _read_plan(_plan_file(path))


def open_plan(path: str | Path) -> tuple[Scenario, Plan]:
    """Read a plan and the scenario that it was made from.

    Parameters
    ----------
    path : str or Path
        Folder that `save` wrote, or the `plan.json` in it.

    Raises
    ------
    PlanError
        A file is missing or broken, or the two do not belong together; the message says what, where and how
        to mend it.
    """
    plan_file = _plan_file(path)
    plan = _read_plan(plan_file)
    scenario_file = plan_file.with_name(SCENARIO_FILE)
    if not scenario_file.is_file():
        raise PlanError(
            f"{scenario_file}: not found; a plan's folder also holds the scenario it was made from. "
            "Maybe the plan was moved alone: put its scenario.json beside it."
        )
    try:
        scenario = Scenario.model_validate(_read_json(scenario_file))
    except ValidationError as error:
        raise PlanError(
            f"{scenario_file}: not the scenario of a plan: {_problems(error)}. Maybe it was edited by hand: "
            "change the scenario it came from and plan anew."
        ) from error
    require_same_scenario(scenario, plan, place=str(plan_file))
    return scenario, plan


def require_same_scenario(scenario: Scenario, plan: Plan, place: str = "the plan") -> None:
    """Refuse a plan that was made from another scenario, or from an earlier state of this one.

    Raises
    ------
    PlanError
        Name or digest differ.
    """
    if plan.scenario != scenario.name:
        raise PlanError(
            f"{place}: made for scenario {plan.scenario!r}, not for {scenario.name!r}. "
            f"Maybe use it with {plan.scenario!r}, or plan {scenario.name!r} anew."
        )
    digest = scenario_digest(scenario)
    if plan.scenario_sha256 != digest:
        raise PlanError(
            f"{place}: scenario {scenario.name!r} has changed since this plan was made "
            f"(plan {plan.scenario_sha256[:12]}, scenario {digest[:12]}). Maybe plan it anew."
        )


def write_atomically(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old content or the new one, and nothing in between."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _canonical(data: dict[str, Any]) -> str:
    for result in data.get("results", ()):
        result["versions"] = dict(sorted(result["versions"].items()))
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _plan_file(path: str | Path) -> Path:
    target = Path(path)
    if target.is_dir():
        target = target / PLAN_FILE
    if not target.is_file():
        raise PlanError(
            f"{target}: no plan there. Maybe name the folder that `airlift plan SCENARIO -o DIR` wrote, "
            f"or the {PLAN_FILE} in it."
        )
    return target


def _read_plan(file: Path) -> Plan:
    data = _read_json(file)
    version = data.get("schema_version", PLAN_SCHEMA_VERSION)
    if version != PLAN_SCHEMA_VERSION:
        raise PlanError(
            f"{file}: plan of schema version {version!r}; this airlift reads {PLAN_SCHEMA_VERSION!r}. "
            "Maybe it was written by another version of airlift: plan anew with this one."
        )
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        raise PlanError(
            f"{file}: not a plan: {_problems(error)}. "
            "Maybe it was edited by hand: mend these values or plan anew."
        ) from error


def _read_json(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise PlanError(
            f"{file}: not UTF-8 text at byte {error.start}. Maybe it is not a JSON file."
        ) from error
    except json.JSONDecodeError as error:
        raise PlanError(
            f"{file}: line {error.lineno}, column {error.colno}: not JSON ({error.msg}). "
            "Maybe the file was cut short: write it anew."
        ) from error
    except RecursionError as error:
        raise PlanError(f"{file}: nested too deeply for a plan or a scenario.") from error
    except OSError as error:
        raise PlanError(f"{file}: cannot be read ({error.strerror}).") from error
    if not isinstance(data, dict):
        raise PlanError(f"{file}: a JSON object is expected, not a {type(data).__name__}.")
    return data


def _problems(error: ValidationError) -> str:
    rows = error.errors(include_url=False)
    shown = [f"{'.'.join(str(part) for part in row['loc']) or 'top level'}: {row['msg']}" for row in rows]
    more = f" (and {len(shown) - _SHOWN_PROBLEMS} more)" if len(shown) > _SHOWN_PROBLEMS else ""
    return "; ".join(shown[:_SHOWN_PROBLEMS]) + more
