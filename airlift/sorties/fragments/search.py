"""The proof: root with cuts, then integer programmes over the columns that can still be part of a better plan.

A plan with a column of reduced cost above the distance between plan and bound is worse than the plan. So the
columns within a threshold are enough: if their best plan is no dearer than bound plus threshold, it is the best of
all; else the threshold grows. Where that takes long, a bound over whole routes (`routebound`) comes between: prices of
routes leave much fewer columns.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from airlift.solvers import SolveOptions
from airlift.sorties.fragments.cuts import Separator
from airlift.sorties.fragments.master import Network, network_of, programme_of
from airlift.sorties.fragments.network import Stopped, fragments_of
from airlift.sorties.fragments.programme import Bound, Programme
from airlift.sorties.fragments.routebound import RouteBound
from airlift.sorties.fragments.routes import RouteSearch
from airlift.sorties.fragments.rules import pair_data
from airlift.sorties.fragments.wholeroutes import WholeRoutes
from airlift.sorties.improve import Improver
from airlift.sorties.problem import SortieProblem
from airlift.sorties.routeplan import NodePlan, NodeRoute, RouteProof
from airlift.sorties.schedule import plan_value

__all__ = ["load", "prove"]

Tell = Callable[[NodePlan | None, tuple[float, ...]], None]

_NOISE = 1e-6
_FIRST_THRESHOLD = 0.004
_GROWTH = 2.5
_MANY = 8_000
"""Fragments from which on a longer search for a plan comes first."""
_SEARCH_S = 5.0
_MORE = 4
"""Choices that are repeated for a plan that can be flown once the bound is good enough: what is cut off stays so."""
_WORK = 60_000_000
"""Squared columns of all integer programmes from which on whole routes are asked: they leave less to choose."""
_LABELS_PER_SECOND = 200_000
"""Labels granted for each second of the limit in deterministic mode."""
_ROUNDS = 40
"""Most rounds of cuts at the root."""


def prove(
    problem: SortieProblem, options: SolveOptions, incumbent: NodePlan | None, primal: Improver, tell: Tell
) -> RouteProof:
    """Prove the best plan, or bound it.

    Parameters
    ----------
    problem : SortieProblem
        One that `states` accepts.
    options : SolveOptions
        Limits.
    incumbent : NodePlan or None
        Best plan known.
    primal : Improver
        Search that can be asked for better plans.
    tell : callable
        Told better plans and bounds.
    """
    return _Proof(problem, options, incumbent, primal, tell).run()


def load(problem: SortieProblem, primal: Improver) -> None:
    """Have the kernels compiled, or loaded: a problem of a few tasks is solved, and bounded over whole routes."""
    prove(problem, SolveOptions(), None, primal, lambda *_: None)
    network = network_of(fragments_of(pair_data(problem), lambda: False), lambda: False)
    search = RouteSearch(network, np.ones(network.columns, dtype=np.bool_))
    if search.possible:
        bound = RouteBound(search, len(problem.tasks), 0.0, network.cost, lambda: False)
        bound.run(None, lambda: math.inf, lambda _: None)


class _Proof:
    def __init__(
        self,
        problem: SortieProblem,
        options: SolveOptions,
        incumbent: NodePlan | None,
        primal: Improver,
        tell: Tell,
    ) -> None:
        self.problem, self.options, self.primal, self.tell = problem, options, primal, tell
        self.began = time.monotonic()
        self.plan = incumbent
        self.value = None if incumbent is None else plan_value(problem, incumbent)
        # All tasks must be flown here, so `tasks` has no level.
        self.goals = [goal for goal in problem.goals if goal != "tasks"]
        self.bounds = [0.0] * len(self.goals)
        self.infeasible = False
        self.detail: dict[str, float] = {}
        self.work = 0
        """Squared columns of all integer programmes so far, as a measure of the time that they take."""

    def run(self) -> RouteProof:
        """Prove level by level."""
        data = pair_data(self.problem)
        try:
            fragments = fragments_of(data, self._over)
            network = network_of(fragments, self._over)
        except Stopped:
            return self._done()
        if len(fragments) > _MANY:
            # The better the plan, the fewer columns are left for the programmes.
            self.primal.run(_SEARCH_S, self._over)
            if self.primal.best is not None:
                self._take(self.primal.best)
        self.detail |= {"fragments": float(len(fragments)), "arcs": float(len(network.tail))}
        separator = Separator(network)
        aircraft = data.aircraft
        for level, goal in enumerate(self.goals):
            cost = network.cost
            if goal == "aircraft":
                cost = np.zeros(network.columns)
                cost[network.out_of.get(None, [])] = 1.0
            proven = self._level(network, separator, cost, aircraft, level)
            if not proven or self.value is None:
                break
            if goal == "aircraft":
                aircraft = round(self.value[level])
        return self._done()

    def _done(self) -> RouteProof:
        return RouteProof(self.plan, tuple(self.bounds), self.infeasible, tuple(self.detail.items()))

    def _left(self) -> float | None:
        limit = self.options.time_limit_s
        if limit is None or self.options.deterministic:
            return None
        return max(0.0, limit - (time.monotonic() - self.began))

    def _over(self) -> bool:
        left = self._left()
        return self.options.interrupt.is_set() or (left is not None and left <= 0.0)

    def _raise(self, level: int, bound: float) -> None:
        if not math.isfinite(bound):
            return
        if self.goals[level] == "aircraft":
            bound = float(math.ceil(bound - _NOISE))
        if bound > self.bounds[level]:
            self.bounds[level] = bound
            self.tell(None, tuple(self.bounds))

    def _level(self, network: Network, separator: Separator, cost: Any, aircraft: int, level: int) -> bool:
        """Settle one level; True if it is proven."""
        master = programme_of(network, cost, aircraft)
        root = self._root(master, separator, level)
        if root is None:
            return False
        if not root.feasible:
            # No plan at all, or none that is better than the one that is known.
            self.infeasible = self.value is None
            self._raise(level, self._best(level))
            return not self.infeasible
        if self._grow(master, separator, root, level, self.work + _WORK):
            return True
        known = self.goals[level] == "cost" and self._best(level) < math.inf
        if known and self._by_routes(separator, master, root, aircraft, level):
            return True
        if self.infeasible:
            return False
        return self._grow(master, separator, root, level, math.inf)

    def _by_routes(
        self, separator: Separator, master: Programme, root: Bound, aircraft: int, level: int
    ) -> bool:
        """Bound over whole routes, then programmes over what they consist of; True if that proves a plan."""
        search = RouteSearch(separator.network, ~master.closed)
        if not search.possible:
            return False
        limit = self.options.time_limit_s
        most = math.inf if limit is None or not self.options.deterministic else limit * _LABELS_PER_SECOND

        def over() -> bool:
            return self._over() or search.work > most

        def raised(value: float) -> None:
            self._raise(level, min(value, self._best(level)))

        def allowed(top: float) -> Any:
            return ~master.closed & (root.reduced <= top - root.value + _NOISE)

        def choose(columns: Any, enough: float) -> float:
            return self._integer(master, separator, columns, level, enough, math.inf)[1]

        def best() -> float:
            return self._best(level)

        bound = RouteBound(search, aircraft, root.value, root.reduced, over)

        def bounded() -> None:
            bound.run(self.plan, best, raised)
            master.close(np.flatnonzero(~search.usable & ~master.closed))

        bounded()
        routes = WholeRoutes(search, bound, bounded, allowed, choose, best, raised, over)
        proven = routes.run()
        self.detail |= {"bound of routes": bound.bound, "routes": float(routes.routes)}
        if proven:
            self._raise(level, self._best(level))
        return proven

    def _best(self, level: int) -> float:
        return math.inf if self.value is None else self.value[level]

    def _root(self, master: Programme, separator: Separator, level: int) -> Bound | None:
        """Linear bound with cuts; columns that cannot be part of a better plan are closed on the way."""
        bound: Bound | None = None
        for _ in range(_ROUNDS):
            if self._over():
                break
            found = master.bound(self._left())
            if not found.feasible:
                return found
            if bound is not None and found.value < bound.value - _NOISE and not found.x.any():
                break
            bound = found
            self._raise(level, found.value)
            best = self._best(level)
            if self._meets(level, found.value):
                break
            far = np.flatnonzero((found.reduced > best - found.value + _NOISE) & ~master.closed)
            if len(far):
                master.close(far)
            if separator.cut(master, found.x) == 0:
                break
        self.detail["cuts"] = float(len(master.rows))
        return bound

    def _meets(self, level: int, bound: float) -> bool:
        best = self._best(level)
        if self.goals[level] == "aircraft":
            return math.ceil(bound - _NOISE) >= best
        return bound >= best - _NOISE * max(1.0, abs(best))

    def _grow(self, master: Programme, separator: Separator, root: Bound, level: int, work: float) -> bool:
        """Integer programmes over more and more columns, until they are proven or so much was worked."""
        z = root.value
        if self._meets(level, z):
            return True
        threshold = max(_FIRST_THRESHOLD * abs(z), self.bounds[level] - z, _NOISE)
        if self.goals[level] == "aircraft":
            threshold = max(threshold, 1.0)
        while not self._over() and self.work < work:
            threshold = min(threshold, max(0.0, self._best(level) - z))
            keep = np.flatnonzero((root.reduced <= threshold + _NOISE) & ~master.closed)
            self.detail["kept"] = float(len(keep))
            every = len(keep) == int((~master.closed).sum())
            enough = math.inf if every else z + threshold
            settled, bound = self._integer(master, separator, keep, level, enough, work)
            # Whatever has a column outside costs at least the bound of the root and the threshold.
            self._raise(level, min(bound, z + threshold, self._best(level)))
            if not settled:
                return False
            if self._best(level) <= z + threshold + _NOISE:
                self._raise(level, self._best(level))
                return True
            if every:
                self.infeasible = self.value is None
                self._raise(level, self._best(level))
                return not self.infeasible
            threshold *= _GROWTH
        return False

    def _integer(
        self, master: Programme, separator: Separator, keep: Any, level: int, enough: float, work: float
    ) -> tuple[bool, float]:
        """Best legal choice of some columns: whether it is settled, and a bound for them; `enough` is a good one."""
        bound, more = -math.inf, 0
        while not self._over() and self.work < work:
            self.work += len(keep) ** 2
            answer = master.choose(keep, self.options, self._left())
            bound = max(bound, answer.bound)
            if answer.chosen is None:
                return answer.bound == math.inf, bound
            value = float(master.cost[answer.chosen].sum())
            if self._legal(master, separator, answer.chosen):
                return value <= answer.bound + _NOISE * max(1.0, abs(value)), bound
            if bound >= enough:
                more += 1
            if more > _MORE or bound >= self._best(level):
                return True, bound
        return False, bound

    def _legal(self, master: Programme, separator: Separator, chosen: Any) -> bool:
        """Take the plan of a choice if all of its routes can be flown; else cut off what cannot."""
        network = separator.network
        count = len(network.fragments)
        arcs = [column for column in chosen.tolist() if column >= count]
        begins = {network.fragments.source(f): f for f in chosen.tolist() if f < count}
        onward = {network.arc(a)[0]: a for a in arcs if network.arc(a)[0] is not None}
        unused = set(chosen.tolist())
        routes, legal = [], True
        for first in (a for a in arcs if network.arc(a)[0] is None):
            chain, between = [], []
            arc = first
            unused.discard(arc)
            while (head := network.arc(arc)[1]) is not None:
                f = begins[head]
                chain.append(f)
                arc = onward[network.fragments.target(f)]
                between.append(arc)
                unused -= {f, arc}
            nodes = tuple(node for f in chain for node in network.fragments.path[f])
            if network.fragments.data.flies(*nodes):
                routes.append(NodeRoute(0, nodes))
                continue
            legal = False
            self._cut_off(master, separator, chain, between)
        if unused:
            legal = False
            self._cut_rings(master, separator, unused, begins, onward)
        if legal:
            self._take(NodePlan(tuple(sorted(routes))))
        return legal

    def _cut_off(self, master: Programme, separator: Separator, chain: list[int], arcs: list[int]) -> None:
        """Forbid the parts of a route that cannot be flown, except those that have a smaller one inside."""
        first = len(chain)
        for start in reversed(range(len(chain) - 1)):
            for end in range(start + 2, first + 1):
                if not separator.chain_flies(chain[start:end]):
                    separator.forbid_chain(master, chain[start:end], arcs[start : end - 1])
                    # A longer part that begins earlier has this one inside.
                    first = end - 1
                    break

    def _cut_rings(
        self,
        master: Programme,
        separator: Separator,
        unused: set[int],
        begins: dict[Any, int],
        onward: dict[Any, int],
    ) -> None:
        network = separator.network
        left = set(unused)
        while left:
            column = min(left)
            ring: list[int] = []
            while column in left:
                left.discard(column)
                ring.append(column)
                if column < len(network.fragments):
                    column = onward[network.fragments.target(column)]
                else:
                    head = network.arc(column)[1]
                    column = -1 if head is None else begins[head]
            separator.forbid_cycle(master, ring)

    def _take(self, plan: NodePlan) -> None:
        value = plan_value(self.problem, plan)
        if value is not None and (self.value is None or value < self.value):
            self.plan, self.value = plan, value
            self.primal.take(plan)
            self.tell(plan, tuple(self.bounds))
