"""Generated worlds: many donors, partners and missions, with the rules, types and sites of `seoul-2021`.

    python -m benchmarks.scenarios.worlds --lots 40 -o world-40.json

A world of 40 lots has 400 tails of six types, 30 partners, 12 sponsors and 60 demands in 12 missions over 60 months;
other sizes keep these proportions. States, lots and sums are invented; policies, aircraft and airfields are those of
the shipped scenario. The same seed gives the same world on every machine.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import airlift
from airlift.flight.feasible import lifts_payload
from airlift.scenario import Demand, Scenario, Site, add_months
from airlift.scenario.offers import AircraftType
from airlift_data.drawing import Draw
from benchmarks.scenarios.worldmoney import MADE, money

__all__ = ["generated_world"]

TYPES = ("500md", "md530f", "mi-17", "uh-1h", "bell-212", "oryx")
OPERATED = {"md500": 0.4, "mi8": 0.3, "uh1": 0.2, "puma": 0.1}
REGIONS = ("unmiss", "minusca", "monusco", "unsos", "minusma", "unisfa")
ROLES = ("medevac", "utility", "patrol", "medevac", "utility")
TIERS = {"medevac": 1, "patrol": 2, "utility": 3}
TAILS_PER_LOT = 10


def generated_world(*, lots: int = 40, seed: int = 1, months: int = 60) -> Scenario:
    """Draw a world.

    Parameters
    ----------
    lots : int
        Lots of ten aircraft, at least 4; everything else grows with them.
    seed : int
        Seed of every draw.
    months : int
        Planning horizon, at least 24.

    Raises
    ------
    ValueError
        Too few lots or months for a world of this kind.
    """
    if lots < 4 or months < 24:
        raise ValueError(f"a world has at least 4 lots and 24 months, not {lots} and {months}")
    return _World(lots, seed, months).scenario()


@dataclass(frozen=True)
class _Operator:
    """A partner while the world is drawn: the families that it flies."""

    id: str
    families: tuple[str, ...]


class _World:
    """One world while it is drawn, table by table; the order of the draws is part of it."""

    def __init__(self, lots: int, seed: int, months: int) -> None:
        self.base = airlift.load("seoul-2021")
        self.draw = Draw(f"worlds-{seed}-{lots}-{months}")
        self.lots, self.seed, self.months = lots, seed, months
        self.start = self.base.start_month
        self.types: dict[str, AircraftType] = {name: self.base.aircraft_type_by_id[name] for name in TYPES}
        self.families = sorted({kind.family for kind in self.types.values()})
        self.partners = max(len(self.families), self._share(30))
        self.missions = max(1, self._share(12))
        sponsors = max(3, self._share(12))
        self.funds = max(1, sponsors // 3)
        self.states = sponsors - 1 - self.funds
        self.donors = max(self.states, self.lots // 4)

    def scenario(self) -> Scenario:
        """Draw every table and return the scenario."""
        data: dict[str, Any] = {
            "name": f"world-{self.lots}-{self.seed}",
            "title": f"Generated world of {self.lots} lots",
            "description": "Drawn for a benchmark; policies, types and airfields of seoul-2021.",
            "start_month": self.start,
            "horizon_months": self.months,
            "seed": self.seed,
            "policy": self._policy(),
            "aircraft_types": [kind.model_dump(mode="json") for kind in self.types.values()],
            "sites": [site.model_dump(mode="json") for site in self.base.sites],
        }
        operators = self._operators()
        missions = self._missions()
        data["missions"] = [mission | MADE for mission, _ in missions]
        data["partners"] = [self._partner(operator, data["missions"]) for operator in operators]
        data["partner_fleet"], data["partner_crews"] = self._fleets(operators)
        data["lots"] = [self._lot(number, operators, data["missions"]) for number in range(1, self.lots + 1)]
        data["consents"] = self._consents(data["missions"])
        data["demands"] = self._demands(missions)
        data["maintenance_bases"] = self._bases(missions)
        data["courses"] = self._courses(operators)
        years = range(int(self._month(0)[:4]), int(self._month(self.months - 1)[:4]) + 1)
        data |= money(self.draw, data, years, self.donors, self.states, self.funds)
        return Scenario.model_validate(data)

    def _share(self, of_forty: int) -> int:
        """As many as a world of 40 lots has, in proportion."""
        return max(2, round(of_forty * self.lots / 40))

    def _month(self, index: int) -> str:
        return add_months(self.start, index)

    def _policy(self) -> dict[str, Any]:
        """Return the shipped policies, with as many strategic lift flights and visits as so large a world needs."""
        policy: dict[str, Any] = self.base.policy.model_dump(mode="json")
        for name in ("lift_flights_per_month", "assessment_visits_per_month"):
            if name in policy["matching"]:
                shipped = policy["matching"][name]["value"]
                policy["matching"][name] = MADE | {"value": max(shipped, shipped * self.lots // 10)}
        return policy

    def _operators(self) -> list[_Operator]:
        """Every family has operators; after that families are drawn by weight, sometimes two for one partner."""
        operators = []
        weights = [OPERATED.get(family, 0.1) for family in self.families]
        for number in range(self.partners):
            first = (
                self.families[number]
                if number < len(self.families)
                else self.draw.pick(self.families, weights)
            )
            second = self.draw.pick(self.families, weights)
            families = (first, second) if second != first and self.draw.between(0, 1) < 0.3 else (first,)
            operators.append(_Operator(f"p{number + 1:02d}", families))
        return operators

    def _of_family(self, family: str) -> list[AircraftType]:
        return [kind for kind in self.types.values() if kind.family == family]

    def _partner(self, operator: _Operator, missions: list[dict[str, Any]]) -> dict[str, Any]:
        homes = [site.id for site in self.base.sites if site.role == "military_base"]
        number = int(operator.id[1:])
        absorb = self.draw.step(0, 12, 2)
        return MADE | {
            "id": operator.id,
            "name": f"State {operator.id[1:]}",
            "iso3": f"X{chr(65 + number // 26)}{chr(65 + number % 26)}",  # user-assigned codes of ISO 3166
            "home_base": homes[number % len(homes)],
            "readiness_level": self.draw.pick(("0", "1", "2", "3", "rdl"), (0.1, 0.25, 0.3, 0.2, 0.15)),
            "max_units": self.draw.pick((1, 2, 3), (0.3, 0.45, 0.25)),
            "absorb_aircraft": absorb,
            "absorb_aircraft_per_month": max(1, absorb // 4),
            "technicians": self.draw.step(16, 60, 4),
            "women_technicians": self.draw.step(0, 4, 1),
            "instructors": self.draw.step(1, 5, 1),
            "women_instructors": 0,
            "medical_teams": self.draw.pick((None, 4, 8), (0.6, 0.2, 0.2)),
            "predeployment_aircraft_per_month": self.draw.pick((None, 4, 6), (0.6, 0.2, 0.2)),
            "trainable_crews_per_year": self.draw.step(3, 10, 1),
            "caveat_missions": [m["id"] for m in missions if self.draw.between(0, 1) < 0.55],
            "caveat_roles": ["patrol"] if self.draw.between(0, 1) < 0.15 else [],
        }

    def _fleets(self, operators: list[_Operator]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Six partners in ten bring aircraft of their own, and all have some crews of their families."""
        fleet, crews = [], []
        for operator in operators:
            for family in operator.families:
                kind = self.draw.pick(self._of_family(family))
                key = {"partner": operator.id, "aircraft_type": kind.id}
                owned = self.draw.between(0, 1) < 0.6
                if owned:
                    deployable = self.draw.step(3, 6, 1)
                    fleet.append(MADE | key | {"aircraft": 2 * deployable, "deployable_aircraft": deployable})
                tags = self.draw.pick(([], ["medevac"], ["medevac", "nvg"]), (0.4, 0.4, 0.2))
                formed = self.draw.step(8, 20, 2) if owned else self.draw.step(0, 8, 2)
                crews.append(MADE | key | {"crews": formed, "women_aircrew": min(formed, 1), "tags": tags})
        return fleet, crews

    def _lot(self, number: int, operators: list[_Operator], missions: list[dict[str, Any]]) -> dict[str, Any]:
        """Ten aircraft that a few operators of the family may receive; gates open over the first four years."""
        kind = self.types[TYPES[(number - 1) % len(TYPES)]]
        takers = [operator.id for operator in operators if kind.family in operator.families]
        invited = sorted({self.draw.pick(takers) for _ in range(self.draw.step(3, 6, 1))})
        gate = self.draw.step(0, min(48, self.months - 12), 3)
        heavy = kind.mtow_kg > 2000
        return MADE | {
            "id": f"lot-{number:02d}",
            "donor": f"donor-{(number - 1) % self.donors + 1:02d}",
            "aircraft_type": kind.id,
            "aircraft": TAILS_PER_LOT,
            "offered_month": self.start,
            "gate_month": self._month(gate),
            "refurbishment_site": "workshop of the donor",
            "refurbishment_months": self.draw.step(4, 10, 2),
            "refurbishment_per_month": self.draw.step(1, 3, 1),
            "refurbishment_usd_per_aircraft": 1_200_000 if heavy else 450_000,
            "shipping_months": self.draw.step(1, 3, 1),
            "shipping_usd_per_aircraft": 250_000 if heavy else 90_000,
            "partners": invited,
            **self._conditions(gate, missions),
        }

    def _conditions(self, gate: int, missions: list[dict[str, Any]]) -> dict[str, Any]:
        """How firm a lot is, and what some donors tie it to: missions, roles, a date of return."""
        state = self.draw.pick(("announced", "conditional", "confirmed"), (0.1, 0.2, 0.7))
        tied = self.draw.between(0, 1)
        late = self.draw.step(0, 40, 10)
        conditions: dict[str, Any] = {
            "state": state,
            "probability_pct": {"announced": 50, "conditional": 75, "confirmed": 95}[state],
            "late_probability_pct": late,
            "late_months": 6 if late else 0,
        }
        if tied < 0.15:
            conditions["missions"] = [row["id"] for row in missions if self.draw.between(0, 1) < 0.5]
        elif tied < 0.25:
            conditions["roles"] = ["medevac"]
        elif tied < 0.35 and gate + 30 < self.months:
            conditions["return_month"] = self._month(self.months - 6)
        return conditions

    def _consents(self, missions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One pair of mission and partner in ten waits for consent, and a third of these in vain."""
        rows = []
        for mission in missions:
            for number in range(1, self.partners + 1):
                if self.draw.between(0, 1) < 0.1:
                    granted = self.draw.between(0, 1) < 0.67
                    month = self._month(self.draw.step(6, 18, 6)) if granted else None
                    key = {"mission": mission["id"], "partner": f"p{number:02d}"}
                    rows.append(
                        MADE | key | {"first_month": month, "probability_pct": 80 if granted else 100}
                    )
        return rows

    def _missions(self) -> list[tuple[dict[str, Any], list[Site]]]:
        """Each mission with the airfields that can be a home base: half of those of a shipped mission."""
        missions = []
        for number in range(self.missions):
            region = REGIONS[number % len(REGIONS)]
            shipped = self.base.mission_by_id[region]
            fields = [site for site in self.base.sites if site.id.startswith(f"{region}-") and site.fuel]
            half = (number // len(REGIONS)) % 2
            closes = self.draw.between(0, 1) < 0.15
            row = {
                "id": f"mission-{number + 1:02d}",
                "name": f"Mission {number + 1} ({shipped.countries})",
                "countries": shipped.countries,
                "first_month": self.start,
                "closure_month": self._month(self.draw.step(24, 48, 12)) if closes else None,
                "utc_offset_h": shipped.utc_offset_h,
            }
            missions.append((row, fields[half::2] or fields))
        return missions

    def _demands(self, missions: list[tuple[dict[str, Any], list[Site]]]) -> list[dict[str, Any]]:
        rows = []
        for mission, fields in missions:
            for number, role in enumerate(ROLES, start=1):
                home = self.draw.pick(fields)
                served = self.draw.pick(fields).id
                size = self.draw.step(3, 6, 1)
                first = self.draw.pick((0, 0, 0, 6, 12))
                row = MADE | {
                    "id": f"{mission['id']}-{role}-{number}",
                    "mission": mission["id"],
                    "role": role,
                    "sites": sorted({served} - {home.id}),
                    "first_month": self._month(first),
                    "last_month": self._month(self.months - 1),
                    "aircraft": size,
                    "min_unit": 3,
                    "max_unit": 6,
                    "hours_per_aircraft_month": {"medevac": 27, "patrol": 45, "utility": 45}[role],
                    "tier": TIERS[role],
                    "aircraft_tags": {"medevac": ["litter"], "utility": ["cargo"], "patrol": []}[role],
                    "crew_tags": ["medevac"] if role == "medevac" else [],
                }
                row["sites"] = [home.id, *row["sites"]]
                rows.append(row | self._load(row, role))
        return rows

    def _load(self, row: dict[str, Any], role: str) -> dict[str, Any]:
        """Payload and radius of the role, cut until two types can lift it from the home base on a hot day."""
        payload_kg, radius_nm = {"medevac": (230, 85), "patrol": (200, 85), "utility": (2000, 100)}[role]
        if role == "utility":
            payload_kg = self.draw.pick((2000, 1200, 700))
        while payload_kg > 50:
            load = {"payload_kg": payload_kg, "radius_nm": radius_nm}
            demand = Demand.model_validate(row | load)
            capable = [
                kind
                for kind in self.types.values()
                if set(demand.aircraft_tags) <= set(kind.tags) and lifts_payload(self.base, demand, kind)
            ]
            if len(capable) >= 2:
                return load
            payload_kg = payload_kg * 4 // 5
        raise ValueError(f"no two types can serve {row['id']} from {row['sites'][0]}")

    def _bases(self, missions: list[tuple[dict[str, Any], list[Site]]]) -> list[dict[str, Any]]:
        """Two field workshops a mission, each near enough for most of its demands."""
        rows = []
        for mission, fields in missions:
            for number, site in enumerate(fields[:2], start=1):
                rows.append(
                    MADE
                    | {
                        "id": f"{mission['id']}-workshop-{number}",
                        "name": f"Workshop {number} of {mission['name']}",
                        "site": site.id,
                        "operator": "United Nations",
                        "aircraft_types": list(TYPES),
                        "docks": self.draw.step(1, 3, 1),
                        "man_hours_per_month": self.draw.step(800, 2400, 200),
                        "usd_per_man_hour": 40,
                        "reach_nm": 350,
                    }
                )
        return rows

    def _courses(self, operators: list[_Operator]) -> list[dict[str, Any]]:
        """For each family: crews by a partnership programme and by one own school, and technicians."""
        rows = []
        for family in self.families:
            kind = self._of_family(family)[0]
            takers = [operator.id for operator in operators if family in operator.families]
            school = self.draw.pick(takers)
            common = {
                "aircraft_type": kind.id,
                "first_month": self._month(6),
                "last_month": self._month(self.months - 8),
                "every_months": 6,
            }
            seats = max(2, len(takers))
            crew = {"audience": "crew", "pass_pct": 85, "tags": ["medevac", "nvg"], "duration_months": 5}
            rows += [
                MADE | common | crew | {
                    "id": f"{family}-crew",
                    "name": f"Crews, family {family}",
                    "school": "partnership programme",
                    "partners": takers,
                    "own_school": False,
                    "seats": seats,
                    "usd_per_seat": 60_000,
                },
                MADE | common | crew | {
                    "id": f"{family}-school",
                    "name": f"Crews, family {family}, own school",
                    "school": f"school of {school}",
                    "partners": [school],
                    "own_school": True,
                    "seats": 3,
                    "usd_per_seat": 30_000,
                },
                MADE | common | {
                    "id": f"{family}-technician",
                    "name": f"Technicians, family {family}",
                    "school": "partnership programme",
                    "audience": "technician",
                    "partners": takers,
                    "own_school": False,
                    "duration_months": 4,
                    "seats": 4 * seats,
                    "pass_pct": 90,
                    "usd_per_seat": 12_000,
                },
            ]  # fmt: skip
        return rows


def main(arguments: list[str] | None = None) -> None:
    """Write a world as a JSON file that `airlift plan` reads."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scenarios.worlds", description=__doc__)
    parser.add_argument("--lots", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("-o", "--output", type=Path, required=True)
    asked = parser.parse_args(arguments)
    world = generated_world(lots=asked.lots, seed=asked.seed, months=asked.months)
    asked.output.write_text(json.dumps(world.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
