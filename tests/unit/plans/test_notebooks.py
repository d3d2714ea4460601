"""What a notebook shows of a scenario."""

from __future__ import annotations

from tests.scenarios import tiny_scenario, with_row


def test_scenario_is_one_line_in_a_shell() -> None:
    """Name, months and counts, and not every row of every table."""
    assert repr(tiny_scenario()) == (
        "<Scenario tiny: 2022-01 to 2023-12, 10 donated aircraft, 3 partners, 3 sponsors, 2 missions, "
        "4 demands, 12 sites, 8 tasks>"
    )


def test_notebook_shows_demands_escaped() -> None:
    """A row for each demand, most urgent first; markup in names is shown and not run."""
    scenario = with_row(tiny_scenario(title="<script>"), "demands", "unmiss-medevac", tier=9)
    shown = scenario._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert shown.count("<tr>") == 5
    assert shown.rindex("unmiss-medevac") > shown.rindex("unmiss-patrol")
