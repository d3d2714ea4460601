"""An explanation in sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from airlift.explaining.explanation import (
    Check,
    Clash,
    Contest,
    Explanation,
    Gap,
    GivenWay,
    Infeasible,
    RuleAt,
    Shift,
    Span,
    Way,
)
from airlift.plans.result import Status
from airlift.scenario.phrases import count, month_name

__all__ = ["explanation_text", "gap_lines"]

_SHOWN_SUBJECTS = 8

_TELLING_RULES = 60
"""A conflict of more rules that was not shrunk to the end tells nobody anything."""


def explanation_text(explanation: Explanation) -> str:
    """Say why each demand is unmet, demand by demand."""
    if explanation.infeasible is not None:
        return "\n".join(_infeasible_lines(explanation, explanation.infeasible))
    lines = [_headline(explanation)]
    demand = None
    for gap in explanation.gaps:
        if gap.demand != demand:
            demand = gap.demand
            lines += ["", f"{demand}, tier {gap.tier}"]
        lines += [f"  {line}" for line in gap_lines(gap)]
    return "\n".join(lines)


def gap_lines(gap: Gap) -> Iterator[str]:
    """Say which months lack what, why, the way out, and on which solves that rests."""
    spans = ", ".join(_span(span) for span in gap.spans)
    yield f"{spans}: {count(gap.lacking_aircraft_months, 'aircraft-month')} missing"
    yield from (f"  {line}" for line in _answer(gap))


def _infeasible_lines(explanation: Explanation, infeasible: Infeasible) -> Iterator[str]:
    yield f"{explanation.scenario}: no plan can do this: {infeasible.asked}."
    if infeasible.clash is None:
        yield f"  Which rules clash was not settled within {explanation.wall_s:.0f} s."
    else:
        yield from (f"  {line}" for line in _clash(infeasible.clash))
    if infeasible.way is not None:
        yield from (f"  {line}" for line in _way(infeasible.way))


def _headline(explanation: Explanation) -> str:
    gaps = explanation.gaps
    if not gaps:
        return f"{explanation.scenario}: nothing is unmet that was asked about."
    settled = sum(gap.answer != "unsettled" for gap in gaps)
    tail = f"{count(len(gaps), 'gap')}, {settled} explained in {explanation.wall_s:.0f} s"
    if explanation.interrupted:
        tail += ", interrupted"
    return f"{explanation.scenario}: why demands are unmet; {tail}."


def _span(span: Span) -> str:
    first, last = month_name(span.first_month), month_name(span.last_month)
    months = first if first == last else f"{first} – {last}"
    return f"{months} (lacks {span.lacking})"


def _answer(gap: Gap) -> Iterator[str]:
    if gap.answer == "impossible":
        most = f"at most {gap.reachable} aircraft" if gap.reachable else "no aircraft at all"
        yield f"Not possible even with every other demand dropped: {most} in any of these months."
    elif gap.answer == "not-together":
        yield (
            f"With every other demand dropped, {gap.reachable} aircraft are possible in each of these months, "
            "but not in all of them."
        )
    elif gap.answer == "equal":
        yield "Could be met at equal value: another plan meets it and no level of the objective is worse."
    elif gap.answer == "displaces":
        yield "Possible with every other demand dropped, but not beside the rest of the plan."
    else:
        yield f"Not settled within {gap.spent_s:.0f} s."
    rivals = gap.contest.rivals if gap.contest is not None else ()
    if gap.contest is not None:
        yield from _contest(gap.contest)
    if rivals and gap.clash is not None:
        by = f" already by {month_name(gap.clash_by)}" if gap.clash_by else ""
        yield f"With these demands alone, all others dropped,{by}:"
    deeper = "  " if rivals else ""
    if gap.clash is not None:
        yield from (f"{deeper}{line}" for line in _clash(gap.clash))
    if gap.way is not None:
        yield from (f"{deeper}{line}" for line in _way(gap.way))


def _clash(clash: Clash) -> Iterator[str]:
    needed = "each was shown to be needed" if clash.is_minimal else "not all were shown to be needed"
    if not clash.is_minimal and len(clash.rules) > _TELLING_RULES:
        yield f"Which of {len(clash.rules)} rules clash could not be narrowed down in the time."
        return
    if not clash.rules:
        yield "No rule that could give way stands in between: there is nothing to serve it with."
    elif clash.wishes:
        yield f"These rules clash with serving {', '.join(clash.wishes)} as asked ({needed}):"
    else:
        yield f"These rules clash ({needed}):"
    yield from (f"  {line}" for line in rules_by_name(clash.rules))
    word = "twice, by" if clash.is_confirmed else "once, by"
    yield f"Verified infeasible {word} {_engines(clash.checks, Status.INFEASIBLE)}."


def rules_by_name(rules: tuple[RuleAt, ...]) -> Iterator[str]:
    """One line for each rule, with its subjects."""
    subjects: defaultdict[str, list[str]] = defaultdict(list)
    for at in rules:
        subjects[at.rule].append(at.subject)
    for rule, bound in subjects.items():
        shown = [subject for subject in bound[:_SHOWN_SUBJECTS] if subject]
        more = f" and {len(bound) - _SHOWN_SUBJECTS} more" if len(bound) > _SHOWN_SUBJECTS else ""
        yield f"{rule}: {', '.join(shown)}{more}" if shown else rule


def _way(way: Way) -> Iterator[str]:
    if way.status is Status.UNKNOWN:
        yield "Cheapest way out: none was found in the time."
        return
    if way.status is Status.INFEASIBLE:
        yield "No way out: lifting every rule does not help."
        return
    lifted = "; ".join(rules_by_name(way.lifted))
    is_best = way.status is Status.OPTIMAL
    if way.has_table:
        parts = [_given(given) for given in way.given]
        if lifted:
            parts.append(f"rules without a price would have to be lifted: {lifted}")
        head = "Cheapest way out" if is_best else "A way out"
        if way.given:
            head += f", {_usd(way.usd)}"
        if way.given and not is_best:
            head += f" (proven: at least {_usd(way.bound_usd)})"
        yield f"{head}: {'; '.join(parts)}."
    else:
        yield f"{'Fewest rules' if is_best else 'Rules'} whose lifting would do: {lifted}."
    if way.is_confirmed:
        yield f"Verified feasible with these changes by {_engines(way.checks, Status.FEASIBLE)}."
    else:
        yield "Not verified by a second solve."


def _given(given: GivenWay) -> str:
    since = f" by {month_name(given.first_month)}" if given.first_month else ""
    amount = _usd(given.units) if given.unit == "usd" else f"{given.units:,} {_unit(given)}"
    return f"{amount}{since} ({RuleAt(rule=given.rule, subject=given.subject)})"


def _unit(given: GivenWay) -> str:
    """Return the unit of a rule, in the singular for one."""
    if given.units != 1 or given.unit == "aircraft" or not given.unit.endswith("s"):
        return given.unit
    return given.unit[:-1]


def _contest(contest: Contest) -> Iterator[str]:
    if contest.rivals:
        yield f"It clashes with serving as planned: {', '.join(contest.rivals)}."
    is_known = contest.is_worse is not None
    for shift in contest.shifts:
        yield _shift(shift, is_known=is_known)
    if contest.losses and is_known:
        lost = ", ".join(
            f"{loss.demand} {count(loss.aircraft_months, 'aircraft-month')}" for loss in contest.losses
        )
        yield f"It would take from: {lost}."
    if contest.serving and is_known:
        yield f"It would be served by: {'; '.join(contest.serving)}."
    if contest.rivals and contest.is_worse is None:
        yield "Whether a plan of equal value, with other service elsewhere, could meet it was not settled."
    if contest.checks:
        asked = "; ".join(f"{c.question}: {c.answer.value} ({c.engine})" for c in contest.checks)
        yield f"Verified: {asked}."


def _shift(shift: Shift, *, is_known: bool) -> str:
    if not is_known:
        return (
            f"The best plan found in the time that meets it has {shift.name} {shift.after:,.0f} instead of "
            f"{shift.before:,.0f} {shift.unit}; proven is only that none is below {shift.bound:,.0f}."
        )
    verb = "worsens" if shift.after > shift.before else "betters"
    how = "proven least" if shift.bound >= shift.after else f"proven: at least {shift.bound:,.0f}"
    return (
        f"Meeting it {verb} {shift.name} from {shift.before:,.0f} to {shift.after:,.0f} {shift.unit} ({how})."
    )


def _engines(checks: tuple[Check, ...], answer: Status) -> str:
    names = dict.fromkeys(check.engine for check in checks if check.answer is answer)
    return " and ".join(f"[{name}]" for name in names) or "no solve"


def _usd(amount: float) -> str:
    return f"USD {amount:,.0f}"
