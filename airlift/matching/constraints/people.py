"""Rules on people: crews, technicians, medical teams, and the courses that train them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from airlift.matching.bounds import crews_per_aircraft
from airlift.matching.dates import course_starts
from airlift.matching.limits import Limit, last_months, state_limits
from airlift.matching.pools import Pool, crew_pool, instructor_pool, medical_pool, technician_pool
from airlift.matching.problem import MatchingProblem
from airlift.matching.rulebook import Group, RuleBook
from airlift.matching.variables import Variables
from airlift.scenario.offers import Partner
from airlift.units import SCALE, need_units, supply_units

__all__ = ["state_people_rules"]


def state_people_rules(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """State the rules on people and on training."""
    for partner in problem.scenario.partners:
        if partner.id in problem.choices_of_partner:
            _crews(book, problem, variables, partner)
            _technicians(book, problem, variables, partner)
            _medical_teams(book, problem, variables, partner)
            _own_school(book, problem, variables, partner)
    _courses(book, problem, variables)


def _state_pool(
    book: RuleBook,
    rule: str,
    subject: str,
    variables: Variables,
    pool: Pool,
    needs: Mapping[tuple[int, str | None], int],
) -> None:
    """State that deployed people stay within a pool, in the months that can bind.

    `needs` has the solver units that one aircraft takes, by choice, and by base where only its aircraft there count.
    """
    blocks = [block for c, _ in needs for run in variables.runs[c] for block in run.blocks]
    events = {t for block in blocks for t in (block.first, block.end)}
    if events:
        events |= {feed.ready for feed in pool.feeds if min(events) < feed.ready < max(events)}
    limits = []
    for t in last_months(events):
        limit = Limit(subject, pool.of_the_start(t))
        for (c, base), need in needs.items():
            if base is None and (c, t) in variables.aircraft:
                limit.use(variables.aircraft[c, t], need)
            elif base is not None and (c, base, t) in variables.supported:
                limit.use(variables.supported[c, base, t], need)
        for key, share in pool.shares(t).items():
            if key in variables.trainees:
                limit.add(variables.trainees[key], share)
        limits.append(limit)
    state_limits(book, variables, rule, limits, per_unit=SCALE)


def _crews(book: RuleBook, problem: MatchingProblem, variables: Variables, partner: Partner) -> None:
    """crew.available: for the whole family, and again for each qualification that demands ask for."""
    scenario = problem.scenario
    need = crews_per_aircraft(problem)
    needs: defaultdict[tuple[str, str | None], dict[tuple[int, str | None], int]] = defaultdict(dict)
    for c in problem.choices_of_partner[partner.id]:
        choice = problem.choices[c]
        family = scenario.aircraft_type_by_id[choice.aircraft_type].family
        for tag in (None, *scenario.demand_by_id[choice.demand].crew_tags):
            needs[family, tag][c, None] = need
    for (family, tag), of_units in sorted(needs.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        subject = f"{partner.id} {family}" + (f" {tag}" if tag else "")
        pool = crew_pool(problem, partner, family, tag)
        _state_pool(book, "crew.available", subject, variables, pool, of_units)


def _technicians(book: RuleBook, problem: MatchingProblem, variables: Variables, partner: Partner) -> None:
    """technician.available: those of the aircraft that the partner maintains itself, at wet bases."""
    scenario = problem.scenario
    need = need_units(scenario.policy.crew.technicians_per_aircraft.value)
    pool = technician_pool(problem, partner)
    wet = {base.id for base in scenario.maintenance_bases if base.lease == "wet"}
    needs: dict[tuple[int, str | None], int] = {}
    for c in problem.choices_of_partner[partner.id]:
        bases = [base for base, _, _ in problem.choices[c].bases]
        if wet.issuperset(bases):
            needs[c, None] = need
        else:
            needs |= {(c, base): need for base in bases if base in wet}
    _state_pool(book, "technician.available", partner.id, variables, pool, needs)


def _medical_teams(book: RuleBook, problem: MatchingProblem, variables: Variables, partner: Partner) -> None:
    """medical.available: teams of the units at medevac demands, of a partner that has so many and no more."""
    if partner.medical_teams is None:
        return
    scenario = problem.scenario
    need = need_units(scenario.policy.crew.medical_teams_per_aircraft.value)
    needs: dict[tuple[int, str | None], int] = {
        (c, None): need
        for c in problem.choices_of_partner[partner.id]
        if scenario.demand_by_id[problem.choices[c].demand].role == "medevac"
    }
    _state_pool(book, "medical.available", partner.id, variables, medical_pool(problem, partner), needs)


def _own_school(book: RuleBook, problem: MatchingProblem, variables: Variables, partner: Partner) -> None:
    """course.instructors: crews in training at the own school within what its instructors can teach."""
    scenario = problem.scenario
    per_instructor = scenario.policy.crew.crews_per_instructor.value
    taught: defaultdict[int, Limit] = defaultdict(lambda: Limit(partner.id, 0))
    for (course_id, receiver, start), variable in variables.trainees.items():
        course = scenario.course_by_id[course_id]
        if receiver == partner.id and course.own_school and course.audience == "crew":
            for t in range(start, start + course.duration_months):
                taught[t].use(variable, need_units(1))
    pool = instructor_pool(problem, partner)
    for t, limit in taught.items():
        limit.available = supply_units(per_instructor * partner.instructors)
        for feed in pool.feeds:
            key = feed.course, partner.id, feed.start
            if feed.ready <= t and key in variables.trainees:
                limit.add(variables.trainees[key], supply_units(per_instructor * feed.passed))
    state_limits(
        book,
        variables,
        "course.instructors",
        [taught[t] for t in sorted(taught)],
        per_unit=SCALE,
    )


def _courses(book: RuleBook, problem: MatchingProblem, variables: Variables) -> None:
    """course.seats, course.intake; course.calendar and course.partners where they were lifted."""
    scenario = problem.scenario
    seats: dict[tuple[str, int], Limit] = {}
    intake: dict[tuple[str, int], Limit] = {}
    for (course_id, partner_id, start), variable in variables.trainees.items():
        course = scenario.course_by_id[course_id]
        if (course_id, start) not in seats:
            seats[course_id, start] = Limit(course_id, course.seats)
        seats[course_id, start].use(variable, 1)
        if course.audience == "crew":
            year = scenario.year_of(start)
            most = scenario.partner_by_id[partner_id].trainable_crews_per_year
            if (partner_id, year) not in intake:
                intake[partner_id, year] = Limit(partner_id, most)
            intake[partner_id, year].use(variable, 1)
        if Group("course.calendar", course_id) in problem.lifted and start not in course_starts(
            scenario, course
        ):
            book.at_most("course.calendar", course_id, variable, 0, per_unit=variables.most_of(variable))
        if course.partners and partner_id not in course.partners:
            book.at_most("course.partners", course_id, variable, 0, per_unit=1)
    state_limits(book, variables, "course.seats", list(seats.values()), per_unit=1)
    state_limits(book, variables, "course.intake", list(intake.values()), per_unit=1)
