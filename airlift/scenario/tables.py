"""The tables of a scenario: their names, row models, keys and references to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from airlift.scenario import casualties, conditions, demands, offers, upkeep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from airlift.scenario.base import Frozen

__all__ = ["TABLES", "TABLE_BY_NAME", "Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Parameters
    ----------
    name : str
        Attribute of `Scenario`, and file name without `.csv`.
    row : type
        Model of a row.
    key : tuple of str
        Columns that identify a row.
    references : tuple of (str, str)
        Column and the table whose `id` it names. A column with several identifiers is checked one by one.
    required : bool
        Whether a scenario needs at least one row in it.
    forbidding : tuple of str
        Columns of `references` that list what is *not* done: such a list may become empty without allowing
        more.
    """

    name: str
    row: type[Frozen]
    key: tuple[str, ...] = ("id",)
    references: tuple[tuple[str, str], ...] = ()
    required: bool = False
    forbidding: tuple[str, ...] = ()

    @property
    def needed_key(self) -> tuple[str, ...]:
        """Columns of the key that no row may leave empty."""
        return tuple(column for column in self.key if self.row.model_fields[column].is_required())

    def key_of(self, values: Mapping[str, Any]) -> str:
        """Name of a row in its table: the values of its key columns that have one, joined by a full stop."""
        cells = [values.get(column) for column in self.key]
        return ".".join(str(cell) for cell in cells if cell not in (None, ""))


TABLES: tuple[Table, ...] = (
    Table("aircraft_types", offers.AircraftType, required=True),
    Table("sites", demands.Site, required=True),
    Table(
        "lots",
        offers.Lot,
        references=(("aircraft_type", "aircraft_types"), ("partners", "partners"), ("missions", "missions")),
    ),
    Table(
        "partners",
        offers.Partner,
        references=(("home_base", "sites"), ("caveat_missions", "missions")),
        required=True,
        forbidding=("caveat_missions",),
    ),
    Table(
        "partner_fleet",
        offers.PartnerFleet,
        key=("partner", "aircraft_type"),
        references=(("partner", "partners"), ("aircraft_type", "aircraft_types")),
    ),
    Table(
        "partner_crews",
        offers.PartnerCrews,
        key=("partner", "aircraft_type"),
        references=(("partner", "partners"), ("aircraft_type", "aircraft_types")),
    ),
    Table("sponsors", offers.Sponsor),
    Table("budgets", offers.Budget, key=("sponsor", "year"), references=(("sponsor", "sponsors"),)),
    Table("earmarks", offers.Earmark, references=(("sponsor", "sponsors"), ("partner", "partners"))),
    Table(
        "courses", offers.Course, references=(("aircraft_type", "aircraft_types"), ("partners", "partners"))
    ),
    Table(
        "maintenance_bases",
        offers.MaintenanceBase,
        references=(("site", "sites"), ("partners", "partners"), ("aircraft_types", "aircraft_types")),
        required=True,
    ),
    Table("spares", conditions.Spares, references=(("aircraft_type", "aircraft_types"),)),
    Table("inspections", upkeep.Inspection, references=(("aircraft_type", "aircraft_types"),)),
    Table(
        "tails",
        upkeep.TailState,
        references=(("partner", "partners"), ("aircraft_type", "aircraft_types")),
    ),
    Table("missions", demands.Mission, required=True),
    Table("zones", casualties.Zone, references=(("mission", "missions"),)),
    Table(
        "consents",
        conditions.Consent,
        key=("mission", "partner", "aircraft_type"),
        references=(("mission", "missions"), ("partner", "partners"), ("aircraft_type", "aircraft_types")),
    ),
    Table("demands", demands.Demand, references=(("mission", "missions"), ("sites", "sites")), required=True),
    Table(
        "tasks",
        demands.Task,
        references=(("mission", "missions"), ("pickup_site", "sites"), ("dropoff_site", "sites")),
    ),
    Table("parity_targets", conditions.ParityTarget, key=("year",)),
    Table("concessions", conditions.Concession),
    Table(
        "pledges",
        conditions.Pledge,
        references=(
            ("partner", "partners"),
            ("aircraft_type", "aircraft_types"),
            ("lot", "lots"),
            ("sponsor", "sponsors"),
            ("course", "courses"),
            ("maintenance_base", "maintenance_bases"),
            ("mission", "missions"),
        ),
    ),
    Table("provenance", demands.Provenance, key=("table", "row", "column")),
)

TABLE_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
