"""Readers of the published formats: what they take, and one clear error for what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from airlift.sorties.routeplan import NodePlan, NodeRoute
from airlift.sorties.schedule import plan_value
from benchmarks.literature.check import check_routes
from benchmarks.literature.formats import FORMATS, format_of, read_instance
from benchmarks.literature.text import InstanceError, read_text
from tests.unit.benchmarks.literature.files import DARP, EADARP, EVRPTW, PDPTW, RIGHT, TEXTS, written


@pytest.mark.parametrize("format", FORMATS)
def test_format_is_told_by_the_file(tmp_path: Path, format: str) -> None:
    assert format_of(read_text(written(tmp_path, format))) == format


@pytest.mark.parametrize("format", FORMATS)
def test_problem_and_checker_price_a_route_alike(tmp_path: Path, format: str) -> None:
    instance = read_instance(written(tmp_path, format))
    node = {label: number for number, label in instance.label.items()}
    plan = NodePlan((NodeRoute(0, tuple(node[label] for label in RIGHT[format][0])),))
    verdict = check_routes(instance, instance.labelled(plan))
    assert verdict.faults == ()
    assert plan_value(instance.problem, plan) == pytest.approx(verdict.objective, abs=1e-6)


def test_depot_at_the_end_may_be_left_out(tmp_path: Path) -> None:
    short = "".join(DARP.splitlines(keepends=True)[:-1])
    assert len(read_instance(written(tmp_path, "darp", short)).problem.tasks) == 2


def test_number_of_locations_in_place_of_requests_is_understood(tmp_path: Path) -> None:
    text = DARP.replace("2 2 200", "2 4 200", 1)
    assert len(read_instance(written(tmp_path, "darp", text)).problem.tasks) == 2


def test_extended_variant_is_later_and_larger(tmp_path: Path) -> None:
    path = written(tmp_path, "darp")
    plain, extended = read_instance(path), read_instance(path, extended=True)
    assert extended.problem.tasks[0].start.latest_min == plain.problem.tasks[0].start.latest_min + 15
    assert extended.problem.fleets[0].capacity == (6.0,)
    assert extended.problem.fleets[0].latest_min == plain.problem.fleets[0].latest_min
    assert extended.name == "darp-extended"


def test_end_energy_is_a_part_of_the_tank(tmp_path: Path) -> None:
    instance = read_instance(written(tmp_path, "eadarp"), end_energy=0.7)
    fuel = instance.problem.fleets[0].fuel
    assert fuel is not None
    assert fuel.least_at_end == pytest.approx(7.0)


BAD = {
    "empty": ("darp", "", "is empty"),
    "truncated": ("darp", "".join(DARP.splitlines(keepends=True)[:-2]), "here are 4"),
    "wrong count": ("darp", DARP.replace("2 2 200", "2 3 200", 1), "3 requests take"),
    "negative time": (
        "darp",
        DARP.replace("1 10 0 2 1 0 200", "1 10 0 -2 1 0 200"),
        "line 3: service time is -2",
    ),
    "not a number": ("darp", DARP.replace("2 20 0", "2 twenty 0"), "line 4.*'twenty' is not a number"),
    "unpaired": ("darp", DARP.replace("3 30 0 2 -1", "3 30 0 2 1"), "location 3 should set down"),
    "empty window": ("darp", DARP.replace("20 60", "80 60"), "opens at 80, after it closes at 60"),
    "lists missing": ("eadarp", EADARP[: EADARP.index("40 40")], "before the ride limits"),
    "wrong list": ("eadarp", EADARP.replace("40 40", "40"), "the ride limits takes 2 numbers, here are 1"),
    "unknown station": ("eadarp", EADARP.replace("\n9\n40", "\n19\n40"), "there is no location 19"),
    "rate of nothing": ("eadarp", EADARP.replace("10\n0.1\n", "10\n0\n"), "rate that is not above 0"),
    "no tank": ("evrptw", EVRPTW.replace("Q Vehicle", "# Vehicle"), "takes 8 words"),
    "figures missing": ("evrptw", EVRPTW[: EVRPTW.index("r fuel")], "without consumption"),
    "no customer": ("evrptw", EVRPTW.replace(" c ", " f "), "there is no customer"),
    "two depots": ("evrptw", EVRPTW.replace("S1 f", "S1 d"), "one depot, here are 2"),
    "due before ready": ("evrptw", EVRPTW.replace("0 200 5", "210 200 5"), "opens at 210"),
    "missing partner": ("pdptw", PDPTW[: PDPTW.index("4 40")], "names task 4, which is not there"),
    "partner of another": ("pdptw", PDPTW.replace("5 2 0", "5 1 0"), "does not name it back"),
    "neither": ("pdptw", PDPTW.replace("5 0 3", "5 0 0"), "must name a pick-up or a delivery"),
    "demands differ": ("pdptw", PDPTW.replace("3 30 0 -4", "3 30 0 -5"), "must be set down"),
    "negative window": ("pdptw", PDPTW.replace("4 0 100 5 0 3", "4 -1 100 5 0 3"), "earliest time is -1"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_gets_one_clear_error(tmp_path: Path, name: str) -> None:
    format, text, message = BAD[name]
    path = written(tmp_path, format, text)
    with pytest.raises(InstanceError, match=message) as caught:
        read_instance(path, format)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("format", FORMATS)
def test_no_cut_off_file_is_taken_or_crashes(tmp_path: Path, format: str) -> None:
    """Every file that ends early is refused with an error of ours."""
    lines = TEXTS[format].splitlines(keepends=True)
    # The last lines of these two may be missing: best-known values, the depot once more.
    optional = {"eadarp": 1, "darp": 1}.get(format, 0)
    for length in range(len(lines) - optional):
        with pytest.raises(InstanceError):
            read_instance(written(tmp_path, format, "".join(lines[:length])), format)


def test_unknown_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    path.write_text("one two\n", encoding="utf-8")
    with pytest.raises(InstanceError, match="none of the formats"):
        read_instance(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InstanceError, match="cannot be read"):
        read_instance(tmp_path / "nothing.txt")


def test_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.txt"
    path.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(InstanceError, match="not a text file"):
        read_instance(path)
