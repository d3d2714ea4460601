"""Explanations in sentences, and as JSON."""

from __future__ import annotations

import pytest

from airlift.explaining import Explanation
from airlift.explaining.explanation import Clash, Contest, RuleAt, Shift, Span, Way
from airlift.plans import Status
from tests.unit.explain.made import CLASH, CONTEST, FIRST, INFEASIBLE, SECOND, WAY, check, explanation, gap


def test_impossible_names_rules_way_and_solves() -> None:
    """Rules by name with their subjects, the way out in the rules' own units and its months, and the engines."""
    assert str(explanation(gap())).splitlines() == [
        "tiny: why demands are unmet; 1 gap, 1 explained in 12 s.",
        "",
        "unmiss-medevac, tier 1",
        "  Jan 2022 – Aug 2022 (lacks 3): 24 aircraft-months missing",
        "    Not possible even with every other demand dropped: no aircraft at all in any of these months.",
        "    These rules clash (each was shown to be needed):",
        "      crew.available: kenya md500, el-salvador md500",
        "      lift.flights",
        f"    Verified infeasible twice, by [{FIRST}] and [{SECOND}].",
        "    Cheapest way out, USD 1,020,010: 2 crews by Mar 2023 (crew.available [kenya md500]); USD 900,000 "
        "(sponsor.budget [usa 2023]); 1 dock-day by Apr 2023 (base.docks [juba-hangar]).",
        f"    Verified feasible with these changes by [{SECOND}].",
    ]


def test_contest_names_rivals_shift_losses_and_units() -> None:
    """What stands against it, which tier worsens by how much and how proven, who loses, who would serve."""
    text = str(explanation(gap(answer="displaces", clash=None, way=None, contest=CONTEST)))
    for sentence in (
        "Possible with every other demand dropped, but not beside the rest of the plan.",
        "It clashes with serving as planned: monusco-medevac.",
        "Meeting it worsens tier 1 unmet from 734 to 740 aircraft-months (proven: at least 738).",
        "It would take from: monusco-medevac 12 aircraft-months.",
        "It would be served by: kenya, 3 × 500md, Jan 2023 – Jun 2023.",
        f"Verified: beside all other service as planned: infeasible ({FIRST}).",
    ):
        assert sentence in text


def test_proven_least_worsening_says_so() -> None:
    """A worsening whose bound is its value is proven least; one that betters is not called worse."""
    worse = Shift(name="tier 2 unmet", unit="aircraft-months", before=1, after=4, bound=4)
    better = Shift(name="tier 1 unmet", unit="aircraft-months", before=4, after=1, bound=0)
    text = str(explanation(gap(answer="displaces", contest=Contest(shifts=(better, worse), is_worse=True))))
    assert "worsens tier 2 unmet from 1 to 4 aircraft-months (proven least)" in text
    assert "betters tier 1 unmet from 4 to 1" in text


def test_a_worsening_that_is_not_proven_is_not_claimed() -> None:
    """A plan found in the time is told as such, and what others lose in it is not told at all."""
    text = str(explanation(gap(answer="displaces", contest=CONTEST.model_copy(update={"is_worse": None}))))
    assert "The best plan found in the time that meets it has tier 1 unmet 740 instead of 734" in text
    assert "worsens" not in text
    assert "It would take from" not in text
    assert "Whether a plan of equal value" in text


def test_equal_value_is_said() -> None:
    """A demand that could be met at equal value is said to be so."""
    text = str(explanation(gap(answer="equal", clash=None, way=None, contest=Contest())))
    assert "Could be met at equal value" in text


def test_not_together_is_not_called_impossible() -> None:
    """Months that can be met one by one are told apart from those that cannot at all."""
    text = str(explanation(gap(answer="not-together", reachable=3)))
    assert "3 aircraft are possible in each of these months, but not in all of them" in text
    assert "Not possible" not in text


def test_unsettled_says_how_long_it_was_tried() -> None:
    """What the time did not settle is said to be open, never guessed."""
    left = explanation(gap(answer="unsettled", clash=None, way=None), interrupted=True)
    assert "Not settled within 7 s." in str(left)
    assert "1 gap, 0 explained in 12 s, interrupted." in str(left)
    assert not left.is_settled


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        (Way(status=Status.UNKNOWN, is_confirmed=False), "Cheapest way out: none was found in the time."),
        (Way(status=Status.INFEASIBLE, is_confirmed=False), "No way out: lifting every rule does not help."),
        (
            WAY.model_copy(update={"status": Status.FEASIBLE, "bound_usd": 1000.0}),
            "A way out, USD 1,020,010 (proven: at least USD 1,000): 2 crews",
        ),
        (WAY.model_copy(update={"is_confirmed": False}), "Not verified by a second solve."),
        (
            WAY.model_copy(update={"given": (), "lifted": CLASH.rules[:1], "usd": 0.0}),
            "rules without a price would have to be lifted: crew.available: kenya md500.",
        ),
        (
            WAY.model_copy(update={"given": (), "lifted": CLASH.rules[:1], "usd": 0.0, "has_table": False}),
            "Fewest rules whose lifting would do: crew.available: kenya md500.",
        ),
    ],
)
def test_ways_out_say_how_good_they_are(way: Way, sentence: str) -> None:
    """No way, a way, a proven way, a way without prices: each has its own words."""
    assert sentence in str(explanation(gap(way=way)))


def test_clash_says_what_was_not_shown() -> None:
    """A conflict that was not shrunk to the end or not confirmed is not praised."""
    text = str(explanation(gap(clash=CLASH.model_copy(update={"is_minimal": False, "is_confirmed": False}))))
    assert "These rules clash (not all were shown to be needed):" in text
    assert "Verified infeasible once" in text


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
    assert "partner.readiness: p0, p1, p2, p3, p4, p5, p6, p7 and 3 more" in text


def test_no_plan_names_what_cannot_be_done() -> None:
    """A scenario without a plan is told with its rules and its way out."""
    text = str(explanation(infeasible=INFEASIBLE))
    assert text.startswith("tiny: no plan can do this: serve any demand in any month.")
    assert "crew.available: kenya md500" in text
    assert "Cheapest way out" in text
    asked = CLASH.model_copy(update={"wishes": ("unmiss-medevac", "unmiss-patrol")})
    named = INFEASIBLE.model_copy(update={"clash": asked})
    assert "clash with serving unmiss-medevac, unmiss-patrol as asked" in str(explanation(infeasible=named))
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
