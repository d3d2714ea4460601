"""What standby covers, as files: a page with maps and heat maps, a table, and points for any GIS."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from pathlib import Path

from airlift.errors import PlanError
from airlift.plans.cover import Cover
from airlift.plans.store import write_atomically
from airlift.reporting.borders import shipped_borders
from airlift.reporting.geojson import cover_geojson, geojson_text
from airlift.reporting.lowertables import LOWER_COLUMNS
from airlift.reporting.render import render
from airlift.reporting.standbypage import cover_pages
from airlift.reporting.wording import count, mission_short, pct
from airlift.scenario.model import Scenario

__all__ = ["cover_html", "write_cover"]

_DIGITS = 2


def cover_html(scenario: Scenario, cover: Cover) -> str:
    """Return one self-contained page: for each mission map, heat map, posts, zones, and what a closed site costs."""
    said = [
        f"{mission_short(scenario.mission_by_id[row.mission])} {pct(row.shares.surgery_pct)} "
        f"({pct(row.shares_at_home.surgery_pct)} if all stood by at home)"
        for row in cover.missions
    ]
    posts = "at the posts of the plan" if cover.planned else "as if every demand had its aircraft"
    return render(
        "cover.html.j2",
        {
            "scenario": scenario,
            "headline": f"Alpha casualties in surgery in time: {', '.join(said) or 'no mission has zones'}.",
            "kicker": f"airlift cover · {scenario.name} · {posts}",
            "standby": cover_pages(scenario, cover, shipped_borders()),
        },
    )


def write_cover(scenario: Scenario, cover: Cover, folder: str | Path) -> tuple[Path, ...]:
    """Write `cover.html`, `cover.csv` (a row for each zone and hour) and `cover.geojson` into a folder.

    Raises
    ------
    PlanError
        The folder cannot be written.
    """
    target = Path(folder)
    files = {
        "cover.html": cover_html(scenario, cover),
        "cover.csv": _csv(cover),
        "cover.geojson": geojson_text(cover_geojson(scenario, cover)),
    }
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_atomically(target / name, content)
    except OSError as error:
        raise PlanError(
            f"{target}: {count(len(files), 'file')} of the cover cannot be written ({error.strerror}). "
            "Maybe name a folder that you may write to."
        ) from error
    return tuple(target / name for name in files)


def _csv(cover: Cover) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, LOWER_COLUMNS["zone_cover"], lineterminator="\n")
    writer.writeheader()
    for mission in cover.missions:
        for row in mission.hours:
            cells = asdict(row) | {"mission": mission.mission}
            writer.writerow({k: round(v, _DIGITS) if isinstance(v, float) else v for k, v in cells.items()})
    return text.getvalue()
