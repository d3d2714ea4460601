"""What the three studies give back: plain data for a table, JSON and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airlift.plans import Allocation, ObjectiveLevel, Plan, Status
from airlift.scenario import Scenario
from airlift.study.alternatives import Alternative, Alternatives
from airlift.study.blocking import BlockingTriple
from airlift.study.brokerage import Fit, Misfit
from airlift.study.fits import FLYING, KINDS, OfferKind
from airlift.study.front import Front, FrontPoint
from airlift.study.worth import PledgeWorth, Valuation

__all__ = ["Brokerage", "PledgeList", "TradeOffs", "point_names"]


def point_names(count: int) -> tuple[str, ...]:
    """Names of points in their order: A to Z, then P27 and so on."""
    return tuple(chr(ord("A") + at) if at < 26 else f"P{at + 1}" for at in range(count))


@dataclass(frozen=True)
class TradeOffs:
    """The front of a scenario, and near-optimal plans that differ in who deploys where.

    Parameters
    ----------
    front : Front
        Efficient plans, each with its bounds.
    alternatives : Alternatives or None
        None when none were asked for.
    """

    front: Front
    alternatives: Alternatives | None = None

    @property
    def named_points(self) -> dict[str, FrontPoint]:
        """Points of the front by their names, from the best to the worst in the first objective."""
        return dict(zip(point_names(len(self.front.points)), self.front.points, strict=True))

    @property
    def plans(self) -> dict[str, Plan]:
        """Every plan by its name: points of the front, `best` and the alternatives to it."""
        scenario = self.front.scenario
        named = {name: point.plan(scenario) for name, point in self.named_points.items()}
        if self.alternatives is not None and self.alternatives.best is not None:
            named["best"] = self.alternatives.best.plan(scenario)
            for number, other in enumerate(self.alternatives.others, start=1):
                named[f"alternative-{number}"] = other.plan(scenario)
        return named

    def save(self, folder: str | Path) -> list[Path]:
        """Write table, picture and plans into a folder; return the files, as `save_trade_offs` does."""
        from airlift.study.saving import save_trade_offs

        return save_trade_offs(self, folder)

    def to_dict(self) -> dict[str, Any]:
        """Return the object that `airlift pareto --json` prints."""
        front = self.front
        return {
            "scenario": front.scenario.name,
            "objectives": list(front.objectives),
            "complete": front.complete,
            "interrupted": front.interrupted,
            "wall_s": round(front.wall_s, 3),
            "points": [_point_dict(name, point) for name, point in self.named_points.items()],
            "notes": list(front.notes),
            "alternatives": None if self.alternatives is None else _alternatives_dict(self.alternatives),
        }


def _point_dict(name: str, point: FrontPoint) -> dict[str, Any]:
    return {
        "name": name,
        "status": point.status.value,
        "limits": dict(point.limits),
        "objectives": [_level_dict(level) for level in point.levels],
        "units": len(point.allocation.units),
    }


def _level_dict(level: ObjectiveLevel) -> dict[str, Any]:
    return {
        "name": level.name,
        "unit": level.unit,
        "value": level.value,
        "bound": level.bound,
        "gap": level.gap,
        "status": level.status.value,
    }


def _alternatives_dict(alternatives: Alternatives) -> dict[str, Any]:
    best = alternatives.best
    return {
        "within_pct": alternatives.within_pct,
        "best": None if best is None else _alternative_dict(best),
        "others": [_alternative_dict(other) for other in alternatives.others],
        "notes": list(alternatives.notes),
    }


def _alternative_dict(alternative: Alternative) -> dict[str, Any]:
    return {
        "unmet": {str(tier): value for tier, value in alternative.unmet.items()},
        "cost_usd": alternative.cost_usd,
        "status": alternative.result.status.value,
        "differences": [
            {"demand": row.demand, "partner": row.partner, "before": row.before, "after": row.after}
            for row in alternative.differences
        ],
        "words": list(alternative.words),
    }


@dataclass(frozen=True)
class PledgeList:
    """Candidate pledges, the best first.

    Parameters
    ----------
    valuation : Valuation
        The base plan and what each pledge is worth beside it.
    generated : bool
        Whether the candidates were thought of, and not taken from the scenario's table.
    """

    valuation: Valuation
    generated: bool

    @property
    def worths(self) -> tuple[PledgeWorth, ...]:
        """What each pledge is worth, the best first; those that were not reached stand at the end."""
        return self.valuation.worths

    @property
    def is_partial(self) -> bool:
        """Whether some pledge was not reached."""
        return any(not worth.tiers for worth in self.worths)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know besides the list."""
        base = [
            f"base plan, {level.name}: {level.value:g}, not proven (bound {level.bound:g}); gains may be due to it"
            for level in self.valuation.base_tiers
            if level.status is not Status.OPTIMAL and level.value is not None and level.bound is not None
        ]
        notes = [*self.valuation.notes, *base]
        if self.generated:
            notes.append(
                f"{len(self.worths)} pledges were thought of, because of what the base plan runs out of"
            )
        if self.valuation.pairs_promising:
            tried, promising = self.valuation.pairs_tried, self.valuation.pairs_promising
            notes.append(f"{tried} of {promising} promising pairs were tried")
        return tuple(notes)

    def to_list(self) -> list[dict[str, Any]]:
        """Return the list that `airlift pledges --json` prints."""
        return [worth.to_dict() for worth in self.worths]


@dataclass(frozen=True)
class Brokerage:
    """Offers and demands, both ways.

    Parameters
    ----------
    scenario : Scenario
        What is offered and asked.
    fits : tuple of Fit
        Offers that fit a demand, with their values.
    misfits : tuple of Misfit
        Those that do not, with what is missing.
    allocation : Allocation or None
        The plan whose blocking triples are listed; None when none was found.
    blocking : tuple of BlockingTriple
        Who would rather have each other.
    interrupted : bool
        Whether an interrupt ended the study.
    wall_s : float
        Time that it took.
    """

    scenario: Scenario
    fits: tuple[Fit, ...]
    misfits: tuple[Misfit, ...]
    allocation: Allocation | None
    blocking: tuple[BlockingTriple, ...]
    interrupted: bool = False
    wall_s: float = 0.0

    @property
    def is_partial(self) -> bool:
        """Whether some value was not reached, or there is no plan to judge."""
        return self.allocation is None or any(fit.value is None for fit in self.fits)

    def offers_for(self, demand: str) -> tuple[Fit, ...]:
        """Offers that fit a demand: those that fly before those that support, the most valuable first."""
        return _ranked(fit for fit in self.fits if fit.demand == demand)

    def demands_for(self, kind: str, offer: str) -> tuple[Fit, ...]:
        """Demands that an offer fits, those first for which it is worth most."""
        return _ranked(fit for fit in self.fits if (fit.offer.kind, fit.offer.id) == (kind, offer))

    def to_dict(self) -> dict[str, Any]:
        """Return the object that `airlift broker --json` prints."""
        demands = [demand.id for demand in self.scenario.demands]
        known = [*(fit.offer for fit in self.fits), *(row.offer for row in self.misfits)]
        offers = sorted({(offer.kind, offer.id) for offer in known}, key=_offer_order)
        return {
            "scenario": self.scenario.name,
            "complete": not self.is_partial,
            "interrupted": self.interrupted,
            "wall_s": round(self.wall_s, 3),
            "demands": [
                {
                    "demand": demand,
                    "offers": [fit.to_dict() for fit in self.offers_for(demand)],
                    "missing": [row.to_dict() for row in self.misfits if row.demand == demand],
                }
                for demand in demands
            ],
            "offers": [
                {
                    "kind": kind,
                    "offer": offer,
                    "demands": [fit.to_dict() for fit in self.demands_for(kind, offer)],
                    "missing": [
                        row.to_dict()
                        for row in self.misfits
                        if (row.offer.kind, row.offer.id) == (kind, offer)
                    ],
                }
                for kind, offer in offers
            ],
            "blocking": None if self.allocation is None else self._blocking(),
        }

    def _blocking(self) -> Mapping[str, Any]:
        pairs = sum(fit.offer.kind == "partner" for fit in self.fits)
        return {
            "triples": [triple.to_dict() for triple in self.blocking],
            "pairs": pairs,
            "share": round(len({(t.partner, t.demand) for t in self.blocking}) / pairs, 4) if pairs else 0.0,
        }


def _offer_order(offer: tuple[OfferKind, str]) -> tuple[int, str]:
    return KINDS.index(offer[0]), offer[1]


def _ranked(fits: Iterable[Fit]) -> tuple[Fit, ...]:
    return tuple(sorted(fits, key=lambda fit: (fit.offer.kind not in FLYING, fit.rank)))
