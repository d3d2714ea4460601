"""The public functions of this room: `airlift.robust` and `airlift.stress`."""

from __future__ import annotations

from pathlib import Path

from airlift.plans import Plan
from airlift.plans.store import open_plan, require_same_scenario
from airlift.robustness.events import EventError, Events, load_events
from airlift.robustness.losses import StressReport
from airlift.robustness.replay import replay
from airlift.robustness.study import RobustStudy
from airlift.robustness.twostage import study_futures
from airlift.scenario import Scenario, Source, load
from airlift.solvers.asked import asked_options
from airlift.solvers.options import Interrupt, Progress

__all__ = ["robust", "stress"]


def robust(
    scenario: Scenario | Source,
    *,
    samples: int = 20,
    seed: int | None = None,
    alpha: float = 0.9,
    commit_months: int = 12,
    time_limit_s: float | None = 300.0,
    deterministic: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> RobustStudy:
    """Plan for pledges that may fail: what to commit to now, and what that is worth.

    Lots (`probability_pct`, `late_probability_pct`, `late_months`), budgets and consents (`probability_pct`) give
    sampled futures. What enters refurbishment, the course intake and the assessment visits of the first months are
    committed for all of them; everything else is decided in each. Unmet aircraft-months are minimised in the mean, then
    in the tail, tier by tier.

    Parameters
    ----------
    scenario : Scenario, str or Path
        The scenario, or where to load it from.
    samples : int
        Futures that are drawn; equal ones are solved once.
    seed : int, optional
        Seed of the draws and of the search; the scenario's own where none is given.
    alpha : float
        CVaR is the mean of the worst `1 - alpha` of the samples.
    commit_months : int
        Months in which decisions are commitments.
    time_limit_s : float, optional
        Time for the whole study in seconds; None for no limit.
    deterministic : bool
        Whether the same input must give the same study, at some cost in speed.
    workers : int, optional
        Solver threads: the number of cores, but from 4 to 8, where none is given; 4 in deterministic mode.
    progress : callable, optional
        Receives `ProgressEvent`s from a solver's thread.
    interrupt : Interrupt, optional
        Ends the study early, from any thread, with what is known by then.

    Returns
    -------
    RobustStudy
        The two-stage plan beside the deterministic one and perfect knowledge, on the same samples.

    Raises
    ------
    ScenarioError
        The scenario cannot be loaded.
    ValueError
        An option is out of its range.

    Examples
    --------
    >>> import airlift
    >>> study = airlift.robust("seoul-2021", samples=10, time_limit_s=120)  # doctest: +SKIP
    """
    if samples < 1:
        raise ValueError(f"samples must be at least 1: {samples}")
    if not 0 <= alpha < 1:
        raise ValueError(f"alpha must be from 0 to below 1: {alpha}")
    if commit_months < 0:
        raise ValueError(f"commit_months must not be negative: {commit_months}")
    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    options = asked_options(
        asked,
        time_limit_s=time_limit_s,
        seed=seed,
        deterministic=deterministic,
        workers=workers,
        interrupt=interrupt,
    )
    return study_futures(asked, samples, alpha, commit_months, options, progress)


def stress(
    plan: Plan | str | Path,
    scenario: Scenario | None = None,
    *,
    events: Events | str | Path = "seoul-2021",
    only: tuple[str, ...] = (),
    time_limit_s: float | None = 180.0,
    seed: int | None = None,
    deterministic: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    interrupt: Interrupt | None = None,
) -> StressReport:
    """Let events befall a plan: what it keeps if nobody plans anew, and what planning anew would have saved.

    Parameters
    ----------
    plan : Plan, str or Path
        The plan, or the folder that it is in.
    scenario : Scenario, optional
        The scenario that the plan was made from; needed for a `Plan`, read from the folder otherwise.
    events : Events, str or Path
        Events, the name of a shipped file of events, or a path.
    only : tuple of str
        Events to replay, by id; all of them where none is named.
    time_limit_s, seed, deterministic, workers, progress, interrupt
        As for `airlift.robust`.

    Returns
    -------
    StressReport
        Each event alone, and all of them together.

    Raises
    ------
    PlanError, EventError
        The plan or the events cannot be read, or do not fit the scenario.
    ValueError
        A `Plan` without its scenario, or an option out of its range.
    """
    if isinstance(plan, Plan):
        if scenario is None:
            raise ValueError("a Plan needs the scenario that it was made from: stress(plan, scenario)")
        require_same_scenario(scenario, plan)
        asked, decided = scenario, plan
    else:
        asked, decided = open_plan(plan)
    known = events if isinstance(events, Events) else load_events(events)
    missing = sorted(set(only) - {event.id for event in known.events})
    if missing:
        raise EventError(
            f"there is no event {missing[0]!r}; there are {', '.join(event.id for event in known.events)}."
        )
    chosen = tuple(event for event in known.events if not only or event.id in only)
    options = asked_options(
        asked,
        time_limit_s=time_limit_s,
        seed=seed,
        deterministic=deterministic,
        workers=workers,
        interrupt=interrupt,
    )
    return replay(asked, decided, chosen, options, progress)
