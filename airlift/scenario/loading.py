"""From a name or a path to a checked scenario, or to everything that is wrong with it."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from airlift.errors import ScenarioError
from airlift.scenario.checks import CHECKS, Problem, ScenarioCheck
from airlift.scenario.jsonfile import read_json
from airlift.scenario.layer import read_layer
from airlift.scenario.locate import HEAD_FILE, Location, Source, locate
from airlift.scenario.model import Head, Scenario
from airlift.scenario.overlay import apply_layer
from airlift.scenario.references import check_duplicates, check_references
from airlift.scenario.tables import TABLES
from airlift.scenario.validate import HEAD, POLICY, Draft, validate
from airlift.scenario.wording import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from airlift.scenario.issues import Issue
    from airlift.scenario.raw import RawScenario

__all__ = ["check_source", "load"]


def load(source: Source) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    source : str or path
        Name of a shipped scenario (`"seoul-2021"`), a folder with `scenario.toml` and CSV tables, a JSON
        file, or the folder of a plan, which holds `scenario.json`. A path wins over a shipped name when it
        contains a separator, or when a file or folder of that name exists in the working folder.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    scenario, issues = _examine(source, ())
    if scenario is None or issues:
        raise ScenarioError(issues)
    return scenario


def check_source(source: Source, extra_checks: Sequence[ScenarioCheck] = ()) -> tuple[Issue, ...]:
    """Return everything that is wrong with a scenario, in the order of file, row and column.

    Parameters
    ----------
    source : str or path
        As for `load`.
    extra_checks : sequence of callables
        Further checks, from layers that know more than the scenario; they run when nothing else is wrong.
        Each takes the scenario and yields a `Problem` for each thing that is wrong.
    """
    return _examine(source, extra_checks)[1]


def _examine(
    source: Source, extra_checks: Sequence[ScenarioCheck]
) -> tuple[Scenario | None, tuple[Issue, ...]]:
    issues: list[Issue] = []
    scenario = None
    location = locate(source, issues)
    raw = _read(location, issues, ()) if location is not None else None
    if raw is not None:
        draft = validate(raw, issues)
        check_references(raw, draft.suspect, issues)
        # Not validated as a whole: what is wrong is absent, and each check says what it needs.
        partial = Scenario.model_construct(**_parts(draft))
        for check in CHECKS:
            if check.needs <= draft.sound:
                issues.extend(_placed(problem, raw, draft) for problem in check.run(partial))
        if not issues:
            scenario = Scenario.model_validate(_parts(draft))
            for extra in extra_checks:
                issues.extend(_placed(problem, raw, draft) for problem in extra(scenario))
    return scenario, tuple(sorted(set(issues), key=_order))


def _order(issue: Issue) -> tuple[str, int, str, str, str]:
    return issue.file, issue.row or 0, issue.column or "", issue.code, issue.message


def _read(location: Location, issues: list[Issue], above: tuple[Path, ...]) -> RawScenario | None:
    """Read a scenario with its bases; `above` are the overlays that lead here."""
    if location.is_json:
        raw = read_json(location.path, location.name(location.path.name), issues)
        if raw is not None:
            check_duplicates(raw, issues)
        return raw
    layer = read_layer(location, issues)
    if layer is None:
        return None
    check_duplicates(layer.raw, issues)
    if layer.base is None:
        return layer.raw
    here = location.path.resolve()
    place = layer.raw.place_of("base")
    label = _base_label(location.label, layer.base)
    found: list[Issue] = []
    base = locate(layer.base, found, folder=location.path, label=label)
    if base is None:
        for issue in found:
            issues.append(place.issue("bad-base", "base", f"{show(layer.base)} {issue.message}", issue.hint))
        return None
    if base.path.resolve() in (*above, here):
        message = f"{show(layer.base)} is built on this scenario itself"
        issues.append(
            place.issue("cyclic-base", "base", message, "name a scenario that does not lead back here")
        )
        return None
    below = _read(base, issues, (*above, here))
    return apply_layer(below, layer, issues) if below is not None else None


def _base_label(label: str, base: str) -> str:
    """Return what stands before the names of a base's files: its name, or its path."""
    path = base.replace("\\", "/")
    if path.endswith((".json", f"/{HEAD_FILE}")):
        path = posixpath.dirname(path) or "."
    if "/" not in path:
        return "" if path == "." else path
    return posixpath.normpath(posixpath.join(label, path))


def _parts(draft: Draft) -> dict[str, Any]:
    head = {name: getattr(draft.head, name) for name in Head.model_fields} if draft.head is not None else {}
    return {
        **head,
        "policy": draft.policy,
        **{table.name: draft.rows.get(table.name, ()) for table in TABLES},
    }


def _placed(problem: Problem, raw: RawScenario, draft: Draft) -> Issue:
    """Find where a problem stands."""
    words = (problem.message, problem.hint)
    if problem.table in (HEAD, POLICY):
        name = f"policy.{problem.column}" if problem.table == POLICY else problem.column
        return raw.place_of(name or "").issue(problem.code, name, *words)
    row = draft.places[problem.table].get(problem.key)
    place = row.place_of(problem.column) if row is not None else raw.table_place(problem.table)
    return place.issue(problem.code, problem.column, *words)
