"""Rules, units and amounts in the words of a planner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from airlift.explaining.explanation import GivenWay, RuleAt
from airlift.scenario.phrases import month_name

__all__ = ["amount_words", "by_rule", "given_words", "in_the_way", "listed", "spelt", "usd"]

_NO_NAMES: Mapping[str, str] = {}

_SHOWN_SUBJECTS = 8

_IN_THE_WAY = {
    "base.docks": "docks",
    "base.man_hours": "man-hours of the workshop",
    "base.suitable": "no workshop within reach",
    "cost.funded": "nobody pays for",
    "course.instructors": "instructors",
    "course.intake": "candidates for courses",
    "course.seats": "seats on courses",
    "crew.available": "crews",
    "demand.capability": "equipment or qualification missing",
    "demand.payload": "too weak on a hot day",
    "fleet.deployable": "aircraft",
    "lift.flights": "strategic lift",
    "lot.conditions": "donor's conditions",
    "lot.gate": "funding gate of the lot",
    "lot.lead_time": "refurbishment and shipping time of the lot",
    "lot.refurbishment_rate": "pace of refurbishment",
    "lot.state": "pledge not firm enough",
    "lot.supply": "size of the lot",
    "medical.available": "medical teams",
    "mission.consent": "consent of the host state",
    "partner.absorption": "aircraft that can be taken in",
    "partner.caveat": "caveat of the partner",
    "partner.credit": "credit until reimbursement",
    "partner.max_units": "units that can be led at a time",
    "partner.predeployment": "pre-deployment training",
    "partner.readiness": "not ready that early",
    "readiness.visit": "assessment visit comes too late",
    "readiness.visits_per_month": "assessment visits in a month",
    "spares.available": "spare parts",
    "sponsor.budget": "budget",
    "technician.available": "technicians",
    "unit.minimum_tour": "least length of a tour",
    "unit.rotation": "rotation months",
}
"""What it is called when a rule stands in the way; a rule that is missing here goes by its identifier."""


def usd(amount: float) -> str:
    """Write an amount of money: in millions from a hundred thousand on."""
    return f"USD {amount / 1e6:,.2f} m" if amount >= 100_000 else f"USD {amount:,.0f}"


def by_rule(rules: Iterable[RuleAt]) -> dict[str, list[str]]:
    """Subjects of each rule, in their order."""
    subjects: defaultdict[str, list[str]] = defaultdict(list)
    for at in rules:
        subjects[at.rule].append(at.subject)
    return dict(subjects)


def listed(subjects: Iterable[str], shown: int = _SHOWN_SUBJECTS) -> str:
    """List some subjects and count the others."""
    names = [subject for subject in subjects if subject]
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return f"{', '.join(names[:shown])}{more}"


def spelt(subject: str, names: Mapping[str, str]) -> str:
    """Put names in the place of identifiers; what has an empty name is understood."""
    return " ".join(name for word in subject.split() if (name := names.get(word, word)))


def in_the_way(rules: Iterable[RuleAt], names: Mapping[str, str] = _NO_NAMES) -> Iterator[str]:
    """Say for each rule what stands in the way, and of whom."""
    for rule, subjects in by_rule(rules).items():
        if rule == "sponsor.budget":
            of_year: defaultdict[str, list[str]] = defaultdict(list)
            for sponsor, year in (subject.rsplit(" ", 1) for subject in subjects):
                of_year[sponsor].append(year)
            yield f"budget: {'; '.join(f'{name} {listed(years)}' for name, years in of_year.items())}"
        else:
            words, whose = _IN_THE_WAY.get(rule, rule), listed(spelt(one, names) for one in subjects)
            yield f"{words}: {whose}" if whose else words


def amount_words(given: GivenWay) -> str:
    """Write units with their name, in the singular for one."""
    if given.unit == "usd":
        return usd(given.units)
    unit = given.unit
    if given.units == 1 and unit != "aircraft" and unit.endswith("s"):
        unit = unit[:-1]
    return f"{given.units:,} {unit}"


def given_words(given: GivenWay, names: Mapping[str, str] = _NO_NAMES) -> str:
    """Say what would have to be given, to whom and by when."""
    amount, who = amount_words(given), spelt(given.subject, names)
    by = f" by {month_name(given.first_month)}" if given.first_month else ""
    if given.rule == "sponsor.budget":
        sponsor, year = given.subject.rsplit(" ", 1)
        return f"{amount} of {sponsor} in {year}"
    if given.rule == "partner.readiness":
        since = f", from {month_name(given.first_month)}" if given.first_month else ""
        return f"{who} ready {amount} earlier{since}"
    words = {
        "partner.credit": f"{amount} lent to {who}",
        "crew.available": f"{amount} of {who}",
        "technician.available": f"{amount} of {who}",
        "medical.available": f"{amount} of medics of {who}",
        "fleet.deployable": f"{amount} more of {who}",
        "base.docks": f"{amount} at {who}",
        "base.man_hours": f"{amount} a month at {who}",
    }
    if given.rule in words:
        return f"{words[given.rule]}{by}"
    what = _IN_THE_WAY.get(given.rule, given.rule)
    return f"{amount}{by} ({what}{', ' if who else ''}{who})"
