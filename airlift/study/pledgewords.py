"""What a pledge brings, in words."""

from __future__ import annotations

from collections.abc import Iterable

from airlift.scenario import Pledge, Scenario
from airlift.scenario.phrases import mission_short, month_name, type_short
from airlift.study.words import joined, usd_words

__all__ = ["pledge_words"]


def pledge_words(scenario: Scenario, pledges: Iterable[Pledge]) -> str:
    """Say what pledges bring: `3 more 500MD of rok in rok-500md-a and 9 crews for Kenya (500MD)`."""
    return joined(_one(scenario, pledge) for pledge in pledges)


def _one(scenario: Scenario, pledge: Pledge) -> str:
    amount = f"{pledge.amount:,.10g}"
    more = "" if pledge.amount == 1 else "s"
    partner = scenario.partner_by_id[pledge.partner].name if pledge.partner is not None else ""
    kind = type_short(scenario.aircraft_type_by_id[pledge.aircraft_type]) if pledge.aircraft_type else ""
    since = f" from {month_name(pledge.first_month)}" if pledge.first_month else ""
    match pledge.kind:
        case "aircraft" if pledge.lot is not None:
            lot = scenario.lot_by_id[pledge.lot]
            name = type_short(scenario.aircraft_type_by_id[lot.aircraft_type])
            return f"{amount} more {name} of {lot.donor} in {lot.id}"
        case "aircraft" if pledge.donor is None:
            return f"{amount} more deployable {kind} of {partner}"
        case "aircraft":
            receiver = f" for {partner}" if partner else ""
            mission = mission_short(scenario.mission_by_id[pledge.mission]) if pledge.mission else ""
            where = f" in {mission}" if mission else ""
            return f"{amount} {kind} of {pledge.donor}{receiver}{where}{since}"
        case "crews":
            return f"{amount} formed crew{more} for {partner} ({kind})"
        case "technicians":
            return f"{amount} technician{more} for {partner}"
        case "seats":
            return f"{amount} more seats in every start of {scenario.course_by_id[pledge.course or ''].name}"
        case "money":
            return f"{usd_words(pledge.amount)} {_money(scenario, pledge)}"
        case "docks":
            base = scenario.maintenance_base_by_id[pledge.maintenance_base or ""]
            return f"{amount} further dock{more} with man-hours to match at {base.name}"
        case "consent":
            mission = mission_short(scenario.mission_by_id[pledge.mission or ""])
            types = f" with {kind}" if kind else ""
            return f"consent of {mission}'s host state to {partner}{types}{since}"


def _money(scenario: Scenario, pledge: Pledge) -> str:
    first = (pledge.first_month or scenario.start_month)[:4]
    last = pledge.last_month[:4] if pledge.last_month is not None else first
    when = f"in {first}" if first == last else f"in each year {first}–{last}"
    if pledge.sponsor is not None:
        return f"{when} from {scenario.sponsor_by_id[pledge.sponsor].name}"
    tied: list[str] = [pledge.cost_kind] if pledge.cost_kind is not None else []
    tied += [f"aircraft of {pledge.donor}"] if pledge.donor is not None else []
    tied += [scenario.partner_by_id[pledge.partner].name] if pledge.partner is not None else []
    return f"{when} {'for ' + ', '.join(tied) if tied else 'without earmark'}"
