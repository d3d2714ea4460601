"""Explanations in sentences, and as JSON."""

from __future__ import annotations

import pytest

from airlift.explaining import Explanation
from airlift.explaining.explanation import (
    Asked,
    Candidate,
    Clash,
    Contest,
    GivenWay,
    RuleAt,
    Shift,
    Span,
    Way,
)
from airlift.explaining.wording import given_words, in_the_way, usd
from airlift.plans import Status
from tests.unit.explain.made import CLASH, CONTEST, FIRST, INFEASIBLE, SECOND, WAY, check, explanation, gap

ASKED = Asked(
    demand="unmiss-medevac",
    tier=1,
    demanded_aircraft_months=180,
    candidates=(
        Candidate(partner="rwanda", aircraft_type="mi-17", first_month="2022-04"),
        Candidate(partner="kenya", aircraft_type="500md", first_month="2022-10"),
        Candidate(partner="rwanda", aircraft_type="uh-1h", first_month="2022-10"),
    ),
)


def in_detail(**changes: object) -> str:
    return explanation(gap(**changes)).text(details=True)


def test_a_demand_in_a_few_lines() -> None:
    """First who could serve it, then what stands in the way, then the way out with its price: no solver is named."""
    assert str(explanation(gap(), demands=(ASKED,))).splitlines() == [
        "tiny: why demands are unmet; 1 gap, 1 explained in 12 s.",
        "",
        "unmiss-medevac, tier 1: 24 of 180 aircraft-months missing",
        "  Could serve it, the first from Apr 2022: rwanda (mi-17, uh-1h), kenya (500md).",
        "  Jan 2022 – Aug 2022 (lacks 3): not possible even with every other demand dropped, no aircraft at all "
        "in any of these months.",
        "    In the way: crews: kenya md500, el-salvador md500; strategic lift.",
        "    Cheapest way out, USD 1.02 m: 2 crews of kenya md500 by Mar 2023; USD 0.90 m of usa in 2023; "
        "1 dock-day at juba-hangar by Apr 2023.",
    ]


def test_a_demand_that_nobody_could_serve() -> None:
    """Where every partner is refused, that is said first."""
    nobody = ASKED.model_copy(update={"candidates": ()})
    assert "Nobody could serve it." in str(explanation(gap(), demands=(nobody,)))


def test_details_name_rules_and_solves() -> None:
    """Rules by identifier with their subjects, the engines of conflict and way out."""
    lines = [line.strip() for line in in_detail().splitlines()]
    for sentence in (
        "Rules that clash (each was shown to be needed): "
        "crew.available [kenya md500, el-salvador md500]; lift.flights [].",
        f"Verified infeasible twice, by [{FIRST}] and [{SECOND}].",
        f"Verified feasible with these changes by [{SECOND}].",
    ):
        assert sentence in lines


def test_contest_names_losses_and_units() -> None:
    """Who loses how much, that this is enough but maybe not least, and who would serve."""
    contest = CONTEST.model_copy(update={"is_worse": None, "least_lost": 4})
    changes = {"answer": "displaces", "clash": None, "way": None, "contest": contest}
    text = str(explanation(gap(**changes)))
    for sentence in (
        "possible with every other demand dropped, but not beside the rest of the plan.",
        "Would displace 12 aircraft-months of monusco-medevac (at most, shown by a plan).",
        "Proven: at least 4 aircraft-months of tier 1 are lost elsewhere, or some of a more urgent tier.",
        "It would be served by kenya, 3 × 500md, Jan 2023 – Jun 2023.",
    ):
        assert sentence in text
    detailed = in_detail(**changes)
    assert f"Verified: beside all other service as planned: infeasible ({FIRST})." in detailed
    assert (
        "worsens tier 1 unmet from 734 to 740 aircraft-months (at most, shown by a plan; proven: at least 738)"
        in detailed
    )


def test_proven_least_worsening_says_so() -> None:
    """A worsening whose bound is its value is proven least; one that betters is not called worse."""
    worse = Shift(name="tier 2 unmet", unit="aircraft-months", before=1, after=4, bound=4)
    better = Shift(name="tier 1 unmet", unit="aircraft-months", before=4, after=1, bound=0)
    text = in_detail(answer="displaces", contest=Contest(shifts=(better, worse), is_worse=True))
    assert "worsens tier 2 unmet from 1 to 4 aircraft-months (proven least)" in text
    assert "betters tier 1 unmet from 4 to 1" in text
    closed = CONTEST.model_copy(update={"shifts": (worse,)})
    assert "(in a best plan that meets it)" in str(explanation(gap(answer="displaces", contest=closed)))


def test_a_trade_is_not_called_necessary() -> None:
    """Where nobody has shown that others must lose, that is said."""
    contest = CONTEST.model_copy(update={"is_worse": None})
    text = str(explanation(gap(answer="trade", clash=None, way=None, contest=contest)))
    assert "possible if others give something up; whether they must is open." in text
    assert "Proven" not in text


def test_conflict_with_units_of_others_names_them() -> None:
    """Units that are taken as they are in the plan are named before the rules, and the way out says the same."""
    clash = CLASH.model_copy(update={"beside": ("monusco-medevac",)})
    text = str(explanation(gap(answer="displaces", clash=clash, clash_by="2023-06", contest=CONTEST)))
    assert "In the way, with the units of monusco-medevac as they are, already by Jun 2023: crews" in text
    assert "Cheapest way out that leaves all other units as they are, USD 1.02 m" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            GivenWay(rule="sponsor.budget", subject="un-loa 2023", units=912_345, unit="usd", usd=912_345),
            "USD 0.91 m of un-loa in 2023",
        ),
        (
            GivenWay(
                rule="partner.readiness",
                subject="rwanda",
                units=2,
                unit="months",
                usd=400_000,
                first_month="2022-01",
            ),
            "rwanda ready 2 months earlier, from Jan 2022",
        ),
        (
            GivenWay(rule="partner.credit", subject="rwanda", units=90_000, unit="usd", usd=4500),
            "USD 90,000 lent to rwanda",
        ),
        (
            GivenWay(rule="lift.flights", subject="", units=1, unit="flights", usd=1, first_month="2023-01"),
            "1 flight by Jan 2023 (strategic lift)",
        ),
        (
            GivenWay(rule="fleet.deployable", subject="rwanda mi-17", units=1, unit="aircraft", usd=1),
            "1 aircraft more of rwanda mi-17",
        ),
    ],
)
def test_what_is_given_in_words(given: GivenWay, words: str) -> None:
    """Money by sponsor and year, months by partner, units by name."""
    assert given_words(given) == words


def test_partners_and_types_go_by_their_names() -> None:
    """Names stand in the place of identifiers, but not in the details, which are for looking things up."""
    names = {"rwanda": "Rwanda", "kenya": "Kenya", "mi-17": "Mi-17", "500md": "500MD"}
    told = explanation(gap(), demands=(ASKED,), names=names)
    assert "Could serve it, the first from Apr 2022: Rwanda (Mi-17, uh-1h), Kenya (500MD)." in str(told)
    assert "In the way: crews: Kenya md500, el-salvador md500" in str(told)
    assert "2 crews of Kenya md500 by Mar 2023" in str(told)
    assert "crew.available [kenya md500" in told.text(details=True)


def test_the_demand_itself_is_understood() -> None:
    """Under the heading of a demand its own identifier is not repeated."""
    rules = (
        RuleAt(rule="demand.payload", subject="unmiss-medevac bell-212"),
        RuleAt(rule="unit.rotation", subject="unmiss-medevac"),
    )
    text = str(explanation(gap(clash=CLASH.model_copy(update={"rules": rules}))))
    assert "In the way: too weak on a hot day: bell-212; rotation months." in text


def test_budgets_in_the_way_by_sponsor_and_year() -> None:
    """Years of one sponsor stand together; an amount below 0.1 m is written in full."""
    rules = tuple(RuleAt(rule="sponsor.budget", subject=f"un-loa {year}") for year in (2022, 2023))
    assert list(in_the_way(rules)) == ["budget: un-loa 2022, 2023"]
    assert usd(99_999) == "USD 99,999"


def test_equal_value_is_said() -> None:
    """A demand that could be met at equal value is said to be so."""
    text = str(explanation(gap(answer="equal", clash=None, way=None, contest=Contest())))
    assert "could be met at equal value" in text


def test_not_together_is_not_called_impossible() -> None:
    """Months that can be met one by one are told apart from those that cannot at all."""
    text = str(explanation(gap(answer="not-together", reachable=3)))
    assert "3 aircraft are possible in each of these months, but not in all of them" in text
    assert "not possible" not in text


def test_unsettled_says_how_long_it_was_tried() -> None:
    """What the time did not settle is said to be open, never guessed."""
    left = explanation(gap(answer="unsettled", clash=None, way=None), interrupted=True)
    assert "not settled within 7 s." in str(left)
    assert "1 gap, 0 explained in 12 s, interrupted." in str(left)
    assert not left.is_settled


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        (Way(status=Status.UNKNOWN, is_confirmed=False), "Way out: none was found in the time."),
        (Way(status=Status.INFEASIBLE, is_confirmed=False), "No way out: lifting every rule does not help."),
        (
            WAY.model_copy(update={"status": Status.FEASIBLE, "bound_usd": 1000.0}),
            "A way out, USD 1.02 m (proven: at least USD 1,000): 2 crews",
        ),
        (WAY.model_copy(update={"is_confirmed": False}), "Not verified by a second solve."),
        (
            WAY.model_copy(update={"given": (), "lifted": CLASH.rules[:1], "usd": 0.0}),
            "rules without a price would have to be lifted: crews: kenya md500.",
        ),
        (
            WAY.model_copy(update={"given": (), "lifted": CLASH.rules[:1], "usd": 0.0, "has_table": False}),
            "Fewest rules whose lifting would do: crews: kenya md500.",
        ),
    ],
)
def test_ways_out_say_how_good_they_are(way: Way, sentence: str) -> None:
    """No way, a way, a proven way, a way without prices: each has its own words."""
    assert sentence in str(explanation(gap(way=way)))


def test_clash_says_what_was_not_shown() -> None:
    """A conflict that was not shrunk to the end or not confirmed is not praised."""
    clash = CLASH.model_copy(update={"is_minimal": False, "is_confirmed": False})
    assert "Rules that clash (not all were shown to be needed):" in in_detail(clash=clash)
    assert "Verified infeasible once" in in_detail(clash=clash)
    assert "did not confirm" in str(explanation(gap(clash=clash)))


def test_a_conflict_that_was_not_narrowed_down_is_not_listed() -> None:
    """Hundreds of rules explain nothing: only their number is told."""
    rules = tuple(RuleAt(rule="partner.readiness", subject=f"p{n}") for n in range(200))
    text = str(explanation(gap(clash=CLASH.model_copy(update={"rules": rules, "is_minimal": False}))))
    assert "Which of 200 rules clash could not be narrowed down in the time." in text
    assert "partner.readiness: p0" not in text


def test_clash_without_rules() -> None:
    """Where nothing could serve the demand, no rule is blamed."""
    bare = Clash(rules=(), is_minimal=True, is_confirmed=True, checks=(check(Status.INFEASIBLE),))
    assert "No rule that could give way stands in between" in str(explanation(gap(clash=bare)))


def test_many_subjects_are_cut_short() -> None:
    """A rule that binds many is followed by eight of them and a count."""
    rules = tuple(RuleAt(rule="partner.readiness", subject=f"p{n}") for n in range(11))
    text = str(explanation(gap(clash=CLASH.model_copy(update={"rules": rules}))))
    assert "not ready that early: p0, p1, p2, p3, p4, p5, p6, p7 and 3 more" in text


def test_no_plan_names_what_cannot_be_done() -> None:
    """A scenario without a plan is told with its rules and its way out."""
    text = str(explanation(infeasible=INFEASIBLE))
    assert text.startswith("tiny: no plan can do this: serve any demand in any month.")
    assert "crews: kenya md500" in text
    assert "Cheapest way out" in text
    asked = CLASH.model_copy(update={"wishes": ("unmiss-medevac", "unmiss-patrol")})
    named = INFEASIBLE.model_copy(update={"clash": asked})
    assert "In the way of serving unmiss-medevac, unmiss-patrol as asked" in str(
        explanation(infeasible=named)
    )
    open_ = explanation(infeasible=INFEASIBLE.model_copy(update={"clash": None, "way": None}))
    assert "Which rules clash was not settled within 12 s." in str(open_)
    assert not open_.is_settled


def test_nothing_unmet() -> None:
    """Without a gap there is nothing to explain."""
    assert str(explanation()) == "tiny: nothing is unmet that was asked about."


def test_json_round_trip() -> None:
    """An explanation is plain data."""
    one = explanation(gap(contest=CONTEST), infeasible=INFEASIBLE)
    assert Explanation.model_validate_json(one.model_dump_json()) == one


def test_lacking_is_summed_over_spans() -> None:
    """Spans of one month, and spans of several, count each of their months."""
    spans = (
        Span(first_month="2022-12", last_month="2023-01", lacking=3),
        Span(first_month="2023-03", last_month="2023-03", lacking=1),
    )
    assert gap(spans=spans).lacking_aircraft_months == 7
    assert "Dec 2022 – Jan 2023 (lacks 3), Mar 2023 (lacks 1)" in str(explanation(gap(spans=spans)))
