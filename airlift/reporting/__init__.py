"""What a planner reads: the summary in sentences, tables, GeoJSON and one self-contained HTML page."""

from airlift.reporting.geojson import plan_geojson, write_geojson
from airlift.reporting.html import report, report_html
from airlift.reporting.summary import Finding, Findings, Section, Summary, summarise
from airlift.reporting.tables import records, tables, write_csv

__all__ = [
    "Finding",
    "Findings",
    "Section",
    "Summary",
    "plan_geojson",
    "records",
    "report",
    "report_html",
    "summarise",
    "tables",
    "write_csv",
    "write_geojson",
]
