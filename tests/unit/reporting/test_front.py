"""Fronts and ranked pledges as pictures and tables."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from airlift.reporting import (
    Axis,
    FrontPoint,
    RankedPledge,
    front_svg,
    front_table,
    pledges_svg,
    pledges_table,
    standalone,
)

FRONT = (
    FrontPoint("C", 90.0, 80.3, 90.0, 80.3),
    FrontPoint("A", 0.0, 182.4, 0.0, 171.0),
    FrontPoint("B", 40.0, 120.1),
)
PLEDGES = (
    RankedPledge("lot", "Four more 500MD", ((1, 40.0), (2, 12.0)), 210_000.0, "2024-03"),
    RankedPledge("yes", "Consent to Rwanda", ((3, 8.0),), None, "2023-01", ("lot",)),
    RankedPledge("dock", "A dock", ()),
)


def circles(svg: str, kind: str) -> list[tuple[float, float]]:
    """Return the centres of the circles of a class, without those of the key."""
    found = re.findall(rf'<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" class="{kind}">', svg)
    return [(float(x), float(y)) for x, y in found]


def test_points_go_right_with_x_and_up_with_y() -> None:
    """In the order of x, whatever the order given."""
    points = circles(str(front_svg(FRONT)), "point")
    assert len(points) == 3
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert [y for _, y in points] == sorted(
        y for _, y in points
    )  # a smaller y stands lower, at a larger ordinate


def test_a_bound_is_drawn_where_it_is_known_and_not_met() -> None:
    """A has one below it, C is proven, of B nothing is known."""
    svg = str(front_svg(FRONT))
    (bound,) = circles(svg, "bound")
    first = circles(svg, "point")[0]
    assert bound[0] == first[0]
    assert bound[1] > first[1]
    assert svg.count('class="gap"') == 1


def test_everything_lies_inside_the_picture() -> None:
    """Bounds stretch the axes, too."""
    low = FrontPoint("A", 50.0, 100.0, -20.0, 3.0)
    for x, y in (*circles(str(front_svg([low])), "point"), *circles(str(front_svg([low])), "bound")):
        assert 0 < x < 760
        assert 0 < y < 440


@pytest.mark.parametrize(
    "points",
    [
        [FrontPoint("A", 0.0, 0.0)],
        [FrontPoint("A", 5.0, 7.0), FrontPoint("B", 5.0, 7.0)],
        [FrontPoint("A", 0.0, 1e9), FrontPoint("B", 1e-3, 0.0)],
        [FrontPoint(str(n), float(n), 100.0 - n) for n in range(40)],
    ],
)
def test_odd_fronts_make_a_picture(points: list[FrontPoint]) -> None:
    """One point, equal points, huge and tiny figures, many points."""
    assert len(circles(str(front_svg(points)), "point")) == len(points)


def test_a_picture_is_a_file_of_its_own_with_words_for_those_who_do_not_see_it() -> None:
    """Well-formed, with title, description, axes and its own style."""
    text = standalone(front_svg(FRONT, Axis("CO₂, t"), Axis("Burden, ‰")))
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.findtext("{*}title") == "CO₂, t against Burden, ‰"
    description = root.findtext("{*}desc")
    assert description is not None
    assert description.startswith("3 plans, 1 of them proven; A at 0 and 182, bound 0 and 171; B at 40")
    assert "svg.study .bound" in text


def test_names_cannot_break_out() -> None:
    """Markup in a name is shown."""
    evil = '"><script>alert(1)</script>'
    shown = str(front_svg([FrontPoint(evil, 1.0, 1.0, 0.5, 0.5)])) + str(
        pledges_svg([RankedPledge("x", evil, ((1, 1.0),))])
    )
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_nothing_to_draw_is_an_error() -> None:
    """An empty front is a mistake of the caller."""
    with pytest.raises(ValueError, match="at least one point"):
        front_svg([])
    with pytest.raises(ValueError, match="no pledge"):
        pledges_svg([])


def test_front_as_a_table() -> None:
    """Values, bounds, whether proven; a dash where nothing is known."""
    table = front_table(FRONT)
    assert table.rows == (
        ("A", "0", "0", "182.4", "171.0", "no"),
        ("B", "40", "–", "120.1", "–", "no"),
        ("C", "90", "90", "80.3", "80.3", "yes"),
    )
    assert [column.title for column in table.columns][1:4] == [
        "Unmet, aircraft-months",
        "Bound",
        "Cost, USD million",
    ]


def test_bars_are_as_long_as_what_a_pledge_closes() -> None:
    """A part for each tier; one that closes nothing has no bar and a nought."""
    svg = str(pledges_svg(PLEDGES))
    bars = [
        float(width) for width in re.findall(r'<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="17"', svg)
    ]
    assert len(bars) == 3
    assert bars[0] / bars[1] == pytest.approx(40 / 12, rel=0.01)
    assert bars[0] / bars[2] == pytest.approx(40 / 8, rel=0.01)
    assert "Four more 500MD: 52; Consent to Rwanda: 8; A dock: 0." in svg


def test_worthless_pledges_make_a_picture_too() -> None:
    """Nothing closes anything: no division by zero."""
    assert "A dock" in str(pledges_svg(PLEDGES[2:]))


def test_long_names_of_pledges_are_cut() -> None:
    """The label keeps to its place; the whole name stands in the description."""
    long = "A very long pledge " * 8
    svg = str(pledges_svg([RankedPledge("x", long, ((1, 3.0),))]))
    assert "…</text>" in svg
    assert long in svg


def test_pledges_as_a_table() -> None:
    """In the order given, a column for each tier that any of them closes."""
    table = pledges_table(PLEDGES)
    assert [column.title for column in table.columns][3:6] == ["Tier 1", "Tier 2", "Tier 3"]
    assert table.rows == (
        ("1", "lot", "Four more 500MD", "40", "12", "0", "USD 210,000", "Mar 2024", "–"),
        ("2", "yes", "Consent to Rwanda", "0", "0", "8", "–", "Jan 2023", "lot"),
        ("3", "dock", "A dock", "0", "0", "0", "–", "–", "–"),
    )
