"""The next pledge to ask for: candidates valued by re-solving, the best first.

What makes twenty candidates cheaper than twenty plans:

* a pledge that nobody could use is worth nothing, by the partnership graph and without a solve;
* all pledges together are a scenario wider than each: a tier that does not move there moves with none of them (nor
  with any pair), so it is settled once for all, and its bound is a bound for each;
* every solve starts from the base plan, and a pair from the better plan of its two;
* cost is minimised only where something was gained;
* where the base plan is not proven within its share of the time, whole re-solves would spend theirs on the same search
  again: the base plan and the plans with pledges are then bettered by looks nearby.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from airlift.matching.ask import Ask
from airlift.plans import Allocation, ObjectiveLevel, Plan, Status
from airlift.scenario import Pledge, Scenario
from airlift.study.apply import apply_pledges
from airlift.study.looks import Looks, name_of
from airlift.study.measures import cost_usd, tier_measure, tiers_of, unmet_by_tier
from airlift.study.nearby import Nearby, NearbySearch
from airlift.study.pairs import promising_pairs
from airlift.study.pledgewords import pledge_words
from airlift.study.screening import WayBook, ways_that_use
from airlift.study.sharing import Solver, TimeShare, is_answered
from airlift.study.worth import Basis, PledgeWorth, TierWorth, Valuation, first_month_of_gain

__all__ = ["Valuation", "known_base", "value_base", "value_pledges"]

BASE_SHARE, UNION_SHARE, SINGLES_SHARE, COSTS_SHARE = 0.25, 0.2, 0.65, 0.5
"""Shares of the time left for the base plan, all pledges together, the single ones, and their costs."""

BETTER_SHARE, LOOK_SHARE, FURTHER_SHARE, PAIRS_SHARE, TAKE_SHARE = 0.45, 0.7, 0.5, 0.5, 0.5
"""The same for looks nearby: the base plan, every pledge, every pledge once more, pairs, and whether a plan that gained
needs its pledge at all."""


def value_base(
    scenario: Scenario, share: TimeShare, solver: Solver
) -> tuple[Allocation, tuple[ObjectiveLevel, ...]]:
    """Solve the scenario as it is, by its own levels; no levels when nothing was found."""
    allocation, result = solver(scenario, share.grant(BASE_SHARE), share.told_as("base plan"), Ask())
    return allocation, result.objectives if is_answered(result) else ()


def known_base(scenario: Scenario, plan: Plan) -> tuple[Allocation, tuple[ObjectiveLevel, ...]]:
    """Take a plan that was made before; without a result of its matching nothing is proven of it."""
    levels = [result.objectives for result in plan.results if result.level == "matching"]
    if levels:
        return plan.allocation, levels[0]
    unproven = (
        ObjectiveLevel(
            name=f"tier {tier} unmet",
            unit="aircraft-months",
            status=Status.OPTIMAL if unmet == 0 else Status.FEASIBLE,
            value=unmet,
            bound=0,
            wall_s=0,
        )
        for tier, unmet in unmet_by_tier(scenario, plan.allocation).items()
    )
    return plan.allocation, tuple(unproven)


def value_pledges(
    scenario: Scenario,
    candidates: Sequence[Pledge],
    base: tuple[Allocation, tuple[ObjectiveLevel, ...]],
    most_pairs: int,
    share: TimeShare,
    solver: Solver,
    nearby: Nearby | None = None,
) -> Valuation:
    """Value candidate pledges against a base plan.

    Parameters
    ----------
    scenario : Scenario
        Without the pledges.
    candidates : sequence of Pledge
        What could be asked for.
    base : (Allocation, tuple of ObjectiveLevel)
        From `value_base`.
    most_pairs : int
        Pairs to solve at most; 0 for none.
    share : TimeShare
        Time and progress of the study.
    solver : Solver
        Level 1.
    nearby : Nearby, optional
        Looks for better plans near one that is known, with the model of level 1.

    Raises
    ------
    ScenarioError
        A pledge cannot be made in this scenario.
    """
    looker = NearbySearch() if nearby is None else nearby
    return _Valuation(scenario, tuple(candidates), base[0], base[1], most_pairs, share, solver, looker).run()


@dataclass
class _Valuation:
    """State of one valuation."""

    scenario: Scenario
    candidates: tuple[Pledge, ...]
    base: Allocation
    base_levels: tuple[ObjectiveLevel, ...]
    most_pairs: int
    share: TimeShare
    solver: Solver
    nearby: Nearby
    found: dict[str, PledgeWorth] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    settled: tuple[int, ...] = ()
    floor: dict[int, float] = field(default_factory=dict)

    def run(self) -> Valuation:
        levels = {level.name: level for level in self.base_levels}
        self.book = WayBook(self.scenario)
        self.tiers = tiers_of(self.scenario)
        if not self.tiers or not any(level.value is not None for level in levels.values()):
            self.notes.append("no base plan was found in the time given, so nothing could be valued")
            rest = tuple(self._unreached((pledge,)) for pledge in self.candidates)
            return self._valuation(None, rest, 0, 0)
        self.unmet = unmet_by_tier(self.scenario, self.base)
        # Cost comes after the tiers, so it may better none of them; their bounds hold as they are. A tier that was not
        # searched has a bound of nothing.
        bounds = {t: levels[tier_measure(t)].bound for t in self.tiers if tier_measure(t) in levels}
        self.least = {tier: min(float(self.unmet[tier]), bounds.get(tier) or 0.0) for tier in self.tiers}
        self.cost_level = levels.get("cost")
        # As in the base plan, so that the two costs can be compared.
        self.after_tiers = tuple(name for name in levels if name not in {tier_measure(t) for t in self.tiers})
        usable = self._without_ways()
        is_proven = all(self.least[tier] >= self.unmet[tier] for tier in self.tiers)
        if is_proven or self.share.options.time_limit_s is None:
            return self._by_solves(usable)
        return self._by_looks(usable)

    def _by_solves(self, usable: Sequence[Pledge]) -> Valuation:
        """Value each pledge by a solve of the whole."""
        self._together()
        for number, pledge in enumerate(usable):
            if len(self.settled) == len(self.tiers):
                self.found[pledge.id] = self._unmoved((pledge,), "settled")
                continue
            part = SINGLES_SHARE / (len(usable) - number)
            label = f"pledge {number + 1} of {len(usable)}, {pledge.id}"
            self.found[pledge.id] = self._solved((pledge,), self.base, part, label)
        self._price()
        tried, promising, pairs = self._pairs() if self.most_pairs else (0, 0, [])
        return self._valuation(self.base, (*self.found.values(), *pairs), tried, promising)

    def _by_looks(self, usable: Sequence[Pledge]) -> Valuation:
        """Value each pledge by plans near the base plan, which is bettered in the same way before."""
        before = self.base
        looks = Looks(self.scenario, before, self.nearby, self.book)
        looks.better_base(self.share.part(BETTER_SHARE))
        self._take_base(looks)
        self._together()
        groups = [(pledge,) for pledge in usable]
        looks.look(groups, self.share.part(LOOK_SHARE))
        looks.look_further(groups, self.share.part(FURTHER_SHARE))
        pairs, promising = self._looked_pairs(looks) if self.most_pairs else ([], 0)
        looks.take_better_bases([*groups, *pairs], self.share.part(TAKE_SHARE))
        looks.tidy([*groups, *pairs], self.share)
        self._take_base(looks)
        for group in groups:
            self.found[name_of(group)] = self._looked(looks, group)
        for pledge in self.candidates:
            if self.found[pledge.id].basis == "no way":
                self.found[pledge.id] = self._unmoved((pledge,), "no way")
        if looks.is_bettered(before):
            self.notes.append(
                "the base plan was bettered piece by piece before anything was compared with it"
            )
        self.notes.append(
            "gains are of plans near the base plan, which may not be the best: a pledge may be worth more, or less"
        )
        together = [worth for worth in (self._looked(looks, pair) for pair in pairs) if self._is_more(worth)]
        return self._valuation(self.base, (*self.found.values(), *together), len(pairs), promising)

    def _take_base(self, looks: Looks) -> None:
        """Compare with the best base plan that is known."""
        self.base = looks.base
        self.unmet = unmet_by_tier(self.scenario, self.base)
        self.least = {tier: min(float(self.unmet[tier]), least) for tier, least in self.least.items()}

    def _looked_pairs(self, looks: Looks) -> tuple[list[tuple[Pledge, ...]], int]:
        """Look at the promising pairs; return those that were looked at, and how many there are."""
        for pledge in self.candidates:
            if pledge.id not in self.found or self.found[pledge.id].basis != "no way":
                self.found[pledge.id] = self._looked(looks, (pledge,))
        promising = promising_pairs(self.candidates, self.found, self.book)
        looks.look(promising[: self.most_pairs], self.share.part(PAIRS_SHARE))
        return [pair for pair in promising[: self.most_pairs] if name_of(pair) in looks.plans], len(promising)

    def _looked(self, looks: Looks, group: tuple[Pledge, ...]) -> PledgeWorth:
        if name_of(group) not in looks.plans:
            return self._unreached(group)
        allocation = looks.plans[name_of(group)]
        if tuple(unmet_by_tier(self.scenario, allocation).values()) > tuple(self.unmet.values()):
            allocation = self.base
        worth = self._worth(group, "nearby", allocation, {})
        if not worth.helps:
            return worth
        extra_usd = cost_usd(looks.wider(group), allocation) - cost_usd(self.scenario, self.base)
        return replace(worth, extra_usd=extra_usd, extra_usd_status=Status.FEASIBLE)

    def _is_more(self, pair: PledgeWorth) -> bool:
        """Whether a pair gains more than its two apart."""
        one, other = (self.found[pledge.id].gains for pledge in pair.pledges)
        return pair.gains > tuple(a + b for a, b in zip(one, other, strict=True))

    def _valuation(
        self, base: Allocation | None, worths: tuple[PledgeWorth, ...], tried: int, promising: int
    ) -> Valuation:
        return Valuation(
            scenario=self.scenario,
            base=base,
            base_tiers=() if base is None else tuple(self._base_tier(tier) for tier in self.tiers),
            worths=tuple(sorted(worths, key=lambda worth: worth.rank)),
            pairs_tried=tried,
            pairs_promising=promising,
            notes=tuple(self.notes),
            interrupted=self.share.is_stopped,
            wall_s=self.share.elapsed_s,
        )

    def _base_tier(self, tier: int) -> ObjectiveLevel:
        """Return what is known of a tier of the base plan, be it that it was not searched."""
        value, bound = float(self.unmet[tier]), self.least[tier]
        status = Status.OPTIMAL if bound >= value else Status.FEASIBLE
        return ObjectiveLevel(
            name=tier_measure(tier),
            unit="aircraft-months",
            status=status,
            value=value,
            bound=bound,
            wall_s=0.0,
        )

    def _without_ways(self) -> list[Pledge]:
        """Settle the pledges that nobody could use; return the others."""
        usable = []
        for pledge in self.candidates:
            if ways_that_use(self.scenario, pledge, self.book.ways(pledge)):
                usable.append(pledge)
            else:
                self.found[pledge.id] = self._unmoved((pledge,), "no way")
        return usable

    def _together(self) -> None:
        """Solve all pledges together: the tiers that do not move are settled, the next has a bound.

        Where not even the base plan's first tier is proven, a wider scenario would prove nothing of it either.
        """
        proven = [tier for tier in self.tiers if self.least[tier] >= self.unmet[tier]]
        if len(self.candidates) < 2 or self.share.is_over or self.tiers[0] not in proven:
            return
        wider = apply_pledges(self.scenario, self.candidates)
        # After the first tier that is not proven of the base plan nothing could be settled.
        searched = next((n for n, tier in enumerate(self.tiers, start=1) if tier not in proven), None)
        measures = tuple(tier_measure(tier) for tier in self.tiers[:searched])
        options = self.share.grant(UNION_SHARE)
        ask = Ask(minimise=measures, start=self.base)
        _, result = self.solver(wider, options, self.share.told_as("all pledges together"), ask)
        levels = {level.name: level for level in result.objectives}
        settled: list[int] = []
        for tier in self.tiers:
            level = levels.get(tier_measure(tier))
            if level is None or level.bound is None:
                break
            self.floor[tier] = level.bound
            if level.bound < self.unmet[tier]:
                break
            settled.append(tier)
            self.least[tier] = float(self.unmet[tier])
        self.settled = tuple(settled)

    def _solved(self, pledges: tuple[Pledge, ...], start: Allocation, part: float, label: str) -> PledgeWorth:
        """Re-solve with pledges, tier by tier from a plan that is known to be one."""
        if self.share.is_over:
            return self._unreached(pledges)
        wider = apply_pledges(self.scenario, pledges)
        open_tiers = tuple(tier for tier in self.tiers if tier not in self.settled)
        ask = Ask(
            minimise=tuple(tier_measure(tier) for tier in open_tiers),
            held={tier_measure(tier): float(self.unmet[tier]) for tier in self.settled},
            start=start,
        )
        allocation, result = self.solver(wider, self.share.grant(part), self.share.told_as(label), ask)
        levels = {level.name: level for level in result.objectives}
        answered = is_answered(result)
        unmet = unmet_by_tier(wider, allocation) if answered else {}
        known = unmet_by_tier(self.scenario, start)
        if not answered or tuple(unmet.values()) > tuple(known.values()):
            allocation = start
        return self._worth(pledges, "solved", allocation, levels)

    def _worth(
        self,
        pledges: tuple[Pledge, ...],
        basis: Basis,
        allocation: Allocation,
        levels: Mapping[str, ObjectiveLevel],
    ) -> PledgeWorth:
        """Worth of pledges by the best plan with them, with what is proven of its tiers."""
        unmet = unmet_by_tier(self.scenario, allocation)
        rows = []
        exact = True
        for tier in self.tiers:
            value = float(unmet[tier])
            bound = self._bound(tier, value, levels.get(tier_measure(tier)), exact)
            proven = exact and self.least[tier] >= self.unmet[tier] and bound >= value
            status = Status.OPTIMAL if proven else Status.FEASIBLE
            rows.append(TierWorth(tier, float(self.unmet[tier]), self.least[tier], value, bound, status))
            # A bound of a later tier is proven for plans as good as this one in the tiers before it.
            exact = exact and bound >= value
        worth = PledgeWorth(pledges, pledge_words(self.scenario, pledges), basis, tuple(rows))
        return replace(worth, allocation=allocation, first_month=self._first_month(worth, allocation))

    def _bound(self, tier: int, value: float, level: ObjectiveLevel | None, exact: bool) -> float:
        if tier in self.settled:
            return value
        proven = [0.0] if level is None or level.bound is None else [level.bound]
        if (
            exact
            and tier in self.floor
            and all(other in self.settled for other in self.tiers if other < tier)
        ):
            proven.append(self.floor[tier])
        return min(value, max(proven))

    def _first_month(self, worth: PledgeWorth, allocation: Allocation) -> str | None:
        tier = next((row.tier for row in worth.tiers if row.gain > 0), None)
        return None if tier is None else first_month_of_gain(self.scenario, tier, self.base, allocation)

    def _price(self) -> None:
        """Find the least cost of each gain, the best first: it must be known to rank what gains as much."""
        helpful = sorted((worth for worth in self.found.values() if worth.helps), key=lambda one: one.rank)
        for number, worth in enumerate(helpful):
            part = COSTS_SHARE / (len(helpful) - number)
            self.found[worth.id] = self._priced(worth, part, f"cost of {worth.id}")

    def _priced(self, worth: PledgeWorth, part: float, label: str) -> PledgeWorth:
        if worth.allocation is None or self.cost_level is None or self.cost_level.value is None:
            return worth
        allocation, status = worth.allocation, Status.FEASIBLE
        wider = apply_pledges(self.scenario, worth.pledges)
        if not self.share.is_over:
            held = {tier_measure(row.tier): row.unmet for row in worth.tiers}
            ask = Ask(minimise=self.after_tiers, held=held, start=allocation)
            cheaper, result = self.solver(wider, self.share.grant(part), self.share.told_as(label), ask)
            if is_answered(result) and cost_usd(wider, cheaper) <= cost_usd(wider, allocation):
                allocation = cheaper
                if (
                    Status.OPTIMAL is self.cost_level.status is result.status
                    and worth.status is Status.OPTIMAL
                ):
                    status = Status.OPTIMAL
        extra_usd = cost_usd(wider, allocation) - cost_usd(self.scenario, self.base)
        month = self._first_month(worth, allocation)
        return replace(
            worth, allocation=allocation, extra_usd=extra_usd, extra_usd_status=status, first_month=month
        )

    def _pairs(self) -> tuple[int, int, list[PledgeWorth]]:
        """Solve the promising pairs; keep those that gain more than their two apart."""
        promising = promising_pairs(self.candidates, self.found, self.book)
        kept = []
        tried = 0
        for first, second in promising[: self.most_pairs]:
            if self.share.is_over or len(self.settled) == len(self.tiers):
                break
            one, other = self.found[first.id], self.found[second.id]
            best = min((one, other), key=lambda worth: worth.rank)
            part = 1 / (2 * (min(self.most_pairs, len(promising)) - tried))
            label = f"pair {tried + 1} of {min(self.most_pairs, len(promising))}, {first.id} and {second.id}"
            pair = self._solved((first, second), best.allocation or self.base, part, label)
            tried += 1
            if self._is_more(pair):
                kept.append(self._priced(pair, part, f"cost of {pair.id}"))
        return tried, len(promising), kept

    def _unmoved(self, pledges: tuple[Pledge, ...], basis: Basis) -> PledgeWorth:
        """Worth of pledges that are proven to change nothing, whether or not the base itself is proven."""
        rows = tuple(
            TierWorth(tier, value, value, value, value, Status.OPTIMAL)
            for tier, value in ((tier, float(unmet)) for tier, unmet in self.unmet.items())
        )
        return PledgeWorth(pledges, pledge_words(self.scenario, pledges), basis, rows)

    def _unreached(self, pledges: tuple[Pledge, ...]) -> PledgeWorth:
        return PledgeWorth(pledges, pledge_words(self.scenario, pledges), "not reached")
