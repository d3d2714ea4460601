"""Sustainment, standby, rounds and simulation in the report: pictures, tables, sentences, files."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from airlift.errors import PlanError
from airlift.plans import ObjectiveLevel, Plan, Status
from airlift.plans.kpis import plan_kpis
from airlift.plans.store import plan_digest
from airlift.plans.sustained import fleet_figures
from airlift.reporting import (
    cover_geojson,
    cover_html,
    plan_geojson,
    read_simulation,
    records,
    report_html,
    summarise,
    write_cover,
    write_csv,
)
from airlift.reporting.bankchart import bank_chart
from airlift.reporting.borders import Country
from airlift.reporting.coverheat import cover_heat
from airlift.reporting.covermap import cover_map, first_ring_nm
from airlift.reporting.fleetpage import fleet_page
from airlift.reporting.ganttdocks import docks_gantt
from airlift.reporting.lowertables import LOWER_COLUMNS
from airlift.reporting.responses import responses_page
from airlift.reporting.roundspage import limits_table, rounds_table
from airlift.reporting.shades import bank_fill, share_fill
from airlift.reporting.standbypage import standby_pages
from airlift.reporting.watches import mean_share, watch_of_hour, watch_text
from airlift.reporting.weekaxis import WeekAxis, day_text
from airlift.scenario.model import Scenario
from tests.scenarios import with_policy, with_row, with_rows
from tests.unit.reporting.handfleet import (
    hand_cover,
    hand_fleet,
    hand_rounds,
    hand_simulation,
    hand_standby,
    tail,
    upkeep_scenario,
    upkept_plan,
    visit,
    zone,
)
from tests.unit.reporting.handmade import hand_plan, hand_result
from tests.unit.reporting.test_html import EVIL, Page

LAND = (Country("SSD", "Testland", (((25.0, 0.0), (38.0, 0.0), (38.0, 14.0), (25.0, 14.0), (25.0, 0.0)),)),)
KINDS = {"k1": "500md"}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The tiny scenario with inspections and zones."""
    return upkeep_scenario()


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Plan:
    """Its plan with fleet, standby and rounds."""
    return upkept_plan(scenario)


@pytest.fixture(scope="module")
def page(scenario: Scenario, plan: Plan) -> str:
    """The report with everything in it."""
    return report_html(scenario, plan, cover=hand_cover(), simulation=hand_simulation())


def titles(svg: str) -> list[str]:
    """Return the hover texts of a picture."""
    return re.findall(r"<title[^>]*>([^<]*)</title>", svg)


def test_report_has_the_new_parts_and_stays_well_formed(page: str) -> None:
    """Sections, pictures and cards are there; tags close in order; ids are unique; every shade's pattern exists."""
    parsed = Page(page)
    assert parsed.open == []
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {
        "fleet",
        "bank-time",
        "gantt-docks",
        "standby",
        "map-standby-unmiss",
        "heat-unmiss",
        "responses",
    }
    assert wanted | {"curve-surgery-unmiss"} <= set(ids)
    assert set(re.findall(r"url\(#([\w-]+)\)", page)) <= set(ids)
    assert {f"#{name}" for name in ("fleet", "standby", "responses")} <= {
        attributes.get("href") for attributes in parsed.named("a")
    }
    for words in ("Flight hours met", "97.5 %", "Alpha surgery in time", "50.0 % if all stood by at home"):
        assert words in page


def test_report_of_a_plan_without_them_has_none_of_the_parts(scenario: Scenario) -> None:
    """Plans of before still give a report, without empty sections or cards."""
    page = report_html(scenario, hand_plan(scenario))
    assert not {'id="fleet"', 'id="standby"', 'id="responses"'} & set(re.findall(r'id="\w+"', page))
    assert "Flight hours met" not in page
    assert "flowed back" not in page


def test_report_of_an_empty_fleet_and_an_empty_post_list(scenario: Scenario, plan: Plan) -> None:
    """Nothing to draw is no error."""
    bare = hand_standby()[0].model_copy(update={"posts": ()})
    empty = hand_fleet().model_copy(update={"tails": (), "visits": (), "unit_weeks": ()})
    page = report_html(scenario, upkept_plan(scenario, fleet=empty, standby=(bare,)))
    assert 'id="fleet"' not in page
    assert "Posts: none" in page


def test_names_from_outside_are_escaped(scenario: Scenario, plan: Plan) -> None:
    """Names of zones, inspections, tails and causes cannot become markup."""
    evil = with_row(with_row(scenario, "zones", "bor-north", name=EVIL), "inspections", "md-100", name=EVIL)
    simulation = hand_simulation()
    simulation["missions"][0]["causes"][0]["cause"] = EVIL
    simulation["dispatch"] = EVIL
    page = report_html(evil, plan, cover=hand_cover(), simulation=simulation)
    assert EVIL not in page
    assert "<script>alert" not in page
    assert Page(page).open == []


def test_bank_chart_tells_hours_left_visits_and_the_line(scenario: Scenario, plan: Plan) -> None:
    """Each week of each tail has its hours, each visit its story; the line is drawn for each unit."""
    figures = fleet_figures(scenario, plan)
    assert figures is not None
    drawn = bank_chart(scenario, plan, hand_fleet(), figures)
    told = titles(drawn)
    assert "k1-t1, week of 8 Dec 2022: 20.0 h left, flies 10.0 h" in told
    assert "k1-t1: 100 h from 17 Dec 2022, 2 days, dock 1 of juba-hangar, 5.0 h unused" in told
    assert "k1-t2: annual from 23 Dec 2022, 3 days, at the home base" in told
    assert drawn.count('class="due"') == 3
    assert drawn.count('class="bank"') == 6
    assert drawn.count('class="line"') == 2
    assert "500MD of Kenya, medevac for UNMISS at Juba · full bank 100 h" in drawn


def test_bank_chart_counts_tails_below_the_line(scenario: Scenario, plan: Plan) -> None:
    """Three tails with 5 h each are two steps short, in every week that they fly nothing."""
    low = tuple(tail(f"k1-t{number}", 95.0, (0.0, 0.0, 0.0, 0.0)) for number in (1, 2, 3))
    fleet = hand_fleet().model_copy(update={"tails": low, "visits": ()})
    short = upkept_plan(scenario, fleet=fleet)
    figures = fleet_figures(scenario, short)
    assert figures is not None
    assert figures.line_shortfall["k1"] == (1, 1, 1, 1)
    assert "Week of 1 Dec 2022: 1 below the bank-time line" in titles(
        bank_chart(scenario, short, fleet, figures)
    )


def test_unit_that_joins_later_has_its_line_in_its_own_weeks(scenario: Scenario) -> None:
    """The line of a unit is drawn for a week in which it is there."""
    late = tail("k1-t1", 95.0, (1.0,)).model_copy(update={"first_week": 3})
    fleet = hand_fleet().model_copy(update={"tails": (late,), "visits": ()})
    figures = fleet_figures(scenario, upkept_plan(scenario, fleet=fleet))
    assert figures is not None
    drawn = bank_chart(scenario, upkept_plan(scenario, fleet=fleet), fleet, figures)
    assert "Week of 22 Dec 2022: nobody below the line" in drawn


def test_dock_gantt_has_rows_for_docks_and_for_work_elsewhere(scenario: Scenario, plan: Plan) -> None:
    """Both docks of Juba, one lane at home bases, one away; man-hours of each week."""
    away = visit("k1-t3", ("md-1800",), 1, 40, man_hours=0.0)
    fleet = hand_fleet().model_copy(update={"visits": (*hand_fleet().visits, away)})
    drawn = docks_gantt(
        scenario, upkept_plan(scenario, fleet=fleet), fleet, {"k1": "#44aa99", "r1": "#332288"}
    )
    for row in ("Juba hangar", "dock 1", "dock 2", "at home bases", "away"):
        assert f">{row}</text>" in drawn
    told = titles(drawn)
    assert "r1-t1: phase, 6 Dec 2022 – 12 Dec 2022, 210 man-hours, 1.0 h of ferry flights" in told
    assert "k1-t3: overhaul, 2 Dec 2022 – 10 Jan 2023, 0 man-hours" in told
    assert "Week of 8 Dec 2022: 150 man-hours of visits and 126 of defects, of 577" in told
    assert drawn.count('class="work"') == 4


def test_visits_elsewhere_that_overlap_have_lanes_of_their_own(scenario: Scenario) -> None:
    """Two tails at home at the same time are not drawn over each other."""
    visits = tuple(visit(name, ("md-annual",), 3, 3, man_hours=30.0) for name in ("k1-t1", "k1-t2"))
    fleet = hand_fleet().model_copy(update={"visits": visits})
    drawn = docks_gantt(
        scenario, upkept_plan(scenario, fleet=fleet), fleet, {"k1": "#44aa99", "r1": "#332288"}
    )
    tops = re.findall(r'annual[^<]*</title><rect x="[\d.]+" y="([\d.]+)"', drawn)
    assert len(set(tops)) == 2


def test_fleet_tables_say_who_flies_how_much_and_docks_when(scenario: Scenario, plan: Plan) -> None:
    """A planner reads the hours of a tail and the day of its dock."""
    found = fleet_page(scenario, plan, plan_kpis(scenario, plan))
    assert found is not None
    row = next(row for row in found.tails.rows if row[0] == "k1-t1")
    assert row[3:8] == ("35.0", "8.8", "30 → 90", "17 Dec 2022", "17 Dec 2022: 100 h")
    home = next(row for row in found.tails.rows if row[0] == "k1-t2")
    assert home[6:8] == ("–", "23 Dec 2022: annual")
    assert found.units.rows[0][:8] == ("k1", "500MD", "4", "3.0", "2.0", "80", "75", "5")
    assert found.months.rows[0][1] == "Dec 2022"


def test_week_axis_names_months_and_keeps_days_within() -> None:
    """26 weeks from December reach into June; a day beyond the window lies on its edge."""
    axis = WeekAxis("2022-12", 26, 0.0, 1820.0)
    assert [month for month, _, _ in axis.months()] == [
        "2022-12", "2023-01", "2023-02", "2023-03", "2023-04", "2023-05",
    ]  # fmt: skip
    assert axis.months()[-1][2] == 182
    assert (axis.x(7), axis.x(500), axis.x(-3)) == (70.0, 1820.0, 0.0)
    assert day_text("2022-12", 31) == "1 Jan 2023"


def test_shades_darken_with_more_cover_and_with_less_bank() -> None:
    """Nothing at all is hatched; the steps are inclusive below."""
    assert share_fill(0.0) == "url(#no-cover)"
    shades = [share_fill(share) for share in (1.0, 25.0, 50.0, 75.0, 90.0)]
    assert len(set(shades)) == 5
    assert share_fill(24.9) == shades[0]
    left = [bank_fill(share) for share in (95.0, 70.0, 50.0, 30.0, 5.0)]
    luminance = [sum(int(fill[at : at + 2], 16) for at in (1, 3, 5)) for fill in left]
    assert luminance == sorted(luminance, reverse=True)
    assert len(set(left)) == 5
    assert (bank_fill(-10.0), bank_fill(80.0)) == (left[4], left[0])


def test_watches_follow_the_policy(scenario: Scenario) -> None:
    """Two watches of twelve hours from six; one of 24 h from midnight."""
    assert [watch_text(scenario, watch) for watch in (0, 1)] == ["06–18 h", "18–06 h"]
    assert [watch_of_hour(scenario, hour) for hour in (5, 6, 17, 18)] == [1, 0, 0, 1]
    whole = with_policy(scenario, "standby", watch_h=24, first_watch_h=0)
    assert {watch_of_hour(whole, hour) for hour in range(24)} == {0}


def test_mean_share_weighs_hours_by_their_casualties(scenario: Scenario) -> None:
    """Half the day covered with 80 % gives 40 %; with casualties by day alone it is 80 %."""
    hours = [row for row in hand_cover().missions[0].hours if row.zone == "bor-north"]
    assert mean_share(scenario, hours, "surgery_pct") == pytest.approx(40.0)
    by_day = with_policy(scenario, "standby", hour_weights=[float(6 <= hour < 18) for hour in range(24)])
    assert mean_share(by_day, hours, "surgery_pct") == pytest.approx(80.0)
    assert mean_share(scenario, [], "surgery_pct") is None


def test_ring_of_advanced_care_is_what_is_left_of_the_clock(scenario: Scenario) -> None:
    """60 min less 25 for the alert and 5 for landing, at 120 kt: 60 nm."""
    assert first_ring_nm(scenario, 120.0) == pytest.approx(60.0)
    assert first_ring_nm(with_policy(scenario, "casualty", alert_min=90.0), 120.0) == 0.0


def test_cover_map_shades_zones_and_joins_them_to_their_posts(scenario: Scenario) -> None:
    """Two zones shaded by their mean, a line from each to the post that goes first, two rings, two posts."""
    cover = hand_cover().missions[0]
    drawn = cover_map(scenario, "unmiss", cover.posts, cover, KINDS, LAND)
    told = titles(drawn)
    assert (
        "Bor north: 8.0 events a month; in surgery in time 40.0 %, with a backup 15.0 %; "
        "advanced care in time 45.0 %" in told
    )
    assert "Juba, aircraft on standby: 1 at 06–18 h, 2 at 18–06 h" in told
    assert "Bor: advanced care in time up to 60 nm" in told
    assert drawn.count('class="spoke"') == 2
    assert drawn.count('class="ring"') == 2
    areas = [float(r) ** 2 for r in re.findall(r'r="([\d.]+)" fill="#[0-9a-f]+" class="zone"', drawn)]
    assert areas[0] / areas[1] == pytest.approx(4.0, rel=0.01)


def test_ring_is_true_to_the_scale_of_the_map(scenario: Scenario) -> None:
    """The ring's height in the picture is twice its radius, by the scale bar of 25 nm."""
    cover = hand_cover().missions[0]
    drawn = cover_map(scenario, "unmiss", cover.posts[:1], cover, KINDS, LAND)
    path = re.search(r'<path d="M([^"]+)" fill="none" class="ring"', drawn)
    bar = re.search(r'd="M([\d.]+) [\d.]+L[\d.]+ [\d.]+L([\d.]+) [^"]*" fill="none" class="scale"', drawn)
    nm = re.search(r">(\d+) nm", drawn)
    assert path and bar and nm
    heights = [float(point.split()[1]) for point in path[1].split("L")]
    px_per_nm = (float(bar[2]) - float(bar[1])) / float(nm[1])
    assert (max(heights) - min(heights)) / px_per_nm == pytest.approx(120.0, rel=0.01)


def test_map_without_a_cover_still_shows_posts_and_zones(scenario: Scenario) -> None:
    """Zones are not shaded, hospitals are those that can operate."""
    drawn = cover_map(scenario, "unmiss", hand_standby()[0].posts, None, KINDS, LAND)
    assert "spoke" not in drawn
    assert "Bor north: 8.0 events a month" in titles(drawn)
    assert "Malakal: hospital of medical level 2" in titles(drawn)


def test_heat_map_joins_hours_that_are_alike(scenario: Scenario) -> None:
    """Three runs a zone and panel: night, day, night; the busiest zone is on top."""
    drawn = cover_heat(scenario, hand_cover().missions[0])
    told = titles(drawn)
    assert "Bor north, 06–18 h: 80.0 %, from Bor to Bor in 95 min" in told
    assert "Bor north, 18–00 h: 0 %, nobody reaches it" in told
    assert "Bor north, 06–18 h: 90.0 %, from Bor in 55 min" in told
    assert drawn.count("<rect ") == 2 * 3 * 3
    assert drawn.index("Bor north") < drawn.index("Juba west")


def test_heat_map_shortens_long_names_before_their_rates(scenario: Scenario) -> None:
    """What stands behind a comma goes first; a name that is still too long is cut."""
    long = with_row(scenario, "zones", "bor-north", name="Zone 1, many nautical miles from Bor")
    assert ">Zone 1 · 8.0</text>" in cover_heat(long, hand_cover().missions[0])
    longer = with_row(scenario, "zones", "bor-north", name="Zonewithaverylongname" * 3)
    assert re.search(r">Zonewithaverylong\w*…</text>", cover_heat(longer, hand_cover().missions[0]))


def test_many_zones_are_folded_away_and_the_busiest_are_named(scenario: Scenario, plan: Plan) -> None:
    """Twenty zones: all in the table, which is folded; sixteen names on the map."""
    more = [
        zone(f"z{place}", "unmiss", f"Place {place:02d}, far", 5.0 + place / 10, 31.0, 0.5)
        for place in range(18)
    ]
    many = with_rows(scenario, "zones", *more)
    cover = hand_cover().missions[0]
    hours = [*cover.hours]
    hours += [type(hours[0])(**(_fields(hours[0]) | {"zone": row["id"]})) for row in more]
    wide = type(cover)(**(_fields(cover) | {"hours": tuple(hours)}))
    page = cover_html(many, type(hand_cover())(planned=False, missions=(wide,)))
    assert "Each of the 20 zones" in page
    drawn = cover_map(many, "unmiss", wide.posts, wide, KINDS, LAND)
    assert len(re.findall(r">(Place \d\d|Bor north|Juba west)</text>", drawn)) == 16


def test_minutes_are_rounded_up(scenario: Scenario) -> None:
    """120.2 min is late for a clock of 120, and must not look in time."""
    cover = hand_cover().missions[0]
    late = [(row if row.surgery_min is None else _late(row)) for row in cover.hours]
    drawn = cover_heat(scenario, type(cover)(**(_fields(cover) | {"hours": tuple(late)})))
    assert "in 121 min" in drawn


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _late(row: Any) -> Any:
    return type(row)(**(_fields(row) | {"surgery_min": 120.2}))


def test_standby_tables_show_siting_watches_and_losses(scenario: Scenario, plan: Plan) -> None:
    """What siting gives, who stands where when, zones by watch, what a closed site costs."""
    (found,) = standby_pages(scenario, plan, hand_cover(), LAND)
    assert [row[-1] for row in found.shares.rows] == ["+9.0", "+12.5", "−5.0", "+14.0"]
    assert found.posts.rows == (("Bor", "k1", "500MD", "1", "–"), ("Juba", "k1", "500MD", "1", "2"))
    assert found.zones.rows[0][3:] == ("80.0 %", "0 %", "15.0 %", "45.0 %", "95", "55")
    assert found.losses.rows[0] == ("Bor", "post", "31.5 %", "−31.0", "50.0 %", "−12.5")
    assert found.losses.rows[1][4:] == ("–", "–")


def test_rounds_say_what_flowed_back_and_why(plan: Plan) -> None:
    """A limit is listed once, with its reason; the kept round is marked."""
    assert [row[-1] for row in rounds_table(plan).rows] == ["–", "kept, settled"]
    again = plan.model_copy(update={"rounds": (*plan.rounds, hand_rounds()[1])})
    (limit,) = limits_table(again).rows
    assert limit[:6] == ("2", "unmiss-medevac", "min unit", "3", "4", "standby.cover")
    assert "62.5 %" in limit[6]


def test_summary_tells_of_fleet_standby_and_rounds(scenario: Scenario, plan: Plan) -> None:
    """Hours met and serviceable, cover with and without siting, what was limited."""
    text = str(summarise(scenario, plan))
    assert "Over 4 weeks from Dec 2022: 97.5 % of 200 flight hours met" in text
    assert "Flight hours that are lacking: k1 5 h." in text
    assert "3 visits: 2 in docks of Juba hangar, 1 at home bases or away." in text
    assert "UNMISS, 2 on standby at Bor, Juba: 62.5 % of alpha casualties in surgery in time (50.0 %" in text
    assert "2 rounds, settled; round 2 is kept." in text
    assert "Limit on unmiss-medevac: min unit 4 instead of 3." in text
    assert "How it keeps flying" not in str(summarise(scenario, hand_plan(scenario)))


def test_summary_adds_missions_up_and_names_those_without_posts(scenario: Scenario) -> None:
    """Two missions: 62.5 % of ten events and 62.5 % of three; nobody stands by in the second one."""
    other = hand_standby()[0].model_copy(update={"mission": "minusca", "posts": ()})
    text = str(summarise(scenario, upkept_plan(scenario, standby=(*hand_standby(), other))))
    assert "MINUSCA: no aircraft stands by in Dec 2022." in text
    assert "Over all missions 62.5 % of alpha casualties are in surgery in time, 50.0 % if" in text


def test_summary_is_brief_about_proven_posts(scenario: Scenario) -> None:
    """A proven standby is one line; what all of them are restricted to is said once, and what one day is stays."""
    level = ObjectiveLevel(
        name="late", unit="events", status=Status.OPTIMAL, value=1.0, bound=1.0, wall_s=0.1
    )
    proven = {"status": Status.OPTIMAL, "objectives": (level, level)}
    results = (
        hand_result(level="standby:unmiss", restrictions=("even rates", "one hospital"), **proven),
        hand_result(level="standby:minusca", restrictions=("even rates",), **proven),
        hand_result(level="sorties:unmiss", restrictions=("even rates",), **proven),
    )
    text = str(summarise(scenario, upkept_plan(scenario, results=results)))
    assert "standby:unmiss: optimal, proven best, gap 0 % on all 2 levels" in text
    assert text.count("restriction of all proven posts: even rates") == 1
    assert text.count("  restriction: one hospital") == 1
    assert text.count("  restriction: even rates") == 1


def test_summary_of_a_single_round(scenario: Scenario) -> None:
    """Nothing asked back, or nothing followed."""
    first = hand_rounds()[0]
    settled = first.model_copy(update={"kept": True, "settled": True})
    assert "asked nothing back" in str(summarise(scenario, upkept_plan(scenario, rounds=(settled,))))
    cut = first.model_copy(update={"kept": True})
    assert "was not followed" in str(summarise(scenario, upkept_plan(scenario, rounds=(cut,))))


def test_tables_have_a_row_for_each_decision(scenario: Scenario, plan: Plan) -> None:
    """Days are dates, sites and hours of posts are named; zones need a cover."""
    found = records(scenario, plan, hand_cover())
    assert {name: len(found[name]) for name in LOWER_COLUMNS} == {
        "unit_weeks": 8,
        "unit_months": 2,
        "tails": 6,
        "bank_time": 30,
        "dock_visits": 3,
        "base_weeks": 4,
        "posts": 3,
        "standby": 1,
        "zone_cover": 48,
        "site_losses": 2,
        "rounds": 2,
        "limits": 1,
    }
    assert found["dock_visits"][0]["first_day"] == "2022-12-17"
    assert found["dock_visits"][0]["last_day"] == "2022-12-18"
    assert found["tails"][0]["first_dock_day"] == "2022-12-17"
    assert found["bank_time"][4] == {
        "tail": "k1-t1", "unit": "k1", "week": 4, "first_day": "2022-12-29", "bank_h": 90.0, "flight_h": None,
    }  # fmt: skip
    assert [row["first_hour"] for row in found["posts"]] == [6, 6, 18]
    assert found["standby"][0]["surgery_at_home_pct"] == 50.0
    assert records(scenario, plan)["zone_cover"] == []


def test_tables_of_the_lower_levels_go_to_files(scenario: Scenario, plan: Plan, tmp_path: Path) -> None:
    """A file for each, with its columns."""
    write_csv(scenario, plan, tmp_path, hand_cover())
    for name, columns in LOWER_COLUMNS.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8") as file:
            assert tuple(next(csv.reader(file))) == columns


def test_geojson_has_zones_and_posts(scenario: Scenario, plan: Plan) -> None:
    """Zones of every mission with their rates, shares where a cover gives them; posts with their watches."""
    features = plan_geojson(scenario, plan, hand_cover())["features"]
    zones = {row["properties"]["id"]: row for row in features if row["properties"]["layer"] == "zone"}
    assert zones.keys() == {"bor-north", "juba-west", "ippy-road"}
    assert zones["bor-north"]["geometry"]["coordinates"] == [31.4, 6.6]
    assert zones["bor-north"]["properties"]["surgery_pct"] == pytest.approx(40.0)
    assert zones["ippy-road"]["properties"]["surgery_pct"] is None
    posts = [row["properties"] for row in features if row["properties"]["layer"] == "post"]
    assert posts[1]["aircraft_by_watch"] == {"06–18 h": 1, "18–06 h": 2}
    alone = cover_geojson(scenario, hand_cover())["features"]
    assert len(alone) == 4


def test_cover_is_written_as_page_table_and_points(scenario: Scenario, tmp_path: Path) -> None:
    """One self-contained page, a row for each zone and hour, GeoJSON."""
    page, table, points = write_cover(scenario, hand_cover(), tmp_path / "new")
    text = page.read_text(encoding="utf-8")
    parsed = Page(text)
    assert parsed.open == []
    assert set(re.findall(r"url\(#([\w-]+)\)", text)) <= {a["id"] for _, a in parsed.tags if "id" in a}
    assert "UNMISS 62.5 % (50.0 % if all stood by at home)" in text
    assert len(table.read_text(encoding="utf-8").splitlines()) == 49
    assert json.loads(points.read_text(encoding="utf-8"))["type"] == "FeatureCollection"
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(PlanError, match="cannot be written"):
        write_cover(scenario, hand_cover(), blocked)


def test_page_of_a_cover_without_missions_says_what_is_missing(scenario: Scenario) -> None:
    """No zones, no cover: the page names the table."""
    nothing = type(hand_cover())(planned=False, missions=())
    assert "zones.csv" in cover_html(scenario, nothing)


def test_response_curves_have_clocks_bands_and_shares(scenario: Scenario) -> None:
    """A curve and a band for each category; the clock of two hours is drawn; categories differ in their dashes."""
    found = responses_page(scenario, hand_simulation())
    (mission,) = found.missions
    (curve,) = mission.curves
    assert curve.svg.count('class="curve"') == curve.svg.count('class="band"') == 2
    assert "120 min" in curve.svg
    assert "alpha: 66.0 % within 120 min" in titles(curve.svg)
    assert "charlie: 70.0 % in the end" in titles(curve.svg)
    assert curve.svg.count("stroke-dasharray") == 1
    shares, causes = mission.tables
    assert shares.rows[0][3:] == ("58.0 % – 64.0 %", "62.5 %")
    assert causes.rows[0] == ("patrol cancelled", "weather", "1.2", "1.0 – 1.5")
    assert "200 replications of 30 days" in found.lead


def test_simulation_with_parts_missing_still_reports(scenario: Scenario) -> None:
    """Unknown missions and missing parts are left out."""
    found = responses_page(
        scenario, {"replications": 1, "missions": [{"mission": "nowhere"}, {"mission": "unmiss"}]}
    )
    assert found.missions == ()


def test_simulation_is_read_from_its_file_or_refused(scenario: Scenario, tmp_path: Path) -> None:
    """What is no simulation, or one of another plan, is refused with a hint."""
    file = tmp_path / "simulation.json"
    plan = upkept_plan(scenario)
    made = hand_simulation() | {"plan_sha256": plan_digest(plan)}
    file.write_text(json.dumps(made), encoding="utf-8")
    assert read_simulation(file, plan) == made
    assert read_simulation(file, plan.model_copy(update={"results": ()})) == made
    with pytest.raises(PlanError, match="another plan"):
        read_simulation(file, plan.model_copy(update={"fleet": None}))
    for text in ("{", "[]", "{}"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(PlanError, match="Maybe"):
            read_simulation(file, plan)
    with pytest.raises(PlanError, match="cannot be read"):
        read_simulation(tmp_path / "none.json", plan)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (
            {"standby": (hand_standby()[0].model_copy(update={"mission": "minuscule"}),)},
            "mission 'minuscule'",
        ),
        ({"fleet": hand_fleet().model_copy(update={"tails": (tail("zz-t1", 0.0, (1.0,)),)})}, "unit 'zz'"),
    ],
)
def test_unknown_names_of_the_lower_levels_are_refused(
    scenario: Scenario, part: dict[str, Any], told: str
) -> None:
    """A plan of another scenario gives a sentence, no traceback."""
    with pytest.raises(PlanError, match=told):
        report_html(scenario, upkept_plan(scenario, **part))
