"""Decisions of level 2, standby: where and when medevac aircraft and crews stand by, and whom they reach in time."""

from __future__ import annotations

from pydantic import Field, NonNegativeInt, PositiveInt

from airlift.scenario.base import Frozen, Ident, Month, Percent

__all__ = ["CoverShares", "MissionStandby", "Post"]


class Post(Frozen):
    """Aircraft of a unit, each with a crew and a medical team, that stand by at a site during a watch.

    Watch 0 of a day begins at the policy's first hour; the others follow without a break.
    """

    unit: Ident
    site: Ident
    watch: NonNegativeInt
    aircraft: PositiveInt


class CoverShares(Frozen):
    """Shares of the alpha casualties that a mission expects, over all zones and hours, in per cent.

    Busy aircraft are taken into account (hypercube queueing model, Larson 1974).
    """

    advanced_pct: Percent = Field(description="reached by a medical team within the clock for advanced care")
    surgery_pct: Percent = Field(description="on the table of a surgeon within the clock for surgery")
    backup_pct: Percent = Field(
        description="in surgery in time, and a second aircraft on standby could have done the same"
    )
    reach_pct: Percent = Field(description="in surgery in time if every aircraft on standby were always idle")


class MissionStandby(Frozen):
    """Standby of one mission, for the strength that its units have in `month`."""

    mission: Ident
    month: Month
    posts: tuple[Post, ...]
    cover: CoverShares
    cover_at_home: CoverShares = Field(
        description="the same aircraft all at their home bases: what it would be without siting"
    )
