"""The report as text: self-contained, escaped, complete."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from airlift.errors import PlanError
from airlift.plans import Allocation, AssessmentVisit, Plan, Status
from airlift.reporting import report, report_html
from airlift.rules import RULES
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows
from tests.unit.reporting.findings import SomeFinding, SomeFindings
from tests.unit.reporting.handmade import hand_allocation, hand_plan, hand_programme, hand_result

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>&'

_VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Collects tags with their attributes, and watches that tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all tags of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def page(scenario: Scenario, plan: Plan) -> str:
    """Return the report of the plan written by hand, which the checker likes."""
    return report_html(scenario, plan, SomeFindings())


def test_tags_are_closed_in_order_and_ids_are_unique(page: str) -> None:
    """The page is one that any browser reads alike."""
    parsed = Page(page)
    assert parsed.open == []
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched_from_anywhere(page: str) -> None:
    """No address of a network, no file beside the page, and a policy that forbids both."""
    parsed = Page(page)
    for tag, attributes in parsed.tags:
        for name in ("src", "href", "srcset", "action", "data", "xlink:href"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:")), (tag, name, value)
    assert re.search(r"https?://|@import|url\((?!#)", page) is None
    policy = next(m["content"] for m in parsed.named("meta") if "http-equiv" in m)
    assert policy is not None
    assert policy.startswith("default-src 'none';")


def test_only_the_script_of_the_report_may_run(page: str) -> None:
    """The policy names the digest of the one script."""
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert not re.search(r"\son\w+=", page)


def test_names_cannot_break_out(scenario: Scenario) -> None:
    """Markup in any free text of scenario, plan and findings is shown, never run."""
    hostile = tiny_scenario(title=EVIL)
    for table, key in (
        ("partners", "kenya"),
        ("partners", "rwanda"),
        ("missions", "unmiss"),
        ("sites", "juba"),
        ("sites", "terekeka"),
        ("aircraft_types", "500md"),
        ("maintenance_bases", "juba-hangar"),
        ("sponsors", "un"),
        ("courses", "kenya-school"),
    ):
        hostile = with_row(hostile, table, key, name=EVIL, source=EVIL)
    hostile = with_row(hostile, "courses", "kenya-school", school=EVIL)
    programme = hand_programme()
    outcome = programme.outcomes[1].model_copy(update={"reason": EVIL, "rule": EVIL})
    programme = programme.model_copy(
        update={"outcomes": (programme.outcomes[0], outcome, *programme.outcomes[2:])}
    )
    result = hand_result(
        restrictions=(EVIL,), notes=(EVIL,), versions={EVIL: EVIL}, conflict=(EVIL,), level=EVIL
    )
    plan = hand_plan(hostile, programmes=(programme,), results=(result,))
    finding = SomeFinding(EVIL, EVIL, 1.0, EVIL, EVIL)
    text = report_html(hostile, plan, SomeFindings((finding,)))
    parsed = Page(text)
    assert parsed.open == []
    assert len(parsed.named("script")) == 1
    assert parsed.named("img") == []
    assert not any(name.startswith("on") for _, attributes in parsed.tags for name in attributes)
    assert "&lt;script&gt;alert(1)" in text


def test_parts_stand_in_the_order_that_a_planner_wants(page: str) -> None:
    """Verdict, units, months, unmet demand, aircraft, money, the day, how it was found, data."""
    parts = ("units", "months", "unmet", "aircraft", "money", "lasting", "programmes", "found", "data")
    places = [page.index(f'<section id="{part}">') for part in parts]
    assert places == sorted(places)
    assert page.index("every rule is kept") < places[0]


def test_verdicts(scenario: Scenario, plan: Plan) -> None:
    """What the checker and the search say stands on top; findings get a part of their own."""
    happy = report_html(scenario, plan, SomeFindings())
    assert "<span>Checker</span> every rule is kept" in happy
    assert "<span>Search</span> not proven best" in happy
    assert "<span>Gap, tier 1 unmet</span> 10.00 %" in happy
    assert 'id="findings"' not in happy
    assert "<span>Checker</span> not asked" in report_html(scenario, plan)
    unhappy = report_html(scenario, plan, SomeFindings((SomeFinding(),)))
    assert "<span>Checker</span> 1 finding" in unhappy
    assert "12.3 kg of fuel are missing at Juba." in unhappy
    assert '<td class="figures">12.35 kg</td>' in unhappy or '<td class="figures">12.34 kg</td>' in unhappy


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.OPTIMAL, "proven best"),
        (Status.INFEASIBLE, "proven impossible"),
        (Status.UNKNOWN, "nothing found"),
    ],
)
def test_status_in_words(scenario: Scenario, status: Status, words: str) -> None:
    """Each status has its words, and an interrupt is said."""
    result = hand_result(
        level="sorties:unmiss", status=status, interrupted=True, objectives=(), time_limit_s=None
    )
    text = report_html(scenario, hand_plan(scenario, results=(result,)))
    assert f"<span>Search</span> {words}" in text
    assert "<span>Search</span> interrupted" in text
    assert "2.5 s, limit none" in text


def test_levels_that_were_not_searched_are_said(page: str, scenario: Scenario) -> None:
    """Missing levels stand in the table, and a proof of those before them is no proof of the plan."""
    for name in ("tier 3 unmet", "first medevac month", "cost"):
        assert re.search(rf"<td>{name}</td>(<td[^>]*>–</td>){{3}}<td>not searched</td>", page)
    assert re.search(r"<td>tier 2 unmet</td>.*<td>feasible, not searched</td>", page)
    first = hand_result().objectives[0].model_copy(update={"status": Status.OPTIMAL, "bound": 18.0})
    proven = hand_result(status=Status.OPTIMAL, objectives=(first,))
    assert "<span>Search</span> not proven best" in report_html(
        scenario, hand_plan(scenario, results=(proven,))
    )


def test_demand_that_no_partner_can_serve_says_why(scenario: Scenario) -> None:
    """The rule's sentence stands beside the demand, and not among the notes."""
    note = "demand unmiss-patrol cannot be reached by any partner: demand.payload"
    text = report_html(scenario, hand_plan(scenario, results=(hand_result(notes=(note, "a note")),)))
    sentence = RULES["demand.payload"].sentence
    assert f"Sep 2022 – Dec 2023; no partner can ever serve it, by the rule “{sentence[:-1]}”" in text
    assert "<dt>Notes</dt><dd>a note</dd>" in text


def test_limits_are_rounded_and_peaks_explained(scenario: Scenario, page: str) -> None:
    """A limit is not told to the hundred-thousandth; numbers on the map are told to be peaks."""
    result = hand_result(time_limit_s=1.24989, wall_s=112.46)
    assert "112 s, limit 1.2 s" in report_html(scenario, hand_plan(scenario, results=(result,)))
    assert "peaks fall in different months" in page


def test_places_of_tasks_have_room(page: str) -> None:
    """The column of places is a wide one, so that rows stay low."""
    row = next(line for line in page.splitlines() if '<th scope="row">m1</th>' in line)
    assert re.search(r'<td class="wide">[^<]*Terekeka', row)
    assert ".wide { min-width:" in page


def test_sample_day_and_month_of_its_units_are_told_apart(page: str) -> None:
    """The heading names both; units that stay have no end."""
    assert "<h3>UNMISS, sample day 12 October with the units of Dec 2022</h3>" in page
    assert '<td class="unbroken">from Apr 2022 on</td>' in page
    assert "“on”: to the end of the plan, Dec 2023" in page


def test_tables_have_captions_and_scopes(page: str) -> None:
    """Every table has a caption, every heading its direction, every row a heading that says something."""
    assert page.count("<table") == page.count("<caption>")
    assert "<th>" not in page
    assert '<th scope="row"></th>' not in page


def test_pictures_have_titles_and_descriptions(page: str) -> None:
    """Map and Gantt of the plan and of the day can be read aloud."""
    pictures = [attributes for attributes in Page(page).named("svg") if attributes.get("role") == "img"]
    assert [picture["id"] for picture in pictures] == [
        "map-overview",
        "gantt-units",
        "gantt-unmiss",
        "map-unmiss",
    ]
    for picture in pictures:
        assert f'<title id="{picture["id"]}-title">' in page
        assert f'<desc id="{picture["id"]}-desc">' in page
        assert picture["aria-labelledby"] == f"{picture['id']}-title {picture['id']}-desc"


def test_tasks_show_fate_reason_and_clock(page: str) -> None:
    """Flown or not, by which rule, what would be pushed out, minutes to surgery."""
    assert '<span class="yes">flown</span> by unmiss-s1' in page
    assert "91 of 120 min" in page
    assert "Flying it would push out unmiss-p1." in page
    assert re.search(r'<abbr title="A unit flies no more tails[^"]*">tail\.available</abbr>', page)


def test_late_casualty_is_set_off(scenario: Scenario) -> None:
    """More minutes than the clock allows are shown as late."""
    programme = hand_programme()
    late = programme.outcomes[0].model_copy(update={"surgery_min": 150})
    programme = programme.model_copy(update={"outcomes": (late, *programme.outcomes[1:])})
    text = report_html(scenario, hand_plan(scenario, programmes=(programme,)))
    assert '150 of 120 min<span class="meter late">' in text


def test_casualty_without_a_clock_shows_its_minutes(scenario: Scenario) -> None:
    """A routine medevac has no limit to be measured against."""
    routine = with_row(scenario, "tasks", "unmiss-m1", priority="routine")
    assert "<td>91 min</td>" in report_html(routine, hand_plan(routine))


def test_target_of_zero_draws_no_bar(scenario: Scenario) -> None:
    """Without a target a share is a figure alone."""
    aimless = with_policy(scenario, "crew", women_target_pct=0.0)
    assert '<td class="figures">9.4 %</td>' in report_html(aimless, hand_plan(aimless))


def test_pledges_show_state_and_conditions(scenario: Scenario) -> None:
    """What is not firm enough says so; conditions stand beside the lot that has them."""
    changed = with_row(scenario, "lots", "rok-1", missions="unmiss", return_month="2023-11")
    changed = with_row(changed, "lots", "rok-2", state="announced")
    changed = with_policy(changed, "matching", least_pledge_state="confirmed")
    text = report_html(changed, hand_plan(changed))
    assert "(planned with: lots that are confirmed or firmer)" in text
    assert "<td>announced, not planned with</td>" in text
    assert "<td>only for UNMISS, until Oct 2023</td>" in text


def test_visits_and_consents_are_shown_where_there_are_any(scenario: Scenario, page: str) -> None:
    """A table of nothing would only be in the way."""
    for caption in ("Assessment visits", "Consent of host states", "Relief in place"):
        assert caption not in page
    changed = with_rows(
        scenario,
        "consents",
        {"mission": "minusca", "partner": "kenya", "aircraft_type": None, "first_month": None},
    )
    visit = AssessmentVisit(partner="kenya", month="2022-04")
    old = hand_allocation().units[0].model_copy(update={"aircraft": (3,) * 8})
    new = old.model_copy(update={"id": "e2", "partner": "el-salvador", "first_month": "2023-06"})
    allocation = hand_allocation().model_copy(
        update={"visits": (visit,), "units": (old, new, *hand_allocation().units[1:])}
    )
    text = report_html(changed, hand_plan(changed, allocation=allocation))
    assert '<th scope="row">Kenya</th><td>2</td><td>Apr 2022</td><td>Dec 2022</td>' in text
    assert '<th scope="row">MINUSCA</th><td>Kenya</td><td>every type</td><td>refused</td>' in text
    assert (
        '<th scope="row">UNMISS medevac</th><td>Aug 2023</td><td>Kenya</td><td>El Salvador</td>'
        '<td class="figures">2</td>' in text
    )


def test_burden_and_transition_have_a_row_for_each_member(page: str) -> None:
    """Amounts with shares; the months from which a partner stands alone."""
    assert re.search(r'<th scope="row">rok</th><td>donor</td>.*<td class="figures">4 \(30\.8 %\)</td>', page)
    assert re.search(r'<th scope="row">UN Letter of Assist</th><td>sponsor</td>.*1\.41 \(63\.8 %\)', page)
    assert re.search(
        r'<th scope="row">Kenya</th><td class="wide">Dec 2022 – Dec 2023</td><td class="figures">13 of 24</td>'
        r'<td class="figures">–</td><td class="figures">1</td><td class="unbroken">not reached</td>'
        r'<td class="unbroken">Jan 2022</td>',
        page,
    )


def test_reimbursement_still_due_is_said(scenario: Scenario, page: str) -> None:
    """By partner, where the delay goes beyond the plan."""
    assert "falls due after the plan" not in page
    late = with_policy(scenario, "cost", reimbursement_delay_months=2)
    assert re.search(
        r"Reimbursement of USD [\d.]+ million falls due after the plan.*: Kenya USD [\d,]+, El Salvador",
        report_html(late, hand_plan(late)),
    )


def test_women_by_year_are_set_against_the_target_of_the_year(scenario: Scenario) -> None:
    """The bar is the share of that target; without one there is none."""
    changed = with_rows(scenario, "parity_targets", {"year": 2022, "target_pct": 9.0})
    changed = with_policy(changed, "crew", women_target_pct=0.0)
    text = report_html(changed, hand_plan(changed))
    assert re.search(r'<th scope="row">2022</th>.*<span class="meter.*<td class="figures">9\.0 %</td>', text)
    assert re.search(
        r'<th scope="row">2023</th>(<td class="figures">[\d.,]+( %)?</td>){3}<td class="figures">0 %</td>',
        text,
    )


def test_money_that_nobody_pays_is_shown(scenario: Scenario, plan: Plan) -> None:
    """Cost less payments has a row until everything is paid for."""
    assert "Nobody (cost less payments)" in report_html(scenario, plan)
    free = hand_plan(scenario, allocation=Allocation(), programmes=())
    assert "Nobody (cost less payments)" not in report_html(scenario, free)


def test_credits_follow_the_sources(scenario: Scenario, plan: Plan) -> None:
    """Natural Earth always; others where a source names them."""
    assert "Natural Earth" in report_html(scenario, plan)
    assert "UCDP Georeferenced" not in report_html(scenario, plan)
    cited = with_row(scenario, "sites", "juba", source="counted from UCDP GED")
    assert "UCDP Georeferenced" in report_html(cited, hand_plan(cited))


def test_assumptions_are_counted(page: str) -> None:
    """Rows by confidence; of the sites of the tiny scenario all are assumptions."""
    assert re.search(
        r'<th scope="row">sites</th><td class="figures">0</td><td class="figures">0</td>'
        r'<td class="figures">0</td><td class="figures">12</td>',
        page,
    )


def test_empty_plan_has_a_report_too(scenario: Scenario) -> None:
    """No unit, no sortie, no result: still a page that says so."""
    text = report_html(scenario, hand_plan(scenario, allocation=Allocation(), programmes=(), results=()))
    assert Page(text).open == []
    assert "No unit is deployed." in text
    assert "written by hand, nothing proven" in text
    assert 'id="programmes"' not in text


def test_one_month_and_long_names_fit(scenario: Scenario) -> None:
    """A horizon of a month and a site name of 200 letters still make a page."""
    short = with_row(tiny_scenario(horizon_months=6), "sites", "juba", name="J" * 200)
    allocation = hand_allocation().model_copy(
        update={"units": (hand_allocation().units[1].model_copy(update={"aircraft": (3, 3, 3)}),)}
    )
    text = report_html(short, hand_plan(short, allocation=allocation, programmes=()))
    assert "J" * 200 in text
    assert "…" in text


def test_report_is_the_same_every_time(scenario: Scenario, plan: Plan, page: str) -> None:
    """No time, no place, no chance in the page."""
    assert report_html(scenario, plan, SomeFindings()) == page


def test_report_is_written_where_asked(scenario: Scenario, plan: Plan, page: str, tmp_path: Path) -> None:
    """Folders are made; the file holds the page and nothing stays beside it."""
    file = report(scenario, plan, SomeFindings(), tmp_path / "deep" / "report.html")
    assert file.read_text(encoding="utf-8") == page
    assert [path.name for path in file.parent.iterdir()] == ["report.html"]


def test_place_that_cannot_be_written_is_told(scenario: Scenario, plan: Plan, tmp_path: Path) -> None:
    """The error names the file and the remedy."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PlanError, match=r"report\.html: the report cannot be written.*Maybe name a file"):
        report(scenario, plan, None, tmp_path / "file" / "report.html")
