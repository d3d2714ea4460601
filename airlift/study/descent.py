"""From a plan to better ones, piece by piece: a way down for scenarios too large to be solved to the end."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from airlift.plans import Allocation
from airlift.scenario import Scenario
from airlift.study.measures import unmet_by_tier
from airlift.study.nearby import Focus, Nearby
from airlift.study.sharing import TimeShare

__all__ = ["Descent", "descend", "unmet_of"]


@dataclass(frozen=True)
class Descent:
    """Where a descent ended.

    Parameters
    ----------
    allocation : Allocation
        At least as good as the plan from which it began.
    is_bottom : bool
        Whether every focus was looked at since the last change, and none helped.
    """

    allocation: Allocation
    is_bottom: bool


def unmet_of(scenario: Scenario, allocation: Allocation) -> tuple[int, ...]:
    """Unmet aircraft-months of the tiers, the most urgent first: the smaller, the better."""
    return tuple(unmet_by_tier(scenario, allocation).values())


def descend(
    scenario: Scenario,
    start: Allocation,
    foci: Sequence[Focus],
    nearby: Nearby,
    share: TimeShare,
    *,
    looks: int,
    threads: int = 1,
) -> Descent:
    """Better a plan by the units of one focus after the other, until none of them helps any more.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    start : Allocation
        A plan of it.
    foci : sequence of Focus
        In the order in which they are looked at.
    nearby : Nearby
        How better plans are looked for.
    share : TimeShare
        Time for all of it.
    looks : int
        Looks at most.
    threads : int
        Foci that are looked at at a time. Of several that help the one that helps most is taken, and the others
        are looked at again.
    """
    best, value = start, unmet_of(scenario, start)
    queue = list(foci)
    done: list[Focus] = []
    with ThreadPoolExecutor(max_workers=threads) as pool:
        while queue and looks > 0 and not share.is_over:
            batch = queue[: min(threads, looks)]
            queue = queue[len(batch) :]
            looks -= len(batch)
            # A look that runs into its limit leaves less to the others, so none may have much of it.
            options = share.grant(2 / (2 + len(queue) / len(batch)))
            begin = best
            found = list(pool.map(lambda one: nearby.better(scenario, begin, one, options), batch))  # noqa: B023
            done += batch
            values = [unmet_of(scenario, plan) for plan in found]
            if min(values) < value:
                value = min(values)
                winner = values.index(value)
                best = found[winner]
                queue += [focus for focus in done if focus != batch[winner]]
                done = [batch[winner]]
    return Descent(best, is_bottom=not queue)
