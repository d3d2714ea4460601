"""Why demands stay unmet and which pledge is worth most, as rows of tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import airlift

if TYPE_CHECKING:
    from airlift.explaining.explanation import Clash, Contest, Gap, GivenWay, RuleAt, Way
    from airlift.study import PledgeWorth, TierWorth

__all__ = ["demand_words", "pledge_rows", "reason_rows", "rules_named", "way_words"]

SHOWN_RULES, SHOWN_SPANS, SHOWN_PLEDGES = 6, 2, 3

TELLING_RULES = 12
"""A conflict of more rules that was not shrunk to the end tells nobody anything."""


def demand_words(scenario: airlift.Scenario, demand: str) -> str:
    """Name a demand: `UNMISS medevac, Juba`."""
    row = scenario.demand_by_id[demand]
    mission = scenario.mission_by_id[row.mission]
    short = mission.id.upper() if " " in mission.name else mission.name
    return f"{short} {row.role}, {scenario.site_by_id[row.sites[0]].name}"


def reason_rows(scenario: airlift.Scenario, explanation: airlift.Explanation) -> list[tuple[str, ...]]:
    """One row for each reason: tier, demands with their months, aircraft-months, why, rules, cheapest way out.

    Gaps whose reasons read the same, but for the name of the demand, share a row.
    """
    alike: defaultdict[tuple[int, str, str, str], list[Gap]] = defaultdict(list)
    hopeless = _hopeless(scenario)
    for gap in explanation.gaps:
        own = gap.demand
        alike[
            gap.tier,
            _answer_words(scenario, gap),
            _clash_words(scenario, gap, hopeless.get(gap.demand, "")),
            "–" if gap.way is None else way_words(gap.way, own),
        ].append(gap)
    rows = []
    for (tier, why, rules, way), gaps in alike.items():
        demands = "; ".join(f"{demand_words(scenario, gap.demand)} ({_months(gap)})" for gap in gaps)
        missing = sum(gap.lacking_aircraft_months for gap in gaps)
        rows.append((tier, missing, demands, why, rules, way))
    rows.sort(key=lambda row: (row[0], -row[1], row[2]))
    return [
        (str(tier), demands, f"{missing:,}", why, rules, way)
        for tier, missing, demands, why, rules, way in rows
    ]


def rules_named(explanations: Iterable[airlift.Explanation]) -> list[str]:
    """Ids of all rules that explanations name, in the order of the rules."""
    named: set[str] = set()
    for explanation in explanations:
        causes = [(gap.clash, gap.way) for gap in explanation.gaps]
        if explanation.infeasible is not None:
            causes.append((explanation.infeasible.clash, explanation.infeasible.way))
        for clash, way in causes:
            named.update(at.rule for at in (clash.rules if clash is not None else ()))
            if way is not None:
                named.update([*(at.rule for at in way.given), *(at.rule for at in way.lifted)])
    return [rule for rule in airlift.RULES if rule in named]


def _months(gap: Gap) -> str:
    """Months of a gap, each span with the aircraft that are missing in it; many spans are told as parts of one."""
    if len(gap.spans) > SHOWN_SPANS:
        return f"parts of {gap.spans[0].first_month} – {gap.spans[-1].last_month}"
    spans = []
    for span in gap.spans:
        months = span.first_month
        if span.last_month != span.first_month:
            months += f" – {span.last_month}"
        spans.append(f"{months}: {span.lacking}")
    return ", ".join(spans)


def _answer_words(scenario: airlift.Scenario, gap: Gap) -> str:
    if gap.answer == "impossible":
        most = f"at most {gap.reachable}" if gap.reachable else "no"
        return f"not possible even alone: {most} aircraft in any of these months"
    if gap.answer == "not-together":
        return f"alone it could have {gap.reachable} aircraft in each of these months, but not in all of them"
    if gap.answer == "equal":
        return "a plan of equal value meets it"
    if gap.answer == "unsettled":
        return "not settled in the time"
    if gap.answer == "trade":
        words = "a plan meets it that takes from others; whether one could take from nobody is open"
    else:
        words = "possible alone, but not beside the rest of the plan"
    return "; ".join([words, *_contest_words(scenario, gap.contest)])


def _contest_words(scenario: airlift.Scenario, contest: Contest | None) -> Iterator[str]:
    """Say who stands against a demand, and what they would lose."""
    if contest is None:
        return
    if contest.rivals:
        rivals = ", ".join(demand_words(scenario, rival) for rival in contest.rivals)
        yield f"no room beside the units at {rivals} just as they are"
    if contest.losses:
        lost = ", ".join(
            f"{loss.aircraft_months:,} of {demand_words(scenario, loss.demand)}" for loss in contest.losses
        )
        yield f"the best plan found that meets it takes {lost}"
    if contest.least_lost:
        yield f"proven: at least {contest.least_lost:,} are lost elsewhere in its tier, or a more urgent tier loses"
    if contest.is_worse and contest.shifts:
        shift = contest.shifts[0]
        proven = "proven least" if shift.bound >= shift.after else f"proven: at least {shift.bound:,.0f}"
        yield f"meeting it brings {shift.name} from {shift.before:,.0f} to {shift.after:,.0f} ({proven})"


def _hopeless(scenario: airlift.Scenario) -> dict[str, str]:
    """Rules that keep every partner and type from a demand, where no chain of the partnership graph can reach it."""
    graph = airlift.partnership_graph(scenario)
    reached = {way.demand for way in graph.ways}
    rules: defaultdict[str, set[str]] = defaultdict(set)
    for refusal in graph.refusals:
        if refusal.demand not in reached:
            rules[refusal.demand].update(reason.rule for reason in refusal.reasons)
    return {
        demand: f"nobody can reach it, by {', '.join(f'`{rule}`' for rule in airlift.RULES if rule in found)}"
        for demand, found in rules.items()
    }


def _clash_words(scenario: airlift.Scenario, gap: Gap, hopeless: str) -> str:
    clash = gap.clash
    if clash is None:
        is_open = gap.answer in ("impossible", "not-together", "displaces")
        return hopeless or ("not narrowed down in the time" if is_open else "–")
    if not clash.rules:
        return "no rule: there is nothing to serve it with"
    if not clash.is_minimal and len(clash.rules) > TELLING_RULES:
        return f"not narrowed down in the time, to less than {len(clash.rules)} rules"
    text = _rules_words(clash.rules, gap.demand)
    if clash.beside:
        text += f"; beside the units at {', '.join(demand_words(scenario, other) for other in clash.beside)}"
    return text + _doubts(clash)


def _doubts(clash: Clash) -> str:
    """Say what was not shown of a clash, in brackets; nothing where all was."""
    doubts = []
    if not clash.is_minimal:
        doubts.append("not all shown to be needed")
    if not clash.is_confirmed:
        doubts.append("not confirmed by a second solve")
    return f" ({', '.join(doubts)})" if doubts else ""


def _rules_words(rules: Sequence[RuleAt], demand: str) -> str:
    """Name rules and whom they bind, rule by rule; beyond some the others are counted."""
    whom: defaultdict[str, list[str]] = defaultdict(list)
    for at in rules:
        whom[at.rule].append(_whom(at.subject, demand))
    named = [f"`{rule}` {', '.join(filter(None, found))}".rstrip() for rule, found in whom.items()]
    more = len(named) - SHOWN_RULES
    return "; ".join([*named[:SHOWN_RULES], *([f"and {more} more"] if more > 0 else [])])


def _whom(subject: str, demand: str) -> str:
    """Whom a rule binds; the demand itself goes without saying."""
    return " ".join(word for word in subject.split() if word != demand)


def way_words(way: Way, demand: str = "") -> str:
    """Say the cheapest way out of a clash in the rules' own units."""
    if way.status is airlift.Status.UNKNOWN:
        return "none was found in the time"
    if way.status is airlift.Status.INFEASIBLE:
        return "none within the concessions that the scenario prices"
    parts = [_given_words(given, demand) for given in way.given]
    if way.lifted:
        parts.append(f"with these rules lifted, which have no price: {_rules_words(way.lifted, demand)}")
    text = "; ".join(parts)
    if way.given:
        is_best = way.status is airlift.Status.OPTIMAL
        sure = "" if is_best else f" (proven: at least USD {way.bound_usd:,.0f})"
        text = f"USD {way.usd:,.0f}{sure}: {text}"
    return text if way.is_confirmed else f"{text} (not confirmed by a second solve)"


def _given_words(given: GivenWay, demand: str) -> str:
    unit = given.unit
    if given.units == 1 and unit != "aircraft":
        unit = unit.removesuffix("s")
    amount = f"USD {given.units:,}" if unit == "usd" else f"{given.units:,} {unit}"
    since = f" by {given.first_month}" if given.first_month else ""
    return f"{amount}{since} ({f'`{given.rule}` {_whom(given.subject, demand)}'.rstrip()})"


def pledge_rows(worths: Iterable[PledgeWorth]) -> Iterator[tuple[str, ...]]:
    """One row for each of the best pledges that help: place, what, gain by tier, cost, cost of a gain, first month."""
    helpful = [worth for worth in worths if worth.tiers and worth.helps]
    for place, worth in enumerate(helpful[:SHOWN_PLEDGES], start=1):
        price = worth.usd_per_aircraft_month
        yield (
            str(place),
            worth.what,
            *(_gain_words(tier) for tier in worth.tiers),
            "–" if worth.extra_usd is None else f"{worth.extra_usd:,.0f}",
            "–" if price is None else f"{price:,.0f}",
            worth.first_month or "–",
        )


def _gain_words(tier: TierWorth) -> str:
    gain = _signed(tier.gain)
    if tier.status is airlift.Status.OPTIMAL:
        return gain
    return f"{gain} ({_signed(tier.gain_at_least)} to {_signed(tier.gain_at_most)})"


def _signed(amount: float) -> str:
    return f"{amount:+,.0f}" if round(amount) else "0"
