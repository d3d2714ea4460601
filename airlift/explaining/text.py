"""An explanation in sentences: a few lines for each demand, and with details the solves that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from airlift.explaining.explanation import (
    Asked,
    Check,
    Clash,
    Contest,
    Explanation,
    Gap,
    Infeasible,
    Shift,
    Span,
    Way,
)
from airlift.explaining.wording import by_rule, given_words, in_the_way, listed, spelt, usd
from airlift.plans.result import Status
from airlift.scenario.phrases import count, month_name

__all__ = ["explanation_text", "gap_lines"]

_TELLING_RULES = 60
"""A conflict of more rules that was not shrunk to the end tells nobody anything."""

_SHOWN_CANDIDATES = 12


def explanation_text(explanation: Explanation, *, details: bool = False) -> str:
    """Say why each demand is unmet, demand by demand."""
    if explanation.infeasible is not None:
        return "\n".join(_infeasible_lines(explanation, explanation.infeasible, details=details))
    lines = [_headline(explanation)]
    asked = {row.demand: row for row in explanation.demands}
    missing: dict[str, int] = {}
    for gap in explanation.gaps:
        missing[gap.demand] = missing.get(gap.demand, 0) + gap.lacking_aircraft_months
    demand = None
    for gap in explanation.gaps:
        if gap.demand != demand:
            demand = gap.demand
            lines += ["", *_demand_lines(gap, asked.get(demand), missing[demand], explanation.names)]
        lines += [f"  {line}" for line in gap_lines(gap, explanation.names, details=details)]
    return "\n".join(lines)


def gap_lines(gap: Gap, names: Mapping[str, str], *, details: bool = False) -> Iterator[str]:
    """Say which months lack what and why, what stands in the way, the way out, and what it would displace."""
    names = {**names, gap.demand: ""}
    yield f"{', '.join(_span(span) for span in gap.spans)}: {_answer(gap)}"
    if gap.contest is not None and gap.answer == "equal" and gap.contest.serving:
        yield f"  Served by {'; '.join(gap.contest.serving)}."
    if gap.clash is not None:
        yield from (f"  {line}" for line in _clash(gap.clash, gap.clash_by, names, details=details))
    if gap.way is not None:
        beside = gap.contest is not None
        yield from (f"  {line}" for line in _way(gap.way, names, beside=beside, details=details))
    if gap.contest is not None:
        yield from (f"  {line}" for line in _contest(gap, gap.contest, details=details))


def _infeasible_lines(explanation: Explanation, infeasible: Infeasible, *, details: bool) -> Iterator[str]:
    yield f"{explanation.scenario}: no plan can do this: {infeasible.asked}."
    if infeasible.clash is None:
        yield f"  Which rules clash was not settled within {explanation.wall_s:.0f} s."
    else:
        yield from (
            f"  {line}" for line in _clash(infeasible.clash, None, explanation.names, details=details)
        )
    if infeasible.way is not None:
        yield from (
            f"  {line}" for line in _way(infeasible.way, explanation.names, beside=False, details=details)
        )


def _headline(explanation: Explanation) -> str:
    gaps = explanation.gaps
    if not gaps:
        return f"{explanation.scenario}: nothing is unmet that was asked about."
    settled = sum(gap.answer != "unsettled" for gap in gaps)
    tail = f"{count(len(gaps), 'gap')}, {settled} explained in {explanation.wall_s:.0f} s"
    if explanation.interrupted:
        tail += ", interrupted"
    return f"{explanation.scenario}: why demands are unmet; {tail}."


def _demand_lines(gap: Gap, asked: Asked | None, missing: int, names: Mapping[str, str]) -> Iterator[str]:
    of = f" of {asked.demanded_aircraft_months:,}" if asked is not None else ""
    yield f"{gap.demand}, tier {gap.tier}: {missing:,}{of} aircraft-months missing"
    if asked is None:
        return
    by_partner: dict[str, list[str]] = {}
    for row in asked.candidates:
        by_partner.setdefault(spelt(row.partner, names), []).append(spelt(row.aircraft_type, names))
    if not by_partner:
        yield "  Nobody could serve it."
        return
    first = asked.candidates[0].first_month
    who = [f"{partner} ({', '.join(types)})" for partner, types in by_partner.items()]
    yield f"  Could serve it, the first from {month_name(first)}: {listed(who, _SHOWN_CANDIDATES)}."


def _span(span: Span) -> str:
    first, last = month_name(span.first_month), month_name(span.last_month)
    months = first if first == last else f"{first} – {last}"
    return f"{months} (lacks {span.lacking})"


def _answer(gap: Gap) -> str:
    if gap.answer == "impossible":
        most = f"at most {gap.reachable} aircraft" if gap.reachable else "no aircraft at all"
        return f"not possible even with every other demand dropped, {most} in any of these months."
    if gap.answer == "not-together":
        return (
            f"with every other demand dropped, {gap.reachable} aircraft are possible in each of these months, "
            "but not in all of them."
        )
    if gap.answer == "equal":
        return "could be met at equal value: another plan meets it and no level of the objective is worse."
    if gap.answer == "displaces":
        return "possible with every other demand dropped, but not beside the rest of the plan."
    if gap.answer == "trade":
        return "possible if others give something up; whether they must is open."
    return f"not settled within {gap.spent_s:.0f} s."


def _clash(clash: Clash, by: str | None, names: Mapping[str, str], *, details: bool) -> Iterator[str]:
    if not clash.is_minimal and len(clash.rules) > _TELLING_RULES:
        yield f"Which of {len(clash.rules)} rules clash could not be narrowed down in the time."
    elif not clash.rules:
        yield "No rule that could give way stands in between: there is nothing to serve it with."
    else:
        head = "In the way"
        if clash.wishes:
            head = f"In the way of serving {', '.join(clash.wishes)} as asked"
        elif clash.beside:
            until = f", already by {month_name(by)}" if by else ""
            head = f"In the way, with the units of {listed(clash.beside)} as they are{until}"
        yield f"{head}: {'; '.join(in_the_way(clash.rules, names))}."
    if details:
        needed = "each was shown to be needed" if clash.is_minimal else "not all were shown to be needed"
        rules = "; ".join(f"{rule} [{', '.join(of)}]" for rule, of in by_rule(clash.rules).items())
        word = "twice, by" if clash.is_confirmed else "once, by"
        yield f"Rules that clash ({needed}): {rules or 'none'}."
        yield f"Verified infeasible {word} {_engines(clash.checks, Status.INFEASIBLE)}."
    elif not clash.is_confirmed:
        yield "A second configuration of the solver did not confirm this in the time."


def _way(way: Way, names: Mapping[str, str], *, beside: bool, details: bool) -> Iterator[str]:
    if way.status is Status.UNKNOWN:
        yield "Way out: none was found in the time."
        return
    if way.status is Status.INFEASIBLE:
        yield "No way out: lifting every rule does not help."
        return
    lifted = "; ".join(in_the_way(way.lifted, names))
    is_best = way.status is Status.OPTIMAL
    leaving = " that leaves all other units as they are" if beside else ""
    if way.has_table:
        parts = [given_words(given, names) for given in way.given]
        if lifted:
            parts.append(f"rules without a price would have to be lifted: {lifted}")
        head = f"{'Cheapest way out' if is_best else 'A way out'}{leaving}"
        if way.given:
            head += f", {usd(way.usd)}"
        if way.given and not is_best:
            head += f" (proven: at least {usd(way.bound_usd)})"
        yield f"{head}: {'; '.join(parts) or 'nothing has to give way'}."
    else:
        yield f"{'Fewest rules' if is_best else 'Rules'} whose lifting would do: {lifted}."
    if not way.is_confirmed:
        yield "Not verified by a second solve."
    elif details:
        yield f"Verified feasible with these changes by {_engines(way.checks, Status.FEASIBLE)}."


def _contest(gap: Gap, contest: Contest, *, details: bool) -> Iterator[str]:
    if contest.losses and gap.answer != "equal":
        least = bool(contest.is_worse) and all(shift.bound >= shift.after for shift in contest.shifts)
        lost = ", ".join(
            f"{count(loss.aircraft_months, 'aircraft-month')} of "
            f"{loss.demand if loss.demand != gap.demand else 'its own in other months'}"
            for loss in contest.losses
        )
        how = "in a best plan that meets it" if least else "at most, shown by a plan"
        yield f"Would displace {lost} ({how})."
    if contest.least_lost:
        yield (
            f"Proven: at least {count(contest.least_lost, 'aircraft-month')} of tier {gap.tier} are lost "
            "elsewhere, or some of a more urgent tier."
        )
    if contest.losses and contest.serving and gap.answer != "equal":
        yield f"It would be served by {'; '.join(contest.serving)}."
    if details:
        yield from (_shift(shift, is_worse=contest.is_worse) for shift in contest.shifts)
    if details and contest.checks:
        asked = "; ".join(f"{c.question}: {c.answer.value} ({c.engine})" for c in contest.checks)
        yield f"Verified: {asked}."


def _shift(shift: Shift, *, is_worse: bool | None) -> str:
    how = "proven least" if shift.bound >= shift.after else f"proven: at least {shift.bound:,.0f}"
    if is_worse is None:
        how = f"at most, shown by a plan; {how}"
    verb = "worsens" if shift.after > shift.before else "betters"
    return (
        f"Meeting it {verb} {shift.name} from {shift.before:,.0f} to {shift.after:,.0f} {shift.unit} ({how})."
    )


def _engines(checks: tuple[Check, ...], answer: Status) -> str:
    names = dict.fromkeys(check.engine for check in checks if check.answer is answer)
    return " and ".join(f"[{name}]" for name in names) or "no solve"
