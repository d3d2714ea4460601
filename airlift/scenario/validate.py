"""From raw cells to frozen rows: what is well-formed goes on although other rows are not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, get_origin

from pydantic import ValidationError
from pydantic_core import to_json

from airlift.scenario.model import Head
from airlift.scenario.policy import Policy
from airlift.scenario.tables import TABLES, Table
from airlift.scenario.wording import did_you_mean, explain, show

if TYPE_CHECKING:
    from airlift.scenario.base import Frozen
    from airlift.scenario.issues import Issue
    from airlift.scenario.raw import RawRow, RawScenario, RawTable

__all__ = ["Draft", "validate"]

HEAD = "head"
POLICY = "policy"


@dataclass(slots=True)
class Draft:
    """What could be understood.

    Parameters
    ----------
    head : Head or None
        None when a top-level value is wrong.
    policy : Policy or None
        None when a policy value is wrong or missing.
    rows : dict
        Well-formed rows by table.
    places : dict
        Place of each well-formed row, by table and name of the row; used to report what is wrong in the
        whole.
    sound : set of str
        Parts (tables, `head`, `policy`) in which nothing is wrong.
    suspect : set of (str, int, str)
        Table, position and column of cells that were reported.
    """

    head: Head | None = None
    policy: Policy | None = None
    rows: dict[str, tuple[Frozen, ...]] = field(default_factory=dict)
    places: dict[str, dict[str, RawRow]] = field(default_factory=lambda: defaultdict(dict))
    sound: set[str] = field(default_factory=set)
    suspect: set[tuple[str, int, str]] = field(default_factory=set)


def validate(raw: RawScenario, issues: list[Issue]) -> Draft:
    """Check all values of a scenario one by one."""
    draft = Draft()
    draft.head = _validate_head(raw, issues)
    draft.policy = _validate_policy(raw, issues)
    if draft.head is not None:
        draft.sound.add(HEAD)
    if draft.policy is not None:
        draft.sound.add(POLICY)
    for table in TABLES:
        content = raw.tables.get(table.name)
        if content is not None:
            _validate_table(table, content, draft, issues)
        elif not table.required:
            draft.sound.add(table.name)
            draft.rows[table.name] = ()
        else:
            message = f"the table {table.name} is missing"
            hint = "add it with at least one row"
            issues.append(raw.table_place(table.name).issue("missing-table", None, message, hint))
    return draft


def _validate_head(raw: RawScenario, issues: list[Issue]) -> Head | None:
    try:
        return Head.model_validate_json(to_json(raw.head, fallback=str), strict=True)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            name = str(item["loc"][0])
            if name == "schema_version":
                message = f"{show(item['input'])} is not a version that this airlift reads"
                issue = raw.place_of(name).issue("bad-version", name, message, 'write schema_version = "1"')
            else:
                code, message, hint = explain(item)
                issue = raw.place_of(name).issue(code, name, message, hint)
            issues.append(issue)
    return None


def _validate_policy(raw: RawScenario, issues: list[Issue]) -> Policy | None:
    try:
        return Policy.model_validate_json(to_json(raw.policy, fallback=str), strict=True)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            issues.append(_policy_issue(raw, item))
    return None


def _policy_issue(raw: RawScenario, error: Any) -> Issue:
    path = [str(part) for part in error["loc"]]
    if len(path) == 3 and path[-1] == "value" and error["type"] != "missing":
        path.pop()
    name = ".".join(["policy", *path])
    if error["type"] == "extra_forbidden":
        known, of = _policy_names(path)
        hint = did_you_mean(path[-1], known, f"choose {', '.join(sorted(known))}")
        message = f"{show(path[-1])} is not a policy{of}"
        return raw.place_of(name).issue("unknown-policy", name, message, hint)
    if error["type"] == "missing":
        what = f"the section [{name}]" if len(path) == 1 else f"the value {name}"
        message, hint = f"{what} is missing", "write it, or copy it with `airlift new`"
        return raw.place_of(name.rpartition(".")[0]).issue("missing-policy", name, message, hint)
    code, message, hint = explain(error)
    return raw.place_of(name).issue(code, name, message, hint)


def _policy_names(path: list[str]) -> tuple[set[str], str]:
    """Names that may stand where an unknown one does, and words for that place."""
    if len(path) == 1:
        return set(Policy.model_fields), " section"
    if len(path) == 2:
        section: Any = Policy.model_fields[path[0]].annotation
        return set(section.model_fields), f" of [policy.{path[0]}]"
    return {"value", "source", "confidence"}, " entry (value, source, confidence)"


@cache
def _columns(model: type[Frozen]) -> tuple[frozenset[str], frozenset[str]]:
    """Columns that hold lists, and columns that must be there."""
    fields = model.model_fields
    lists = frozenset(name for name, info in fields.items() if get_origin(info.annotation) is tuple)
    return lists, frozenset(name for name, info in fields.items() if info.is_required())


def _validate_table(table: Table, content: RawTable, draft: Draft, issues: list[Issue]) -> None:
    good: list[Frozen] = []
    for at, row in enumerate(content.rows):
        if row.broken:
            continue
        model = _validate_row(table, at, row, draft, issues)
        if model is not None:
            good.append(model)
            draft.places[table.name].setdefault(table.key_of(row.values), row)
    draft.rows[table.name] = tuple(good)
    if table.required and not content.rows and not content.broken:
        message = f"the table {table.name} has no row"
        issues.append(content.place.issue("missing-table", None, message, "add at least one row"))
    if not content.broken and len(good) == len(content.rows):
        draft.sound.add(table.name)


def _validate_row(table: Table, at: int, row: RawRow, draft: Draft, issues: list[Issue]) -> Frozen | None:
    lists, required = _columns(table.row)
    try:
        if row.text:
            # An empty cell is no value; of a list it is the empty list.
            values = {name: cell for name, cell in row.values.items() if cell != "" or name in lists}
            return table.row.model_validate(values)
        return table.row.model_validate_json(to_json(row.values, fallback=str), strict=True)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            column = str(item["loc"][0]) if item["loc"] else None
            draft.suspect.add((table.name, at, column or ""))
            if item["type"] == "missing" and column in row.unread:
                continue
            path = ".".join(str(part) for part in item["loc"]) if not row.text else column
            code, message, hint = explain(item)
            if item["type"] == "extra_forbidden":
                code, message = "unknown-column", f"{show(column)} is not a column of {table.name}"
                unused = set(table.row.model_fields) - set(row.values)
                hint = did_you_mean(str(column), unused, f"columns are {', '.join(table.row.model_fields)}")
            elif item["type"] == "missing" and column in required and not row.text:
                code, message, hint = "missing-value", "is missing", f"write {column}"
            issues.append(row.place_of(column).issue(code, path, message, hint))
    return None
