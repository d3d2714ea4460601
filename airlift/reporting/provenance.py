"""How far the figures of a scenario may be trusted, and where they come from."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import get_args

from markupsafe import Markup

from airlift.reporting.pagetables import Table, columns
from airlift.scenario.base import Confidence, Row, Sourced
from airlift.scenario.model import Scenario

__all__ = ["assumptions_table", "confidence_table", "credits_of", "policy_table", "sources_table"]

_LEVELS: tuple[str, ...] = get_args(Confidence)

# A word in a source, and the credit that its licence asks for.
_CREDITS = (
    (
        "UCDP",
        "UCDP Georeferenced Event Dataset, CC BY 4.0: Sundberg, R. and Melander, E. (2013), Introducing the "
        "UCDP Georeferenced Event Dataset, Journal of Peace Research 50(4); Davies, S., Pettersson, T. and "
        "Öberg, M. (2023), Organized violence 1989-2022, and the return of conflict between states, Journal "
        "of Peace Research 60(4).",
    ),
    ("GeoNames", "GeoNames, CC BY 4.0."),
    ("OurAirports", "OurAirports, public domain."),
    (
        "Geo-PKO",
        "Checked against Geo-PKO 2.3: Cil, D., Fjelde, H., Hultman, L. and Nilsson, D. (2020), Mapping blue "
        "helmets, Journal of Peace Research 57(2).",
    ),
)
_OUTLINES = "Country outlines: Natural Earth 1:50m (public domain). Borders and names imply no endorsement."


def confidence_table(scenario: Scenario) -> Table:
    """Rows of each table by confidence; the policy counts its values."""
    counts: dict[str, Counter[str]] = {
        name: Counter(row.confidence for row in rows) for name, rows in _tables(scenario).items()
    }
    counts["policy"] = Counter(value.confidence for _, value in _policies(scenario))
    rows = [
        (name.replace("_", " "), *(str(levels[level]) for level in _LEVELS))
        for name, levels in counts.items()
        if levels.total()
    ]
    sums = [sum(levels[level] for levels in counts.values()) for level in _LEVELS]
    return Table(
        "Rows by confidence",
        columns("Table", *(f"#{level}" for level in _LEVELS)),
        (*rows, ("All", *map(str, sums))),
        total=True,
    )


def assumptions_table(scenario: Scenario) -> Table:
    """Rows that are assumptions as a whole."""
    listed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, rows in _tables(scenario).items():
        for row in rows:
            if row.confidence == "assumption":
                listed[name, row.source].append(_key(row))
    return Table(
        "Rows that are assumptions",
        columns("Table", "Rows", "Said of them"),
        tuple(
            (name.replace("_", " "), ", ".join(keys), source)
            for (name, source), keys in sorted(listed.items())
        ),
    )


def policy_table(scenario: Scenario) -> Table:
    """Every policy value, with its source."""
    return Table(
        "Policy",
        columns("Policy", "#Value", "Confidence", "Source"),
        tuple(
            (name, _value(value.value), value.confidence, value.source) for name, value in _policies(scenario)
        ),
    )


def sources_table(scenario: Scenario) -> Table:
    """List the sources of rows, and of single values that have their own, with how often each is used."""
    used: Counter[tuple[str, str]] = Counter()
    for name, rows in _tables(scenario).items():
        used.update((name.replace("_", " "), row.source) for row in rows)
    used.update((f"{row.table.replace('_', ' ')}, single values", row.source) for row in scenario.provenance)
    return Table(
        "Sources",
        columns("Table", "Source", "#Rows"),
        tuple((name, source, str(times)) for (name, source), times in sorted(used.items())),
    )


def credits_of(scenario: Scenario) -> tuple[str, ...]:
    """Credits for the data that the scenario and the maps use."""
    sources = [row.source for rows in _tables(scenario).values() for row in rows]
    sources += [row.source for row in scenario.provenance]
    sources += [value.source for _, value in _policies(scenario)]
    named = " ".join(dict.fromkeys(sources)).lower()
    return (_OUTLINES, *(credit for word, credit in _CREDITS if word.lower() in named))


def _tables(scenario: Scenario) -> dict[str, tuple[Row, ...]]:
    tables = {}
    for name in Scenario.model_fields:
        rows = getattr(scenario, name)
        if isinstance(rows, tuple) and rows and isinstance(rows[0], Row):
            tables[name] = rows
    return tables


def _policies(scenario: Scenario) -> list[tuple[str, Sourced[object]]]:
    return [
        (f"{section}.{name}", getattr(getattr(scenario.policy, section), name))
        for section in type(scenario.policy).model_fields
        for name in type(getattr(scenario.policy, section)).model_fields
    ]


def _value(value: object) -> str | Markup:
    """Write a policy value; one of many numbers may break over lines."""
    if isinstance(value, tuple):
        return Markup('<span class="listed">{}</span>').format(", ".join(f"{part:g}" for part in value))
    return str(value)


def _key(row: Row) -> str:
    """Return the identifier of a row, or its first two values where it has none."""
    if "id" in type(row).model_fields:
        return str(getattr(row, "id"))  # noqa: B009 - only some rows have it
    names = [name for name in type(row).model_fields if name not in Row.model_fields][:2]
    return " ".join(str(getattr(row, name)) for name in names)
