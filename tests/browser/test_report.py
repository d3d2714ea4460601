"""The report in a real browser: it opens from disk, asks for nothing, and works at every width."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from airlift.reporting import FrontPoint, RankedPledge, front_svg, pledges_svg, report, standalone
from tests.scenarios import tiny_scenario
from tests.unit.reporting.findings import SomeFindings
from tests.unit.reporting.handfleet import (
    hand_cover,
    hand_simulation,
    hand_standby,
    upkeep_scenario,
    upkept_plan,
)
from tests.unit.reporting.handmade import hand_plan, hand_programme

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a report with the programmes of two missions."""
    scenario = tiny_scenario()
    first = hand_programme()
    quiet = first.model_copy(
        update={"mission": "minusca", "sorties": (), "outcomes": (), "day": date(2022, 10, 13)}
    )
    plan = hand_plan(scenario, programmes=(first, quiet))
    return report(scenario, plan, SomeFindings(), tmp_path_factory.mktemp("out") / "report.html")


@pytest.fixture(scope="module")
def upkept_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a report with fleet, standby of two missions, rounds and a simulation."""
    scenario = upkeep_scenario()
    other = hand_standby()[0].model_copy(update={"mission": "minusca", "posts": ()})
    plan = upkept_plan(scenario, standby=(*hand_standby(), other))
    return report(
        scenario,
        plan,
        SomeFindings(),
        tmp_path_factory.mktemp("upkept") / "report.html",
        cover=hand_cover(),
        simulation=hand_simulation(),
    )


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a front and ranked pledges, each as a file of its own, and return the folder."""
    folder = tmp_path_factory.mktemp("studies")
    points = [FrontPoint("A", 0.0, 182.4, 0.0, 171.0), FrontPoint("B", 40.0, 120.1, 40.0, 120.1)]
    (folder / "front.svg").write_text(standalone(front_svg(points)), encoding="utf-8")
    pledges = [RankedPledge("lot", "Four more 500MD", ((1, 40.0), (2, 12.0)))]
    (folder / "pledges.svg").write_text(standalone(pledges_svg(pledges)), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start the Chromium of the system without a window."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, report_file: Path) -> Iterator[Page]:
    """Open the report of matching and sorties from disk."""
    yield from opened_from_disk(browser, report_file)


@pytest.fixture
def upkept(browser: Browser, upkept_file: Path) -> Iterator[Page]:
    """Open the report with everything in it from disk."""
    yield from opened_from_disk(browser, upkept_file)


def opened_from_disk(browser: Browser, report_file: Path) -> Iterator[Page]:
    """Open a page; afterwards fail on any error and any request but the file itself."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(f"console: {message.text}"))
    opened.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    opened.on("request", lambda request: complaints.append(f"request: {request.url}"))
    opened.goto(report_file.as_uri())
    yield opened
    opened.close()
    allowed = {f"request: {report_file.as_uri()}", "request: data:,"}
    assert [complaint for complaint in complaints if complaint not in allowed] == []


def test_main_parts_are_visible(page: Page) -> None:
    """Headline, verdict, cards, units, maps, charts and tables are there to be seen."""
    assert page.title() == "A tiny scenario – airlift plan"
    for selector in (
        "h1",
        ".badge.good",
        ".card",
        "#units table",
        "#map-overview",
        "#gantt-units",
        "#unmet table",
        "#money table",
        "#lasting table",
        "#map-unmiss",
        "#gantt-unmiss",
        "#found table",
        "#data table",
    ):
        assert page.locator(selector).first.is_visible(), selector


def test_lower_levels_can_be_reached_and_seen(upkept: Page) -> None:
    """The navigation leads to each new part; its pictures and tables are there to be seen."""
    for part in ("fleet", "standby", "responses"):
        upkept.locator(f"nav a[href='#{part}']").click()
        assert upkept.locator(f"#{part} h2").is_visible()
    for selector in (
        "#fleet table",
        "#bank-time .visit",
        "#gantt-docks .disc",
        "#map-standby-unmiss .zone",
        "#map-standby-unmiss .ring",
        "#heat-unmiss rect",
        "#standby-unmiss table",
        "#responses-unmiss .curve",
        "#found table",
    ):
        assert upkept.locator(selector).first.is_visible(), selector


def test_standby_and_programmes_have_tabs_of_their_own(upkept: Page) -> None:
    """To choose a mission's standby leaves the programmes alone."""
    upkept.locator("#standby").get_by_role("tab", name="MINUSCA").click()
    assert upkept.locator("#standby-minusca").is_visible()
    assert not upkept.locator("#standby-unmiss").is_visible()
    assert upkept.locator("#programme-unmiss").is_visible()


def test_hatching_of_what_nobody_covers_is_painted(upkept: Page) -> None:
    """The pattern is found though its picture has no size: the cells are neither empty nor black."""
    cell = upkept.locator("#heat-unmiss rect[fill='url(#no-cover)']").first
    assert cell.is_visible()
    shown = cell.screenshot()
    upkept.locator("#no-cover").evaluate("pattern => pattern.remove()")
    assert cell.screenshot() != shown


@pytest.mark.parametrize("picture", ["bank-time", "gantt-docks", "map-standby-unmiss", "heat-unmiss"])
def test_labels_stay_in_their_pictures_and_off_each_other(upkept: Page, picture: str) -> None:
    """No text is cut at an edge or printed over another."""
    overlaps = upkept.evaluate(
        """name => {
          const svg = document.getElementById(name), edge = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text:not(.country)')]
            .map(t => [t.textContent, t.getBoundingClientRect()]);
          const found = [];
          texts.forEach(([words, a], n) => {
            if (a.left < edge.left - 1 || a.right > edge.right + 1) found.push(words + ' leaves the picture');
            texts.slice(n + 1).forEach(([other, b]) => {
              const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              if (wide > 2 && high > 5) found.push(words + ' over ' + other);
            });
          });
          return found;
        }""",
        picture,
    )
    assert overlaps == []


@pytest.mark.parametrize("width", [390, 1280])
def test_wide_pictures_scroll_in_their_place(upkept: Page, width: int) -> None:
    """With fleet and standby too the page is never wider than the window."""
    upkept.set_viewport_size({"width": width, "height": 800})
    assert upkept.evaluate("document.documentElement.scrollWidth") <= width


def test_tabs_show_one_mission_at_a_time(page: Page) -> None:
    """The mouse and the arrow keys change the mission; the tab says which one is shown."""
    first, second = page.locator("#programme-unmiss"), page.locator("#programme-minusca")
    assert (first.is_visible(), second.is_visible()) == (True, False)
    page.get_by_role("tab", name="MINUSCA").click()
    assert (first.is_visible(), second.is_visible()) == (False, True)
    page.keyboard.press("ArrowRight")
    assert first.is_visible()
    assert page.get_by_role("tab", name="UNMISS").get_attribute("aria-selected") == "true"


def test_folded_parts_open(page: Page) -> None:
    """Policy values are folded away until they are asked for."""
    value = page.get_by_text("flight.reserve_day_min")
    assert not value.is_visible()
    page.get_by_text("Policy values").click()
    assert value.is_visible()


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_page_is_never_wider_than_the_window(page: Page, width: int) -> None:
    """Wide tables and pictures scroll in their own place, not the page."""
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_shows_everything(page: Page) -> None:
    """On paper there are no tabs: every mission is printed, and the navigation is not."""
    page.emulate_media(media="print")
    assert page.locator("#programme-minusca").is_visible()
    assert not page.locator("nav").is_visible()
    assert not page.get_by_role("tablist").is_visible()


def test_dark_and_light_differ(page: Page) -> None:
    """The page follows the reader's choice."""
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds[0] != grounds[1]


def test_report_reads_without_its_script(browser: Browser, report_file: Path) -> None:
    """Where scripts are switched off, all missions stand below each other."""
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(report_file.as_uri())
    assert opened.locator("#programme-unmiss").is_visible()
    assert opened.locator("#programme-minusca").is_visible()
    context.close()


@pytest.mark.parametrize(("name", "shape"), [("front", "circle.bound"), ("pledges", "rect")])
def test_pictures_of_studies_open_alone(browser: Browser, studies: Path, name: str, shape: str) -> None:
    """As files they are drawn with their own colours, without a page around them."""
    opened = browser.new_page()
    opened.goto((studies / f"{name}.svg").as_uri())
    drawn = opened.locator(shape).first
    assert drawn.is_visible()
    colour = "getComputedStyle(e).stroke" if name == "front" else "getComputedStyle(e).fill"
    assert drawn.evaluate(f"e => {colour}") not in ("none", "rgb(0, 0, 0)")
    opened.close()
