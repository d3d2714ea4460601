"""How sure an answer is, in words: what was proven, what was not searched, what no partner can ever serve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from airlift.plans import ObjectiveLevel, Plan, Result, Status, worst_status
from airlift.reporting.wording import figure, gap_pct
from airlift.rules import RULES
from airlift.scenario.model import Scenario

__all__ = [
    "certainty_lines",
    "not_searched",
    "remarks",
    "status_of",
    "unreachable_demands",
]

_MATCHING = "matching"

_STATUS_WORDS = {
    Status.OPTIMAL: "proven best",
    Status.FEASIBLE: "not proven best",
    Status.INFEASIBLE: "proven impossible",
    Status.UNKNOWN: "nothing found",
}


def not_searched(scenario: Scenario, result: Result) -> tuple[str, ...]:
    """Names of the objective levels that a search for an allocation should have and does not have.

    A level is missing where time or an interrupt ended the search before it; none is where a proof of
    infeasibility made the rest pointless.
    """
    if result.level != _MATCHING or result.status is Status.INFEASIBLE:
        return ()
    asked = [d for d in scenario.demands if scenario.demand_window(d)[1] > scenario.demand_window(d)[0]]
    names = [f"tier {tier} unmet" for tier in sorted({demand.tier for demand in asked})]
    if any(demand.role == "medevac" for demand in asked):
        names.append("first medevac month")
    names.append("cost")
    found = {level.name for level in result.objectives}
    return tuple(name for name in names if name not in found)


def status_of(scenario: Scenario, plan: Plan) -> Status | None:
    """Weakest status of the results, None without any; levels that were not searched leave nothing proven best."""
    if not plan.results:
        return None
    statuses = [result.status for result in plan.results]
    if any(not_searched(scenario, result) for result in plan.results):
        statuses.append(Status.FEASIBLE)
    return worst_status(tuple(statuses))


def unreachable_demands(scenario: Scenario, plan: Plan) -> dict[str, str]:
    """Demands that no partner can ever serve, each with a clause that says so and names the rules in the way."""
    clauses = {}
    notes = [note for result in plan.results for note in result.notes]
    for demand in scenario.demands:
        for note in notes:
            if note.startswith(_unreachable(demand.id)):
                reason = _plain(note.partition(":")[2])
                clauses[demand.id] = f"no partner can ever serve it{reason}"
    return clauses


def remarks(scenario: Scenario, result: Result) -> tuple[str, ...]:
    """Return the notes of a result without those that `unreachable_demands` gives to their demands."""
    prefixes = tuple(_unreachable(demand.id) for demand in scenario.demands)
    return tuple(note for note in result.notes if not note.startswith(prefixes))


def certainty_lines(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """Say for each result its status and levels, and under them its notes and restrictions."""
    days = [result for result in plan.results if _is_proven(result, "sorties:")]
    standbys = [result for result in plan.results if _is_proven(result, "standby:")]
    shared = {"standby": _shared(standbys), "sorties": _shared(days)}
    for result in plan.results:
        missing = not_searched(scenario, result)
        head = f"{result.level}: {result.status.value}, {_STATUS_WORDS[result.status]}"
        if missing and result.status is Status.OPTIMAL:
            head += " as far as it was searched"
        head += ", interrupted" if result.interrupted else ""
        brief = result in standbys or result in days
        if brief:
            # Proven days and posts are the rule; a line for each level would bury what is not proven.
            levels = len(result.objectives)
            yield f"{head}, gap 0 % on {'its 1 level' if levels == 1 else f'all {levels} levels'}"
        else:
            yield head
            yield from (f"  {_level_words(level)}" for level in result.objectives)
            notes = remarks(scenario, result)
            yield from (f"  {name}: not searched" for name in missing if not _is_told(name, notes))
        if result.conflict:
            yield f"  rules that clash: {', '.join(result.conflict)}"
        yield from (f"  {note}" for note in remarks(scenario, result))
        told = shared[result.level.partition(":")[0]] if brief else []
        held = [words for words in result.restrictions if words not in told]
        yield from (f"  restriction: {words}" for words in held)
    yield from (f"restriction of all proven posts: {words}" for words in shared["standby"])
    yield from (f"restriction of all proven days: {words}" for words in shared["sorties"])


def _shared(results: list[Result]) -> list[str]:
    """Restrictions that several results have in common."""
    common = Counter(words for result in results for words in dict.fromkeys(result.restrictions))
    return [words for words, times in common.items() if times == len(results) > 1]


def _unreachable(demand: str) -> str:
    return f"demand {demand} cannot be reached"


def _plain(reason: str) -> str:
    """Put the reason of a note into plain words: names of rules become their sentences."""
    words = [word.strip() for word in reason.split(",") if word.strip()]
    if not words:
        return ""
    if not all(word in RULES for word in words):
        return f": {reason.strip()}"
    rules = " and ".join(f"“{RULES[word].sentence.rstrip('.')}”" for word in words)
    return f", by the rule{'s' if len(words) > 1 else ''} {rules}"


def _is_proven(result: Result, level: str) -> bool:
    return (
        result.level.startswith(level)
        and bool(result.objectives)
        and all(level.gap == 0 for level in result.objectives)
    )


def _is_told(name: str, notes: tuple[str, ...]) -> bool:
    return any(note.startswith(f"{name}: not searched") for note in notes)


def _level_words(level: ObjectiveLevel) -> str:
    if level.value is None and level.bound is None:
        return f"{level.name}: {_STATUS_WORDS[level.status]}"
    if level.bound is None:
        return f"{level.name}: {figure(level.value)} {level.unit}, not searched: no bound"
    return (
        f"{level.name}: {figure(level.value)} {level.unit}, bound {figure(level.bound)}, gap {gap_pct(level)}"
    )
