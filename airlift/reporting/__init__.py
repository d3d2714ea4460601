"""What a planner reads: the summary in sentences, tables, GeoJSON and one self-contained HTML page."""

from airlift.reporting.coverpage import cover_html, write_cover
from airlift.reporting.front import (
    COST_AXIS,
    UNMET_AXIS,
    Axis,
    FrontPoint,
    RankedPledge,
    front_svg,
    front_table,
    pledges_svg,
    pledges_table,
)
from airlift.reporting.geojson import cover_geojson, plan_geojson, write_geojson
from airlift.reporting.html import report, report_html
from airlift.reporting.simulated import read_simulation
from airlift.reporting.summary import Finding, Findings, Section, Summary, summarise
from airlift.reporting.svg import standalone
from airlift.reporting.tables import records, tables, write_csv

__all__ = [
    "COST_AXIS",
    "UNMET_AXIS",
    "Axis",
    "Finding",
    "Findings",
    "FrontPoint",
    "RankedPledge",
    "Section",
    "Summary",
    "cover_geojson",
    "cover_html",
    "front_svg",
    "front_table",
    "plan_geojson",
    "pledges_svg",
    "pledges_table",
    "read_simulation",
    "records",
    "report",
    "report_html",
    "standalone",
    "summarise",
    "tables",
    "write_cover",
    "write_csv",
    "write_geojson",
]
