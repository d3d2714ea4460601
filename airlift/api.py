"""The public functions: everything that the command does, with the same names."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from airlift.plans import Plan
from airlift.plans.store import open_plan, read_plan, require_same_scenario, save
from airlift.scenario import Issue, Problem, Scenario, Source, check_source, load, shipped_scenarios
from airlift.solvers.asked import asked_options
from airlift.solvers.options import Interrupt, Progress

if TYPE_CHECKING:
    import pandas as pd

    from airlift.checker import Findings
    from airlift.plans.cover import Cover
    from airlift.reporting.summary import Summary

__all__ = [
    "check",
    "check_scenario",
    "cover",
    "export",
    "open_plan",
    "plan",
    "report",
    "save",
    "scenarios",
    "summary",
    "tables",
    "verify",
    "write_cover",
]


def plan(
    scenario: Scenario | Source,
    *,
    time_limit_s: float | None = 240.0,
    seed: int | None = None,
    deterministic: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> Plan:
    """Plan a scenario, from the pledge to the flying programme.

    Parameters
    ----------
    scenario : Scenario, str or Path
        The scenario, or where to load it from.
    time_limit_s : float, optional
        Time for the whole search in seconds; None for no limit. The proof goes as far as the time allows. In
        deterministic mode it is an amount of solver work, about as many seconds on one core.
    seed : int, optional
        Seed of every random choice; the scenario's own where none is given.
    deterministic : bool
        Whether the same scenario, seed and version must give the same plan, at some cost in speed.
    workers : int, optional
        Solver threads: the number of cores, but from 4 to 8, where none is given; 4 in deterministic mode, because
        the number of threads shapes the plan.
    progress : callable, optional
        Receives `ProgressEvent`s from a solver's thread.
    interrupt : Interrupt, optional
        Ends the search early, from any thread, with the best plan so far.

    Returns
    -------
    Plan
        Decisions with status, bound and gap of each planning level. Infeasible is a status, not an error.

    Raises
    ------
    ScenarioError
        The scenario cannot be loaded.
    ValueError
        An option is out of its range.

    Examples
    --------
    >>> import airlift
    >>> scenario = airlift.load("kenya-only")
    >>> plan = airlift.plan(scenario, time_limit_s=60)  # doctest: +SKIP
    """
    from airlift.chain import run

    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    options = asked_options(
        asked,
        time_limit_s=time_limit_s,
        seed=seed,
        deterministic=deterministic,
        workers=workers,
        interrupt=interrupt,
    )
    return run(asked, options, progress)


def check(scenario: Scenario, plan: Plan) -> Findings:
    """Check a plan against every rule, with everything recomputed from the scenario.

    Raises
    ------
    PlanError
        The plan was made from another scenario.
    """
    from airlift.checker import check as check_rules

    require_same_scenario(scenario, plan)
    return check_rules(scenario, plan)


def verify(scenario: Scenario | Source, plan: Plan | str | Path) -> Findings:
    """Check a plan on disk against a scenario on disk; either may be given as an object too.

    Raises
    ------
    ScenarioError, PlanError
        One of them cannot be read, or they do not belong together.
    """
    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    decided = plan if isinstance(plan, Plan) else read_plan(plan)
    return check(asked, decided)


def check_scenario(source: Source) -> tuple[Issue, ...]:
    """List all problems of a scenario: form, references, and what no aircraft can do; never raises for bad input."""
    return check_source(source, extra_checks=(_physics,))


def _physics(scenario: Scenario) -> Iterator[Problem]:
    """Demands whose payload no capable type of the scenario can lift over the radius."""
    from airlift.flight.feasible import physics_problems

    for row, message, hint in physics_problems(scenario):
        yield Problem("impossible-demand", "demands", row, "payload_kg", message, hint)


def scenarios() -> tuple[tuple[str, str], ...]:
    """Names and titles of the shipped scenarios."""
    return tuple((name, load(name).title) for name in shipped_scenarios())


def report(
    scenario: Scenario,
    plan: Plan,
    path: str | Path,
    findings: Findings | None = None,
    simulation: str | Path | None = None,
    cover: Cover | None = None,
) -> Path:
    """Write a self-contained HTML report; what is not given is made for it: the plan is checked, its posts looked at.

    `simulation` names the file that `airlift simulate --save` wrote, if the report shall show it. `cover` is what
    `airlift.cover` says of the plan.
    """
    from airlift.reporting import read_simulation
    from airlift.reporting import report as write_report

    return write_report(
        scenario,
        plan,
        findings if findings is not None else check(scenario, plan),
        path=path,
        cover=cover if cover is not None else _planned_cover(scenario, plan),
        simulation=None if simulation is None else read_simulation(simulation, plan),
    )


def cover(
    scenario: Scenario | Source,
    plan: Plan | None = None,
    *,
    missions: Collection[str] = (),
    resite: bool = True,
    time_limit_s: float | None = 20.0,
    seed: int | None = None,
    deterministic: bool = False,
    workers: int | None = None,
    interrupt: Interrupt | None = None,
) -> Cover:
    """Say which zones the standby covers at which hours, and what is lost when a site is closed.

    Parameters
    ----------
    scenario : Scenario, str or Path
        The scenario, or where to load it from.
    plan : Plan, optional
        Its posts are looked at. Without a plan the standby is sited here, as if each demand had the aircraft that it
        asks for.
    missions : collection of str
        Missions to look at; all that have zones when empty.
    resite : bool
        Whether to site all aircraft anew without each site, beside leaving the others where they are.
    time_limit_s, seed, deterministic, workers, interrupt
        As for `plan`, for each siting.

    Raises
    ------
    ScenarioError
        The scenario cannot be loaded.
    PlanError
        The plan was made from another scenario, or names what its scenario does not have.
    ValueError
        An option is out of its range, or a mission is none of the scenario.
    """
    from airlift.plans.references import require_known_names
    from airlift.standby import cover as cover_of

    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    unknown = [mission for mission in missions if mission not in asked.mission_by_id]
    if unknown:
        raise ValueError(f"no mission {unknown[0]!r}; there are {', '.join(asked.mission_by_id)}")
    if plan is not None:
        require_same_scenario(asked, plan)
        require_known_names(asked, plan)
    options = asked_options(
        asked,
        time_limit_s=time_limit_s,
        seed=seed,
        deterministic=deterministic,
        workers=workers,
        interrupt=interrupt,
    )
    return cover_of(_only_zones_of(asked, missions), plan, options, resite=resite)


def write_cover(scenario: Scenario, cover: Cover, folder: str | Path) -> list[Path]:
    """Write a cover as a page with maps, a CSV table and a GeoJSON map; return the files."""
    from airlift.reporting import write_cover as write_files

    return list(write_files(scenario, cover, folder))


def _planned_cover(scenario: Scenario, plan: Plan) -> Cover | None:
    """Cover of the posts that a plan has; nothing is sited for it."""
    from airlift.plans.references import require_known_names
    from airlift.standby import cover as cover_of

    require_known_names(scenario, plan)
    planned = [row.mission for row in plan.standby]
    return cover_of(_only_zones_of(scenario, planned), plan, resite=False) if planned else None


def _only_zones_of(scenario: Scenario, missions: Collection[str]) -> Scenario:
    """Return the scenario without the zones of other missions; all zones where no mission is named."""
    if not missions:
        return scenario
    zones = tuple(zone for zone in scenario.zones if zone.mission in missions)
    return scenario.model_copy(update={"zones": zones})


def export(scenario: Scenario, plan: Plan, folder: str | Path, cover: Cover | None = None) -> list[Path]:
    """Write the plan as CSV tables and a GeoJSON map; return the files.

    `cover` is what `airlift.cover` says of the plan; it is made here when it is not given.
    """
    from airlift.reporting import write_csv, write_geojson

    target = Path(folder)
    covered = cover if cover is not None else _planned_cover(scenario, plan)
    return [
        *write_csv(scenario, plan, target / "tables", covered),
        write_geojson(scenario, plan, target / "map.geojson", covered),
    ]


def tables(scenario: Scenario, plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the plan as data frames by name."""
    from airlift.reporting import tables as frames

    return frames(scenario, plan, _planned_cover(scenario, plan))


def summary(scenario: Scenario, plan: Plan, findings: Findings | None = None) -> Summary:
    """Say in a few lines who flies what where from when, what stays unmet, what it costs and how sure that is."""
    from airlift.reporting import summarise

    return summarise(scenario, plan, findings)
