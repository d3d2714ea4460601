"""Why one demand lacks aircraft: what is impossible alone, what is impossible together, what takes from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from airlift.explaining.allowance import Allowance
from airlift.explaining.case import Priced, Question, Wish
from airlift.explaining.clash import find_clash
from airlift.explaining.contest import Rest
from airlift.explaining.explanation import Answer, Clash, Contest, Gap, RuleAt, Span, Way
from airlift.explaining.reach import Reach, reach_alone
from airlift.explaining.relief import cheapest_way
from airlift.explaining.switchboard import Engine
from airlift.scenario import Scenario

__all__ = ["DemandGaps", "Part"]

_EARLY_MONTHS = (15,)
"""Months in which a conflict is looked for before it is looked for in all of them: a tour and a quarter."""


@dataclass
class Part:
    """Months of a demand with one answer, as far as it is known.

    Attributes
    ----------
    months : tuple of int
        Month indices.
    answer : Answer
        What is known so far.
    lacking : int
        Fewest aircraft that the demand must lack in each of the months, were it alone.
    clash_by : int or None
        Last month that the conflict speaks of.
    """

    months: tuple[int, ...]
    answer: Answer
    lacking: int
    clash: Clash | None = None
    clash_by: int | None = None
    way: Way | None = None
    contest: Contest | None = None
    spent_s: float = 0.0


@dataclass
class DemandGaps:
    """The explanation of one demand, grown step by step as time allows.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    demand : str
        The demand.
    unmet : mapping of int to int
        Aircraft that it lacks in the plan, by month index.
    engine : Engine
        How to solve.
    """

    scenario: Scenario
    demand: str
    unmet: Mapping[int, int]
    engine: Engine
    parts: list[Part] = field(default_factory=list)
    reach: Reach | None = None
    contested: Part | None = None
    """The months that the demand could have alone, all at once."""

    def find_reach(self, allowance: Allowance) -> None:
        """Divide the months by what the demand could have alone."""
        reach = self.reach = reach_alone(self.scenario, self.demand, self.unmet, self.engine, allowance)
        impossible: defaultdict[int, list[int]] = defaultdict(list)
        contested: list[int] = []
        split: list[int] = []
        open_: list[int] = []
        for t, lacks in sorted(self.unmet.items()):
            least = reach.least.get(t)
            if least is None:
                open_.append(t)
                continue
            if least > 0:
                impossible[least].append(t)
            if least < lacks:
                (contested if reach.together.get(t, lacks) <= least else split).append(t)
        for least, months in sorted(impossible.items()):
            self.parts += [Part(run, "impossible", least) for run in _runs(months)]
        if split:
            answer: Answer = "not-together" if reach.is_joint is False else "unsettled"
            self.parts.append(Part(tuple(split), answer, 0))
        if contested:
            self.contested = Part(tuple(contested), "unsettled", 0)
            self.parts.append(self.contested)
        if open_:
            self.parts.append(Part(tuple(open_), "unsettled", 0, spent_s=allowance.elapsed_s))

    def clashing(self) -> list[Part]:
        """Parts whose rules in conflict are to be found."""
        return [part for part in self.parts if part.answer in ("impossible", "not-together")]

    def find_clash(self, part: Part, allowance: Allowance) -> None:
        """Find the rules in conflict of a part; equal conflicts of equal parts become one part."""
        if part.answer == "impossible":
            wish = Wish(self.demand, part.months, part.lacking - 1)
            question = Question(self.scenario, (wish,), in_any=True)
            part.clash, part.clash_by = find_clash(question, self.engine, allowance), part.months[-1]
        else:
            least = self.reach.least if self.reach is not None else {}
            wanted = {t: k for t, k in least.items() if k < self.unmet[t]}
            question = Question(self.scenario, tuple(_wishes(self.demand, wanted)))
            part.clash, part.clash_by = self._clash_early(question, tuple(wanted), allowance)
        part.spent_s += allowance.elapsed_s

    def merge(self) -> None:
        """Join parts that say the same of different months."""
        merged: list[Part] = []
        for part in self.parts:
            same = next((one for one in merged if _says_the_same(one, part)), None)
            if same is None:
                merged.append(part)
            else:
                same.months = tuple(sorted({*same.months, *part.months}))
                same.spent_s += part.spent_s
        self.parts = merged

    def find_way(self, part: Part, prices: Mapping[str, Priced], allowance: Allowance) -> None:
        """Find the cheapest way to serve all months of a part in full."""
        question = Question(self.scenario, (Wish(self.demand, part.months, 0),))
        part.way = cheapest_way(question, prices, self.engine, allowance)
        part.spent_s += allowance.elapsed_s

    def find_contest(self, part: Part, rest: Rest, allowance: Allowance) -> None:
        """Find whether a part can be served beside the rest of the plan."""
        part.answer, part.contest = rest.proof(self.demand, self._wanted(part), allowance)
        part.spent_s += allowance.elapsed_s

    def find_losses(self, part: Part, rest: Rest, allowance: Allowance) -> None:
        """Find what others lose at most when a part is served."""
        if part.contest is not None:
            part.answer, part.contest = rest.giving_up(
                self.demand, self._wanted(part), part.answer, part.contest, allowance
            )
        part.spent_s += allowance.elapsed_s

    def find_displaced(self, part: Part, rest: Rest, allowance: Allowance) -> None:
        """Find the least that serving a part would do to the plan."""
        if part.contest is None or part.answer == "equal" or not rest.may_search_all(allowance):
            return
        found = rest.displaced(self.demand, self._wanted(part), allowance)
        part.spent_s += allowance.elapsed_s
        checks = (*part.contest.checks, *found.checks)
        if found.is_worse is None:
            part.contest = part.contest.model_copy(update={"checks": checks})
            return
        part.contest = part.contest.model_copy(
            update={
                "shifts": found.shifts,
                "losses": found.losses,
                "is_worse": found.is_worse,
                "checks": checks,
            }
        )
        part.answer = "displaces" if found.is_worse else "equal"

    def find_rules_beside(self, part: Part, rest: Rest, allowance: Allowance) -> None:
        """Find the rules that clash when a part is served and all other units stay as they are."""
        question = self._beside(part, rest)
        part.clash, part.clash_by = self._clash_early(question, part.months, allowance)
        if part.clash is not None and part.contest is not None:
            part.contest = part.contest.model_copy(update={"rivals": part.clash.beside})
        part.spent_s += allowance.elapsed_s

    def find_way_beside(
        self, part: Part, rest: Rest, prices: Mapping[str, Priced], allowance: Allowance
    ) -> None:
        """Find the cheapest way to serve a part while all other units stay as they are."""
        part.way = cheapest_way(self._beside(part, rest).in_full(), prices, self.engine, allowance)
        part.spent_s += allowance.elapsed_s

    def _beside(self, part: Part, rest: Rest) -> Question:
        window = range(*self.scenario.demand_window(self.scenario.demand_by_id[self.demand]))
        service = {t: self.unmet.get(t, 0) for t in window} | self._wanted(part)
        units = tuple(unit for unit in rest.plan.allocation.units if unit.demand != self.demand)
        return Question(self.scenario, tuple(_wishes(self.demand, service)), units=units)

    def _clash_early(
        self, question: Question, months: tuple[int, ...], allowance: Allowance
    ) -> tuple[Clash | None, int | None]:
        """Find rules that clash with some service, in its first year if there, else in all of it.

        A conflict that is there early is there in the end, and the model of few months is a small one.

        Returns
        -------
        Clash or None
            None when none was found.
        int or None
            Last month of the service that it is a conflict with.
        """
        last = max(t for wish in question.wishes for t in wish.months)
        ends = [end for step in _EARLY_MONTHS if (end := months[0] + step - 1) < last]
        for end in (*ends, last):
            if allowance.is_over:
                break
            clash = find_clash(question.until(end), self.engine, allowance.part(0.7))
            if clash is not None:
                return clash, end
        return None, None

    def _wanted(self, part: Part) -> dict[int, int]:
        together = self.reach.together if self.reach is not None else {}
        return {t: together[t] for t in part.months}

    def gaps(self) -> Iterator[Gap]:
        """Tell what is known, in the order of months."""
        demand = self.scenario.demand_by_id[self.demand]
        parts = self.parts or [Part(tuple(sorted(self.unmet)), "unsettled", 0)]
        for part in sorted(parts, key=lambda part: part.months):
            yield Gap(
                demand=self.demand,
                tier=demand.tier,
                spans=tuple(self._spans(part.months)),
                answer=part.answer,
                reachable=demand.aircraft - part.lacking,
                clash=part.clash,
                clash_by=None if part.clash_by is None else self.scenario.month_label(part.clash_by),
                way=part.way,
                contest=part.contest,
                spent_s=round(part.spent_s, 3),
            )

    def _spans(self, months: Iterable[int]) -> Iterator[Span]:
        """Unbroken months that lack the same number."""
        for run in _runs(months, key=lambda t: self.unmet[t]):
            yield Span(
                first_month=self.scenario.month_label(run[0]),
                last_month=self.scenario.month_label(run[-1]),
                lacking=self.unmet[run[0]],
            )


def _wishes(demand: str, lacking: Mapping[int, int]) -> Iterator[Wish]:
    """Wishes that say how many aircraft a demand lacks at most, by month."""
    for level in sorted(set(lacking.values())):
        yield Wish(demand, tuple(t for t, most in sorted(lacking.items()) if most == level), level)


def _runs(months: Iterable[int], key: Callable[[int], int] = lambda _t: 0) -> Iterator[tuple[int, ...]]:
    """Cut months into unbroken runs of equal key."""
    run: list[int] = []
    for t in sorted(months):
        if run and (t != run[-1] + 1 or key(t) != key(run[-1])):
            yield tuple(run)
            run = []
        run.append(t)
    if run:
        yield tuple(run)


def _says_the_same(one: Part, other: Part) -> bool:
    if (one.answer, one.lacking) != (other.answer, other.lacking):
        return False
    if one.clash is None or other.clash is None:
        return False
    return _rules(one.clash) == _rules(other.clash)


def _rules(clash: Clash) -> tuple[tuple[RuleAt, ...], bool, bool]:
    return clash.rules, clash.is_minimal, clash.is_confirmed
