"""The rules of the domain: one id, one sentence, one unit, one planning level each.

The same id names the constraint of a model, the function of the checker, the reason of an explanation and the entry in
the documentation. This module imports nothing, so that solver and checker can share the names and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RULES", "Rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the domain.

    Parameters
    ----------
    id : str
        Stable name, `family.rule`.
    level : str
        Planning level whose decisions it binds: `matching`, `sustainment`, `standby` or `sorties`.
    sentence : str
        What must hold, in one sentence.
    unit : str
        Unit of the amount by which it can be broken.
    """

    id: str
    level: str
    sentence: str
    unit: str


_MATCHING = (
    (
        "lot.gate",
        "A lot passes its funding gate not before its gate month and its offered month, and at most once.",
        "months",
    ),
    (
        "lot.lead_time",
        "A donated aircraft reaches a partner only after gate, refurbishment and shipping.",
        "months",
    ),
    ("lot.supply", "A lot hands over at most its number of aircraft.", "aircraft"),
    (
        "lot.refurbishment_rate",
        "Aircraft of a lot arrive no faster than refurbishment releases them.",
        "aircraft",
    ),
    ("lot.partners", "A lot goes only to the partners that its donor names.", "aircraft"),
    (
        "lot.state",
        "A lot passes its funding gate only when its pledge is at least as firm as the plan asks for.",
        "aircraft",
    ),
    (
        "lot.conditions",
        "Donated aircraft deploy only to the missions and roles of their lot, and only until they are returned.",
        "aircraft",
    ),
    (
        "partner.absorption",
        "A partner takes in no more donated aircraft than it can absorb, in all and in a month.",
        "aircraft",
    ),
    (
        "partner.max_units",
        "A partner has no more units in missions at the same time than it can lead.",
        "units",
    ),
    ("partner.caveat", "A partner serves no mission and no role that it excludes.", "aircraft-months"),
    (
        "partner.readiness",
        "A unit deploys no earlier than the partner's PCRS level and its lead time allow.",
        "months",
    ),
    (
        "readiness.visit",
        "A partner below PCRS level 2 deploys only after an assessment visit and the lead time that follows it.",
        "months",
    ),
    (
        "readiness.visits_per_month",
        "No more assessment visits take place in a month than can be made.",
        "visits",
    ),
    (
        "partner.predeployment",
        "No more aircraft of a partner join its units in a month than it can train before deployment.",
        "aircraft",
    ),
    (
        "partner.credit",
        "What a partner has paid and not yet been reimbursed stays within its credit.",
        "usd",
    ),
    (
        "mission.consent",
        "A unit deploys only with the consent of the mission's host state to its partner and type.",
        "months",
    ),
    (
        "fleet.deployable",
        "Deployed aircraft of a type stay within the partner's deployable own and donated aircraft.",
        "aircraft",
    ),
    (
        "crew.available",
        "Deployed crews and their relief at home stay within the crews that are current on the type.",
        "crews",
    ),
    (
        "technician.available",
        "Technicians of aircraft at wet-leased bases stay within the partner's qualified technicians.",
        "technicians",
    ),
    (
        "medical.available",
        "Deployed medical teams stay within the partner's trained medical teams.",
        "teams",
    ),
    (
        "spares.available",
        "Flight hours of a type stay within those that the spare parts of the month support.",
        "flight hours",
    ),
    ("course.calendar", "A course starts only in its months and only at its interval.", "months"),
    ("course.seats", "A course start takes no more trainees than it has seats.", "trainees"),
    ("course.partners", "A course takes only trainees of the partners that it is open to.", "trainees"),
    (
        "course.instructors",
        "A partner's own school teaches no more crews at a time than its instructors can.",
        "crews",
    ),
    (
        "course.intake",
        "A partner sends no more new crews to courses in a year than it has candidates.",
        "crews",
    ),
    ("unit.minimum_size", "A deployed unit has at least the smallest useful number of aircraft.", "aircraft"),
    (
        "unit.maximum_size",
        "A deployed unit has at most the largest number of aircraft that the demand allows.",
        "aircraft",
    ),
    (
        "unit.minimum_tour",
        "A unit stays at least the minimum tour, unless demand or horizon ends first.",
        "months",
    ),
    (
        "unit.rotation",
        "A unit arrives, changes its size and leaves only in rotation months, or leaves when the demand ends.",
        "months",
    ),
    (
        "unit.handover",
        "When one unit relieves another at a demand, both are present for the overlap.",
        "months",
    ),
    ("unit.per_demand", "No more units than allowed serve one demand at the same time.", "units"),
    (
        "demand.window",
        "A unit deploys only in the months in which the demand and its mission exist.",
        "months",
    ),
    ("demand.capability", "Aircraft and crews of a unit have the tags that the demand asks for.", "tags"),
    (
        "demand.payload",
        "The type lifts the demanded payload over the demanded radius on a hot day at the home base.",
        "kg",
    ),
    (
        "base.suitable",
        "A unit's maintenance base takes its type and partner, is open and within reach.",
        "months",
    ),
    (
        "base.arrangement",
        "Units of one partner and type at one demand all rely on the same maintenance base: one support arrangement.",
        "units",
    ),
    (
        "base.man_hours",
        "Man-hours for the supported units stay within the maintenance base's man-hours.",
        "man-hours",
    ),
    ("base.docks", "Dock days for phase inspections stay within the maintenance base's docks.", "dock-days"),
    ("lift.flights", "Strategic lift flights of a month stay within those that can be had.", "flights"),
    ("sponsor.earmark", "A sponsor pays only for what its earmarks allow.", "usd"),
    (
        "sponsor.budget",
        "A sponsor pays no more than its budget of the year, with carry-over where it has it.",
        "usd",
    ),
    ("cost.funded", "Every cost of the plan is paid for, and nothing is paid twice.", "usd"),
    (
        "plan.limits",
        "Units keep the limits that sustainment and standby fed back in the round that was kept.",
        "various",
    ),
    ("plan.figures", "The figures that a plan states are those that its decisions give.", "various"),
    ("plan.references", "A plan names only things that its scenario has.", "names"),
)

_SUSTAINMENT = (
    (
        "fleet.tails",
        "A unit has as many tails in a week as it has aircraft, each with its state at the start.",
        "tails",
    ),
    (
        "bank.time",
        "No tail flies beyond the flight hours that are left before its next hourly inspection.",
        "flight hours",
    ),
    (
        "inspection.calendar",
        "A calendar inspection begins before it falls due, or the tail stands still until then.",
        "days",
    ),
    (
        "inspection.work",
        "A visit takes the days, man-hours and ferry flights of its inspections, at a place that does them.",
        "days",
    ),
    (
        "tail.week_hours",
        "A tail flies no more in a week than the days outside its visits allow.",
        "flight hours",
    ),
    (
        "dock.capacity",
        "A dock holds one tail at a time, and a maintenance base has no further docks.",
        "days",
    ),
    (
        "dock.man_hours",
        "Man-hours of a week for visits and defects stay within those of the maintenance base.",
        "man-hours",
    ),
    (
        "fleet.hours",
        "The flight hours of a week that a unit states are those that its demand asks for and its tails fly.",
        "flight hours",
    ),
    (
        "fleet.serviceable",
        "Serviceable tails are in no visit that week and leave room for unscheduled losses.",
        "tails",
    ),
)

_STANDBY = (
    (
        "standby.post",
        "Aircraft stand by where they may: at the home base, or forward where there is fuel and policy allows it.",
        "aircraft",
    ),
    (
        "standby.numbers",
        "No more aircraft stand by than the unit holds for it, keeps serviceable and has crews for.",
        "aircraft",
    ),
    (
        "standby.cover",
        "The shares of casualties that a plan states are those that its posts give.",
        "per cent",
    ),
)

_SORTIES = (
    ("sortie.route", "A sortie starts and ends at the base of its tail and its legs join up.", "legs"),
    ("sortie.times", "A leg takes at least its flight time and a stop at least its service time.", "min"),
    ("sortie.duration", "A sortie lasts no longer than the longest sortie.", "min"),
    ("sortie.tasks", "A sortie serves no more tasks than allowed.", "tasks"),
    ("fuel.capacity", "Fuel on board stays within the tanks.", "kg"),
    (
        "fuel.reserve",
        "Fuel at the next refuelling or the final landing covers final reserve and contingency.",
        "kg",
    ),
    (
        "fuel.stock",
        "Fuel drawn at a site in a day stays within its stock, and only where fuel is available.",
        "kg",
    ),
    ("mass.limit", "Take-off mass at each stop stays within the limit for its density altitude.", "kg"),
    ("cabin.capacity", "Passengers and litters on board fit the cabin.", "places"),
    (
        "task.once",
        "A task is served at most once, its drop-off after its pick-up in the same sortie.",
        "tasks",
    ),
    (
        "task.window",
        "Service starts no earlier than the task is ready and ends no later than it is due.",
        "min",
    ),
    ("task.ride_time", "Nobody stays on board longer than the task allows.", "min"),
    ("task.dwell", "Time at the pick-up or on station is at least what the task asks for.", "min"),
    (
        "casualty.clock",
        "A casualty reaches a hospital that can operate within the clock that starts at wounding.",
        "min",
    ),
    (
        "casualty.alert",
        "A sortie for a casualty takes off no earlier than wounding plus call and decision.",
        "min",
    ),
    ("medical.level", "A casualty is taken to a site that can operate.", "level"),
    ("daylight.window", "A sortie stays within daylight unless night flying is allowed.", "min"),
    ("tail.overlap", "A tail flies one sortie at a time, with its turnaround in between.", "min"),
    ("tail.available", "A unit flies no more tails than are serviceable that day.", "tails"),
    (
        "standby.held",
        "Sorties other than medevac leave the standby aircraft and crews at their posts.",
        "tails",
    ),
    ("crew.overlap", "A crew flies one sortie at a time.", "min"),
    ("crew.duty", "Duty of a crew stays within the daily limit.", "min"),
    ("crew.flight_time", "Flight time of a crew stays within the daily limit.", "min"),
    ("crew.rest", "A crew rests between the duties of two days.", "min"),
    ("crew.week_hours", "Flight time of a crew in seven days stays within the weekly limit.", "min"),
    ("tail.bank", "A tail flies no more in the days of a programme than its bank time.", "flight hours"),
    ("crew.numbers", "A unit flies no more crews than are on duty.", "crews"),
    ("grid.start", "A sortie starts on the grid of the programme.", "min"),
    ("task.outcome", "Every task of a programme is flown or carries a reason.", "tasks"),
)

RULES: dict[str, Rule] = {
    rule_id: Rule(rule_id, level, sentence, unit)
    for level, rows in (
        ("matching", _MATCHING),
        ("sustainment", _SUSTAINMENT),
        ("standby", _STANDBY),
        ("sorties", _SORTIES),
    )
    for rule_id, sentence, unit in rows
}
"""All rules by id."""
