"""What an explanation says: gaps, the rules that clash, the cheapest way out, what meeting a demand would displace.

Plain data, JSON round trip. Nothing here is inferred: every statement carries the solves that it rests on.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt, PositiveInt

from airlift.plans.result import Status
from airlift.scenario.base import Frozen, Ident, Month

__all__ = [
    "Answer",
    "Asked",
    "Candidate",
    "Check",
    "Clash",
    "Contest",
    "Explanation",
    "Gap",
    "GivenWay",
    "Infeasible",
    "Loss",
    "RuleAt",
    "Shift",
    "Span",
    "Way",
]

Answer = Literal["impossible", "not-together", "displaces", "trade", "equal", "unsettled"]
"""Why aircraft are missing.

`impossible`: not even with every other demand dropped. `not-together`: each of the months could be met, not all of
them. `displaces`: it cannot be met beside the service that the plan gives elsewhere. `trade`: a plan meets it that
takes from others, and whether one could take from nobody is open. `equal`: a plan of equal or better value meets it.
`unsettled`: the time did not suffice.
"""


class Check(Frozen):
    """One solve that a statement rests on."""

    question: str
    answer: Status
    engine: str = Field(description="solver and configuration")
    wall_s: NonNegativeFloat


class RuleAt(Frozen):
    """A rule for one subject: the crews of one partner, the budget of one sponsor in one year."""

    rule: str = Field(description="id of a rule, as `airlift rules` names it")
    subject: str = Field(description="identifiers, separated by blanks; may be empty")

    def __str__(self) -> str:
        return f"{self.rule} [{self.subject}]" if self.subject else self.rule


class Clash(Frozen):
    """Rules that cannot all be kept when the demand is met."""

    rules: tuple[RuleAt, ...]
    beside: tuple[Ident, ...] = Field(
        default=(), description="demands whose units, just as they are in the plan, are part of the conflict"
    )
    wishes: tuple[Ident, ...] = Field(
        default=(), description="demands whose service clashes with the rules, where several were asked for"
    )
    is_minimal: bool = Field(
        description="whether dropping any one of the rules was shown to end the conflict"
    )
    is_confirmed: bool = Field(description="whether a second configuration of the solver found it too")
    checks: tuple[Check, ...]


class GivenWay(Frozen):
    """A rule that gives way by some units."""

    rule: str
    subject: str
    units: PositiveInt
    unit: str = Field(description="unit of the rule, such as crews or usd")
    usd: NonNegativeFloat = Field(description="price by the table of concessions")
    first_month: Month | None = Field(
        default=None, description="first month in which the rule would otherwise be broken"
    )


class Way(Frozen):
    """The cheapest way out of a clash.

    `OPTIMAL` says that no cheaper way exists under the table of concessions, `FEASIBLE` that a cheaper one may exist,
    `INFEASIBLE` that no rule that may give way helps, `UNKNOWN` that none was found in time.
    """

    status: Status
    given: tuple[GivenWay, ...] = ()
    lifted: tuple[RuleAt, ...] = Field(
        default=(), description="rules without a price that would have to be lifted altogether"
    )
    usd: NonNegativeFloat = 0.0
    bound_usd: NonNegativeFloat = 0.0
    has_table: bool = Field(default=True, description="whether the scenario prices concessions at all")
    is_confirmed: bool = Field(description="whether the rules so widened were found to hold together")
    checks: tuple[Check, ...] = ()


class Shift(Frozen):
    """A level of the objective, in the plan and in the best plan found that meets the demand."""

    name: str
    unit: str
    before: float
    after: float
    bound: float = Field(description="proven: no plan that meets the demand is below it")


class Loss(Frozen):
    """Aircraft-months that another demand would lose."""

    demand: Ident
    aircraft_months: PositiveInt


class Contest(Frozen):
    """What meeting the demand would do to the rest of the plan."""

    rivals: tuple[Ident, ...] = Field(
        default=(), description="demands whose units, just as they are in the plan, leave no room for it"
    )
    shifts: tuple[Shift, ...] = Field(default=(), description="levels that change, the most important first")
    losses: tuple[Loss, ...] = Field(
        default=(), description="what other demands lose in the best plan found that meets it"
    )
    least_lost: NonNegativeInt = Field(
        default=0,
        description="proven: aircraft-months lost at least elsewhere in its tier, unless a more urgent tier loses",
    )
    serving: tuple[str, ...] = Field(default=(), description="units that would serve the demand, in words")
    is_worse: bool | None = Field(
        default=None, description="whether every plan that meets it is worse; None when that was not settled"
    )
    checks: tuple[Check, ...] = ()


class Span(Frozen):
    """Months of a gap, both included, with the aircraft that the plan lacks in each of them."""

    first_month: Month
    last_month: Month
    lacking: PositiveInt


class Gap(Frozen):
    """Months in which a demand lacks aircraft, with one answer for all of them."""

    demand: Ident
    tier: PositiveInt
    spans: tuple[Span, ...] = Field(min_length=1)
    answer: Answer
    reachable: NonNegativeInt = Field(
        description="most aircraft that the demand could have in each of these months, were it alone"
    )
    clash: Clash | None = None
    clash_by: Month | None = Field(
        default=None, description="last month of the service that the conflict is one with"
    )
    way: Way | None = None
    contest: Contest | None = None
    spent_s: NonNegativeFloat = 0.0

    @property
    def lacking_aircraft_months(self) -> int:
        """Aircraft-months that the plan lacks here."""
        from airlift.scenario.model import month_index

        return sum(s.lacking * (month_index(s.first_month, s.last_month) + 1) for s in self.spans)


class Candidate(Frozen):
    """A partner that could serve a demand with a type, as far as rules on the three alone say."""

    partner: Ident
    aircraft_type: Ident
    first_month: Month = Field(description="first month in which a unit could be there")


class Asked(Frozen):
    """A demand that the explanation speaks of."""

    demand: Ident
    tier: PositiveInt
    demanded_aircraft_months: NonNegativeInt
    candidates: tuple[Candidate, ...] = Field(
        default=(), description="who could serve it, the earliest first"
    )


class Infeasible(Frozen):
    """Why no plan exists at all."""

    asked: str = Field(description="what no plan can do, in words")
    clash: Clash | None = None
    way: Way | None = None


class Explanation(Frozen):
    """Why a plan leaves demands unmet, or why there is none."""

    scenario: Ident
    scenario_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    demands: tuple[Asked, ...] = ()
    names: dict[str, str] = Field(
        default_factory=dict, description="names of partners, types and maintenance bases, by identifier"
    )
    gaps: tuple[Gap, ...] = ()
    infeasible: Infeasible | None = None
    time_limit_s: NonNegativeFloat | None
    wall_s: NonNegativeFloat
    interrupted: bool = False
    seed: int
    workers: int
    versions: dict[str, str]

    def __str__(self) -> str:
        return self.text()

    def text(self, *, details: bool = False) -> str:
        """Say it in sentences: a few lines for each demand, with details also the solves that each rests on."""
        from airlift.explaining.text import explanation_text

        return explanation_text(self, details=details)

    @property
    def is_settled(self) -> bool:
        """Whether everything asked about has an answer."""
        if self.infeasible is not None and self.infeasible.clash is None:
            return False
        return all(gap.answer != "unsettled" for gap in self.gaps)
