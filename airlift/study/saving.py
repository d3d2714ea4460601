"""A front on disk: a table, a picture and a folder for each plan."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from airlift.plans.store import save, write_atomically
from airlift.study.measures import MEASURES
from airlift.study.outcomes import TradeOffs

__all__ = ["FRONT_FILE", "save_trade_offs"]

FRONT_FILE = "front.json"

_PER_MILLION = 1e-6


def save_trade_offs(study: TradeOffs, folder: str | Path) -> list[Path]:
    """Write `front.json`, `front.csv`, `front.svg` and one folder with plan and scenario for each plan.

    The picture shows the first two objectives. Plans of equal name are replaced.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OSError, PlanError
        The folder cannot be written.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = [target / FRONT_FILE, target / "front.csv"]
    write_atomically(written[0], json.dumps(study.to_dict(), indent=1, ensure_ascii=False) + "\n")
    write_atomically(written[1], _table(study))
    if study.front.points:
        written.append(target / "front.svg")
        write_atomically(written[-1], _picture(study) + "\n")
    for name, plan in study.plans.items():
        written.append(save(study.front.scenario, plan, target / "plans" / name))
    return written


def _table(study: TradeOffs) -> str:
    objectives = study.front.objectives
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    head = [f"{name}_{what}" for name in objectives for what in ("value", "bound", "status")]
    writer.writerow(["point", "status", *head, "units"])
    for name, point in study.named_points.items():
        levels = {level.name: level for level in point.levels}
        cells = [
            cell
            for objective in objectives
            for cell in (levels[objective].value, levels[objective].bound, levels[objective].status.value)
        ]
        writer.writerow([name, point.status.value, *cells, len(point.allocation.units)])
    return stream.getvalue()


def _picture(study: TradeOffs) -> str:
    from airlift.reporting.front import Axis, FrontPoint, front_svg

    across, upwards = study.front.objectives[:2]
    points = []
    for name, point in study.named_points.items():
        levels = {level.name: level for level in point.levels}
        points.append(
            FrontPoint(
                name,
                _shown(across, levels[across].value) or 0.0,
                _shown(upwards, levels[upwards].value) or 0.0,
                _shown(across, levels[across].bound),
                _shown(upwards, levels[upwards].bound),
            )
        )
    return str(
        front_svg(points, Axis(_title(across), _digits(across)), Axis(_title(upwards), _digits(upwards)))
    )


def _shown(measure: str, value: float | None) -> float | None:
    return value * _PER_MILLION if measure == "cost" and value is not None else value


def _title(measure: str) -> str:
    return "Cost, USD million" if measure == "cost" else f"{measure.capitalize()}, {MEASURES[measure]}"


def _digits(measure: str) -> int:
    return 1 if measure == "cost" else 0
