"""Maps and Gantt charts: geometry, labels, colours."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from airlift.plans import Plan
from airlift.reporting.borders import Country, Frame, clipped, shipped_borders, thinned
from airlift.reporting.ganttday import sorties_gantt
from airlift.reporting.ganttmonths import units_gantt
from airlift.reporting.mapframe import Labels, frame_around, land, scale_bar
from airlift.reporting.svg import PALETTE, colours, group, ink_on, tag, text
from airlift.reporting.svgmap import mission_map, overview_map
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row
from tests.unit.reporting.handmade import hand_allocation, hand_plan, hand_programme

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0))
LAND = (Country("SSD", "Testland", (((25.0, 0.0), (38.0, 0.0), (38.0, 14.0), (25.0, 14.0), (25.0, 0.0)),)),)
COLOURS = colours(["kenya", "el-salvador", "rwanda"])
TAILS = colours(["k1-t1", "k1-t2"])


def test_tags_escape_what_is_not_markup() -> None:
    """Text and attributes are escaped, markup is kept, none is left out."""
    made = tag("text", "<b>", tag("title", "a & b"), class_="x", data_tip='"', fill=None, x=1.0, y=2.346)
    assert made == Markup(
        '<text class="x" data-tip="&#34;" x="1" y="2.35">&lt;b&gt;<title>a &amp; b</title></text>'
    )
    assert tag("path") == "<path/>"
    assert group([]) == ""
    assert (
        text(1, 2, "a", "small", "middle") == '<text x="1" y="2" class="small" text-anchor="middle">a</text>'
    )


def test_colours_differ_and_then_repeat() -> None:
    """Names get colours in their order; each colour has an ink that contrasts with it by 3 to 1 or more."""
    given = colours(str(number) for number in range(len(PALETTE) + 1))
    assert len(set(given.values())) == len(PALETTE)
    assert given[str(len(PALETTE))] == given["0"]

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for colour in PALETTE:
        light, dark = sorted((luminance(colour), luminance(ink_on(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3.0


def test_clipping_keeps_what_lies_inside() -> None:
    """Inside stays, outside goes, what crosses is cut at the edge."""
    assert set(clipped(SQUARE, Frame(-1, -1, 11, 11))) == set(SQUARE)
    assert clipped(SQUARE, Frame(20, 20, 30, 30)) == ()
    assert set(clipped(SQUARE, Frame(5, -5, 15, 5))) == {(5.0, 0.0), (10.0, 0.0), (10.0, 5.0), (5.0, 5.0)}


def test_thinning_keeps_ends_and_far_points() -> None:
    """Points nearer than the step go, the last one stays."""
    assert thinned([(0.0, 0.0), (0.1, 0.1), (2.0, 0.0), (2.1, 0.0)], 1.0) == [
        (0.0, 0.0),
        (2.0, 0.0),
        (2.1, 0.0),
    ]
    assert thinned([], 1.0) == []


def test_shipped_borders_hold_the_mission_states() -> None:
    """The countries of the UN missions are there, with closed rings in degrees."""
    by_iso3 = {country.iso3: country for country in shipped_borders()}
    assert {"SSD", "CAF", "COD", "SOM", "MLI", "SDN", "KEN"} <= by_iso3.keys()
    assert all(ring[0] == ring[-1] for ring in by_iso3["SSD"].rings)
    (largest,) = [ring for ring in by_iso3["SSD"].rings if len(ring) > 20]
    assert all(23 < lon < 37 and 3 < lat < 13 for lon, lat in largest)


def test_frame_holds_its_points_with_a_margin() -> None:
    """Every point lies inside; a single point still gets some country around it."""
    points = [(20.0, 0.0), (40.0, 10.0)]
    projection = frame_around(points, 1000.0, 500.0, 0.1, 2.0)
    for point in points:
        x, y = projection.xy(*point)
        assert 90.0 <= x <= 910.0
        assert 45.0 <= y <= 455.0
    single = frame_around([(30.0, 5.0)], 1000.0, 500.0, 0.1, 2.0)
    assert single.frame.north - single.frame.south == pytest.approx(2.0)
    assert single.xy(30.0, 5.0) == pytest.approx((500.0, 250.0))


def test_scale_is_true_in_both_directions() -> None:
    """A degree of latitude is 60 nautical miles; one of longitude is shorter by the cosine of the latitude."""
    projection = frame_around([(20.0, 50.0), (40.0, 70.0)], 800.0, 800.0, 0.1, 2.0)
    _, north = projection.xy(30.0, 60.5)
    _, south = projection.xy(30.0, 59.5)
    assert south - north == pytest.approx(60.0 * projection.px_per_nm)
    west, _ = projection.xy(29.5, 60.0)
    east, _ = projection.xy(30.5, 60.0)
    assert east - west == pytest.approx(30.0 * projection.px_per_nm)
    assert re.search(r"\d+ nm \(\d+ km\)", scale_bar(projection))


def test_labels_keep_off_each_other() -> None:
    """Six labels of one point lie at six places that do not overlap."""
    labels = Labels(600.0, 400.0)
    labels.keep_clear(300.0, 200.0, 6.0)
    boxes = [labels.place(300.0, 200.0, 6.0, ["A label"], ["small"]) for _ in range(6)]
    places = [re.search(r'<text x="([\d.]+)" y="([\d.]+)"', box) for box in boxes]
    assert len({place.groups() for place in places if place}) == 6
    taken = labels._taken
    assert sum(a.overlap(b) for n, a in enumerate(taken) for b in taken[n + 1 :]) == 0.0


def test_label_at_the_edge_stays_in_the_picture() -> None:
    """At the right edge the label stands to the left."""
    assert 'text-anchor="end"' in Labels(600.0, 400.0).place(595.0, 200.0, 4.0, ["Juba"], ["small"])


def test_land_marks_the_mission_state_and_names_it() -> None:
    """A country that fills the frame is marked and named; one outside is not drawn."""
    projection = frame_around([(31.0, 5.0)], 1000.0, 600.0, 0.1, 8.0)
    drawn = "".join(land(projection, LAND, frozenset({"SSD"})))
    assert 'class="land marked"' in drawn
    assert "TESTLAND" in drawn
    flat = Country("SSD", "Flatland", (((30.0, 5.0), (31.0, 5.0), (32.0, 5.0), (33.0, 5.0), (30.0, 5.0)),))
    assert "FLATLAND" not in "".join(land(projection, (flat,), frozenset()))
    far = frame_around([(-60.0, -20.0)], 1000.0, 600.0, 0.1, 8.0)
    assert "land" not in "".join(land(far, LAND, frozenset({"SSD"})))


def test_overview_shows_units_gaps_and_origins(scenario: Scenario, plan: Plan) -> None:
    """Aircraft at home bases, the base nobody serves, and partners from beyond the map."""
    drawn = overview_map(scenario, plan, LAND, COLOURS)
    assert drawn.count('class="unserved"') == 1
    assert "Malakal: no unit for unmiss-patrol" in drawn
    assert "El Salvador: 3–4 × 500MD, medevac, from Oct 2022 on" in drawn
    assert "from El Salvador" in drawn
    assert drawn.count('class="workshop"') == 2


def test_home_on_the_map_is_marked_once(scenario: Scenario) -> None:
    """A partner whose home lies within the frame has a dot with its name, however many units it has."""
    near = with_row(scenario, "sites", "embakasi", latitude_deg=5.0, longitude_deg=27.0)
    first = hand_allocation().units[0]
    second = hand_allocation().units[2].model_copy(update={"partner": "kenya"})
    allocation = hand_allocation().model_copy(update={"units": (first, second)})
    drawn = overview_map(near, hand_plan(near, allocation=allocation), LAND, COLOURS)
    assert "from Kenya" not in drawn
    assert (
        drawn.count('class="small halo">Kenya<') + drawn.count('class="small halo" text-anchor="end">Kenya<')
        == 3
    )
    assert drawn.count('r="4"') == 1


def test_short_leg_has_no_arrow(scenario: Scenario) -> None:
    """An arrow longer than its leg would hide it."""
    near = with_row(scenario, "sites", "terekeka", latitude_deg=4.9, longitude_deg=31.61)
    arrows = [
        drawn.count('Z" fill="#')
        for drawn in (mission_map(s, hand_programme(), LAND, TAILS) for s in (scenario, near))
    ]
    assert arrows == [6, 4]


def test_two_units_of_a_partner_at_a_site_share_a_disc(scenario: Scenario) -> None:
    """A disc for each partner, with the most aircraft that it has there."""
    first = hand_allocation().units[0]
    allocation = hand_allocation().model_copy(
        update={"units": (first, first.model_copy(update={"id": "k2", "aircraft": (5, 6)}))}
    )
    drawn = overview_map(scenario, hand_plan(scenario, allocation=allocation), LAND, COLOURS)
    assert re.findall(r'class="count"[^>]*>(\d+)<', drawn) == ["6"]


def test_mission_map_draws_each_leg(scenario: Scenario) -> None:
    """Six legs, the home base, sites with their tasks, and in brackets what is not flown."""
    drawn = mission_map(scenario, hand_programme(), LAND, TAILS)
    assert drawn.count('class="track"') == 6
    assert drawn.count('class="home"') == 1
    assert ">t1<" in drawn
    assert ">(p2)<" in drawn
    assert "unmiss-s1 (k1-t1): 09:25–10:21, Juba → Terekeka → Juba" in drawn


def test_crowded_site_counts_its_other_tasks(scenario: Scenario) -> None:
    """Four tasks are named, the others counted."""
    crowded = scenario
    for task in ("unmiss-m1", "unmiss-m2", "unmiss-p1", "unmiss-p2", "unmiss-t2"):
        crowded = with_row(crowded, "tasks", task, pickup_site="juba")
    assert ">m1, (m2), p1, (p2) +2<" in mission_map(crowded, hand_programme(), LAND, TAILS)


def test_units_gantt_shows_aircraft_and_lack(scenario: Scenario, plan: Plan) -> None:
    """Bars with numbers where they change, hatched months with how many lack, arrivals by month."""
    drawn = units_gantt(scenario, plan, COLOURS)
    assert "3 × Mi-17 · Rwanda" in drawn
    assert "e1: El Salvador, 500MD, from Oct 2022 on, aircraft 3 for 5 months, 4 for 10 months" in drawn
    assert "unmiss-medevac: 3 of 3 aircraft lacking, Jun–Nov 2022" in drawn
    assert drawn.count('fill="url(#lack)"') == 1 + 1 + 2
    assert "2022-05: 2 of rok-1 to kenya" in drawn
    assert drawn.count('class="arrival"') == 2


def test_units_that_overlap_get_lanes(scenario: Scenario) -> None:
    """A relief that comes before the first unit leaves is drawn below it."""
    first = hand_allocation().units[0]
    relief = first.model_copy(update={"id": "k2", "first_month": "2023-06", "aircraft": (3, 3)})
    allocation = hand_allocation().model_copy(update={"units": (first, relief)})
    drawn = units_gantt(scenario, hand_plan(scenario, allocation=allocation), COLOURS)
    tops = re.findall(r'<rect x="[\d.]+" y="([\d.]+)"[^>]*class="disc"', drawn)
    assert len(set(tops)) == 2


def test_long_horizon_shows_years_and_quarters() -> None:
    """Ten years leave no room for months, but for years and quarters."""
    scenario = tiny_scenario(horizon_months=120)
    drawn = units_gantt(scenario, hand_plan(scenario), COLOURS)
    assert all(f">{year}<" in drawn for year in range(2022, 2032))
    assert ">Q3<" in drawn
    assert ">J<" not in drawn


def test_day_gantt_shows_legs_refuelling_and_daylight(scenario: Scenario) -> None:
    """Six legs, one fuel stop, tasks by name, tails that stay on the ground."""
    drawn = sorties_gantt(scenario, hand_programme(), TAILS)
    assert drawn.count('class="disc"') == 6
    assert drawn.count('class="refuel"') == 1
    assert "▲▼ m1" in drawn
    assert "● p1" in drawn
    assert drawn.count('class="day"') == 1
    assert (
        "unmiss-s3, crew k1-c2: 09:30 from Juba (picks up unmiss-t1) → "
        "Bor 10:15 (drops off unmiss-t1, refuels 50 kg) → Juba 11:20" in drawn
    )


def test_idle_tail_and_tail_with_a_long_name(scenario: Scenario) -> None:
    """A tail without a sortie says so; a name too long for its column loses its beginning."""
    programme = hand_programme()
    long = "k1-" + "x" * 50 + "-t3"
    day = programme.units[0].model_copy(update={"tails": ("k1-t1", "k1-t2", long)})
    programme = programme.model_copy(update={"units": (day,)})
    drawn = sorties_gantt(scenario, programme, colours(["k1-t1", "k1-t2", long]))
    assert "not needed" in drawn
    assert "…" in drawn


def test_names_that_find_no_room_are_left_to_the_tooltip(scenario: Scenario) -> None:
    """Of three sorties at nearly the same time two are named, one on each line."""
    programme = hand_programme()
    patrol = programme.sorties[1].model_copy(update={"tail": "k1-t1"})
    many = tuple(patrol.model_copy(update={"id": f"s{number}"}) for number in range(3))
    drawn = sorties_gantt(scenario, programme.model_copy(update={"sorties": many}), TAILS)
    assert drawn.count("● p1") == 2


def test_nonsense_times_stay_in_the_picture(scenario: Scenario) -> None:
    """A sortie that lasts a million years is a finding of the checker, not a picture of that width."""
    programme = hand_programme()
    sortie = programme.sorties[0]
    last = sortie.stops[-1].model_copy(update={"arrive_min": 10**12, "depart_min": 10**12})
    endless = sortie.model_copy(update={"stops": (*sortie.stops[:-1], last)})
    drawn = sorties_gantt(scenario, programme.model_copy(update={"sorties": (endless,)}), TAILS)
    assert len(drawn) < 20_000


def test_tail_that_the_unit_does_not_have_is_drawn(scenario: Scenario) -> None:
    """What breaks the rules is shown all the same."""
    programme = hand_programme()
    stray = programme.sorties[0].model_copy(update={"tail": "k1-t9"})
    drawn = sorties_gantt(
        scenario, programme.model_copy(update={"sorties": (stray,)}), colours(["k1-t1", "k1-t2", "k1-t9"])
    )
    assert ">k1-t9<" in drawn


def test_polar_night_has_no_daylight(scenario: Scenario) -> None:
    """Far in the north the sun does not rise in winter: the chart is dark and still drawn."""
    north = with_row(scenario, "sites", "juba", latitude_deg=80.0)
    north = with_policy(north, "flight", daylight_basis="sunrise_sunset")
    programme = hand_programme().model_copy(update={"day": hand_programme().day.replace(month=12)})
    assert 'class="day"' not in sorties_gantt(north, programme, TAILS)
