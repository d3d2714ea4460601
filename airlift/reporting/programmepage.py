"""One mission's flying programme as the report shows it: headline, map, Gantt, tasks with reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from airlift.plans import Outcome, Programme
from airlift.plans.days import ProgrammeKpis
from airlift.reporting.borders import Country
from airlift.reporting.ganttday import daylight_min, sorties_gantt
from airlift.reporting.pagetables import Table, bar, columns, swatch
from airlift.reporting.svg import colours
from airlift.reporting.svgmap import mission_map
from airlift.reporting.wording import (
    clock,
    count,
    day_name,
    duration,
    mission_short,
    month_name,
    number,
    short_task,
)
from airlift.rules import RULES
from airlift.scenario.demands import Task
from airlift.scenario.model import Scenario

__all__ = ["ProgrammePage", "programme_page"]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """What the template shows of one programme."""

    id: str
    name: str
    day: str
    facts: tuple[str, ...]
    tails: tuple[Markup, ...]
    map: Markup
    gantt: Markup
    tasks: Table
    sorties: Table


def programme_page(
    scenario: Scenario, programme: Programme, kpis: ProgrammeKpis, borders: Iterable[Country]
) -> ProgrammePage:
    """Put a programme with at least one unit together."""
    flying = [sortie.tail for sortie in programme.sorties]
    every = [tail for day in programme.units for tail in day.tails]
    # Tails that fly come first, so that the clearest colours go to what is drawn.
    colour = colours([*dict.fromkeys(flying), *every])
    return ProgrammePage(
        id=programme.mission,
        name=mission_short(scenario.mission_by_id[programme.mission]),
        day=f"sample day {day_name(programme.day)} with the units of {month_name(programme.month)}",
        facts=_facts(scenario, programme, kpis),
        tails=tuple(swatch(colour[tail], tail) for tail in sorted(set(flying))),
        map=mission_map(scenario, programme, borders, colour),
        gantt=sorties_gantt(scenario, programme, colour),
        tasks=_tasks(scenario, programme),
        sorties=_sorties(scenario, programme, colour),
    )


def _facts(scenario: Scenario, programme: Programme, kpis: ProgrammeKpis) -> tuple[str, ...]:
    flown = [
        f"{number_flown} of {kpis.tasks_by_priority[priority]} {priority}"
        for priority, number_flown in kpis.flown_by_priority.items()
    ]
    facts = [
        f"Tasks flown: {', '.join(flown) or 'none asked for'}",
        f"{count(kpis.sorties, 'sortie')}, {duration(kpis.flight_min)} in the air and on the way, "
        f"{number(kpis.fuel_kg)} kg of fuel",
        f"Tasks and daylight of {programme.day.isoformat()}",
    ]
    daylight = daylight_min(scenario, programme)
    if daylight is not None:
        facts.append(f"Daylight {clock(daylight[0])}–{clock(daylight[1])} local time")
    if kpis.not_flown_by_rule:
        reasons = (f"{rule} ({number_of})" for rule, number_of in kpis.not_flown_by_rule.items())
        facts.append(f"Not flown because of: {', '.join(reasons)}")
    return tuple(facts)


def _tasks(scenario: Scenario, programme: Programme) -> Table:
    sites = scenario.site_by_id
    rows = []
    for outcome in sorted(programme.outcomes, key=lambda o: _urgency(scenario.task_by_id[o.task])):
        task = scenario.task_by_id[outcome.task]
        load = [
            count(task.litter_patients, "litter") if task.litter_patients else "",
            count(task.passengers, "passenger") if task.passengers else "",
            f"{number(task.cargo_kg)} kg" if task.cargo_kg else "",
        ]
        target = sites[task.dropoff_site].name if task.dropoff_site else "any hospital with surgery"
        where = sites[task.pickup_site].name + ("" if task.kind == "patrol" else f" → {target}")
        rows.append(
            (
                short_task(task.id, task.mission),
                task.priority,
                task.kind,
                where,
                ", ".join(word for word in load if word) or "–",
                f"{clock(task.ready_min)}–{clock(task.due_min)}",
                _fate(outcome),
                _surgery(scenario, task, outcome),
            )
        )
    return Table(
        "Tasks of the day, most urgent first (to surgery: from wounding)",
        columns("Task", "Priority", "Kind", "+Where", "=Load", "=Window", "+Outcome", "To surgery"),
        tuple(rows),
    )


def _urgency(task: Task) -> tuple[int, int, str]:
    return ("alpha", "bravo", "charlie", "routine").index(task.priority), task.ready_min, task.id


def _fate(outcome: Outcome) -> Markup:
    if outcome.sortie is not None:
        return Markup('<span class="yes">flown</span> by {}').format(outcome.sortie)
    rule = RULES.get(outcome.rule or "")
    said = Markup('<abbr title="{}">{}</abbr>').format(rule.sentence, rule.id) if rule else outcome.rule or ""
    pushed = f" Flying it would push out {', '.join(outcome.displaces)}." if outcome.displaces else ""
    return Markup('<span class="no">not flown</span> {}: {}{}').format(said, outcome.reason, pushed)


def _surgery(scenario: Scenario, task: Task, outcome: Outcome) -> str | Markup:
    if outcome.surgery_min is None:
        return "–"
    casualty = scenario.policy.casualty
    limits = {
        "alpha": casualty.surgery_min.value,
        "bravo": casualty.bravo_min.value,
        "charlie": casualty.charlie_min.value,
    }
    limit = limits.get(task.priority)
    if not limit:
        return f"{outcome.surgery_min} min"
    words = f"{outcome.surgery_min} of {limit:.0f} min"
    return bar(100.0 * outcome.surgery_min / limit, words, "late" if outcome.surgery_min > limit else "clock")


def _sorties(scenario: Scenario, programme: Programme, colour: dict[str, str]) -> Table:
    rows = []
    for sortie in sorted(programme.sorties, key=lambda s: (s.start_min, s.id)):
        tasks = dict.fromkeys(action.task for stop in sortie.stops for action in stop.actions)
        rows.append(
            (
                sortie.id,
                swatch(colour[sortie.tail], sortie.tail),
                sortie.crew,
                f"{clock(sortie.start_min)}–{clock(sortie.end_min)}",
                duration(sortie.end_min - sortie.start_min),
                " → ".join(scenario.site_by_id[stop.site].name for stop in sortie.stops),
                ", ".join(tasks),
                f"{sortie.stops[0].fuel_kg:.0f} / {sortie.stops[-1].fuel_kg:.0f}",
            )
        )
    return Table(
        "Sorties, in the order of take-off",
        columns(
            "Sortie", "Tail", "Crew", "=Local time", "=Lasts", "+Route", "Tasks", "#Fuel at start / end, kg"
        ),
        tuple(rows),
    )
