"""Events that befall a tiny plan, with losses worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import airlift
from airlift.plans import Status
from airlift.plans.store import save
from airlift.robustness.events import (
    Change,
    Event,
    EventError,
    Events,
    load_events,
    scenario_after,
    shipped_events,
)
from airlift.robustness.losses import StressReport
from tests.unit.robustness.cases import one_lot, one_lot_plan


def event(name: str, month: str, table: str, row: str, **values: object) -> Event:
    """Return an event that changes one row."""
    return Event(
        id=name,
        month=month,
        title=name,
        source="made for a test",
        confidence="assumption",
        changes=(Change(table=table, row=row, values=values),),
    )


LATE = event("late", "2022-02", "lots", "rok-1", gate_month="2022-08")
CLOSING = event("closing", "2023-01", "missions", "unmiss", closure_month="2023-07")


def replayed(*events: Event, only: tuple[str, ...] = ()) -> StressReport:
    scenario = one_lot()
    return airlift.stress(
        one_lot_plan(scenario),
        scenario,
        events=Events(title="made for a test", events=events),
        only=only,
        time_limit_s=40.0,
    )


def test_a_late_lot_shortens_the_unit_and_planning_anew_saves_some() -> None:
    """Six months late: 33 of 51 aircraft-months stay; with the other lot in time it would have been 42."""
    (case,) = replayed(LATE).cases
    (tier,) = case.tiers
    assert (tier.planned, tier.kept, tier.replanned) == (51, 33, 42)
    assert (tier.lost, tier.saved, tier.most_replanned) == (18, 9, 42)
    assert (case.status, case.kept_status) == (Status.OPTIMAL, Status.OPTIMAL)
    assert case.units == ("kenya at unmiss-medevac with 500md: 33 of 51 aircraft-months stay",)
    assert tier.planned_usd > tier.replanned_usd > tier.kept_usd > 0


def test_what_happened_before_the_event_stays() -> None:
    """Known only a year later, the same delay leaves nothing to save: the unit is there by then."""
    late = LATE.model_copy(update={"month": "2023-02"})
    (case,) = replayed(late).cases
    assert (case.tiers[0].kept, case.tiers[0].replanned) == (33, 33)


def test_only_what_is_still_asked_for_counts() -> None:
    """A mission that closes takes its demand along: what was planned after it is not lost."""
    (case,) = replayed(CLOSING).cases
    assert (case.tiers[0].planned, case.tiers[0].kept, case.tiers[0].lost) == (33, 33, 0)


def test_events_are_replayed_alone_and_together() -> None:
    """Two events give three cases; one can be chosen."""
    report = replayed(CLOSING, LATE)
    assert [case.id for case in report.cases] == ["late", "closing", "all"]
    assert report.cases[-1].tiers[0].kept == 15
    assert report.cases[-1].months == ("2022-02", "2023-01")
    assert [case.id for case in replayed(CLOSING, LATE, only=("late",)).cases] == ["late"]
    with pytest.raises(EventError, match="no event 'never'"):
        replayed(LATE, only=("never",))


def test_an_event_that_the_plan_knew_is_a_note() -> None:
    """Nothing is solved for a change that changes nothing."""
    known = event("known", "2022-02", "lots", "rok-1", gate_month="2022-02")
    report = replayed(known)
    assert report.cases == ()
    assert report.notes == ("known: the plan's scenario knew it already; it changes nothing",)


def test_a_plan_in_a_folder(tmp_path: Path) -> None:
    """The scenario beside the plan is used; the report is plain data."""
    scenario = one_lot()
    save(scenario, one_lot_plan(scenario), tmp_path)
    events = tmp_path / "mine.toml"
    events.write_text(
        'title = "mine"\n[[events]]\nid = "late"\nmonth = "2022-02"\ntitle = "late"\nsource = "made"\n'
        'confidence = "low"\n[[events.changes]]\ntable = "lots"\nrow = "rok-1"\ngate_month = "2022-08"\n',
        encoding="utf-8",
    )
    report = airlift.stress(tmp_path, events=events, time_limit_s=40.0)
    data = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert (data["cases"][0]["tiers"][0]["lost"], data["cases"][0]["status"]) == (18, "optimal")
    assert data["cases"][0]["confidence"] == "low"


def test_a_plan_needs_its_scenario() -> None:
    """A plan as an object does not say what it was made from."""
    with pytest.raises(ValueError, match="needs the scenario"):
        airlift.stress(one_lot_plan(one_lot()))


@pytest.mark.parametrize("name", shipped_events())
def test_shipped_events_fit_the_shipped_scenario(name: str) -> None:
    """Every change finds its row and column, and every event names its source."""
    scenario = airlift.load("seoul-2021")
    events = load_events(name)
    after = scenario_after(scenario, events.events)
    assert after.lot_by_id["rok-500md-a"].gate_month == "2023-12"
    assert all(one.source for one in events.events)
    assert scenario_after(scenario, ()) == scenario


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"table": "lot", "row": "rok-1", "values": {"aircraft": 1}}, "'lot' is not a table"),
        ({"table": "lots", "row": "rok-9", "values": {"aircraft": 1}}, "no 'rok-9' in lots"),
        ({"table": "lots", "row": "rok-1", "values": {"planes": 1}}, "no column 'planes'"),
        ({"table": "lots", "row": "rok-1", "values": {"aircraft": "six"}}, "lots rok-1, aircraft"),
    ],
)
def test_events_that_do_not_fit_are_named(change: dict[str, object], words: str) -> None:
    """Table, row, column and value are each told."""
    wrong = Event(
        id="e",
        month="2022-02",
        title="e",
        source="s",
        confidence="low",
        changes=(Change.model_validate(change),),
    )
    with pytest.raises(EventError, match=words):
        scenario_after(one_lot(), (wrong,))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", "not a TOML file"),
        ('title = "t"\nevents = []\n', "events"),
        ('title = "t"\n[[events]]\nid = "a"\n', "events.0.month"),
    ],
)
def test_files_that_are_no_events(text: str, words: str, tmp_path: Path) -> None:
    """A broken file is refused with the place."""
    file = tmp_path / "events.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(EventError, match=words):
        load_events(file)
    with pytest.raises(EventError, match="no events can be read"):
        load_events(tmp_path / "none.toml")
