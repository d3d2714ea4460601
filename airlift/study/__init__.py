"""Studies: many solves of one scenario and its neighbours, for trade-offs, the next pledge, offers and demands."""

from airlift.study.alternatives import Alternative, Alternatives
from airlift.study.apply import apply_pledge, apply_pledges
from airlift.study.blocking import BlockingTriple
from airlift.study.brokerage import Fit, Misfit
from airlift.study.front import Front, FrontPoint
from airlift.study.outcomes import Brokerage, PledgeList, TradeOffs
from airlift.study.saving import save_trade_offs
from airlift.study.studies import broker, pareto, pledges
from airlift.study.worth import PledgeWorth, TierWorth

__all__ = [
    "Alternative",
    "Alternatives",
    "BlockingTriple",
    "Brokerage",
    "Fit",
    "Front",
    "FrontPoint",
    "Misfit",
    "PledgeList",
    "PledgeWorth",
    "TierWorth",
    "TradeOffs",
    "apply_pledge",
    "apply_pledges",
    "broker",
    "pareto",
    "pledges",
    "save_trade_offs",
]
