"""The checker of the published formats: each rule broken alone is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.literature.check import check_routes
from benchmarks.literature.formats import read_instance
from tests.unit.benchmarks.literature.files import DARP, EADARP, EVRPTW, PDPTW, RIGHT, written

WRONG: dict[str, tuple[str, str | None, list[list[str]], str]] = {
    "left out": ("darp", None, [["1", "4", "3"]], "2 is visited 0 times"),
    "twice": ("darp", None, [["1", "3", "1", "2", "4"]], "1 is visited 2 times"),
    "unknown": ("darp", None, [["1", "2", "3", "4", "9"]], "9 is no stop"),
    "order": ("darp", None, [["3", "1", "2", "4"]], "3 does not follow 1"),
    "two routes": ("darp", None, [["1", "4"], ["2", "3"]], "does not follow"),
    "vehicles": ("darp", DARP.replace("2 2 200", "1 2 200", 1), [["1", "3"], ["2", "4"]], "2 routes for 1"),
    "load": ("darp", DARP.replace("200 3 40", "200 1 40", 1), RIGHT["darp"], "load is 2, more than 1"),
    "ride": ("darp", DARP.replace("200 3 40", "200 3 20", 1), RIGHT["darp"], "cannot begin before"),
    "route": ("darp", DARP.replace("2 2 200", "2 2 50", 1), RIGHT["darp"], "cannot begin before"),
    "window": ("darp", DARP.replace("30 90", "30 31"), RIGHT["darp"], "3 cannot begin before"),
    "energy": ("eadarp", EADARP.replace("\n10\n10\n", "\n5\n10\n"), RIGHT["eadarp"], "no times and energy"),
    "refuels with somebody": ("eadarp", None, [["1", "9", "2", "3", "4"]], "with somebody on board"),
    "station twice": ("eadarp", None, [["9", "1", "2", "3", "4", "9"]], "visited 2 times"),
    "tank": ("evrptw", None, [["C1", "C2"]], "the tank is empty before D0"),
    "late": ("evrptw", EVRPTW.replace("0 250 5", "0 20 5"), RIGHT["evrptw"], "C2 cannot begin before"),
    "cargo": ("evrptw", EVRPTW.replace("/10/", "/9/"), RIGHT["evrptw"], "carries 10, more than 9"),
    "delivery first": ("pdptw", None, [["3", "1", "2", "4"]], "3 does not follow 1"),
    "other route": ("pdptw", None, [["1", "4"], ["2", "3"]], "does not follow"),
    "too much": ("pdptw", PDPTW.replace("3 10 1", "3 7 1", 1), RIGHT["pdptw"], "load is 8, more than 7"),
    "closed": ("pdptw", PDPTW.replace("-4 0 200 5 2 0", "-4 0 20 5 2 0"), RIGHT["pdptw"], "4 cannot begin"),
}


@pytest.mark.parametrize("name", WRONG)
def test_broken_rule_is_found(tmp_path: Path, name: str) -> None:
    format, text, routes, fault = WRONG[name]
    verdict = check_routes(read_instance(written(tmp_path, format, text)), routes)
    assert any(fault in found for found in verdict.faults), verdict


def test_refuelling_at_the_station_mends_the_energy(tmp_path: Path) -> None:
    """What fails without a stop for energy is right with one."""
    text = EADARP.replace("\n10\n10\n", "\n5\n10\n")
    instance = read_instance(written(tmp_path, "eadarp", text))
    assert check_routes(instance, [["9", "1", "2", "3", "4"]]).faults == ()


def test_excess_ride_counts_with_its_weight(tmp_path: Path) -> None:
    """1 rides 22 for a direct 20; the other ride is made as short as waiting before its pick-up allows."""
    instance = read_instance(written(tmp_path, "eadarp"))
    travel = 10 + 10 + 10 + (20**2 + 10**2) ** 0.5 + (10**2 + 10**2) ** 0.5
    direct = (10**2 + 10**2) ** 0.5
    excess = (10 + 2 + 10 - 20) + (10 + 2 + (20**2 + 10**2) ** 0.5 - direct)
    value = check_routes(instance, RIGHT["eadarp"]).objective[0]
    assert value == pytest.approx(0.75 * travel + 0.25 * excess, abs=1e-6)
