"""The document of the partnership: its tables, its reasons, and the sentences that it makes of figures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import airlift
from airlift.explaining.explanation import RuleAt, Span
from airlift.plans import Status
from airlift.scenario import Scenario, write_folder
from airlift.study import PledgeWorth, TierWorth
from benchmarks.scenarios.partnership import main
from benchmarks.scenarios.partnershipfigures import Figures, Tier, caveat, contrast, in_one_sentence
from benchmarks.scenarios.partnershippage import table
from benchmarks.scenarios.partnershipreasons import pledge_rows, reason_rows, rules_named, way_words
from tests.scenarios import tiny_scenario, with_row, with_rows
from tests.unit.explain.made import CLASH, CONTEST, WAY, explanation, gap
from tests.unit.matching.worlds import donated_unit, one_unit
from tests.unit.study.pledgerows import pledge


def named(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario under another name, without earmarks for a donor that gives nothing."""
    donors = {lot.donor for lot in scenario.lots}
    earmarks = tuple(row for row in scenario.earmarks if row.donor is None or row.donor in donors)
    return scenario.model_copy(update={"name": name, "earmarks": earmarks})


def lacking_crews() -> Scenario:
    """Return a world in which nothing flies before El Salvador has four more crews; they can be pledged."""
    scenario = with_row(one_unit(), "partner_crews", {"partner": "el-salvador"}, crews=5, women_aircrew=0)
    crews = pledge("crews", 4, partner="el-salvador", aircraft_type="500md")
    docks = pledge("docks", 1, maintenance_base="juba-hangar")
    rows = (row.model_dump(mode="json") for row in (crews, docks))
    return named(with_rows(scenario, "pledges", *rows), "no-crews")


def tables_of(text: str) -> list[list[list[str]]]:
    """Return the tables of a Markdown document as rows of cells."""
    tables: list[list[list[str]]] = [[]]
    for line in text.splitlines():
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            tables[-1].append([cell.strip() for cell in cells])
        elif tables[-1]:
            tables.append([])
    return [rows for rows in tables if rows]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the document of three worlds: all is served, nothing flies, a donor's aircraft fly."""
    folder = tmp_path_factory.mktemp("worlds")
    worlds = [named(one_unit(), "served"), lacking_crews(), named(donated_unit(), "donated")]
    names: list[str] = []
    for world in worlds:
        names += ["--scenario", str(write_folder(world, folder / world.name))]
    limits = ["--plan-limit", "20", "--explain-limit", "20", "--pledges-limit", "20"]
    page = folder / "pages" / "partnership.md"
    assert main([*names, *limits, "-o", str(page)]) == 0
    return page.read_text(encoding="utf-8")


def test_every_table_is_well_formed(written: str) -> None:
    """All rows of a table have as many cells, the second one draws the line."""
    tables = tables_of(written)
    assert len(tables) > 12
    for rows in tables:
        assert {len(row) for row in rows} == {len(rows[0])}
        assert set("".join(rows[1])) <= set("-:")


def test_the_document_says_who_deploys_what_and_who_pays(written: str) -> None:
    """Units with their dates and base, payments by sponsor, the checker's verdict, and what was measured with."""
    assert (
        "| El Salvador | 3 | 500MD | own | UNMISS medevac, Juba | 1 | Juba hangar | 2022-01 | 2022-12 | 36 |"
        in written
    )
    assert "UN Letter of Assist" in written
    assert "| the checker | every rule is kept | every rule is kept | every rule is kept |" in written
    assert "`rok`" in written
    for word in ("date", "commit", "machine", "versions", "ortools"):
        assert word in written
    assert re.search(r"`served`: seed \d+, \d+ workers", written)


def test_the_document_says_why_and_what_to_ask_for(written: str) -> None:
    """The gap names the crews, the pledge of crews closes it, the rule is told in words."""
    section = written.partition("## no-crews")[2].partition("\n## ")[0]
    assert "`crew.available` el-salvador md500" in section
    (best,) = [
        row for rows in tables_of(section) for row in rows if row[0] == "1" and "formed crews" in row[1]
    ]
    assert best[2] == "+36"
    assert "Of 2 candidates gain something: 1; are proven to gain nothing: 1;" in section
    assert f"| `crew.available` | {airlift.RULES['crew.available'].sentence} |" in written


def test_the_document_compares_with_the_first_scenario(written: str) -> None:
    """Unmet aircraft-months differ by all 36, which both searches proved."""
    section = written.partition("## What differs")[2].partition("\n## ")[0]
    assert (
        "Of tier 1, `no-crews` leaves 36 aircraft-months unmet and `served` 0: 36 more (which is proven of the best "
        "plans too)." in section
    )


def test_a_scenario_without_a_plan_names_the_rules_that_clash(tmp_path: Path, capsys: Any) -> None:
    """Without a search there is no plan, and the document is whole all the same."""
    folder = write_folder(lacking_crews(), tmp_path / "world")
    limits = ["--plan-limit", "0.001", "--explain-limit", "0.001", "--pledges-limit", "0.001"]
    assert main(["--scenario", str(folder), *limits]) == 0
    text = capsys.readouterr().out
    assert "## no-crews" in text
    assert all(len({len(row) for row in rows}) == 1 for rows in tables_of(text))


FIRST = Figures(
    name="first",
    tiers=(Tier(1, 100, 40, 30.0, "feasible"),),
    units=2,
    served=60,
    demanded=100,
    flown={"Kenya": 36, "Rwanda": 24},
    offered={"rok": 16},
    handed_over={"rok": 6},
    donated={"rok": 36.0},
    received={("rok", "Kenya"): 6},
    first_month="2023-01",
    cost_usd=12_000_000,
    paid_usd={"United Nations": 9_000_000, "United States": 3_000_000},
)


def other(unmet: int, bound: float, **changes: Any) -> Figures:
    """Return the figures of another plan, with so much unmet in the first tier."""
    return replace(FIRST, name="other", tiers=(Tier(1, 100, unmet, bound, "feasible"),), **changes)


@pytest.mark.parametrize(
    ("unmet", "bound", "said"),
    [
        (90, 80, "50 more (proven of the best plans are at least 40 and at most 60 more)"),
        (20, 10, "20 fewer (proven of the best plans are at least 10 and at most 30 fewer)"),
        (45, 35, "5 more (the searches did not prove which scenario is better there: between the best plans lie from "
        "-5 to +15)"),
        (40, 30, "as many (the searches did not prove which scenario is better there: between the best plans lie "
        "from -10 to +10)"),
    ],
)  # fmt: skip
def test_what_is_not_proven_of_the_best_plans_is_said(unmet: int, bound: float, said: str) -> None:
    """The difference of two optima lies between one's bound less the other's value, and the other way round."""
    assert said in " ".join(contrast(other(unmet, bound), FIRST))


def test_sponsors_and_donors_that_differ_are_named_and_no_others() -> None:
    """A sponsor that pays the same goes unsaid."""
    changed = other(40, 30, handed_over={"rok": 0}, paid_usd={"United Nations": 9_000_000})
    text = " ".join(contrast(changed, FIRST))
    assert "It hands over 0 aircraft of `rok` instead of 6." in text
    assert "Who pays differently: United States USD 0 instead of USD 3.00 million." in text
    assert "Every sponsor pays the same." in " ".join(contrast(other(40, 30), FIRST))


def test_plans_whose_first_tier_is_open_are_named() -> None:
    """A reader must not take the plan of an unfinished search for what the scenario could do."""
    proven = replace(FIRST, name="proven", tiers=(Tier(1, 100, 40, 40.0, "optimal"),))
    assert caveat([proven]) is None
    assert "Not proven best in their first tier: `first`." in str(caveat([proven, FIRST]))


def test_the_first_scenario_is_told_by_who_gives_flies_and_pays() -> None:
    """Donor, receiver, share of what is served, sponsors."""
    text = " ".join(in_one_sentence(FIRST))
    assert "Of the 16 aircraft that `rok` offers, 6 are handed over (Kenya 6); 36 aircraft-months" in text
    assert "(60.0 % of all that is served)" in text
    assert "paid by: United Nations USD 9.00 million, United States USD 3.00 million." in text


def test_gaps_with_one_reason_share_a_row() -> None:
    """Two demands that read the same but for their names are one row with the sum of their aircraft-months."""
    scenario = tiny_scenario()
    alike = gap(), gap(demand="minusca-medevac")
    (row,) = reason_rows(scenario, explanation(*alike))
    assert row[0] == "1"
    assert (
        row[1] == "UNMISS medevac, Juba (2022-01 – 2022-08: 3); MINUSCA medevac, Bria (2022-01 – 2022-08: 3)"
    )
    assert row[2] == "48"
    assert row[3] == "not possible even alone: no aircraft in any of these months"
    assert row[4] == "`crew.available` kenya md500, el-salvador md500; `lift.flights`"
    assert row[5].startswith(
        "USD 1,020,010: 2 crews by 2023-03 (`crew.available` kenya md500); USD 900,000 ("
    )
    assert rules_named([explanation(*alike)]) == [
        "crew.available",
        "base.docks",
        "lift.flights",
        "sponsor.budget",
    ]


def test_what_was_not_narrowed_down_is_not_listed() -> None:
    """A conflict of many rules that could not be shrunk is counted, and months in many spans are told as parts."""
    rules = tuple(RuleAt(rule="lot.gate", subject=f"lot-{number}") for number in range(40))
    spans = tuple(
        Span(first_month=f"2022-{month:02d}", last_month=f"2022-{month:02d}", lacking=1)
        for month in (1, 3, 5)
    )
    wide = gap(spans=spans, clash=CLASH.model_copy(update={"rules": rules, "is_minimal": False}))
    (row,) = reason_rows(tiny_scenario(), explanation(wide))
    assert row[1] == "UNMISS medevac, Juba (parts of 2022-01 – 2022-05)"
    assert row[4] == "not narrowed down in the time, to less than 40 rules"


def test_what_meeting_a_demand_does_to_others_is_told() -> None:
    """Rivals, losses, and the tier that gets worse with what is proven of it, when it is known to."""
    scenario = with_rows(tiny_scenario(), "demands", {"like": "unmiss-medevac", "id": "monusco-medevac"})
    worse = gap(answer="displaces", contest=CONTEST)
    unknown = gap(answer="displaces", contest=CONTEST.model_copy(update={"is_worse": None}))
    told = [row[3] for row in reason_rows(scenario, explanation(worse, unknown))]
    shifts = [
        "meeting it brings tier 1 unmet from 734 to 740 (proven: at least 738)" in words for words in told
    ]
    assert sorted(shifts) == [False, True]
    assert all("takes 12 of UNMISS medevac, Juba" in words for words in told)


def test_a_way_out_says_how_sure_it_is() -> None:
    """Cheapest only when proven; nothing found and nothing possible are two things."""
    cheaper = WAY.model_copy(
        update={"status": Status.FEASIBLE, "bound_usd": 500_000.0, "is_confirmed": False}
    )
    assert "(proven: at least USD 500,000)" in way_words(cheaper)
    assert "not confirmed" in way_words(cheaper)
    assert way_words(WAY.model_copy(update={"status": Status.UNKNOWN})) == "none was found in the time"
    assert "none within" in way_words(WAY.model_copy(update={"status": Status.INFEASIBLE}))


def test_pledges_have_their_proven_range_and_those_without_a_gain_are_left_out() -> None:
    """Three at most; a gain that is not proven has its range behind it."""
    proven = TierWorth(1, 40, 40, 28, 28, Status.OPTIMAL)
    open_ = TierWorth(2, 90, 50, 80, 60, Status.FEASIBLE)
    nothing = TierWorth(1, 40, 40, 40, 40, Status.OPTIMAL)
    rows = pledge("crews", 9), pledge("seats", 2)
    helps = PledgeWorth(
        (rows[0],), "9 crews", "solved", (proven, open_), extra_usd=2_400_000.0, first_month="2023-04"
    )
    idle = PledgeWorth((rows[1],), "2 seats", "solved", (nothing, nothing))
    (row,) = pledge_rows([helps, idle, PledgeWorth((rows[1],), "2 seats", "not reached")])
    assert row == ("1", "9 crews", "+12", "+10 (-30 to +30)", "2,400,000", "109,091", "2023-04")
    assert len(list(pledge_rows([helps] * 5))) == 3


def test_a_cell_cannot_break_a_table() -> None:
    """A bar and a line break in a cell stay in it."""
    assert table(("a", "b"), [("x | y", "1\n2")], (1,)) == [
        "| a | b |",
        "| --- | ---: |",
        "| x \\| y | 1 2 |",
    ]
