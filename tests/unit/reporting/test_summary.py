"""The plan in sentences."""

from __future__ import annotations

import re

import pytest

from airlift.errors import PlanError
from airlift.plans import Allocation, AssessmentVisit, Payment, Plan, Status
from airlift.plans.costs import allocation_costs
from airlift.plans.programme import Programme
from airlift.reporting import Summary, summarise
from airlift.rules import RULES
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.reporting.findings import SomeFinding, SomeFindings
from tests.unit.reporting.handmade import hand_allocation, hand_plan, hand_programme, hand_result


def lines(summary: Summary, title: str) -> tuple[str, ...]:
    """Return the lines of a section."""
    return next(section.lines for section in summary.sections if section.title == title)


def test_who_flies(scenario: Scenario, plan: Plan) -> None:
    """Partner, aircraft, role, mission, place and months, in the order of the first month."""
    assert lines(summarise(scenario, plan), "Who flies") == (
        "Rwanda: 3 × Mi-17, utility for UNMISS at Juba, from Apr 2022 on (to the end of the plan)",
        "El Salvador: 3–4 × 500MD, medevac for MINUSCA at Bria, from Oct 2022 on (to the end of the plan)",
        "Kenya: 3 × 500MD, medevac for UNMISS at Juba, from Dec 2022 on (to the end of the plan)",
    )


def test_headline(scenario: Scenario, plan: Plan) -> None:
    """One sentence for those who read no further."""
    assert summarise(scenario, plan).headline.startswith(
        "3 units of 3 partners in 2 missions, the first from Apr 2022; 67.7 % of the demanded aircraft-months"
    )


def test_what_stays_unmet(scenario: Scenario, plan: Plan) -> None:
    """Most urgent tier first, with months; then who waits for medevac."""
    assert lines(summarise(scenario, plan), "What stays unmet") == (
        "Tier 1: UNMISS medevac at Juba lacks 18 aircraft-months (Jun–Nov 2022)",
        "Tier 2: MINUSCA medevac at Bria lacks 9 aircraft-months (Sep 2022 – Feb 2023)",
        "Tier 3: UNMISS patrol at Malakal lacks 48 aircraft-months (Sep 2022 – Dec 2023)",
        "UNMISS waits 6 months for medevac, until Dec 2022.",
        "MINUSCA waits 1 month for medevac, until Oct 2022.",
    )


def test_money(scenario: Scenario, plan: Plan) -> None:
    """Payers, largest first, and that payments fall short."""
    said = lines(summarise(scenario, plan), "What it costs and who pays")
    assert said[1:3] == ("UN Letter of Assist pays USD 1.41 million.", "United States pays USD 800,000.")
    assert said[-1].startswith("Payments come to ")
    assert ": operations USD " in said[0]
    assert re.search(r", everything else USD [\d.]+ million\.$", said[0])
    assert said[0].count("USD") == 1 + 4 + 1


def test_treasuries_are_told_together(scenario: Scenario) -> None:
    """A line for each of a dozen partners would bury who else pays."""
    rows = [
        {"id": f"treasury-{name}", "name": name, "kind": "partner", "carry_over": False}
        for name in ("kenya", "rwanda")
    ]
    changed = with_rows(scenario, "sponsors", *rows)
    payments = tuple(
        Payment(sponsor=row["id"], partner="kenya", donor=None, cost_kind="lift", year=2022, usd=1000.0)
        for row in rows
    )
    allocation = hand_allocation().model_copy(update={"payments": payments})
    said = lines(summarise(changed, hand_plan(changed, allocation=allocation)), "What it costs and who pays")
    assert said[1:-1] == ("Partners pay USD 2,000 from their own treasuries.",)


def test_how_it_lasts(scenario: Scenario, plan: Plan) -> None:
    """Contribution, who stands alone, hand-overs, women's share: a line each."""
    assert lines(summarise(scenario, plan), "How it lasts") == (
        "Aircraft-months flown by Rwanda 40.1 %, El Salvador 35.0 %, Kenya 24.8 %; 24.8 % with aircraft of rok.",
        "No partner comes to need neither outside money nor outside instructors in this plan.",
        "0 units relieved in place, 3 crew rotations.",
        "Women among deployed aircrew and technicians: 6.7 % in 2022 (target 15.0 %), 7.1 % in 2023 (target 15.0 %).",
    )


def test_partners_that_stand_alone_are_named_with_their_month(scenario: Scenario) -> None:
    """The others follow; money still due is said."""
    late = with_policy(scenario, "cost", reimbursement_delay_months=2)
    bare = hand_allocation().model_copy(update={"payments": ()})
    payments = tuple(
        Payment(
            sponsor="un",
            partner=cost.partner,
            donor=cost.donor,
            cost_kind=cost.cost_kind,
            year=cost.year,
            usd=cost.usd,
        )
        for cost in allocation_costs(late, bare)
        if cost.partner == "rwanda"
    )
    plan = hand_plan(late, allocation=bare.model_copy(update={"payments": payments}))
    said = lines(summarise(late, plan), "How it lasts")
    assert said[1] == (
        "Without outside money and instructors: Rwanda from Apr 2022; not in this plan: Kenya, El Salvador."
    )
    assert said[-1].startswith("Reimbursement of USD ")
    assert said[-1].endswith(" falls due after the plan, and is charged to its last year.")


def test_what_a_plan_rests_on(scenario: Scenario) -> None:
    """Weak and tied pledges, consents and visits; nothing at all where there is none of them."""
    assert "What it rests on" not in str(summarise(scenario, hand_plan(scenario)))
    changed = with_row(scenario, "lots", "rok-1", missions="unmiss", return_month="2023-11")
    changed = with_row(changed, "lots", "rok-2", state="announced", roles="patrol")
    changed = with_policy(changed, "matching", least_pledge_state="conditional")
    changed = with_rows(
        changed,
        "consents",
        {"mission": "minusca", "partner": "kenya", "aircraft_type": "500md", "first_month": None},
        {"mission": "minusca", "partner": "rwanda", "aircraft_type": None, "first_month": None},
        {"mission": "unmiss", "partner": "rwanda", "aircraft_type": None, "first_month": "2022-04"},
    )
    visit = AssessmentVisit(partner="kenya", month="2022-04")
    allocation = hand_allocation().model_copy(update={"visits": (visit,)})
    said = lines(summarise(changed, hand_plan(changed, allocation=allocation)), "What it rests on")
    assert said == (
        "Not planned with, because less firm than conditional: rok-2 (rok, announced).",
        "Tied by their donors: rok-1 only for UNMISS, until Oct 2023.",
        "The host of MINUSCA refuses: Kenya with 500MD, Rwanda.",
        "The host of UNMISS lets in from Apr 2022: Rwanda.",
        "Assessment visits: Kenya Apr 2022.",
    )


def test_programme(scenario: Scenario, plan: Plan) -> None:
    """What flies by priority, and how long the slowest casualty takes."""
    assert lines(summarise(scenario, plan), "The day's flying") == (
        "UNMISS, sample day 12 October with the units of Dec 2022: 3 sorties fly 1 of 1 alpha, 0 of 1 charlie, "
        "2 of 4 routine; 3.8 flight hours; slowest alpha casualty on the table 91 min after wounding.",
    )


def test_certainty(scenario: Scenario, plan: Plan) -> None:
    """Status, value, bound and gap of each objective."""
    assert lines(summarise(scenario, plan), "How sure") == (
        "matching: feasible, not proven best",
        "  tier 1 unmet: 18 aircraft-months, bound 16.20, gap 10.00 %",
        "  tier 2 unmet: 9 aircraft-months, not searched: no bound",
        "  tier 3 unmet: not searched",
        "  first medevac month: not searched",
        "  cost: not searched",
        "  restriction: courses start full",
    )


def test_conflict_and_interrupt_are_said(scenario: Scenario) -> None:
    """Rules that clash, and a search that was broken off."""
    clash = hand_result(status=Status.INFEASIBLE, conflict=("lot.gate", "lot.supply"), interrupted=True)
    said = lines(summarise(scenario, hand_plan(scenario, results=(clash,))), "How sure")
    assert said[0] == "matching: infeasible, proven impossible, interrupted"
    assert "  rules that clash: lot.gate, lot.supply" in said
    assert not any("cost" in line for line in said)


def test_notes_stand_under_their_level(scenario: Scenario) -> None:
    """Notes are said as they are; one that tells of a level not searched is not said twice."""
    notes = (
        "tier 1 unmet: stopped at the 5 % gap that the policy accepts",
        "cost: not searched, time ran out",
    )
    plan = hand_plan(scenario, results=(hand_result(notes=notes),))
    said = lines(summarise(scenario, plan), "How sure")
    assert said[5:] == (*(f"  {note}" for note in notes), "  restriction: courses start full")


def test_proof_of_the_first_levels_is_no_proof_of_the_plan(scenario: Scenario) -> None:
    """Where later levels were not searched, the plan is not called optimal."""
    first = hand_result().objectives[0].model_copy(update={"status": Status.OPTIMAL, "bound": 18.0})
    proven = hand_result(status=Status.OPTIMAL, objectives=(first,))
    summary = summarise(scenario, hand_plan(scenario, results=(proven,)))
    assert summary.status is Status.FEASIBLE
    said = lines(summary, "How sure")
    assert said[0] == "matching: optimal, proven best as far as it was searched"
    assert "  tier 2 unmet: not searched" in said


def test_level_without_an_answer_says_so(scenario: Scenario) -> None:
    """A level that was searched in vain has neither value nor bound to show."""
    nothing = (
        hand_result()
        .objectives[0]
        .model_copy(update={"status": Status.UNKNOWN, "value": None, "bound": None})
    )
    plan = hand_plan(scenario, results=(hand_result(status=Status.UNKNOWN, objectives=(nothing,)),))
    said = lines(summarise(scenario, plan), "How sure")
    assert said[:2] == ("matching: unknown, nothing found", "  tier 1 unmet: nothing found")


def test_restriction_of_all_proven_days_is_said_once(scenario: Scenario) -> None:
    """Proven days take a line each; what they share stands below them, what one has for itself under it."""
    level = hand_result().objectives[0].model_copy(update={"status": Status.OPTIMAL, "bound": 18.0})
    days = [
        hand_result(
            level=f"sorties:{mission}",
            status=Status.OPTIMAL,
            objectives=(level,),
            restrictions=("a grid of 5 min", *own),
        )
        for mission, own in (("unmiss", ()), ("minusca", ("at most 900 labels",)))
    ]
    assert lines(summarise(scenario, hand_plan(scenario, results=tuple(days))), "How sure") == (
        "sorties:unmiss: optimal, proven best, gap 0 % on its 1 level",
        "sorties:minusca: optimal, proven best, gap 0 % on its 1 level",
        "  restriction: at most 900 labels",
        "restriction of all proven days: a grid of 5 min",
    )


def test_demand_that_no_partner_can_serve(scenario: Scenario) -> None:
    """The reason stands beside the demand, rules in their sentences, and not under the level."""
    notes = (
        "demand unmiss-patrol cannot be reached by any partner: demand.payload, demand.capability",
        "demand unmiss-medevac cannot be reached by any partner: there is no partner or no aircraft type",
    )
    summary = summarise(scenario, hand_plan(scenario, results=(hand_result(notes=notes),)))
    unmet = lines(summary, "What stays unmet")
    assert unmet[0].endswith("; no partner can ever serve it: there is no partner or no aircraft type")
    both = " and ".join(f"“{RULES[rule].sentence[:-1]}”" for rule in ("demand.payload", "demand.capability"))
    assert unmet[2].endswith(f"; no partner can ever serve it, by the rules {both}")
    assert not any("cannot be reached" in line for line in lines(summary, "How sure"))


def test_one_sortie_flies(scenario: Scenario) -> None:
    """Verbs follow the number; a unit that leaves before the end shows its tour."""
    programme = hand_programme().model_copy(
        update={"sorties": hand_programme().sorties[:1], "outcomes": hand_programme().outcomes[:1]}
    )
    short = hand_allocation().units[0].model_copy(update={"aircraft": (3,) * 12})
    plan = hand_plan(scenario, allocation=Allocation(units=(short,)), programmes=(programme,))
    summary = summarise(scenario, plan)
    assert ": 1 sortie flies 1 of 1 alpha" in lines(summary, "The day's flying")[0]
    assert lines(summary, "Who flies")[0].endswith("at Juba, Dec 2022 – Nov 2023")


def test_notebook_shows_the_summary_escaped(scenario: Scenario) -> None:
    """Headline and every line, markup shown and not run."""
    hostile = tiny_scenario(title="<b>Seoul")
    shown = summarise(hostile, hand_plan(hostile))._repr_html_()
    assert "&lt;b&gt;Seoul" in shown
    assert "<li>Kenya: 3 × 500MD" in shown


def test_empty_plan() -> None:
    """Nothing decided is said in whole sentences."""
    scenario = tiny_scenario()
    summary = summarise(scenario, hand_plan(scenario, allocation=Allocation(), programmes=(), results=()))
    assert summary.headline == "No unit is deployed."
    assert summary.status is None
    assert lines(summary, "Who flies") == ("No unit is deployed.",)
    assert "UNMISS never has a medevac unit." in lines(summary, "What stays unmet")
    assert lines(summary, "What it costs and who pays") == ("Nothing.",)
    assert lines(summary, "The day's flying") == ("No flying programme.",)
    assert lines(summary, "How sure") == ("Written by hand: no solver, no bound.",)


def test_everything_served_is_said() -> None:
    """No unmet month and no waiting leave one sentence."""
    scenario = tiny_scenario(demands=[d.model_dump() for d in tiny_scenario().demands[1:2]], tasks=[])
    only = hand_allocation().model_copy(
        update={"units": hand_allocation().units[1:2], "payments": (), "transfers": (), "training": ()}
    )
    summary = summarise(scenario, hand_plan(scenario, allocation=only, programmes=()))
    assert lines(summary, "What stays unmet") == ("Nothing: every demand has its aircraft in every month.",)


def test_programme_without_tasks(scenario: Scenario) -> None:
    """A day on which nothing is asked for flies no task."""
    idle = Programme(**(dict(hand_programme()) | {"sorties": (), "outcomes": ()}))
    said = lines(summarise(scenario, hand_plan(scenario, programmes=(idle,))), "The day's flying")
    assert said == (
        "UNMISS, sample day 12 October with the units of Dec 2022: 0 sorties fly no task; 0.0 flight hours.",
    )


def test_verdict_of_the_checker(scenario: Scenario, plan: Plan) -> None:
    """Not asked, content, or with findings, of which ten are shown."""
    title = "What the checker says"
    assert lines(summarise(scenario, plan), title) == ("Not checked.",)
    assert summarise(scenario, plan).verified is None
    assert lines(summarise(scenario, plan, SomeFindings()), title) == ("Every rule is kept.",)
    unhappy = summarise(scenario, plan, SomeFindings((SomeFinding(),) * 12))
    assert unhappy.verified is False
    said = lines(unhappy, title)
    assert said[:2] == (
        "12 findings.",
        "fuel.reserve  unmiss-s1, stop 2: 12.3 kg of fuel are missing at Juba.",
    )
    assert (len(said), said[-1]) == (12, "and 2 more")


def test_text_has_all_sections(scenario: Scenario, plan: Plan) -> None:
    """As text: title, headline, then each section with indented lines."""
    text = str(summarise(scenario, plan))
    assert text.startswith("A tiny scenario\n3 units")
    assert "\n\nWho flies\n  Rwanda: " in text


def test_strange_plan_is_refused(scenario: Scenario) -> None:
    """A plan that names what the scenario lacks is an error, not a KeyError."""
    stranger = hand_allocation().units[0].model_copy(update={"partner": "nobody"})
    plan = hand_plan(scenario, allocation=Allocation(units=(stranger,)), programmes=())
    with pytest.raises(PlanError, match="partner 'nobody'"):
        summarise(scenario, plan)
