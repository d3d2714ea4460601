"""Pledges valued by looks nearby: for scenarios whose base plan is not proven, where whole re-solves find nothing.

First the base plan goes down by partners and missions until none of them alone can better it. Then each pledge has the
units of those freed that could make use of it: what the plan gains now, it gains by the pledge. Then all others
follow, because what one no longer has to serve lets another go elsewhere. Two pledges are looked at at a time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import zip_longest

from airlift.plans import Allocation
from airlift.scenario import Pledge, Scenario
from airlift.study.apply import apply_pledges
from airlift.study.descent import descend, unmet_of
from airlift.study.measures import unmet_by_month
from airlift.study.nearby import Focus, Nearby
from airlift.study.screening import WayBook, ways_that_use
from airlift.study.sharing import TimeShare

__all__ = ["Group", "Looks", "name_of"]

Group = tuple[Pledge, ...]
"""Pledges that are made together: one, or a pair."""

THREADS = 2
"""Looks at a time: each uses one thread, and builds its model while the other searches."""

BASE_ROUNDS = 4
"""How often each partner and mission is looked at for the base plan, at most."""

FIRST_LOOKS, FURTHER_LOOKS = 4, 24
"""Looks that a pledge has first, and that may follow."""


def name_of(group: Group) -> str:
    """Return the identifiers of the pledges of a group, joined by `+`."""
    return "+".join(pledge.id for pledge in group)


@dataclass
class Looks:
    """Plans with pledges, found near a base plan.

    Parameters
    ----------
    scenario : Scenario
        Without the pledges.
    base : Allocation
        The best plan of it that is known.
    nearby : Nearby
        How better plans are looked for.
    book : WayBook
        Who could serve what.
    plans : dict
        The best plan that is known with the pledges of a group, by its name.
    is_bottom : bool
        Whether no partner or mission alone betters the base plan.
    """

    scenario: Scenario
    base: Allocation
    nearby: Nearby
    book: WayBook
    plans: dict[str, Allocation] = field(default_factory=dict)
    is_bottom: bool = False
    _wider: dict[str, Scenario] = field(default_factory=dict)

    def better_base(self, share: TimeShare) -> None:
        """Better the base plan until no partner or mission alone can any more, or time is over."""
        share.say("base plan", "bettered piece by piece")
        foci = self.nearby.foci(self.scenario)
        descent = descend(
            self.scenario,
            self.base,
            foci,
            self.nearby,
            share,
            looks=BASE_ROUNDS * len(foci),
            threads=_threads(share),
        )
        self.base, self.is_bottom = descent.allocation, descent.is_bottom

    def look(self, groups: Sequence[Group], share: TimeShare) -> None:
        """Look at plans in which the units are free that could use the pledges."""
        unmet = unmet_by_month(self.scenario, self.base)
        foci = {name_of(group): self._users(group, unmet)[:FIRST_LOOKS] for group in groups}
        for number in range(FIRST_LOOKS):
            # Each has its first look before any has its second.
            turn = [group for group in groups if len(foci[name_of(group)]) > number]
            left = sum(max(0, len(found) - number) for found in foci.values())
            if not turn:
                break

            def one_look(group: Group, part: TimeShare, number: int = number) -> Allocation:
                return self._descend(group, foci[name_of(group)][number : number + 1], part, 1)

            self._each(turn, share.part(len(turn) / left), f"look {number + 1} at", one_look)

    def look_further(self, groups: Sequence[Group], share: TimeShare) -> None:
        """Follow up, those that gain most first: all partners and missions, one after the other.

        While the base plan itself could still be bettered so, what is gained would not be due to the pledges: then the
        time is for the base plan.
        """
        if not self.is_bottom:
            self.better_base(share)
            return

        def further(group: Group, part: TimeShare) -> Allocation:
            return self._descend(group, self.nearby.foci(self.wider(group)), part, FURTHER_LOOKS)

        gaining = [group for group in groups if self._gains(group)]
        self._each(sorted(gaining, key=self.unmet), share, "look further at", further)

    def take_better_bases(self, groups: Sequence[Group], share: TimeShare) -> None:
        """Take a plan that gained without use of its pledges for the base plan.

        Unless the base plan was at its bottom, the same look without the pledges is taken too: what it gains, the
        pledges did not.
        """
        unmet = unmet_by_month(self.scenario, self.base)
        was_bottom = self.is_bottom
        for group in sorted(groups, key=self.unmet):
            if share.is_over or not self._gains(group):
                continue
            share.say(f"look without {name_of(group)}")
            if self.nearby.fits(self.scenario, self.plans[name_of(group)]):
                self.base, self.is_bottom = self.plans[name_of(group)], False
            elif not was_bottom:
                users = self._users(group, unmet)[:FIRST_LOOKS]
                part = share.part(0.5)
                self.base = descend(
                    self.scenario, self.base, users, self.nearby, part, looks=len(users)
                ).allocation

    def tidy(self, groups: Sequence[Group], share: TimeShare) -> None:
        """Drop what the units of the base plan and of the plans that gain do not need, so that costs compare."""
        self._each(
            [(), *(group for group in groups if self._gains(group))],
            share,
            "cost of",
            lambda group, part: self.nearby.cheaper(
                self.wider(group), self.plans.get(name_of(group), self.base), part.grant(1.0)
            ),
        )
        self.base = self.plans.pop("", self.base)

    def unmet(self, group: Group) -> tuple[int, ...]:
        """Unmet aircraft-months by tier in the best plan that is known with the pledges."""
        return unmet_of(self.scenario, self._start(group))

    def wider(self, group: Group) -> Scenario:
        """Return the scenario with the pledges made."""
        name = name_of(group)
        if name not in self._wider:
            self._wider[name] = apply_pledges(self.scenario, group) if group else self.scenario
        return self._wider[name]

    def is_bettered(self, before: Allocation) -> bool:
        """Whether the base plan closes more than one that it came from."""
        return unmet_of(self.scenario, self.base) < unmet_of(self.scenario, before)

    def _gains(self, group: Group) -> bool:
        return name_of(group) in self.plans and self.unmet(group) < unmet_of(self.scenario, self.base)

    def _descend(self, group: Group, foci: Sequence[Focus], part: TimeShare, looks: int) -> Allocation:
        start = self._start(group)
        return descend(self.wider(group), start, foci, self.nearby, part, looks=looks).allocation

    def _start(self, group: Group) -> Allocation:
        """Best plan that is known with the pledges: their own, that of one of them, or the base plan."""
        names = [name_of(group), *(pledge.id for pledge in group)]
        known = [self.base, *(self.plans[name] for name in names if name in self.plans)]
        return min(known, key=lambda plan: unmet_of(self.scenario, plan))

    def _users(self, group: Group, unmet: dict[str, dict[int, int]]) -> list[Focus]:
        """Where each of the pledges could be used, or else one of them: the partners and missions with most to gain.

        What one partner is given is looked at with its units alone; what many could use, with those of whole missions.
        """
        ways = self.book.ways(*group)
        used = [set(ways_that_use(self.scenario, pledge, ways)) for pledge in group]
        partners = [{way.partner for way in one} for one in used]
        common = set.intersection(*partners) or set.union(*partners)
        lacking: Counter[str] = Counter()
        missions: defaultdict[str, set[str]] = defaultdict(set)
        for way in sorted(set.union(*used), key=lambda way: (way.partner, way.demand, way.aircraft_type)):
            if way.partner in common:
                lacking[way.partner] += sum(unmet[way.demand].values())
                missions[self.scenario.demand_by_id[way.demand].mission].add(way.demand)
        by_need = sorted(common, key=lambda partner: (-lacking[partner], partner))
        of_partners = [Focus(partners=(partner,)) for partner in by_need]
        if len(common) == 1:
            return of_partners
        needs = {name: sum(sum(unmet[d].values()) for d in demands) for name, demands in missions.items()}
        ordered = sorted(missions, key=lambda name: (-needs[name], name))
        of_missions = [
            Focus(demands=tuple(d.id for d in self.scenario.demands if d.mission == name)) for name in ordered
        ]
        both = zip_longest(of_missions, of_partners)
        return [focus for pair in both for focus in pair if focus is not None]

    def _each(
        self,
        groups: Sequence[Group],
        share: TimeShare,
        words: str,
        task: Callable[[Group, TimeShare], Allocation],
    ) -> None:
        """Do something for each group, two at a time; what finds no time is left out."""
        threads = _threads(share)

        def one(number: int) -> None:
            group = groups[number]
            if share.is_over:
                return
            part = share.part(threads / (len(groups) - number))
            if not part.is_over:
                share.say(f"{words} {name_of(group) or 'base plan'}", f"{number + 1} of {len(groups)}")
                self.plans[name_of(group)] = task(group, part)

        with ThreadPoolExecutor(max_workers=threads) as pool:
            # The list is what raises an error of a thread here.
            list(pool.map(one, range(len(groups))))


def _threads(share: TimeShare) -> int:
    """Return the looks at a time: one in deterministic mode, where time counts in the order in which it is granted."""
    return 1 if share.options.deterministic else THREADS
